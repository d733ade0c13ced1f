"""Application load balancers, their target groups, listeners and rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Created, Handler, Inputs, Live, Property, Table, dig, pairs, same, unpaired
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion


class _Tags:
    """Tags on creation; shown for several resources at once."""

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        return {"Tags": pairs(tags)}

    def read(self, aws: AwsRegion, resource_id: str, live: Live) -> dict[str, str]:  # noqa: ARG002 - as `Tagging` has it
        answer = aws.call("elbv2", "DescribeTags", ResourceArns=[resource_id])
        return unpaired(dig("TagDescriptions[0].Tags", answer))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(text: str) -> Any:
    """An attribute as the provider shows it."""
    return int(text) if text.isdigit() else {"true": True, "false": False}.get(text, text)


@dataclass(frozen=True)
class _Attributes:
    """Attributes are texts under dotted names, set after the creation and read by a call of their own."""

    thing: str
    parameter: str
    keys: Mapping[str, str]
    """The service's name by the provider's property, dotted where that is nested."""

    def flat(self, inputs: Inputs) -> dict[str, str]:
        """What is to be set, by the service's names."""
        found = {key: dig(path, dict(inputs)) for path, key in self.keys.items()}
        return {key: _text(value) for key, value in found.items() if value is not None}

    def set(self, aws: AwsRegion, arn: str, inputs: Inputs) -> None:
        """Set what is declared."""
        wanted = [{"Key": key, "Value": value} for key, value in self.flat(inputs).items()]
        if wanted:
            arguments = {self.parameter: arn, "Attributes": wanted}
            aws.call("elbv2", f"Modify{self.thing}Attributes", **arguments)

    def read(self, aws: AwsRegion, arn: str) -> dict[str, Any]:
        """What stands, in the provider's names."""
        answer = aws.call("elbv2", f"Describe{self.thing}Attributes", **{self.parameter: arn})
        live = {one["Key"]: one["Value"] for one in answer["Attributes"]}
        shown: dict[str, Any] = {}
        for path, key in self.keys.items():
            if key in live:
                block, _, name = path.rpartition(".")
                (shown.setdefault(block, {}) if block else shown)[name] = _value(live[key])
        return shown


def _described(operation: str, parameter: str, at: str, attributes: _Attributes | None = None) -> Any:
    def describe(aws: AwsRegion, arn: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
        live = dig(f"{at}[0]", aws.whole("elbv2", operation, **{parameter: [arn]}))
        return {**live, "Attributes": attributes.read(aws, arn) if attributes else {}}

    return describe


def _shown(attributes: _Attributes) -> dict[str, Property]:
    """A property for each attribute, which the creating call does not carry."""
    names = {path.partition(".")[0] for path in attributes.keys}
    return {name: Property(live=f"Attributes.{name}") for name in names}


def _logs(name: str, prefix: str) -> dict[str, str]:
    return {f"{name}.{part}": f"{prefix}.s3.{part}" for part in ("enabled", "bucket", "prefix")}


_BALANCER_ATTRIBUTES = _Attributes(
    "LoadBalancer",
    "LoadBalancerArn",
    {
        "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
        "desyncMitigationMode": "routing.http.desync_mitigation_mode",
        "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
        "preserveHostHeader": "routing.http.preserve_host_header.enabled",
        "enableHttp2": "routing.http2.enabled",
        "enableDeletionProtection": "deletion_protection.enabled",
        "enableWafFailOpen": "waf.fail_open.enabled",
        "enableZonalShift": "zonal_shift.config.enabled",
        "idleTimeout": "idle_timeout.timeout_seconds",
        **_logs("accessLogs", "access_logs"),
        **_logs("connectionLogs", "connection_logs"),
        **_logs("healthCheckLogs", "health_check_logs"),
    },
)
_GROUP_ATTRIBUTES = _Attributes(
    "TargetGroup",
    "TargetGroupArn",
    {
        "deregistrationDelay": "deregistration_delay.timeout_seconds",
        "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
        "loadBalancingAnomalyMitigation": "load_balancing.algorithm.anomaly_mitigation",
        "slowStart": "slow_start.duration_seconds",
        "stickiness.enabled": "stickiness.enabled",
        "stickiness.type": "stickiness.type",
    },
)
_HEADER = "routing.http.response.{}.header_value"
_LISTENER_ATTRIBUTES = _Attributes(
    "Listener",
    "ListenerArn",
    {
        "routingHttpResponseServerEnabled": "routing.http.response.server.enabled",
        "routingHttpResponseStrictTransportSecurityHeaderValue": _HEADER.format("strict_transport_security"),
        "routingHttpResponseXContentTypeOptionsHeaderValue": _HEADER.format("x_content_type_options"),
    },
)


def _suffix(arn: str) -> str:
    """The end of an ARN, by which CloudWatch knows it: `app/NAME/ID` of a load balancer, `targetgroup/NAME/ID`."""
    return arn.rsplit(":", 1)[-1].removeprefix("loadbalancer/")


@dataclass(frozen=True)
class _Suffixed:
    """A table whose resources also have the suffix of their ARN."""

    table: Table

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        made = self.table.create(aws, inputs)
        return Created(made.id, {**made.outputs, "arn": made.id, "arnSuffix": _suffix(made.id)})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        return self.table.read(aws, resource_id, inputs)


_BALANCER = Table(
    service="elbv2",
    create_operation="CreateLoadBalancer",
    id_at="LoadBalancers[0].LoadBalancerArn",
    properties={
        **same("ipAddressType", "securityGroups"),
        "name": Property("Name", "LoadBalancerName"),
        "subnets": Property("Subnets", "AvailabilityZones[].SubnetId"),
        "loadBalancerType": Property("Type"),
        "internal": Property(
            "Scheme",
            send=lambda internal: "internal" if internal else "internet-facing",
            show=lambda scheme: scheme == "internal",
        ),
        **_shown(_BALANCER_ATTRIBUTES),
    },
    steps=(_BALANCER_ATTRIBUTES.set,),
    describe=_described("DescribeLoadBalancers", "LoadBalancerArns", "LoadBalancers", _BALANCER_ATTRIBUTES),
    computed={"dnsName": "DNSName", "zoneId": "CanonicalHostedZoneId"},
    tagging=_Tags(),
)

_CHECK = {
    "protocol": "HealthCheckProtocol",
    "port": "HealthCheckPort",
    "path": "HealthCheckPath",
    "interval": "HealthCheckIntervalSeconds",
    "timeout": "HealthCheckTimeoutSeconds",
    "healthyThreshold": "HealthyThresholdCount",
    "unhealthyThreshold": "UnhealthyThresholdCount",
}
_CHECK_SHOWN = ", ".join(f"{name}: {api}" for name, api in _CHECK.items())


class _TargetGroups:
    """The health check is a block for the provider, and flat for the service."""

    _table = Table(
        service="elbv2",
        create_operation="CreateTargetGroup",
        id_at="TargetGroups[0].TargetGroupArn",
        properties={
            **same("protocol", "protocolVersion", "port", "vpcId", "targetType"),
            "name": Property("Name", "TargetGroupName"),
            "healthCheck": Property(live=f"{{{_CHECK_SHOWN}, matcher: Matcher.HttpCode}}"),
            **_shown(_GROUP_ATTRIBUTES),
        },
        steps=(_GROUP_ATTRIBUTES.set,),
        describe=_described("DescribeTargetGroups", "TargetGroupArns", "TargetGroups", _GROUP_ATTRIBUTES),
        tagging=_Tags(),
    )

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        check: Mapping[str, Any] = inputs.get("healthCheck") or {}
        flat = {api: check[name] for name, api in _CHECK.items() if name in check}
        if "matcher" in check:
            flat["Matcher"] = {"HttpCode": check["matcher"]}
        made = aws.call("elbv2", "CreateTargetGroup", **self._table.parameters(inputs), **flat)
        arn = str(dig("TargetGroups[0].TargetGroupArn", made))
        _GROUP_ATTRIBUTES.set(aws, arn, inputs)
        return Created(arn, {**self.read(aws, arn, inputs), "arn": arn, "arnSuffix": _suffix(arn)})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        return self._table.read(aws, resource_id, inputs)


# The service's name of each kind of block, by the provider's.
_BLOCKS = Nested({"fixedResponse": "FixedResponseConfig", "redirect": "RedirectConfig"})
_CONDITION_FIELDS = {
    "hostHeader": ("host-header", "HostHeaderConfig"),
    "pathPattern": ("path-pattern", "PathPatternConfig"),
    "httpHeader": ("http-header", "HttpHeaderConfig"),
}


def _send_conditions(conditions: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"Field": _CONDITION_FIELDS[kind][0], _CONDITION_FIELDS[kind][1]: _BLOCKS.send(block)}
        for condition in conditions
        for kind, block in condition.items()
        if block
    ]


