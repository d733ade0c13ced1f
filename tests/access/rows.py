"""What each role must be able to do and what it must not: the matrix, as rows of plain data.

In a resource `{p}` is the environment's prefix of names (`storefront-prod-`), `{e}` the environment, `{a}` the account,
`{r}` the region of the role or the one that serves, `{primary}`, `{replica}` the instances' resource ids, and
`{key-PURPOSE}` a key's ARN, `{secret-ROLE}` that of a database role's secret in the region. A regional role stands once
for all regions, by its name without the region.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

REGIONS = SERVING, STANDBY = "us-east-1", "us-west-2"

Context = Mapping[str, str | list[str]]
Call = tuple[str, str] | tuple[str, str, Context]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One call: who, which action on what, whether it must succeed, and what the request says of itself."""

    role: str
    action: str
    on: str
    may: bool
    context: Context = field(default_factory=dict[str, "str | list[str]"])
    region: str = ""
    """Of a role that stands in both regions, the one that is asked; empty: both."""


def _rows(role: str, calls: Sequence[Call], *, may: bool) -> list[Row]:
    return [
        Row(role=role, action=call[0], on=call[1], may=may, context=call[2] if len(call) == 3 else {})
        for call in calls
    ]


def may(role: str, *calls: Call) -> list[Row]:
    """Calls that must succeed."""
    return _rows(role, calls, may=True)


def in_region(region: str, rows: Sequence[Row]) -> list[Row]:
    """Rows for the role of one region alone."""
    return [replace(row, region=region) for row in rows]


def may_not(role: str, *calls: Call) -> list[Row]:
    """Calls that must be refused."""
    return _rows(role, calls, may=False)


DB, SNAPSHOT = "arn:aws:rds:{r}:{a}:db:{p}{r}-database-a", "arn:aws:rds:{r}:{a}:snapshot:{p}manual"
AUTOMATED = "arn:aws:rds:{r}:{a}:snapshot:rds:{p}{r}-database-a-2026-11-25"
COPIED = "arn:aws:rds:{r}:{a}:snapshot:awsbackup:job-1"
SECRET, MASTERS_SECRET, BIRTH_SECRET = "{secret-application}", "{secret-master}", "{secret-birth}"
OTHER_SECRET = "arn:aws:secretsmanager:{r}:{a}:secret:{p}{r}-origin-secret-AbCdEf"
HEARTBEAT = "arn:aws:secretsmanager:{r}:{a}:secret:storefront/{e}/database/heartbeat-AbCdEf"
TRUST = "arn:aws:ssm:{r}:{a}:parameter/storefront/{e}/database/trust"
COPY = "arn:aws:rds:{r}:{a}:db:drill-{p}20261128t030000"
RESTORED = "arn:aws:rds:{r}:{a}:db:awsbackup-restore-test-1"
POSTGRESQL_LOG = "arn:aws:logs:{r}:{a}:log-group:/aws/rds/instance/{p}{r}-database-a/postgresql:log-stream:x"
FLOWS = "arn:aws:logs:{r}:{a}:log-group:/{p}{r}-flow-logs:log-stream:x"
AUDIT_FILE = "arn:aws:s3:::{p}{r}-audit-{a}/AWSLogs/{a}/CloudTrail/x.json.gz"
MANIFEST = "arn:aws:ssm:{r}:{a}:parameter/storefront/{e}/manifest/database"
METRICS_PRIMARY, METRICS_REPLICA = (
    f"arn:aws:pi:{{r}}:{{a}}:metrics/rds/{{{part}}}" for part in ("primary", "replica")
)
ROLE, BOUNDARY = "arn:aws:iam::{a}:role/{p}", "arn:aws:iam::{a}:policy/boundary/{p}"
DEPLOYMENT = "arn:aws:iam::{a}:role/storefront-deployment"
FUNCTION = "arn:aws:lambda:{r}:{a}:function:{p}{r}-database-access"
FUNCTION_LOG = "arn:aws:logs:{r}:{a}:log-group:/aws/lambda/{p}{r}-database-access:log-stream:x"
SERVER = "arn:aws:ec2:{r}:{a}:instance/i-00000000000000001"
HOST: Context = {"ssm:resourceTag/Server": "operations-host", "ssm:SessionDocumentAccessCheck": "true"}
BRIDGE: Context = {"ssm:resourceTag/Server": "tableau-bridge", "ssm:SessionDocumentAccessCheck": "true"}
SHELL = "arn:aws:ssm:{r}:{a}:document/SSM-SessionManagerRunShell"
ORIGIN_SECRET = "arn:aws:secretsmanager:{r}:{a}:secret:{p}{r}-origin-secret-AbCdEf"
DOOR_RULE = "arn:aws:elasticloadbalancing:{r}:{a}:listener-rule/app/{p}{r}-edge/0123456789abcdef/0123456789abcdef/0123456789abcdef"
DISTRIBUTION = "arn:aws:cloudfront::{a}:distribution/E1234567890ABC"
TOKEN = "arn:aws:secretsmanager:{r}:{a}:secret:storefront/{e}/tableau-token-AbCdEf"
MARKETING = SECRET.replace("application", "marketing")
# As a server names it: the copy in its own region has the same name.
OWN_SECRET = "arn:aws:secretsmanager:{r}:{a}:secret:storefront/{e}/database/application-AbCdEf"
OWN_MARKETING = OWN_SECRET.replace("application", "marketing")
DELIVERIES, REPORTS = "arn:aws:s3:::{p}{r}-deliveries-{a}/", "arn:aws:s3:::{p}{r}-server-reports-{a}/"
TRAIL = "arn:aws:cloudtrail:{r}:{a}:trail/{p}{r}-trail"
VPC, ENDPOINT = "arn:aws:ec2:{r}:{a}:vpc/vpc-1", "arn:aws:ec2:{r}:{a}:vpc-endpoint/vpce-1"
VAULT = "arn:aws:backup:{r}:{a}:backup-vault:{p}{r}-vault"
STATE = "arn:aws:s3:::example-storefront-{e}-state/.pulumi/stacks/storefront/{e}.json"
STATE_KEY = "arn:aws:kms:us-east-1:{a}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TOKENS: Context = {"pi:Dimensions": ["db.sql_tokenized.statement"]}
VALUES: Context = {"pi:Dimensions": ["db.sql.statement"]}
ELSEWHERE: Context = {"aws:RequestedRegion": "eu-west-1"}


