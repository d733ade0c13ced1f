"""What silences the record, or those who are told."""

from components.encryption.keys import Purpose
from components.identity.denials.denial import Denial
from components.servers.sessions import PREFERENCES
from components.shared.naming import PROJECT, Account

# The logs that are part of the record: of calls, of sessions, of connections, of names that are asked for.
RECORDS_LOGS = ("dns-queries", "flow-logs", "sessions", "trail")

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
