"""What takes data out: sharing, exports, and logs that repeat it."""

from components.identity.denials.denial import Denial
from components.shared.naming import PROJECT, Account

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


def requests_unread(account: Account) -> Denial:
    """Refuse to read the files of what visitors asked for."""
    return Denial(
        sid="NoRequests",
        why="a request's line says who asks for what",
        actions=("s3:GetObject*",),
        resources=(_access_logs(account),),
    )


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


def _access_logs(account: Account) -> str:
    return f"arn:aws:s3:::{PROJECT}-{account.environment}-*-access-logs-*"
