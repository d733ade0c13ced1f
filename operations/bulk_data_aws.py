"""The ways in which customers' data could leave in bulk through AWS's own calls, and how each is closed.

Each is tried for every role in `tests/access`; the page docs/access.md shows what IAM answers.
"""

from dataclasses import dataclass

PROOF = "tests/access/test_matrix.py::test_iam_answers_each_row_as_it_must"


@dataclass(frozen=True)
class Call:
    """One way out: what somebody would do, the calls that it takes, and how they are closed."""

    way: str
    calls: tuple[str, ...]
    closed: str


AWS_WAYS = (
    Call("sharing a snapshot or an image with another account",
         ("rds:ModifyDBSnapshotAttribute", "ec2:ModifySnapshotAttribute", "ec2:ModifyImageAttribute"),
         "every boundary refuses it, the emergency's too; a tripwire tells of it; regions share with nobody"),
    Call("an export task to a bucket", ("rds:StartExportTask", "logs:CreateExportTask"),
         "the boundaries of people, pipelines and machines refuse it; a tripwire tells of it"),
    Call("reading a snapshot's blocks", ("ebs:GetSnapshotBlock",), "the boundaries refuse it"),
    Call("copying a snapshot or a backup", ("rds:CopyDBSnapshot", "backup:StartCopyJob"),
         "no person has it; the vault's policy refuses other accounts, and copies stay under our key"),
    Call("restoring into a database of one's own",
         ("rds:RestoreDBInstanceFromDBSnapshot", "rds:RestoreDBInstanceToPointInTime", "backup:StartRestoreJob",
          "rds:CreateDBInstanceReadReplica"),
         "operators alone have it, on the environment's names; they have no login, and no way into the network"),
    Call("setting the master's password and logging in", ("rds:ModifyDBInstance",),
         "operators need the call and AWS has no condition for the password: a tripwire tells of it at once, "
         "and only servers reach the database"),
    Call("downloading the database's log, which repeats values", ("rds:DownloadDBLogFilePortion",),
         "every boundary but the emergency's refuses it"),
    Call("reading the database's log in CloudWatch", ("logs:GetLogEvents",),
         "developers have the groups that repeat no values; the database's own is the administrators'"),
    Call("reading a password", ("secretsmanager:GetSecretValue",),
         "the boundaries of people and pipelines refuse it"),
    Call("entering a server that may read one", ("ssm:StartSession", "ssm:SendCommand"),
         "the boundaries refuse it; a tripwire tells of an attempt"),
    Call("changing code or a server that may", ("lambda:UpdateFunctionCode", "ec2:ModifyInstanceAttribute"),
         "the boundary of people refuses it; a pipeline's change is reviewed and approved before it runs"),
    Call("giving oneself the right",
         ("iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:CreatePolicyVersion",
          "iam:DeleteRolePermissionsBoundary", "iam:CreateRole", "iam:CreateAccessKey"),
         "people change no rights; pipelines only under boundaries, which they cannot change"),
    Call("opening a key or a vault to others", ("kms:PutKeyPolicy", "backup:PutBackupVaultAccessPolicy"),
         "the boundary of people refuses it; guardrails judge the policies that a pipeline sets"),
)  # fmt: skip
