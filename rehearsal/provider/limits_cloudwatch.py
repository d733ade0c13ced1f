"""What CloudWatch documents beside its service model: alarms, composite alarms and mute rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.limit import Limit, matches

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALARM, _COMPOSITE, _MUTE = ("PutMetricAlarm",), ("PutCompositeAlarm",), ("PutAlarmMuteRule",)
_ALARM_DOC = "Amazon CloudWatch API reference, PutMetricAlarm"
_COMPOSITE_DOC = "Amazon CloudWatch API reference, PutCompositeAlarm"
_MUTE_DOC = "Amazon CloudWatch API reference, Schedule of alarm mute rules"
_QUOTA_DOC = "Amazon CloudWatch user guide, CloudWatch service quotas"
_HIGH_RESOLUTION = (10, 20, 30)
_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86_400, 604_800
_MAX_METRICS, _MAX_CHILDREN, _MAX_ELEMENTS = 10, 100, 500
_OF_ONE_METRIC = ("Dimensions", "ExtendedStatistic", "MetricName", "Namespace", "Period", "Statistic", "Unit")
_CHILD = re.compile(r"\b(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*\"?([^\")]+?)\"?\s*\)")
_FIELD = r"(\*|[0-9A-Z]+(-[0-9A-Z]+)?(,[0-9A-Z]+(-[0-9A-Z]+)?)*)"


def _queries(params: Mapping[str, Any]) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", params.get("Metrics") or [])


def _period(seconds: int) -> bool:
    return seconds in _HIGH_RESOLUTION or (seconds > 0 and seconds % _MINUTE == 0)


def _watches_one_thing(params: Mapping[str, Any]) -> bool:
    queries = _queries(params)
    if queries:
        return not any(name in params for name in _OF_ONE_METRIC)
    return "MetricName" in params and ("Statistic" in params) is not ("ExtendedStatistic" in params)


def _returns_one_result(params: Mapping[str, Any]) -> bool:
    """One query is compared with the threshold; with a band, the metric and the band are shown."""
    queries = _queries(params)
    returned = [query["Id"] for query in queries if query.get("ReturnData", True)]
    band = params.get("ThresholdMetricId")
    if band is None:
        return not queries or len(returned) == 1
    banded = [query for query in queries if "ANOMALY_DETECTION_BAND(" in query.get("Expression", "")]
    return len(returned) == len(banded) + 1 and band in [query["Id"] for query in banded]


def _has_one_threshold(params: Mapping[str, Any]) -> bool:
    comparison = str(params.get("ComparisonOperator"))
    banded = "UpperThreshold" in comparison or "LowerThreshold" in comparison
    return ("ThresholdMetricId" in params, "Threshold" in params) == (banded, not banded)


def _looks_back_far_enough(params: Mapping[str, Any]) -> bool:
    periods = [query["MetricStat"]["Period"] for query in _queries(params) if "MetricStat" in query]
    period = max([params.get("Period", 0), *periods])
    length = period * params.get("EvaluationPeriods", 1)
    return length <= (_WEEK if period >= _HOUR else _DAY)


def _enough_datapoints(params: Mapping[str, Any]) -> bool:
    return params.get("DatapointsToAlarm", 1) <= params.get("EvaluationPeriods", 1)


def _few_metrics(params: Mapping[str, Any]) -> bool:
    return sum("MetricStat" in query for query in _queries(params)) <= _MAX_METRICS


def _rule(rule: str) -> bool:
    rest = _CHILD.sub(" ", rule)
    children = {name for _, name in _CHILD.findall(rule)}
    elements = len(_CHILD.findall(rule)) + len(re.findall(r"TRUE|FALSE|[()]", rest))
    known = re.fullmatch(r"(\s|\(|\)|AND|OR|NOT|TRUE|FALSE)*", rest) is not None
    return known and len(children) <= _MAX_CHILDREN and elements <= _MAX_ELEMENTS


def _waits_for_its_suppressor(params: Mapping[str, Any]) -> bool:
    wanted = {"ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"}
    return ("ActionsSuppressor" in params and wanted <= params.keys()) or not (
        {"ActionsSuppressor", *wanted} & params.keys()
    )


def _duration(text: str) -> bool:
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", text)
    if found is None:
        return False
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return 1 <= days * 1440 + hours * 60 + minutes <= 15 * 1440


LIMITS = (
    Limit(
        "cloudwatch", _ALARM, "Period", "10, 20, 30 or a multiple of 60", _ALARM_DOC, _period
    ),
    Limit(
        "cloudwatch", _ALARM, "Metrics[].MetricStat.Period", "10, 20, 30 or a multiple of 60", _ALARM_DOC, _period
    ),
    Limit(
        "cloudwatch", _ALARM, "", "either Metrics, or MetricName with one of Statistic and ExtendedStatistic",
        _ALARM_DOC, _watches_one_thing,
    ),
    Limit(
        "cloudwatch", _ALARM, "", "one query that returns data; with ThresholdMetricId the metric and its band",
        _ALARM_DOC, _returns_one_result,
    ),
    Limit(
        "cloudwatch", _ALARM, "", "ThresholdMetricId for a comparison with a band, else Threshold", _ALARM_DOC,
        _has_one_threshold,
    ),
    Limit(
        "cloudwatch", _ALARM, "", "Period times EvaluationPeriods of a week at most, of a day below an hour",
        _ALARM_DOC, _looks_back_far_enough,
    ),
    Limit(
        "cloudwatch", _ALARM, "", "DatapointsToAlarm of EvaluationPeriods at most", _ALARM_DOC,
        _enough_datapoints,
    ),
    Limit("cloudwatch", _ALARM, "", "10 metrics in an expression at most", _QUOTA_DOC, _few_metrics),
    Limit(
        "cloudwatch", _COMPOSITE, "AlarmRule",
        "states of alarms joined by AND, OR and NOT, of 100 alarms and 500 elements at most", _COMPOSITE_DOC,
        _rule,
    ),
    Limit(
        "cloudwatch", _COMPOSITE, "", "both periods exactly where there is an ActionsSuppressor", _COMPOSITE_DOC,
        _waits_for_its_suppressor,
    ),
    Limit(
        "cloudwatch", _MUTE, "Rule.Schedule.Expression", "a cron of five fields without ?, or at(yyyy-MM-ddThh:mm)",
        _MUTE_DOC, matches(rf"cron\({_FIELD}( {_FIELD}){{4}}\)|at\(\d{{4}}-\d\d-\d\dT\d\d:\d\d\)"),
    ),
    Limit(
        "cloudwatch", _MUTE, "Rule.Schedule.Duration", "PT1M to P15D, in days, hours and minutes", _MUTE_DOC,
        _duration,
    ),
)  # fmt: skip
