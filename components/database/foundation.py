"""What a database of this site needs before it can be made or restored here; both sites have it at every level."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.database.parameters import parameters
from components.settings import DatabaseSettings, SiteDatabase
from components.shared.naming import Place
from components.shared.policy_documents import trust

LOG_EXPORTS = ("iam-db-auth-error", "postgresql", "upgrade")
# One group for all instances of a region, named by RDS:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html
_OS_METRICS_GROUP = "RDSOSMetrics"
_MONITORING_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"


def instances(zones: SiteDatabase) -> tuple[str, str]:
    """Return what the primary and its replica are called: letters, which they keep whatever part they play."""
    primary, replica = zones.letters
    return f"database-{primary}", f"database-{replica}"


@dataclass(frozen=True, kw_only=True)
class DatabaseFoundationArgs:
    """The primary's subnets (its zones alone) and all, the instances, the settings, the logs' key, the boundary."""

    place: Place
    instances: Sequence[str]
    database: DatabaseSettings
    primary_subnet_ids: Sequence[pulumi.Input[str]]
    all_subnet_ids: Sequence[pulumi.Input[str]]
    logs_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]


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
        super().__init__("storefront:site:DatabaseFoundation", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        # The primary's group has no zone of the replica: Multi-AZ chooses its zones from its group, not from us.
        self.primary_subnet_group = self._subnet_group("database-primary", args.primary_subnet_ids)
        self.replica_subnet_group = self._subnet_group("database", args.all_subnet_ids)
        self.parameter_group = self._parameter_group()
        self.monitoring_role_arn = self._monitoring_role()
        self.log_groups = self._log_groups()
        self.register_outputs({})

    def _subnet_group(self, what: str, subnet_ids: Sequence[pulumi.Input[str]]) -> pulumi.Output[str]:
        place = self._args.place
        group = aws.rds.SubnetGroup(
            place.logical(what),
            name=place.name(what),
            description=f"{what} in {place.region}",
            subnet_ids=list(subnet_ids),
            opts=self._child,
        )
        return group.name

    def _parameter_group(self) -> pulumi.Output[str]:
        place, database = self._args.place, self._args.database
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
        place = self._args.place
        role = aws.iam.Role(
            place.logical("database-monitoring"),
            name=place.name("database-monitoring", limit=64),
            assume_role_policy=trust(
                "monitoring.rds.amazonaws.com",
                account=place.account,
                source=place.arn("rds", "db:storefront-*"),
            ),
            permissions_boundary=self._args.boundary_arn,
            opts=self._child,
        )
        attachment = aws.iam.RolePolicyAttachment(
            place.logical("database-monitoring"),
            role=role.name,
            policy_arn=_MONITORING_POLICY,
            opts=self._child,
        )
        # RDS tries the role when an instance is made, so that its rights must be there by then.
        return pulumi.Output.all(role.arn, attachment.id).apply(lambda both: str(both[0]))

    def _log_groups(self) -> list[aws.cloudwatch.LogGroup]:
        """Make the groups before RDS does: those that it makes are neither encrypted nor ever emptied."""
        place = self._args.place
        names = {f"{instance}-{export}": f"/aws/rds/instance/{place.name(instance)}/{export}"
                 for instance in self._args.instances for export in LOG_EXPORTS}  # fmt: skip
        names["os-metrics"] = _OS_METRICS_GROUP
        return [
            aws.cloudwatch.LogGroup(
                place.logical(what),
                name=name,
                kms_key_id=self._args.logs_key_arn,
                retention_in_days=self._args.database.log_retention_days,
                opts=pulumi.ResourceOptions(parent=self, protect=True),
            )
            for what, name in names.items()
        ]
