"""CloudWatch alarms, composite alarms, mute rules and dashboards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import Handler, Inputs, Live, PairedTags, Property, Table, dig, same, unpaired
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_NESTED = Nested()


def _describe(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    found = dig("MetricAlarms[0]", aws.whole("cloudwatch", "DescribeAlarms", AlarmNames=[name]))
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


def _tagging(arn: str) -> PairedTags:
    return PairedTags(
        "cloudwatch",
        "ListTagsForResource",
        by=lambda _aws, _name, live: {"ResourceARN": live[arn]},
        at="Tags",
    )


_ALARM = Table(
    service="cloudwatch",
    create_operation="PutMetricAlarm",
    id_at="@name",
    properties={
        "name": Property("AlarmName"),
        **same("alarmDescription", "comparisonOperator", "evaluationPeriods", "datapointsToAlarm"),
        **same("metricName", "namespace", "period", "statistic", "extendedStatistic", "treatMissingData"),
        **same("thresholdMetricId"),
        "threshold": Property("Threshold", send=float),
        "alarmActions": Property("AlarmActions"),
        "okActions": Property("OKActions"),
        "dimensions": Property("Dimensions", send=_send_dimensions, show=lambda them: unpaired(them, key="Name")),
        "metricQueries": Property("Metrics", send=_send_queries, show=_show_queries),
    },
    describe=_describe,
    computed={"arn": "AlarmArn"},
    tagging=_tagging("AlarmArn"),
)


def _describe_composite(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    answer = aws.whole("cloudwatch", "DescribeAlarms", AlarmNames=[name], AlarmTypes=["CompositeAlarm"])
    found = dig("CompositeAlarms[0]", answer)
    if found is None:
        raise NotStandingError("cloudwatch", "DescribeAlarms", name)
    return found


class _Composites(Table):
    """Composite alarms, whose suppressor is three parameters to the service and one value to the provider."""

    def parameters(self, inputs: Inputs) -> dict[str, Any]:
        """See `Table`."""
        suppressor = inputs.get("actionsSuppressor")
        sent = super().parameters(inputs)
        if suppressor is not None:
            sent |= {
                "ActionsSuppressor": suppressor["alarm"],
                "ActionsSuppressorWaitPeriod": int(suppressor["waitPeriod"]),
                "ActionsSuppressorExtensionPeriod": int(suppressor["extensionPeriod"]),
            }
        return sent


_SUPPRESSOR = (
    "ActionsSuppressor && {alarm: ActionsSuppressor, waitPeriod: ActionsSuppressorWaitPeriod, "
    "extensionPeriod: ActionsSuppressorExtensionPeriod}"
)
_COMPOSITE = _Composites(
    service="cloudwatch",
    create_operation="PutCompositeAlarm",
    id_at="@alarmName",
    properties={
        **same("alarmName", "alarmDescription", "alarmRule", "alarmActions"),
        "okActions": Property("OKActions"),
        "actionsSuppressor": Property(live=_SUPPRESSOR),
    },
    describe=_describe_composite,
    computed={"arn": "AlarmArn"},
    tagging=_tagging("AlarmArn"),
)


def _describe_mute(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("cloudwatch", "GetAlarmMuteRule", AlarmMuteRuleName=name)


_MUTE = Table(
    service="cloudwatch",
    create_operation="PutAlarmMuteRule",
    id_at="@name",
    properties={
        **same("name", "description"),
        "rule": Property("Rule", send=_NESTED.send, show=_NESTED.show),
        "muteTargets": Property("MuteTargets", send=_NESTED.send, show=_NESTED.show),
    },
    describe=_describe_mute,
    computed={"arn": "AlarmMuteRuleArn"},
    tagging=_tagging("AlarmMuteRuleArn"),
)


def _describe_dashboard(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("cloudwatch", "GetDashboard", DashboardName=name)


_DASHBOARD = Table(
    service="cloudwatch",
    create_operation="PutDashboard",
    id_at="@dashboardName",
    properties=same("dashboardName", "dashboardBody"),
    describe=_describe_dashboard,
    computed={"dashboardArn": "DashboardArn"},
)

HANDLERS: Mapping[str, Handler] = {
    "aws:cloudwatch/dashboard:Dashboard": _DASHBOARD,
    "aws:cloudwatch/alarmMuteRule:AlarmMuteRule": _MUTE,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _COMPOSITE,
    "aws:cloudwatch/metricAlarm:MetricAlarm": _ALARM,
}
