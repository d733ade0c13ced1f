"""DNS Firewall: lists of domains, groups of rules, their place at a VPC; and the log of what is asked there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Created, Describe, Handler, Inputs, Live, PairedTags, Property, Table, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_SERVICE = "route53resolver"


class _Named:
    """A table whose creating call takes an id of the request as well, by which a repetition of it is known."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        return self._table.create(aws, {**inputs, "creatorRequestId": str(uuid.uuid4())})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        return self._table.read(aws, resource_id, inputs)


def _got(operation: str, parameter: str, at: str) -> Describe:
    def describe(aws: AwsRegion, resource_id: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
        live: Live = aws.call(_SERVICE, operation, **{parameter: resource_id})[at]
        return live

    return describe


_TAGS = PairedTags(
    _SERVICE, "ListTagsForResource", by=lambda _aws, _id, live: {"ResourceArn": live["Arn"]}, at="Tags"
)
_REQUEST = {"creatorRequestId": Property("CreatorRequestId", "")}


def _fill(aws: AwsRegion, listed: str, inputs: Inputs) -> None:
    """A list is born empty."""
    aws.call(
        _SERVICE, "UpdateFirewallDomains", FirewallDomainListId=listed, Operation="ADD", Domains=inputs["domains"]
    )


def _list(aws: AwsRegion, listed: str, inputs: Inputs) -> Live:
    live = _got("GetFirewallDomainList", "FirewallDomainListId", "FirewallDomainList")(aws, listed, inputs)
    return {**live, **aws.whole(_SERVICE, "ListFirewallDomains", FirewallDomainListId=listed)}


_LIST = Table(
    service=_SERVICE,
    create_operation="CreateFirewallDomainList",
    id_at="FirewallDomainList.Id",
    properties={**same("name"), **_REQUEST, "domains": Property(live="Domains")},
    steps=(_fill,),
    describe=_list,
    computed={"arn": "Arn"},
    tagging=_TAGS,
)
_GROUP = Table(
    service=_SERVICE,
    create_operation="CreateFirewallRuleGroup",
    id_at="FirewallRuleGroup.Id",
    properties={**same("name"), **_REQUEST},
    describe=_got("GetFirewallRuleGroup", "FirewallRuleGroupId", "FirewallRuleGroup"),
    computed={"arn": "Arn", "ownerId": "OwnerId", "shareStatus": "ShareStatus"},
    tagging=_TAGS,
)
_ASSOCIATION = Table(
    service=_SERVICE,
    create_operation="AssociateFirewallRuleGroup",
    id_at="FirewallRuleGroupAssociation.Id",
    properties={**same("name", "firewallRuleGroupId", "vpcId", "priority", "mutationProtection"), **_REQUEST},
    describe=_got(
        "GetFirewallRuleGroupAssociation", "FirewallRuleGroupAssociationId", "FirewallRuleGroupAssociation"
    ),
    computed={"arn": "Arn"},
    tagging=_TAGS,
)


def _rule(aws: AwsRegion, resource_id: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    """The provider's id is the group and the list."""
    group, _, listed = resource_id.partition(":")
    rules = aws.whole(_SERVICE, "ListFirewallRules", FirewallRuleGroupId=group)["FirewallRules"]
    return next(one for one in rules if one["FirewallDomainListId"] == listed)


_RULE = Table(
    service=_SERVICE,
    create_operation="CreateFirewallRule",
    id_at="FirewallRule.join(':', [FirewallRuleGroupId, FirewallDomainListId])",
    properties={
        **same(
            "name", "firewallRuleGroupId", "firewallDomainListId", "priority", "action", "blockResponse",
            "firewallDomainRedirectionAction",
        ),
        **_REQUEST,
    },
    describe=_rule,
)  # fmt: skip


class _Config:
    """One per VPC, which has it from its birth; the provider's id is the config's."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        given = {"ResourceId": inputs["resourceId"], "FirewallFailOpen": inputs["firewallFailOpen"]}
        made = aws.call(_SERVICE, "UpdateFirewallConfig", **given)["FirewallConfig"]
        outputs = {**self.read(aws, made["Id"], inputs), "ownerId": made["OwnerId"]}
        return Created(str(made["Id"]), outputs)

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        live = aws.call(_SERVICE, "GetFirewallConfig", ResourceId=inputs["resourceId"])["FirewallConfig"]
        return {"resourceId": live["ResourceId"], "firewallFailOpen": live["FirewallFailOpen"]}


_QUERY_LOG = Table(
    service=_SERVICE,
    create_operation="CreateResolverQueryLogConfig",
    id_at="ResolverQueryLogConfig.Id",
    properties={**same("name", "destinationArn"), **_REQUEST},
    describe=_got("GetResolverQueryLogConfig", "ResolverQueryLogConfigId", "ResolverQueryLogConfig"),
    computed={"arn": "Arn", "ownerId": "OwnerId", "shareStatus": "ShareStatus"},
    tagging=_TAGS,
)
_QUERY_LOGGED = Table(
    service=_SERVICE,
    create_operation="AssociateResolverQueryLogConfig",
    id_at="ResolverQueryLogConfigAssociation.Id",
    properties=same("resolverQueryLogConfigId", "resourceId"),
    describe=_got(
        "GetResolverQueryLogConfigAssociation",
        "ResolverQueryLogConfigAssociationId",
        "ResolverQueryLogConfigAssociation",
    ),
)

HANDLERS: Mapping[str, Handler] = {
    "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList": _Named(_LIST),
    "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup": _Named(_GROUP),
    "aws:route53/resolverFirewallRule:ResolverFirewallRule": _Named(_RULE),
    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation": _Named(_ASSOCIATION),
    "aws:route53/resolverFirewallConfig:ResolverFirewallConfig": _Config(),
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": _Named(_QUERY_LOG),
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation": _QUERY_LOGGED,
}
