"""The step in which a function inside the VPC verifies a restored database, by numbers alone.

What it found is noted in a tag of the instance, so that a step which was cut off does not count everything again.
It decides nothing: whether the data are right, the person says who confirms the next step.
"""

import json
import re
from typing import Any

from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, RDS, allowed
from operations.recovery.kinds.declaration import NothingToUndo, StepKind
from operations.recovery.kinds.look import Look, ready, settled, working
from operations.recovery.kinds.looking import absent, instance_of
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step

FOUND_TAG = "storefront:found"
# What RDS takes in a tag's value, and how much: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html
_NOT_IN_TAGS, _LONGEST = re.compile(r"[^A-Za-z0-9 _.:/=+@-]"), 256


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once this run has noted what was found."""
    instance = instance_of(aws, step)
    if instance is None:
        return absent(step)
    if not instance.address:
        return working(f"{instance.identifier} is {instance.status}")
    run, _, found = instance.tags.get(FOUND_TAG, "").partition(" ")
    if run == step.params["run"]:
        return settled(found)
    return ready(f"{instance.identifier} is not verified yet")


def act(aws: AwsClient, step: Step) -> None:
    """Have the function look, and note what it found."""
    instance = instance_of(aws, step)
    if instance is None:
        return  # the next look says so
    ca_bundle = aws.call(step.region, "ssm", "GetParameter", Name=step.params["ca_bundle_parameter"])
    request = {
        **step.params["request"],
        **instance.endpoint,
        "ca_bundle": ca_bundle["Parameter"]["Value"],
    }
    answer = aws.call(
        step.region,
        "lambda",
        "Invoke",
        FunctionName=step.params["function"],
        Payload=json.dumps(request).encode(),
    )
    said: dict[str, Any] = json.loads(answer["Payload"].read())
    words = _NOT_IN_TAGS.sub(" ", f"{step.params['run']} {_words(said, failed=bool(answer.get('FunctionError')))}")
    instance.tag(aws, step.region, {FOUND_TAG: words[:_LONGEST]})


def _words(said: dict[str, Any], *, failed: bool) -> str:
    if failed:
        return f"could not be verified: {said.get('errorMessage', 'see the log of the function')}"
    rows = sum(int(table["counted"]) for table in said["tables"])
    counted = f"{len(said['tables'])} tables with {rows} rows - newest heartbeat {said['beat_at']}"
    return f"PROBLEMS: {'. '.join(said['problems'])}. {counted}" if said["problems"] else f"verified: {counted}"


def _params(context: PlanningContext) -> Params | None:
    function, access = context.site.verification, context.manifest.access
    if not function or access is None:
        return None
    return {
        "instance": context.new,
        "run": context.situation.run,
        "function": function,
        "ca_bundle_parameter": access.ca_bundle_parameter,
        "request": {
            "dbname": context.manifest.database.name,
            "moment": context.moment.isoformat(),
            "allowed_seconds": context.situation.guideline.rpo_seconds,
        },
    }


VERIFY_DATA = StepKind(
    name="verify-data",
    summary="verify the restored data",
    title="verify the data of {instance}",
    duration=allowed(
        15 * MINUTE, "row counts, freshness and schema, by queries of our own", f"{RDS}/USER_PIT.html"
    ),
    params=_params,
    look=look,
    act=act,
    timeout_seconds=30 * MINUTE,
    runbook="the-restored-data-must-be-checked",
    undo=NothingToUndo("it only reads"),
)
