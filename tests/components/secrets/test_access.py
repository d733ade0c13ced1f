"""The function: where it runs, what it may do, and who runs it.

What it does is shown in `tests/postgres`; its archive in `tests/components/functions`, and that it runs as it is
uploaded, in the rehearsal.
"""

import json

import pytest

from components.encryption.keys import Purpose
from components.shared.address_plan import Tier
from tests.components.secrets.alone import secrets
from tests.components.stacks import (
    ACCOUNTS,
    SERVING,
    STACKS,
    STANDBY,
    by_name,
    inputs_without,
    name,
    settings,
    statements,
)
from tests.support.alone import key_arn, subnet_ids

FUNCTION = "aws:lambda/function:Function"
ROLES = ("master", "application", "migration", "marketing", "management", "heartbeat", "monitoring")

every_stack = pytest.mark.parametrize("stack", STACKS)


@every_stack
def test_it_runs_inside_the_application_tier_of_the_site_that_serves(stack: str) -> None:
    site = secrets(stack)
    function = by_name(site, FUNCTION, SERVING)["database-access"]
    made = by_name(site, "aws:secretsmanager/secret:Secret", SERVING)
    environment = function.inputs["environment"]["variables"]
    assert inputs_without(function, "code", "environment", "vpcConfig") == {
        "name": name(stack, SERVING, "database-access"),
        "description": "roles and passwords of the database",
        "role": by_name(site, "aws:iam/role:Role", SERVING)["database-access"].outputs["arn"],
        "runtime": "python3.13",
        "architectures": ["arm64"],
        "handler": "functions.database_access.handler.handle",
        "timeout": 900,
        "memorySize": 256,
        "kmsKeyArn": key_arn(stack, SERVING, Purpose.SECRETS),
        "loggingConfig": {
            "logFormat": "JSON",
            "logGroup": f"/aws/lambda/{name(stack, SERVING, 'database-access')}",
            "applicationLogLevel": "INFO",
            "systemLogLevel": "WARN",
        },
    }
    assert function.inputs["vpcConfig"]["subnetIds"] == subnet_ids(stack, SERVING, Tier.APPLICATION)
    assert function.inputs["vpcConfig"]["securityGroupIds"] == ["sg-database-access"]
    assert json.loads(environment["SECRETS"]) == {role: made[f"database-{role}"].outputs["arn"] for role in ROLES}
    assert environment["BOOTSTRAP_SECRET"] == made["database-bootstrap"].outputs["arn"]
    assert json.loads(environment["ROTATION"]) == {
        "function": function.outputs["arn"],
        "days": settings(stack)["database"]["passwordRotationDays"],
    }
    assert environment["CA_BUNDLE_PARAMETER"] == f"/storefront/{stack}/database/ca-bundle"


def test_where_the_standby_can_serve_it_has_the_copies_of_the_secrets_and_no_bootstrap() -> None:
    site = secrets("prod")
    function = by_name(site, FUNCTION, STANDBY)["database-access"]
    environment = function.inputs["environment"]["variables"]
    assert json.loads(environment["SECRETS"]) == {role: f"storefront/prod/database/{role}" for role in ROLES}
    assert "BOOTSTRAP_SECRET" not in environment
    policy = by_name(site, "aws:iam/rolePolicy:RolePolicy", STANDBY)["database-access"]
    given = {one["Sid"]: one["Action"] for one in statements(policy)}
    assert "BootstrapSecret" not in given
    assert given["ItsCopies"] == ["secretsmanager:StopReplicationToReplica"]
    assert SERVING not in policy.inputs["policy"]


@every_stack
def test_it_may_do_its_work_and_nothing_else(stack: str) -> None:
    at = f"{SERVING}:{ACCOUNTS[stack]}"
    function = name(stack, SERVING, "database-access")
    policy = by_name(secrets(stack), "aws:iam/rolePolicy:RolePolicy", SERVING)["database-access"]
    given = {one["Sid"]: (one["Effect"], one["Action"], one["Resource"]) for one in statements(policy)}
    assert given.pop("FindSubnets") == ("Allow", "ec2:DescribeSubnets", "*")
    denied = given.pop("NoInterfacesByTheCodeItself")
    assert given == {
        "ItsSecrets": (
            "Allow",
            ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
             "secretsmanager:RotateSecret", "secretsmanager:UpdateSecretVersionStage"],
            [f"arn:aws:secretsmanager:{at}:secret:storefront/{stack}/database/{role}-??????" for role in ROLES],
        ),
        "BootstrapSecret": (
            "Allow",
            ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            f"arn:aws:secretsmanager:{at}:secret:storefront/{stack}/bootstrap/database-??????",
        ),
        "ScheduleItself": ("Allow", "lambda:InvokeFunction", f"arn:aws:lambda:{at}:function:{function}"),
        "NewPasswords": ("Allow", "secretsmanager:GetRandomPassword", "*"),
        "SecretsKey": ("Allow", ["kms:Decrypt", "kms:GenerateDataKey"], f"arn:aws:kms:{at}:key/*"),
        "ReadCaBundle": ("Allow", "ssm:GetParameter", f"arn:aws:ssm:{at}:parameter/storefront/{stack}/database/ca-bundle"),
        "OwnLog": (
            "Allow",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            f"arn:aws:logs:{at}:log-group:/aws/lambda/{function}:log-stream:*",
        ),
    }  # fmt: skip
    assert denied[0] == "Deny"
    assert all(action.startswith("ec2:") for action in denied[1])
    conditions = {one["Sid"]: one["Condition"] for one in statements(policy) if "Condition" in one}
    assert conditions == {
        "SecretsKey": {
            "StringEquals": {"kms:ViaService": f"secretsmanager.{SERVING}.amazonaws.com"},
            "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{name(stack, SERVING, 'secrets')}"},
        },
        "NoInterfacesByTheCodeItself": {
            "ArnEquals": {"lambda:SourceFunctionArn": f"arn:aws:lambda:{at}:function:{function}"}
        },
    }


@every_stack
def test_secrets_manager_may_run_it_for_this_account(stack: str) -> None:
    found = by_name(secrets(stack), "aws:lambda/permission:Permission", SERVING)
    permission = found["database-access-by-secrets-manager"]
    assert permission.inputs == {
        "statementId": "RotatedBySecretsManager",
        "action": "lambda:InvokeFunction",
        "function": name(stack, SERVING, "database-access"),
        "principal": "secretsmanager.amazonaws.com",
        "sourceAccount": ACCOUNTS[stack],
    }
