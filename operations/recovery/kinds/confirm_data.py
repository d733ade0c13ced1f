"""The step that only a person can do: to check restored data before clients are pointed at them."""

from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, RDS, allowed
from operations.recovery.kinds.declaration import NothingToUndo, StepKind
from operations.recovery.kinds.look import Look, blocked
from operations.recovery.kinds.looking import instance_of
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step


def look(aws: AwsClient, step: Step) -> Look:
    """Wait for a person, whatever is found: `storefront failover confirm` ends the step."""
    instance = instance_of(aws, step)
    where = (
        f"{instance.identifier} at {instance.address}" if instance else f"{step.params['instance']}, which is gone"
    )
    return blocked(f"a person must check the data of {where}")


def act(_aws: AwsClient, _step: Step) -> None:
    """Do nothing: a look never asks for it."""


def _params(context: PlanningContext) -> Params:
    return {"instance": context.new}


CONFIRM_DATA = StepKind(
    name="confirm-data",
    summary="a person checks the restored data",
    title="check the data of {instance} and confirm",
    duration=allowed(10 * MINUTE, "a person looks at what was damaged, and confirms", f"{RDS}/USER_PIT.html"),
    params=_params,
    look=look,
    act=act,
    timeout_seconds=MINUTE,
    runbook="the-restored-data-must-be-checked",
    undo=NothingToUndo("it changes nothing"),
    waits_for_person=True,
)
