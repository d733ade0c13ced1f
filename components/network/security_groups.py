"""Every allowed rule of a site is one row of this table; security groups hold nothing else.

Each row becomes two rule resources, an egress rule at its source and an ingress rule at its target, which reference
groups and never addresses; the rows of the data tier's network ACL follow from them. Who comes from outside is in
`external_sources`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import pulumi
import pulumi_aws as aws

from components.network.external_sources import (
    ANYWHERE,
    ANYWHERE_IPV6,
    CHECKS,
    HEALTH_CHECKERS,
    PACKET_TOO_BIG,
    VISITORS,
    VISITORS_BY_IPV6,
    ExternalRule,
    ExternalSource,
)
from components.network.ports import HTTPS, POSTGRESQL
from components.shared.address_plan import Tier
from components.shared.facts.dated_regions import CLOUDFRONT_LISTS
from components.shared.naming import Place


class Group(StrEnum):
    """The security groups: each with the tier in whose subnets its members stand, and what they are."""

    tier: Tier
    members: str

    def __new__(cls, value: str, tier: Tier, members: str) -> Self:
        """Make a group that equals its name."""
        group = str.__new__(cls, value)
        group._value_ = value
        group.tier, group.members = tier, members
        return group

    APPLICATION = "application", Tier.APPLICATION, "application servers"
    ANALYTICS = "analytics", Tier.APPLICATION, "bridges of management and marketing tools, such as Tableau"
    DATABASE_ACCESS = (
        "database-access",
        Tier.APPLICATION,
        "the function that creates database roles and rotates their passwords",
    )
    HEARTBEAT = "heartbeat", Tier.APPLICATION, "the function that writes down that the main database lives"
    VERIFICATION = "verification", Tier.APPLICATION, "the function that proves copies of the database"
    DATABASE_READING = "database-reading", Tier.APPLICATION, "the function that reads statistics of the database"
    DATABASE = "database", Tier.DATA, "the main database"
    REPLICA = "replica", Tier.DATA, "the replica of the main database"
    RESTORED_COPY = "restored-copy", Tier.DATA, "a restored database that does not serve yet"
    ENDPOINTS = "endpoints", Tier.APPLICATION, "interface endpoints of AWS services"
    OPERATIONS = "operations", Tier.APPLICATION, "the host of people who operate the platform"
    IMAGES = "images", Tier.APPLICATION, "instances on which golden images are built"
    LOAD_BALANCER = "load-balancer", Tier.PUBLIC, "the public load balancer"
    HEALTH_CHECKS = "health-checks", Tier.PUBLIC, "the public load balancer, as health checkers reach it"


@dataclass(frozen=True)
class SecurityGroupRule:
    """One allowed rule: who opens the connection, to whom, on which TCP port, and why."""

    source: Group
    target: Group
    port: int
    why: str

    @property
    def name(self) -> str:
        """The row's own name, part of its rules' names."""
        return f"{self.source}-to-{self.target}-{self.port}"


RULES = (
    SecurityGroupRule(
        Group.LOAD_BALANCER, Group.APPLICATION, HTTPS, "requests of visitors, and health checks of the servers"
    ),
    SecurityGroupRule(Group.APPLICATION, Group.DATABASE, POSTGRESQL, "orders and the catalogue"),
    SecurityGroupRule(
        Group.APPLICATION, Group.REPLICA, POSTGRESQL, "the replica may be the writer after a zone is lost"
    ),
    SecurityGroupRule(
        Group.ANALYTICS, Group.REPLICA, POSTGRESQL, "reports run on the replica, never on the main database"
    ),
    SecurityGroupRule(Group.DATABASE_ACCESS, Group.DATABASE, POSTGRESQL, "database roles and passwords"),
    SecurityGroupRule(Group.DATABASE_ACCESS, Group.REPLICA, POSTGRESQL, "checks of what the roles can do there"),
    SecurityGroupRule(Group.HEARTBEAT, Group.DATABASE, POSTGRESQL, "a sign of life every few minutes"),
    SecurityGroupRule(Group.HEARTBEAT, Group.REPLICA, POSTGRESQL, "how old what the replica holds is"),
    SecurityGroupRule(
        Group.VERIFICATION, Group.RESTORED_COPY, POSTGRESQL, "proofs of restored copies before they serve"
    ),
    SecurityGroupRule(Group.VERIFICATION, Group.DATABASE, POSTGRESQL, "the newest heartbeat of a restored writer"),
    SecurityGroupRule(Group.VERIFICATION, Group.REPLICA, POSTGRESQL, "the newest heartbeat of a promoted replica"),
    SecurityGroupRule(Group.DATABASE_READING, Group.DATABASE, POSTGRESQL, "statistics and plans, for tuning"),
    SecurityGroupRule(Group.DATABASE_READING, Group.REPLICA, POSTGRESQL, "statistics of what runs there"),
    SecurityGroupRule(
        Group.DATABASE_ACCESS, Group.RESTORED_COPY, POSTGRESQL, "proof of a restored copy before it serves"
    ),
    SecurityGroupRule(Group.APPLICATION, Group.ENDPOINTS, HTTPS, "secrets, logs and metrics"),
    SecurityGroupRule(Group.ANALYTICS, Group.ENDPOINTS, HTTPS, "secrets, logs and Session Manager"),
    SecurityGroupRule(Group.DATABASE_ACCESS, Group.ENDPOINTS, HTTPS, "Secrets Manager and KMS"),
    SecurityGroupRule(Group.HEARTBEAT, Group.ENDPOINTS, HTTPS, "its secret, whom to trust, and its metrics"),
    SecurityGroupRule(Group.DATABASE_READING, Group.ENDPOINTS, HTTPS, "its secret, and whom to trust"),
    SecurityGroupRule(Group.OPERATIONS, Group.ENDPOINTS, HTTPS, "Session Manager, and what procedures call"),
    SecurityGroupRule(Group.IMAGES, Group.ENDPOINTS, HTTPS, "Systems Manager, by which a build is driven"),
)


@dataclass(frozen=True, kw_only=True)
class SecurityGroupsArgs:
    """The VPC of the groups, how visitors come to its load balancer, and lists of CloudFront by region.

    Those lists are of regions in which the id is published nowhere. `left_out` have no members here. `ipv6`: that
    visitors come by it too.
    """

    place: Place
    vpc_id: pulumi.Input[str]
    visitors: ExternalSource
    cloudfront_lists: Mapping[str, str]
    ipv6: bool
    left_out: frozenset[Group]


class SecurityGroups(pulumi.ComponentResource):
    """The security groups with members here and their rules; `group_ids[group]` is what other components take."""

    group_ids: Mapping[Group, pulumi.Output[str]]

    def __init__(self, name: str, *, args: SecurityGroupsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:network:SecurityGroups", name, None, opts)
        self._place, self._cloudfront_lists = args.place, args.cloudfront_lists
        self._child = pulumi.ResourceOptions(parent=self)
        self.group_ids = {group: self._group(group, args.vpc_id) for group in Group if group not in args.left_out}
        for rule in RULES:
            if {rule.source, rule.target} <= self.group_ids.keys():
                self._rules(rule)
        for way_in in (*VISITORS[args.visitors], *(VISITORS_BY_IPV6 if args.ipv6 else ())):
            self._open(Group.LOAD_BALANCER, way_in)
        if args.ipv6:
            self._let_in_packet_too_big()
        self._open(Group.HEALTH_CHECKS, CHECKS)
        self.register_outputs({str(group): group_id for group, group_id in self.group_ids.items()})

    def _group(self, group: Group, vpc_id: pulumi.Input[str]) -> pulumi.Output[str]:
        name = self._place.name(group)
        made = aws.ec2.SecurityGroup(
            self._place.logical(group),
            name=name,
            description=group.members,
            vpc_id=vpc_id,
            tags={"Name": name},
            opts=self._child,
        )
        return made.id

    def _rules(self, rule: SecurityGroupRule) -> None:
        source, target = self.group_ids[rule.source], self.group_ids[rule.target]
        aws.vpc.SecurityGroupEgressRule(
            self._place.logical(rule.name),
            security_group_id=source,
            referenced_security_group_id=target,
            ip_protocol="tcp",
            from_port=rule.port,
            to_port=rule.port,
            description=rule.why,
            opts=self._child,
        )
        aws.vpc.SecurityGroupIngressRule(
            self._place.logical(rule.name),
            security_group_id=target,
            referenced_security_group_id=source,
            ip_protocol="tcp",
            from_port=rule.port,
            to_port=rule.port,
            description=rule.why,
            opts=self._child,
        )

    def _open(self, target: Group, way_in: ExternalRule) -> None:
        aws.vpc.SecurityGroupIngressRule(
            self._place.logical(f"{way_in.source}-to-{target}-{way_in.port}"),
            security_group_id=self.group_ids[target],
            cidr_ipv4=ANYWHERE if way_in.source is ExternalSource.INTERNET else None,
            cidr_ipv6=ANYWHERE_IPV6 if way_in.source is ExternalSource.INTERNET_IPV6 else None,
            prefix_list_id=self._list(way_in.source),
            ip_protocol="tcp",
            from_port=way_in.port,
            to_port=way_in.port,
            description=way_in.why,
            opts=self._child,
        )

    def _let_in_packet_too_big(self) -> None:
        aws.vpc.SecurityGroupIngressRule(
            self._place.logical(f"{ExternalSource.INTERNET_IPV6}-to-{Group.LOAD_BALANCER}-packet-too-big"),
            security_group_id=self.group_ids[Group.LOAD_BALANCER],
            cidr_ipv6=ANYWHERE_IPV6,
            ip_protocol="icmpv6",
            from_port=PACKET_TOO_BIG,
            to_port=0,  # the message's code, of which it has one
            description="word of packets that are too big, which no router of IPv6 cuts",
            opts=self._child,
        )

    def _list(self, source: ExternalSource) -> pulumi.Input[str] | None:
        """Return the prefix list of those who come from outside; None: everyone."""
        if source is ExternalSource.CLOUDFRONT:
            # It counts as 55 of the 60 rules of a group, so that whoever else comes in needs a group of its own.
            # Looked up, it would make every preview depend on both regions.
            # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html
            return {**CLOUDFRONT_LISTS, **self._cloudfront_lists}[self._place.region]
        return self._health_checkers() if source is ExternalSource.HEALTH_CHECKERS else None

    def _health_checkers(self) -> pulumi.Output[str]:
        name = self._place.name("health-checkers")
        made = aws.ec2.ManagedPrefixList(
            self._place.logical("health-checkers"),
            name=name,
            address_family="IPv4",
            max_entries=len(HEALTH_CHECKERS),
            entries=[{"cidr": cidr, "description": "Route 53"} for cidr in HEALTH_CHECKERS],
            opts=self._child,
        )
        return made.id
