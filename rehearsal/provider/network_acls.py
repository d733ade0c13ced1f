"""Network ACLs, their rules, and the default one of a VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import Ec2Tags, NotStandingError, arn_of, described
from rehearsal.provider.handler import (
    Created,
    Handler,
    Inputs,
    Live,
    Property,
    Table,
    dig,
    listed,
    pairs,
    same,
    unpaired,
)
from rehearsal.provider.network import crc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

# The service numbers protocols, the program names them: IANA's protocol numbers.
_PROTOCOLS = {"all": "-1", "icmp": "1", "tcp": "6", "udp": "17", "icmpv6": "58"}
_NAMES = {number: name for name, number in _PROTOCOLS.items()}
# The last rule of every ACL, which denies what no other allows and cannot be removed.
_FINAL_RULE = 32_767


def _take_over(aws: AwsRegion, acl: str, inputs: Inputs) -> None:
    """Replace the ACL of each subnet, which always has exactly one."""
    for subnet in listed(inputs, "subnetIds"):
        answer = aws.whole(
            "ec2", "DescribeNetworkAcls", Filters=[{"Name": "association.subnet-id", "Values": [subnet]}]
        )
        held = dig(f"NetworkAcls[].Associations[?SubnetId=='{subnet}'][].NetworkAclAssociationId", answer)
        if not held:
            raise NotStandingError("ec2", "DescribeNetworkAcls", subnet)
        aws.call("ec2", "ReplaceNetworkAclAssociation", AssociationId=held[0], NetworkAclId=acl)


_ACL = Table(
    service="ec2",
    create_operation="CreateNetworkAcl",
    id_at="NetworkAcl.NetworkAclId",
    properties={**same("vpcId"), "subnetIds": Property(live="Associations[].SubnetId")},
    steps=(_take_over,),
    describe=described("DescribeNetworkAcls", "NetworkAclIds", "NetworkAcls", arn_of("network-acl")),
    computed={"arn": "Arn", "ownerId": "OwnerId"},
    tagging=Ec2Tags("network-acl"),
)

_RULE = {
    **same("networkAclId", "ruleNumber", "egress", "ruleAction", "cidrBlock", "ipv6CidrBlock"),
    "protocol": Property("Protocol", send=lambda name: _PROTOCOLS.get(str(name), str(name))),
    "fromPort": Property("PortRange.From"),
    "toPort": Property("PortRange.To"),
    "icmpType": Property("IcmpTypeCode.Type"),
    "icmpCode": Property("IcmpTypeCode.Code"),
}


class _Rules:
    """A rule has no id of its own: the provider makes one of its ACL, number and direction."""

    _table = Table(
        service="ec2",
        create_operation="CreateNetworkAclEntry",
        properties=_RULE,
        id_at="@networkAclId",
        describe=lambda _aws, _id, _inputs: {},
        always={"Egress": False},
    )

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        aws.call("ec2", "CreateNetworkAclEntry", **self._table.parameters(inputs))
        protocol = _PROTOCOLS.get(str(inputs["protocol"]), str(inputs["protocol"]))
        egress = str(bool(inputs.get("egress"))).lower()
        key = f"{inputs['networkAclId']}-{inputs['ruleNumber']}-{egress}-{protocol}-"
        resource_id = f"nacl-{crc(key)}"
        return Created(resource_id, self.read(aws, resource_id, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        acl = inputs["networkAclId"]
        answer = aws.whole("ec2", "DescribeNetworkAcls", NetworkAclIds=[acl])
        for entry in answer["NetworkAcls"][0]["Entries"]:
            if (entry["RuleNumber"], entry["Egress"]) == (inputs["ruleNumber"], bool(inputs.get("egress"))):
                found = {name: dig(one.api, entry) for name, one in _RULE.items()}
                # A number is shown as the name only to who wrote the name.
                named = not str(inputs["protocol"]).lstrip("-").isdigit()
                protocol = str(found["protocol"])
                found |= {"networkAclId": acl, "protocol": _NAMES.get(protocol, protocol) if named else protocol}
                return {name: value for name, value in found.items() if value is not None}
        raise NotStandingError("ec2", "DescribeNetworkAcls", resource_id)


class _DefaultAcls:
    """Every VPC is born with one; the provider adopts it and removes its rules, since none are declared inline."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        acl = str(inputs["defaultNetworkAclId"])
        for entry in self._live(aws, acl)["Entries"]:
            if entry["RuleNumber"] != _FINAL_RULE:
                aws.call(
                    "ec2",
                    "DeleteNetworkAclEntry",
                    NetworkAclId=acl,
                    RuleNumber=entry["RuleNumber"],
                    Egress=entry["Egress"],
                )
        if inputs.get("tagsAll"):
            aws.call("ec2", "CreateTags", Resources=[acl], Tags=pairs(inputs["tagsAll"]))
        live = self._live(aws, acl)
        outputs = {
            **self.read(aws, acl, inputs),
            "arn": aws.arn("ec2", f"network-acl/{acl}"),
            "vpcId": live["VpcId"],
            "ownerId": live["OwnerId"],
        }
        return Created(acl, outputs)

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        live = self._live(aws, resource_id)
        tags = unpaired(live.get("Tags"))
        rules = [entry for entry in live["Entries"] if entry["RuleNumber"] != _FINAL_RULE]
        return {
            "defaultNetworkAclId": live["NetworkAclId"],
            "ingress": [rule for rule in rules if not rule["Egress"]],
            "egress": [rule for rule in rules if rule["Egress"]],
            "subnetIds": dig("Associations[].SubnetId", live),
            "tags": tags,
            "tagsAll": tags,
        }

    def _live(self, aws: AwsRegion, acl: str) -> Live:
        return described("DescribeNetworkAcls", "NetworkAclIds", "NetworkAcls")(aws, acl, {})


HANDLERS: Mapping[str, Handler] = {
    "aws:ec2/networkAcl:NetworkAcl": _ACL,
    "aws:ec2/networkAclRule:NetworkAclRule": _Rules(),
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": _DefaultAcls(),
}
