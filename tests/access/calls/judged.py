"""Puts what a program calls to the rights of the role that it runs as: every call, and all that a call implies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from tests.access.calls.call import Call, Request
from tests.access.calls.implied import implied_by
from tests.access.calls.requests import parts_of, requests_of
from tests.access.evaluator import Verdict, evaluate
from tests.access.matrix import filled, request, words
from tests.access.organization import control_policies
from tests.access.principals import Principal, Stack

# By the prefix of actions: the name of the service's endpoint, where it is another.
_ENDPOINTS: Mapping[str, str] = {"cloudwatch": "monitoring"}
# By the end of a role's name: where what it may do is written.
_WRITTEN: Mapping[str, str] = {
    **dict.fromkeys(("developer", "database-administrator", "analyst", "auditor"), "components/identity/people.py"),
    "operator": "components/identity/operating.py",
    **dict.fromkeys(("preview", "deployment"), "components/identity/pipelines.py"),
}
# What of ours carries the environment's tag, as each policy that asks for it takes for granted.
_TAGGED = ("vpc", "subnet", "security-group")


@dataclass(frozen=True)
class Judged:
    """A request that a program's calls ask for, and IAM's answer."""

    request: Request
    verdict: Verdict

    def __str__(self) -> str:
        return str(self.request)

    def remedy(self, role: str) -> str:
        """Say of a refusal what refuses it, and where a right is added."""
        named = [one for one in self.verdict.by if not one.endswith(":")]
        if named:
            return f"{self}: {' and '.join(named)} refuses it to {role}; see docs/access.md"
        written = next((file for end, file in _WRITTEN.items() if role.endswith(end)), "where the role is made")
        return (
            f"{self}: no statement of {role} allows it; add one in {written}, a row in tests/access/rows, and run "
            "`make access`"
        )


def asked_for(calls: Iterable[Call], account: str) -> list[Request]:
    """Return what IAM is asked for these calls, implied calls among it, each once; raises UnknownCallError."""
    found: dict[Request, None] = {}
    for call in (part for one in calls for part in parts_of(one)):
        for one in (*requests_of(call, account), *implied_by(call, account)):
            found.setdefault(one)
    return list(found)


def judge(stack: Stack, role: Principal, calls: Iterable[Call], *, in_vpc: bool = False) -> list[Judged]:
    """Return IAM's answer to each request that a role's calls ask for; raises UnknownCallError.

    `in_vpc`: whether the program reaches AWS by the VPC's endpoints alone, whose policies then decide too.
    """
    return judge_requests(stack, role, asked_for(calls, stack.account), in_vpc=in_vpc)


def judge_requests(
    stack: Stack, role: Principal, asked: Iterable[Request], *, in_vpc: bool = False
) -> list[Judged]:
    """Return IAM's answer to each request of a role."""
    requests = list(asked)
    known = {region: words(stack, region) for region in {one.region for one in requests}}
    verdicts = evaluate([_simulation(stack, role, one, known[one.region], in_vpc=in_vpc) for one in requests])
    return [Judged(one, verdict) for one, verdict in zip(requests, verdicts, strict=True)]


def refused(judged: Iterable[Judged]) -> list[str]:
    """Return what IAM refuses, in words."""
    return [str(one) for one in judged if not one.verdict.allowed]


def _simulation(
    stack: Stack, role: Principal, asked: Request, known: Mapping[str, str], *, in_vpc: bool
) -> dict[str, Any]:
    on = filled(asked.on, known)
    context = {**asked.context, **_tags(stack, on), **_aliases(stack, asked)}
    found = request(stack, role, action=asked.action, on=on, region=asked.region, context=context)
    # What a service does in the caller's name comes from the service, and a log-in goes to the database.
    if in_vpc and "kms:ViaService" not in asked.context and asked.action.partition(":")[0] != "rds-db":
        found["vpcEndpointPolicies"] = _endpoint(stack, asked)
    # Programs must go on where the organization's policies are attached; these only refuse.
    return found | dict(control_policies(stack.environment))


def _endpoint(stack: Stack, asked: Request) -> list[dict[str, Any]]:
    """The policy of the endpoint by which a request leaves the VPC; none where there is no such endpoint."""
    service = asked.action.partition(":")[0]
    name = f"com.amazonaws.{asked.region}.{_ENDPOINTS.get(service, service)}"
    return [
        {"name": name, "policy": json.loads(one["inputs"]["policy"])}
        for one in stack.of_type("aws:ec2/vpcEndpoint:VpcEndpoint")
        if one["inputs"]["serviceName"] == name
    ]


def _tags(stack: Stack, arn: str) -> dict[str, str]:
    kind = arn.rpartition(":")[2].partition("/")[0]
    return (
        {"aws:ResourceTag/environment": stack.environment}
        if arn.startswith("arn:aws:ec2:") and kind in _TAGGED
        else {}
    )


def _aliases(stack: Stack, asked: Request) -> Mapping[str, list[str]]:
    if not asked.on.startswith("{key-"):
        return {}
    purpose = asked.on.removeprefix("{key-").removesuffix("}")
    return {"kms:ResourceAliases": [f"alias/{stack.prefix}{asked.region}-{purpose}"]}


def renamed(
    calls: Iterable[Call], names: Mapping[str, Mapping[str, str]], everywhere: Mapping[str, str]
) -> Iterator[Call]:
    """Yield calls with the names of another stack.

    Args:
        calls: as they were made.
        names: by region, what stands for which whole value there.
        everywhere: what stands for which part of any value.
    """
    for one in calls:
        params = _renamed(one.params, names.get(one.region, {}), everywhere)
        yield Call(one.region, one.service, one.operation, cast("dict[str, Any]", params))


def _renamed(value: object, names: Mapping[str, str], everywhere: Mapping[str, str]) -> object:
    if isinstance(value, str):
        value = names.get(value, value)
        for part, other in everywhere.items():
            value = value.replace(part, other)
        return value
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {key: _renamed(one, names, everywhere) for key, one in items}
    if isinstance(value, list | tuple):
        return [_renamed(one, names, everywhere) for one in cast("Sequence[object]", value)]
    return value
