"""AWS Backup: vault policies and notifications, selections, recovery points and restores, and restore testing.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.backup import urls
from moto.backup.exceptions import (
    AlreadyExistsException,
    InvalidParameterValueException,
    ResourceNotFoundException,
)
from moto.backup.models import Vault, backup_backends
from moto.backup.responses import BackupResponse
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.moto_api._internal import mock_random

from rehearsal.emulator.extensions.backup_points import PointsBackend, points_backends
from rehearsal.emulator.extensions.paging import Paging


class BackupExtrasBackend(BaseBackend):
    """What hangs on vaults and plans, and the restore-testing plans."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.policies: dict[str, str | None] = {}
        self.notifications: dict[str, dict[str, Any]] = {}
        self.selections: dict[tuple[str, str], dict[str, Any]] = {}
        self.testing_plans: dict[str, dict[str, Any]] = {}
        self.testing_selections: dict[tuple[str, str], dict[str, Any]] = {}

    def vault(self, name: str) -> Vault:
        """The vault of that name."""
        vaults = backup_backends[self.account_id][self.region_name].vaults
        if name not in vaults:
            raise ResourceNotFoundException(msg=f"Backup vault {name} does not exist")
        return vaults[name]

    def select(self, plan: str, selection: dict[str, Any], request: str | None) -> dict[str, Any]:
        """Assign resources to a plan."""
        backup_backends[self.account_id][self.region_name].get_backup_plan(plan, None)
        self._role(selection["IamRoleArn"])
        if any(key[0] == plan and one["BackupSelection"] == selection for key, one in self.selections.items()):
            raise AlreadyExistsException(msg="Backup selection already exists")
        made = {
            "BackupSelection": selection,
            "SelectionId": str(mock_random.uuid4()),
            "BackupPlanId": plan,
            "CreationDate": utcnow(),
            "CreatorRequestId": request,
        }
        self.selections[plan, str(made["SelectionId"])] = made
        return made

    def test_restores(self, plan: dict[str, Any], request: str | None) -> dict[str, Any]:
        """Make a restore-testing plan."""
        name = plan["RestoreTestingPlanName"]
        if name in self.testing_plans:
            raise AlreadyExistsException(msg=f"Restore testing plan {name} already exists")
        prefix = f"arn:{self.partition}:backup:{self.region_name}:{self.account_id}"
        made = {
            "ScheduleExpressionTimezone": "Etc/UTC",
            "StartWindowHours": 24,
            **plan,
            "CreationTime": utcnow(),
            "CreatorRequestId": request,
            "RestoreTestingPlanArn": f"{prefix}:restore-testing-plan:{name}-{mock_random.uuid4()}",
        }
        self.testing_plans[name] = made
        return made

    def testing_plan(self, name: str) -> dict[str, Any]:
        """The restore-testing plan of that name."""
        if name not in self.testing_plans:
            raise ResourceNotFoundException(msg=f"Restore testing plan {name} does not exist")
        return self.testing_plans[name]

    def test_restores_of(self, plan: str, selection: dict[str, Any], request: str | None) -> dict[str, Any]:
        """Assign resources of one type to a restore-testing plan."""
        self.testing_plan(plan)
        self._role(selection["IamRoleArn"])
        key = plan, selection["RestoreTestingSelectionName"]
        if key in self.testing_selections:
            raise AlreadyExistsException(msg=f"Restore testing selection {key[1]} already exists")
        if not (selection.get("ProtectedResourceArns") or selection.get("ProtectedResourceConditions")):
            raise InvalidParameterValueException(
                msg="Either ProtectedResourceArns or ProtectedResourceConditions must be given"
            )
        made = {
            **selection,
            "RestoreTestingPlanName": plan,
            "CreationTime": utcnow(),
            "CreatorRequestId": request,
        }
        self.testing_selections[key] = made
        return made

    def _role(self, arn: str) -> None:
        roles = list(iam_backends[self.account_id][self.partition].roles.values())
        if arn not in [role.arn for role in roles]:
            raise InvalidParameterValueException(msg=f"IAM Role {arn} does not exist")


extras_backends = BackendDict(BackupExtrasBackend, "backup")


