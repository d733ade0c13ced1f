"""The visitors' function: where it runs, when, what it may do and nothing else, and what is in its archive.

What it does is shown in `tests/functions/visitors`.
"""

import json
from pathlib import Path

import pytest

from components.encryption.keys import Purpose
from components.functions.package import PACKAGES
from components.settings import VisitorSettings
from tests.components.stacks import (
    ACCOUNTS,
    SERVING,
    SITES,
    STACKS,
    STANDBY,
    by_name,
    inputs_without,
    name,
    settings,
    statements,
)
from tests.components.visitors.alone import visitors, visitors_on
from tests.support.alone import in_site, key_arn
from tests.support.archives import run, unpack

FUNCTION, ROLE, POLICY = "aws:lambda/function:Function", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
SCHEDULE = "aws:scheduler/schedule:Schedule"
SECRET = "aws:secretsmanager/secret:Secret"

every_site = pytest.mark.parametrize(("stack", "region"), SITES)
every_stack = pytest.mark.parametrize("stack", STACKS)


@every_site
def test_it_runs_outside_the_vpc_with_names_alone_in_its_environment(stack: str, region: str) -> None:
    site, given = visitors(stack, region), settings(stack)["visitors"]
    function = by_name(site, FUNCTION, region)["visitors"]
    assert inputs_without(function, "code", "environment") == {
        "name": name(stack, region, "visitors"),
        "description": "visitors by country, from Google Analytics",
        "role": by_name(site, ROLE, region)["visitors"].outputs["arn"],
        "runtime": "python3.13",
        "architectures": ["arm64"],
        "handler": "functions.visitors.handler.handle",
        "timeout": 45,
        "memorySize": 256,
        "kmsKeyArn": key_arn(stack, region, Purpose.SECRETS),
        "loggingConfig": {
            "logFormat": "JSON",
            "logGroup": f"/aws/lambda/{name(stack, region, 'visitors')}",
            "applicationLogLevel": "INFO",
            "systemLogLevel": "WARN",
        },
    }
    environment = function.inputs["environment"]["variables"]
    federation = json.loads(environment.pop("GOOGLE_FEDERATION"))
    assert environment == {"PROPERTY": given["property"], "COUNTRIES": "CL,CO,MX,PE"}
    asked = given["federation"]
    assert federation == {
        "type": "external_account",
        "audience": (
            f"//iam.googleapis.com/projects/{asked['projectNumber']}/locations/global/"
            f"workloadIdentityPools/{asked['pool']}/providers/{asked['provider']}"
        ),
        "subject_token_type": "urn:ietf:params:aws:token-type:aws4_request",
        "token_url": "https://sts.googleapis.com/v1/token",
        "service_account_impersonation_url": (
            f"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{asked['serviceAccount']}:generateAccessToken"
        ),
        "credential_source": {
            "environment_id": "aws1",
            "regional_cred_verification_url": "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
        },
    }


