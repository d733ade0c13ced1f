"""RDS: replication of automated backups to another region, and instances as AWS keeps them.

moto gives every instance the same resource id, forgets Performance Insights, and makes a replica a shallow copy of
its source; and it takes combinations that AWS refuses.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.rds import urls
from moto.rds.responses import RDSResponse

from rehearsal.emulator.extensions.paging import Paging
from rehearsal.emulator.extensions.rds_instances import (
    check_instance,
    check_replica,
    check_subnets,
    complete,
    separate,
)
from rehearsal.emulator.extensions.rds_recovery import (
    changed,
    check_promotable,
    check_state,
    check_stoppable,
    detach,
    fail_over,
    restore,
)
from rehearsal.emulator.extensions.rds_replication import (
    BackupReplicationBackend,
    originals,
    replicas_of,
    replication_backends,
)

if TYPE_CHECKING:
    from moto.rds.models import DBInstance


class ExtendedRDSResponse(Paging, RDSResponse):
    """RDS with the operations and the refusals of this module."""

    @property
    def _replication(self) -> BackupReplicationBackend:
        return replication_backends[self.current_account][self.region]

    def _name(self) -> str:
        return str(self.params.get("NewDBInstanceIdentifier") or self.params["DBInstanceIdentifier"])

    def _instance(self) -> DBInstance:
        return self.backend.describe_db_instances(self.params["DBInstanceIdentifier"])[0]

    def create_db_instance(self) -> ActionResult:
        """`CreateDBInstance`."""
        check_instance(self.backend, self.params)
        answer = super().create_db_instance()
        complete(self.backend.databases[self.params["DBInstanceIdentifier"]], self.params)
        return answer

    def create_db_instance_read_replica(self) -> ActionResult:
        """`CreateDBInstanceReadReplica`."""
        check_replica(self.backend, self.params)
        answer = super().create_db_instance_read_replica()
        separate(self.backend.databases[self.params["DBInstanceIdentifier"]], self.params)
        return answer

    def modify_db_instance(self) -> ActionResult:
        """`ModifyDBInstance`."""
        check_state(self._instance())
        answer = super().modify_db_instance()
        changed(self.backend.databases[self._name()], self.params)
        return answer

    def reboot_db_instance(self) -> ActionResult:
        """`RebootDBInstance`, with a failover where it is forced."""
        check_state(self._instance())
        if self.params.get("ForceFailover"):
            fail_over(self._instance())
        return super().reboot_db_instance()

    def promote_read_replica(self) -> ActionResult:
        """`PromoteReadReplica`."""
        check_promotable(self._instance())
        answer = super().promote_read_replica()
        detach(self._instance())
        return answer

    def stop_db_instance(self) -> ActionResult:
        """`StopDBInstance`."""
        check_stoppable(self._instance())
        return super().stop_db_instance()

    def restore_db_instance_to_point_in_time(self) -> ActionResult:
        """`RestoreDBInstanceToPointInTime`, of an instance here or of backups replicated from another region."""
        return ActionResult({"DBInstance": restore(self.backend, self.params)})

    def create_db_subnet_group(self) -> ActionResult:
        """`CreateDBSubnetGroup`."""
        check_subnets(self.backend, self.params["SubnetIds"])
        return super().create_db_subnet_group()

    def describe_db_instances(self) -> ActionResult:
        """`DescribeDBInstances`, with where their backups are replicated."""
        for instance in self.backend.databases.values():
            _show_replications(instance)
        return super().describe_db_instances()

    def start_db_instance_automated_backups_replication(self) -> ActionResult:
        """`StartDBInstanceAutomatedBackupsReplication`, called in the region that receives."""
        made = self._replication.start(
            self.params.get("SourceDBInstanceArn"),
            self.params.get("KmsKeyId"),
            self.params.get("BackupRetentionPeriod"),
            self.params.get("Tags") or [],
        )
        return ActionResult({"DBInstanceAutomatedBackup": made})

    def stop_db_instance_automated_backups_replication(self) -> ActionResult:
        """`StopDBInstanceAutomatedBackupsReplication`."""
        gone = self._replication.stop(self.params.get("SourceDBInstanceArn"))
        return ActionResult({"DBInstanceAutomatedBackup": gone})

    def describe_db_instance_automated_backups(self) -> ActionResult:
        """`DescribeDBInstanceAutomatedBackups`: of the region's own instances and those replicated into it."""
        shown = originals(self.backend) + list(self._replication.replications.values())
        wanted = {
            key: value
            for key in ("DbiResourceId", "DBInstanceIdentifier", "DBInstanceAutomatedBackupsArn")
            if (value := self.params.get(key))
        }
        found = [one for one in shown if all(one[key] == value for key, value in wanted.items())]
        return ActionResult({"DBInstanceAutomatedBackups": found})


def _show_replications(instance: DBInstance) -> None:
    shown: Any = instance
    shown.db_instance_automated_backups_replications = [
        {"DBInstanceAutomatedBackupsArn": one["DBInstanceAutomatedBackupsArn"]}
        for one in replicas_of(instance.account_id, instance.db_instance_arn)
    ]


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = ExtendedRDSResponse.dispatch
