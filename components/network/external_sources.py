"""Who may come in from outside: the one table of addresses and prefix lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from components.network.ports import HTTP, HTTPS

ANYWHERE, ANYWHERE_IPV6 = "0.0.0.0/0", "::/0"
# By this message a sender learns that its packets are too big for some part of the way: IPv6 cuts none (RFC 8201).
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html#path_mtu_discovery
PACKET_TOO_BIG = 2


class ExternalSource(StrEnum):
    """Who comes from outside."""

    INTERNET = "internet"
    INTERNET_IPV6 = "internet-ipv6"
    CLOUDFRONT = "cloudfront"
    HEALTH_CHECKERS = "health-checkers"


@dataclass(frozen=True)
class ExternalRule:
    """One allowed source: who, on which TCP port, and why."""

    source: ExternalSource
    port: int
    why: str


VISITORS: Mapping[ExternalSource, tuple[ExternalRule, ...]] = {
    ExternalSource.INTERNET: (
        ExternalRule(ExternalSource.INTERNET, HTTPS, "visitors of the store"),
        ExternalRule(ExternalSource.INTERNET, HTTP, "visitors who are sent on to HTTPS"),
    ),
    # It sends visitors on to HTTPS by itself.
    ExternalSource.CLOUDFRONT: (
        ExternalRule(ExternalSource.CLOUDFRONT, HTTPS, "visitors of the store, by way of CloudFront"),
    ),
}
# Beside those of IPv4, where the load balancer answers by both.
VISITORS_BY_IPV6 = tuple(
    ExternalRule(ExternalSource.INTERNET_IPV6, rule.port, rule.why) for rule in VISITORS[ExternalSource.INTERNET]
)
# The most that visitors may reach, however they come.
VISITED_PORTS = tuple(dict.fromkeys(rule.port for rules in VISITORS.values() for rule in rules))
CHECKS = ExternalRule(ExternalSource.HEALTH_CHECKERS, HTTPS, "the health checks of Route 53")

# Service ROUTE53_HEALTHCHECKS of https://ip-ranges.amazonaws.com/ip-ranges.json, IPv4; unchanged since 2020.
HEALTH_CHECKERS = (
    "15.177.0.0/18",
    "54.183.255.128/26",
    "54.228.16.0/26",
    "54.232.40.64/26",
    "54.241.32.64/26",
    "54.243.31.192/26",
    "54.244.52.192/26",
    "54.245.168.0/26",
    "54.248.220.0/26",
    "54.250.253.192/26",
    "54.251.31.128/26",
    "54.252.79.128/26",
    "54.252.254.192/26",
    "54.255.254.192/26",
    "107.23.255.0/26",
    "176.34.159.192/26",
    "177.71.207.128/26",
)
