"""The steps by which the record, the alarms or the backups end, unheard: asked on each thing that the record is made of."""

from __future__ import annotations

from collections.abc import Iterator

from components.encryption.keys import Purpose
from components.identity.boundaries import WRITING_ROLES
from components.identity.denials.record import RECORDS_LOGS
from tests.access.closure.step import Ask, Step
from tests.access.principals import Stack
from tests.access.rows.arns import AUDIT_BUCKET, AUDIT_FILE, BOUNDARY, DB, GROUP, ROLE, SHELL, TRAIL
from tests.access.rows.row import SERVING, Context

SILENT, UNTOLD, ENDED = "a record that is silent", "people who are not told", "backups that end"
RECORDS_KEYS = (Purpose.AUDIT, Purpose.LOGS, Purpose.NOTIFICATIONS)
_BUS = "arn:aws:events:{r}:{a}:event-bus/default"
_DETECTOR = "arn:aws:guardduty:{r}:{a}:detector/12abc34d567e8fa901bc2d34e56789f0"
_ANALYZER = "arn:aws:access-analyzer:{r}:{a}:analyzer/{p}{r}-outside-access"
_QUERIES = "arn:aws:route53resolver:{r}:{a}:resolver-query-log-config/rqlc-1"
_PLAN = "arn:aws:backup:{r}:{a}:backup-plan:x"
_VAULT = "arn:aws:backup:{r}:{a}:backup-vault:{p}{r}-backup-vault"
_ALARM = "arn:aws:cloudwatch:{r}:{a}:alarm:{p}{r}-x"
_MACHINES: Context = {"iam:PermissionsBoundary": BOUNDARY + "machines"}


def falling_silent(stack: Stack) -> Iterator[Step]:
    """Yield the steps of a stack."""
    yield from _trail()
    yield from _keys()
    yield from _watchers()
    yield from _rules(stack)
    yield from _logs()
    yield from _topics(stack)
    still = ("DeleteAlarms", "DisableAlarmActions", "PutCompositeAlarm", "PutMetricAlarm", "SetAlarmState")
    muted = Ask("cloudwatch:PutAlarmMuteRule", "arn:aws:cloudwatch:{r}:{a}:alarm-mute-rule:x")
    yield _one("alarms that are still", "stills one", *(Ask(f"cloudwatch:{one}", _ALARM) for one in still), muted)
    yield from _backups()


def _one(to: str, by: str, *asks: Ask) -> Step:
    return Step(to, by, (), asks)


def _calls(prefix: str, on: str, *names: str, context: Context | None = None) -> Iterator[Ask]:
    return (Ask(f"{prefix}:{one}", on, context) for one in names)


def _trail() -> Iterator[Step]:
    yield _one(SILENT, "stops the trail", *_calls("cloudtrail", TRAIL, "StopLogging", "DeleteTrail"))
    narrowing = ("PutEventSelectors", "PutInsightSelectors", "PutEventConfiguration")
    yield _one(SILENT, "narrows the trail", *_calls("cloudtrail", TRAIL, *narrowing))
    yield _one(SILENT, "changes the trail", *_calls("cloudtrail", TRAIL, "UpdateTrail"))
    yield _one(SILENT, "deletes files", Ask("s3:BypassGovernanceRetention", AUDIT_FILE))
    yield _one(
        SILENT,
        "closes the trail's bucket",
        *_calls("s3", AUDIT_BUCKET, "PutBucketPolicy", "DeleteBucketPolicy", "PutBucketRequestPayment"),
    )
    expiring = ("PutLifecycleConfiguration", "PutBucketObjectLockConfiguration")
    yield _one(SILENT, "lets files expire", *_calls("s3", AUDIT_BUCKET, *expiring))
    yield _one(SILENT, "encrypts files by a key of its own", Ask("s3:UpdateObjectEncryption", AUDIT_FILE))
    rights = ("AttachRolePolicy", "DeleteRole", "DeleteRolePolicy", "DetachRolePolicy", "PutRolePolicy",
              "PutRolePermissionsBoundary", "UpdateAssumeRolePolicy")  # fmt: skip
    for role in WRITING_ROLES:
        asks = _calls("iam", f"{ROLE}{SERVING}-{role}", *rights, context=_MACHINES)
        yield _one(SILENT, f"takes rights from the role of {role}", *asks)


def _keys() -> Iterator[Step]:
    lost = ("ScheduleKeyDeletion", "DisableKey", "DeleteImportedKeyMaterial")
    for purpose in RECORDS_KEYS:
        key, alias = f"{{key-{purpose}}}", f"alias/{{p}}{{r}}-{purpose}"
        named: Context = {"kms:ResourceAliases": [alias]}
        yield _one(SILENT, f"closes the {purpose} key", Ask("kms:PutKeyPolicy", key, named))
        yield _one(SILENT, f"loses the {purpose} key", *_calls("kms", key, *lost, context=named))
        # By it others tell which key is the record's; both are asked, the alias and the key.
        on = f"arn:aws:kms:{{r}}:{{a}}:{alias}"
        for call in ("DeleteAlias", "UpdateAlias"):
            asks = (Ask(f"kms:{call}", on), Ask(f"kms:{call}", key, named))
            yield Step(SILENT, f"takes its name from the {purpose} key ({call})", asks)


