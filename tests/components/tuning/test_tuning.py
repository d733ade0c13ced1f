"""The monthly examination: two functions, where each stands, what each may do, and what is in their archives.

What the examination finds is shown in `tests/postgres/tuning`, that the reader's archive runs as it is uploaded too.
"""

import json
from pathlib import Path

import pytest

from components.functions.package import PACKAGES
from components.shared.address_plan import Tier
from tests.components.stacks import (
    ACCOUNTS,
    SERVING,
    STACKS,
    by_name,
    name,
    settings,
    statements,
)
from tests.components.tuning.alone import tuning
from tests.support.alone import subnet_ids
from tests.support.archives import run, unpack

FUNCTION, ROLE, POLICY = "aws:lambda/function:Function", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
SCHEDULE = "aws:scheduler/schedule:Schedule"

every_stack = pytest.mark.parametrize("stack", STACKS)


def _reports(stack: str) -> str:
    """The bucket that the site makes for the reports."""
    return f"{name(stack, SERVING, 'tuning-reports')}-{ACCOUNTS[stack]}"


@every_stack
def test_the_reader_stands_inside_and_no_schedule_runs_it(stack: str) -> None:
    site = tuning(stack)
    reader = by_name(site, FUNCTION, SERVING)["database-reading"]
    assert reader.inputs["vpcConfig"]["subnetIds"] == subnet_ids(stack, SERVING, Tier.APPLICATION)
    assert reader.inputs["vpcConfig"]["securityGroupIds"] == ["sg-database-reading"]
    assert (reader.inputs["handler"], reader.inputs["timeout"]) == (
        "functions.database_reading.handler.handle",
        900,
    )
    environment = reader.inputs["environment"]["variables"]
    replica = by_name(site, "aws:rds/instance:Instance", SERVING)["database-b"].outputs
    secret = by_name(site, "aws:secretsmanager/secret:Secret", SERVING)["database-monitoring"]
    assert json.loads(environment.pop("REPLICA")) == {"address": replica["address"], "port": replica["port"]}
    assert environment == {
        "STACK": stack,
        "SECRET": secret.outputs["arn"],
        "CA_BUNDLE_PARAMETER": f"/storefront/{stack}/database/ca-bundle",
    }
    assert "database-reading" not in by_name(site, SCHEDULE, SERVING)


@every_stack
def test_the_tuner_stands_outside_and_runs_each_month(stack: str) -> None:
    site = tuning(stack)
    tuner = by_name(site, FUNCTION, SERVING)["database-tuning"]
    assert "vpcConfig" not in tuner.inputs
    primary = by_name(site, "aws:rds/instance:Instance", SERVING)["database-a"].outputs["resourceId"]
    assert tuner.inputs["environment"]["variables"] == {
        "STACK": stack,
        "READER": name(stack, SERVING, "database-reading"),
        "RESOURCE_ID": primary,
        "REPORTS": f"s3://{_reports(stack)}/tuning",
    }
    schedule = by_name(site, SCHEDULE, SERVING)["database-tuning"].inputs
    assert schedule["scheduleExpression"] == settings(stack)["database"]["tuningSchedule"]
    assert (schedule["state"], schedule["scheduleExpressionTimezone"]) == ("ENABLED", "UTC")
    assert schedule["target"]["arn"] == tuner.outputs["arn"]
    assert schedule["target"]["retryPolicy"] == {"maximumRetryAttempts": 1, "maximumEventAgeInSeconds": 3600}


@every_stack
def test_the_reader_may_have_its_login_and_nothing_else(stack: str) -> None:
    at = f"{SERVING}:{ACCOUNTS[stack]}"
    given = {one["Sid"]: one for one in statements(by_name(tuning(stack), POLICY, SERVING)["database-reading"])}
    allowed = {sid: (one["Action"], one["Resource"]) for sid, one in given.items() if one["Effect"] == "Allow"}
    assert allowed == {
        "ItsLogin": (
            ["secretsmanager:GetSecretValue"],
            f"arn:aws:secretsmanager:{at}:secret:storefront/{stack}/database/monitoring-??????",
        ),
        "SecretsKey": (["kms:Decrypt"], f"arn:aws:kms:{at}:key/*"),
        "ReadCaBundle": ("ssm:GetParameter", f"arn:aws:ssm:{at}:parameter/storefront/{stack}/database/ca-bundle"),
        "OwnLog": (
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            f"arn:aws:logs:{at}:log-group:/aws/lambda/{name(stack, SERVING, 'database-reading')}:log-stream:*",
        ),
        "FindSubnets": ("ec2:DescribeSubnets", "*"),
    }
    assert given["NoInterfacesByTheCodeItself"]["Effect"] == "Deny"


@every_stack
def test_the_tuner_may_do_its_work_on_named_resources(stack: str) -> None:
    site, at = tuning(stack), f"{SERVING}:{ACCOUNTS[stack]}"
    given = {one["Sid"]: one for one in statements(by_name(site, POLICY, SERVING)["database-tuning"])}
    primary = by_name(site, "aws:rds/instance:Instance", SERVING)["database-a"].outputs["resourceId"]
    bucket = f"arn:aws:s3:::{_reports(stack)}"
    assert {sid: one["Resource"] for sid, one in given.items()} == {
        "HaveItRead": [f"arn:aws:lambda:{at}:function:{name(stack, SERVING, 'database-reading')}"],
        "SeeItsLoad": [f"arn:aws:pi:{at}:metrics/rds/{primary}"],
        "DecryptInsightsAlone": [f"arn:aws:kms:{at}:key/*"],
        "FindReports": [bucket],
        "KeepReports": [f"{bucket}/tuning/*"],
        "ReportsKey": [f"arn:aws:kms:{at}:key/*"],
        "TellPeople": ["*"],
        "TagWhatItTells": [f"arn:aws:ssm:{at}:opsitem/*"],
        "OwnLog": f"arn:aws:logs:{at}:log-group:/aws/lambda/{name(stack, SERVING, 'database-tuning')}:log-stream:*",
    }
    asked = given["SeeItsLoad"]["Condition"]["ForAllValues:StringEquals"]["pi:Dimensions"]
    assert "db.sql_tokenized.statement" in asked
    assert [dimension for dimension in asked if dimension.startswith("db.sql.")] == []
    assert given["TellPeople"]["Condition"] == {"StringEquals": {"aws:RequestTag/environment": stack}}
    aliases = {
        sid: given[sid]["Condition"]["ForAnyValue:StringEquals"]["kms:ResourceAliases"]
        for sid in ("DecryptInsightsAlone", "ReportsKey")
    }
    assert aliases == {
        "DecryptInsightsAlone": f"alias/{name(stack, SERVING, 'database')}",
        "ReportsKey": f"alias/{name(stack, SERVING, 'storage')}",
    }


def test_the_tuner_draws_a_page_and_a_chart_without_compiled_code(tmp_path: Path) -> None:
    unpack(PACKAGES["database-tuning"], tmp_path)
    draws = (
        "import markupsafe, pygal; assert 'markupsafe._native' in sys.modules; pygal.Bar().render();"
        "import functions.tuning.report.render as page; print(page.__file__)"
    )
    assert "function/functions/tuning/" in run(tmp_path, draws)
