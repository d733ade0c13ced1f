"""Published ways to rise, by the lists that others keep, each held against the steps of the closure.

`methods.json` has those of lists that no package keeps; cloudsplaining's comes with its package. A way is a set of
actions; it is modelled where a step asks for no more than these. One by a service in which nothing of ours stands, and
which no role of ours trusts, leads nowhere, and any other has its reason here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cloudsplaining.shared import constants

from tests.access.closure.powers import services_of
from tests.access.closure.step import Step
from tests.access.principals import Stack

_FILE = Path(__file__).with_name("methods.json")
# Not of a service in which something must stand.
_OF_IDENTITIES = {"iam", "sts"}


@dataclass(frozen=True)
class Method:
    """One way: the actions that it takes, in lower case, and which lists have it."""

    actions: frozenset[str]
    lists: tuple[str, ...]

    def __str__(self) -> str:
        return f"{' + '.join(sorted(self.actions))} ({', '.join(self.lists)})"

    def services(self) -> set[str]:
        """Return the prefixes of the services by which it goes."""
        return {one.partition(":")[0] for one in self.actions} - _OF_IDENTITIES


@dataclass(frozen=True)
class Elsewhere:
    """Why a way that no step models leads nowhere here, and where one can see it."""

    actions: frozenset[str]
    why: str
    source: str


REASONS: tuple[Elsewhere, ...] = (
    Elsewhere(
        frozenset({"autoscaling:createautoscalinggroup"}),
        "no launch configuration stands; with a launch template, AWS asks the caller for RunInstances and PassRole",
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html",
    ),
)


def methods() -> list[Method]:
    """Return the ways of all lists, each set of actions once."""
    found: dict[frozenset[str], list[str]] = {}
    for row in cast("Mapping[str, Any]", json.loads(_FILE.read_text()))["methods"]:
        found.setdefault(_lower(row["actions"]), []).extend(row["in"])
    for name, actions in cast("Mapping[str, Sequence[str]]", constants.PRIVILEGE_ESCALATION_METHODS).items():
        found.setdefault(_lower(actions), []).append(f"cloudsplaining {name}")
    return [Method(actions, tuple(sorted(lists))) for actions, lists in found.items()]


def _lower(actions: Iterable[str]) -> frozenset[str]:
    return frozenset(one.lower() for one in actions)


def sources() -> Mapping[str, str]:
    """Return where each list is kept, by the name with which its entries begin."""
    return cast("Mapping[str, str]", json.loads(_FILE.read_text())["sources"])


def modelling(method: Method, table: Iterable[Step]) -> Iterator[Step]:
    """Yield the steps that ask for no more than a way takes."""
    for step in table:
        own = {ask.action.lower() for ask in step.asks if not ask.stranger}
        either = {ask.action.lower() for ask in step.one_of}
        if own | either and own <= method.actions and (not either or either & method.actions):
            yield step


def nowhere(stack: Stack, method: Method) -> str:
    """Return why a way leads nowhere in a stack; empty where nothing says so."""
    for row in REASONS:
        if row.actions == method.actions:
            return row.why
    absent = method.services() - services_of(stack)
    trusted = " ".join(json.dumps(role.trust) for role in stack.principals.values())
    gone = {one for one in absent if f'"{one}' not in trusted}
    return f"nothing stands in {', '.join(sorted(gone))}, and no role trusts it" if gone else ""