def login(resource_id: str, user: str) -> str:
    """A database user as IAM names it."""
    return f"arn:aws:rds-db:{{r}}:{{a}}:dbuser:{{{resource_id}}}/{user}"


def through(service: str, purpose: str, **more: str) -> Context:
    """A use of a key on a service's way."""
    context = {key.replace("__", ":"): value for key, value in more.items()}
    alias = f"alias/{{p}}{{r}}-{purpose}"
    return {"kms:ViaService": f"{service}.{{r}}.amazonaws.com", "kms:ResourceAliases": [alias], **context}


ANSWERS: Context = {"cloudwatch:namespace": "Storefront/Support"}
OTHER_METRICS: Context = {"cloudwatch:namespace": "Storefront/Store"}
INSIGHTS = {"kms:EncryptionContext:aws:pi:service": "rds"}

# The ways in which data leaves in bulk, and in which somebody could make one: closed to every person and pipeline.
EXPORTS: tuple[tuple[str, str], ...] = (
    ("rds:ModifyDBSnapshotAttribute", SNAPSHOT),
    ("rds:ModifyDBSnapshotAttribute", AUTOMATED),
    ("ec2:ModifySnapshotAttribute", "arn:aws:ec2:{r}::snapshot/snap-00000000000000001"),
    ("ec2:ModifyImageAttribute", "arn:aws:ec2:{r}::image/ami-00000000000000001"),
    ("rds:StartExportTask", "*"),
    ("logs:CreateExportTask", "arn:aws:logs:{r}:{a}:log-group:/aws/rds/instance/{p}{r}-database-a/postgresql"),
    ("ebs:GetSnapshotBlock", "arn:aws:ec2:{r}::snapshot/snap-00000000000000001"),
    ("rds:DownloadDBLogFilePortion", DB),
    ("backup:PutBackupVaultAccessPolicy", VAULT),
    ("backup:DeleteRecoveryPoint", "arn:aws:backup:{r}:{a}:recovery-point:1"),
    ("secretsmanager:GetSecretValue", SECRET),
    ("ssm:StartSession", SERVER),
    ("ssm:SendCommand", SERVER),
    ("cloudtrail:StopLogging", TRAIL),
    ("kms:ScheduleKeyDeletion", "{key-database}"),
)
# What only those do who may change rights, and copies and restores that make a database of one's own.
RISING: tuple[tuple[str, str], ...] = (
    ("iam:PutRolePolicy", ROLE + "developer"),
    ("iam:AttachRolePolicy", ROLE + "developer"),
    ("iam:UpdateAssumeRolePolicy", ROLE + "operator"),
    ("iam:CreateRole", ROLE + "new"),
    ("iam:DeleteRolePermissionsBoundary", ROLE + "developer"),
    ("iam:CreatePolicyVersion", BOUNDARY + "people"),
    ("iam:CreateAccessKey", "arn:aws:iam::{a}:user/somebody"),
    ("sts:AssumeRole", ROLE + "break-glass"),
    ("kms:PutKeyPolicy", "{key-database}"),
    ("lambda:UpdateFunctionCode", FUNCTION),
    ("ec2:ModifyInstanceAttribute", SERVER),
)
COPIES: tuple[tuple[str, str], ...] = (
    ("rds:CopyDBSnapshot", SNAPSHOT),
    ("rds:RestoreDBInstanceFromDBSnapshot", SNAPSHOT),
    ("rds:RestoreDBInstanceToPointInTime", DB),
    ("rds:CreateDBInstanceReadReplica", DB),
    ("rds:ModifyDBInstance", DB),
    ("rds:DeleteDBInstance", DB),
    ("backup:StartRestoreJob", COPIED),
    ("backup:StartCopyJob", "arn:aws:backup:{r}:{a}:recovery-point:1"),
)
PEOPLE = ("developer", "database-administrator", "analyst", "operator", "auditor")

