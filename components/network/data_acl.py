"""The data tier's network ACL: a second lock behind the security groups.

Its rows follow from those of `security_groups.RULES` that end in the data tier: the port is open to the tier that
asks, and within the data tier, where a store's nodes replicate between zones. What was asked can be answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
import pulumi_aws as aws

from components.network.ports import POSTGRESQL
from components.network.security_groups import RULES
from components.shared.address_plan import Tier, tier_network
from components.shared.naming import Place

# An ACL keeps no state, so that answers need a rule of their own; clients (Linux, Lambda, NAT) choose among these:
# https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
_EPHEMERAL = (1024, 65535)
# A row's number: that of its port, to which the place of the tier at the other end is added. AWS refuses a number
# that another row has, so that one which moved would stop the update: a further port takes the next free hundred.
_NUMBERS: Mapping[int, int] = {POSTGRESQL: 100}
_PLACE = {Tier.APPLICATION: 0, Tier.DATA: 10}
_ANSWERS, _ANSWERS_WITHIN = 100, 120


@dataclass(frozen=True, kw_only=True)
class AclRule:
    """One row: rule number, direction, the tier at the other end, and the first and the last port."""

    number: int
    egress: bool
    peer: Tier
    ports: tuple[int, int]

    @property
    def name(self) -> str:
        """What the row is, whatever its number."""
        direction = "egress" if self.egress else "ingress"
        what = "answers" if self.ports == _EPHEMERAL else str(self.ports[0])
        return f"{direction}-{self.peer}-{what}"


def acl_rules() -> Iterator[AclRule]:
    """Make the rows; a KeyError says which port has no number yet, or which tier is never let in."""
    asking = {(rule.port, rule.source.tier) for rule in RULES if rule.target.tier is Tier.DATA}
    for port in sorted({port for port, _ in asking}):
        for peer in sorted({tier for asked, tier in asking if asked == port} | {Tier.DATA}):
            number = _NUMBERS[port] + _PLACE[peer]
            yield AclRule(number=number, egress=False, peer=peer, ports=(port, port))
            if peer is Tier.DATA:
                yield AclRule(number=number, egress=True, peer=peer, ports=(port, port))
    for peer in sorted({tier for _, tier in asking} - {Tier.DATA}):
        yield AclRule(number=_ANSWERS + _PLACE[peer], egress=True, peer=peer, ports=_EPHEMERAL)
    for egress in (False, True):
        yield AclRule(number=_ANSWERS_WITHIN, egress=egress, peer=Tier.DATA, ports=_EPHEMERAL)


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
        super().__init__("storefront:network:DataAcl", name, None, opts)
        place = args.place
        child = pulumi.ResourceOptions(parent=self)
        acl = aws.ec2.NetworkAcl(
            place.logical("data"),
            vpc_id=args.vpc_id,
            subnet_ids=list(args.subnet_ids),
            tags={"Name": place.name("data")},
            opts=child,
        )
        for rule in acl_rules():
            aws.ec2.NetworkAclRule(
                place.logical(f"data-{rule.name}"),
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
