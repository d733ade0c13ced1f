"""A Lambda function with its role and its log, made for a component, which says who runs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.encryption.keys import Purpose
from components.functions.names import function_arn, function_name
from components.functions.package import PACKAGES, Package
from components.functions.schedule import Schedule, run_by_schedule
from components.network.security_groups import Group
from components.shared.naming import Place
from components.shared.outputs import known_after, output_of
from components.shared.policy_documents import Statement, document, trust_service
from components.shared.urns import urn_pattern

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
# AWS's policy for interfaces lacks it; that for roles of functions in a VPC has it, and lets them write to any log.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
_FIND_SUBNETS: Statement = {
    "Sid": "FindSubnets",
    "Effect": "Allow",
    "Action": "ec2:DescribeSubnets",
    "Resource": "*",
}


@dataclass(frozen=True, kw_only=True)
class Code:
    """A function: its name (of `PACKAGES`), what it is for, what it may do, is told and takes at most."""

    what: str
    description: str
    statements: pulumi.Input[Sequence[Statement]]
    environment: Mapping[str, pulumi.Input[str]]
    timeout_seconds: int
    memory_mib: int = 256


class Function:
    """A function under the component that makes it, its `parent`; `run_...` says what runs it.

    `group`: the security group in which it stands in the application tier; None: it stands outside every VPC.
    """

    def __init__(
        self, parent: pulumi.Resource, baseline: Baseline, code: Code, *, group: Group | None = None
    ) -> None:
        self._parent, self._baseline, self._code = parent, baseline, code
        self._place, self._in_vpc = baseline.place, group is not None
        self._child = pulumi.ResourceOptions(parent=parent)
        self._logical = self._place.logical(code.what)
        self._log = self._log_group()
        self._function = self._make(PACKAGES[code.what], self._log, group)
        self.name, self.arn = self._function.name, self._function.arn

    @property
    def log_urn(self) -> pulumi.Output[str]:
        """What the program calls its log, `{region}` in its name."""
        return urn_pattern(self._log, region=self._place.region)

    def run_on_schedule(self, when: Schedule) -> None:
        """Have EventBridge Scheduler run it."""
        run_by_schedule(self._parent, self._baseline, self._code.what, self._function, when)

    def run_by_rule(self, rule: aws.cloudwatch.EventRule) -> None:
        """Have an EventBridge rule of this account run it, and no other rule."""
        permission = aws.lambda_.Permission(
            f"{self._logical}-by-rule",
            statement_id="RunByItsRule",
            action="lambda:InvokeFunction",
            function=self.name,
            principal="events.amazonaws.com",
            source_arn=rule.arn,
            opts=self._child,
        )
        aws.cloudwatch.EventTarget(
            self._logical,
            rule=rule.name,
            target_id="function",
            arn=self.arn,
            opts=pulumi.ResourceOptions(parent=self._parent, depends_on=[permission]),
        )

    def _log_group(self) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            self._logical,
            name=f"/aws/lambda/{function_name(self._place, self._code.what)}",
            kms_key_id=self._baseline.key_arn(Purpose.LOGS),
            retention_in_days=self._baseline.log_retention_days,
            opts=pulumi.ResourceOptions(parent=self._parent, protect=self._place.lifecycle.protected),
        )

    def _make(self, package: Package, log: aws.cloudwatch.LogGroup, group: Group | None) -> aws.lambda_.Function:
        code, variables = self._code, self._code.environment
        return aws.lambda_.Function(
            self._logical,
            name=function_name(self._place, code.what),
            description=code.description,
            role=self._role(),
            runtime=RUNTIME,
            architectures=["arm64"],
            handler=package.handler,
            code=package.archive(),
            timeout=code.timeout_seconds,
            memory_size=code.memory_mib,
            # Lambda keeps no key for an environment without variables.
            kms_key_arn=self._baseline.key_arn(Purpose.SECRETS) if variables else None,
            environment=aws.lambda_.FunctionEnvironmentArgs(variables=variables) if variables else None,
            vpc_config=None if group is None else self._vpc_config(group),
            logging_config=aws.lambda_.FunctionLoggingConfigArgs(
                log_format="JSON", log_group=log.name, application_log_level="INFO", system_log_level="WARN"
            ),
            opts=self._child,
        )

    def _vpc_config(self, group: Group) -> aws.lambda_.FunctionVpcConfigArgs:
        return aws.lambda_.FunctionVpcConfigArgs(
            subnet_ids=self._baseline.application_subnet_ids, security_group_ids=[self._baseline.group_id(group)]
        )

    def _role(self) -> pulumi.Output[str]:
        place, code, child = self._place, self._code, self._child
        role = aws.iam.Role(
            self._logical,
            name=function_name(place, code.what),
            # Lambda can be held to no source; the role can be passed to functions of this account alone.
            assume_role_policy=trust_service("lambda.amazonaws.com"),
            permissions_boundary=self._baseline.boundary_arn,
            opts=child,
        )
        inside = [_FIND_SUBNETS, _no_interfaces(place, code.what)] if self._in_vpc else []
        own = [_own_log(place, code.what), *inside]
        policy = output_of(code.statements).apply(lambda given: document([*given, *own]))
        needed = [
            aws.iam.RolePolicy(self._logical, name="do-its-work", role=role.name, policy=policy, opts=child).id
        ]
        if self._in_vpc:
            attachment = aws.iam.RolePolicyAttachment(
                self._logical, role=role.name, policy_arn=_INTERFACES_POLICY, opts=child
            )
            needed.append(attachment.id)
        # Lambda tries the role when it makes the function's network interfaces, so that its rights must be there.
        return known_after(role.arn, *needed)


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
