"""EventBridge Scheduler: schedules, which call an operation of a service by a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.handler import Created, Handler, Inputs, Live, Property, Table, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.provider.cloud import Cloud


def _capitals(value: Any) -> Any:
    """The service's names of nested values are the provider's with a capital letter."""
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return {name[0].upper() + name[1:]: _capitals(item) for name, item in given.items()}
    return value


def _small(value: Any) -> Any:
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return {name[0].lower() + name[1:]: _small(item) for name, item in given.items()}
    return value


def _describe(cloud: Cloud, name: str, inputs: Inputs) -> Live:
    return cloud.call("scheduler", "GetSchedule", Name=name, GroupName=inputs["groupName"])


_SCHEDULE = Table(
    service="scheduler",
    create_operation="CreateSchedule",
    id_at="@name",
    properties={
        **same("name", "groupName", "description", "scheduleExpression", "scheduleExpressionTimezone", "kmsKeyArn"),
        "flexibleTimeWindow": Property("FlexibleTimeWindow", send=_capitals, show=_small),
        "target": Property("Target", send=_capitals, show=_small),
    },
    describe=_describe,
    computed={"arn": "Arn", "state": "State"},
)


class _Schedules:
    """The provider's id is `group/name`."""

    def create(self, cloud: Cloud, inputs: Inputs) -> Created:
        made = _SCHEDULE.create(cloud, inputs)
        return Created(f"{inputs['groupName']}/{made.id}", made.outputs)

    def read(self, cloud: Cloud, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        return _SCHEDULE.read(cloud, resource_id.partition("/")[2], inputs)


HANDLERS: Mapping[str, Handler] = {"aws:scheduler/schedule:Schedule": _Schedules()}
