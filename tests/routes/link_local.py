"""What servers ask of the VPC itself, at addresses that no group, ACL or route guards: a row for each program."""

from dataclasses import dataclass
from ipaddress import IPv4Address

_TIME = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-ec2-ntp.html"
_METADATA = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html"
_RESOLVER = "https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html"


@dataclass(frozen=True)
class LinkLocal:
    """Which program asks which address by which protocol and port, why, and where that is known from."""

    program: str
    address: IPv4Address
    protocol: str
    port: int
    why: str
    source: str


LINK_LOCAL = (
    LinkLocal("chrony", IPv4Address("169.254.169.123"), "udp", 123, "the time", _TIME),
    LinkLocal("agents and SDKs", IPv4Address("169.254.169.254"), "tcp", 80, "the role's credentials", _METADATA),
    LinkLocal(
        "systemd-resolved",
        IPv4Address("169.254.169.253"),
        "udp",
        53,
        "names; DNS Firewall decides which",
        _RESOLVER,
    ),
    LinkLocal("systemd-resolved", IPv4Address("169.254.169.253"), "tcp", 53, "answers too long for UDP", _RESOLVER),
)
