"""The steps to data: secrets, keys, the database, copies, files, and customers' traffic."""

from __future__ import annotations

from collections.abc import Iterator

from tests.access.closure.step import Ask, Step
from tests.access.matrix import secrets_of
from tests.access.principals import Stack
from tests.access.rows.arns import (
    AUDIT_FILE,
    DATABASE_LOGS,
    DB,
    DISTRIBUTION,
    GROUP,
    LISTENER_RULE,
    POSTGRESQL_LOG,
    REQUESTS_LOG,
    SNAPSHOT,
    VAULT,
    VISITORS_FILE,
    login,
    through,
)
from tests.access.rows.row import Context

ORIGIN_SECRET = "the origin's secret"
_BLOCKS = "arn:aws:ec2:{r}::snapshot/snap-0123456789abcdef0"
_BUCKET = "arn:aws:s3:::{p}{r}-deliveries-{a}"
_POINT = "arn:aws:backup:{r}:{a}:recovery-point:x"
_ZONE = "arn:aws:route53:::hostedzone/Z1"
_BALANCER = "arn:aws:elasticloadbalancing:{r}:{a}:loadbalancer/app/{p}{r}-alb/0123456789abcdef"
_ANY_ROLE = "arn:aws:iam::{a}:role/{p}x"


def taking_data(stack: Stack) -> Iterator[Step]:
    """Yield the steps of a stack: to each secret that it declares, and to the rest."""
    for secret in sorted(secrets_of(stack)):
        yield from _secret(secret)
    yield from _origin_secret()
    for key in ("database", "secrets", "backups"):
        yield from _key(key)
    for user in ("developer", "verification", "storefront_master"):
        yield Step(f"the database as {user}", "logs in", (Ask("rds-db:connect", login("primary", user)),))
    # The action has no condition key for a password: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
    yield Step("the master's password", "sets it", (Ask("rds:ModifyDBInstance", DB),))
    yield from _customers_data()
    yield from _copies()
    yield from _files()
    yield from _traffic()


def _secret(secret: str) -> Iterator[Step]:
    arn, to = f"{{secret-{secret}}}", ORIGIN_SECRET if secret == "origin-secret" else f"the secret of {secret}"
    opened = Ask("kms:Decrypt", "{key-secrets}", through("secretsmanager", "secrets"))
    yield Step(to, "reads it", (Ask("secretsmanager:GetSecretValue", arn), opened))
    opens = Ask("secretsmanager:PutResourcePolicy", arn)
    yield Step(to, "opens it to strangers", (opens, Ask("secretsmanager:GetSecretValue", arn, stranger=True)))
    # The service hands the function the secret, and every role may invoke what lets the service in.
    # https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
    own = Ask("lambda:CreateFunction", "arn:aws:lambda:{r}:{a}:function:{p}x")
    yield Step(to, "has a function of its own rotate it", (Ask("secretsmanager:RotateSecret", arn), own))


def _origin_secret() -> Iterator[Step]:
    """Yield the steps past Secrets Manager: a rule and a distribution have its value, and show it."""
    yield Step(ORIGIN_SECRET, "reads a load balancer's rule", (Ask("elasticloadbalancing:DescribeRules", "*"),))
    yield Step(ORIGIN_SECRET, "reads the distribution", (), (
        Ask("cloudfront:GetDistribution", DISTRIBUTION),
        Ask("cloudfront:GetDistributionConfig", DISTRIBUTION),
        Ask("cloudfront:ListDistributions", "*"),
    ))  # fmt: skip
    # What wrote the value is recorded with it: docs/decisions/0089-the-record-has-the-origins-secret.md
    yield Step(ORIGIN_SECRET, "looks up the calls that wrote it", (Ask("cloudtrail:LookupEvents", "*"),))
    opened = Ask("kms:Decrypt", "{key-audit}", through("s3", "audit"))
    yield Step(ORIGIN_SECRET, "reads the files of the record", (Ask("s3:GetObject", AUDIT_FILE), opened))
    trail = GROUP + "/{p}{r}-trail"
    yield Step(ORIGIN_SECRET, "reads the log of the record", (), _read(trail, trail + ":log-stream:x"))


def _read(group: str, stream: str) -> tuple[Ask, ...]:
    """Return the calls of which each answers with the text of a log, or has a metric repeat it."""
    reads = ("FilterLogEvents", "GetLogRecord", "PutMetricFilter", "StartLiveTail", "StartQuery")
    return (Ask("logs:GetLogEvents", stream), *(Ask(f"logs:{one}", group) for one in reads))


def _key(key: str) -> Iterator[Step]:
    arn = f"{{key-{key}}}"
    aliases: Context = {"kms:ResourceAliases": [f"alias/{{p}}{{r}}-{key}"]}
    grant: Context = {**aliases, "kms:GrantIsForAWSResource": "false"}
    used = Ask("kms:Decrypt", arn, stranger=True)
    yield Step(f"the {key} key", "opens it to strangers", (Ask("kms:PutKeyPolicy", arn, aliases), used))
    yield Step(f"the {key} key", "grants it to strangers", (Ask("kms:CreateGrant", arn, grant), used))