class ExtendedBackupResponse(Paging, BackupResponse):
    """AWS Backup with the operations of this module."""

    @property
    def _extras(self) -> BackupExtrasBackend:
        return extras_backends[self.current_account][self.region]

    @property
    def _points(self) -> PointsBackend:
        return points_backends[self.current_account][self.region]

    def _given(self) -> dict[str, Any]:
        return json.loads(self.body) if self.body else {}

    def _in_path(self, before: str) -> str:
        """The segment of the path that follows `before`."""
        segments = self.path.split("/")
        return segments[segments.index(before) + 1]

    def put_backup_vault_access_policy(self) -> EmptyResult:
        """`PutBackupVaultAccessPolicy`."""
        vault = self._extras.vault(self._in_path("backup-vaults"))
        self._extras.policies[vault.backup_vault_name] = self._given().get("Policy")
        return EmptyResult()

    def get_backup_vault_access_policy(self) -> ActionResult:
        """`GetBackupVaultAccessPolicy`."""
        vault = self._extras.vault(self._in_path("backup-vaults"))
        policy = self._extras.policies.get(vault.backup_vault_name)
        if policy is None:
            raise ResourceNotFoundException(msg=f"Backup vault {vault.backup_vault_name} has no access policy")
        return ActionResult({**vault.to_dict(), "Policy": policy})

    def put_backup_vault_notifications(self) -> EmptyResult:
        """`PutBackupVaultNotifications`."""
        vault = self._extras.vault(self._in_path("backup-vaults"))
        given = self._given()
        self._extras.notifications[vault.backup_vault_name] = {
            "SNSTopicArn": given["SNSTopicArn"],
            "BackupVaultEvents": given["BackupVaultEvents"],
        }
        return EmptyResult()

    def get_backup_vault_notifications(self) -> ActionResult:
        """`GetBackupVaultNotifications`."""
        vault = self._extras.vault(self._in_path("backup-vaults"))
        found = self._extras.notifications.get(vault.backup_vault_name)
        if found is None:
            raise ResourceNotFoundException(msg=f"Backup vault {vault.backup_vault_name} has no notifications")
        return ActionResult({**vault.to_dict(), **found})

    def start_backup_job(self) -> ActionResult:
        """`StartBackupJob`."""
        given = self._given()
        point = self._points.back_up(given["BackupVaultName"], given["ResourceArn"])
        job = {"BackupJobId": str(mock_random.uuid4()), "RecoveryPointArn": point.arn, "CreationDate": point.made}
        return ActionResult(job)

    def start_copy_job(self) -> ActionResult:
        """`StartCopyJob`."""
        given = self._given()
        point = self._points.copy(given["RecoveryPointArn"], given["DestinationBackupVaultArn"])
        return ActionResult({"CopyJobId": str(mock_random.uuid4()), "CreationDate": point.made})

    def list_recovery_points_by_backup_vault(self) -> ActionResult:
        """`ListRecoveryPointsByBackupVault`."""
        asked = {"ResourceArn": "resourceArn", "ResourceType": "resourceType"}
        wanted = {name: value for name, given in asked.items() if (value := self._get_param(given))}
        found = self._points.listed(self._in_path("backup-vaults"), wanted)
        return ActionResult({"RecoveryPoints": found})

    def start_restore_job(self) -> ActionResult:
        """`StartRestoreJob`."""
        return ActionResult({"RestoreJobId": self._points.restore(self._given())["RestoreJobId"]})

    def describe_restore_job(self) -> ActionResult:
        """`DescribeRestoreJob`."""
        job = self._in_path("restore-jobs")
        if job not in self._points.jobs:
            raise ResourceNotFoundException(msg=f"Restore job {job} does not exist")
        return ActionResult(self._points.jobs[job])

    def list_restore_jobs(self) -> ActionResult:
        """`ListRestoreJobs`."""
        return ActionResult({"RestoreJobs": list(self._points.jobs.values())})

    def create_backup_selection(self) -> ActionResult:
        """`CreateBackupSelection`."""
        given = self._given()
        plan = self._in_path("plans")
        return ActionResult(self._extras.select(plan, given["BackupSelection"], given.get("CreatorRequestId")))

    def get_backup_selection(self) -> ActionResult:
        """`GetBackupSelection`."""
        key = self._in_path("plans"), self._in_path("selections")
        if key not in self._extras.selections:
            raise ResourceNotFoundException(msg=f"Backup selection {key[1]} does not exist")
        return ActionResult(self._extras.selections[key])

    def list_backup_selections(self) -> ActionResult:
        """`ListBackupSelections`."""
        plan = self._in_path("plans")
        found = [
            {**one, **one["BackupSelection"]} for key, one in self._extras.selections.items() if key[0] == plan
        ]
        return ActionResult({"BackupSelectionsList": found})

    def create_restore_testing_plan(self) -> ActionResult:
        """`CreateRestoreTestingPlan`."""
        given = self._given()
        made = self._extras.test_restores(given["RestoreTestingPlan"], given.get("CreatorRequestId"))
        self.backup_backend.tag_resource(made["RestoreTestingPlanArn"], given.get("Tags") or {})
        return ActionResult(made)

    def get_restore_testing_plan(self) -> ActionResult:
        """`GetRestoreTestingPlan`."""
        return ActionResult({"RestoreTestingPlan": self._extras.testing_plan(self._in_path("plans"))})

    def list_restore_testing_plans(self) -> ActionResult:
        """`ListRestoreTestingPlans`."""
        return ActionResult({"RestoreTestingPlans": list(self._extras.testing_plans.values())})

    def create_restore_testing_selection(self) -> ActionResult:
        """`CreateRestoreTestingSelection`."""
        given = self._given()
        plan = self._in_path("plans")
        made = self._extras.test_restores_of(plan, given["RestoreTestingSelection"], given.get("CreatorRequestId"))
        arn = self._extras.testing_plan(plan)["RestoreTestingPlanArn"]
        return ActionResult({**made, "RestoreTestingPlanArn": arn})

    def get_restore_testing_selection(self) -> ActionResult:
        """`GetRestoreTestingSelection`."""
        key = self._in_path("plans"), self._in_path("selections")
        if key not in self._extras.testing_selections:
            raise ResourceNotFoundException(msg=f"Restore testing selection {key[1]} does not exist")
        return ActionResult({"RestoreTestingSelection": self._extras.testing_selections[key]})


_ADDED_PATHS = (
    "{0}/backup-jobs$",
    "{0}/copy-jobs$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/$",
    "{0}/restore-jobs$",
    "{0}/restore-jobs/$",
    "{0}/restore-jobs/(?P<job>[^/]+)$",
    "{0}/backup-vaults/(?P<name>[^/]+)/access-policy$",
    "{0}/backup-vaults/(?P<name>[^/]+)/notification-configuration$",
    "{0}/restore-testing/plans$",
    "{0}/restore-testing/plans/(?P<name>[^/]+)$",
    "{0}/restore-testing/plans/(?P<name>[^/]+)/selections$",
    "{0}/restore-testing/plans/(?P<name>[^/]+)/selections/(?P<selection>[^/]+)$",
)


def install() -> None:
    """Let the extended responses answer moto's routes of the service and the added ones."""
    for path in (*urls.url_paths, *_ADDED_PATHS):
        urls.url_paths[path] = ExtendedBackupResponse.dispatch
