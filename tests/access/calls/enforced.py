"""AWS as it is to one role: each call is put to IAM before it is made, and refused in AWS's own way if it lacks a right.

What a program does on an embedded AWS that refuses nothing is not what it does for real: it reads a secret that it may
not read, and never comes to what it does without. So calls are judged while they are made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from operations.aws import RefusedError
from rehearsal.record import Record
from tests.access.calls.call import Call, Request
from tests.access.calls.judged import Judged, asked_for, judge_requests
from tests.access.principals import Principal, Stack, read_stack

# By the service that refuses; elsewhere it is AccessDeniedException or AccessDenied, which nothing here tells apart.
_CODES: Mapping[str, str] = {"ec2": "UnauthorizedOperation"}
DONE_WITHOUT: Mapping[tuple[str, str], str] = {
    ("secretsmanager", "GetSecretValue"): "a recovery has the function look and write instead (decision 33)",
}
"""By service and operation of a call: why a program may be refused it, and goes on."""


def _as_it_is(call: Call) -> Call:
    return call


class Enforcement:
    """What IAM answers to the calls of a role, while they are made.

    Args:
        stack: whose role and resources they are.
        role: as whom the calls are made.
        named: gives a call the names of the stack, where it is made on another one.
    """

    def __init__(self, stack: Stack, role: Principal, named: Callable[[Call], Call] = _as_it_is) -> None:
        self._stack, self._role, self._named = stack, role, named
        self._answers: dict[Request, Judged] = {}
        self._refused: dict[str, None] = {}
        self.calls: list[Call] = []
        """All that were tried, with the names of the stack."""

    def check(self, region: str, service: str, operation: str, params: Mapping[str, Any]) -> None:
        """Let a call be made; raises RefusedError as AWS does, and UnknownCallError for a call that no table knows."""
        call = self._named(Call(region, service, operation, dict(params)))
        self.calls.append(call)
        asked = asked_for([call], self._stack.account)
        new = [one for one in asked if one not in self._answers]
        self._answers.update((one.request, one) for one in judge_requests(self._stack, self._role, new))
        if missing := [self._answers[one] for one in asked if not self._answers[one].verdict.allowed]:
            if (service, operation) not in DONE_WITHOUT:
                self._refused.update((one.remedy(self._role.name), None) for one in missing)
            words = f"{self._role.arn} is not authorized to perform: {missing[0].request.action}"
            raise RefusedError(region, service, operation, _CODES.get(service, "AccessDeniedException"), words)

    @property
    def judged(self) -> list[Judged]:
        """Every request that the calls asked for, with its answer."""
        return list(self._answers.values())

    @property
    def refused(self) -> list[str]:
        """What was refused and is in no table of what programs do without: in words, with what to do about it."""
        return list(self._refused)


def as_role(record: Record, role: str) -> Enforcement:
    """Return what IAM answers to a role of a rehearsed stack, by its name after the environment's."""
    stack = read_stack(json.loads(json.dumps(record.document(), default=str)))
    return Enforcement(stack, stack.principals[stack.prefix + role])
