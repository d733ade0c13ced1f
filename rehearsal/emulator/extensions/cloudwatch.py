"""CloudWatch: composite alarms with suppressor and state, mute rules, the refusals of both, and metric math.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from moto.cloudwatch import urls
from moto.cloudwatch.exceptions import ResourceNotFound, ResourceNotFoundException, ValidationError
from moto.cloudwatch.models import cloudwatch_backends
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.responses import ActionResult, EmptyResult

from operations.health.metric_math.queries import answered
from rehearsal.emulator.extensions.paging import Paging

if TYPE_CHECKING:
    from moto.cloudwatch.models import CloudWatchBackend

    from operations.health.metric_math.expression import Series

_FUNCTION = re.compile(r'(ALARM|OK|INSUFFICIENT_DATA)\(\s*"?([^")]+?)"?\s*\)')
_EVERYWHERE = "us-east-1"
_WORD = re.compile(r"\s*(TRUE|FALSE|AND|OR|NOT|[()])")


class MuteRulesBackend(BaseBackend):
    """The mute rules of one region, by name."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.rules: dict[str, dict[str, Any]] = {}


mute_rules_backends = BackendDict(MuteRulesBackend, "cloudwatch")


class ComposingCloudWatchResponse(Paging, CloudWatchResponse):
    """CloudWatch with the properties of this module."""

    def put_composite_alarm(self) -> ActionResult:
        """`PutCompositeAlarm`, whose rule and suppressor name alarms that stand."""
        alarms = self.cloudwatch_backend.alarms
        rule, suppressor = self._get_param("AlarmRule"), self._get_param("ActionsSuppressor")
        named = [name.rpartition(":")[2] for _, name in _FUNCTION.findall(rule)]
        absent = [name for name in (*named, suppressor) if name and name not in alarms]
        if absent:
            raise ValidationError(
                f"Could not save the composite alarm as alarms [{', '.join(absent)}] do not exist"
            )
        self.put_metric_alarm()
        alarm: Any = alarms[self._get_param("AlarmName")]
        alarm.actions_suppressor = suppressor
        alarm.actions_suppressor_wait_period = self._get_param("ActionsSuppressorWaitPeriod")
        alarm.actions_suppressor_extension_period = self._get_param("ActionsSuppressorExtensionPeriod")
        return EmptyResult()

    def describe_alarms(self) -> ActionResult:
        """`DescribeAlarms`, with the state that each composite alarm has of those that it names."""
        alarms: dict[str, Any] = self.cloudwatch_backend.alarms
        for alarm in alarms.values():
            if alarm.rule is not None:
                state = "ALARM" if holds(alarm.rule, alarms) else "OK"
                if state != alarm.state_value:
                    alarm.update_state("its rule", "{}", state)
        return super().describe_alarms()

    def put_dashboard(self) -> ActionResult:
        """`PutDashboard`: dashboards belong to the account, and every region shows them."""
        name, body = self._get_param("DashboardName"), self._get_param("DashboardBody")
        self._everywhere().put_dashboard(name, body)
        return ActionResult({"DashboardValidationMessages": []})

    def get_dashboard(self) -> ActionResult:
        """`GetDashboard`."""
        name = self._get_param("DashboardName")
        found = self._everywhere().get_dashboard(name)
        if found is None:
            raise ResourceNotFound(f"Dashboard {name} does not exist")
        arn = f"arn:aws:cloudwatch::{self.current_account}:dashboard/{name}"
        return ActionResult({"DashboardArn": arn, "DashboardBody": found.body, "DashboardName": name})

    def _everywhere(self) -> CloudWatchBackend:
        return cloudwatch_backends[self.current_account][_EVERYWHERE]

    def get_metric_data(self) -> ActionResult:
        """`GetMetricData` with metric math; a band is two lines, as CloudWatch answers it."""
        asked: dict[str, Any] = self._get_params()
        queries: list[dict[str, Any]] = asked["MetricDataQueries"]
        start, end = (asked[name].replace(microsecond=0) for name in ("StartTime", "EndTime"))
        stored = self.cloudwatch_backend.get_all_metrics()
        return ActionResult({"MetricDataResults": answer(queries, stored, start, end)})

    def put_alarm_mute_rule(self) -> ActionResult:
        """`PutAlarmMuteRule`, which names alarms that stand."""
        targets: dict[str, list[str]] = self._get_param("MuteTargets") or {}
        absent = [name for name in targets.get("AlarmNames", []) if name not in self.cloudwatch_backend.alarms]
        if absent:
            raise ValidationError(f"Could not save the mute rule as alarms [{', '.join(absent)}] do not exist")
        given = {key: self._get_param(key) for key in ("Name", "Description", "Rule", "MuteTargets")}
        arn = f"arn:aws:cloudwatch:{self.region}:{self.current_account}:alarm-mute-rule:{given['Name']}"
        self._mute_rules()[given["Name"]] = {**given, "AlarmMuteRuleArn": arn, "Status": "SCHEDULED"}
        self.cloudwatch_backend.tagger.tag_resource(arn, self._get_param("Tags", []))
        return EmptyResult()

    def get_alarm_mute_rule(self) -> ActionResult:
        """`GetAlarmMuteRule`."""
        name = self._get_param("AlarmMuteRuleName")
        if name not in self._mute_rules():
            raise ResourceNotFoundException
        return ActionResult(self._mute_rules()[name])

    def _mute_rules(self) -> dict[str, dict[str, Any]]:
        return mute_rules_backends[self.current_account][self.region].rules


