"""Puts what a person is told to type to the rights of the role that is told so; and says who else could."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.access.calls.call import Request
from tests.access.calls.judged import Judged, asked_for, judge_requests
from tests.access.matrix import filled, principals, role_of, short_name, words
from tests.access.principals import Principal, Stack
from tests.access.rows.arns import BOUNDARY, HOST, LOAD_BALANCER, SERVER, SNAPSHOT
from tests.access.rows.row import SERVING, Context
from tests.access.runbooks.aws_cli import call_of
from tests.access.runbooks.written import ADMINISTRATOR, Written

# Whoever takes a role has none yet: who is let in is the matrix's (tests/access/rows/takings.py).
_BEFORE_A_ROLE = "sts:AssumeRole"
_SERVER = SERVER.rpartition("/")[2]
_PLACE = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Place:
    """What stands for a placeholder on the rehearsed stack, and what AWS says of it to IAM."""

    value: str
    context: Context | None = None


_ROLE_OF_PEOPLE: Context = {"iam:PermissionsBoundary": f"{BOUNDARY}people"}
PLACES: Mapping[str, Place] = {
    "<region>": Place("{r}"),
    "<account>": Place("{a}"),
    "<environment>": Place("{e}"),
    "<you>": Place("somebody"),
    "<your-role>": Place("somebody"),
    "<code>": Place("123456"),
    "<ARN-of-your-MFA-device>": Place("arn:aws:iam::{a}:mfa/somebody"),
    "<yesterday>": Place("2026-11-27"),
    "<time>": Place("2026-11-28T03:00:00Z"),
    "<seconds>": Place("1795834800"),
    "<session>": Place("somebody"),
    "<query>": Place("00000000-0000-0000-0000-000000000001"),
    "<DBInstanceIdentifier>": Place("{p}{r}-database-a"),
    "<instance>": Place("{p}{r}-database-a"),
    "<another-name>": Place("{p}{r}-database-z"),
    "<resource-id>": Place("{primary}"),
    "<snapshot>": Place(SNAPSHOT.rpartition(":")[2]),
    "<role-of-the-database>": Place("application"),
    "<operations-host>": Place(_SERVER, HOST),
    "<server>": Place(_SERVER),
    "<servers>": Place("4"),
    "<operations-group>": Place("sg-00000000000000002"),
    "<database-group>": Place("sg-00000000000000003"),
    "<host-of-the-database>": Place("{p}{r}-database-a.example.{r}.rds.amazonaws.com"),
    "<default-group>": Place("sg-00000000000000001"),
    "<gateway>": Place("nat-00000000000000001"),
    "<interface>": Place("eni-00000000000000001"),
    "<address>": Place("eipalloc-00000000000000001"),
    "<route-table>": Place("rtb-00000000000000001"),
    "<endpoint>": Place("vpce-00000000000000001"),
    "<load-balancer>": Place(LOAD_BALANCER),
    "<zone-id>": Place("use1-az1"),
    "<zonal-shift>": Place(LOAD_BALANCER),
    "<list>": Place("rslvr-fdl-00000000000000001"),
    "<name>": Place("example.com"),
    "<certificate-ARN>": Place("arn:aws:acm:{r}:{a}:certificate/00000000-0000-0000-0000-000000000001"),
    "<key>": Place("{key-database}"),
    "<role>": Place("{p}developer", _ROLE_OF_PEOPLE),
    "<user>": Place("somebody"),
    "<key-id>": Place("AKIAIOSFODNN7EXAMPLE"),
    "<detector>": Place("12abc34d567e8fa901bc2d34e56789f0"),
    "<finding>": Place("00000000000000000000000000000001"),
    "<analyzer>": Place("arn:aws:access-analyzer:{r}:{a}:analyzer/{p}{r}-access"),
    "<plan>": Place("00000000-0000-0000-0000-000000000001"),
    "<selection>": Place("00000000-0000-0000-0000-000000000002"),
    "<item>": Place("oi-0123456789ab"),
    "<service>": Place("ec2"),
    "<quota>": Place("L-1216C47A"),
    "<number>": Place("256"),
}
"""What a person puts in themselves, by the placeholder with `-` for blanks."""


@dataclass(frozen=True)
class Refusal:
    """A request of a command that IAM refuses to the role that is told to type it, and who may."""

    written: Written
    request: Request
    able: Sequence[str]

    def __str__(self) -> str:
        could = " or ".join(self.able) or f"nobody but the account's {ADMINISTRATOR}"
        return (
            f"{self.written} asks for {self.request.action} on {self.request.on}, which IAM refuses; {could} could: "
            'say "as the `ROLE`" before it, or give the right in components/identity'
        )


def requests_of(stack: Stack, written: Written) -> list[Request]:
    """Return what IAM is asked for a command of the AWS CLI; raises LookupError for a placeholder that no table has."""
    places = [_place(written, one) for word in written.words for one in _PLACE.findall(word)]
    known = words(stack, SERVING)
    # Pages have commands for prod: for another environment its name stands in the place of it.
    own = [re.sub(r"\bprod\b", stack.environment, word) for word in written.words]
    given = [_PLACE.sub(lambda one: filled(PLACES[one[0]].value, known), word) for word in own]
    said = {
        key: filled(value, known) if isinstance(value, str) else value
        for one in places
        for key, value in (one.context or {}).items()
    }
    asked = asked_for([call_of(given, SERVING)], stack.account)
    return [replace(one, context={**one.context, **said}) for one in asked if one.action != _BEFORE_A_ROLE]


def _place(written: Written, name: str) -> Place:
    if name not in PLACES:
        raise LookupError(
            f"{written}: nothing says what stands for {name}; add it to PLACES in tests/access/runbooks/judged.py"
        )
    return PLACES[name]


def refusals(stack: Stack, commands: Iterable[Written]) -> list[Refusal]:
    """Return what IAM refuses to those who are told to type these."""
    refused = [(one, answer.request) for _, one, answer in judged(stack, commands) if not answer.verdict.allowed]
    return list(_with_the_able(stack, refused))


def judged(stack: Stack, commands: Iterable[Written]) -> list[tuple[Principal, Written, Judged]]:
    """Return IAM's answers to those who are told to type these, but for the account's administrator, who may all."""
    asked: dict[str, list[tuple[Written, Request]]] = {}
    for one in commands:
        if one.role != ADMINISTRATOR:
            asked.setdefault(one.role, []).extend((one, request) for request in requests_of(stack, one))
    return [found for name, some in asked.items() for found in _answered(stack, name, some)]


def _answered(
    stack: Stack, name: str, asked: Sequence[tuple[Written, Request]]
) -> Iterator[tuple[Principal, Written, Judged]]:
    role = role_of(stack, name)
    answers = judge_requests(stack, role, [request for _, request in asked])
    for (written, _), answer in zip(asked, answers, strict=True):
        yield role, written, answer


def _with_the_able(stack: Stack, refused: Sequence[tuple[Written, Request]]) -> Iterator[Refusal]:
    able: list[list[str]] = [[] for _ in refused]
    for role in principals(stack) if refused else ():
        answers = judge_requests(stack, role, [request for _, request in refused])
        for names, answer in zip(able, answers, strict=True):
            if answer.verdict.allowed:
                names.append(short_name(stack, role.name)[0])
    for (written, request), names in zip(refused, able, strict=True):
        yield Refusal(written, request, tuple(dict.fromkeys(names)))
