"""The step that restores a recovery point of the vault, by a job of AWS Backup.

A job is found by what it made, and AWS Backup takes one token once, so that a step which was cut off starts no
second one. https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartRestoreJob.html
"""

from collections.abc import Iterator
from typing import Any

from operations.aws import AwsClient
from operations.recovery.instances import AVAILABLE, BROKEN, RUN_TAG, Instance, find
from operations.recovery.kinds.look import Look, blocked, failed, ready, settled, working
from operations.recovery.steps import Step

_UNDER_WAY, _FAILED = frozenset({"PENDING", "RUNNING"}), frozenset({"ABORTED", "FAILED"})


def look(cloud: AwsClient, step: Step) -> Look:
    """Settled once the restored instance is available and marked as this run's."""
    instance = find(cloud, step.region, step.params["instance"])
    jobs = list(_jobs(cloud, step))
    if instance is None:
        return _before(step, jobs)
    if instance.run == step.params["run"]:
        return _stands(instance)
    if any(job.get("CreatedResourceArn") == instance.arn for job in jobs):
        return ready(f"{instance.identifier} is {instance.status} and not marked yet")
    return blocked(
        f"{instance.identifier} stands in {step.region} and was not made by this run: rename or delete it"
    )


def _before(step: Step, jobs: list[dict[str, Any]]) -> Look:
    under_way = [job for job in jobs if job["Status"] in _UNDER_WAY]
    if under_way:
        return working(f"restore job {under_way[0]['RestoreJobId']}: {under_way[0].get('PercentDone') or '0%'}")
    last = max(jobs, key=lambda job: job["CreationDate"], default=None)
    if last is not None and last["Status"] in _FAILED:
        return failed(f"restore job {last['RestoreJobId']} failed: {last.get('StatusMessage')}")
    return ready(f"{step.params['instance']} does not stand yet")


def _stands(instance: Instance) -> Look:
    if instance.status in BROKEN:
        return blocked(f"{instance.identifier} is {instance.status}, which it does not leave by itself")
    if instance.status != AVAILABLE:
        return working(f"{instance.identifier} is {instance.status}")
    return settled(f"{instance.identifier} is available")


def act(cloud: AwsClient, step: Step) -> None:
    """Start the job; or mark what it made, which AWS Backup cannot."""
    instance = find(cloud, step.region, step.params["instance"])
    if instance is not None:
        tags = {**step.params["tags"], RUN_TAG: step.params["run"]}
        marks = [{"Key": key, "Value": value} for key, value in tags.items()]
        cloud.call_again(step.region, "rds", "AddTagsToResource", ResourceName=instance.arn, Tags=marks)
        return
    ended = [job for job in _jobs(cloud, step) if job["Status"] not in _UNDER_WAY]
    # With the same token AWS Backup starts one job, however often it is asked; after one that failed, the next.
    cloud.call_again(
        step.region,
        "backup",
        "StartRestoreJob",
        RecoveryPointArn=step.params["point"],
        IamRoleArn=step.params["role"],
        ResourceType="RDS",
        Metadata=step.params["metadata"],
        IdempotencyToken=f"{step.params['run']}-{len(ended)}",
    )


def _jobs(cloud: AwsClient, step: Step) -> Iterator[dict[str, Any]]:
    """Yield the jobs of the recovery point."""
    jobs = cloud.list_all(step.region, "backup", "ListRestoreJobs", ByResourceType="RDS")
    yield from (job for job in jobs if job["RecoveryPointArn"] == step.params["point"])
