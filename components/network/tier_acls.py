"""The network ACLs of the public and the application tier: wide, for what may talk there the security groups say.

Without ACLs of their own these subnets would have the VPC's default one, which the site empties.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
import pulumi_aws as aws

from components.network.external_sources import ANYWHERE, ANYWHERE_IPV6, PACKET_TOO_BIG, VISITED_PORTS
from components.network.ports import HTTP, HTTPS
from components.shared.address_plan import Tier
from components.shared.naming import Place

_RDP = 3389
_ANSWERS = "answers to what was asked outside"
# https://www.iana.org/assignments/protocol-numbers; the provider takes numbers alone.
_ICMP_V6 = "58"


@dataclass(frozen=True, kw_only=True)
class WideRule:
    """One row for packets that come in: its name, rule number, the tiers it holds for, on which ports, and why.

    `ports` None: every protocol and port, from the site's own network. AWS refuses a number that another row has:
    each keeps its own.
    """

    name: str
    number: int
    tiers: tuple[Tier, ...]
    ports: tuple[int, int] | None
    why: str


_BOTH = (Tier.PUBLIC, Tier.APPLICATION)
_VISITED: Mapping[int, int] = {HTTPS: 110, HTTP: 120}
"""The rule numbers of what visitors reach; a KeyError says which port has none yet."""
INGRESS = (
    WideRule(name="site", number=100, tiers=_BOTH, ports=None, why="the site's own network, where groups decide"),
    *(
        WideRule(name=str(port), number=_VISITED[port], tiers=(Tier.PUBLIC,), ports=(port, port), why="visitors")
        for port in VISITED_PORTS
    ),
    # An ACL keeps no state: answers from the internet and from S3's gateway come to a port that the asker chose.
    # The port of remote desktops is left out, whoever asked.
    WideRule(name="answers-low", number=130, tiers=_BOTH, ports=(1024, _RDP - 1), why=_ANSWERS),
    WideRule(name="answers-high", number=140, tiers=_BOTH, ports=(_RDP + 1, 65535), why=_ANSWERS),
)

_EGRESS = WideRule(name="anywhere", number=100, tiers=_BOTH, ports=None, why="where groups decide")
_PUBLIC = (Tier.PUBLIC,)
# By IPv6 visitors come, and are answered; nothing else does.
INGRESS_BY_IPV6 = tuple(
    WideRule(name=f"{port}-ipv6", number=_VISITED[port] + 5, tiers=_PUBLIC, ports=(port, port), why="visitors")
    for port in VISITED_PORTS
)
EGRESS_BY_IPV6 = WideRule(
    name="answers-ipv6", number=110, tiers=_PUBLIC, ports=(1024, 65535), why="answers to visitors"
)
_TOO_BIG_NUMBER = 150


@dataclass(frozen=True, kw_only=True)
class TierAclsArgs:
    """The site's address block, its VPC, and its subnets by tier and zone; `ipv6`: visitors come by it too."""

    place: Place
    cidr: IPv4Network
    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[Tier, Mapping[str, pulumi.Output[str]]]
    ipv6: bool


class TierAcls(pulumi.ComponentResource):
    """An ACL for each of the two tiers, with its rows."""

    def __init__(self, name: str, *, args: TierAclsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:network:TierAcls", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        for tier in _BOTH:
            self._acl(tier)
        self.register_outputs({})

    def _acl(self, tier: Tier) -> None:
        place = self._args.place
        acl = aws.ec2.NetworkAcl(
            place.logical(str(tier)),
            vpc_id=self._args.vpc_id,
            subnet_ids=list(self._args.subnet_ids[tier].values()),
            tags={"Name": place.name(str(tier))},
            opts=self._child,
        )
        for rule in INGRESS:
            if tier in rule.tiers:
                source = ANYWHERE if rule.ports else str(self._args.cidr)
                self._allow(tier, acl.id, rule, source)
        self._allow(tier, acl.id, _EGRESS, ANYWHERE, egress=True)
        if self._args.ipv6 and tier is Tier.PUBLIC:
            self._face_visitors_by_ipv6(acl.id)

    def _face_visitors_by_ipv6(self, acl_id: pulumi.Input[str]) -> None:
        for rule in INGRESS_BY_IPV6:
            self._allow(Tier.PUBLIC, acl_id, rule, ANYWHERE_IPV6)
        self._allow(Tier.PUBLIC, acl_id, EGRESS_BY_IPV6, ANYWHERE_IPV6, egress=True)
        aws.ec2.NetworkAclRule(
            self._args.place.logical(f"{Tier.PUBLIC}-ingress-packet-too-big"),
            network_acl_id=acl_id,
            rule_number=_TOO_BIG_NUMBER,
            egress=False,
            rule_action="allow",
            protocol=_ICMP_V6,
            ipv6_cidr_block=ANYWHERE_IPV6,
            icmp_type=PACKET_TOO_BIG,
            icmp_code=-1,
            opts=self._child,
        )

    def _allow(
        self,
        tier: Tier,
        acl_id: pulumi.Input[str],
        rule: WideRule,
        block: str,
        *,
        egress: bool = False,
    ) -> None:
        direction = "egress" if egress else "ingress"
        low, high = rule.ports or (0, 0)  # the provider takes 0 to 0 for every port
        aws.ec2.NetworkAclRule(
            self._args.place.logical(f"{tier}-{direction}-{rule.name}"),
            network_acl_id=acl_id,
            rule_number=rule.number,
            egress=egress,
            rule_action="allow",
            protocol="tcp" if rule.ports else "-1",
            cidr_block=None if block == ANYWHERE_IPV6 else block,
            ipv6_cidr_block=block if block == ANYWHERE_IPV6 else None,
            from_port=low,
            to_port=high,
            opts=self._child,
        )
