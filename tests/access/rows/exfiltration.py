"""The ways out for bulk data, and the ways to more rights: rows of many roles."""

from __future__ import annotations

from tests.access.rows.arns import (
    AUTOMATED,
    BOUNDARY,
    COPIED,
    DATABASE_LOGS,
    DB,
    FUNCTION,
    POSTGRESQL_LOG,
    REQUESTS_LOG,
    ROLE,
    SECRET,
    SERVER,
    SNAPSHOT,
    TRAIL,
    VAULT,
    VISITORS_FILE,
)

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
# Logs that repeat customers' data, past the database.
REPEATED: tuple[tuple[str, str], ...] = (
    ("logs:GetLogEvents", POSTGRESQL_LOG),
    *((f"logs:{one}", group) for group in (DATABASE_LOGS, REQUESTS_LOG)
      for one in ("FilterLogEvents", "GetLogRecord", "PutMetricFilter", "StartLiveTail", "StartQuery")),
    ("s3:GetObject", VISITORS_FILE),
)  # fmt: skip
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
    ("iam:AcceptDelegationRequest", "arn:aws:iam::{a}:delegation-request/x"),
    ("iam:EnableOutboundWebIdentityFederation", "*"),
    ("iam:DisableOutboundWebIdentityFederation", "*"),
    ("iam:TagRole", ROLE + "developer"),
    ("iam:UntagRole", ROLE + "developer"),
    ("iam:RemoveRoleFromInstanceProfile", "arn:aws:iam::{a}:instance-profile/{p}x"),
    ("sts:TagSession", ROLE + "break-glass"),
    ("account:PutAlternateContact", "*"),
    ("secretsmanager:BatchGetSecretValue", "*"),
    ("secretsmanager:DeleteResourcePolicy", SECRET),
    ("ec2:GetPasswordData", SERVER),
    ("rds:ModifyDBCluster", "arn:aws:rds:{r}:{a}:cluster:{p}x"),
    ("lambda:AddPermission", FUNCTION),
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