def _show_conditions(conditions: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {kind: _BLOCKS.show(condition[config])}
        for condition in conditions
        for kind, (_, config) in _CONDITION_FIELDS.items()
        if config in condition
    ]


def _show_actions(actions: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return _BLOCKS.show([{name: item for name, item in action.items() if name != "Order"} for action in actions])


_LISTENER = Table(
    service="elbv2",
    create_operation="CreateListener",
    id_at="Listeners[0].ListenerArn",
    properties={
        **same("loadBalancerArn", "port", "protocol", "sslPolicy"),
        "certificateArn": Property(
            "Certificates",
            "Certificates[0].CertificateArn",
            send=lambda arn: [{"CertificateArn": arn}],
        ),
        "defaultActions": Property("DefaultActions", send=_BLOCKS.send, show=_show_actions),
        **_shown(_LISTENER_ATTRIBUTES),
    },
    steps=(_LISTENER_ATTRIBUTES.set,),
    describe=_described("DescribeListeners", "ListenerArns", "Listeners", _LISTENER_ATTRIBUTES),
    computed={"arn": "ListenerArn"},
    tagging=_Tags(),
)


def _listener_of(rule_arn: str) -> str:
    return rule_arn.rpartition("/")[0].replace(":listener-rule/", ":listener/")


_RULE = Table(
    service="elbv2",
    create_operation="CreateRule",
    id_at="Rules[0].RuleArn",
    properties={
        # The description of a rule does not say which listener's it is; its ARN does.
        "listenerArn": Property("ListenerArn", "RuleArn", show=_listener_of),
        "priority": Property("Priority", show=int),
        "conditions": Property("Conditions", send=_send_conditions, show=_show_conditions),
        "actions": Property("Actions", send=_BLOCKS.send, show=_show_actions),
    },
    describe=_described("DescribeRules", "RuleArns", "Rules"),
    computed={"arn": "RuleArn"},
    tagging=_Tags(),
)


HANDLERS: Mapping[str, Handler] = {
    "aws:lb/loadBalancer:LoadBalancer": _Suffixed(_BALANCER),
    "aws:lb/targetGroup:TargetGroup": _TargetGroups(),
    "aws:lb/listener:Listener": _LISTENER,
    "aws:lb/listenerRule:ListenerRule": _RULE,
}
