"""The backup plan, which fills the vault here and copies to those elsewhere, and tests of what they hold."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.backups.vault import BackupVault
from components.baseline.baseline import Baseline
from components.database.database import Database
from components.database.foundation import DatabaseFoundation
from components.network.security_groups import Group
from components.settings import BackupSettings
from components.settings.sections.backups import START_WINDOW_MINUTES
from components.shared.policy_documents import trust

_SERVICE = "backup.amazonaws.com"
_MANAGED = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"
_UTC = "Etc/UTC"
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingRecoveryPointSelection.html
_WINDOW_DAYS = 365
_COMPLETION_WINDOW_MINUTES = 360


def _service_role(
    parent: pulumi.Resource, baseline: Baseline, what: str, *, managed: str
) -> tuple[pulumi.Output[str], aws.iam.RolePolicyAttachment]:
    """Return the ARN of a role for AWS Backup, and the attachment that gives it its rights."""
    place, child = baseline.place, pulumi.ResourceOptions(parent=parent)
    role = aws.iam.Role(
        place.logical(what),
        name=place.name(what, limit=64),
        assume_role_policy=trust(_SERVICE, account=place.account),
        permissions_boundary=baseline.boundary_arn,
        opts=child,
    )
    attachment = aws.iam.RolePolicyAttachment(
        place.logical(what), role=role.name, policy_arn=f"{_MANAGED}{managed}", opts=child
    )
    return role.arn, attachment


@dataclass(frozen=True, kw_only=True)
class BackupsArgs:
    """The database to back up, the vault here, and the vaults of the copies."""

    database: Database
    vault: BackupVault
    copies: Sequence[BackupVault]


class Backups(pulumi.ComponentResource):
    """The plan of the serving site."""

    def __init__(self, name: str, *, args: BackupsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:backups:Backups", name, None, opts)
        baseline = args.vault.baseline
        place, backups = baseline.place, baseline.settings.backups
        plan = aws.backup.Plan(
            place.logical("backups"),
            name=place.name("backups", limit=50),
            rules=[self._rule(args, backups)],
            opts=pulumi.ResourceOptions(parent=self),
        )
        role_arn, rights = _service_role(self, baseline, "backup", managed="Backup")
        aws.backup.Selection(
            place.logical("backups"),
            name=place.name("backups", limit=50),
            plan_id=plan.id,
            iam_role_arn=role_arn,
            resources=[args.database.primary.arn],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )
        self.register_outputs({"schedule": str(backups.schedule)})

    def _rule(self, args: BackupsArgs, backups: BackupSettings) -> aws.backup.PlanRuleArgs:
        return aws.backup.PlanRuleArgs(
            rule_name="scheduled",
            target_vault_name=args.vault.name,
            schedule=str(backups.schedule),
            schedule_expression_timezone=_UTC,
            start_window=START_WINDOW_MINUTES,
            completion_window=_COMPLETION_WINDOW_MINUTES,
            # Continuous backups here would take the instance's own automated backups over, and with them the
            # replication to the other region.
            enable_continuous_backup=False,
            lifecycle=aws.backup.PlanRuleLifecycleArgs(delete_after=backups.delete_after_days),
            copy_actions=[
                aws.backup.PlanRuleCopyActionArgs(
                    destination_vault_arn=vault.arn,
                    lifecycle=aws.backup.PlanRuleCopyActionLifecycleArgs(
                        delete_after=backups.copy_delete_after_days
                    ),
                )
                for vault in args.copies
            ],
        )


@dataclass(frozen=True, kw_only=True)
class RestoreTestingArgs:
    """The vault whose recovery points are restored, and the foundation on which copies stand."""

    vault: BackupVault
    foundation: DatabaseFoundation


class RestoreTesting(pulumi.ComponentResource):
    """Restores what a vault holds on a schedule: a copy that cannot be restored is no backup.

    `role_arn`: by which AWS Backup restores, also for a recovery.
    """

    role_arn: pulumi.Output[str]

    plan_name: pulumi.Output[str]

    def __init__(self, name: str, *, args: RestoreTestingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:backups:RestoreTesting", name, None, opts)
        baseline = args.vault.baseline
        place, backups = baseline.place, baseline.settings.backups
        test = backups.restore_test
        # Plans and selections are named with letters, digits and underscores alone.
        plan_name = place.name("restore-test", limit=50).replace("-", "_")
        plan = aws.backup.RestoreTestingPlan(
            place.logical("restore-test"),
            name=plan_name,
            schedule_expression=str(test.schedule),
            schedule_expression_timezone=_UTC,
            start_window_hours=test.start_window_hours,
            recovery_point_selection=aws.backup.RestoreTestingPlanRecoveryPointSelectionArgs(
                algorithm="LATEST_WITHIN_WINDOW",
                include_vaults=[args.vault.arn],
                recovery_point_types=["SNAPSHOT"],
                selection_window_days=min(
                    backups.copy_delete_after_days or backups.delete_after_days, _WINDOW_DAYS
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        role_arn, rights = _service_role(self, baseline, "restore-test", managed="Restores")
        aws.backup.RestoreTestingSelection(
            place.logical("restore-test"),
            name="database",
            restore_testing_plan_name=plan.name,
            iam_role_arn=role_arn,
            protected_resource_type="RDS",
            protected_resource_arns=["*"],
            restore_metadata_overrides=pulumi.Output.all(
                args.foundation.replica_subnet_group,
                args.foundation.parameter_group,
                baseline.group_id(Group.RESTORED_COPY),
            ).apply(_restore_metadata),
            validation_window_hours=test.validation_window_hours,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )
        self.plan_name = plan.name
        self.role_arn = role_arn
        self.register_outputs({"plan": plan.name})


def _restore_metadata(parts: list[str]) -> dict[str, str]:
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
    subnet_group, parameter_group, group_id = parts
    return {
        "dbSubnetGroupName": subnet_group,
        "dbParameterGroupName": parameter_group,
        "vpcSecurityGroupIds": json.dumps([group_id]),
        "publiclyAccessible": "false",
        # The proof logs in by token: the passwords of the copy's own time are gone.
        "enableIamDatabaseAuthentication": "true",
    }
