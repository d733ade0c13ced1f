"""A guardrail on values that AWS keeps otherwise than they are written, so that every refresh finds them changed.

Each rule has its source, mostly the SDK's own docs; a test finds the warnings in those docs that no rule answers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_network

from policies.frame import tokens
from policies.frame.checks import show
from policies.frame.guardrail import Example, Finding, ResourceGuardrail, fail, fails, passes, resource
from policies.frame.resources import Resource
from policies.frame.values import UNKNOWN, Props, Value, at, is_list, is_map, listed

_WEB_ACLS = (tokens.WEB_ACL, "aws:wafv2/ruleGroup:RuleGroup")
_BLOCKS = frozenset(
    {
        "cidr",
        "cidrBlock",
        "cidrIpv4",
        "cidrIpv6",
        "ipv6CidrBlock",
        "destinationCidrBlock",
        "destinationIpv6CidrBlock",
    }
)
_PULUMI = "https://www.pulumi.com/registry/packages/aws/api-docs/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Normalised:
    """Which values of some types AWS keeps otherwise: what it does to each, the source, and two examples."""

    types: tuple[str, ...]
    changed: Callable[[Resource], Iterator[tuple[str, str]]]
    """The property, and what becomes of it."""
    source: str
    as_kept: Props
    otherwise: Props


def _nested(value: Value, path: str = "") -> Iterator[tuple[str, str, Value]]:
    """Yield every value inside a value, with its path and the key it stands under."""
    parts = value.items() if is_map(value) else enumerate(value) if is_list(value) else ()
    for key, part in parts:
        at_path = f"{path}.{key}" if path else str(key)
        yield at_path, str(key), part
        yield from _nested(part, at_path)


def _key_of_nothing(function: Resource) -> Iterator[tuple[str, str]]:
    if function.at("kmsKeyArn") not in (None, "") and not at(function.at("environment"), "variables"):
        yield "kmsKeyArn", "Lambda does not keep the key of an environment that has no variables"


def _stages(version: Resource) -> Iterator[tuple[str, str]]:
    stages = listed(version.at("versionStages"))
    if stages and UNKNOWN not in stages and "AWSCURRENT" not in stages:
        yield "versionStages", "Secrets Manager gives AWSCURRENT to a secret's only version"


def _lower_case(acl: Resource) -> Iterator[tuple[str, str]]:
    for path, key, part in _nested(acl.at("rules"), "rules"):
        name = at(part, "name")
        if key in ("singleHeader", "singleQueryArgument") and isinstance(name, str) and name != name.lower():
            yield f"{path}.name", f"WAF answers {show(name)} in lower case"


def _ports_of_all(rule: Resource) -> Iterator[tuple[str, str]]:
    for port in ("fromPort", "toPort"):
        if str(rule.at("ipProtocol")) == "-1" and rule.at(port) is not None:
            yield port, "a rule for all protocols has no ports"


def _canonical(resource: Resource) -> Iterator[tuple[str, str]]:
    for path, key, part in _nested(resource.props):
        if key in _BLOCKS and isinstance(part, str) and part:
            try:
                block = str(ip_network(part, strict=False))
            except ValueError:
                continue
            if block != part:
                yield path, f"EC2 keeps {show(part)} as {block}"


def _apply_methods(group: Resource) -> Iterator[tuple[str, str]]:
    for number, parameter in enumerate(listed(group.at("parameters"))):
        if is_map(parameter) and not parameter.get("applyMethod"):
            yield (
                f"parameters.{number}.applyMethod",
                (f"the provider takes immediate for {show(parameter.get('name'))}, RDS pending-reboot for many"),
            )


NORMALISED = (
    Normalised(
        types=(tokens.FUNCTION,),
        changed=_key_of_nothing,
        source="https://github.com/hashicorp/terraform-provider-aws/issues/6366",
        as_kept={"kmsKeyArn": "arn:aws:kms:us-east-1:111122223333:key/1", "environment": {"variables": {"A": "b"}}},
        otherwise={"kmsKeyArn": "arn:aws:kms:us-east-1:111122223333:key/1"},
    ),
    Normalised(
        types=(tokens.SECRET_VERSION,),
        changed=_stages,
        source=_PULUMI + "secretsmanager/secretversion/",
        as_kept={"versionStages": ["AWSCURRENT", "blue"]},
        otherwise={"versionStages": ["blue"]},
    ),
    Normalised(
        types=_WEB_ACLS,
        changed=_lower_case,
        source=_PULUMI + "wafv2/webacl/",
        as_kept={"rules": [{"statement": {"fieldToMatch": {"singleHeader": {"name": "x-origin"}}}}]},
        otherwise={"rules": [{"statement": {"fieldToMatch": {"singleHeader": {"name": "X-Origin"}}}}]},
    ),
    Normalised(
        types=(tokens.INGRESS_RULE, tokens.EGRESS_RULE),
        changed=_ports_of_all,
        source=_PULUMI + "vpc/securitygroupingressrule/",
        as_kept={"ipProtocol": "-1"},
        otherwise={"ipProtocol": "-1", "fromPort": 0, "toPort": 0},
    ),
    Normalised(
        types=(
            tokens.VPC,
            tokens.SUBNET,
            tokens.ROUTE,
            tokens.NETWORK_ACL_RULE,
            tokens.INGRESS_RULE,
            tokens.EGRESS_RULE,
            tokens.MANAGED_PREFIX_LIST,
        ),
        changed=_canonical,
        source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html",
        as_kept={"cidrBlock": "10.20.0.0/16"},
        otherwise={"cidrBlock": "10.20.3.1/16"},
    ),
    Normalised(
        types=(tokens.RDS_PARAMETER_GROUP, tokens.RDS_CLUSTER_PARAMETER_GROUP),
        changed=_apply_methods,
        source=_PULUMI + "rds/parametergroup/#problematic-plan-changes",
        as_kept={"parameters": [{"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"}]},
        otherwise={"parameters": [{"name": "rds.force_ssl", "value": "1"}]},
    ),
)


def _changed(resource: Resource) -> Iterator[Finding]:
    for one in NORMALISED:
        if resource.type in one.types:
            for prop, what in one.changed(resource):
                yield fail(f"every refresh finds it changed: {what} ({one.source})", prop)


def _examples() -> Iterator[Example]:
    for one in NORMALISED:
        for token in one.types:
            name = token.rpartition(":")[2]
            where = one.source.rpartition("/")[2] or one.source.rstrip("/").rpartition("/")[2]
            yield passes(f"{name}, {where}: as AWS keeps it", resource(token, one.as_kept))
            yield fails(f"{name}, {where}: otherwise", resource(token, one.otherwise))


GUARDRAILS = (
    ResourceGuardrail(
        name="written-as-aws-keeps-it",
        summary="Values are written as AWS keeps them.",
        why="A value that AWS keeps otherwise is changed at every refresh, and hides what somebody changed.",
        mend="Write what AWS keeps, or leave out what it does not keep.",
        practice="OPS05-BP04",
        controls=("NIST CM-6",),
        types=tuple(dict.fromkeys(token for one in NORMALISED for token in one.types)),
        check=_changed,
        examples=tuple(_examples()),
    ),
)
