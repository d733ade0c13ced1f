"""Holds a call against AWS's own schema of the resource that it makes, where parameter and property have one name.

The schemas of CloudFormation's types, which cfn-lint carries, say of many parameters what the service models leave
out: enumerations, patterns, lengths, ranges, counts. What neither says stands in the tables of `limits`, by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from rehearsal.facts.source import schema
from rehearsal.provider.patterns import compiled

# The operations whose parameters are a type's properties, or hold them under the same names.
TYPES: Mapping[tuple[str, str], str] = {
    ("acm", "RequestCertificate"): "CertificateManager::Certificate",
    ("autoscaling", "CreateAutoScalingGroup"): "AutoScaling::AutoScalingGroup",
    ("autoscaling", "UpdateAutoScalingGroup"): "AutoScaling::AutoScalingGroup",
    ("autoscaling", "PutLifecycleHook"): "AutoScaling::LifecycleHook",
    ("autoscaling", "PutScalingPolicy"): "AutoScaling::ScalingPolicy",
    ("autoscaling", "PutScheduledUpdateGroupAction"): "AutoScaling::ScheduledAction",
    ("backup", "CreateBackupVault"): "Backup::BackupVault",
    ("cloudtrail", "CreateTrail"): "CloudTrail::Trail",
    ("cloudwatch", "PutCompositeAlarm"): "CloudWatch::CompositeAlarm",
    ("cloudwatch", "PutMetricAlarm"): "CloudWatch::Alarm",
    ("dynamodb", "CreateTable"): "DynamoDB::Table",
    ("ec2", "CreateFlowLogs"): "EC2::FlowLog",
    ("ec2", "CreateLaunchTemplate"): "EC2::LaunchTemplate",
    ("ec2", "CreateLaunchTemplateVersion"): "EC2::LaunchTemplate",
    ("ec2", "CreateVpcEndpoint"): "EC2::VPCEndpoint",
    ("elbv2", "CreateListener"): "ElasticLoadBalancingV2::Listener",
    ("elbv2", "CreateLoadBalancer"): "ElasticLoadBalancingV2::LoadBalancer",
    ("elbv2", "CreateRule"): "ElasticLoadBalancingV2::ListenerRule",
    ("elbv2", "CreateTargetGroup"): "ElasticLoadBalancingV2::TargetGroup",
    ("events", "PutRule"): "Events::Rule",
    ("iam", "CreateOpenIDConnectProvider"): "IAM::OIDCProvider",
    ("iam", "CreatePolicy"): "IAM::ManagedPolicy",
    ("iam", "CreateRole"): "IAM::Role",
    ("kms", "CreateAlias"): "KMS::Alias",
    ("kms", "CreateKey"): "KMS::Key",
    ("kms", "ScheduleKeyDeletion"): "KMS::Key",
    ("lambda", "CreateFunction"): "Lambda::Function",
    ("logs", "CreateLogGroup"): "Logs::LogGroup",
    ("logs", "PutRetentionPolicy"): "Logs::LogGroup",
    ("rds", "CreateDBInstance"): "RDS::DBInstance",
    ("rds", "CreateDBInstanceReadReplica"): "RDS::DBInstance",
    ("rds", "ModifyDBInstance"): "RDS::DBInstance",
    ("rds", "CreateDBParameterGroup"): "RDS::DBParameterGroup",
    ("rds", "CreateDBSubnetGroup"): "RDS::DBSubnetGroup",
    ("rds", "CreateEventSubscription"): "RDS::EventSubscription",
    ("scheduler", "CreateSchedule"): "Scheduler::Schedule",
    ("secretsmanager", "CreateSecret"): "SecretsManager::Secret",
    ("sns", "CreateTopic"): "SNS::Topic",
    ("ssm", "CreateAssociation"): "SSM::Association",
    ("ssm", "CreateDocument"): "SSM::Document",
    ("ssm", "CreateMaintenanceWindow"): "SSM::MaintenanceWindow",
    ("ssm", "CreatePatchBaseline"): "SSM::PatchBaseline",
    ("ssm", "PutParameter"): "SSM::Parameter",
    ("ssm", "RegisterTaskWithMaintenanceWindow"): "SSM::MaintenanceWindowTask",
    ("wafv2", "CreateWebACL"): "WAFv2::WebACL",
    ("wafv2", "UpdateWebACL"): "WAFv2::WebACL",
    ("wafv2", "PutLoggingConfiguration"): "WAFv2::LoggingConfiguration",
}
# Where the API takes more than CloudFormation does, by type and property.
WIDER = {
    ("SSM::Parameter", "Type"): "CloudFormation makes no SecureString, so that no secret stands in a template",
}

Broken = tuple[str, object, str]


def broken_schemas(service: str, operation: str, params: Mapping[str, Any]) -> Iterator[Broken]:
    """The parameters that the type's schema refuses: each with what was given, and what is allowed."""
    name = TYPES.get((service, operation))
    if name is not None:
        document = schema(f"AWS::{name}")
        yield from _properties(document, document, params, "", name)


def _properties(document: Any, part: Any, given: Mapping[str, Any], path: str, name: str) -> Iterator[Broken]:
    properties = {key.lower(): (key, value) for key, value in part.get("properties", {}).items()}
    for parameter, value in given.items():
        key, found = properties.get(parameter.lower(), ("", None))
        if found is not None and (name, key) not in WIDER:
            yield from _value(document, found, value, f"{path}.{parameter}" if path else parameter, name)


def _value(document: Any, part: Any, value: object, path: str, name: str) -> Iterator[Broken]:
    while "$ref" in part:
        part = document["definitions"][part["$ref"].rpartition("/")[2]]
    if isinstance(value, Mapping):
        yield from _properties(document, part, cast("Mapping[str, Any]", value), path, name)
    elif isinstance(value, list):
        items = cast("list[object]", value)
        yield from _within(part, len(items), ("minItems", "maxItems"), path, "items")
        for index, item in enumerate(items):
            yield from _value(document, part.get("items", {}), item, f"{path}[{index}]", name)
    elif isinstance(value, str):
        yield from _text(part, value, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _within(part, value, ("minimum", "maximum"), path, "")
        yield from _listed(part, value, path)


def _text(part: Any, value: str, path: str) -> Iterator[Broken]:
    yield from _within(part, len(value), ("minLength", "maxLength"), path, "characters")
    yield from _listed(part, value, path)
    pattern = part.get("pattern")
    if pattern and not compiled(pattern).search(value):
        yield path, value, f"a text that matches {pattern}"


def _listed(part: Any, value: object, path: str) -> Iterator[Broken]:
    choices = cast("Sequence[object]", part.get("enum", ()))
    if choices and value not in choices:
        yield path, value, "one of " + ", ".join(map(str, choices))


def _within(part: Any, size: float, names: tuple[str, str], path: str, unit: str) -> Iterator[Broken]:
    minimum, maximum = (part.get(name) for name in names)
    if (minimum is not None and size < minimum) or (maximum is not None and size > maximum):
        bounds = " to ".join(str(bound) for bound in (minimum, maximum) if bound is not None)
        prefix = "at least " if maximum is None else "at most " if minimum is None else ""
        yield path, size, f"{prefix}{bounds} {unit}".strip()
