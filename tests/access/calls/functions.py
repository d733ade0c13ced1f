"""The functions of a rehearsed stack, and what each calls: its own handler, run with its own environment.

The AWS is an embedded one, in which only what a function needs stands; names that it gives by itself are put back to
those of the rehearsed stack. What a handler does to the database is not asked here, so that a session answers what
`runs` says.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from unittest.mock import patch

import boto3

from rehearsal.emulator import start
from rehearsal.host.offline import offline
from tests.access.calls.call import Call
from tests.access.calls.heard import heard_of_boto3
from tests.access.calls.judged import renamed
from tests.access.calls.runs import run_of
from tests.access.calls.sites import Line, lines_on_the_way
from tests.access.principals import Stack

FUNCTION = "aws:lambda/function:Function"


@dataclass(frozen=True)
class Function:
    """A function as it is declared: where it stands, what it runs, as which role, and whether inside the VPC."""

    name: str
    region: str
    handler: str
    role: str
    environment: Mapping[str, str]
    groups: tuple[str, ...]
    """The ids of its security groups; none of one that is outside the VPC."""

    @property
    def in_vpc(self) -> bool:
        """Whether its calls leave through the VPC."""
        return bool(self.groups)


def functions(stack: Stack) -> list[Function]:
    """Return the stack's functions, those of the region that serves first."""
    found = [_function(one["inputs"], str(one["outputs"]["arn"])) for one in stack.of_type(FUNCTION)]
    return sorted(found, key=lambda one: (one.region, one.name))


def _function(declared: Mapping[str, Any], arn: str) -> Function:
    environment = cast("Mapping[str, Mapping[str, str]]", declared.get("environment") or {})
    region = arn.split(":")[3]
    role = str(declared["role"]).rpartition("/")[2]
    return Function(
        str(declared["name"]),
        region,
        str(declared["handler"]),
        role,
        environment.get("variables", {}),
        tuple(cast("Mapping[str, list[str]]", declared.get("vpcConfig") or {}).get("securityGroupIds", ())),
    )


@dataclass(frozen=True)
class Recording:
    """What each function of a stack calls, by its name, and the lines of our code that led to some call."""

    calls: Mapping[str, tuple[Call, ...]]
    lines: frozenset[Line]


def record(stack: Stack) -> Recording:
    """Run each function of the stack; raises UnknownCallError for one without a run."""
    lines: set[Line] = set()
    with _embedded(stack.account):
        calls = {one.name: tuple(_calls(stack, one, lines)) for one in functions(stack)}
    return Recording(calls, frozenset(lines))


def _calls(stack: Stack, function: Function, lines: set[Line]) -> list[Call]:
    def noting(*_call: object) -> None:
        lines.update(lines_on_the_way())

    run = run_of(function.handler)
    region = {"AWS_REGION": function.region, "AWS_DEFAULT_REGION": function.region}
    with patch.dict(os.environ, region), patch.object(boto3, "DEFAULT_SESSION", None):
        made = run.prepare(stack, function.region)
        environment = {key: _replaced(value, made) for key, value in function.environment.items()}
        with patch.dict(os.environ, environment), heard_of_boto3(run.answers, noting) as calls:
            run.handle()
    return list(renamed(calls, {function.region: {there: name for name, there in made.items()}}, {}))


def _replaced(text: str, made: Mapping[str, str]) -> str:
    for name, there in made.items():
        text = text.replace(name, there)
    return text


@contextmanager
def _embedded(account: str) -> Generator[None]:
    """An embedded AWS to which the standard environment points, with a session of a role of this account."""
    with start() as emulator, offline(), patch.dict(os.environ, {"AWS_ENDPOINT_URL": emulator.endpoint}):
        role = f"arn:aws:iam::{account}:role/functions"
        taken = cast("Any", boto3).client("sts").assume_role(RoleArn=role, RoleSessionName="functions")
        keys = taken["Credentials"]
        with patch.dict(
            os.environ,
            {
                "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
                "AWS_SESSION_TOKEN": keys["SessionToken"],
            },
        ):
            yield
