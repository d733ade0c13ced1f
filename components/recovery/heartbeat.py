"""The function that writes down, every few minutes, that the main database lives: by it a loss is measured."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.encryption.keys import Purpose
from components.functions.function import (
    Code,
    FunctionDefaults,
    VpcConfig,
    key_statement,
    make_function,
    run_by_rule,
)
from components.secrets.access import read_authorities, trust_parameter
from components.secrets.secrets import secret_name
from components.shared.naming import Place
from components.shared.policy_documents import publish_metrics
from functions.shared.metrics import Namespace

WHAT = "heartbeat"
# Two sessions and four calls; what takes longer has missed its minute.
_TIMEOUT_SECONDS = 45


@dataclass(frozen=True, kw_only=True)
class HeartbeatArgs:
    """Where it beats, how often (minutes), its secret's ARN, and the replica whose age it measures."""

    place: Place
    every_minutes: int
    secret_arn: pulumi.Input[str]
    replica_address: pulumi.Input[str]
    vpc_config: VpcConfig
    function_defaults: FunctionDefaults


class Heartbeat(pulumi.ComponentResource):
    """The function, its role, and the rule that runs it."""

    def __init__(self, name: str, *, args: HeartbeatArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Heartbeat", name, None, opts)
        place = args.place
        function = make_function(self, place, _code(args), args.function_defaults, args.vpc_config)
        minutes = args.every_minutes
        rule = aws.cloudwatch.EventRule(
            place.logical(WHAT),
            name=place.name(WHAT, limit=64),
            description="a sign of life of the main database",
            schedule_expression=f"rate({minutes} minute{'s' if minutes > 1 else ''})",
            opts=pulumi.ResourceOptions(parent=self),
        )
        run_by_rule(self, place, function, rule, WHAT)
        self.register_outputs({"function": function.name})


def _code(args: HeartbeatArgs) -> Code:
    place = args.place
    secret = place.arn("secretsmanager", f"secret:{secret_name(place.environment, WHAT)}-??????")
    parameter = trust_parameter(place.environment)
    return Code(
        what=WHAT,
        description="writes the database's heartbeat and measures the replica's age",
        statements=[
            {
                "Sid": "ItsSecret",
                "Effect": "Allow",
                "Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
                "Resource": secret,
            },
            key_statement(place, Purpose.SECRETS, "secretsmanager", ["kms:Decrypt"]),
            read_authorities(place),
            publish_metrics("ItsMetrics", Namespace.DATABASE),
        ],
        environment={
            "SECRET": args.secret_arn,
            "REPLICA_HOST": args.replica_address,
            "TRUST_PARAMETER": parameter,
            "ENVIRONMENT": place.environment,
        },
        timeout_seconds=_TIMEOUT_SECONDS,
    )
