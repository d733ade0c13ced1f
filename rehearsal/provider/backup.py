"""AWS Backup: vaults with what hangs on them, plans, selections, and restore testing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.handler import Created, Handler, Inputs, Live, MappedTags, Property, Table, dig, same

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from operations.aws import AwsRegion


def _tags(parameter: str, arn: str) -> MappedTags:
    return MappedTags(
        "backup",
        "ListTags",
        by=lambda _aws, _id, live: {"ResourceArn": live[arn]},
        at="Tags",
        parameter=parameter,
    )


def _describe_vault(aws: AwsRegion, vault: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("backup", "DescribeBackupVault", BackupVaultName=vault)


_VAULT = Table(
    service="backup",
    create_operation="CreateBackupVault",
    id_at="@name",
    properties={"name": Property("BackupVaultName"), "kmsKeyArn": Property("EncryptionKeyArn")},
    describe=_describe_vault,
    computed={"arn": "BackupVaultArn", "recoveryPoints": "NumberOfRecoveryPoints"},
    tagging=_tags("BackupVaultTags", "BackupVaultArn"),
)


def _get(operation: str) -> Callable[[AwsRegion, str, Inputs], Live]:
    return lambda aws, vault, _inputs: aws.whole("backup", operation, BackupVaultName=vault)


def _on_vault(put_operation: str, get_operation: str, properties: Mapping[str, Property]) -> Table:
    """What is put on a vault; its id is the vault's name."""
    return Table(
        service="backup",
        create_operation=put_operation,
        id_at="@backupVaultName",
        properties={**same("backupVaultName"), **properties},
        describe=_get(get_operation),
        computed={"backupVaultArn": "BackupVaultArn"},
    )