ROWS: tuple[Row, ...] = (
    *(row for who in PEOPLE for row in may_not(who, *EXPORTS, *RISING)),
    *(row for who in ("developer", "database-administrator", "analyst", "auditor") for row in may_not(who, *COPIES)),
    *(row for who in ("developer", "database-administrator", "operator", "test-page")
      for row in (*may(who, ("cloudwatch:PutMetricData", "*", ANSWERS)),
                  *may_not(who, ("cloudwatch:PutMetricData", "*", OTHER_METRICS)))),
    *may_not("analyst", ("cloudwatch:PutMetricData", "*", ANSWERS)),
    *may_not("test-page", ("cloudwatch:SetAlarmState", "*"), ("sns:Publish", "arn:aws:sns:{r}:{a}:{p}{r}-on-call")),
    *may(
        "developer",
        ("cloudwatch:GetMetricData", "*"),
        ("rds:DescribeDBInstances", DB),
        ("ssm:GetParameter", MANIFEST),
        ("logs:GetLogEvents", FLOWS),
        ("pi:GetResourceMetrics", METRICS_PRIMARY, TOKENS),
        ("kms:Decrypt", "{key-database}", through("rds", "database", kms__EncryptionContext__aws__pi__service="rds")),
        ("rds-db:connect", login("replica", "developer")),
    ),
    *may_not(
        "developer",
        ("logs:GetLogEvents", POSTGRESQL_LOG),
        ("pi:GetResourceMetrics", METRICS_PRIMARY, VALUES),
        ("kms:Decrypt", "{key-database}", through("rds", "database")),
        ("kms:Decrypt", "{key-secrets}", through("secretsmanager", "secrets")),
        ("rds-db:connect", login("primary", "developer")),
        ("rds-db:connect", login("replica", "storefront_master")),
        ("rds-db:connect", login("replica", "analyst")),
        ("rds:CreateDBSnapshot", DB),
        ("s3:GetObject", AUDIT_FILE),
        ("rds:DescribeDBInstances", DB, ELSEWHERE),
        ("lambda:InvokeFunction", FUNCTION),
    ),
    *may(
        "database-administrator",
        ("rds:RebootDBInstance", DB),
        ("rds:ApplyPendingMaintenanceAction", DB),
        ("rds:CreateDBSnapshot", SNAPSHOT),
        ("logs:FilterLogEvents", POSTGRESQL_LOG.partition(":log-stream")[0]),
        ("pi:DescribeDimensionKeys", METRICS_REPLICA, VALUES),
        ("rds-db:connect", login("primary", "developer")),
    ),
    *may_not(
        "database-administrator",
        ("rds-db:connect", login("primary", "storefront_master")),
        ("rds-db:connect", login("replica", "analyst")),
        ("kms:Decrypt", "{key-database}", through("rds", "database")),
        ("secretsmanager:PutSecretValue", SECRET),
        ("s3:GetObject", AUDIT_FILE),
    ),
    *may("analyst", ("rds:DescribeDBInstances", DB), ("rds-db:connect", login("replica", "analyst"))),
    *may_not(
        "analyst",
        ("rds-db:connect", login("primary", "analyst")),
        ("rds-db:connect", login("replica", "developer")),
        ("logs:GetLogEvents", FLOWS),
        ("pi:GetResourceMetrics", METRICS_REPLICA, TOKENS),
    ),
    *may(
        "operator",
        ("rds:RestoreDBInstanceToPointInTime", COPY),
        ("rds:DeleteDBInstance", COPY),
        ("lambda:InvokeFunction", "arn:aws:lambda:{r}:{a}:function:{p}{r}-verification"),
        ("ssm:GetParameter", TRUST),
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "Storefront/Drills"}),
        ("rds:PromoteReadReplica", DB),
        ("rds:RebootDBInstance", DB),
        ("rds:ModifyDBInstance", DB),
        ("rds:RestoreDBInstanceToPointInTime", DB),
        ("rds:RestoreDBInstanceFromDBSnapshot", COPIED),
        ("rds:CreateDBInstanceReadReplica", DB),
        ("backup:StartRestoreJob", COPIED),
        ("iam:PassRole", ROLE + "us-west-2-restore-test", {"iam:PassedToService": "backup.amazonaws.com"}),
        ("autoscaling:SetDesiredCapacity", "arn:aws:autoscaling:{r}:{a}:autoScalingGroup:1:autoScalingGroupName/{p}{r}-x"),
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1"),
        ("route53:UpdateHealthCheck", "arn:aws:route53:::healthcheck/1"),
        ("elasticloadbalancing:ModifyRule", "arn:aws:elasticloadbalancing:{r}:{a}:listener-rule/app/{p}{r}-edge/1/2/3"),
        ("rds:AddTagsToResource", DB),
        ("backup:ListRecoveryPointsByBackupVault", VAULT),
        ("dynamodb:PutItem", "arn:aws:dynamodb:{r}:{a}:table/{p}{r}-journal"),
        ("secretsmanager:DescribeSecret", SECRET),
        ("lambda:InvokeFunction", FUNCTION),
        ("ssm:GetParameter", MANIFEST),
        ("ssm:StartSession", SERVER, HOST),
        ("ssm:StartSession", SHELL),
        ("kms:GenerateDataKey", "{key-sessions}", {"kms:ResourceAliases": ["alias/{p}{r}-sessions"]}),
        ("ec2:CreateVpcEndpoint", ENDPOINT, {"ec2:VpceServiceName": "com.amazonaws.{r}.secretsmanager"}),
        ("ec2:CreateVpcEndpoint", VPC, {"aws:ResourceTag/environment": "{e}"}),
        ("ec2:CreateTags", ENDPOINT, {"ec2:CreateAction": "CreateVpcEndpoint"}),
        ("route53:AssociateVPCWithHostedZone", "arn:aws:route53:::hostedzone/Z1"),
    ),
    *may_not(
        "operator",
        ("ec2:CreateVpcEndpoint", ENDPOINT, {"ec2:VpceServiceName": "com.amazonaws.vpce.{r}.vpce-svc-1"}),
        ("ec2:CreateVpcEndpoint", VPC, {"aws:ResourceTag/environment": "another"}),
        ("ec2:CreateTags", ENDPOINT),
        ("ec2:ModifyVpcEndpoint", ENDPOINT),
        ("secretsmanager:GetSecretValue", ORIGIN_SECRET),
        ("secretsmanager:PutSecretValue", ORIGIN_SECRET),
        ("ssm:StartSession", SERVER, BRIDGE),
        ("ssm:StartSession", SERVER, {**HOST, "ssm:SessionDocumentAccessCheck": "false"}),
        ("ssm:StartSession", "arn:aws:ssm:{r}:{a}:document/of-ones-own"),
        ("ssm:SendCommand", SERVER, {"ssm:resourceTag/Server": "operations-host"}),
        ("kms:Decrypt", "{key-sessions}", {"kms:ResourceAliases": ["alias/{p}{r}-sessions"]}),
        ("rds:DeleteDBInstance", DB),
        ("rds:CopyDBSnapshot", SNAPSHOT),
        ("rds-db:connect", login("primary", "developer")),
        ("rds:ModifyDBInstance", "arn:aws:rds:{r}:{a}:db:another"),
        ("elasticloadbalancing:ModifyRule", "arn:aws:elasticloadbalancing:{r}:{a}:listener-rule/app/another/1/2/3"),
        ("elasticloadbalancing:CreateRule", "arn:aws:elasticloadbalancing:{r}:{a}:listener/app/{p}{r}-edge/1/2"),
        ("iam:PassRole", ROLE + "us-west-2-restore-test", {"iam:PassedToService": "lambda.amazonaws.com"}),
        ("iam:PassRole", ROLE + "break-glass", {"iam:PassedToService": "backup.amazonaws.com"}),
        ("dynamodb:Scan", "arn:aws:dynamodb:{r}:{a}:table/{p}{r}-journal"),
        ("secretsmanager:PutSecretValue", SECRET),
        ("logs:GetLogEvents", POSTGRESQL_LOG),
    ),
    *may(
        "auditor",
        ("cloudtrail:LookupEvents", "*"),
        ("s3:GetObject", AUDIT_FILE),
        ("kms:Decrypt", "{key-audit}", through("s3", "audit")),
        ("iam:GetRole", ROLE + "developer"),
        ("rds:DescribeDBInstances", DB),
    ),
    *may_not(
        "auditor",
        ("kms:Decrypt", "{key-storage}", through("s3", "storage")),
        ("kms:Decrypt", "{key-audit}"),
        ("s3:PutObject", AUDIT_FILE),
        ("s3:DeleteObjectVersion", AUDIT_FILE),
        ("logs:GetLogEvents", POSTGRESQL_LOG),
        ("rds-db:connect", login("replica", "analyst")),
    ),
    *may(
        "break-glass",
        ("rds:DeleteDBInstance", DB),
        ("ec2:RunInstances", SERVER),
        ("iam:PutRolePolicy", ROLE + "developer", {"iam:PermissionsBoundary": BOUNDARY + "people"}),
        ("secretsmanager:GetSecretValue", SECRET),
        ("secretsmanager:PutSecretValue", SECRET),
        ("ssm:StartSession", SERVER),
    ),
    *may_not(
        "break-glass",
        ("secretsmanager:GetSecretValue", BIRTH_SECRET),
        ("cloudtrail:StopLogging", TRAIL),
        ("cloudtrail:DeleteTrail", TRAIL),
        ("backup:DeleteBackupVaultLockConfiguration", VAULT),
        ("backup:DeleteRecoveryPoint", "arn:aws:backup:{r}:{a}:recovery-point:1"),
        ("kms:ScheduleKeyDeletion", "{key-database}"),
        ("rds:ModifyDBSnapshotAttribute", SNAPSHOT),
        ("iam:CreateRole", ROLE + "new"),
        ("iam:PutRolePolicy", ROLE + "developer"),
        ("iam:DeleteRolePermissionsBoundary", ROLE + "break-glass"),
        ("iam:UpdateAssumeRolePolicy", ROLE + "break-glass"),
        ("iam:CreatePolicyVersion", BOUNDARY + "emergency"),
        ("iam:CreateUser", "arn:aws:iam::{a}:user/somebody"),
        ("events:DeleteRule", "arn:aws:events:{r}:{a}:rule/{p}{r}-tripwire-emergency"),
        ("s3:BypassGovernanceRetention", AUDIT_FILE),
        ("ec2:RunInstances", SERVER, ELSEWHERE),
    ),
    *may(
        "deployment",
        ("sts:AssumeRole", DEPLOYMENT),
        ("s3:PutObject", STATE),
        ("kms:Decrypt", STATE_KEY),
    ),
    *may_not("deployment", *EXPORTS, *RISING, *COPIES, ("s3:GetObject", AUDIT_FILE), ("rds:DescribeDBInstances", DB)),
    *may(
        "preview",
        ("s3:GetObject", STATE),
        ("kms:Decrypt", STATE_KEY),
        ("rds:DescribeDBInstances", DB),
        ("iam:GetRole", ROLE + "developer"),
        ("ssm:GetParameter", MANIFEST),
        ("sts:AssumeRole", ROLE + "preview"),
    ),
    *may_not(
        "preview",
        *EXPORTS,
        *RISING,
        *COPIES,
        ("s3:PutObject", STATE),
        ("sts:AssumeRole", DEPLOYMENT),
        ("s3:GetObject", AUDIT_FILE),
        ("logs:GetLogEvents", FLOWS),
        ("rds-db:connect", login("replica", "developer")),
    ),
    # The role that the program's provider takes: an administrator's rights under the boundary for pipelines.
    *may(
        "storefront-deployment",
        ("rds:CreateDBInstance", DB),
        ("ec2:RunInstances", SERVER),
        ("kms:PutKeyPolicy", "{key-database}"),
        ("iam:CreateRole", ROLE + "new", {"iam:PermissionsBoundary": BOUNDARY + "machines"}),
        ("iam:PutRolePolicy", ROLE + "developer", {"iam:PermissionsBoundary": BOUNDARY + "people"}),
        ("iam:CreatePolicy", BOUNDARY + "new"),
        ("kms:CreateGrant", "{key-database}", {"kms:GrantIsForAWSResource": "true"}),
        ("secretsmanager:GetSecretValue", BIRTH_SECRET),
        ("secretsmanager:PutSecretValue", BIRTH_SECRET),
        # It renews the origin's secret.
        ("secretsmanager:GetSecretValue", ORIGIN_SECRET),
        ("secretsmanager:PutSecretValue", ORIGIN_SECRET),
        ("secretsmanager:UpdateSecretVersionStage", ORIGIN_SECRET),
        ("elasticloadbalancing:ModifyRule", DOOR_RULE),
        ("cloudfront:UpdateDistribution", DISTRIBUTION),
    ),
    *may_not(
        "storefront-deployment",
        *EXPORTS,
        ("secretsmanager:GetSecretValue", MASTERS_SECRET),
        ("secretsmanager:PutSecretValue", SECRET),
        ("iam:CreateRole", ROLE + "new"),
        ("iam:CreateRole", ROLE + "new", {"iam:PermissionsBoundary": "arn:aws:iam::{a}:policy/of-ones-own"}),
        ("iam:PutRolePolicy", ROLE + "developer"),
        ("iam:DeleteRolePermissionsBoundary", ROLE + "developer"),
        ("iam:CreatePolicyVersion", BOUNDARY + "machines"),
        ("iam:SetDefaultPolicyVersion", BOUNDARY + "pipelines"),
        ("iam:PutRolePolicy", DEPLOYMENT, {"iam:PermissionsBoundary": BOUNDARY + "pipelines"}),
        ("iam:UpdateAssumeRolePolicy", DEPLOYMENT),
        ("iam:UpdateAssumeRolePolicy", ROLE + "break-glass"),
        ("iam:CreateAccessKey", "arn:aws:iam::{a}:user/somebody"),
        ("sts:AssumeRole", ROLE + "break-glass"),
        ("sts:AssumeRole", ROLE + "developer"),
        ("kms:CreateGrant", "{key-database}", {"kms:GrantIsForAWSResource": "false"}),
        ("ec2:RunInstances", SERVER, ELSEWHERE),
    ),
    *may(
        "database-access",
        ("secretsmanager:GetSecretValue", SECRET),
        ("secretsmanager:GetSecretValue", MASTERS_SECRET),
        ("secretsmanager:PutSecretValue", SECRET),
        ("secretsmanager:StopReplicationToReplica", SECRET),
        ("secretsmanager:UpdateSecretVersionStage", SECRET),
        ("secretsmanager:RotateSecret", SECRET),
        ("secretsmanager:GetRandomPassword", "*"),
        ("kms:Decrypt", "{key-secrets}", through("secretsmanager", "secrets")),
        ("kms:GenerateDataKey", "{key-secrets}", through("secretsmanager", "secrets")),
        ("lambda:InvokeFunction", FUNCTION),
        ("ssm:GetParameter", TRUST),
        ("logs:PutLogEvents", FUNCTION_LOG),
        ("ec2:CreateNetworkInterface", "*"),
    ),
    *in_region(SERVING, may("database-access", ("secretsmanager:GetSecretValue", BIRTH_SECRET))),
    *in_region(STANDBY, may_not("database-access", ("secretsmanager:GetSecretValue", BIRTH_SECRET))),
    *may_not(
        "database-access",
        ("secretsmanager:PutSecretValue", BIRTH_SECRET),
        ("secretsmanager:GetSecretValue", OTHER_SECRET),
        ("secretsmanager:PutResourcePolicy", SECRET),
        ("secretsmanager:DeleteSecret", SECRET),
        ("kms:Decrypt", "{key-secrets}"),
        ("kms:Decrypt", "{key-database}", through("rds", "database")),
        ("ssm:GetParameter", MANIFEST),
        ("ssm:PutParameter", TRUST),
        ("logs:PutLogEvents", FLOWS),
        ("ec2:CreateNetworkInterface", "*", {"lambda:SourceFunctionArn": FUNCTION}),
        ("rds-db:connect", login("primary", "storefront_master")),
        *(call for call in EXPORTS if call[1] != SECRET),
        *RISING,
        *COPIES,
    ),
    *may("flow-logs", ("logs:PutLogEvents", FLOWS)),
    *may_not("flow-logs", ("logs:PutLogEvents", POSTGRESQL_LOG), ("logs:GetLogEvents", FLOWS), *EXPORTS, *RISING),
    *may("trail", ("logs:PutLogEvents", "arn:aws:logs:{r}:{a}:log-group:/{p}{r}-trail:log-stream:{a}_CloudTrail_{r}")),
    *may_not("trail", ("logs:PutLogEvents", FLOWS), ("s3:GetObject", AUDIT_FILE), *EXPORTS, *RISING),
    *may("database-monitoring", ("logs:PutLogEvents", "arn:aws:logs:{r}:{a}:log-group:RDSOSMetrics:log-stream:{primary}")),
    *may_not("database-monitoring", ("logs:PutLogEvents", FLOWS), ("rds-db:connect", login("primary", "developer")), *EXPORTS, *RISING),
    *may("backup", ("rds:CreateDBSnapshot", COPIED), ("rds:CopyDBSnapshot", COPIED), ("backup:CopyIntoBackupVault", VAULT)),
    *may_not(
        "backup",
        ("rds:ModifyDBSnapshotAttribute", COPIED),
        ("rds:StartExportTask", "*"),
        ("secretsmanager:GetSecretValue", SECRET),
        ("cloudtrail:StopLogging", TRAIL),
        *RISING,
    ),
    *may(
        "restore-test",
        ("rds:RestoreDBInstanceFromDBSnapshot", COPIED),
        ("rds:DeleteDBInstance", "arn:aws:rds:{r}:{a}:db:awsbackup-restore-test-1"),
    ),
    # Servers: each reads its own deliveries and its own secret, and writes its own records.
    *may(
        "application",
        ("s3:GetObject", DELIVERIES + "bundles/x.tar.gz"),
        ("s3:GetObject", DELIVERIES + "application/x.tar.gz"),
        ("secretsmanager:GetSecretValue", OWN_SECRET),
        ("kms:Decrypt", "{key-secrets}", through("secretsmanager", "secrets")),
        ("logs:PutLogEvents", "arn:aws:logs:{r}:{a}:log-group:/{p}{r}-servers/application/audit:log-stream:x"),
        ("ssmmessages:OpenDataChannel", "*"),
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "storefront"}),
    ),
    *may_not(
        "application",
        ("secretsmanager:GetSecretValue", MARKETING),
        ("secretsmanager:GetSecretValue", TOKEN),
        ("secretsmanager:PutSecretValue", SECRET),
        ("kms:Decrypt", "{key-secrets}"),
        ("s3:PutObject", DELIVERIES + "bundles/x.tar.gz"),
        ("s3:GetObject", DELIVERIES + "tableau-bridge/x.deb"),
        ("s3:GetObject", AUDIT_FILE),
        ("logs:PutLogEvents", FLOWS),
        ("ssm:GetParameter", MANIFEST),
        ("ssm:SendCommand", SERVER),
        ("rds-db:connect", login("primary", "storefront_master")),
        *(row for row in (*EXPORTS, *RISING) if row[0] != "secretsmanager:GetSecretValue"),
    ),
    *may(
        "tableau-bridge",
        ("secretsmanager:GetSecretValue", OWN_MARKETING),
        ("secretsmanager:GetSecretValue", TOKEN),
        ("s3:GetObject", DELIVERIES + "tableau-bridge/x.deb"),
    ),
    *may_not(
        "tableau-bridge",
        ("secretsmanager:GetSecretValue", SECRET.replace("application", "management")),
        ("s3:GetObject", DELIVERIES + "application/x.tar.gz"),
        ("s3:PutObject", DELIVERIES + "bundles/x.tar.gz"),
        *EXPORTS,
        *RISING,
    ),
    *may(
        "operations-host",
        ("s3:GetObject", DELIVERIES + "storefront-cli/x.tar.gz"),
        ("ssm:GetParameter", MANIFEST),
        ("logs:PutLogEvents", "arn:aws:logs:{r}:{a}:log-group:/{p}{r}-sessions:log-stream:x"),
    ),
    *may_not(
        "operations-host",
        ("rds:DescribeDBInstances", DB),
        ("lambda:InvokeFunction", FUNCTION),
        ("sts:AssumeRole", ROLE + "operator"),
        *COPIES,
        *EXPORTS,
        *RISING,
    ),
    *may("image-build", ("s3:GetObject", DELIVERIES + "bundles/x.tar.gz"), ("s3:PutObject", REPORTS + "images/x.log")),
    *may_not("image-build", ("secretsmanager:GetSecretValue", TOKEN), ("s3:PutObject", DELIVERIES + "bundles/x.tar.gz"), *EXPORTS, *RISING),
    # AWS's own documents have no account in their ARNs, which the evaluator's tables do not know.
    *may("patches", ("ssm:SendCommand", SERVER, {"aws:ResourceTag/Server": "tableau-bridge"})),
    *may_not(
        "patches",
        ("ssm:SendCommand", SERVER, {"aws:ResourceTag/Server": "application"}),
        ("ssm:SendCommand", "arn:aws:ssm:{r}:{a}:document/of-ones-own"),
        *EXPORTS,
        *RISING,
    ),
    *may_not("restore-test", ("rds:ModifyDBInstance", DB), ("rds-db:connect", login("primary", "developer")), *EXPORTS, *RISING),
    *may(
        "heartbeat",
        ("secretsmanager:GetSecretValue", HEARTBEAT),
        ("kms:Decrypt", "{key-secrets}", through("secretsmanager", "secrets")),
        ("ssm:GetParameter", TRUST),
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "Storefront/Database"}),
    ),
    *may_not(
        "heartbeat",
        ("secretsmanager:PutSecretValue", HEARTBEAT),
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "AWS/RDS"}),
        ("rds-db:connect", login("primary", "storefront_master")),
        ("ssm:GetParameter", MANIFEST),
        *EXPORTS,
        *RISING,
    ),
    *may("verification", ("rds-db:connect", "arn:aws:rds-db:{r}:{a}:dbuser:db-ACOPY/verification")),
    *may_not(
        "verification",
        ("rds-db:connect", login("primary", "developer")),
        ("rds-db:connect", login("replica", "storefront_master")),
        ("kms:Decrypt", "{key-secrets}", through("secretsmanager", "secrets")),
        ("rds:DescribeDBInstances", DB),
        *EXPORTS,
        *RISING,
    ),
    *may(
        "restore-validation",
        ("backup:PutRestoreValidationResult", "*", {"aws:RequestedRegion": "us-west-2"}),
        ("rds:DescribeDBInstances", RESTORED),
        ("lambda:InvokeFunction", "arn:aws:lambda:{r}:{a}:function:{p}{r}-verification"),
        ("sns:Publish", "arn:aws:sns:{r}:{a}:{p}{r}-operations"),
    ),
    *may_not(
        "restore-validation",
        ("backup:PutRestoreValidationResult", "*", {"aws:RequestedRegion": "us-east-1"}),
        ("rds:DescribeDBInstances", DB),
        ("rds:DeleteDBInstance", RESTORED),
        ("rds-db:connect", login("primary", "verification")),
        ("lambda:InvokeFunction", FUNCTION),
        *EXPORTS,
        *RISING,
    ),
    *may(
        "visitors",
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "Storefront/Visitors"}),
        ("logs:PutLogEvents", "arn:aws:logs:{r}:{a}:log-group:/aws/lambda/{p}{r}-visitors:log-stream:x"),
    ),
    *may_not(
        "visitors",
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "AWS/RDS"}),
        ("logs:PutLogEvents", FLOWS),
        ("rds-db:connect", login("replica", "monitoring_a")),
        ("ec2:CreateNetworkInterface", "*"),
        ("lambda:InvokeFunction", FUNCTION),
        *EXPORTS,
        *RISING,
    ),
    *may("drill-reminder", ("ssm:CreateOpsItem", "*", {"aws:RequestedRegion": "us-west-2"})),
    *may_not(
        "drill-reminder",
        ("ssm:CreateOpsItem", "*", {"aws:RequestedRegion": "us-east-1"}),
        ("ssm:UpdateOpsItem", "*", {"aws:RequestedRegion": "us-west-2"}),
        *EXPORTS,
        *RISING,
    ),
    *may(
        "database-reading",
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:{r}:{a}:secret:storefront/{e}/database/monitoring-AbCdEf"),
        ("kms:Decrypt", "{key-secrets}", through("secretsmanager", "secrets")),
        ("ssm:GetParameter", "arn:aws:ssm:{r}:{a}:parameter/storefront/{e}/database/trust"),
        ("logs:PutLogEvents", "arn:aws:logs:{r}:{a}:log-group:/aws/lambda/{p}{r}-database-reading:log-stream:x"),
    ),
    *may_not(
        "database-reading",
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:{r}:{a}:secret:storefront/{e}/database/master-AbCdEf"),
        ("secretsmanager:PutSecretValue", "arn:aws:secretsmanager:{r}:{a}:secret:storefront/{e}/database/monitoring-AbCdEf"),
        ("s3:PutObject", "arn:aws:s3:::{p}{r}-tuning-reports-{a}/tuning/x"),
        ("ssm:CreateOpsItem", "*", {"aws:RequestTag/environment": "{e}"}),
        ("lambda:InvokeFunction", FUNCTION),
        *EXPORTS,
        *RISING,
    ),
    *may(
        "database-tuning",
        ("lambda:InvokeFunction", "arn:aws:lambda:{r}:{a}:function:{p}{r}-database-reading"),
        ("ssm:GetParameter", MANIFEST),
        ("pi:DescribeDimensionKeys", METRICS_PRIMARY, TOKENS),
        ("kms:Decrypt", "{key-database}", through("rds", "database", kms__EncryptionContext__aws__pi__service="rds")),
        ("s3:PutObject", "arn:aws:s3:::{p}{r}-tuning-reports-{a}/tuning/prod/report.json"),
        ("s3:GetObject", "arn:aws:s3:::{p}{r}-tuning-reports-{a}/tuning/prod/report.json"),
        ("ssm:CreateOpsItem", "*", {"aws:RequestTag/environment": "{e}"}),
    ),
    *may_not(
        "database-tuning",
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:{r}:{a}:secret:storefront/{e}/database/monitoring-AbCdEf"),
        ("pi:DescribeDimensionKeys", METRICS_PRIMARY, VALUES),
        ("pi:DescribeDimensionKeys", METRICS_REPLICA, TOKENS),
        ("kms:Decrypt", "{key-database}", through("rds", "database")),
        ("s3:PutObject", AUDIT_FILE),
        ("s3:DeleteObject", "arn:aws:s3:::{p}{r}-tuning-reports-{a}/tuning/prod/report.json"),
        ("ssm:CreateOpsItem", "*", {"aws:RequestTag/environment": "another"}),
        ("lambda:InvokeFunction", FUNCTION),
        ("rds-db:connect", login("primary", "monitoring_a")),
        *EXPORTS,
        *RISING,
    ),
    *may("database-tuning-schedule", ("lambda:InvokeFunction", "arn:aws:lambda:{r}:{a}:function:{p}{r}-database-tuning")),
    *may_not(
        "database-tuning-schedule",
        ("lambda:InvokeFunction", FUNCTION),
        ("lambda:InvokeFunction", "arn:aws:lambda:{r}:{a}:function:{p}{r}-database-reading"),
        *EXPORTS,
        *RISING,
    ),
    *may("visitors-schedule", ("lambda:InvokeFunction", "arn:aws:lambda:{r}:{a}:function:{p}{r}-visitors")),
    *may_not(
        "visitors-schedule",
        ("lambda:InvokeFunction", FUNCTION),
        ("cloudwatch:PutMetricData", "*", {"cloudwatch:namespace": "Storefront/Visitors"}),
        *EXPORTS,
        *RISING,
    ),
)  # fmt: skip

