"""A Lambda function with its role and its log, made for a component, which adds who runs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.encryption.keys import Purpose
from components.functions.package import PACKAGES
from components.shared.naming import Place
from components.shared.policy_documents import Statement, document

RUNTIME = "python3.13"
_INTERFACES_POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"
_INTERFACE_CALLS = [
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DetachNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
]


@dataclass(frozen=True, kw_only=True)
class FunctionDefaults:
    """What a site's functions share: their roles' boundary, the keys of environments and logs, the logs' days."""

    boundary_arn: pulumi.Input[str]
    secrets_key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    log_retention_days: int


@dataclass(frozen=True, kw_only=True)
class VpcConfig:
    """Where in a VPC a function runs, and its security group."""

    subnet_ids: Sequence[pulumi.Input[str]]
    group_id: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class Code:
    """A function: its name (of `PACKAGES`), what it is for, what it may do, is told and takes at most."""

    what: str
    description: str
    statements: pulumi.Input[Sequence[Statement]]
    environment: Mapping[str, pulumi.Input[str]]
    timeout_seconds: int
    memory_mib: int = 256


def make_function(
    parent: pulumi.Resource,
    place: Place,
    code: Code,
    function_defaults: FunctionDefaults,
    vpc_config: VpcConfig | None = None,
) -> aws.lambda_.Function:
    """Make a function under `parent`; `vpc_config` None: it stands outside every VPC."""
    child = pulumi.ResourceOptions(parent=parent)
    logical, package = place.logical(code.what), PACKAGES[code.what]
    group = aws.cloudwatch.LogGroup(
        logical,
        name=f"/aws/lambda/{function_name(place, code.what)}",
        kms_key_id=function_defaults.logs_key_arn,
        retention_in_days=function_defaults.log_retention_days,
        opts=pulumi.ResourceOptions(parent=parent, protect=True),
    )
    return aws.lambda_.Function(
        logical,
        name=function_name(place, code.what),
        description=code.description,
        role=_role(parent, place, code, function_defaults, vpc_config),
        runtime=RUNTIME,
        architectures=["arm64"],
        handler=package.handler,
        code=package.archive(),
        timeout=code.timeout_seconds,
        memory_size=code.memory_mib,
        kms_key_arn=function_defaults.secrets_key_arn,
        environment=aws.lambda_.FunctionEnvironmentArgs(variables=code.environment) if code.environment else None,
        vpc_config=vpc_config
        and aws.lambda_.FunctionVpcConfigArgs(
            subnet_ids=list(vpc_config.subnet_ids), security_group_ids=[vpc_config.group_id]
        ),
        logging_config=aws.lambda_.FunctionLoggingConfigArgs(
            log_format="JSON", log_group=group.name, application_log_level="INFO", system_log_level="WARN"
        ),
        opts=child,
    )


def run_by_rule(
    parent: pulumi.Resource, place: Place, function: aws.lambda_.Function, rule: aws.cloudwatch.EventRule, what: str
) -> None:
    """Have an EventBridge rule of this account run a function, and no other rule."""
    child = pulumi.ResourceOptions(parent=parent)
    permission = aws.lambda_.Permission(
        place.logical(f"{what}-by-rule"),
        statement_id="RunByItsRule",
        action="lambda:InvokeFunction",
        function=function.name,
        principal="events.amazonaws.com",
        source_arn=rule.arn,
        opts=child,
    )
    aws.cloudwatch.EventTarget(
        place.logical(what),
        rule=rule.name,
        target_id="function",
        arn=function.arn,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[permission]),
    )


def function_arn(place: Place, what: str) -> str:
    """Return a function's ARN, by its name."""
    return place.arn("lambda", f"function:{function_name(place, what)}")


def role_arn(place: Place, what: str) -> str:
    """Return the ARN of a function's role, by its name."""
    return f"arn:aws:iam::{place.account}:role/{function_name(place, what)}"


def key_statement(place: Place, purpose: Purpose, service: str, actions: Sequence[str]) -> Statement:
    """Allow the use of a site's key on a service's way; it goes by its alias, so that a preview can judge it."""
    return {
        "Sid": f"{purpose.title()}Key",
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": place.arn("kms", "key/*"),
        "Condition": key_condition(place, purpose, service),
    }


def key_condition(place: Place, purpose: Purpose, service: str) -> dict[str, dict[str, str]]:
    """Return what holds a right on keys to one key, and to a service's way."""
    return {
        "StringEquals": {"kms:ViaService": f"{service}.{place.region}.amazonaws.com"},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{place.name(purpose)}"},
    }


def function_name(place: Place, what: str) -> str:
    """Return a function's name, which its role and its schedule have too."""
    return place.name(what, limit=64)


def _role(
    parent: pulumi.Resource,
    place: Place,
    code: Code,
    function_defaults: FunctionDefaults,
    vpc_config: VpcConfig | None,
) -> pulumi.Output[str]:
    child = pulumi.ResourceOptions(parent=parent)
    logical = place.logical(code.what)
    role = aws.iam.Role(
        logical,
        name=function_name(place, code.what),
        assume_role_policy=_trust(),
        permissions_boundary=function_defaults.boundary_arn,
        opts=child,
    )
    own = [_own_log(place, code.what), *([_no_interfaces(place, code.what)] if vpc_config else [])]
    policy = pulumi.Output.from_input(code.statements).apply(lambda given: document([*given, *own]))
    needed = [aws.iam.RolePolicy(logical, name="do-its-work", role=role.name, policy=policy, opts=child).id]
    if vpc_config:
        attachment = aws.iam.RolePolicyAttachment(
            logical, role=role.name, policy_arn=_INTERFACES_POLICY, opts=child
        )
        needed.append(attachment.id)
    # Lambda tries the role when it makes the function's network interfaces, so that its rights must be there.
    return pulumi.Output.all(role.arn, *needed).apply(lambda known: str(known[0]))


def _own_log(place: Place, what: str) -> Statement:
    return {
        "Sid": "OwnLog",
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"{place.arn('logs', f'log-group:/aws/lambda/{function_name(place, what)}')}:log-stream:*",
    }


def _no_interfaces(place: Place, what: str) -> Statement:
    """Keep a function's interfaces Lambda's to make: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"""
    return {
        "Sid": "NoInterfacesByTheCodeItself",
        "Effect": "Deny",
        "Action": _INTERFACE_CALLS,
        "Resource": "*",
        "Condition": {"ArnEquals": {"lambda:SourceFunctionArn": function_arn(place, what)}},
    }


def _trust() -> str:
    """Let Lambda take the role for functions of this account, to which alone it can be passed."""
    return document(
        [
            {
                "Sid": "AssumedByFunction",
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ]
    )
