"""The step that has a restored database proven from inside the VPC, by numbers alone, before a person judges it.

What was found is written on the instance, so that a step which was cut off does not count everything again. It
decides nothing: whether the data are right, the person says who confirms the next step.
"""

import json
import re
from typing import Any

from operations.aws import AwsClient
from operations.recovery.instances import find
from operations.recovery.kinds.look import Look, blocked, ready, settled, working
from operations.recovery.steps import Step

FOUND_TAG = "storefront:found"
# What RDS takes in a tag's value, and how much: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html
_NOT_IN_TAGS, _LONGEST = re.compile(r"[^A-Za-z0-9 _.:/=+@-]"), 256


def look(cloud: AwsClient, step: Step) -> Look:
    """Settled once this run has noted what was found."""
    instance = find(cloud, step.region, step.params["instance"])
    if instance is None:
        return blocked(f"{step.params['instance']} does not stand in {step.region}")
    if not instance.address:
        return working(f"{instance.identifier} is {instance.status}")
    tag_list: list[dict[str, str]] = instance.described.get("TagList") or []
    run, _, found = {tag["Key"]: tag["Value"] for tag in tag_list}.get(FOUND_TAG, "").partition(" ")
    if run == step.params["run"]:
        return settled(found)
    return ready(f"{instance.identifier} is not looked at yet")


def prove(cloud: AwsClient, step: Step) -> None:
    """Have the function look, and note what it found."""
    instance = find(cloud, step.region, step.params["instance"])
    if instance is None:
        return  # the next look says so
    trust = cloud.call(step.region, "ssm", "GetParameter", Name=step.params["trust_parameter"])
    request = {
        **step.params["request"],
        **instance.endpoint,
        "trust": trust["Parameter"]["Value"],
    }
    answer = cloud.call(
        step.region,
        "lambda",
        "Invoke",
        FunctionName=step.params["function"],
        Payload=json.dumps(request).encode(),
    )
    said: dict[str, Any] = json.loads(answer["Payload"].read())
    words = _NOT_IN_TAGS.sub(" ", f"{step.params['run']} {_words(said, failed=bool(answer.get('FunctionError')))}")
    tags = [{"Key": FOUND_TAG, "Value": words[:_LONGEST]}]
    cloud.call_again(step.region, "rds", "AddTagsToResource", ResourceName=instance.arn, Tags=tags)


def _words(said: dict[str, Any], *, failed: bool) -> str:
    if failed:
        return f"could not be proven: {said.get('errorMessage', 'see the log of the function')}"
    rows = sum(int(table["counted"]) for table in said["tables"])
    counted = f"{len(said['tables'])} tables with {rows} rows - newest heartbeat {said['beat_at']}"
    return f"NOT PROVEN: {'. '.join(said['problems'])}. {counted}" if said["problems"] else f"proven: {counted}"
