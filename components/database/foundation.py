"""What a database of this site needs before it can be made or restored here; both sites have it at every level."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.database.parameters import parameters
from components.encryption.keys import Purpose
from components.network.security_groups import Group
from components.settings import AccountWide, DatabaseSettings, Settings, SiteDatabase
from components.shared.address_plan import Tier
from components.shared.filling import Filled, fill
from components.shared.outputs import known_after
from components.shared.policy_documents import trust
from components.shared.urns import urn_pattern
from manifest.program import FoundationComponent

LOG_EXPORTS = ("iam-db-auth-error", "postgresql", "upgrade")
# One group for all instances of a region, named by RDS:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html
_OS_METRICS_GROUP = "RDSOSMetrics"
_MONITORING_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"


def instances(zones: SiteDatabase) -> tuple[str, ...]:
    """Return the names of the primary, and of its replica if it has one; they keep them whatever part they play."""
    return tuple(f"database-{suffix}" for suffix in zones.suffixes)


def primary_name(settings: Settings, region: str) -> str:
    """Return the identifier of the primary of a region's site."""
    return settings.place(region).name(instances(settings.sites[region].database)[0])


def instances_left_out(database: DatabaseSettings) -> frozenset[Group]:
    """Return the security groups of instances that a store's database does not have."""
    return frozenset() if database.replica else frozenset({Group.REPLICA})


def suffix_of(instance: str) -> str:
    """Return the suffix of an instance: `b` of `database-b`."""
    return instance.rpartition("-")[2]


@dataclass(frozen=True, kw_only=True)
class DatabaseFoundationArgs:
    """Where databases can stand, and the settings of the site and of its database."""

    baseline: Baseline


class DatabaseFoundation(pulumi.ComponentResource):
    """Subnet groups, parameter group, log groups and the monitoring role."""

    primary_subnet_group: pulumi.Output[str]
    replica_subnet_group: pulumi.Output[str]
    parameter_group: pulumi.Output[str]
    monitoring_role_arn: pulumi.Output[str]
    log_groups: list[aws.cloudwatch.LogGroup]

    def __init__(
        self, name: str, *, args: DatabaseFoundationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("storefront:database:DatabaseFoundation", name, None, opts)
        self._args, self._place, self.baseline = args, args.baseline.place, args.baseline
        self._site = args.baseline.settings.sites[self._place.region]
        self._database = args.baseline.settings.database
        self._child = pulumi.ResourceOptions(parent=self)
        # The primary's group has no zone of the replica: Multi-AZ chooses its zones from its group, not from us.
        self.primary_subnet_group = self._subnet_group("database-primary", self._primary_zones())
        self.replica_subnet_group = self._subnet_group("database", self._site.zones)
        self.parameter_group = self._parameter_group()
        self.monitoring_role_arn = self._monitoring_role()
        self.log_groups = self._log_groups()
        self.register_outputs({})

    def declared(self) -> Filled[FoundationComponent]:
        """Return what it is called, and the logs of instances in it."""
        region, (instance, *_) = self._place.region, instances(self._site.database)
        log = urn_pattern(self.log_groups[0], region=region, suffix=suffix_of(instance), log=LOG_EXPORTS[0])
        return fill(FoundationComponent, urn=urn_pattern(self, region=region), log=log)

    def _primary_zones(self) -> tuple[str, ...]:
        """Return the zones of the primary's subnet group, of which RDS wants two even where one is chosen."""
        site = self._site
        return site.database.primary_zones if self._database.multi_az else site.zones

    def _subnet_group(self, what: str, zones: tuple[str, ...]) -> pulumi.Output[str]:
        place = self._place
        group = aws.rds.SubnetGroup(
            place.logical(what),
            name=place.name(what),
            description=f"{what} in {place.region}",
            subnet_ids=self._args.baseline.network.subnets_of(Tier.DATA, zones),
            opts=self._child,
        )
        return group.name

    def _parameter_group(self) -> pulumi.Output[str]:
        place, database = self._place, self._database
        group = aws.rds.ParameterGroup(
            place.logical("database"),
            # The family is part of the name: a new major version gets a new group beside the old one.
            name=place.name(database.family),
            family=database.family,
            description=f"storefront {place.environment} {database.family}",
            parameters=[
                aws.rds.ParameterGroupParameterArgs(name=row.name, value=row.value, apply_method=str(row.apply))
                for row in parameters(database)
            ],
            opts=self._child,
        )
        return group.name

    def _monitoring_role(self) -> pulumi.Output[str]:
        place = self._place
        role = aws.iam.Role(
            place.logical("database-monitoring"),
            name=place.name("database-monitoring", limit=64),
            assume_role_policy=trust(
                "monitoring.rds.amazonaws.com",
                account=place.account,
                source=place.arn("rds", "db:storefront-*"),
            ),
            permissions_boundary=self._args.baseline.boundary_arn,
            opts=self._child,
        )
        attachment = aws.iam.RolePolicyAttachment(
            place.logical("database-monitoring"),
            role=role.name,
            policy_arn=_MONITORING_POLICY,
            opts=self._child,
        )
        # RDS tries the role when an instance is made, so that its rights must be there by then.
        return known_after(role.arn, attachment.id)

    def _log_groups(self) -> list[aws.cloudwatch.LogGroup]:
        """Make the groups before RDS does: those that it makes are neither encrypted nor ever emptied."""
        place = self._place
        names = {f"{instance}-{export}": f"/aws/rds/instance/{place.name(instance)}/{export}"
                 for instance in instances(self._site.database) for export in LOG_EXPORTS}  # fmt: skip
        if self._args.baseline.settings.keeps(AccountWide.RDS_OS_METRICS):
            names["os-metrics"] = _OS_METRICS_GROUP
        return [
            aws.cloudwatch.LogGroup(
                place.logical(what),
                name=name,
                kms_key_id=self._args.baseline.key_arn(Purpose.LOGS),
                retention_in_days=self._database.log_retention_days,
                opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
            )
            for what, name in names.items()
        ]
