"""The function that gives the database its roles and passwords, inside the VPC.

It has Secrets Manager run it on a schedule, which it makes itself: a schedule that stood before the first password
would have Secrets Manager rotate what is empty.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.documents import Statement, document
from components.keys import Purpose
from components.naming import PROJECT, Place
from components.secrets.birth import birth_name
from components.secrets.package import HANDLER, archive
from components.secrets.secrets import secret_name

FUNCTION = "database-access"
RUNTIME = "python3.13"
# A whole provisioning takes seconds, a replica's lag and a restarting server some minutes more: Lambda's longest.
_TIMEOUT_SECONDS = 900
_MEMORY_MIB = 256
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
_SECRET_CALLS = [
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:RotateSecret",
    "secretsmanager:UpdateSecretVersionStage",
]
_BIRTH_CALLS = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]


@dataclass(frozen=True, kw_only=True)
class DatabaseAccessArgs:
    """Where the function runs, what bounds its role, its secrets by role, their key, and their rotation (days)."""

    place: Place
    subnet_ids: Sequence[pulumi.Input[str]]
    group_id: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    secret_arns: Mapping[str, pulumi.Output[str]]
    birth_arn: pulumi.Input[str]
    secrets_key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    log_retention_days: int
    rotation_days: int


class DatabaseAccess(pulumi.ComponentResource):
    """The function with its role and logs, and Secrets Manager's leave to run it."""

    function: pulumi.Output[str]
    secret_arns: Mapping[str, pulumi.Output[str]]
    birth_arn: pulumi.Input[str]

    def __init__(self, name: str, *, args: DatabaseAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:DatabaseAccess", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        function = self._function(self._log_group(), self._role())
        self._leave(function)
        self.function, self.secret_arns, self.birth_arn = function.name, args.secret_arns, args.birth_arn
        self.register_outputs({"function": self.function})

    def _log_group(self) -> aws.cloudwatch.LogGroup:
        place = self._args.place
        return aws.cloudwatch.LogGroup(
            place.logical(FUNCTION),
            name=f"/aws/lambda/{place.name(FUNCTION, limit=64)}",
            kms_key_id=self._args.logs_key_arn,
            retention_in_days=self._args.log_retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _role(self) -> pulumi.Output[str]:
        args, place = self._args, self._args.place
        role = aws.iam.Role(
            place.logical(FUNCTION),
            name=place.name(FUNCTION, limit=64),
            assume_role_policy=_trust(),
            permissions_boundary=args.boundary_arn,
            opts=self._child,
        )
        policy = aws.iam.RolePolicy(
            place.logical(FUNCTION),
            name="give-access",
            role=role.name,
            policy=document(statements(place, list(args.secret_arns))),
            opts=self._child,
        )
        interfaces = aws.iam.RolePolicyAttachment(
            place.logical(FUNCTION),
            role=role.name,
            policy_arn=_INTERFACES_POLICY,
            opts=self._child,
        )
        # Lambda tries the role when it makes the function's network interfaces, so that its rights must be there.
        return pulumi.Output.all(role.arn, policy.id, interfaces.id).apply(lambda known: str(known[0]))

    def _function(self, group: aws.cloudwatch.LogGroup, role_arn: pulumi.Output[str]) -> aws.lambda_.Function:
        args, place = self._args, self._args.place
        return aws.lambda_.Function(
            place.logical(FUNCTION),
            name=place.name(FUNCTION, limit=64),
            description="roles and passwords of the database",
            role=role_arn,
            runtime=RUNTIME,
            architectures=["arm64"],
            handler=HANDLER,
            code=archive(),
            timeout=_TIMEOUT_SECONDS,
            memory_size=_MEMORY_MIB,
            kms_key_arn=args.secrets_key_arn,
            environment=aws.lambda_.FunctionEnvironmentArgs(
                variables={
                    "SECRETS": pulumi.Output.json_dumps(dict(args.secret_arns)),
                    "BIRTH_SECRET": args.birth_arn,
                    "ROTATION": json.dumps({"function": function_arn(place), "days": args.rotation_days}),
                    "TRUST_PARAMETER": trust_parameter(place.environment),
                }
            ),
            vpc_config=aws.lambda_.FunctionVpcConfigArgs(
                subnet_ids=list(args.subnet_ids), security_group_ids=[args.group_id]
            ),
            logging_config=aws.lambda_.FunctionLoggingConfigArgs(
                log_format="JSON", log_group=group.name, application_log_level="INFO", system_log_level="WARN"
            ),
            opts=self._child,
        )

    def _leave(self, function: aws.lambda_.Function) -> None:
        place = self._args.place
        aws.lambda_.Permission(
            place.logical(f"{FUNCTION}-by-secrets-manager"),
            statement_id="RotatedBySecretsManager",
            action="lambda:InvokeFunction",
            function=function.name,
            principal="secretsmanager.amazonaws.com",
            source_account=place.account,
            opts=self._child,
        )


def trust_parameter(environment: str) -> str:
    """Return the parameter with the authorities that may sign the database's certificate.

    `storefront database trust` writes it: what it holds is public, and too large for the environment of a function.
    """
    return f"/{PROJECT}/{environment}/database/trust"


def function_arn(place: Place) -> str:
    """Return the function's ARN, by its name."""
    return place.arn("lambda", f"function:{place.name(FUNCTION, limit=64)}")


def role_arn(place: Place) -> str:
    """Return the ARN of the function's role, by its name."""
    return f"arn:aws:iam::{place.account}:role/{place.name(FUNCTION, limit=64)}"


def statements(place: Place, roles: Sequence[str]) -> list[Statement]:
    """Return what the function may do: with the secrets of these roles, through their key, and in its own log.

    All of it by name, so that a preview can judge it: Secrets Manager adds six characters to a secret's name, and a
    key goes by its alias.
    """
    secrets = [
        place.arn("secretsmanager", f"secret:{secret_name(place.environment, role)}-??????") for role in roles
    ]
    birth = place.arn("secretsmanager", f"secret:{birth_name(place.environment)}-??????")
    group = place.arn("logs", f"log-group:/aws/lambda/{place.name(FUNCTION, limit=64)}")
    function = function_arn(place)
    return [
        {"Sid": "ItsSecrets", "Effect": "Allow", "Action": _SECRET_CALLS, "Resource": secrets},
        {"Sid": "TheBirth", "Effect": "Allow", "Action": _BIRTH_CALLS, "Resource": birth},
        {
            # Whoever schedules a rotation must be able to run what rotates:
            # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
            "Sid": "ScheduleItself",
            "Effect": "Allow",
            "Action": "lambda:InvokeFunction",
            "Resource": function,
        },
        {
            # It acts on no resource, so that it can be allowed on everything only.
            "Sid": "NewPasswords",
            "Effect": "Allow",
            "Action": "secretsmanager:GetRandomPassword",
            "Resource": "*",
        },
        {
            "Sid": "TheirKey",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": place.arn("kms", "key/*"),
            "Condition": {
                "StringEquals": {"kms:ViaService": f"secretsmanager.{place.region}.amazonaws.com"},
                "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{place.name(Purpose.SECRETS)}"},
            },
        },
        {
            "Sid": "WhomToTrust",
            "Effect": "Allow",
            "Action": "ssm:GetParameter",
            "Resource": place.arn("ssm", f"parameter{trust_parameter(place.environment)}"),
        },
        {
            "Sid": "OwnLog",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{group}:log-stream:*",
        },
        {
            # The interfaces are Lambda's to make, never the code's:
            # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
            "Sid": "NoInterfacesByTheCodeItself",
            "Effect": "Deny",
            "Action": _INTERFACE_CALLS,
            "Resource": "*",
            "Condition": {"ArnEquals": {"lambda:SourceFunctionArn": function}},
        },
    ]


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
