"""EventBridge's rules and their targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import Created, Handler, Inputs, Live, PairedTags, Property, Table, dig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_TARGET = {"arn": "Arn", "targetId": "Id", "input": "Input", "inputPath": "InputPath", "roleArn": "RoleArn"}


def _describe(aws: AwsRegion, rule: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("events", "DescribeRule", Name=rule)


_RULE = Table(
    service="events",
    create_operation="PutRule",
    id_at="@name",
    properties={
        "name": Property("Name"),
        "description": Property("Description"),
        "eventPattern": Property("EventPattern"),
        "scheduleExpression": Property("ScheduleExpression"),
        "state": Property("State"),
    },
    describe=_describe,
    computed={"arn": "Arn"},
    tagging=PairedTags(
        "events", "ListTagsForResource", by=lambda _aws, _rule, live: {"ResourceARN": live["Arn"]}, at="Tags"
    ),
)


class _Targets:
    """A target of a rule; the provider's id is `rule-target`."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        rule = str(inputs["rule"])
        target = {api: inputs[name] for name, api in _TARGET.items() if inputs.get(name) is not None}
        if transformer := inputs.get("inputTransformer"):
            # The paths keep the names that the template calls.
            target["InputTransformer"] = {
                "InputPathsMap": transformer["inputPaths"],
                "InputTemplate": transformer["inputTemplate"],
            }
        aws.call("events", "PutTargets", Rule=rule, Targets=[target])
        resource_id = f"{rule}-{inputs['targetId']}"
        return Created(resource_id, self.read(aws, resource_id, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        rule, target = str(inputs["rule"]), str(inputs["targetId"])
        listed = aws.whole("events", "ListTargetsByRule", Rule=rule)
        found = dig(f"Targets[?Id=='{target}'] | [0]", listed)
        if not found:
            raise NotStandingError("events", "ListTargetsByRule", resource_id)
        shown = {name: found[api] for name, api in _TARGET.items() if api in found}
        if "InputTransformer" in found:
            paths, template = found["InputTransformer"]["InputPathsMap"], found["InputTransformer"]["InputTemplate"]
            shown["inputTransformer"] = {"inputPaths": paths, "inputTemplate": template}
        return {"rule": rule, **shown}


HANDLERS: Mapping[str, Handler] = {
    "aws:cloudwatch/eventRule:EventRule": _RULE,
    "aws:cloudwatch/eventTarget:EventTarget": _Targets(),
}
