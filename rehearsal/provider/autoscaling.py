"""Auto Scaling groups, their policies, scheduled actions and lifecycle hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import Created, Handler, Inputs, Live, Property, Table, dig, listed, same
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from operations.aws import AwsRegion

_SERVICE = "autoscaling"
_NESTED = Nested()


def _described(operation: str, at: str, name: str, **params: Any) -> Any:
    def describe(aws: AwsRegion) -> Live:
        found = dig(at, aws.whole(_SERVICE, operation, **params))
        if not found:
            raise NotStandingError(_SERVICE, operation, name)
        return found[0]

    return describe


def _describe_group(aws: AwsRegion, name: str, inputs: Inputs) -> Live:
    group: Live = _described("DescribeAutoScalingGroups", "AutoScalingGroups", name, AutoScalingGroupNames=[name])(
        aws
    )
    found: dict[str, Any] = {**group, "Metrics": dig("EnabledMetrics[].Metric", group) or []}
    if inputs.get("warmPool"):
        pool = aws.whole(_SERVICE, "DescribeWarmPool", AutoScalingGroupName=name)
        found["WarmPool"] = pool["WarmPoolConfiguration"]
    return found


def _prepare_pool(aws: AwsRegion, name: str, inputs: Inputs) -> None:
    if inputs.get("warmPool"):
        aws.call(_SERVICE, "PutWarmPool", AutoScalingGroupName=name, **_NESTED.send(inputs["warmPool"]))


def _collect_metrics(aws: AwsRegion, name: str, inputs: Inputs) -> None:
    if listed(inputs, "enabledMetrics"):
        aws.call(
            _SERVICE,
            "EnableMetricsCollection",
            AutoScalingGroupName=name,
            Granularity=inputs.get("metricsGranularity") or "1Minute",
            Metrics=inputs["enabledMetrics"],
        )


def _send_tags(tags: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_NESTED.send(tag) for tag in tags]


def _show_tags(tags: list[dict[str, Any]]) -> list[dict[str, Any]]:
    shown = ("Key", "Value", "PropagateAtLaunch")
    return [_NESTED.show({name: tag[name] for name in shown}) for tag in tags]


def _show_mixed(policy: dict[str, Any]) -> dict[str, Any]:
    """The policy, without the template's name, which the service adds to its id."""
    shown: dict[str, Any] = _NESTED.show(policy)
    template = dict(shown["launchTemplate"]["launchTemplateSpecification"])
    template.pop("launchTemplateName", None)
    return {**shown, "launchTemplate": {**shown["launchTemplate"], "launchTemplateSpecification": template}}


def _send_template(template: dict[str, Any]) -> dict[str, Any]:
    return {"LaunchTemplateId": template["id"], "Version": str(template["version"])}


def _show_template(template: dict[str, Any]) -> dict[str, Any]:
    return {"id": template["LaunchTemplateId"], "version": template.get("Version")}


_GROUP = Table(
    service=_SERVICE,
    create_operation="CreateAutoScalingGroup",
    id_at="@name",
    properties={
        "name": Property("AutoScalingGroupName"),
        **same("minSize", "maxSize", "healthCheckType", "healthCheckGracePeriod", "capacityRebalance"),
        **same("defaultInstanceWarmup", "terminationPolicies"),
        "serviceLinkedRoleArn": Property("ServiceLinkedRoleARN"),
        "targetGroupArns": Property("TargetGroupARNs"),
        "protectFromScaleIn": Property("NewInstancesProtectedFromScaleIn"),
        "vpcZoneIdentifiers": Property("VPCZoneIdentifier", send=",".join, show=lambda text: text.split(",")),
        "mixedInstancesPolicy": Property("MixedInstancesPolicy", send=_NESTED.send, show=_show_mixed),
        "launchTemplate": Property("LaunchTemplate", send=_send_template, show=_show_template),
        "instanceMaintenancePolicy": Property("InstanceMaintenancePolicy", send=_NESTED.send, show=_NESTED.show),
        "tags": Property("Tags", send=_send_tags, show=_show_tags),
        "enabledMetrics": Property(live="Metrics"),
        "warmPool": Property(live="WarmPool", show=_NESTED.show),
    },
    steps=(_prepare_pool, _collect_metrics),
    describe=_describe_group,
    computed={"arn": "AutoScalingGroupARN", "desiredCapacity": "DesiredCapacity"},
)


def _describe_policy(aws: AwsRegion, name: str, inputs: Inputs) -> Live:
    group = str(inputs["autoscalingGroupName"])
    return _described("DescribePolicies", "ScalingPolicies", name, AutoScalingGroupName=group, PolicyNames=[name])(
        aws
    )