def _watchers() -> Iterator[Step]:
    off = ("UpdateDetector", "DeleteDetector", "UpdateMalwareScanSettings")
    yield _one(
        SILENT, "switches GuardDuty off", *_calls("guardduty", _DETECTOR, *off[:2]), Ask(f"guardduty:{off[2]}", "*")
    )
    yield _one(
        SILENT,
        "has GuardDuty overlook findings",
        *_calls("guardduty", _DETECTOR + "/filter/x", "CreateFilter", "UpdateFilter"),
        *_calls("guardduty", "*", "ArchiveFindings", "UpdateFindingsFeedback"),
    )
    sets = [f"{verb}{kind}Set" for verb in ("Create", "Update") for kind in _SETS]
    yield _one(SILENT, "has GuardDuty trust addresses", *(Ask(f"guardduty:{one}", "*") for one in sets))
    led = ("AcceptAdministratorInvitation", "AcceptInvitation", "DisassociateFromAdministratorAccount",
           "DisassociateFromMasterAccount")  # fmt: skip
    yield _one(SILENT, "has another account lead GuardDuty", *_calls("guardduty", "*", *led))
    yield _one(
        SILENT,
        "has findings of access archived",
        *_calls("access-analyzer", _ANALYZER + "/archive-rule/x", "CreateArchiveRule", "UpdateArchiveRule"),
        *_calls(
            "access-analyzer", _ANALYZER, "ApplyArchiveRule", "UpdateFindings", "UpdateAnalyzer", "DeleteAnalyzer"
        ),
    )


_SETS = ("IP", "ThreatIntel", "TrustedEntity", "ThreatEntity")


def _rules(stack: Stack) -> Iterator[Step]:
    """Yield the steps that still a tripwire: any of them."""
    named = [str(one["inputs"]["name"]) for one in stack.of_type("aws:cloudwatch/eventRule:EventRule")]
    rules = [f"arn:aws:events:{{r}}:{{a}}:rule/{one}" for one in sorted(named) if f"{SERVING}-tripwire-" in one]
    for by, call in (
        ("switches a tripwire off", "DisableRule"),
        ("deletes a tripwire", "DeleteRule"),
        ("changes a tripwire", "PutRule"),
        ("leads a tripwire elsewhere", "PutTargets"),
        ("takes a tripwire's target away", "RemoveTargets"),
    ):
        yield _one(SILENT, by, *(Ask(f"events:{call}", one) for one in rules))
    yield _one(SILENT, "encrypts events by a key of its own", Ask("events:UpdateEventBus", _BUS))


def _logs() -> Iterator[Step]:
    kept = (
        "DeleteLogGroup",
        "PutRetentionPolicy",
        "AssociateKmsKey",
        "DisassociateKmsKey",
        "PutDataProtectionPolicy",
    )
    for log in RECORDS_LOGS:
        group = GROUP + f"/{{p}}{{r}}-{log}"
        streams = Ask("logs:DeleteLogStream", group + ":log-stream:x")
        yield _one(SILENT, f"has the log of {log} lost", *_calls("logs", group, *kept), streams)
    yield _one(
        SILENT, "ends the log of connections", Ask("ec2:DeleteFlowLogs", "arn:aws:ec2:{r}:{a}:vpc-flow-log/fl-1")
    )
    yield _one(SILENT, "changes lines before they are kept", Ask("logs:PutPipelineRule", "*"))
    queries = ("DeleteResolverQueryLogConfig", "DisassociateResolverQueryLogConfig")
    yield _one(SILENT, "ends the log of names", *_calls("route53resolver", _QUERIES, *queries))
    documents = ("DeleteDocument", "UpdateDocument", "UpdateDocumentDefaultVersion")
    yield _one(SILENT, "has sessions unrecorded", *_calls("ssm", SHELL, *documents))


def _topics(stack: Stack) -> Iterator[Step]:
    closed = ("DeleteTopic", "PutDataProtectionPolicy", "RemovePermission", "SetTopicAttributes")
    named = {str(one["inputs"]["name"]) for one in stack.of_type("aws:sns/topic:Topic")}
    for topic in sorted(one for one in named if SERVING in one):
        what = topic.partition(f"{SERVING}-")[2]
        yield _one(UNTOLD, f"closes the topic {what}", *_calls("sns", f"arn:aws:sns:{{r}}:{{a}}:{topic}", *closed))
    yield _one(UNTOLD, "has no texts sent", Ask("sns:SetSMSAttributes", "*"))
    yield _one(UNTOLD, "unsubscribes them", Ask("sns:Unsubscribe", "*"))
    yield _one(UNTOLD, "filters what they are told", Ask("sns:SetSubscriptionAttributes", "*"))


def _backups() -> Iterator[Step]:
    yield _one(ENDED, "deletes their plan", Ask("backup:DeleteBackupPlan", _PLAN))
    lost = ("DeleteBackupVault", "DeleteBackupVaultLockConfiguration")
    yield _one(ENDED, "deletes their vault or its lock", *_calls("backup", _VAULT, *lost))
    copies = ("DeleteRecoveryPoint", "DisassociateRecoveryPoint", "UpdateRecoveryPointLifecycle")
    yield _one(ENDED, "deletes a copy", *_calls("backup", "arn:aws:backup:{r}:{a}:recovery-point:x", *copies))
    yield _one(ENDED, "deletes the database's own", Ask("rds:DeleteDBInstanceAutomatedBackup", _AUTOMATED))
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html (BackupRetentionPeriod)
    yield Step("the database's own backups that end", "keeps none", (Ask("rds:ModifyDBInstance", DB),))
    yield Step("the database's own backups that end", "deletes the database", (
        # It is protected from that until somebody changes it.
        Ask("rds:DeleteDBInstance", DB), Ask("rds:ModifyDBInstance", DB),
    ))  # fmt: skip


_AUTOMATED = "arn:aws:rds:{r}:{a}:auto-backup:ab-0123456789abcdef"
