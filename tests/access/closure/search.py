"""Puts every step to IAM as every role, and follows what is allowed as far as it leads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, cast

from components.identity.names import PermissionsBoundary
from tests.access.closure.steps import OWN_ROLE, Ask, Step, made_under, steps
from tests.access.evaluator import evaluate
from tests.access.matrix import filled, principals, request, short_name, words
from tests.access.principals import AWS_OWN, Principal, Stack, aws_policy
from tests.access.rows.row import SERVING

Open = Mapping[str, tuple[Step, ...]]


@dataclass(frozen=True)
class Path:
    """How a session gets somewhere: by which steps, the last of which ends there."""

    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return ", ".join(f"{one.to} ({one.by})" for one in self.steps)


def closure(stack: Stack) -> dict[str, dict[str, Path]]:
    """Return where a session of each role can get, each by a shortest path; roles go by their short names."""
    found, made = _open(stack, dict(_everybody(stack))), {made_under(one) for one in PermissionsBoundary}
    return {role: _reached(role, found) for role in found if role not in made}


def open_to(stack: Stack, role: str) -> set[str]:
    """Return where a role gets in one step."""
    return {step.to for step in _open(stack, {role: dict(_everybody(stack))[role]})[role]}


def _reached(role: str, found: Open) -> dict[str, Path]:
    reached: dict[str, Path] = {}
    front: list[tuple[str, tuple[Step, ...]]] = [(role, ())]
    while front:
        name, before = front.pop(0)
        for step in found.get(name, ()):
            if step.to not in reached and step.to != role:
                reached[step.to] = Path((*before, step))
                front.append((step.to, reached[step.to].steps))
    return reached


def _open(stack: Stack, everybody: Mapping[str, tuple[Principal, str]]) -> Open:
    """Return the steps that are open to each of these roles, by name, with the region in which it is asked."""
    table = list(steps(stack))
    asked = [
        (name, step, [_simulation(stack, who, region, ask) for ask in step.asks])
        for name, (who, region) in everybody.items()
        for step in table
        if all(_named(who, ask.action) for ask in step.asks)
    ]
    verdicts = iter(evaluate([one for _, _, some in asked for one in some]))
    answers = [(name, step, [next(verdicts).allowed for _ in some]) for name, step, some in asked]
    allowed = [(name, step, all(some)) for name, step, some in answers]
    return {one: tuple(step for name, step, yes in allowed if yes and name == one) for one in everybody}


def _everybody(stack: Stack) -> Iterator[tuple[str, tuple[Principal, str]]]:
    """Yield the roles, and those that somebody makes under each boundary with all rights.

    Of a role that stands in several regions, the one that serves comes last, and counts.
    """
    named = [(*short_name(stack, role.name), role) for role in principals(stack)]
    for name, region, role in sorted(named, key=lambda one: (one[0], one[1] == SERVING)):
        yield name, (role, region)
    arn = filled(OWN_ROLE, words(stack, SERVING))
    everything = {"AdministratorAccess": aws_policy(f"{AWS_OWN}AdministratorAccess")}
    for bound in PermissionsBoundary:
        (policy,) = [one for one in stack.resources if one["name"] == f"account-{bound}-boundary"]
        boundary = json.loads(policy["inputs"]["policy"])
        yield made_under(bound), (Principal(arn.rpartition("/")[2], arn, {}, everything, boundary), SERVING)


def _named(role: Principal, action: str) -> bool:
    """Whether a policy of the role's names the action at all: IAM is not asked what nobody allows."""
    return any(
        fnmatchcase(action.lower(), pattern.lower())
        for policy in role.policies.values()
        for statement in cast("Sequence[Mapping[str, Any]]", policy["Statement"])
        if statement["Effect"] == "Allow"
        for pattern in _patterns(statement)
    )


def _patterns(statement: Mapping[str, Any]) -> Sequence[str]:
    given = statement.get("Action", "*")
    return [given] if isinstance(given, str) else given


def _simulation(stack: Stack, who: Principal, region: str, ask: Ask) -> dict[str, Any]:
    known = words(stack, region)
    context = {
        key: [filled(one, known) for one in value] if isinstance(value, list) else filled(value, known)
        for key, value in (ask.context or {}).items()
    }
    return request(stack, who, action=ask.action, on=filled(ask.on, known), region=region, context=context)


def without(stack: Stack, role: str, sid: str) -> Stack:
    """Return the stack with a boundary that lacks a row, for whoever is under it."""
    principal = stack.principals[role]
    assert principal.boundary is not None
    less = [one for one in principal.boundary["Statement"] if one["Sid"] != sid]
    changed = replace(principal, boundary={**principal.boundary, "Statement": less})
    return replace(stack, principals={**stack.principals, role: changed})
