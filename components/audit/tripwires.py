"""What somebody is told of at once: a table of events, each a rule that reports to the site's topic."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.identity.names import BOUNDARY_PATH, Person
from components.naming import PROJECT, Account, Place

Pattern = Mapping[str, Any]
# Rules see what only reads when they ask for it, and taking a role is among that:
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
_READS_TOO = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
_CALL = "AWS API Call via CloudTrail"
_SIGN_IN = "AWS Console Sign In via CloudTrail"
_MEDIUM = (
    4  # GuardDuty's severities: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
)


@dataclass(frozen=True, kw_only=True)
class Tripwire:
    """One event: what it is called, why it matters, and the pattern by which it is known."""

    what: str
    why: str
    pattern: Callable[[Account], Pattern]
    reads: bool = False


def _calls(**names: tuple[str, ...]) -> Callable[[Account], Pattern]:
    """Match calls by service and name; `_` in a service stands for `-`."""
    services = [f"{service.replace('_', '-')}.amazonaws.com" for service in names]
    detail = {"eventSource": services, "eventName": [name for group in names.values() for name in group]}
    return lambda _: {"detail-type": [_CALL], "detail": detail}


def _emergency(account: Account) -> Pattern:
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


def _threats(_: Account) -> Pattern:
    severe = {"severity": [{"numeric": [">=", _MEDIUM]}]}
    return {"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"], "detail": severe}


def _outside(_: Account) -> Pattern:
    return {
        "source": ["aws.access-analyzer"],
        "detail-type": ["Access Analyzer Finding"],
        "detail": {"status": ["ACTIVE"]},
    }


TRIPWIRES = (
    Tripwire(
        what="emergency", why="the emergency role is taken, or somebody tries to", pattern=_emergency, reads=True
    ),
    Tripwire(what="root", why="the account's owner acts, whom nothing bounds", pattern=_root, reads=True),
    Tripwire(what="sign-in", why="a user signs in without a second factor", pattern=_without_factor),
    Tripwire(
        what="users",
        why="a user or a key is made, which outlives every session",
        pattern=_calls(iam=("CreateAccessKey", "CreateLoginProfile", "CreateUser", "UpdateLoginProfile")),
    ),
    Tripwire(what="boundaries", why="what bounds a role is changed or taken off", pattern=_boundaries),
    Tripwire(
        what="record",
        why="the record is stopped or narrowed",
        pattern=_calls(
            cloudtrail=("DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"),
            guardduty=("CreateFilter", "DeleteDetector", "UpdateDetector"),
            access_analyzer=("CreateArchiveRule", "DeleteAnalyzer"),
            events=("DeleteRule", "DisableRule", "RemoveTargets"),
        ),
    ),
    Tripwire(
        what="sharing",
        why="a snapshot or an image is shared, exported, or a door of the account is opened",
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
        what="keys",
        why="a key is about to be lost, and with it what it protects",
        pattern=_calls(kms=("DisableKey", "ScheduleKeyDeletion")),
    ),
    Tripwire(
        what="backups",
        why="a backup or its lock is taken away",
        pattern=_calls(
            backup=("DeleteBackupVault", "DeleteBackupVaultLockConfiguration", "DeleteRecoveryPoint"),
            rds=("DeleteDBInstanceAutomatedBackup",),
        ),
    ),
    Tripwire(what="database-loss", why="a database is deleted", pattern=_database_loss),
    Tripwire(what="master-password", why="whoever sets it can log in as the master", pattern=_master_password),
    Tripwire(
        what="servers",
        why="somebody enters a server, which no role may",
        pattern=_calls(
            ssm=("ResumeSession", "StartSession"), ec2_instance_connect=("OpenTunnel", "SendSSHPublicKey")
        ),
    ),
    Tripwire(what="threats", why="GuardDuty found something of medium severity or more", pattern=_threats),
    Tripwire(what="outside-access", why="something can be reached from outside the account", pattern=_outside),
)


@dataclass(frozen=True, kw_only=True)
class TripwiresArgs:
    """Where it listens, and the topic that it reports to."""

    place: Place
    topic_arn: pulumi.Input[str]


class Tripwires(pulumi.ComponentResource):
    """A rule and a target for each row, in each site: an event is told where it happens."""

    def __init__(self, name: str, *, args: TripwiresArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Tripwires", name, None, opts)
        place, child = args.place, pulumi.ResourceOptions(parent=self)
        account = Account(environment=place.environment, account=place.account)
        for row in TRIPWIRES:
            rule = aws.cloudwatch.EventRule(
                place.logical(f"tripwire-{row.what}"),
                name=place.name(f"tripwire-{row.what}", limit=64),
                description=row.why,
                event_pattern=json.dumps(row.pattern(account)),
                state=_READS_TOO if row.reads else "ENABLED",
                opts=child,
            )
            aws.cloudwatch.EventTarget(
                place.logical(f"tripwire-{row.what}"),
                rule=rule.name,
                target_id="operations",
                arn=args.topic_arn,
                opts=child,
            )
        self.register_outputs({})
