"""How somebody with a role could try to take customers' data out in bulk through AWS's API, and what prevents it.

Each is tried for every role in `tests/access`; the page docs/access.md shows what IAM answers.
"""

from dataclasses import dataclass

TEST = "tests/access/test_matrix.py::test_iam_answers_each_row_as_it_must"


@dataclass(frozen=True)
class ApiPath:
    """One exfiltration path: what somebody would try, the calls that it takes, and what prevents them."""

    attempt: str
    calls: tuple[str, ...]
    prevented: str


API_PATHS = (
    ApiPath("sharing a snapshot or an image with another account",
         ("rds:ModifyDBSnapshotAttribute", "ec2:ModifySnapshotAttribute", "ec2:ModifyImageAttribute"),
         "every boundary denies it, the break-glass role's too; a tripwire reports it; regions share with nobody"),
    ApiPath("an export task to a bucket", ("rds:StartExportTask", "logs:CreateExportTask"),
         "the boundaries of people, pipelines and machines deny it; a tripwire reports it"),
    ApiPath("reading a snapshot's blocks", ("ebs:GetSnapshotBlock",), "the boundaries deny it"),
    ApiPath("copying a snapshot or a backup", ("rds:CopyDBSnapshot", "backup:StartCopyJob"),
         "no person has it; the vault's policy refuses other accounts, and copies stay under our key"),
    ApiPath("restoring into a database of one's own",
         ("rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime", "backup:StartRestoreJob",
          "rds:CreateDBInstanceReadReplica"),
         "operators alone have it, on the environment's names; they have no login, and no route into the network"),
    ApiPath("setting the master's password and logging in", ("rds:ModifyDBInstance",),
         "operators need the call and AWS has no condition for the password: a tripwire reports it at once, "
         "and only servers reach the database"),
    ApiPath("downloading the database's log, which repeats values", ("rds:DownloadDBLogFilePortion",),
         "every boundary but the break-glass role's denies it"),
    ApiPath("reading the database's log in CloudWatch",
         ("logs:GetLogEvents", "logs:FilterLogEvents", "logs:GetLogRecord", "logs:StartLiveTail",
          "logs:StartQuery", "logs:PutMetricFilter"),
         "of the roles that people take, the database administrator's alone is allowed it, and break-glass; "
         "the boundaries of the others, of pipelines and of machines deny it"),
    ApiPath("collecting what visitors ask the store for",
         ("logs:FilterLogEvents", "logs:StartQuery", "s3:GetObject"),
         "operators alone read the access log and the firewall's, and nobody but the break-glass role CloudFront's "
         "files; developers have the store's own log, into which the application must write no customers' data"),
    ApiPath("passing for CloudFront by the value of its header",
         ("elasticloadbalancing:DescribeRules", "secretsmanager:GetSecretValue"),
         "the boundary of people denies both to all but operators, who read the load balancer's rules"),
    ApiPath("reading a password", ("secretsmanager:GetSecretValue",),
         "the boundaries of people and pipelines deny it; pipelines read the two that the provider wrote: the "
         "origin's, and the bootstrap's, which logs in nowhere"),
    ApiPath("entering a server that may read one", ("ssm:StartSession", "ssm:SendCommand"),
         "the boundaries deny it; a tripwire reports an attempt"),
    ApiPath("changing code or a server that may", ("lambda:UpdateFunctionCode", "ec2:ModifyInstanceAttribute"),
         "the boundary of people denies it; a pipeline's change is reviewed and approved before it runs"),
    ApiPath("giving oneself the right",
         ("iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:CreatePolicyVersion",
          "iam:DeleteRolePermissionsBoundary", "iam:CreateRole", "iam:CreateAccessKey"),
         "people change no rights; pipelines only under boundaries, which they cannot change"),
    ApiPath("opening a key or a vault to others", ("kms:PutKeyPolicy", "backup:PutBackupVaultAccessPolicy"),
         "the boundary of people denies it; guardrails evaluate the policies that a pipeline sets"),
)  # fmt: skip