_NAME: Context = {"sts:SourceIdentity": "somebody"}
_FACTOR: Context = {**_NAME, "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "60"}
_ISSUER = "token.actions.githubusercontent.com"


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Somebody who takes a role, or is not let in: whom the request comes from, how, and what it says of itself."""

    role: str
    who: str
    may: bool
    context: Context
    action: str = "sts:AssumeRole"


PERSON, EMERGENCY = "arn:aws:iam::222233334444:user/somebody", "arn:aws:iam::222233334444:user/emergency-1"
JOB = f"arn:aws:iam::{{a}}:oidc-provider/{_ISSUER}"


def _job(subject: str, audience: str = "sts.amazonaws.com") -> Context:
    return {f"{_ISSUER}:sub": subject, f"{_ISSUER}:aud": audience}


TAKINGS: tuple[Taking, ...] = (
    *(
        Taking(role=role, who=PERSON, may=allowed, context=context)
        for role in PEOPLE
        for allowed, context in (
            (True, _FACTOR),
            (False, _NAME),
            (False, {**_FACTOR, "aws:MultiFactorAuthAge": "7200"}),
            (False, {key: value for key, value in _FACTOR.items() if key != "sts:SourceIdentity"}),
        )
    ),
    Taking(role="break-glass", who=EMERGENCY, may=True, context=_FACTOR),
    Taking(role="break-glass", who=EMERGENCY, may=False, context=_NAME),
    Taking(role="break-glass", who=EMERGENCY, may=False, context={**_FACTOR, **ELSEWHERE}),
    Taking(role="break-glass", who=PERSON, may=False, context=_FACTOR),
    *(
        Taking(role=role, who=JOB, may=allowed, context=context, action="sts:AssumeRoleWithWebIdentity")
        for role, allowed, context in (
            ("deployment", True, _job("repo:example/storefront:environment:prod")),
            ("deployment", False, _job("repo:example/storefront:environment:staging")),
            ("deployment", False, _job("repo:example/storefront:pull_request")),
            ("deployment", False, _job("repo:example/storefront:ref:refs/heads/main")),
            ("deployment", False, _job("repo:stranger/storefront:environment:prod")),
            ("deployment", False, _job("repo:example/storefront:environment:prod", "another")),
            ("preview", True, _job("repo:example/storefront:pull_request")),
            ("preview", False, _job("repo:example/storefront:environment:prod")),
            ("preview", False, _job("repo:stranger/storefront:pull_request")),
        )
    ),
)
