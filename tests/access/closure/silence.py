"""The steps by which the record, the alarms or the backups end, unheard."""

from __future__ import annotations

from collections.abc import Iterator

from tests.access.closure.step import Ask, Step
from tests.access.rows.arns import AUDIT_FILE, DB, TRAIL
from tests.access.rows.row import Context

_RULE = "arn:aws:events:{r}:{a}:rule/{p}{r}-tripwire-record"
_DETECTOR = "arn:aws:guardduty:{r}:{a}:detector/12abc34d567e8fa901bc2d34e56789f0"
_TOPIC, _PLAN = "arn:aws:sns:{r}:{a}:{p}{r}-on-call", "arn:aws:backup:{r}:{a}:backup-plan:x"
_AUDIT: Context = {"kms:ResourceAliases": ["alias/{p}{r}-audit"]}
_VAULT = "arn:aws:backup:{r}:{a}:backup-vault:{p}{r}-backup-vault"
_ALARM = "arn:aws:cloudwatch:{r}:{a}:alarm:{p}{r}-x"


def falling_silent() -> Iterator[Step]:
    """Yield the steps."""
    silent = {
        "stops the trail": Ask("cloudtrail:StopLogging", TRAIL),
        "narrows the trail": Ask("cloudtrail:PutEventSelectors", TRAIL),
        "changes the trail": Ask("cloudtrail:UpdateTrail", TRAIL),
        "deletes the trail": Ask("cloudtrail:DeleteTrail", TRAIL),
        "deletes files": Ask("s3:BypassGovernanceRetention", AUDIT_FILE),
        "closes the trail's key": Ask("kms:PutKeyPolicy", "{key-audit}", _AUDIT),
        "loses the trail's key": Ask("kms:ScheduleKeyDeletion", "{key-audit}", _AUDIT),
        "switches GuardDuty off": Ask("guardduty:UpdateDetector", _DETECTOR),
        "has GuardDuty overlook findings": Ask("guardduty:CreateFilter", _DETECTOR + "/filter/x"),
        "has GuardDuty trust addresses": Ask("guardduty:CreateIPSet", "*"),
        "switches a tripwire off": Ask("events:DisableRule", _RULE),
        "changes a tripwire": Ask("events:PutRule", _RULE),
        "leads a tripwire elsewhere": Ask("events:PutTargets", _RULE),
        "takes a tripwire's target away": Ask("events:RemoveTargets", _RULE),
    }
    for by, ask in silent.items():
        yield Step("a record that is silent", by, (ask,))
    closed = ("DeleteTopic", "PutDataProtectionPolicy", "RemovePermission", "SetTopicAttributes")
    yield Step("people who are not told", "closes a topic", (), tuple(Ask(f"sns:{one}", _TOPIC) for one in closed))
    yield Step("people who are not told", "unsubscribes them", (Ask("sns:Unsubscribe", "*"),))
    yield Step(
        "people who are not told", "filters what they are told", (Ask("sns:SetSubscriptionAttributes", "*"),)
    )
    still = ("DeleteAlarms", "DisableAlarmActions", "PutMetricAlarm", "SetAlarmState")
    yield Step("alarms that are still", "stills one", (), tuple(Ask(f"cloudwatch:{one}", _ALARM) for one in still))
    yield Step("backups that end", "deletes their plan", (Ask("backup:DeleteBackupPlan", _PLAN),))
    lost = ("DeleteBackupVault", "DeleteBackupVaultLockConfiguration")
    yield Step(
        "backups that end",
        "deletes their vault or its lock",
        (),
        tuple(Ask(f"backup:{one}", _VAULT) for one in lost),
    )
    yield Step(
        "backups that end",
        "deletes a copy",
        (Ask("backup:DeleteRecoveryPoint", "arn:aws:backup:{r}:{a}:recovery-point:x"),),
    )
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html (BackupRetentionPeriod)
    yield Step("the database's own backups that end", "keeps none", (Ask("rds:ModifyDBInstance", DB),))
    yield Step("the database's own backups that end", "deletes the database", (
        # It is protected from that until somebody changes it.
        Ask("rds:DeleteDBInstance", DB), Ask("rds:ModifyDBInstance", DB),
    ))  # fmt: skip
