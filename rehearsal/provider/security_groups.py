"""Security groups, their rules as resources of their own, and the default group of a VPC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.ec2 import Ec2Tags, NotStandingError, arn_of, described
from rehearsal.provider.handler import Created, Handler, Inputs, Live, Property, Table, dig, pairs, same, unpaired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_describe = described("DescribeSecurityGroups", "GroupIds", "SecurityGroups", arn_of("security-group"))


def _revoke(aws: AwsRegion, group: str, *, egress: bool) -> None:
    """Remove all rules of one direction."""
    rules = _rules(aws, group, egress=egress)
    if rules:
        operation = "RevokeSecurityGroupEgress" if egress else "RevokeSecurityGroupIngress"
        aws.call(
            "ec2", operation, GroupId=group, SecurityGroupRuleIds=[one["SecurityGroupRuleId"] for one in rules]
        )


def _rules(aws: AwsRegion, group: str, *, egress: bool) -> list[dict[str, Any]]:
    answer = aws.whole("ec2", "DescribeSecurityGroupRules", Filters=[{"Name": "group-id", "Values": [group]}])
    return [one for one in answer["SecurityGroupRules"] if one["IsEgress"] == egress]


def _revoke_default_egress(aws: AwsRegion, group: str, inputs: Inputs) -> None:  # noqa: ARG001 - a `Step`
    # The provider removes the rule that every group is born with: everything may leave.
    _revoke(aws, group, egress=True)


_GROUP = Table(
    service="ec2",
    create_operation="CreateSecurityGroup",
    id_at="GroupId",
    properties={
        **same("description", "vpcId"),
        "name": Property("GroupName"),
    },
    steps=(_revoke_default_egress,),
    describe=_describe,
    computed={"arn": "Arn", "ownerId": "OwnerId"},
    tagging=Ec2Tags("security-group"),
)


@dataclass(frozen=True)
class _Rules:
    """One rule; the provider sends it as a permission with one peer."""

    egress: bool

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        tags = cast("dict[str, str]", inputs.get("tagsAll") or {})
        params: dict[str, Any] = {"GroupId": inputs["securityGroupId"], "IpPermissions": [_permission(inputs)]}
        if tags:
            params |= Ec2Tags("security-group-rule").carry(tags)
        operation = "AuthorizeSecurityGroupEgress" if self.egress else "AuthorizeSecurityGroupIngress"
        made = aws.call("ec2", operation, **params)
        resource_id = str(dig("SecurityGroupRules[0].SecurityGroupRuleId", made))
        outputs = {
            **_shown(made["SecurityGroupRules"][0]),
            "securityGroupRuleId": resource_id,
            "arn": aws.arn("ec2", f"security-group-rule/{resource_id}"),
        }
        return Created(resource_id, outputs)

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        answer = aws.whole("ec2", "DescribeSecurityGroupRules", SecurityGroupRuleIds=[resource_id])
        found = next((one for one in answer["SecurityGroupRules"] if one["IsEgress"] == self.egress), None)
        if found is None:
            raise NotStandingError("ec2", "DescribeSecurityGroupRules", resource_id)
        return _shown(found)


_SHOWN_AT = {
    "securityGroupId": "GroupId",
    "ipProtocol": "IpProtocol",
    "fromPort": "FromPort",
    "toPort": "ToPort",
    "cidrIpv4": "CidrIpv4",
    "cidrIpv6": "CidrIpv6",
    "prefixListId": "PrefixListId",
    "referencedSecurityGroupId": "ReferencedGroupInfo.GroupId",
    "description": "Description",
}
_PEERS = {
    "cidrIpv4": ("IpRanges", "CidrIp"),
    "cidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "prefixListId": ("PrefixListIds", "PrefixListId"),
    "referencedSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
}


def _shown(rule: Mapping[str, Any]) -> dict[str, Any]:
    tags = unpaired(rule.get("Tags"))
    shown = {name: dig(path, rule) for name, path in _SHOWN_AT.items()}
    return {name: value for name, value in shown.items() if value is not None} | {"tags": tags, "tagsAll": tags}


def _permission(inputs: Inputs) -> dict[str, Any]:
    permission: dict[str, Any] = {"IpProtocol": str(inputs["ipProtocol"])}
    for name, parameter in (("fromPort", "FromPort"), ("toPort", "ToPort")):
        if inputs.get(name) is not None:
            permission[parameter] = inputs[name]
    described_as = {"Description": inputs["description"]} if inputs.get("description") else {}
    for name, (kind, parameter) in _PEERS.items():
        if inputs.get(name):
            permission[kind] = [{parameter: inputs[name], **described_as}]
    return permission


class _DefaultGroups:
    """Every VPC is born with one; the provider adopts it and removes its rules, since none are declared inline."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        answer = aws.whole(
            "ec2",
            "DescribeSecurityGroups",
            Filters=[
                {"Name": "vpc-id", "Values": [inputs["vpcId"]]},
                {"Name": "group-name", "Values": ["default"]},
            ],
        )
        group = str(dig("SecurityGroups[0].GroupId", answer))
        _revoke(aws, group, egress=False)
        _revoke(aws, group, egress=True)
        if inputs.get("tagsAll"):
            aws.call("ec2", "CreateTags", Resources=[group], Tags=pairs(inputs["tagsAll"]))
        live: Live = _describe(aws, group, inputs)
        outputs = {
            **self.read(aws, group, inputs),
            "arn": live["Arn"],
            "name": live["GroupName"],
            "description": live["Description"],
            "ownerId": live["OwnerId"],
        }
        return Created(group, outputs)

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        live = _describe(aws, resource_id, inputs)
        tags = unpaired(live.get("Tags"))
        return {
            "vpcId": live["VpcId"],
            "ingress": _rules(aws, resource_id, egress=False),
            "egress": _rules(aws, resource_id, egress=True),
            "tags": tags,
            "tagsAll": tags,
        }


HANDLERS: Mapping[str, Handler] = {
    "aws:ec2/securityGroup:SecurityGroup": _GROUP,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _DefaultGroups(),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _Rules(egress=False),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _Rules(egress=True),
}
