"""CloudWatch alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import Handler, Inputs, Live, PairedTags, Property, Table, dig, same, unpaired
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rehearsal.provider.cloud import Cloud

_NESTED = Nested()


def _describe(cloud: Cloud, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    found = dig("MetricAlarms[0]", cloud.call("cloudwatch", "DescribeAlarms", AlarmNames=[name]))
    if found is None:
        raise NotStandingError("cloudwatch", "DescribeAlarms", name)
    return found


def _send_dimensions(dimensions: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]


def _send_queries(queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_send_query(query) for query in queries]


def _send_query(query: dict[str, Any]) -> dict[str, Any]:
    sent = {key: value for key, value in _NESTED.send(query).items() if key != "Metric"}
    # Exactly one query of an alarm returns data; the provider sends false for the others.
    sent["ReturnData"] = bool(query.get("returnData"))
    metric = query.get("metric")
    if metric:
        named = {
            "Namespace": metric["namespace"],
            "MetricName": metric["metricName"],
            "Dimensions": _send_dimensions(metric["dimensions"]),
        }
        sent["MetricStat"] = {"Metric": named, "Period": int(metric["period"]), "Stat": metric["stat"]}
    return sent


def _show_queries(queries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_show_query(query) for query in queries]


def _show_query(query: dict[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in _NESTED.show(query).items() if key != "metricStat"}
    # The provider shows nothing where the service says that no data are returned.
    shown["returnData"] = shown.get("returnData") or None
    stat = query.get("MetricStat")
    if stat:
        shown["metric"] = {
            "namespace": stat["Metric"]["Namespace"],
            "metricName": stat["Metric"]["MetricName"],
            "dimensions": unpaired(stat["Metric"]["Dimensions"], key="Name"),
            "period": stat["Period"],
            "stat": stat["Stat"],
        }
    return shown


_ALARM = Table(
    service="cloudwatch",
    create_operation="PutMetricAlarm",
    id_at="@name",
    properties={
        "name": Property("AlarmName"),
        **same("alarmDescription", "comparisonOperator", "evaluationPeriods", "datapointsToAlarm"),
        **same("metricName", "namespace", "period", "statistic", "extendedStatistic", "treatMissingData"),
        "threshold": Property("Threshold", send=float),
        "alarmActions": Property("AlarmActions"),
        "okActions": Property("OKActions"),
        "dimensions": Property("Dimensions", send=_send_dimensions, show=lambda them: unpaired(them, key="Name")),
        "metricQueries": Property("Metrics", send=_send_queries, show=_show_queries),
    },
    describe=_describe,
    computed={"arn": "AlarmArn"},
    tagging=PairedTags(
        "cloudwatch",
        "ListTagsForResource",
        by=lambda _cloud, _name, live: {"ResourceARN": live["AlarmArn"]},
        at="Tags",
    ),
)

HANDLERS: Mapping[str, Handler] = {"aws:cloudwatch/metricAlarm:MetricAlarm": _ALARM}
