"""The steps that point clients at the new writer, in the secrets that they read when they connect.

Where the region has a function that knows the database's secrets, it is asked: it tries every login before it
changes one, and whoever runs the recovery need not be able to read or write a secret. Elsewhere, and where the
function cannot, the application's secret is written directly, which only the break-glass role may.
"""

from operations.aws import AwsClient, RefusedError
from operations.recovery.connection_secret import FunctionError, ask, host, primary_region, write
from operations.recovery.durations import MINUTE, allowed
from operations.recovery.instances import AVAILABLE, find
from operations.recovery.kinds.declaration import CannotBeUndone, StepKind, UndoneBy
from operations.recovery.kinds.look import Look, blocked, ready, settled, working
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step

_DURATION = allowed(
    MINUTE,
    "one new version of a secret, which clients read when they connect anew",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_update-secret-value.html",
)
# A function that was idle for long is ready again within minutes.
_TIMEOUT_SECONDS = 15 * MINUTE
_RUNBOOK = "clients-still-go-to-the-old-writer"


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once the secret names the instance and belongs to the step's region."""
    target = find(aws, step.region, step.params["instance"])
    if target is None:
        return blocked(f"{step.params['instance']} does not exist in {step.region}")
    if target.status != AVAILABLE or not target.address:
        return working(f"{target.identifier} is {target.status}")
    if target.source:
        return blocked(f"{target.identifier} is a replica of {target.source}: clients could not write")
    if _named(aws, step) == target.address:
        return settled(f"the secret names {target.identifier}")
    return ready(f"the secret does not name {target.identifier}")


def point(aws: AwsClient, step: Step) -> None:
    """Have every secret name the instance; or else write the application's."""
    target = find(aws, step.region, step.params["instance"])
    if target is None:
        return  # the next look says so
    why = ""
    if step.params.get("function"):
        try:
            ask(aws, step.region, step.params["function"], {"action": "point", "writer": target.endpoint})
        except FunctionError as error:
            why = f"{error}; and by hand: "
        else:
            return
    try:
        write(aws, step.region, step.params["secret"], target)
    except RefusedError as error:
        if not why:
            raise
        raise RefusedError(error.region, "secretsmanager", "PutSecretValue", error.code, f"{why}{error}") from None


def _named(aws: AwsClient, step: Step) -> str | None:
    """The host that the application is sent to; None where the secret here is a copy of another region's."""
    if step.params.get("function"):
        try:
            addresses = ask(aws, step.region, step.params["function"], {"action": "addresses"})["addresses"]
            return str(addresses["application"]["host"])
        except FunctionError:
            pass  # look oneself
    secret = step.params["secret"]
    return host(aws, step.region, secret) if primary_region(aws, step.region, secret) == step.region else None


def _params(context: PlanningContext) -> Params | None:
    manifest = context.manifest
    if manifest.client_secret is None:
        return None
    function = manifest.access.functions.get(context.site.region) if manifest.access else None
    params = {"instance": context.new, "secret": manifest.client_secret}
    return params | {"function": function} if function else params


def _params_of_a_swap(context: PlanningContext) -> Params | None:
    params = _params(context)
    return None if params is None else {**params, "before": context.old}


def _back(step: Step) -> Step:
    return SWAP_CLIENTS.step(step.region, {**step.params, "instance": step.params["before"]})


def _by_hand(_context: PlanningContext) -> str:
    return (
        "give clients the address of the new writer: this stack has no connection secret, so change it wherever "
        "they have it"
    )


def _writes_itself(params: Params) -> bool:
    return not params.get("function")


POINT_CLIENTS = StepKind(
    name="point-clients",
    summary="point clients at the new writer",
    title="point clients at {instance}",
    duration=_DURATION,
    params=_params,
    by_hand=_by_hand,
    look=look,
    act=point,
    timeout_seconds=_TIMEOUT_SECONDS,
    runbook=_RUNBOOK,
    undo=CannotBeUndone("clients write to the new database, and the old one does not get what they write"),
    points_clients=True,
    needs_break_glass=_writes_itself,
)
SWAP_CLIENTS = StepKind(
    name="swap-clients",
    summary="point clients at the restored database, beside which the old one stays",
    title="point clients at {instance}",
    duration=_DURATION,
    params=_params_of_a_swap,
    by_hand=_by_hand,
    look=look,
    act=point,
    timeout_seconds=_TIMEOUT_SECONDS,
    runbook=_RUNBOOK,
    undo=UndoneBy(_back),
    points_clients=True,
    needs_break_glass=_writes_itself,
)
