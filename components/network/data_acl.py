"""The data tier's network ACL: a second lock behind the security groups, and one that no group can open."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
import pulumi_aws as aws

from components.network.ports import POSTGRESQL
from components.shared.address_plan import Tier, tier_network
from components.shared.naming import Place

# An ACL keeps no state, so that answers need a rule of their own; clients (Linux, Lambda, NAT) choose among these:
# https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
_EPHEMERAL = (1024, 65535)


@dataclass(frozen=True, kw_only=True)
class AclRule:
    """One row: rule number, direction, the tier at the other end, the ports, and why."""

    number: int
    egress: bool
    peer: Tier
    ports: tuple[int, int]
    why: str


RULES = (
    AclRule(
        number=100,
        egress=False,
        peer=Tier.APPLICATION,
        ports=(POSTGRESQL, POSTGRESQL),
        why="queries from the application tier",
    ),
    AclRule(
        number=110,
        egress=False,
        peer=Tier.DATA,
        ports=(POSTGRESQL, POSTGRESQL),
        why="replication between zones",
    ),
    AclRule(number=120, egress=False, peer=Tier.DATA, ports=_EPHEMERAL, why="answers to replication"),
    AclRule(number=100, egress=True, peer=Tier.APPLICATION, ports=_EPHEMERAL, why="answers to queries"),
    AclRule(
        number=110,
        egress=True,
        peer=Tier.DATA,
        ports=(POSTGRESQL, POSTGRESQL),
        why="replication between zones",
    ),
    AclRule(number=120, egress=True, peer=Tier.DATA, ports=_EPHEMERAL, why="answers to replication"),
)


@dataclass(frozen=True, kw_only=True)
class DataAclArgs:
    """The site's address block, its VPC, and the data tier's subnets."""

    place: Place
    cidr: IPv4Network
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]


class DataAcl(pulumi.ComponentResource):
    """The ACL with its rows; what no row allows, AWS denies."""

    def __init__(self, name: str, *, args: DataAclArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:DataAcl", name, None, opts)
        place = args.place
        child = pulumi.ResourceOptions(parent=self)
        acl = aws.ec2.NetworkAcl(
            place.logical("data"),
            vpc_id=args.vpc_id,
            subnet_ids=list(args.subnet_ids),
            tags={"Name": place.name("data")},
            opts=child,
        )
        for rule in RULES:
            direction = "egress" if rule.egress else "ingress"
            aws.ec2.NetworkAclRule(
                place.logical(f"data-{direction}-{rule.number}"),
                network_acl_id=acl.id,
                rule_number=rule.number,
                egress=rule.egress,
                rule_action="allow",
                protocol="tcp",
                cidr_block=str(tier_network(args.cidr, rule.peer)),
                from_port=rule.ports[0],
                to_port=rule.ports[1],
                opts=child,
            )
        self.register_outputs({})
