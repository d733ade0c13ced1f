"""What the boundary withholds from a deployment, of what the provider would call: by decision, and done otherwise.

The tests hold these rows to IAM's answers in both directions: what a pipeline is refused and no row has is a deployment
that fails half-way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.access.calls.judged import Judged
from tests.access.provider.table import Phase

_MAKES, _CHANGES, _DELETES = (Phase.CREATE, Phase.UPDATE), (Phase.UPDATE,), (Phase.DELETE,)


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """Actions that a statement of the boundary refuses in some phases, what that keeps, and who does it instead."""

    sid: str
    phases: tuple[Phase, ...]
    actions: tuple[str, ...]
    what: str
    instead: str = "the administrator, as in the first deployment"


WITHHELD = (
    Withheld(sid="RecordStays", phases=_MAKES, actions=("events:PutRule", "events:PutTargets"),
             what="making and changing a tripwire"),
    Withheld(sid="RecordStays", phases=_DELETES, actions=("events:DeleteRule", "events:RemoveTargets"),
             what="deleting a tripwire"),
    Withheld(sid="AuditIsKept", phases=_MAKES, actions=("cloudtrail:PutEventSelectors", "cloudtrail:StopLogging"),
             what="making and changing a trail: its events, and whether it is on"),
    Withheld(sid="AuditIsKept", phases=_MAKES, actions=("cloudtrail:PutInsightSelectors",),
             what="having a trail look for unusual activity", instead="nobody: no trail does"),
    Withheld(sid="AuditIsKept", phases=_DELETES,
             actions=("ec2:DeleteFlowLogs", "route53resolver:DeleteResolverQueryLogConfig",
                      "route53resolver:DisassociateResolverQueryLogConfig"),
             what="ending the log of connections or of names"),
    Withheld(sid="RecordStays", phases=_MAKES, actions=("s3:PutBucketPolicy", "s3:PutLifecycleConfiguration"),
             what="making and changing the policy and the lifecycle of a trail's bucket"),
    Withheld(sid="RecordStays", phases=_MAKES, actions=("s3:PutBucketRequestPayment",),
             what="having who asks a trail's bucket pay", instead="nobody: no bucket does"),
    Withheld(sid="RecordStays", phases=_MAKES, actions=("logs:PutRetentionPolicy",),
             what="making a log of the record, and changing how long it is kept"),
    Withheld(sid="RecordStays", phases=_CHANGES,
             actions=("logs:AssociateKmsKey", "logs:DeleteRetentionPolicy", "logs:DisassociateKmsKey"),
             what="changing the key of a log of the record, or keeping it for ever"),
    Withheld(sid="RecordStays", phases=_CHANGES, actions=("ssm:UpdateDocument", "ssm:UpdateDocumentDefaultVersion"),
             what="changing how sessions are recorded"),
    Withheld(sid="RecordStays", phases=_CHANGES, actions=("kms:UpdateAlias",),
             what="leading a key's alias to another key"),
    Withheld(sid="RecordStays", phases=_DELETES,
             actions=("kms:DeleteAlias", "logs:DeleteLogGroup", "s3:PutLifecycleConfiguration", "ssm:DeleteDocument"),
             what="deleting an alias of a key, a log of the record, the lifecycle of a trail's bucket, or the document of "
                  "sessions"),
    Withheld(sid="AuditIsKept", phases=_CHANGES, actions=("cloudtrail:UpdateTrail",), what="changing a trail"),
    Withheld(sid="AuditIsKept", phases=_MAKES, actions=("guardduty:UpdateDetector",),
             what="making and changing a feature of GuardDuty"),
    Withheld(sid="AuditIsKept", phases=_MAKES, actions=("s3:PutBucketObjectLockConfiguration",),
             what="making and changing the lock of a bucket's objects"),
    Withheld(sid="AuditIsKept", phases=(Phase.CREATE, Phase.UPDATE, Phase.DELETE), actions=("s3:DeleteBucketPolicy",),
             what="deleting a bucket's policy; what replaces it is put in its place"),
    Withheld(sid="AuditIsKept", phases=_DELETES,
             actions=("access-analyzer:DeleteAnalyzer", "cloudtrail:DeleteTrail", "guardduty:DeleteDetector",
                      "s3:PutBucketObjectLockConfiguration"),
             what="deleting a trail, a detector, an analyzer or a lock"),
    Withheld(sid="BackupsAreKept", phases=_DELETES,
             actions=("backup:DeleteBackupPlan", "backup:DeleteBackupVault", "backup:DeleteBackupVaultLockConfiguration",
                      "backup:DeleteRecoveryPoint"),
             what="deleting a plan, a vault, its lock or what is in it"),
    Withheld(sid="BackupsAreKept", phases=_DELETES,
             actions=("backup:DeleteBackupVaultAccessPolicy", "backup:DeleteBackupVaultNotifications"),
             what="deleting the policy of a vault, or who is told of its jobs"),
    Withheld(sid="BoundariesStay", phases=_CHANGES, actions=("iam:CreatePolicyVersion", "iam:DeletePolicyVersion"),
             what="changing a boundary"),
    Withheld(sid="BoundariesStay", phases=_DELETES, actions=("iam:DeletePolicy", "iam:DeletePolicyVersion"),
             what="deleting a boundary"),
    Withheld(sid="KeysAreKept", phases=_MAKES, actions=("kms:DisableKey",), what="disabling a key"),
    Withheld(sid="KeysAreKept", phases=_DELETES, actions=("kms:ScheduleKeyDeletion",), what="deleting a key"),
    Withheld(sid="NoBoundaryIsTakenOff", phases=_CHANGES, actions=("iam:DeleteRolePermissionsBoundary",),
             what="taking a role's boundary off", instead="nobody: every role has one"),
    Withheld(sid="NothingIsExported", phases=_MAKES, actions=("s3:PutReplicationConfiguration",),
             what="copying a bucket's objects to another", instead="nobody: no bucket is replicated"),
    Withheld(sid="NothingIsShared", phases=_MAKES, actions=("backup:PutBackupVaultAccessPolicy",),
             what="making and changing the policy of a vault"),
    Withheld(sid="RecordsKeysStay", phases=_CHANGES, actions=("kms:PutKeyPolicy",),
             what="changing the policy of a key of the record's"),
    Withheld(sid="RolesAboveStay", phases=(Phase.CREATE,), actions=("iam:CreateRole",),
             what="making the break-glass role, or one that writes the record"),
    Withheld(sid="RolesAboveStay", phases=_MAKES, actions=("iam:AttachRolePolicy", "iam:PutRolePolicy"),
             what="giving the break-glass role, or one that writes the record, rights"),
    Withheld(sid="RolesAboveStay", phases=_CHANGES,
             actions=("iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
                      "iam:PutRolePermissionsBoundary", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
                      "iam:UpdateRoleDescription"),
             what="changing the break-glass role, or one that writes the record"),
    Withheld(sid="RolesAboveStay", phases=_DELETES,
             actions=("iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy"), what="deleting the break-glass role, or one that writes the record"),
)  # fmt: skip


def decided(phase: Phase) -> set[tuple[str, str]]:
    """Return the statements and actions that are withheld in a phase."""
    return {(one.sid, action) for one in WITHHELD if phase in one.phases for action in one.actions}


def found(judged: list[Judged]) -> Iterator[tuple[str, str]]:
    """Yield by which statement what action was refused; where none refused it, nothing allows it.

    The organization's policies repeat the boundary's; what they alone refuse is told as theirs.
    """
    for one in judged:
        if not one.verdict.allowed:
            bound = [by for by in one.verdict.by if not by.startswith(("scp:", "rcp:"))]
            for by in bound or one.verdict.by or ("nothing",):
                yield by.removeprefix("pb:"), one.request.action
