"""How a site's /16 is divided: one table, from which every subnet and every network ACL is made.

offset   size   tier          per zone   for
0.0      /20    public        /24        load balancer nodes and NAT gateways
64.0     /18    application   /20        the fleet: 4,091 addresses a zone (AWS keeps 5 of each subnet)
128.0    /20    data          /24        database instances
the rest, among it the whole of 192.0/18, is left for growth.

Where visitors come by IPv6, AWS gives the site a /56, of which each public subnet has a /64.
"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network

from components.shared.zones import zone_number

# https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
RESERVED_ADDRESSES_PER_SUBNET = 5
SITE_PREFIX = 16
_INTERFACE_BITS = 64  # https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html#subnet-sizing-ipv6
_ZONES = 4  # the application tier has four blocks; us-east-1 alone has more zones


class Tier(StrEnum):
    """The tiers of a site, from the internet inwards."""

    PUBLIC = "public"
    APPLICATION = "application"
    DATA = "data"


@dataclass(frozen=True, kw_only=True)
class _Share:
    third_octet: int
    prefix: int
    zone_prefix: int


_SHARES = {
    Tier.PUBLIC: _Share(third_octet=0, prefix=20, zone_prefix=24),
    Tier.APPLICATION: _Share(third_octet=64, prefix=18, zone_prefix=20),
    Tier.DATA: _Share(third_octet=128, prefix=20, zone_prefix=24),
}


def tier_network(site: IPv4Network, tier: Tier) -> IPv4Network:
    """Return the block that holds all the subnets of `tier`."""
    if site.prefixlen != SITE_PREFIX:
        raise ValueError(
            f"a site's network: got {site}, expected a /{SITE_PREFIX}; choose one, such as 10.16.0.0/16"
        )
    share = _SHARES[tier]
    return IPv4Network((int(site.network_address) + (share.third_octet << 8), share.prefix))


def subnets(site: IPv4Network, tier: Tier, zones: tuple[str, ...]) -> dict[str, IPv4Network]:
    """Return one subnet per zone, in the zones' order; zones that come, go or change places move no other."""
    blocks = list(tier_network(site, tier).subnets(new_prefix=_SHARES[tier].zone_prefix))
    return {zone: blocks[block_of(zone)] for zone in zones}


def ipv6_subnet(site: str, zone: str) -> str:
    """Return the /64 of a zone's public subnet within the site's /56."""
    first = IPv6Network(site).network_address
    return str(IPv6Network((int(first) + (block_of(zone) << _INTERFACE_BITS), 128 - _INTERFACE_BITS)))


def block_of(zone: str) -> int:
    """Return which of a tier's blocks is a zone's, 0 to 3, by its letter or its id's number: e has that of a.

    Any text has one, also none: settings are asked for their networks before their zones are known to be some.
    """
    return zone_number(zone) % _ZONES


def usable_addresses(network: IPv4Network) -> int:
    """Return how many addresses AWS leaves to us in a subnet."""
    return network.num_addresses - RESERVED_ADDRESSES_PER_SUBNET
