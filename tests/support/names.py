"""Under which property a resource has its name, and how AWS limits it: from AWS's own schemas where they say.

cfn-lint carries the schemas of CloudFormation's resource types. What they leave out is a row here, with what the API
reference of the service says; a type that neither tells of is held to what every service takes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rehearsal.facts.source import schema, types_of
from rehearsal.mocks.recorder import Registered


@dataclass(frozen=True, kw_only=True)
class Limit:
    """The longest name, and the letters of one as a regular expression."""

    longest: int
    letters: str


# The shortest limit of a service but for the load balancer's (ElastiCache's), and letters that all take.
STRICTEST = Limit(longest=40, letters=r"[a-z](-?[a-z0-9])*")
# The type `Name` of https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_CreateFirewallRule.html
_RESOLVER = (
    "FirewallDomainList", "FirewallRule", "FirewallRuleGroup", "FirewallRuleGroupAssociation", "QueryLogConfig",
)  # fmt: skip
ROWS: Mapping[str, Limit] = {
    "aws:autoscaling/group:Group": Limit(longest=255, letters=r"[^:]+"),
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": Limit(longest=50, letters=r"[a-zA-Z0-9_]+"),
    "aws:backup/vault:Vault": Limit(longest=50, letters=r"[a-zA-Z0-9\-_]{2,}"),
    "aws:cloudwatch/eventRule:EventRule": Limit(longest=64, letters=r"[.\-_A-Za-z0-9]+"),
    "aws:cloudwatch/logGroup:LogGroup": Limit(longest=512, letters=r"[.\-_/#A-Za-z0-9]+"),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": Limit(longest=255, letters=r"[a-zA-Z0-9-]+"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Limit(longest=255, letters=r"[a-zA-Z0-9-]+"),
    # The schema's limit is that of an ARN.
    "aws:dynamodb/table:Table": Limit(longest=255, letters=r"[a-zA-Z0-9_.-]{3,}"),
    "aws:ec2/launchTemplate:LaunchTemplate": Limit(longest=128, letters=r"[a-zA-Z0-9().\-/_]{3,}"),
    "aws:ec2/managedPrefixList:ManagedPrefixList": Limit(longest=255, letters=r"(?!com.amazonaws)[a-z0-9-]+"),
    "aws:ec2/securityGroup:SecurityGroup": Limit(
        longest=255, letters=r"(?!sg-)[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]+"
    ),
    "aws:lb/loadBalancer:LoadBalancer": Limit(longest=32, letters=r"[a-zA-Z0-9](-?[a-zA-Z0-9])*"),
    "aws:lb/targetGroup:TargetGroup": Limit(longest=32, letters=r"[a-zA-Z0-9](-?[a-zA-Z0-9])*"),
    "aws:rds/eventSubscription:EventSubscription": Limit(longest=255, letters=STRICTEST.letters),
    "aws:rds/instance:Instance": Limit(longest=63, letters=STRICTEST.letters),
    "aws:rds/parameterGroup:ParameterGroup": Limit(longest=255, letters=STRICTEST.letters),
    "aws:rds/subnetGroup:SubnetGroup": Limit(longest=255, letters=STRICTEST.letters),
    **{
        f"aws:route53/resolver{kind}:Resolver{kind}": Limit(longest=64, letters=r"[a-zA-Z0-9 '_-]+")
        for kind in _RESOLVER
    },
    "aws:secretsmanager/secret:Secret": Limit(longest=512, letters=r"[\w/+=.@-]+"),
}


def name_key(resource: Registered) -> str | None:
    """Return the property with the name: `userGroupId` or `groupName` of a user group, say, `identifier` or `name`."""
    words = re.findall(r"[A-Z][a-z0-9]*", resource.type.rpartition(":")[2])
    ends = [_lower("".join(words[start:])) for start in range(len(words))]
    keys = [*(f"{end}{kind}" for end in ends for kind in ("Name", "Id")), "identifier", "name", ends[0]]
    return next((key for key in keys if isinstance(resource.inputs.get(key), str)), None)


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


@cache
def limit(token: str, key: str) -> Limit:
    """Return how AWS limits the names of a type, which has them under `key`."""
    if token in ROWS:
        return ROWS[token]
    said = _said(token, key)
    letters = said.get("pattern", STRICTEST.letters)
    # A pattern with a bound is the limit by itself.
    longest = said.get("maxLength", 512 if "{" in letters else STRICTEST.longest)
    return Limit(longest=longest, letters=letters)


def _said(token: str, key: str) -> Mapping[str, Any]:
    """Return what AWS's schema says of the name of a type; nothing, where there is none of this name."""
    module, name = token.split(":")[1].split("/", maxsplit=1)[0], token.rpartition(":")[2]
    found = _types().get(f"{module}{name}".lower())
    properties: Mapping[str, Any] = schema(found)["properties"] if found else {}
    wanted = (f"{key[:1].upper()}{key[1:]}", f"{name}Name")
    nothing: Mapping[str, Any] = {}
    return next((properties[one] for one in wanted if one in properties), nothing)


@cache
def _types() -> Mapping[str, str]:
    """CloudFormation's types by what they share with the provider's tokens: `snstopic`, say."""
    return {one.removeprefix("AWS").replace("::", "").lower(): one for one in types_of("us-east-1")}
