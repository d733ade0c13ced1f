"""Every allowed way from a security group to what is no group: S3's gateway, and the internet behind NAT.

Only these rules name an address range or a prefix list; those of `security_groups.py` reference groups.
"""

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


# The fleet has no way to the internet: what a server needs is in its image, or comes from our buckets.
EGRESS_RULES = (
    EgressRule(Group.APPLICATION, Destination.S3, "deliveries, the application, and reports of Systems Manager"),
    EgressRule(Group.ANALYTICS, Destination.S3, "deliveries, and reports of Systems Manager"),
    EgressRule(Group.ANALYTICS, Destination.INTERNET, "Tableau Cloud, and patches from package archives"),
    EgressRule(Group.OPERATIONS, Destination.S3, "deliveries, and reports of Systems Manager"),
    EgressRule(Group.OPERATIONS, Destination.INTERNET, "interfaces of AWS without an endpoint here, and patches"),
    EgressRule(Group.IMAGES, Destination.S3, "deliveries, and the logs of a build"),
    EgressRule(Group.IMAGES, Destination.INTERNET, "package archives and the interface of Image Builder"),
)


@dataclass(frozen=True, kw_only=True)
class EgressRulesArgs:
    """The security groups, and the endpoints, of which S3's has a prefix list."""

    place: Place
    security_groups: SecurityGroups
    endpoints: Endpoints


class EgressRules(pulumi.ComponentResource):
    """An egress rule for each row whose group there is."""

    def __init__(self, name: str, *, args: EgressRulesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:EgressRules", name, None, opts)
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
        self.register_outputs({})
