"""What no role may do, whatever its policies say: the rows of which permission boundaries are made.

A boundary grants nothing; it allows everything, and each row takes something away. A row is data: what is refused,
on what, when, and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from components.encryption.keys import Purpose
from components.identity.names import BOUNDARY_PATH
from components.servers.kinds import KIND_TAG, ServerKind
from components.servers.sessions import PREFERENCES
from components.shared.naming import PROJECT, Account
from components.shared.policy_documents import Statement

# The logs that are part of the record: of calls, of sessions, of connections, of names that are asked for.
RECORDS_LOGS = ("dns-queries", "flow-logs", "sessions", "trail")
Condition = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Denial:
    """One row: actions that are refused on `resources` (all of them if none are named), under `condition`.

    `except_on`: they are refused on everything but this; `resources` are then left out.
    """

    sid: str
    why: str
    actions: Sequence[str]
    resources: Sequence[str] = ("*",)
    except_on: Sequence[str] = ()
    condition: Condition = field(default_factory=dict[str, Mapping[str, Any]])

    def statement(self) -> Statement:
        """Return the row as a policy's statement; single values stand alone, as a policy's size is limited."""
        shown: dict[str, Any] = {"Sid": self.sid, "Effect": "Deny"}
        on = {"NotResource": _short(self.except_on)} if self.except_on else {"Resource": _short(self.resources)}
        shown |= {"Action": _short(self.actions), **on}
        return {**shown, "Condition": self.condition} if self.condition else shown


def _short(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


SHARING = Denial(
    sid="NothingIsShared",
    why="a snapshot, an image or a policy that is shared with another account takes the data along",
    actions=(
        "rds:ModifyDB*SnapshotAttribute",
        "ec2:ModifySnapshotAttribute",
        "ec2:ModifyImageAttribute",
        "ram:*",
        "backup:PutBackupVault*Policy",
    ),
)
EXPORTS = Denial(
    sid="NothingIsExported",
    why="export tasks, block reads and data movers copy whole tables past the database's own rights",
    actions=(
        "rds:AddRoleToDB*",
        "rds:StartExportTask",
        "rds:CreateIntegration",
        "logs:CreateExportTask",
        # Of the whole account: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html
        "logs:PutAccountPolicy",
        "logs:PutDestination",
        "logs:PutSubscription*",
        "logs:*S3Table*",
        "s3:CreateJob",
        "s3:PutReplication*",
        "ec2:Export*",
        "ec2:Create*Task",
        "ebs:GetSnapshotBlock",
        "dynamodb:Export*",
        "dms:*",
        "datasync:*",
        "glue:*",
        "appflow:*",
        "transfer:*",
        "rds-data:*",
        "athena:*",
        "redshift:*",
        "redshift-data:*",
        "redshift-serverless:*",
    ),
)
# What answers with the text of a log, and what makes a metric's dimension of it:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
_LOG_READS = (
    "logs:FilterLogEvents",
    # Events, a record, an object; not the names of deliveries, which who makes one reads.
    "logs:GetLog??????",
    "logs:PutMetricFilter",
    "logs:StartLiveTail",
    "logs:StartQuery",
)
DOWNLOADS = Denial(
    sid="NoLogDownloads",
    why="the database's log files repeat the values of statements",
    actions=("rds:DownloadDBLogFilePortion", "rds:DownloadCompleteDBLogFile"),
)
LOGS = Denial(
    sid="NoLogs",
    why="the database's log repeats the values of statements, and a request's line says who asks for what",
    actions=(*_LOG_READS, "rds:Download*"),
)
SECRETS = Denial(
    sid="NoSecretValues",
    why="who reads a password is the application",
    actions=(
        "secretsmanager:GetSecretValue",
        "secretsmanager:BatchGetSecretValue",
        "secretsmanager:PutSecretValue",
    ),
)
# A rule's condition and a distribution's origin have the header's value, and these answer with them whole:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html
# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginCustomHeader.html
ORIGIN_SECRET = Denial(
    sid="OriginSecretUnread",
    why="with the header's value a distribution of one's own passes for ours, and for its firewall",
    actions=("cloudfront:GetDistribution*", "cloudfront:ListDistributions*", "elasticloadbalancing:DescribeRules"),
)
SECRET_POLICIES = Denial(
    sid="SecretsStayClosed",
    why="a secret's own policy can let others read it",
    actions=("secretsmanager:PutResourcePolicy", "secretsmanager:DeleteResourcePolicy"),
)
KEY_POLICIES = Denial(
    sid="KeyPoliciesStay",
    why="a key's policy opens what the key protects",
    actions=("kms:PutKeyPolicy",),
)
GRANTS = Denial(
    sid="GrantsAreForServices",
    why="a grant opens a key past its policy; AWS services ask for theirs on the caller's way",
    actions=("kms:CreateGrant",),
    condition={"Bool": {"kms:GrantIsForAWSResource": "false"}},
)
KEY_LOSS = Denial(
    sid="KeysAreKept",
    why="without its key all that it protects is lost, backups too",
    actions=("kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:DeleteImported*"),
)
SHELLS = Denial(
    sid="NoWayIntoServers",
    why="a shell or a command on a server has the server's rights, its passwords among them",
    actions=("ssm:StartSession", "ssm:SendCommand", "ec2-instance-connect:*", "ec2:GetPasswordData"),
)
# What people may not even where one kind of server is open to operators: see docs/decisions/0010.
COMMANDS = Denial(
    sid="NoCommandsToServers",
    why="a command on a server has the server's rights, its passwords among them",
    actions=("ssm:SendCommand", "ec2-instance-connect:*", "ec2:GetPasswordData"),
)
OTHER_SERVERS = Denial(
    sid="NoWayIntoOtherServers",
    why="a shell on a server has the server's rights; only the operations host has none to customers' data",
    actions=("ssm:StartSession",),
    resources=("arn:aws:ec2:*:*:instance/*", "arn:aws:ssm:*:*:managed-instance/*"),
    condition={"StringNotEquals": {f"ssm:resourceTag/{KIND_TAG}": str(ServerKind.OPERATIONS_HOST)}},
)
CODE = Denial(
    sid="NoCodeOfOnesOwn",
    why="whoever changes a server, a function or its disk acts with its role",
    actions=(
        "ssm:CreateAssociation",
        "ssm:UpdateAssociation",
        "ssm:StartAutomationExecution",
        "ec2:AttachVolume",
        "ec2:ModifyInstanceAttribute",
        "ec2:AssociateIamInstanceProfile",
        "ec2:ReplaceIamInstanceProfileAssociation",
        "ec2:RunInstances",
        "ec2:CreateLaunchTemplate*",
        "lambda:UpdateFunction*",
        "lambda:CreateFunction",
        "lambda:AddPermission",
    ),
)
BACKUP_LOSS = Denial(
    sid="BackupsAreKept",
    why="the locked vault is what a compromised account leaves",
    actions=(
        "backup:DeleteBackupPlan",
        # Its lock, its policy, and who is told of it.
        "backup:DeleteBackupVault*",
        "backup:DeleteRecoveryPoint",
        "backup:UpdateRecoveryPoint*",
        "backup:DisassociateRecoveryPoint*",
        "rds:DeleteDB*AutomatedBackup",
    ),
)
AUDIT_LOSS = Denial(
    sid="AuditIsKept",
    why="who breaks in first stops the record of it",
    actions=(
        "cloudtrail:DeleteTrail",
        "cloudtrail:Put*",
        "cloudtrail:StopLogging",
        "cloudtrail:UpdateTrail",
        # Lists of addresses and names that are trusted silence findings as filters do, and another account's
        # administrator sets both: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_accounts.html
        "guardduty:Accept*",
        "guardduty:ArchiveFindings",
        "guardduty:Create*Set",
        "guardduty:CreateFilter",
        "guardduty:DeleteDetector",
        "guardduty:DisassociateFrom*",
        "guardduty:Update*",
        # An archived finding says so, and its event is no active one's.
        "access-analyzer:*ArchiveRule",
        "access-analyzer:DeleteAnalyzer",
        "access-analyzer:Update*",
        "ec2:DeleteFlowLogs",
        "events:DisableRule",
        "events:UpdateEventBus",
        # Pipelines of CloudWatch change and drop lines before they are kept.
        "logs:PutPipelineRule",
        "route53resolver:D*QueryLogConfig",
        "s3:Bypass*",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketObjectLock*",
    ),
)
ACCOUNT_LOSS = Denial(
    sid="AccountIsKept",
    why="an account that leaves its organisation leaves the organisation's limits",
    actions=("organizations:Leave*", "account:CloseAccount", "account:PutAlternateContact"),
)
ROOT = Denial(
    sid="NoRoot",
    why="the account's owner is bounded by nothing in the account; what takes root, an organization does for it",
    actions=("*",),
    condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}},
)
USERS = Denial(
    sid="NoUsersNorKeys",
    why="a user's keys, and who signs in by another's word, stay when the session that made them is over",
    actions=(
        # Whoever answers a request for rights hands them on, and an account's tokens let its roles in elsewhere:
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-temporary-delegation.html
        "iam:*Delegation*",
        "iam:EnableOutbound*",
        # Made and changed; broken-in keys are still deleted, by the break-glass role too.
        "iam:*ateAccessKey",
        "iam:*ateLoginProfile",
        "iam:*ateSAMLProvider",
        "iam:CreateUser",
        "iam:PutUser*",
        "iam:AttachUser*",
        "iam:PutGroup*",
        "iam:AttachGroup*",
        "iam:AddUserToGroup",
        "iam:CreateServiceSpecific*",
        "iam:Reset*",
        "iam:Upload*",
        "identitystore:*",
        "rolesanywhere:*",
        "sso:*",
        "sso-directory:*",
    ),
)
IAM_WRITES = Denial(
    sid="NoChangeOfRights",
    why="roles change by the program, which is reviewed",
    actions=(
        "iam:*Delegation*",
        "iam:Add*",
        "iam:Attach*",
        "iam:Create*",
        "iam:Delete*",
        "iam:Detach*",
        "iam:Disable*",
        "iam:Enable*",
        "iam:Put*",
        "iam:Remove*",
        "iam:Reset*",
        "iam:Set*",
        "iam:Tag*",
        "iam:Untag*",
        "iam:Update*",
        "iam:Upload*",
        "rolesanywhere:*",
        "sso:*",
        "sso-directory:*",
        "identitystore:*",
    ),
)


def elsewhere(regions: Sequence[str]) -> Denial:
    """Refuse every region but those; the global one is among them, where services without regions answer.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html
    """
    return Denial(
        sid="OnlyOurRegions",
        why="what stands in a region that nobody watches is noticed on the bill",
        actions=("*",),
        condition={"StringNotEquals": {"aws:RequestedRegion": sorted(regions)}},
    )


def boundaries_stay(account: Account) -> Denial:
    """Refuse the loosening of any boundary; making one for the first time is allowed to those who may."""
    return Denial(
        sid="BoundariesStay",
        why="who may change a boundary has none",
        actions=(
            "iam:CreatePolicyVersion",
            "iam:DeletePolicy*",
            "iam:SetDefault*",
        ),
        resources=(account.arn("iam", f"policy{BOUNDARY_PATH}*"),),
    )


NO_UNBOUNDING = Denial(
    sid="NoBoundaryIsTakenOff",
    why="a role without its boundary is a role with all that its policies say",
    actions=("iam:Delete*PermissionsBoundary",),
)


def only_bounded(arns: Sequence[str], *, but: Sequence[str] = ()) -> Denial:
    """Refuse roles, and rights for roles, that are not under one of these boundaries; a missing one is refused too.

    `but`: roles that another row keeps.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
    """
    return Denial(
        sid="RolesAreBounded",
        why="rights that are given on are no more than the giver's",
        actions=(
            "iam:CreateRole",
            "iam:*tachRolePolicy",
            "iam:DeleteRolePolicy",
            "iam:PutRole*",
        ),
        except_on=tuple(but),
        condition={"StringNotEquals": {"iam:PermissionsBoundary": list(arns)}},
    )


def highest_boundary_stays(boundary: str, role: str) -> Denial:
    """Refuse the boundary of one role to every other: it leaves more than those that roles may be given."""
    return Denial(
        sid="HighestBoundaryStays",
        why="a role under the break-glass role's boundary reads every secret, and nobody is told when it is taken",
        actions=("iam:CreateRole", "iam:PutRole*", "iam:AttachRolePolicy"),
        except_on=(role,),
        condition={"StringEquals": {"iam:PermissionsBoundary": boundary}},
    )


def boundary_not_given(boundary: str) -> Denial:
    """Refuse roles under that boundary to whoever makes roles."""
    return Denial(
        sid="PipelinesAreNotMade",
        why="a role under the boundary of pipelines may change who is told",
        actions=("iam:CreateRole", "iam:PutRolePermissionsBoundary"),
        condition={"StringEquals": {"iam:PermissionsBoundary": boundary}},
    )


def trust_stays(arns: Sequence[str]) -> Denial:
    """Refuse to change who may take these roles; to shut somebody out, add a policy that denies to the role."""
    return Denial(
        sid="PipelinesTrustStays",
        why="who deploys may change who is told",
        actions=("iam:UpdateAssumeRolePolicy",),
        resources=tuple(arns),
    )


def roles_stay(sid: str, why: str, arns: Sequence[str]) -> Denial:
    """Refuse to make these roles, and every change of them."""
    return Denial(
        sid=sid,
        why=why,
        actions=(
            "iam:*tachRolePolicy",
            "iam:CreateRole",
            "iam:DeleteRole*",
            "iam:PutRole*",
            "iam:Update*Role*",
        ),
        resources=tuple(arns),
    )


def other_issuers(arn: str) -> Denial:
    """Refuse providers of tokens but that one."""
    return Denial(
        sid="NoOtherIssuers",
        why="whoever makes the tokens that are trusted is whoever they name",
        actions=(
            "iam:AddClientID*",
            "iam:*ateOpenIDConnectProvider*",
        ),
        except_on=(arn,),
    )


def secrets_unread(needed: Sequence[str]) -> Denial:
    """Refuse to read the values of all secrets but those whose ARNs match."""
    return Denial(
        sid="SecretsUnread",
        why="a password that a pipeline reads ends in its log",
        actions=("secretsmanager:*GetSecretValue",),
        except_on=tuple(needed),
    )


def requests_unread(account: Account) -> Denial:
    """Refuse to read the files of what visitors asked for."""
    return Denial(
        sid="NoRequests",
        why="a request's line says who asks for what",
        actions=("s3:GetObject*",),
        resources=(_access_logs(account),),
    )


def _access_logs(account: Account) -> str:
    return f"arn:aws:s3:::{PROJECT}-{account.environment}-*-access-logs-*"


def values_unread(account: Account) -> Denial:
    """Refuse to read what repeats customers' data: the database's logs, and what visitors asked for."""
    name = f"{PROJECT}-{account.environment}-*"
    return Denial(
        sid="NoLogsOfValues",
        why="the database's log repeats the values of statements, and a request's line says who asks for what",
        actions=(*_LOG_READS, "s3:GetObject*"),
        resources=(
            f"arn:aws:logs:*:*:log-group:/aws/rds/instance/{name}",
            f"arn:aws:logs:*:*:log-group:/{name}-servers/application/nginx-access*",
            f"arn:aws:logs:*:*:log-group:aws-waf-logs-{name}",
            _access_logs(account),
        ),
    )


def excusing(row: Denial, principals: Sequence[str]) -> Denial:
    """Return a row that does not hold these principals: ARNs, with `*` in them or not."""
    if not principals:
        return row
    held = dict(row.condition.get("ArnNotLike", {}))
    held["aws:PrincipalArn"] = [*held.get("aws:PrincipalArn", ()), *principals]
    return replace(row, condition={**row.condition, "ArnNotLike": held})


def not_taken(sid: str, why: str, arns: Sequence[str]) -> Denial:
    """Refuse to take these roles on."""
    return Denial(sid=sid, why=why, actions=("sts:AssumeRole", "sts:TagSession"), resources=tuple(arns))


def only_taken(sid: str, why: str, arns: Sequence[str]) -> Denial:
    """Refuse to take any role on but these, in any account."""
    return Denial(sid=sid, why=why, actions=("sts:AssumeRole", "sts:TagSession"), except_on=tuple(arns))


def record_stays(account: Account) -> Denial:
    """Refuse to silence what keeps the record, what carries it and what tells of it, in any region.

    The program gives the record's names, and no call changes one. A key's alias is such a name, by which other
    statements tell keys apart: none is taken off or led elsewhere.
    """
    name = f"{PROJECT}-{account.environment}-*"
    return Denial(
        sid="RecordStays",
        why="who uses the break-glass role must not be able to do so unheard",
        actions=(
            "events:DeleteRule",
            "events:Put*",
            "events:RemoveTargets",
            "kms:DeleteAlias",
            "kms:UpdateAlias",
            "logs:*ssociateKmsKey",
            "logs:Delete*",
            # What it masks is masked for good to whoever may not unmask.
            "logs:PutData*",
            "logs:PutRetentionPolicy",
            "s3:PutBucketPolicy",
            # Then whoever delivers must agree to pay, and CloudTrail does not.
            "s3:PutBucketRequestPayment",
            "s3:PutLifecycle*",
            # Another key for what is there, whose loss is that of the files.
            "s3:UpdateObject*",
            "ssm:DeleteDocument",
            "ssm:UpdateDocument*",
        ),
        resources=(
            f"arn:aws:events:*:*:rule/{name}-tripwire-*",
            f"arn:aws:kms:*:*:alias/{name}",
            *(f"arn:aws:logs:*:*:log-group:/{name}-{one}*" for one in RECORDS_LOGS),
            f"arn:aws:s3:::{name}-audit-*",
            f"arn:aws:ssm:*:*:document/{PREFERENCES}",
        ),
    )


def records_keys_stay(account: Account) -> Denial:
    """Refuse other policies of the keys under which the record is written and people are told."""
    purposes = (Purpose.AUDIT, Purpose.LOGS, Purpose.NOTIFICATIONS)
    aliases = [f"alias/{PROJECT}-{account.environment}-*-{purpose}" for purpose in purposes]
    return Denial(
        sid="RecordsKeysStay",
        why="a trail or a topic whose key refuses it falls silent",
        actions=("kms:PutKeyPolicy",),
        condition={"ForAnyValue:StringLike": {"kms:ResourceAliases": aliases}},
    )


def state_stays(bucket: str) -> Denial:
    """Refuse to change what deployments take for what stands."""
    return Denial(
        sid="StateStays",
        why="a deployment undoes what the state has and the program has not",
        actions=("s3:Delete*", "s3:Put*"),
        resources=(f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"),
    )


# A policy of data protection on a topic holds back what it matches:
# https://docs.aws.amazon.com/sns/latest/dg/sns-message-data-protection-policies.html
SUBSCRIPTIONS = Denial(
    sid="SubscriptionsStay",
    why="who uses the break-glass role must not be able to do so unheard; who is told changes by a deployment",
    actions=(
        "sns:DeleteTopic",
        "sns:PutDataProtectionPolicy",
        "sns:RemovePermission",
        # What phones are written to costs, up to a sum that is set here.
        "sns:SetSMSAttributes",
        "sns:SetSubscriptionAttributes",
        "sns:SetTopicAttributes",
        "sns:Unsubscribe",
    ),
)
# AWS Backup changes a database for continuous backups alone, which RDS keeps here by itself:
# https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html
DATABASE_CHANGES = Denial(
    sid="DatabaseStays",
    why="whoever changes the database may set its master's password, and keep no backups",
    actions=("rds:ModifyDBCluster", "rds:ModifyDBInstance"),
)
# AWS's own policies for AWS Backup have some, for servers that are backed up and restored, of which there are none.
NEW_SERVERS = Denial(
    sid="NoServersOfOnesOwn",
    why="a server that a machine starts has whatever role it may hand on; which ones operators enter, a tag says",
    actions=("ec2:CreateTags", "ec2:RunInstances", "ssm:StartSession", "ec2-instance-connect:*"),
)


def commands_by(account: Account, role: str) -> Denial:
    """Refuse commands on servers to all but the roles of that name, one in each region."""
    return Denial(
        sid="CommandsArePatches",
        why="a command on a server has the server's rights, its passwords among them",
        actions=("ssm:SendCommand",),
        condition={
            "ArnNotLike": {"aws:PrincipalArn": account.arn("iam", f"role/{PROJECT}-{account.environment}-*-{role}")}
        },
    )