@every_stack
@pytest.mark.parametrize(("serving", "standby"), [(SERVING, STANDBY), (STANDBY, SERVING)])
def test_it_runs_each_minute_where_the_site_serves_alone(stack: str, serving: str, standby: str) -> None:
    """Two at once would use up the property's quota twice, and nobody looks at the standby's numbers."""
    for region, state in ((serving, "ENABLED"), (standby, "DISABLED")):
        site = visitors(stack, region, serving)
        function = by_name(site, FUNCTION, region)["visitors"]
        assert by_name(site, SCHEDULE, region)["visitors"].inputs == {
            "name": name(stack, region, "visitors"),
            "description": "visitors by country, from Google Analytics",
            "scheduleExpression": "rate(1 minute)",
            "scheduleExpressionTimezone": "UTC",
            "state": state,
            "flexibleTimeWindow": {"mode": "OFF"},
            "target": {
                "arn": function.outputs["arn"],
                "roleArn": by_name(site, ROLE, region)["visitors-schedule"].outputs["arn"],
                "retryPolicy": {"maximumRetryAttempts": 0, "maximumEventAgeInSeconds": 60},
            },
        }
        runs = by_name(site, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", region)["visitors"]
        assert runs.inputs == {
            "functionName": name(stack, region, "visitors"),
            "maximumRetryAttempts": 0,
            "maximumEventAgeInSeconds": 60,
        }


@every_site
def test_it_may_publish_its_metrics_and_write_its_log(stack: str, region: str) -> None:
    at = f"{region}:{ACCOUNTS[stack]}"
    assert statements(by_name(visitors(stack, region), POLICY, region)["visitors"]) == [
        {
            "Sid": "ItsMetrics",
            "Effect": "Allow",
            "Action": "cloudwatch:PutMetricData",
            "Resource": "*",
            "Condition": {"StringEquals": {"cloudwatch:namespace": "Storefront/Visitors"}},
        },
        {
            "Sid": "OwnLog",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"arn:aws:logs:{at}:log-group:/aws/lambda/{name(stack, region, 'visitors')}:log-stream:*",
        },
    ]


@every_site
def test_its_schedule_may_run_it_and_nothing_else(stack: str, region: str) -> None:
    at = f"{region}:{ACCOUNTS[stack]}"
    site = visitors(stack, region)
    assert statements(by_name(site, POLICY, region)["visitors-schedule"]) == [
        {
            "Sid": "RunsIt",
            "Effect": "Allow",
            "Action": "lambda:InvokeFunction",
            "Resource": f"arn:aws:lambda:{at}:function:{name(stack, region, 'visitors')}",
        }
    ]
    (trusted,) = statements(by_name(site, ROLE, region)["visitors-schedule"], "assumeRolePolicy")
    assert trusted["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trusted["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNTS[stack]},
        "ArnLike": {"aws:SourceArn": f"arn:aws:scheduler:{at}:schedule-group/default"},
    }


def test_with_a_key_it_reads_one_secret_that_nobody_else_does() -> None:
    """The secret is made without a value: a person puts the key in, and no state and no log holds it."""
    given = {**settings("prod")["visitors"], "signIn": "key", "federation": None}
    by_key = VisitorSettings.model_validate(given)
    site = in_site(lambda base: visitors_on(base, by_key), "prod", SERVING)
    at = f"{SERVING}:{ACCOUNTS['prod']}"
    secret = by_name(site, SECRET, SERVING)["visitors"]
    assert secret.inputs["name"] == f"storefront/prod/visitors/google-key-{SERVING}"
    assert secret.protect
    assert "visitors" not in by_name(site, "aws:secretsmanager/secretVersion:SecretVersion", SERVING)
    environment = by_name(site, FUNCTION, SERVING)["visitors"].inputs["environment"]["variables"]
    assert environment.keys() == {"PROPERTY", "COUNTRIES", "GOOGLE_KEY_SECRET"}
    assert environment["GOOGLE_KEY_SECRET"] == secret.outputs["arn"]
    given = {one["Sid"]: one for one in statements(by_name(site, POLICY, SERVING)["visitors"])}
    assert given.keys() == {"ItsMetrics", "ItsKeyForGoogle", "SecretsKey", "OwnLog"}
    assert given["ItsKeyForGoogle"]["Action"] == "secretsmanager:GetSecretValue"
    assert given["ItsKeyForGoogle"]["Resource"] == (
        f"arn:aws:secretsmanager:{at}:secret:storefront/prod/visitors/google-key-{SERVING}-??????"
    )
    assert given["SecretsKey"]["Action"] == ["kms:Decrypt"]
    (closed,) = statements(by_name(site, "aws:secretsmanager/secretPolicy:SecretPolicy", SERVING)["visitors"])
    assert (closed["Effect"], closed["Action"]) == ("Deny", "secretsmanager:GetSecretValue")
    role = f"arn:aws:iam::{ACCOUNTS['prod']}:role/{name('prod', SERVING, 'visitors')}"
    assert closed["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": role}}


def test_its_archive_runs_and_signs_without_compiled_code(tmp_path: Path) -> None:
    """Google's library falls back to pure Python."""
    unpack(PACKAGES["visitors"], tmp_path)
    ran = (
        "import functions.visitors.handler as handler, google.auth.aws as google, rsa;"
        "from google.auth.crypt import RSASigner; from google.oauth2 import service_account;"
        "key = rsa.newkeys(512)[1].save_pkcs1().decode();"
        "print(handler.__file__, google.__file__, RSASigner.from_string(key).__module__)"
    )
    first, second, signer = run(tmp_path, ran).split()
    assert ["function/functions/" in first, "function/google/" in second] == [True, True]
    assert signer.endswith("._python_rsa")
