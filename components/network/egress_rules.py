"""Every allowed way from a security group to what is no group: S3's gateway, and the internet behind NAT.

Only these rules name an address range or a prefix list; those of `security_groups.py` reference groups. The store's
own ways out are the settings': a rule for each port and network, whatever the names behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pulumi
import pulumi_aws as aws

from components.network.endpoints import Endpoints
from components.network.external_sources import ANYWHERE
from components.network.ports import HTTPS
from components.network.security_groups import Group, SecurityGroups
from components.shared.naming import Place


class Destination(StrEnum):
    """What lies outside every security group."""

    S3 = "s3"
    INTERNET = "internet"


@dataclass(frozen=True)
class EgressRule:
    """One allowed way out, on HTTPS alone: who goes, where, and why."""

    source: Group
    destination: Destination
    why: str

    @property
    def name(self) -> str:
        """The row's own name, part of its rule's name."""
        return f"{self.source}-to-{self.destination}"


# What a server of the fleet needs itself is in its image, or comes from our buckets.
EGRESS_RULES = (
    EgressRule(Group.APPLICATION, Destination.S3, "deliveries, the application, and reports of Systems Manager"),
    EgressRule(Group.ANALYTICS, Destination.S3, "deliveries, and reports of Systems Manager"),
    EgressRule(Group.ANALYTICS, Destination.INTERNET, "Tableau Cloud, and patches from package archives"),
    EgressRule(Group.OPERATIONS, Destination.S3, "deliveries, and reports of Systems Manager"),
    EgressRule(Group.OPERATIONS, Destination.INTERNET, "interfaces of AWS without an endpoint here, and patches"),
    EgressRule(Group.IMAGES, Destination.S3, "deliveries, and the logs of a build"),
    EgressRule(Group.IMAGES, Destination.INTERNET, "package archives and the interface of Image Builder"),
)


_LONGEST_DESCRIPTION = 255  # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html


@dataclass(frozen=True, kw_only=True)
class EgressRulesArgs:
    """The security groups, the endpoints, of which S3's has a prefix list, and the store's own openings.

    `openings`: reasons by port and network; None: any address.
    """

    place: Place
    security_groups: SecurityGroups
    endpoints: Endpoints
    openings: Mapping[tuple[int, str | None], tuple[str, ...]]


class EgressRules(pulumi.ComponentResource):
    """An egress rule for each row whose group there is, and for each opening of the store."""

    def __init__(self, name: str, *, args: EgressRulesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:network:EgressRules", name, None, opts)
        group_ids = args.security_groups.group_ids
        for row in (row for row in EGRESS_RULES if row.source in group_ids):
            to_s3 = row.destination is Destination.S3
            aws.vpc.SecurityGroupEgressRule(
                args.place.logical(row.name),
                security_group_id=group_ids[row.source],
                prefix_list_id=args.endpoints.s3_prefix_list_id if to_s3 else None,
                cidr_ipv4=None if to_s3 else ANYWHERE,
                ip_protocol="tcp",
                from_port=HTTPS,
                to_port=HTTPS,
                description=row.why,
                opts=pulumi.ResourceOptions(parent=self),
            )
        for (port, network), reasons in args.openings.items():
            aws.vpc.SecurityGroupEgressRule(
                args.place.logical(opening_name(port, network)),
                security_group_id=group_ids[Group.APPLICATION],
                cidr_ipv4=network or ANYWHERE,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                description=_described(reasons),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})


def opening_name(port: int, network: str | None) -> str:
    """Return the name of an opening's rule, from what it is: `application-to-internet-443`."""
    target = network.replace("/", "-") if network else Destination.INTERNET
    return f"{Group.APPLICATION}-to-{target}-{port}"


def _described(reasons: tuple[str, ...]) -> str:
    """The reasons, as many as a description holds."""
    text = "; ".join(reasons)
    return text if len(text) <= _LONGEST_DESCRIPTION else f"{text[: _LONGEST_DESCRIPTION - 3]}..."