def holds(rule: str, alarms: dict[str, Any]) -> bool:
    """Say whether a composite alarm's rule is true, by the states of the alarms that it names."""

    def known(found: re.Match[str]) -> str:
        state, name = found.groups()
        return str(alarms[name.rpartition(":")[2]].state_value == state).upper()

    words = _WORD.findall(_FUNCTION.sub(known, rule))
    # Python's own words for the same logic, made of nothing but those found above.
    return bool(eval(" ".join(word.title() if word in {"TRUE", "FALSE"} else word.lower() for word in words)))  # noqa: S307


def answer(
    queries: list[dict[str, Any]], stored: list[Any], start: datetime, end: datetime
) -> list[dict[str, Any]]:
    """Return the results of the queries that return data, oldest datapoints first."""
    periods = [
        int(one["MetricStat"]["Period"] if "MetricStat" in one else one.get("Period", 60)) for one in queries
    ]
    period = max(periods)
    times = [start + timedelta(seconds=period * n) for n in range(int((end - start).total_seconds()) // period)]
    known = {
        one["Id"]: _collected(one["MetricStat"], stored, times, period) for one in queries if "MetricStat" in one
    }
    results: list[dict[str, Any]] = []
    for one in queries:
        if str(one.get("ReturnData", True)).lower() == "false":
            continue
        found = answered(one, known, period, len(times), fetched=None, quota=None)
        # A band may be about an expression.
        known.setdefault(one["Id"], found[0])
        for series in found:
            points = [(time, value) for time, value in zip(times, series, strict=True) if value is not None]
            results.append(
                {
                    "Id": one["Id"],
                    "Label": one.get("Label", one["Id"]),
                    "Timestamps": [time for time, _ in points],
                    "Values": [value for _, value in points],
                    "StatusCode": "Complete",
                }
            )
    return results


def _collected(stat: dict[str, Any], stored: list[Any], times: list[datetime], period: int) -> Series:
    metric = stat["Metric"]
    dimensions: list[dict[str, str]] = metric.get("Dimensions") or []
    wanted = sorted((one["Name"], one["Value"]) for one in dimensions)
    slots: dict[int, list[float]] = {}
    for datum in stored:
        named = sorted((one.name, one.value) for one in datum.dimensions)
        if (datum.namespace, datum.name, named) == (metric["Namespace"], metric["MetricName"], wanted):
            slot = int((datum.timestamp - times[0]).total_seconds() // period) if times else -1
            slots.setdefault(slot, []).append(float(datum.value))
    return [_statistic(slots[n], stat["Stat"]) if n in slots else None for n in range(len(times))]


def _statistic(values: list[float], name: str) -> float:
    if name.startswith("p"):
        ranked = sorted(values)
        return ranked[min(int(len(ranked) * float(name[1:]) / 100), len(ranked) - 1)]
    known = {"Sum": sum, "Maximum": max, "Minimum": min, "SampleCount": len}
    return float(known[name](values)) if name in known else sum(values) / len(values)


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = ComposingCloudWatchResponse.dispatch