def _customers_data() -> Iterator[Step]:
    to = "customers' data"
    yield Step(to, "exports a snapshot", (Ask("rds:StartExportTask", "*"),))
    yield Step(to, "shares a snapshot", (), (
        Ask("rds:ModifyDBSnapshotAttribute", SNAPSHOT),
        Ask("ec2:ModifySnapshotAttribute", _BLOCKS),
        Ask("ram:CreateResourceShare", "*"),
        Ask("backup:PutBackupVaultAccessPolicy", VAULT),
        Ask("backup:PutBackupVaultSharingPolicy", VAULT),
    ))  # fmt: skip
    yield Step(to, "reads blocks", (Ask("ebs:GetSnapshotBlock", _BLOCKS),))
    logs = ("rds:DownloadDBLogFilePortion", "rds:DownloadCompleteDBLogFile")
    yield Step("the database's log", "downloads it", (), tuple(Ask(one, DB) for one in logs))
    yield Step("the database's log", "reads it in CloudWatch", (), _read(DATABASE_LOGS, POSTGRESQL_LOG))
    sent = ("PutSubscriptionFilter", "CreateExportTask", "PutDestination", "PutAccountPolicy",
            "AssociateSourceToS3TableIntegration", "IntegrateWithS3Table")  # fmt: skip
    yield Step(
        to,
        "has the database's log sent elsewhere",
        (),
        tuple(Ask(f"logs:{one}", DATABASE_LOGS if one in sent[:2] else "*") for one in sent),
    )
    firewall = GROUP + "aws-waf-logs-{p}{r}-firewall"
    yield Step("visitors' requests", "reads them in CloudWatch", (), (
        *_read(REQUESTS_LOG, REQUESTS_LOG + ":log-stream:x"), *_read(firewall, firewall + ":log-stream:x"),
    ))  # fmt: skip
    source = "arn:aws:logs:{r}:{a}:delivery-source:{p}{r}-distribution"
    delivered = (Ask("logs:PutDeliverySource", source), Ask("logs:CreateDelivery", source))
    yield Step("visitors' requests", "has them delivered elsewhere", delivered)
    yield Step("visitors' requests", "reads their files", (Ask("s3:GetObject", VISITORS_FILE),))
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/postgresql-s3-export.html
    yield Step(
        to,
        "lets the database write to buckets",
        (Ask("rds:AddRoleToDBInstance", DB), Ask("iam:PassRole", _ANY_ROLE)),
    )
    moved = (
        "rds:CreateIntegration", "dms:CreateReplicationTask", "glue:CreateJob", "datasync:CreateTask",
        "appflow:CreateFlow", "rds-data:ExecuteStatement", "athena:StartQueryExecution", "transfer:CreateServer",
        "redshift:CreateIntegration", "redshift-data:ExecuteStatement", "redshift-serverless:RestoreFromSnapshot",
        "dynamodb:ExportTableToPointInTime", "ec2:ExportImage", "ec2:CreateInstanceExportTask",
        "ec2:CreateStoreImageTask",
    )  # fmt: skip
    yield Step(to, "has a mover of data copy it", (), tuple(Ask(one, "*") for one in moved))


def _copies() -> Iterator[Step]:
    to = "a copy of the database"
    restores = ("RestoreDBInstanceToPointInTime", "RestoreDBInstanceFromDBSnapshot", "CreateDBInstanceReadReplica")
    yield Step(to, "restores or replicates one", (), (
        *(Ask(f"rds:{one}", DB) for one in restores),
        Ask("backup:StartRestoreJob", _POINT),
        Ask("rds:CreateBlueGreenDeployment", "arn:aws:rds:{r}:{a}:deployment:x"),
    ))  # fmt: skip
    # Into a vault whose owner decides who reads it; the vaults' key decides who can.
    yield Step(
        to,
        "has a backup copied to another vault",
        (Ask("backup:StartCopyJob", _POINT), Ask("iam:PassRole", _ANY_ROLE)),
    )


def _files() -> Iterator[Step]:
    opened = ("PutBucketPolicy", "PutBucketAcl", "PutBucketPublicAccessBlock", "PutBucketOwnershipControls")
    got = Ask("s3:GetObject", _BUCKET + "/bundles/x", stranger=True)
    yield Step("files in buckets", "opens a bucket to strangers", (got,), (
        *(Ask(f"s3:{one}", _BUCKET) for one in opened),
        Ask("s3:PutObjectAcl", _BUCKET + "/bundles/x"),
        Ask("s3:PutAccessPointPolicy", "arn:aws:s3:{r}:{a}:accesspoint/x"),
        Ask("s3:CreateAccessGrant", "*"),
    ))  # fmt: skip
    passed = Ask("iam:PassRole", _ANY_ROLE)
    copied = (Ask("s3:PutReplicationConfiguration", _BUCKET), Ask("s3:CreateJob", "*"))
    yield Step("files in buckets", "has them copied", (passed,), copied)


def _traffic() -> Iterator[Step]:
    yield Step("customers' traffic", "repoints a name", (), (
        Ask("route53:ChangeResourceRecordSets", _ZONE), Ask("cloudfront:UpdateDistribution", DISTRIBUTION),
    ))  # fmt: skip
    yield Step("customers' traffic", "changes what a load balancer does", (), (
        Ask("elasticloadbalancing:ModifyRule", LISTENER_RULE),
        Ask("elasticloadbalancing:CreateListener", _BALANCER),
    ))  # fmt: skip
    yield Step("customers' traffic", "mirrors it", (Ask("ec2:CreateTrafficMirrorSession", "*"),))
