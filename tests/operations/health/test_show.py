"""`storefront health` and `dashboards render`: what they show, draw and keep, and how they end.

What the alarms are is left to tests/components/monitoring.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.commands import app
from cli.declared_dashboards import dashboards_of
from manifest.path import path
from operations.aws import AwsRegion
from operations.health.alarms import AlarmState
from operations.health.rendering import Request, render
from operations.health.screen import age, number, screen, spark
from rehearsal.emulator import Emulator, start
from rehearsal.mocks.manifest import index, sections
from rehearsal.provider.embedded import embedded
from tests.support.programs import recorded

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


DASHBOARDS = {which: f"storefront-prod-{which}" for which in ("business", "on-call", "database")}


def _widget(name: str) -> dict[str, Any]:
    lines = [
        ["Storefront/Store", "CheckoutsAttempted", {"stat": "Sum", "period": 300, "id": "tried", "visible": False}],
        ["Storefront/Store", "CheckoutsCompleted", {"stat": "Sum", "period": 300, "id": "done", "label": "done"}],
        [{"expression": "100 * done / tried", "label": "share", "id": "share", "period": 300}],
        [{"expression": "ANOMALY_DETECTION_BAND(done, 3)", "label": "usual", "id": "band", "period": 300}],
    ]
    return {
        "type": "metric",
        "properties": {
            "title": f"Orders on {name.removeprefix('storefront-prod-')}", "region": "us-east-1", "metrics": lines,
            "yAxis": {"left": {"label": "orders"}},
            "annotations": {"horizontal": [{"label": "share", "value": 90}]},
        },
    }  # fmt: skip


def _prefix(region: str) -> str:
    return f"storefront-prod-{region}-"


def _put(aws: AwsRegion, section: str, content: dict[str, Any]) -> None:
    aws.call(
        "ssm", "PutParameter", Name=path("prod", section), Type="String", Value=json.dumps(content), Overwrite=True
    )


@pytest.fixture
def stack(emulator: Emulator) -> dict[str, AwsRegion]:
    """A manifest in the second region, and in each region a metric alarm and a page over it."""
    clients = {region: embedded(emulator.endpoint, region, ACCOUNT) for region in REGIONS}
    health = sections()["health"] | {"dashboards": DASHBOARDS, "later": 1}
    for section, content in {"index": index("prod"), "health": health, "database": sections()["database"]}.items():
        _put(clients[REGIONS[1]], section, content)
    for name in DASHBOARDS.values():
        body = {"widgets": [{"type": "text", "properties": {"markdown": "x"}}, _widget(name)]}
        clients[REGIONS[0]].call("cloudwatch", "PutDashboard", DashboardName=name, DashboardBody=json.dumps(body))
    for region, aws in clients.items():
        aws.call(
            "cloudwatch", "PutMetricAlarm", AlarmName=_prefix(region) + "database-gone-a", MetricName="a",
            Namespace="a", AlarmDescription="The database is silent.\nRunbook: x", Statistic="Sum",
            ComparisonOperator="GreaterThanThreshold", Threshold=1.0, Period=60, EvaluationPeriods=1,
        )  # fmt: skip
        aws.call(
            "cloudwatch", "PutCompositeAlarm", AlarmName=_prefix(region) + "page-database",
            AlarmRule=f'ALARM("{_prefix(region)}database-gone-a")', AlarmDescription="Look now.",
            AlarmActions=[f"arn:aws:sns:{region}:{ACCOUNT}:on-call"],
        )  # fmt: skip
        _set(aws, region, "OK")
    return clients


def _set(aws: AwsRegion, region: str, state: str) -> None:
    name = _prefix(region) + "database-gone-a"
    aws.call("cloudwatch", "SetAlarmState", AlarmName=name, StateValue=state, StateReason="test")


ASKING = "asking CloudWatch for alarms and indicators\n"


def test_the_wait_is_told_on_standard_error(stack: dict[str, AwsRegion]) -> None:
    assert stack
    done = CliRunner().invoke(app, ["health", "prod", "--region", REGIONS[1]])
    assert done.stderr == ASKING
    assert "0 on, 2 well" in done.stdout


def _run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["health", *words])
    return result.exit_code, result.output.removeprefix(ASKING)


def test_all_well_is_one_line_a_region(stack: dict[str, AwsRegion]) -> None:
    assert stack
    status, said = _run("prod", "--region", REGIONS[1])
    assert status == 0
    assert [line.strip() for line in said.splitlines()][:2] == [
        f"{region}: 0 on, 2 well, 0 without data, of 2 alarms" for region in REGIONS
    ]


@pytest.fixture
def alone(stack: dict[str, AwsRegion]) -> Iterator[AwsRegion]:
    """The region that serves, with a database that has no replica."""
    serving, database = stack[REGIONS[0]], sections()["database"]
    primary = database["instances"]["primary"]
    _put(stack[REGIONS[1]], "database", {**database, "instances": {"primary": primary}})
    serving.call(
        "rds", "CreateDBInstance", DBInstanceIdentifier=primary["identifier"], DBInstanceClass="db.t4g.small",
        Engine="postgres", MasterUsername="somebody", MasterUserPassword="somewhere", AllocatedStorage=20,
    )  # fmt: skip
    yield serving
    serving.call("rds", "DeleteDBInstance", DBInstanceIdentifier=primary["identifier"], SkipFinalSnapshot=True)


def test_a_stopped_database_is_said_to_be_stopped(alone: AwsRegion) -> None:
    name = sections()["database"]["instances"]["primary"]["identifier"]
    assert "not lost" not in _run("prod", "--region", REGIONS[1])[1]
    alone.call("rds", "StopDBInstance", DBInstanceIdentifier=name)
    status, said = _run("prod", "--region", REGIONS[1])
    words = " ".join(said.split())
    assert f"{name} is stopped, not lost" in words
    assert f"aws rds start-db-instance --region {REGIONS[0]} --db-instance-identifier {name}" in words
    assert status == 0
    alone.call("rds", "StartDBInstance", DBInstanceIdentifier=name)


def test_the_indicators_are_those_of_the_dashboards(stack: dict[str, AwsRegion]) -> None:
    now = datetime.now(UTC)
    for minutes, done in ((20, 8), (12, 9), (6, 6)):
        for name, value in (("CheckoutsAttempted", 10), ("CheckoutsCompleted", done)):
            stack["us-east-1"].call(
                "cloudwatch", "PutMetricData", Namespace="Storefront/Store",
                MetricData=[{"MetricName": name, "Value": value, "Timestamp": now - timedelta(minutes=minutes)}],
            )  # fmt: skip
    status, said = _run("prod", "--region", REGIONS[1], "--all")
    assert status == 0
    assert "Indicators of us-east-1" in said
    rows = [re.split(r"\s{2,}", line.strip()) for line in said.splitlines() if "Orders on" in line]
    assert [row[0] for row in rows] == [
        f"Orders on {which}: {line}" for which in ("business", "on-call") for line in ("done", "share")
    ]
    assert [row[1:-1] for row in rows[:2]] == [["6", "orders"], ["60", "orders", "90"]]
    assert "█" in rows[0][-1]
    _, in_short = _run("prod", "--region", REGIONS[1])
    assert "4 indicators, 0 of them without data" in in_short
    assert "Orders on" not in in_short


def test_a_dashboard_that_is_gone_does_not_hide_the_alarms(stack: dict[str, AwsRegion]) -> None:
    _set(stack["us-west-2"], "us-west-2", "ALARM")
    stack["us-east-1"].call("cloudwatch", "DeleteDashboards", DashboardNames=["storefront-prod-business"])
    status, said = _run("prod", "--region", REGIONS[1])
    assert status == 1
    assert "page-database" in said
    assert "the dashboard business is not shown whole" in said


def test_what_wakes_somebody_comes_first_and_ends_in_failure(stack: dict[str, AwsRegion]) -> None:
    _set(stack["us-east-1"], "us-east-1", "ALARM")
    status, said = _run("show", "prod", "--region", REGIONS[1])
    assert status == 1
    lines = [line.split("  ")[0] for line in map(str.strip, said.splitlines())]
    assert lines[:5] == [
        "Alarms that are on", "page-database", "Look now.", "database-gone-a", "The database is silent."
    ]  # fmt: skip
    assert "Runbook" not in said
    assert "us-east-1: 2 on, 0 well, 0 without data, of 2 alarms" in said


def test_a_region_without_the_manifest_is_named(stack: dict[str, AwsRegion]) -> None:
    assert stack
    status, said = _run("prod", "--region", "eu-west-1")
    assert status == 2
    assert "eu-west-1 holds no manifest of prod (parameter /storefront/prod/manifest/index)" in said


def test_no_region_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(variable, raising=False)
    status, said = _run("prod")
    assert (status, "no region to read the manifest in" in said) == (2, True)


def test_a_manifest_of_another_form_is_told(stack: dict[str, AwsRegion]) -> None:
    for section, content in {"index": index("prod"), "health": {}}.items():
        _put(stack[REGIONS[0]], section, content)
    status, said = _run("prod", "--region", REGIONS[0])
    assert status == 2
    assert "the manifest of prod in us-east-1 cannot be used; deploy prod with this release" in said
    assert "health.alarm_prefixes: Field required" in said


NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def _alarm(what: str, hours: int = 0, *, pages: bool = False, state: str = "ALARM") -> AlarmState:
    since = NOW - timedelta(hours=hours)
    return AlarmState(region="us-east-1", what=what, state=state, since=since, says="why", pages=pages)


def _shown(alarms: list[AlarmState], *, whole: bool = False) -> list[str]:
    console = Console(width=80)
    with console.capture() as shown:
        console.print(screen(alarms, NOW, whole=whole, width=80))
    return shown.get().splitlines()


def test_pages_stand_before_older_tickets() -> None:
    rows = [row.split() for row in _shown([_alarm("old", 30), _alarm("page", 1, pages=True)]) if ", for " in row]
    assert [row[0] for row in rows] == ["page", "old"]
    assert rows[0][-2:] == ["pages", "on-call"]
    assert rows[1][-4:] == ["1", "d", "6", "h"]


def test_what_is_wrong_fits_on_a_small_screen_and_the_whole_is_asked_for() -> None:
    alarms = [
        _alarm("database-gone-a", 1),
        *(_alarm(f"silent-{n:02}", state="INSUFFICIENT_DATA") for n in range(40)),
        *(_alarm(f"well-{n:03}", state="OK") for n in range(200)),
    ]
    lines = _shown(alarms)
    assert len(lines) < 24
    assert max(map(len, lines)) <= 80
    said = " ".join(" ".join(lines).split())
    assert said.index("database-gone-a") < said.index("silent-00") < said.index("of 241 alarms")
    assert "silent-07 and 32 more" in said
    assert "well-000" not in said
    everything = " ".join(_shown(alarms, whole=True))
    assert all(alarm.what in everything for alarm in alarms)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (61, "1 h 1 min"), (1500, "1 d 1 h"), (-5, "0 min")]
)
def test_lengths_of_time(minutes: int, said: str) -> None:
    assert age(timedelta(minutes=minutes)) == said


def _answers(aws: AwsRegion) -> list[str]:
    found = aws.whole("cloudwatch", "ListMetrics", Namespace="Storefront/Support")["Metrics"]
    return [one["MetricName"] for one in found]


def test_an_answer_goes_to_the_regions_in_which_something_is_on_and_to_no_other(
    stack: dict[str, AwsRegion],
) -> None:
    _set(stack["us-west-2"], "us-west-2", "ALARM")
    status, said = _run("acknowledge", "prod", "--region", REGIONS[1], "--dry-run")
    assert (status, said.strip()) == (0, "would be acknowledged: page-database in us-west-2: Look now.")
    assert _answers(stack["us-west-2"]) == []
    status, said = _run("acknowledge", "prod", "--region", REGIONS[1])
    assert (status, said.strip()) == (0, "acknowledged: page-database in us-west-2: Look now.")
    assert _answers(stack["us-west-2"]) == ["Acknowledged"]
    assert _answers(stack["us-east-1"]) == []


def test_with_nothing_on_there_is_nothing_to_answer(stack: dict[str, AwsRegion]) -> None:
    assert stack
    status, said = _run("acknowledge", "prod", "--region", REGIONS[1])
    assert (status, said.strip()) == (0, "no page is on")


@pytest.mark.parametrize(
    ("value", "said"), [(0.0042, "0.0042"), (12.5, "12.5"), (9999, "9999"), (12_345, "12.3k"), (3.2e9, "3.2G")]
)
def test_numbers_are_short(value: float, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(
    ("values", "said"), [([], ""), ([0, 0], "  "), ([1, 8], "▁█"), ([1, 2, 3, 4], "▄█"), ([4.0] * 48, "████████")]
)
def test_a_line_of_blocks(values: list[float], said: str) -> None:
    assert spark(values, 2 if len(values) == 4 else 8) == said


def _render(tmp_path: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["dashboards", "render", "prod", "--out", str(tmp_path), *words])
    return result.exit_code, " ".join(result.output.split())


def test_dashboards_are_drawn_from_what_stands_and_again_from_its_record(
    stack: dict[str, AwsRegion], tmp_path: Path
) -> None:
    assert stack
    record = tmp_path / "record.json"
    status, said = _render(tmp_path, "--region", REGIONS[1], "--record", str(record))
    assert (status, said.count("written")) == (0, 4)
    pictures = {file.name: file.read_bytes() for file in tmp_path.glob("*.png")}
    assert pictures.keys() == {"business.png", "on-call.png", "database.png"}
    assert all(picture.startswith(b"\x89PNG") and len(picture) > 10_000 for picture in pictures.values())
    kept = json.loads(record.read_text())
    assert {line["id"] for line in kept["business"]["Orders on business (us-east-1)"]} == {"done", "share", "band"}
    status, _ = _render(tmp_path, "--region", REGIONS[1], "--recorded", str(record), "--html")
    page = (tmp_path / "business.html").read_text()
    assert (status, page.count("<svg")) == (0, 1)
    assert "Orders on business" in page
    assert "made-up" not in page


def test_made_up_data_are_drawn_on_what_the_program_declares_without_aws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")  # nobody answers there
    found = dashboards_of("prod", recorded("prod"))
    assert found.keys() == {"business", "on-call", "database"}
    assert all(len(graphs) > 5 for _, graphs in found.values())
    few = {what: (name, graphs[:2]) for what, (name, graphs) in found.items()}
    request = Request(
        stack="prod", region=None, out=tmp_path, hours=6, html=True, sample=True, record=tmp_path / "record.json",
        recorded=None, declared=lambda _: few,
    )  # fmt: skip
    render(request, NOW)
    page = (tmp_path / "business.html").read_text()
    assert "storefront-prod-business (made-up data)" in page
    kept = json.loads((tmp_path / "record.json").read_text())
    assert all(lines[0]["values"] for graphs in kept.values() for lines in graphs.values())


def test_without_data_the_picture_says_so(stack: dict[str, AwsRegion], tmp_path: Path) -> None:
    assert stack
    status, _ = _render(tmp_path, "--region", REGIONS[1], "--html", "--hours", "0.25")
    assert status == 0


def test_a_record_that_cannot_be_read_is_told(stack: dict[str, AwsRegion], tmp_path: Path) -> None:
    assert stack
    (tmp_path / "list.json").write_text("[]")
    for name, words in (("absent.json", "cannot be read as a record"), ("list.json", "got list")):
        status, said = _render(tmp_path, "--region", REGIONS[1], "--recorded", str(tmp_path / name))
        assert status == 2
        assert words in said
