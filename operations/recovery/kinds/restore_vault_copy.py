"""The step that restores a recovery point of the vault, by a restore job of AWS Backup.

A job is found by what it made, and AWS Backup accepts a token once, so that a step which was cut off starts no
second job. https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartRestoreJob.html
"""

from collections.abc import Iterator
from typing import Any

from operations.aws import AwsClient
from operations.recovery.durations import HOUR, RDS, allowed
from operations.recovery.instances import AVAILABLE, RUN_TAG, Instance
from operations.recovery.kinds.declaration import StepKind
from operations.recovery.kinds.look import Look, failed, ready, settled, working
from operations.recovery.kinds.looking import busy, instance_of, not_ours
from operations.recovery.kinds.restore_backup import STAYS_CLOSED
from operations.recovery.planning.context import PlanningContext
from operations.recovery.planning.requests import from_vault
from operations.recovery.steps import Params, Step

_UNDER_WAY, _FAILED = frozenset({"PENDING", "RUNNING"}), frozenset({"ABORTED", "FAILED"})


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once the restored instance is available and has the tag of this run."""
    instance = instance_of(aws, step)
    jobs = list(_jobs(aws, step))
    if instance is None:
        return _before(step, jobs)
    if instance.run == step.params["run"]:
        return _stands(instance)
    if any(job.get("CreatedResourceArn") == instance.arn for job in jobs):
        return ready(f"{instance.identifier} is {instance.status} and has no tag of this run yet")
    return not_ours(instance, step.region)


def _before(step: Step, jobs: list[dict[str, Any]]) -> Look:
    under_way = [job for job in jobs if job["Status"] in _UNDER_WAY]
    if under_way:
        return working(f"restore job {under_way[0]['RestoreJobId']}: {under_way[0].get('PercentDone') or '0%'}")
    last = max(jobs, key=lambda job: job["CreationDate"], default=None)
    if last is not None and last["Status"] in _FAILED:
        return failed(f"restore job {last['RestoreJobId']} failed: {last.get('StatusMessage')}")
    return ready(f"{step.params['instance']} does not exist yet")


def _stands(instance: Instance) -> Look:
    if instance.status != AVAILABLE:
        return busy(instance)
    return settled(f"{instance.identifier} is available")


def act(aws: AwsClient, step: Step) -> None:
    """Start the job; or tag what it made, which AWS Backup cannot."""
    instance = instance_of(aws, step)
    if instance is not None:
        instance.tag(aws, step.region, {**step.params["tags"], RUN_TAG: step.params["run"]})
        return
    ended = [job for job in _jobs(aws, step) if job["Status"] not in _UNDER_WAY]
    # With the same token AWS Backup starts one job, however often it is asked; after one that failed, the next.
    aws.call_again(
        step.region,
        "backup",
        "StartRestoreJob",
        RecoveryPointArn=step.params["point"],
        IamRoleArn=step.params["role"],
        ResourceType="RDS",
        Metadata=step.params["metadata"],
        IdempotencyToken=f"{step.params['run']}-{len(ended)}",
    )


def _jobs(aws: AwsClient, step: Step) -> Iterator[dict[str, Any]]:
    """Yield the jobs of the recovery point."""
    jobs = aws.list_all(step.region, "backup", "ListRestoreJobs", ByResourceType="RDS")
    yield from (job for job in jobs if job["RecoveryPointArn"] == step.params["point"])


def _params(context: PlanningContext) -> Params:
    point = context.situation.point
    return {
        "instance": context.new,
        "run": context.situation.run,
        "point": point.arn if point else "",
        "made": f"{point.made:%Y-%m-%d %H:%M}Z" if point else "",
        "role": context.manifest.backups.restore_role,
        "metadata": from_vault(context),
        "tags": context.tags,
    }


RESTORE_VAULT_COPY = StepKind(
    name="restore-vault-copy",
    summary="restore a backup from the locked vault",
    title="restore {instance} from the vault's backup of {made}",
    duration=allowed(
        4 * HOUR,
        "a restored volume loads lazily from S3; warming it is in the figure",
        f"{RDS}/USER_RestoreFromSnapshot.html",
    ),
    params=_params,
    look=look,
    act=act,
    timeout_seconds=8 * HOUR,
    runbook="the-restore-fails",
    undo=STAYS_CLOSED,
)
