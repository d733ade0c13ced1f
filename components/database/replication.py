"""The serving site's automated backups, replicated to the standby under its own key."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.database.database import Database
from components.encryption.keys import Purpose
from components.shared.filling import Filled, fill
from components.shared.urns import urn_pattern
from manifest.program import ReplicationComponent


@dataclass(frozen=True, kw_only=True)
class ReplicationArgs:
    """Where the backups are kept, and the database that they are of."""

    baseline: Baseline
    database: Database


class Replication(pulumi.ComponentResource):
    """Replicated automated backups; takes the standby's provider."""

    def __init__(self, name: str, *, args: ReplicationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:database:Replication", name, None, opts)
        # Another database's backups are other backups: those of the one before stay until their time is over.
        suffix = args.database.zones.suffixes[0]
        self._region, self._suffix = args.baseline.place.region, suffix
        self._replicated = replicated = aws.rds.InstanceAutomatedBackupsReplication(
            args.baseline.place.logical(f"replicated-backups-{suffix}"),
            source_db_instance_arn=args.database.primary.arn,
            kms_key_id=args.baseline.key_arn(Purpose.DATABASE),
            retention_period=args.baseline.settings.database.replicated_backup_retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=args.baseline.place.lifecycle.protected),
        )
        self.arn = replicated.id
        self.register_outputs({"arn": self.arn})

    def declared(self) -> Filled[ReplicationComponent]:
        """Return what it is called, and the backups in it."""
        backups = urn_pattern(self._replicated, region=self._region, suffix=self._suffix)
        return fill(ReplicationComponent, urn=urn_pattern(self, region=self._region), backups=backups)
