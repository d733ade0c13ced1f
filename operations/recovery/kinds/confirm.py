"""The step that only a person can do: to judge data, before clients are led to them."""

from operations.aws import AwsClient
from operations.recovery.instances import find
from operations.recovery.kinds.look import Look, blocked
from operations.recovery.steps import Step


def look(cloud: AwsClient, step: Step) -> Look:
    """Wait for a person, whatever stands: `storefront failover confirm` ends the step."""
    instance = find(cloud, step.region, step.params["instance"])
    where = (
        f"{instance.identifier} at {instance.address}" if instance else f"{step.params['instance']}, which is gone"
    )
    return blocked(f"a person must judge the data of {where}")


def act(_cloud: AwsClient, _step: Step) -> None:
    """Do nothing: a look never asks for it."""
