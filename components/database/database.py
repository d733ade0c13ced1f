"""The main database and its replica: PostgreSQL on RDS, in the serving site."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.database.foundation import LOG_EXPORTS, DatabaseFoundation, instances, suffix_of
from components.encryption.keys import Purpose
from components.network.ports import POSTGRESQL
from components.network.security_groups import Group
from components.settings import ReplicaSettings
from components.shared.filling import Filled, fill
from components.shared.urns import urn_pattern
from manifest.program import DatabaseComponent

MASTER_USER = "storefront_master"
# RDS's own limit for PostgreSQL is 128 characters; without the four that it refuses (/ @ " and space):
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
_PASSWORD_LENGTH = 64
_SPECIAL_CHARACTERS = "!#$%&*()-_=+[]{}<>:?"
# A replica with backups of its own can be restored to any second from the moment of its promotion.
_REPLICA_BACKUP_DAYS = 1
# Of no database that stops each evening and starts each morning need a person hear that it does.
_OF_EACH_STOP = ("availability", "notification")
# What a person must hear of: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
_EVENTS = (
    "availability", "backup", "configuration change", "deletion", "failover", "failure", "low storage",
    "maintenance", "notification", "read replica", "recovery", "restoration", "security", "security patching",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """The foundation on which it stands."""

    foundation: DatabaseFoundation


class Database(pulumi.ComponentResource):
    """The primary, and its replica if it has one; their ARNs and endpoints are what other components take."""

    primary: aws.rds.Instance
    replica: aws.rds.Instance | None
    bootstrap_password: pulumi.Output[str]

    def __init__(self, name: str, *, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:database:Database", name, None, opts)
        self.baseline, self._foundation = args.foundation.baseline, args.foundation
        self._place, self._settings = self.baseline.place, self.baseline.settings.database
        self.name, self.zones = self._settings.name, self.baseline.settings.sites[self._place.region].database
        self._names = instances(self.zones)
        self._password = self._bootstrap_password()
        self.bootstrap_password = self._password.result
        self.primary = self._primary()
        self.replica = self._replica(self._settings.replica) if self._settings.replica else None
        self._events()
        arns = {"primary_arn": self.primary.arn}
        self.register_outputs({**arns, "replica_arn": self.replica.arn} if self.replica else arns)

    @property
    def instances(self) -> tuple[aws.rds.Instance, ...]:
        """The primary, and its replica if it has one."""
        return (self.primary, self.replica) if self.replica else (self.primary,)

    def declared(self) -> Filled[DatabaseComponent]:
        """Return what it is called, and what is in it."""
        region = self._place.region
        return fill(
            DatabaseComponent,
            urn=urn_pattern(self, region=region),
            instance=urn_pattern(self.primary, region=region, suffix=suffix_of(self._names[0])),
            password=urn_pattern(self._password, region=region),
        )

    def _primary(self) -> aws.rds.Instance:
        foundation, database = self._foundation, self._settings
        identifier, promoted = self._place.name(self._names[0]), self.zones.promoted
        network = self.baseline.network
        protected = self._place.lifecycle.protected
        return aws.rds.Instance(
            self._place.logical(self._names[0]),
            identifier=identifier,
            engine="postgres",
            engine_version=database.engine_version,
            # Extended Support costs per vCPU and hour: RDS upgrades instead when a version's time is over.
            engine_lifecycle_support="open-source-rds-extended-support-disabled",
            instance_class=str(database.instance_class),
            db_name=database.name,
            username=MASTER_USER,
            password=self.bootstrap_password,
            allocated_storage=database.storage.allocated_gib,
            multi_az=database.multi_az,
            availability_zone=None if database.multi_az else network.zone_name(self.zones.zones_of_primary[0]),
            # RDS moves no instance to another group of its VPC: one that was a replica stays in theirs.
            db_subnet_group_name=foundation.replica_subnet_group if promoted else foundation.primary_subnet_group,
            vpc_security_group_ids=[self.baseline.group_id(Group.DATABASE)],
            backup_retention_period=database.backup_retention_days,
            backup_window=str(database.backup_window),
            skip_final_snapshot=not protected,
            final_snapshot_identifier=f"{identifier}-final" if protected else None,
            **self._common(),
            # the bootstrap password counts once: an instance that was restored or promoted has another by then.
            opts=self._stateful(ignore_changes=["password"]),
        )

    def _replica(self, replica: ReplicaSettings) -> aws.rds.Instance:
        foundation, database = self._foundation, self._settings
        return aws.rds.Instance(
            self._place.logical(self._names[1]),
            identifier=self._place.name(self._names[1]),
            # By ARN, as RDS asks where the subnet group is not the source's.
            replicate_source_db=self.primary.arn,
            instance_class=str(replica.instance_class),
            availability_zone=self.baseline.network.zone_name(self.zones.zone_of_replica or ""),
            multi_az=False,
            db_subnet_group_name=foundation.replica_subnet_group,
            vpc_security_group_ids=[self.baseline.group_id(Group.REPLICA)],
            backup_retention_period=_REPLICA_BACKUP_DAYS,
            backup_window=str(database.backup_window),
            # RDS takes no final snapshot of a replica; its data are the primary's.
            skip_final_snapshot=True,
            **self._common(),
            opts=self._stateful(),
        )

    def _common(self) -> dict[str, Any]:
        """Return what primary and replica share, so that a promotion changes nothing but the role."""
        foundation, database, storage = self._foundation, self._settings, self._settings.storage
        return {
            "storage_type": "gp3",
            "max_allocated_storage": storage.max_allocated_gib,
            "iops": storage.iops,
            "storage_throughput": storage.throughput_mibps,
            "storage_encrypted": True,
            "kms_key_id": self.baseline.key_arn(Purpose.DATABASE),
            "port": POSTGRESQL,
            "publicly_accessible": False,
            "network_type": "IPV4",
            "parameter_group_name": foundation.parameter_group,
            "ca_cert_identifier": database.ca_certificate,
            "iam_database_authentication_enabled": True,
            "maintenance_window": str(database.maintenance_window),
            # Versions change by the settings, in staging first, not at AWS's time.
            "auto_minor_version_upgrade": False,
            "allow_major_version_upgrade": False,
            "apply_immediately": False,
            "copy_tags_to_snapshot": True,
            "deletion_protection": self._place.lifecycle.protected,
            "delete_automated_backups": not self._place.lifecycle.protected,
            "enabled_cloudwatch_logs_exports": list(LOG_EXPORTS),
            "monitoring_interval": database.monitoring_interval_seconds,
            "monitoring_role_arn": foundation.monitoring_role_arn,
            "performance_insights_enabled": True,
            "performance_insights_kms_key_id": self.baseline.key_arn(Purpose.DATABASE),
            "performance_insights_retention_period": database.insights.retention_days,
            "database_insights_mode": str(database.insights.mode),
        }

    def _stateful(self, ignore_changes: list[str] | None = None) -> pulumi.ResourceOptions:
        logs = self._foundation.log_groups
        return pulumi.ResourceOptions(
            parent=self,
            protect=self._place.lifecycle.protected,
            depends_on=logs,
            ignore_changes=ignore_changes,
        )

    def _bootstrap_password(self) -> random.RandomPassword:
        """Return the password that the database is created with; the deployment script rotates it away at once."""
        return random.RandomPassword(
            self._place.logical("database-bootstrap-password"),
            length=_PASSWORD_LENGTH,
            override_special=_SPECIAL_CHARACTERS,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _events(self) -> None:
        place, stopped = self._place, self.baseline.settings.database_off_hours
        aws.rds.EventSubscription(
            place.logical("database-events"),
            name=place.name("database-events"),
            sns_topic=self.baseline.operations_topic_arn,
            source_type="db-instance",
            source_ids=[instance.identifier for instance in self.instances],
            event_categories=[one for one in _EVENTS if not (stopped and one in _OF_EACH_STOP)],
            opts=pulumi.ResourceOptions(parent=self),
        )