def _send_forecast(configuration: dict[str, Any]) -> dict[str, Any]:
    sent = _NESTED.send(configuration)
    # One metric specification to the provider, a list of them to the service.
    specification = sent.pop("MetricSpecification")
    sent["MetricSpecifications"] = [{**specification, "TargetValue": float(specification["TargetValue"])}]
    for name in ("SchedulingBufferTime", "MaxCapacityBuffer"):
        if name in sent:
            sent[name] = int(sent[name])
    return sent


def _show_forecast(configuration: dict[str, Any]) -> dict[str, Any]:
    if not configuration:  # a policy of another type
        return {}
    shown = _NESTED.show(configuration)
    specifications = shown.pop("metricSpecifications")
    return {**shown, "metricSpecification": specifications[0]}


_POLICY = Table(
    service=_SERVICE,
    create_operation="PutScalingPolicy",
    id_at="@name",
    properties={
        "name": Property("PolicyName"),
        "autoscalingGroupName": Property("AutoScalingGroupName"),
        **same("policyType", "estimatedInstanceWarmup"),
        "targetTrackingConfiguration": Property(
            "TargetTrackingConfiguration",
            send=lambda value: {**_NESTED.send(value), "TargetValue": float(value["targetValue"])},
            show=_NESTED.show,
        ),
        "predictiveScalingConfiguration": Property(
            "PredictiveScalingConfiguration", send=_send_forecast, show=_show_forecast
        ),
    },
    describe=_describe_policy,
    computed={"arn": "PolicyARN"},
)


class _Schedules:
    """A scheduled action; the provider takes -1 for a number that is left as it is."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        name = str(inputs["scheduledActionName"])
        params = {
            "StartTime": inputs.get("startTime"),
            "EndTime": inputs.get("endTime"),
            **{api: inputs.get(own) for own, api in _RECURRING.items()},
            **{api: inputs.get(own) for own, api in _NUMBERS.items() if inputs.get(own) != _UNCHANGED},
        }
        given = {key: value for key, value in params.items() if value is not None}
        group = str(inputs["autoscalingGroupName"])
        aws.call(
            _SERVICE,
            "PutScheduledUpdateGroupAction",
            AutoScalingGroupName=group,
            ScheduledActionName=name,
            **given,
        )
        live = self._live(aws, name, group)
        return Created(name, {**self.read(aws, name, inputs), "arn": live.get("ScheduledActionARN")})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        live = self._live(aws, resource_id, str(inputs["autoscalingGroupName"]))
        numbers = {own: live.get(api, _UNCHANGED) for own, api in _NUMBERS.items()}
        start = cast("datetime | None", live.get("StartTime"))
        recurring = {own: live[api] for own, api in _RECURRING.items() if live.get(api)}
        return {
            "scheduledActionName": live["ScheduledActionName"],
            "autoscalingGroupName": live["AutoScalingGroupName"],
            **({"startTime": start.strftime("%Y-%m-%dT%H:%M:%SZ")} if start else {}),
            **recurring,
            **numbers,
        }

    def _live(self, aws: AwsRegion, name: str, group: str) -> Live:
        return _described(
            "DescribeScheduledActions",
            "ScheduledUpdateGroupActions",
            name,
            AutoScalingGroupName=group,
            ScheduledActionNames=[name],
        )(aws)


_UNCHANGED = -1
_RECURRING = {"recurrence": "Recurrence", "timeZone": "TimeZone"}
_NUMBERS = {"minSize": "MinSize", "maxSize": "MaxSize", "desiredCapacity": "DesiredCapacity"}


def _describe_hook(aws: AwsRegion, name: str, inputs: Inputs) -> Live:
    group = str(inputs["autoscalingGroupName"])
    return _described(
        "DescribeLifecycleHooks", "LifecycleHooks", name, AutoScalingGroupName=group, LifecycleHookNames=[name]
    )(aws)


_HOOK = Table(
    service=_SERVICE,
    create_operation="PutLifecycleHook",
    id_at="@name",
    properties={
        "name": Property("LifecycleHookName"),
        "autoscalingGroupName": Property("AutoScalingGroupName"),
        **same("lifecycleTransition", "heartbeatTimeout", "defaultResult", "notificationMetadata"),
    },
    describe=_describe_hook,
)

HANDLERS: Mapping[str, Handler] = {
    "aws:autoscaling/group:Group": _GROUP,
    "aws:autoscaling/policy:Policy": _POLICY,
    "aws:autoscaling/schedule:Schedule": _Schedules(),
    "aws:autoscaling/lifecycleHook:LifecycleHook": _HOOK,
}
