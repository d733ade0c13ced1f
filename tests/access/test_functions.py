"""Proves that each function may do what it calls, what AWS does in its name for that, and what Lambda does with its role.

The calls are recorded while the handler runs on an embedded AWS with the environment that the rehearsed stack gives it
(`calls/functions.py`). That the handlers do their work on a real database is proven in `tests/postgres`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from components.network.endpoints import INTERFACES
from components.network.ports import HTTPS
from components.shared.address_plan import Tier
from tests.access.calls.agents import CALLS
from tests.access.calls.call import Call, UnknownCallError
from tests.access.calls.functions import Function, Recording, functions
from tests.access.calls.judged import judge, refused
from tests.access.calls.lambda_service import WITHHELD, done_by_lambda
from tests.access.calls.runs import run_of
from tests.access.calls.sites import services, sites
from tests.access.evaluator import missing
from tests.access.principals import Principal, Stack
from tests.routes.network import Network, NoWayError, Part, host_of

reason = missing()
evaluated = pytest.mark.skipif(reason is not None, reason=reason or "")
Calls = Mapping[str, tuple[Call, ...]]
NOT_RUN: Mapping[tuple[str, str], str] = {
    ("functions/shared/secrets.py", "_explained"): "no call: the name of one that failed, for the error's text",
    ("functions/visitors/handler.py", "get_secret_value"): "only with a key in a secret in place of the federation",
}
"""Sites of which no run comes by: the file, what is called, and why."""


def _role(stack: Stack, function: Function) -> Principal:
    return stack.principals[function.role]


def test_every_function_calls_something(stack: Stack, calls: Calls) -> None:
    assert {one.name for one in functions(stack)} == calls.keys()
    assert [name for name, found in calls.items() if not found] == []


def test_a_function_that_nobody_can_run_is_an_error_that_says_where_it_goes() -> None:
    with pytest.raises(
        UnknownCallError, match=r"functions\.another.* add it to RUNS in tests/access/calls/runs\.py"
    ):
        run_of("functions.another.handler.handle")


def test_whatever_stands_in_the_source_of_functions_was_called_from_there(recording: Recording) -> None:
    """Also in an `except`: what is never run is put to no policy, and to no route."""
    unheard = {(one.file, one.called) for one in sites("functions") if not one.is_among(recording.lines)}
    assert sorted(unheard - NOT_RUN.keys()) == [], (
        "let a run of tests/access/calls/runs.py come by, or give the reason in NOT_RUN"
    )
    assert sorted(NOT_RUN.keys() - unheard) == []


def test_each_service_that_the_source_of_functions_names_is_called(recording: Recording) -> None:
    called = {call.service for found in recording.calls.values() for call in found}
    assert services("functions").keys() - called == set()


def test_whatever_programs_on_servers_call_in_our_source_has_its_row() -> None:
    rows = {one.action.partition(":")[2] for found in CALLS.values() for one in found}
    named = {operation: one.file for one in sites("ansible", "scripts") for operation in one.operations}
    assert named
    assert named.keys() - rows == set(), "add its row to tests/access/calls/agents.py"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("boto3.client('sqs').send_message(QueueUrl='q')", ["SendMessage"]),
        ("services.call('sqs', 'PurgeQueue')", ["PurgeQueue"]),
        ("self._call('purge_queue')\nclient('sqs')", ["PurgeQueue"]),
        ("client('sqs').get_paginator('list_queues')", ["ListQueues"]),
        ("try:\n    pass\nexcept OSError:\n    client('sqs').delete_queue(QueueUrl='q')", ["DeleteQueue"]),
        ("client('s3').upload_file('a', 'b', 'c')", ["PutObject"]),
        ("client('sqs').close()", []),
    ],
)
def test_a_call_is_found_however_it_is_written(code: str, found: list[str], tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(code)
    assert {operation for one in sites(str(tmp_path)) for operation in one.operations} == set(found)


@evaluated
def test_each_function_may_do_what_it_calls_and_implies(stack: Stack, calls: Calls) -> None:
    wrong = {
        one.name: no
        for one in functions(stack)
        if (no := refused(judge(stack, _role(stack, one), calls[one.name], in_vpc=one.in_vpc)))
    }
    assert wrong == {}


def test_each_function_in_the_vpc_reaches_the_services_that_it_calls(stack: Stack, calls: Calls) -> None:
    """Judged over groups, network ACLs, routes and endpoints; one outside the VPC reaches what it likes."""
    closed: dict[str, str] = {}
    for one in functions(stack):
        network = Network(one.region, [Part.of(part) for part in stack.resources if part["site"] == one.region])
        # A log-in goes to the database, which is a matter between groups.
        hosts = {host_of(call) for call in calls[one.name] if call.service != "rds-db"}
        if not network.has_interfaces:
            # A recovery makes these before anybody works here (`required_endpoints`).
            hosts -= {f"{service}.{one.region}.amazonaws.com" for service in INTERFACES}
        for group in (part for part in network.of("SecurityGroup") if part.id in one.groups):
            for host in sorted(hosts):
                try:
                    network.way(group, Tier.APPLICATION, host, HTTPS)
                except NoWayError as error:
                    closed[f"{one.name} to {host}"] = str(error)
    assert closed == {}


@evaluated
def test_lambda_may_do_with_each_role_what_aws_says_that_it_does_or_the_table_says_why_not(stack: Stack) -> None:
    for one in functions(stack):
        answers = done_by_lambda(stack, _role(stack, one), one)
        no = {answer.request.action for answer in answers if not answer.verdict.allowed}
        assert no == WITHHELD.keys(), one.name


@evaluated
@pytest.mark.parametrize(
    ("what", "sid"), [("database-tuning", "TagWhatItTells"), ("heartbeat", "SecretsKey"), ("verification", "LogInToCopies")]
)  # fmt: skip
def test_a_statement_that_goes_missing_is_missed(stack: Stack, calls: Calls, what: str, sid: str) -> None:
    (one,) = [one for one in functions(stack) if one.name == f"{stack.prefix}us-east-1-{what}"]
    less = _role(stack, one).without(sid)
    assert refused(judge(stack, less, calls[one.name], in_vpc=one.in_vpc))


@evaluated
def test_an_endpoint_that_lets_nobody_out_is_seen(stack: Stack, calls: Calls) -> None:
    name, closed = f"{stack.prefix}us-east-1-heartbeat", json.dumps({"Version": "2012-10-17", "Statement": []})
    resources = [
        {**one, "inputs": {**one["inputs"], "policy": closed}} if one["name"] == "us-east-1-ssm-endpoint" else one
        for one in stack.resources
    ]
    broken = dataclasses.replace(stack, resources=resources)
    no = refused(judge(broken, stack.principals[name], calls[name], in_vpc=True))
    assert [one.partition(" ")[0] for one in no] == ["ssm:GetParameter"]
