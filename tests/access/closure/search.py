"""Puts every step to IAM as every role, and follows what is allowed as far as it leads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from components.identity.names import PermissionsBoundary
from tests.access.closure.powers import allowing, matched
from tests.access.closure.rising import OWN_ROLE, made_under
from tests.access.closure.step import Ask, Step
from tests.access.closure.steps import steps
from tests.access.evaluator import evaluate
from tests.access.matrix import filled, principals, request, short_name, words
from tests.access.principals import AWS_OWN, Principal, Stack, aws_policy
from tests.access.rows.row import REGIONS, SERVING

Open = Mapping[str, tuple[Step, ...]]


@dataclass(frozen=True)
class Path:
    """How a session gets somewhere: by which steps, the last of which ends there."""

    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return ", ".join(f"{one.to} ({one.by})" for one in self.steps)


def closure(found: Open) -> dict[str, dict[str, Path]]:
    """Return where a session of each role can get, each by a shortest path; roles go by their short names."""
    made = {made_under(one) for one in PermissionsBoundary}
    return {role: _reached(role, found) for role in found if role not in made}


def open_steps(stack: Stack) -> Open:
    """Return the steps that are open to each role, and to those that somebody makes under each boundary."""
    return _open(stack, dict(_everybody(stack)), list(steps(stack)))


def open_to(stack: Stack, role: str, end: str) -> bool:
    """Whether a role gets there in one step."""
    table = [step for step in steps(stack) if step.to == end]
    return bool(_open(stack, {role: dict(_everybody(stack))[role]}, table)[role])


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


def _open(stack: Stack, everybody: Mapping[str, tuple[Principal, str]], table: Sequence[Step]) -> Open:
    """Return which of these steps are open to each of these roles, by name, with the region in which it is asked."""
    allowed = _allowed(stack, everybody, table)
    return {
        name: tuple(
            step
            for step in table
            if all(ask in allowed[name] for ask in step.asks)
            and (not step.one_of or any(ask in allowed[name] for ask in step.one_of))
        )
        for name in everybody
    }


def _allowed(
    stack: Stack, everybody: Mapping[str, tuple[Principal, str]], table: Sequence[Step]
) -> Mapping[str, Sequence[Ask]]:
    """Return which calls of steps IAM allows to each role: each call is asked once."""
    calls: list[Ask] = []
    for ask in (one for step in table for one in step.calls()):
        if ask not in calls:
            calls.append(ask)
    known = {region: words(stack, region) for region in REGIONS}
    asked = [
        (name, ask, _simulation(stack, who, region, ask, known[region]))
        for name, (who, region) in everybody.items()
        for ask in _named(who, calls)
    ]
    verdicts = evaluate([one for _, _, one in asked])
    found: dict[str, list[Ask]] = {name: [] for name in everybody}
    for (name, ask, _), verdict in zip(asked, verdicts, strict=True):
        if verdict.allowed:
            found[name].append(ask)
    return found


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


def _named(role: Principal, calls: Sequence[Ask]) -> list[Ask]:
    """Return the calls whose actions a policy of the role's names at all: IAM is not asked what nobody allows."""
    named = matched(allowing(role), {one.action.lower() for one in calls})
    return [one for one in calls if one.action.lower() in named]


def _simulation(stack: Stack, who: Principal, region: str, ask: Ask, known: Mapping[str, str]) -> dict[str, Any]:
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
