"""The function that gives the database its roles and passwords, inside the VPC of each site that stands ready.

In the standby it waits for the store to come there: then it points the copies of the secrets at the new writer. It
knows them by name, so that the sites need each other for nothing.

It has Secrets Manager run it on a schedule, which it makes itself: a schedule that stood before the first password
would have Secrets Manager rotate what is empty.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.encryption.keys import Purpose
from components.functions.function import (
    Code,
    FunctionDefaults,
    VpcConfig,
    function_arn,
    key_statement,
    make_function,
)
from components.secrets.bootstrap import bootstrap_name
from components.secrets.secrets import secret_name
from components.shared.naming import PROJECT, Place
from components.shared.policy_documents import Statement

FUNCTION = "database-access"
# A whole provisioning takes seconds, a replica's lag and a restarting server some minutes more: Lambda's longest.
_TIMEOUT_SECONDS = 900
_SECRET_CALLS = [
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:RotateSecret",
    "secretsmanager:StopReplicationToReplica",
    "secretsmanager:UpdateSecretVersionStage",
]
_BOOTSTRAP_CALLS = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]


@dataclass(frozen=True, kw_only=True)
class DatabaseAccessArgs:
    """Where the function runs, its secrets by role (ARNs or names), the bootstrap secret, and the rotation (days).

    `bootstrap_arn` None: the database was made in the other site.
    """

    place: Place
    vpc_config: VpcConfig
    function_defaults: FunctionDefaults
    secrets: Mapping[str, pulumi.Input[str]]
    bootstrap_arn: pulumi.Input[str] | None
    rotation_days: int


class DatabaseAccess(pulumi.ComponentResource):
    """The function with its role and logs, and Secrets Manager's leave to run it."""

    function: pulumi.Output[str]

    def __init__(self, name: str, *, args: DatabaseAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:DatabaseAccess", name, None, opts)
        function = make_function(self, args.place, _code(args), args.function_defaults, args.vpc_config)
        aws.lambda_.Permission(
            args.place.logical(f"{FUNCTION}-by-secrets-manager"),
            statement_id="RotatedBySecretsManager",
            action="lambda:InvokeFunction",
            function=function.name,
            principal="secretsmanager.amazonaws.com",
            source_account=args.place.account,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.function = function.name
        self.register_outputs({"function": self.function})


def _code(args: DatabaseAccessArgs) -> Code:
    place = args.place
    schedule = {"function": function_arn(place, FUNCTION), "days": args.rotation_days}
    return Code(
        what=FUNCTION,
        description="roles and passwords of the database",
        statements=statements(place, list(args.secrets), of_bootstrap=args.bootstrap_arn is not None),
        environment={
            "SECRETS": pulumi.Output.json_dumps(dict(args.secrets)),
            **({"BOOTSTRAP_SECRET": args.bootstrap_arn} if args.bootstrap_arn is not None else {}),
            "ROTATION": json.dumps(schedule),
            "TRUST_PARAMETER": trust_parameter(place.environment),
        },
        timeout_seconds=_TIMEOUT_SECONDS,
    )


def trust_parameter(environment: str) -> str:
    """Return the parameter with the authorities that may sign the database's certificate.

    `storefront database trust` writes it: what it holds is public, and too large for the environment of a function.
    """
    return f"/{PROJECT}/{environment}/database/trust"


def read_authorities(place: Place) -> Statement:
    """Let a function read whom to trust, so that it verifies the database's server."""
    return {
        "Sid": "WhomToTrust",
        "Effect": "Allow",
        "Action": "ssm:GetParameter",
        "Resource": place.arn("ssm", f"parameter{trust_parameter(place.environment)}"),
    }


def statements(place: Place, roles: Sequence[str], *, of_bootstrap: bool) -> list[Statement]:
    """Return what the function may do: with the secrets of these roles, and through their key.

    All of it by name, so that a preview can judge it: Secrets Manager adds six characters to a secret's name, and a
    key goes by its alias.
    """
    secrets = [
        place.arn("secretsmanager", f"secret:{secret_name(place.environment, role)}-??????") for role in roles
    ]
    bootstrap = place.arn("secretsmanager", f"secret:{bootstrap_name(place.environment)}-??????")
    read_bootstrap: Statement = {
        "Sid": "BootstrapSecret",
        "Effect": "Allow",
        "Action": _BOOTSTRAP_CALLS,
        "Resource": bootstrap,
    }
    return [
        {"Sid": "ItsSecrets", "Effect": "Allow", "Action": _SECRET_CALLS, "Resource": secrets},
        *([read_bootstrap] if of_bootstrap else []),
        {
            # Whoever schedules a rotation must be able to run what rotates:
            # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
            "Sid": "ScheduleItself",
            "Effect": "Allow",
            "Action": "lambda:InvokeFunction",
            "Resource": function_arn(place, FUNCTION),
        },
        {
            # It acts on no resource, so that it can be allowed on everything only.
            "Sid": "NewPasswords",
            "Effect": "Allow",
            "Action": "secretsmanager:GetRandomPassword",
            "Resource": "*",
        },
        key_statement(place, Purpose.SECRETS, "secretsmanager", ["kms:Decrypt", "kms:GenerateDataKey"]),
        read_authorities(place),
    ]
