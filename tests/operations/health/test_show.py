"""`storefront health`: what it shows of the alarms of both regions, and how it ends.

What the alarms are is left to tests/components/health.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console
from typer.testing import CliRunner

from operations.cli import app
from operations.health.alarms import AlarmState
from operations.health.screen import age, screen
from rehearsal.emulator import Emulator, start
from rehearsal.provider.cloud import Cloud

REGIONS = ("us-east-1", "us-west-2")
ACCOUNT = "123456789012"  # the one that moto takes a caller's for


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with start() as running:
        yield running


@pytest.fixture(autouse=True)
def environment(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in {
        "AWS_ENDPOINT_URL": emulator.endpoint, "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
        "COLUMNS": "200",
    }.items():  # fmt: skip
        monkeypatch.setenv(key, value)


def _prefix(region: str) -> str:
    return f"storefront-prod-{region}-"


@pytest.fixture
def stack(emulator: Emulator) -> dict[str, Cloud]:
    """A manifest in the second region, and in each region a metric alarm and a page over it."""
    clouds = {region: Cloud(emulator.endpoint, region, ACCOUNT) for region in REGIONS}
    clouds[REGIONS[1]].call(
        "ssm", "PutParameter", Name="/storefront/prod/manifest/health", Type="String", Overwrite=True,
        Value=json.dumps({"alarm_prefixes": {region: _prefix(region) for region in REGIONS}, "later": 1}),
    )  # fmt: skip
    for region, cloud in clouds.items():
        cloud.call(
            "cloudwatch", "PutMetricAlarm", AlarmName=_prefix(region) + "database-gone-a", MetricName="a",
            Namespace="a", AlarmDescription="The database is silent.\nRunbook: x", Statistic="Sum",
            ComparisonOperator="GreaterThanThreshold", Threshold=1.0, Period=60, EvaluationPeriods=1,
        )  # fmt: skip
        cloud.call(
            "cloudwatch", "PutCompositeAlarm", AlarmName=_prefix(region) + "page-database",
            AlarmRule=f'ALARM("{_prefix(region)}database-gone-a")', AlarmDescription="Look now.",
            AlarmActions=[f"arn:aws:sns:{region}:{ACCOUNT}:on-call"],
        )  # fmt: skip
        _set(cloud, region, "OK")
    return clouds


def _set(cloud: Cloud, region: str, state: str) -> None:
    name = _prefix(region) + "database-gone-a"
    cloud.call("cloudwatch", "SetAlarmState", AlarmName=name, StateValue=state, StateReason="test")


def _run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["health", *words])
    return result.exit_code, result.output


def test_all_well_is_one_line_a_region(stack: dict[str, Cloud]) -> None:
    assert stack
    status, said = _run("prod", "--region", REGIONS[1])
    assert status == 0
    assert [line.strip() for line in said.splitlines()] == [
        f"{region}: 0 on, 2 well, 0 without data, of 2 alarms" for region in REGIONS
    ]


def test_what_wakes_somebody_comes_first_and_ends_in_failure(stack: dict[str, Cloud]) -> None:
    _set(stack["us-east-1"], "us-east-1", "ALARM")
    status, said = _run("show", "prod", "--region", REGIONS[1])
    assert status == 1
    lines = [line for line in said.splitlines() if "us-east-1" in line]
    assert [line.split()[1] for line in lines[:2]] == ["page-database", "database-gone-a"]
    assert "The database is silent." in lines[1]
    assert "Runbook" not in said
    assert "us-east-1: 2 on, 0 well, 0 without data, of 2 alarms" in said


def test_a_region_without_the_manifest_is_named(stack: dict[str, Cloud]) -> None:
    assert stack
    status, said = _run("prod", "--region", "eu-west-1")
    assert status == 2
    assert "eu-west-1 holds no /storefront/prod/manifest/health" in said


def test_no_region_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(variable, raising=False)
    status, said = _run("prod")
    assert (status, "no region to read the manifest in" in said) == (2, True)


def test_a_manifest_of_another_form_is_told(stack: dict[str, Cloud]) -> None:
    stack[REGIONS[0]].call(
        "ssm", "PutParameter", Name="/storefront/prod/manifest/health", Type="String", Value="{}", Overwrite=True
    )
    status, said = _run("prod", "--region", REGIONS[0])
    assert status == 2
    assert "deploy the stack anew" in said


def test_pages_stand_before_older_tickets() -> None:
    now = datetime(2026, 11, 27, 12, tzinfo=UTC)

    def one(what: str, hours: int, *, pages: bool) -> AlarmState:
        return AlarmState(
            region="us-east-1",
            what=what,
            state="ALARM",
            since=now - timedelta(hours=hours),
            says="why",
            pages=pages,
        )

    console = Console(width=120, record=True, quiet=False, file=None)
    with console.capture() as shown:
        console.print(screen([one("old", 30, pages=False), one("page", 1, pages=True)], now))
    rows = [line for line in shown.get().splitlines() if "why" in line and "us-east-1" in line]
    assert [row.split()[1] for row in rows] == ["page", "old"]
    assert "1 d 6 h" in rows[1]


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (61, "1 h 1 min"), (1500, "1 d 1 h"), (-5, "0 min")]
)
def test_lengths_of_time(minutes: int, said: str) -> None:
    assert age(timedelta(minutes=minutes)) == said
