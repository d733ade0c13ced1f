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
from tests.access.matrix import filled, filled_context, principals, request, short_name, words
from tests.access.organization import control_policies
from tests.access.principals import AWS_OWN, Principal, Stack, aws_policy
from tests.access.rows.row import REGIONS, SERVING

Open = Mapping[str, Sequence[Step]]
"""By role, the steps that are open to it."""
# Whom nothing in the account bounds: the role that an organization makes in it, say.
ADMINISTRATOR = "an administrator of the account"
_STRANGER = "999999999999"
_EVERYTHING = {"AdministratorAccess": aws_policy(f"{AWS_OWN}AdministratorAccess")}


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


def open_steps(stack: Stack) -> Open:
    """Return the steps that are open to each role, and to those that somebody makes under each boundary."""
    table = tuple(steps(stack))
    return _open(stack, {name: table for name, _, _ in _everybody(stack)})


def open_under_organization(stack: Stack, found: Open) -> Open:
    """Return which of these the organization's policies leave open: they only refuse."""
    return _open(stack, found, control_policies(stack.environment))


def open_to(stack: Stack, role: str, end: str) -> bool:
    """Whether a role gets there in one step."""
    return bool(ways(stack, role, end))


def ways(stack: Stack, role: str, end: str) -> set[str]:
    """Return by what a role gets there in one step."""
    return {one.by for one in _open(stack, {role: [step for step in steps(stack) if step.to == end]})[role]}


def _open(stack: Stack, tables: Open, controls: Mapping[str, Any] | None = None) -> Open:
    """Return which steps of these are open to each role: a call of several steps is asked once."""
    everybody = {name: (who, region) for name, who, region in _everybody(stack)}
    known = {region: words(stack, region) for region in REGIONS}
    asked: list[tuple[str, Ask, dict[str, Any]]] = []
    for name, table in tables.items():
        who, region = everybody[name]
        asked += [
            (name, ask, _simulation(stack, who, region, ask, known[region]) | dict(controls or {}))
            for ask in _named(who, {ask: None for step in table for ask in step.calls()})
        ]
    verdicts = evaluate([one for _, _, one in asked])
    allowed: dict[str, set[Ask]] = {name: set() for name in tables}
    for (name, ask, _), verdict in zip(asked, verdicts, strict=True):
        if verdict.allowed:
            allowed[name].add(ask)
    return {
        name: tuple(step for step in table if step.itself in {"", name} and step.open(allowed[name]))
        for name, table in tables.items()
    }


def _everybody(stack: Stack) -> Iterator[tuple[str, Principal, str]]:
    """Yield the roles by name, each with the region in which it is asked; and those that somebody makes.

    Of a role that stands in several regions, the one that serves comes last, and counts.
    """
    named = [(*short_name(stack, role.name), role) for role in principals(stack)]
    for name, region, role in sorted(named, key=lambda one: (one[0], one[1] == SERVING)):
        yield name, role, region
    yield ADMINISTRATOR, Principal("x", f"arn:aws:iam::{stack.account}:role/x", {}, _EVERYTHING, None), SERVING
    arn = filled(OWN_ROLE, words(stack, SERVING))
    for bound in PermissionsBoundary:
        (policy,) = [one for one in stack.resources if one["name"] == f"account-{bound}-boundary"]
        boundary = json.loads(policy["inputs"]["policy"])
        yield made_under(bound), Principal(arn.rpartition("/")[2], arn, {}, _EVERYTHING, boundary), SERVING


def _named(role: Principal, calls: Mapping[Ask, None]) -> list[Ask]:
    """Return the calls whose actions a policy of the role's names at all, and strangers': IAM is asked no others."""
    named = matched(allowing(role), {one.action.lower() for one in calls})
    return [one for one in calls if one.stranger or one.action.lower() in named]


def _simulation(stack: Stack, who: Principal, region: str, ask: Ask, known: Mapping[str, str]) -> dict[str, Any]:
    context = filled_context(ask.context or {}, known)
    asker = _stranger() if ask.stranger else who
    found = request(stack, asker, action=ask.action, on=filled(ask.on, known), region=region, context=context)
    if ask.stranger:
        found["request"]["contextVariables"]["aws:PrincipalAccount"] = _STRANGER
        found["resourcePolicy"] = _open_to(asker.arn, ask.action)
    return found


def _stranger() -> Principal:
    return Principal("stranger", f"arn:aws:iam::{_STRANGER}:role/stranger", {}, _EVERYTHING, None)


def _open_to(arn: str, action: str) -> Mapping[str, Any]:
    """Return a resource's policy that lets somebody in."""
    on = {} if action.startswith("sts:") else {"Resource": "*"}
    statement = {"Sid": "Opened", "Effect": "Allow", "Principal": {"AWS": arn}, "Action": action, **on}
    return {"Version": "2012-10-17", "Statement": [statement]}


def without(stack: Stack, role: str, sid: str) -> Stack:
    """Return the stack with a boundary that lacks a row, for whoever is under it."""
    principal = stack.principals[role]
    assert principal.boundary is not None
    less = [one for one in principal.boundary["Statement"] if one["Sid"] != sid]
    changed = replace(principal, boundary={**principal.boundary, "Statement": less})
    return stack.having(changed)
