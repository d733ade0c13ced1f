"""What the looks at an instance share, whatever the step is."""

from operations.aws import AwsClient
from operations.recovery.instances import AVAILABLE, BROKEN, Instance, find
from operations.recovery.kinds.look import Look, blocked, ready, settled, working
from operations.recovery.steps import Step


def instance_of(aws: AwsClient, step: Step) -> Instance | None:
    """Return the instance that a step names; None if there is none."""
    return find(aws, step.region, step.params["instance"])


def absent(step: Step) -> Look:
    """Say that the instance of a step is not there, so that the step cannot be done."""
    return blocked(f"{step.params['instance']} does not exist in {step.region}")


def gone(step: Step) -> Look:
    """Say that the instance of a step is not there, so that the step need not be done."""
    return settled(f"{step.params['instance']} does not exist any more")


def busy(instance: Instance) -> Look:
    """Say that an instance is not available: a person must act where it does not become so by itself."""
    if instance.status in BROKEN:
        return blocked(f"{instance.identifier} is {instance.status}, and will not recover by itself")
    return working(f"{instance.identifier} is {instance.status}")


def not_ours(instance: Instance, region: str) -> Look:
    """Say that somebody else made the instance that a step would make."""
    return blocked(f"{instance.identifier} in {region} was not made by this run: rename or delete it")


def look_made(aws: AwsClient, step: Step) -> Look:
    """Settled once the instance that this run makes is available; one that another made is not touched."""
    instance = instance_of(aws, step)
    if instance is None:
        return ready(f"{step.params['instance']} does not exist yet")
    if instance.run != step.params["run"]:
        return not_ours(instance, step.region)
    if instance.status != AVAILABLE:
        return busy(instance)
    return settled(f"{instance.identifier} is available")