@dataclass(frozen=True)
class _Names:
    """Renames the keys of nested values, on the way to the service and back."""

    api: Mapping[str, str]
    """The service's key by the provider's, dotted where the service nests deeper."""
    nested: Mapping[str, Callable[[Any], Any]]
    shown: Mapping[str, Callable[[Any], Any]]

    def send(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {
            api: self.nested.get(name, lambda item: item)(value[name])
            for name, api in self.api.items()
            if value.get(name) is not None
        }

    def show(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: self.shown.get(name, lambda item: item)(value[api])
            for name, api in self.api.items()
            if value.get(api) is not None
        }

    def send_all(self, values: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [self.send(one) for one in values]

    def show_all(self, values: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [self.show(one) for one in values]


_LIFECYCLE = _Names(
    {
        "coldStorageAfter": "MoveToColdStorageAfterDays",
        "deleteAfter": "DeleteAfterDays",
        "optInToArchiveForSupportedResources": "OptInToArchiveForSupportedResources",
    },
    {},
    {},
)
_COPY = _Names(
    {"destinationVaultArn": "DestinationBackupVaultArn", "lifecycle": "Lifecycle"},
    {"lifecycle": _LIFECYCLE.send},
    {"lifecycle": _LIFECYCLE.show},
)
_RULE = _Names(
    {
        "ruleName": "RuleName",
        "targetVaultName": "TargetBackupVaultName",
        "schedule": "ScheduleExpression",
        "scheduleExpressionTimezone": "ScheduleExpressionTimezone",
        "startWindow": "StartWindowMinutes",
        "completionWindow": "CompletionWindowMinutes",
        "enableContinuousBackup": "EnableContinuousBackup",
        "recoveryPointTags": "RecoveryPointTags",
        "lifecycle": "Lifecycle",
        "copyActions": "CopyActions",
    },
    {"lifecycle": _LIFECYCLE.send, "copyActions": _COPY.send_all},
    {"lifecycle": _LIFECYCLE.show, "copyActions": _COPY.show_all},
)
_ADVANCED = _Names({"backupOptions": "BackupOptions", "resourceType": "ResourceType"}, {}, {})


def _describe_plan(aws: AwsRegion, plan: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("backup", "GetBackupPlan", BackupPlanId=plan)


_PLAN = Table(
    service="backup",
    create_operation="CreateBackupPlan",
    id_at="BackupPlanId",
    properties={
        "name": Property("BackupPlan.BackupPlanName"),
        "rules": Property("BackupPlan.Rules", send=_RULE.send_all, show=_RULE.show_all),
        "advancedBackupSettings": Property(
            "BackupPlan.AdvancedBackupSettings", send=_ADVANCED.send_all, show=_ADVANCED.show_all
        ),
    },
    describe=_describe_plan,
    computed={"arn": "BackupPlanArn", "version": "VersionId"},
    tagging=_tags("BackupPlanTags", "BackupPlanArn"),
)

_TAG_CONDITION = _Names({"key": "ConditionKey", "type": "ConditionType", "value": "ConditionValue"}, {}, {})
_PAIR = _Names({"key": "ConditionKey", "value": "ConditionValue"}, {}, {})
_CONDITIONS = _Names(
    {
        "stringEquals": "StringEquals",
        "stringLikes": "StringLike",
        "stringNotEquals": "StringNotEquals",
        "stringNotLikes": "StringNotLike",
    },
    dict.fromkeys(("stringEquals", "stringLikes", "stringNotEquals", "stringNotLikes"), _PAIR.send_all),
    dict.fromkeys(("stringEquals", "stringLikes", "stringNotEquals", "stringNotLikes"), _PAIR.show_all),
)


def _send_conditions(conditions: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The provider takes a list of blocks, the service one."""
    return {key: value for one in conditions for key, value in _CONDITIONS.send(one).items()}


def _show_conditions(conditions: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_CONDITIONS.show(conditions)]


def _describe_selection(aws: AwsRegion, selection: str, inputs: Inputs) -> Live:
    return aws.call("backup", "GetBackupSelection", BackupPlanId=inputs["planId"], SelectionId=selection)


_SELECTION = Table(
    service="backup",
    create_operation="CreateBackupSelection",
    id_at="SelectionId",
    properties={
        "planId": Property("BackupPlanId"),
        "name": Property("BackupSelection.SelectionName"),
        "iamRoleArn": Property("BackupSelection.IamRoleArn"),
        "resources": Property("BackupSelection.Resources"),
        "notResources": Property("BackupSelection.NotResources"),
        "selectionTags": Property(
            "BackupSelection.ListOfTags", send=_TAG_CONDITION.send_all, show=_TAG_CONDITION.show_all
        ),
        "conditions": Property("BackupSelection.Conditions", send=_send_conditions, show=_show_conditions),
    },
    describe=_describe_selection,
)

_POINTS = _Names(
    {
        "algorithm": "Algorithm",
        "includeVaults": "IncludeVaults",
        "excludeVaults": "ExcludeVaults",
        "recoveryPointTypes": "RecoveryPointTypes",
        "selectionWindowDays": "SelectionWindowDays",
    },
    {},
    {},
)


def _describe_testing_plan(aws: AwsRegion, plan: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("backup", "GetRestoreTestingPlan", RestoreTestingPlanName=plan)["RestoreTestingPlan"]


def _nested(parent: str, properties: Mapping[str, str]) -> dict[str, Property]:
    """Properties that the creating call nests and the description does not."""
    return {name: Property(f"{parent}.{api}", api) for name, api in properties.items()}


_TESTING_PLAN = Table(
    service="backup",
    create_operation="CreateRestoreTestingPlan",
    id_at="@name",
    properties={
        **_nested(
            "RestoreTestingPlan",
            {
                "name": "RestoreTestingPlanName",
                "scheduleExpression": "ScheduleExpression",
                "scheduleExpressionTimezone": "ScheduleExpressionTimezone",
                "startWindowHours": "StartWindowHours",
            },
        ),
        "recoveryPointSelection": Property(
            "RestoreTestingPlan.RecoveryPointSelection",
            "RecoveryPointSelection",
            send=_POINTS.send,
            show=_POINTS.show,
        ),
    },
    describe=_describe_testing_plan,
    computed={"arn": "RestoreTestingPlanArn"},
    tagging=_tags("Tags", "RestoreTestingPlanArn"),
)

_PROTECTED_PAIR = _Names({"key": "Key", "value": "Value"}, {}, {})
_PROTECTED = _Names(
    {"stringEquals": "StringEquals", "stringNotEquals": "StringNotEquals"},
    dict.fromkeys(("stringEquals", "stringNotEquals"), _PROTECTED_PAIR.send_all),
    dict.fromkeys(("stringEquals", "stringNotEquals"), _PROTECTED_PAIR.show_all),
)


class _TestingSelections:
    """The service knows a selection by its plan and name; the provider's id is `plan:name`."""

    def _describe(self, aws: AwsRegion, _resource_id: str, inputs: Inputs) -> Live:
        answer = aws.call(
            "backup",
            "GetRestoreTestingSelection",
            RestoreTestingPlanName=inputs["restoreTestingPlanName"],
            RestoreTestingSelectionName=inputs["name"],
        )
        return cast("Live", dig("RestoreTestingSelection", answer))

    @property
    def _table(self) -> Table:
        return Table(
            service="backup",
            create_operation="CreateRestoreTestingSelection",
            id_at="@name",
            properties={
                **same("restoreTestingPlanName"),
                **_nested(
                    "RestoreTestingSelection",
                    {
                        "name": "RestoreTestingSelectionName",
                        "iamRoleArn": "IamRoleArn",
                        "protectedResourceType": "ProtectedResourceType",
                        "protectedResourceArns": "ProtectedResourceArns",
                        "restoreMetadataOverrides": "RestoreMetadataOverrides",
                        "validationWindowHours": "ValidationWindowHours",
                    },
                ),
                "protectedResourceConditions": Property(
                    "RestoreTestingSelection.ProtectedResourceConditions",
                    "ProtectedResourceConditions",
                    send=_PROTECTED.send,
                    show=_PROTECTED.show,
                ),
            },
            describe=self._describe,
        )

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        made = self._table.create(aws, inputs)
        return Created(f"{inputs['restoreTestingPlanName']}:{made.id}", made.outputs)

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        return self._table.read(aws, resource_id, inputs)


HANDLERS: Mapping[str, Handler] = {
    "aws:backup/vault:Vault": _VAULT,
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": _on_vault(
        "PutBackupVaultLockConfiguration",
        "DescribeBackupVault",
        {**same("minRetentionDays", "maxRetentionDays"), "changeableForDays": Property("ChangeableForDays", "")},
    ),
    "aws:backup/vaultPolicy:VaultPolicy": _on_vault(
        "PutBackupVaultAccessPolicy", "GetBackupVaultAccessPolicy", same("policy")
    ),
    "aws:backup/vaultNotifications:VaultNotifications": _on_vault(
        "PutBackupVaultNotifications",
        "GetBackupVaultNotifications",
        {**same("backupVaultEvents"), "snsTopicArn": Property("SNSTopicArn")},
    ),
    "aws:backup/plan:Plan": _PLAN,
    "aws:backup/selection:Selection": _SELECTION,
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": _TESTING_PLAN,
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": _TestingSelections(),
}
