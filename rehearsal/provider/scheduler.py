"""EventBridge Scheduler's schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.handler import Created, Handler, Inputs, dig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_GROUP = "default"
_PROPERTIES = (
    "name",
    "groupName",
    "description",
    "scheduleExpression",
    "scheduleExpressionTimezone",
    "state",
    "flexibleTimeWindow",
    "target",
)


def _capitals(value: Any) -> Any:
    """The provider's names as the API has them: the same, in capitals, at every depth."""
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return {name[0].upper() + name[1:]: _capitals(one) for name, one in given.items()}
    return value


def _small(value: Any) -> Any:
    if isinstance(value, dict):
        live = cast("dict[str, Any]", value)
        return {name[0].lower() + name[1:]: _small(one) for name, one in live.items() if one is not None}
    return value


class _Schedules:
    """A schedule; the provider's id is `group/name`."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        given = {name: inputs[name] for name in _PROPERTIES if inputs.get(name) is not None}
        answer = aws.call("scheduler", "CreateSchedule", **_capitals(given))
        resource_id = f"{inputs.get('groupName', _GROUP)}/{inputs['name']}"
        return Created(resource_id, {**self.read(aws, resource_id, inputs), "arn": answer["ScheduleArn"]})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        group, _, name = resource_id.partition("/")
        live = aws.call("scheduler", "GetSchedule", GroupName=group, Name=name)
        found = _small(dict(live))
        return {key: dig(key, found) for key in _PROPERTIES if key in found}


HANDLERS: Mapping[str, Handler] = {"aws:scheduler/schedule:Schedule": _Schedules()}
