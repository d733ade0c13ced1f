"""Events that are reported at once: a table, each row an EventBridge rule with the site's topic as its target."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.audit.trail import AUDIT
from components.encryption.keys import RULES_PUBLISHER
from components.identity.boundaries import WRITING_ROLES
from components.identity.denials.record import RECORDS_LOGS
from components.identity.names import ARCHIVING, BOUNDARY_PATH, Person
from components.notifications.links import dashboard_address
from components.notifications.notifications import Channel
from components.servers.sessions import PREFERENCES
from components.shared.log_archive import event_bus_arn
from components.shared.naming import PROJECT, Account, Place
from components.shared.outputs import known_after
from components.shared.policy_documents import document, trust

Pattern = Mapping[str, Any]
# Rules see what only reads when they ask for it, and taking a role is among that:
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
_READS_TOO = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
_CALL = "AWS API Call via CloudTrail"
_SIGN_IN = "AWS Console Sign In via CloudTrail"
# GuardDuty's severities: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
_MEDIUM, _HIGH = 4, 7
_LOOK = "aws cloudtrail lookup-events --region {region} --max-results 20"


@dataclass(frozen=True, kw_only=True)
class Tripwire:
    """One event: what it is called, why it matters, its event pattern, and who is told.

    Its section in docs/runbooks/security.md is called like it; `first` is the first command.
    """

    what: str
    why: str
    pattern: Callable[[Account], Pattern]
    channel: Channel = Channel.OPERATIONS
    reads: bool = False
    first: str = _LOOK

    def event_pattern(self, account: Account) -> str:
        """Return the pattern as EventBridge takes it, without spaces, which it counts."""
        return json.dumps(self.pattern(account), separators=(",", ":"))


def _calls(**names: tuple[str, ...]) -> Callable[[Account], Pattern]:
    """Match calls by service and name; `_` in a service stands for `-`."""
    services = [f"{service.replace('_', '-')}.amazonaws.com" for service in names]
    detail = {"eventSource": services, "eventName": [name for group in names.values() for name in group]}
    return lambda _: {"detail-type": [_CALL], "detail": detail}


def _break_glass(account: Account) -> Pattern:
    role = account.arn("iam", f"role/{account.name(Person.BREAK_GLASS)}")
    detail = {"eventSource": ["sts.amazonaws.com"], "requestParameters": {"roleArn": [role]}}
    return {"detail-type": [_CALL], "detail": detail}


def _root(_: Account) -> Pattern:
    return {"detail-type": [_CALL, _SIGN_IN], "detail": {"userIdentity": {"type": ["Root"]}}}


def _without_factor(_: Account) -> Pattern:
    detail = {
        "userIdentity": {"type": ["IAMUser"]},
        "additionalEventData": {"MFAUsed": ["No"]},
        "responseElements": {"ConsoleLogin": ["Success"]},
    }
    return {"detail-type": [_SIGN_IN], "detail": detail}


def _boundaries(account: Account) -> Pattern:
    arn = account.arn("iam", f"policy{BOUNDARY_PATH}")
    of_boundary = {
        "eventName": ["CreatePolicyVersion", "DeletePolicy", "SetDefaultPolicyVersion"],
        "requestParameters": {"policyArn": [{"prefix": arn}]},
    }
    taken_off = {"eventName": ["DeleteRolePermissionsBoundary", "PutRolePermissionsBoundary"]}
    return {
        "detail-type": [_CALL],
        "detail": {"eventSource": ["iam.amazonaws.com"], "$or": [of_boundary, taken_off]},
    }


def _record(account: Account) -> Pattern:
    """Match what stops, narrows or loses the record: by names of its own, where others have the same calls.

    `readOnly`: data events of files are looks at them as well. The operators:
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    """
    return _any_of(
        _service("cloudtrail", "DeleteTrail", "StopLogging", {"prefix": "Put"}, {"prefix": "Update"}),
        _service("ec2", "DeleteFlowLogs"),
        _service("logs", {"suffix": "KmsKey"}, "PutDataProtectionPolicy", "PutPipelineRule"),
        {
            **_service("logs", {"prefix": "DeleteLog"}, "PutRetentionPolicy"),
            "requestParameters": {"logGroupName": [{"suffix": f"-{one}"} for one in RECORDS_LOGS]},
        },
        _changing("s3", bucketName=[{"suffix": f"-{AUDIT}-{account.account}"}]),
        _changing("ssm", name=[PREFERENCES]),
        _changing("iam", roleName=[{"suffix": f"-{one}"} for one in WRITING_ROLES]),
    )


def _detection(_: Account) -> Pattern:
    """Match what stops the detector or the analyzer, or has them overlook something."""
    return _any_of(
        _service(
            "guardduty",
            "CreateFilter",
            "DeleteDetector",
            *({"prefix": one} for one in ("Accept", "Archive", "DisassociateFrom", "Update")),
            {"suffix": "Set"},
        ),
        _service("access-analyzer", "DeleteAnalyzer", {"suffix": "ArchiveRule"}, {"prefix": "Update"}),
    )


def _notifications(account: Account) -> Pattern:
    """Match what silences a tripwire, or closes a way by which people are told."""
    rules = [{"wildcard": f"{PROJECT}-{account.environment}-*-tripwire-*"}]
    return _any_of(
        _service("events", "DeleteRule", "DisableRule", "RemoveTargets", "UpdateEventBus"),
        *(
            {**_service("events", call), "requestParameters": {key: rules}}
            for call, key in (("PutRule", "name"), ("PutTargets", "rule"))
        ),
        _service(
            "sns", "DeleteTopic", "PutDataProtectionPolicy", "RemovePermission", {"prefix": "Set"}, "Unsubscribe"
        ),
    )


def _any_of(*clauses: Pattern) -> Pattern:
    return {"detail-type": [_CALL], "detail": {"$or": list(clauses)}}


def _service(service: str, *names: str | Pattern) -> Pattern:
    return {"eventSource": [f"{service}.amazonaws.com"], "eventName": list(names)}


def _changing(service: str, **on: list[Any]) -> Pattern:
    return {"eventSource": [f"{service}.amazonaws.com"], "readOnly": [False], "requestParameters": on}


def _master_password(_: Account) -> Pattern:
    detail = {
        "eventSource": ["rds.amazonaws.com"],
        "eventName": ["ModifyDBInstance"],
        "requestParameters": {"masterUserPassword": [{"exists": True}]},
    }
    return {"detail-type": [_CALL], "detail": detail}


def _database_loss(account: Account) -> Pattern:
    # Tested restores are deleted every week, under names of AWS Backup's own.
    ours = {"dBInstanceIdentifier": [{"prefix": f"{PROJECT}-{account.environment}-"}]}
    detail = {"eventSource": ["rds.amazonaws.com"], "eventName": ["DeleteDBInstance"], "requestParameters": ours}
    return {"detail-type": [_CALL], "detail": detail}


def _threats(*severity: str | int) -> Callable[[Account], Pattern]:
    detail = {"severity": [{"numeric": list(severity)}]}
    return lambda _: {"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"], "detail": detail}


def _rotation(_: Account) -> Pattern:
    # https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
    detail = {"eventSource": ["secretsmanager.amazonaws.com"], "eventName": ["RotationFailed"]}
    return {"detail-type": ["AWS Service Event via CloudTrail"], "detail": detail}


def _aws_health(_: Account) -> Pattern:
    # https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
    detail = {"eventTypeCategory": ["issue", "scheduledChange"]}
    return {"source": ["aws.health"], "detail-type": ["AWS Health Event"], "detail": detail}


def _outside(_: Account) -> Pattern:
    return {
        "source": ["aws.access-analyzer"],
        "detail-type": ["Access Analyzer Finding"],
        "detail": {"status": ["ACTIVE"]},
    }


TRIPWIRES = (
    Tripwire(
        what="break-glass",
        why="the break-glass role is taken, or somebody tries to",
        pattern=_break_glass,
        channel=Channel.ON_CALL,
        reads=True,
    ),
    Tripwire(
        what="root",
        why="the account's owner acts, whom nothing bounds",
        pattern=_root,
        channel=Channel.ON_CALL,
        reads=True,
    ),
    Tripwire(what="sign-in", why="a user signs in without MFA", pattern=_without_factor),
    Tripwire(
        what="users",
        why="a user or a key is made, which outlives every session",
        pattern=_calls(iam=("CreateAccessKey", "CreateLoginProfile", "CreateUser", "UpdateLoginProfile")),
    ),
    Tripwire(
        what="boundaries",
        why="what bounds a role is changed or taken off",
        pattern=_boundaries,
        channel=Channel.ON_CALL,
    ),
    Tripwire(
        what="record",
        why="the record is stopped or narrowed",
        channel=Channel.ON_CALL,
        pattern=_record,
    ),
    Tripwire(
        what="detection",
        why="what finds threats is stopped, or made to overlook some",
        channel=Channel.ON_CALL,
        pattern=_detection,
    ),
    Tripwire(
        what="notifications",
        why="a tripwire is silenced, or a way by which people are told is closed",
        channel=Channel.ON_CALL,
        pattern=_notifications,
    ),
    Tripwire(
        what="sharing",
        why="a snapshot or an image is shared, exported, or a public access block of the account is lifted",
        pattern=_calls(
            rds=("ModifyDBClusterSnapshotAttribute", "ModifyDBSnapshotAttribute", "StartExportTask"),
            ec2=(
                "DisableEbsEncryptionByDefault",
                "DisableImageBlockPublicAccess",
                "DisableSnapshotBlockPublicAccess",
                "ModifyImageAttribute",
                "ModifySnapshotAttribute",
            ),
            logs=("CreateExportTask",),
            ram=("CreateResourceShare",),
            s3=("DeleteAccountPublicAccessBlock", "PutAccountPublicAccessBlock"),
        ),
    ),
    Tripwire(
        what="trust",
        why="who may take a role, or read a secret, is changed: a deployment alone does that",
        pattern=_calls(
            iam=("UpdateAssumeRolePolicy",), secretsmanager=("DeleteResourcePolicy", "PutResourcePolicy")
        ),
    ),
    Tripwire(
        what="names",
        why="which names servers may ask for, or the record of them, is changed: a deployment alone does that",
        pattern=_calls(
            route53resolver=(
                "DeleteFirewallRule",
                "DeleteResolverQueryLogConfig",
                "DisassociateFirewallRuleGroup",
                "DisassociateResolverQueryLogConfig",
                "UpdateFirewallDomains",
                "UpdateFirewallRule",
            )
        ),
    ),
    Tripwire(
        what="keys",
        channel=Channel.ON_CALL,
        why="a key is about to be lost, and with it what it protects, or to be opened to others",
        pattern=_calls(
            kms=(
                "DeleteAlias",
                "DeleteImportedKeyMaterial",
                "DisableKey",
                "PutKeyPolicy",
                "ScheduleKeyDeletion",
                "UpdateAlias",
            )
        ),
    ),
    Tripwire(
        what="backups",
        channel=Channel.ON_CALL,
        why="a backup or its lock is taken away",
        pattern=_calls(
            backup=(
                "DeleteBackupPlan",
                "DeleteBackupVault",
                "DeleteBackupVaultLockConfiguration",
                "DeleteRecoveryPoint",
                "DisassociateRecoveryPoint",
                "UpdateRecoveryPointLifecycle",
            ),
            rds=("DeleteDBInstanceAutomatedBackup",),
        ),
    ),
    Tripwire(what="database-loss", why="a database is deleted", pattern=_database_loss, channel=Channel.ON_CALL),
    Tripwire(what="master-password", why="whoever sets it can log in as the master", pattern=_master_password),
    Tripwire(
        what="servers",
        why="somebody enters a server, which no role may",
        pattern=_calls(
            ssm=("ResumeSession", "StartSession"), ec2_instance_connect=("OpenTunnel", "SendSSHPublicKey")
        ),
    ),
    Tripwire(
        what="threats",
        why="GuardDuty found something of medium severity",
        pattern=_threats(">=", _MEDIUM, "<", _HIGH),
        first="aws guardduty list-detectors --region {region}",
    ),
    Tripwire(
        what="severe-threats",
        why="GuardDuty found something of high severity: act as if it were so",
        pattern=_threats(">=", _HIGH),
        channel=Channel.ON_CALL,
        first="aws guardduty list-detectors --region {region}",
    ),
    Tripwire(what="outside-access", why="something can be reached from outside the account", pattern=_outside),
    Tripwire(
        what="rotation",
        why="a password could not be changed, and the next one may not be known to the database",
        pattern=_rotation,
        first="aws secretsmanager list-secrets --region {region}",
    ),
    Tripwire(
        what="aws-health",
        why="AWS has trouble here, or announces work on something of ours",
        pattern=_aws_health,
        first="aws health describe-events --region us-east-1",
    ),
)


@dataclass(frozen=True, kw_only=True)
class TripwiresArgs:
    """Where its rules are, the topics that they report to, the address of the runbooks, and the roles' boundary.

    `archive`: the place in the log archive account whose event bus hears the same (decision 86).
    """

    place: Place
    topics: Mapping[Channel, pulumi.Input[str]]
    runbooks: str
    boundary_arn: pulumi.Input[str]
    archive: Place | None = None


class Tripwires(pulumi.ComponentResource):
    """A rule and a target for each row, in each site: an event is told where it happens."""

    def __init__(self, name: str, *, args: TripwiresArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:audit:Tripwires", name, None, opts)
        place, child = args.place, pulumi.ResourceOptions(parent=self)
        account = Account(environment=place.environment, account=place.account)
        archived = None if args.archive is None else self._archived(args, args.archive)
        for row in TRIPWIRES:
            rule = aws.cloudwatch.EventRule(
                place.logical(f"tripwire-{row.what}"),
                name=rule_name(place, row),
                description=row.why,
                event_pattern=row.event_pattern(account),
                state=_READS_TOO if row.reads else "ENABLED",
                opts=child,
            )
            aws.cloudwatch.EventTarget(
                place.logical(f"tripwire-{row.what}"),
                rule=rule.name,
                target_id=str(row.channel),
                arn=args.topics[row.channel],
                input_transformer={"input_paths": _PATHS, "input_template": message(row, place, args.runbooks)},
                opts=child,
            )
            if archived:
                aws.cloudwatch.EventTarget(
                    place.logical(f"tripwire-{row.what}-archived"),
                    rule=rule.name,
                    target_id="log-archive",
                    arn=archived.bus_arn,
                    role_arn=archived.role_arn,
                    opts=child,
                )
        self.register_outputs({})

    def _archived(self, args: TripwiresArgs, archive: Place) -> "_Archived":
        """Make the role by which the rules send their events to the other account's event bus.

        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
        """
        place, child = args.place, pulumi.ResourceOptions(parent=self)
        rules = place.arn("events", f"rule/{place.name('tripwire-*')}")
        role = aws.iam.Role(
            place.logical(ARCHIVING),
            name=archiving_role(place),
            assume_role_policy=trust(RULES_PUBLISHER, account=place.account, source=rules),
            permissions_boundary=args.boundary_arn,
            opts=child,
        )
        sends = {
            "Sid": "SendToTheArchive",
            "Effect": "Allow",
            "Action": "events:PutEvents",
            "Resource": event_bus_arn(archive),
        }
        policy = aws.iam.RolePolicy(
            place.logical(ARCHIVING), name="send-events", role=role.name, policy=document([sends]), opts=child
        )
        # An event that comes before the role may send it is lost.
        return _Archived(event_bus_arn(archive), known_after(role.arn, policy.id))


@dataclass(frozen=True)
class _Archived:
    """The bus that hears the same, and the role by which rules send there."""

    bus_arn: str
    role_arn: pulumi.Output[str]


def archiving_role(place: Place) -> str:
    """Return the name of the role by which a region's tripwires reach the log archive."""
    return place.name(ARCHIVING, limit=64)


_PATHS = {"time": "$.time", "kind": "$.detail-type", "id": "$.id"}


def rule_name(place: Place, row: Tripwire) -> str:
    """Return what the rule of a row is called in a site."""
    return place.name(f"tripwire-{row.what}", limit=64)


def message(row: Tripwire, place: Place, runbooks: str) -> str:
    """Return what is told of an event: a template of EventBridge, whose parts are one JSON text a line."""
    lines = (
        f"Tripwire {row.what} of storefront {place.environment}: {row.why}.",
        "Since: <time> (<kind>, event <id>).",
        f"Runbook: {runbooks.rstrip('/')}/security.md#{row.what}",
        f"Dashboard: {dashboard_address(place)}",
        f"First: {row.first.format(region=place.region)}",
    )
    return "\n".join(json.dumps(line) for line in lines)
