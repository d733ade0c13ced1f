"""The steps that make sure that nothing is lost or written behind a fence.

A security group that is taken away refuses new connections alone; those that are open go on. A restart ends them,
also where RDS stops nothing because a replica stands. That it was done is written on the instance itself.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from operations.aws import AwsClient
from operations.recovery.instances import AVAILABLE, BROKEN, STOPPED, Instance, find
from operations.recovery.kinds.look import Look, blocked, ready, settled, working
from operations.recovery.replica_lag import measured
from operations.recovery.steps import Step

CUT_TAG, CLOSED_TAG = "storefront:connections-cut", "storefront:source-closed"


def look_cut(cloud: AwsClient, step: Step) -> Look:
    """Settled once the fenced instance was restarted by this run, or does not run."""
    instance = find(cloud, step.region, step.params["instance"])
    if instance is None:
        return settled(f"{step.params['instance']} does not stand any more")
    if instance.status == STOPPED or instance.status in BROKEN:
        return settled(f"{instance.identifier} is {instance.status}")
    if instance.status != AVAILABLE:
        return working(f"{instance.identifier} is {instance.status}")
    if _tags(instance).get(CUT_TAG) == step.params["run"]:
        return settled(f"{instance.identifier} was restarted behind its fence")
    return ready(f"{instance.identifier} may have connections from before its fence")


def cut(cloud: AwsClient, step: Step) -> None:
    """Restart, then mark: cut off between the two, it is restarted once more, which does no harm behind a fence."""
    instance = find(cloud, step.region, step.params["instance"])
    if instance is None:
        return  # the next look says so
    cloud.call(step.region, "rds", "RebootDBInstance", DBInstanceIdentifier=instance.identifier)
    _mark(cloud, step.region, instance, CUT_TAG, step.params["run"])


def look_caught_up(cloud: AwsClient, step: Step) -> Look:
    """Settled once the replica has replayed something that is newer than the end of its source's connections."""
    replica = find(cloud, step.region, step.params["instance"])
    if replica is None:
        return blocked(f"{step.params['instance']} does not stand in {step.region}")
    if not replica.source:
        return settled(f"{replica.identifier} is a writer")
    if replica.status != AVAILABLE:
        return working(f"{replica.identifier} is {replica.status}")
    run, _, closed = _tags(replica).get(CLOSED_TAG, "").partition(" ")
    if run != step.params["run"]:
        return ready(f"when the source of {replica.identifier} was closed is not noted yet")
    since = datetime.fromisoformat(closed)
    # By CloudWatch's and RDS's clocks alone; this machine's says only where to look.
    newest = max((one.replayed for one in measured(cloud, step.region, replica.identifier, since)), default=None)
    if newest is None or newest < since:
        return working(
            f"{replica.identifier} has everything until {newest:%H:%M:%SZ}" if newest else "no lag measured"
        )
    return settled(
        f"{replica.identifier} has everything until {newest:%H:%M:%SZ}, and was closed off {since:%H:%M:%SZ}"
    )


def note_closed(cloud: AwsClient, step: Step) -> None:
    """Write on the replica when its source was closed, by RDS's own clock."""
    described = cloud.pages(step.region, "rds", "DescribeDBInstances", DBInstanceIdentifier=step.params["instance"])
    told = str(next(described)["ResponseMetadata"]["HTTPHeaders"]["date"])
    now = parsedate_to_datetime(told).astimezone(UTC)
    replica = find(cloud, step.region, step.params["instance"])
    if replica is not None:
        _mark(cloud, step.region, replica, CLOSED_TAG, f"{step.params['run']} {now:%Y-%m-%dT%H:%M:%S+00:00}")


def _tags(instance: Instance) -> dict[str, str]:
    tag_list: list[dict[str, Any]] = instance.described.get("TagList") or []
    return {str(tag["Key"]): str(tag["Value"]) for tag in tag_list}


def _mark(cloud: AwsClient, region: str, instance: Instance, tag: str, value: str) -> None:
    tags = [{"Key": tag, "Value": value}]
    cloud.call_again(region, "rds", "AddTagsToResource", ResourceName=instance.arn, Tags=tags)
