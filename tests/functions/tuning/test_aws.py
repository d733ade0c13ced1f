"""Performance Insights, reports in S3 and OpsItems over HTTP, against the embedded AWS: paging, limits and refusals included.

The emulator answers Performance Insights as its documentation says; the real service has not been asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from functions.shared.aws import Services
from functions.tuning.compare import compared
from functions.tuning.detect.table import examine
from functions.tuning.errors import TuningError
from functions.tuning.history import History, store_at
from functions.tuning.insights import PERIODS_SECONDS, Insights, period_for
from functions.tuning.ops_items import tell
from functions.tuning.recommendation import Recommendation
from operations.aws import AwsError, AwsRegion
from tests.functions.tuning.aws import END, SECRET, embedded, instance, put, sample
from tests.functions.tuning.samples import server, snapshot

WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def aws() -> Iterator[AwsRegion]:
    with embedded() as made:
        yield made


@pytest.fixture(scope="module")
def services(aws: AwsRegion) -> Services:
    return Services(aws.region)


@pytest.fixture(scope="module")
def resource(aws: AwsRegion) -> str:
    made = instance(aws, "observed")
    # Thirty waits and hosts are more than a page of 25 has.
    rows = [sample(hour, 3.0) for hour in range(1, 168)] + [
        sample(5, 1.0, wait=f"Wait{n}", statement=n) for n in range(1, 30)
    ]
    put(os.environ["AWS_ENDPOINT_URL"], made, rows)
    return made


def test_load_by_wait_class_with_all_pages(services: Services, resource: str) -> None:
    load = Insights(services, resource).load(END - WEEK, END)
    assert (load.period_seconds, load.vcpus) == (3600, 8)
    assert len(load.waits) == 30
    assert (load.waits[0].name, len(load.waits[0].points), load.waits[0].mean) == ("CPU", 167, pytest.approx(3.0))
    assert load.waits[1].mean == pytest.approx(1 / 167)


def test_top_statements_hosts_and_users(services: Services, resource: str) -> None:
    load = Insights(services, resource).load(END - WEEK, END)
    assert len(load.statements) == 25, "the API gives 25 keys of a dimension at most"
    first = load.statements[0]
    assert (first.digest, first.id, first.sessions) == ("DIGEST0", -1000, pytest.approx(3.0))
    assert first.text == "SELECT ?, ? FROM orders WHERE id = $1"
    assert SECRET not in repr(load)
    assert load.hosts["10.16.1.0"] == pytest.approx(3.0)
    assert load.users == {"application_a": pytest.approx(3.0 + 29 / 167)}


def test_an_instance_without_insights_is_a_clear_error(aws: AwsRegion, services: Services) -> None:
    dark = instance(aws, "dark", insights=False)
    with pytest.raises(TuningError, match=r"NotAuthorizedException.*give the role pi:GetResourceMetrics"):
        Insights(services, dark).load(END - WEEK, END)


def test_a_window_that_the_api_refuses_is_not_asked_for(services: Services, resource: str) -> None:
    for start in (END - timedelta(days=8), END, END + WEEK):
        with pytest.raises(TuningError, match="at most 7 days"):
            Insights(services, resource).load(start, END)


def test_the_emulator_refuses_what_the_api_refuses(aws: AwsRegion, resource: str) -> None:
    asked = {
        "ServiceType": "RDS",
        "Identifier": resource,
        "Metric": "db.load.avg",
        "StartTime": END - WEEK,
        "EndTime": END,
    }
    by = {"Group": "db.host"}
    for wrong in (
        {"PeriodInSeconds": 7},
        {"GroupBy": {"Group": "db.nothing"}},
        {"StartTime": END},
        {"Metric": "db.other.avg"},
    ):
        with pytest.raises(AwsError, match="InvalidArgumentException"):
            aws.whole("pi", "DescribeDimensionKeys", **{**asked, "PeriodInSeconds": 60, "GroupBy": by, **wrong})


@pytest.mark.parametrize(("hours", "period"), [(1, 60), (3, 60), (12, 300), (168, 3600)])
def test_the_finest_period_that_a_chart_can_show(hours: int, period: int) -> None:
    assert period in PERIODS_SECONDS
    assert period_for(timedelta(hours=hours)) == period


def _findings() -> tuple[Recommendation, ...]:
    return examine(snapshot(server=server(transaction_age=1_200_000_000, connections=190)), None)


def test_one_ops_item_a_finding_however_often_it_is_found(aws: AwsRegion, services: Services) -> None:
    found = _findings()
    assert tell(services, found, "prod", "s3://reports/report.html") == (2, 0)
    assert tell(services, found, "prod", "s3://reports/report.html") == (0, 2)
    assert tell(services, found, "staging", "s3://reports/report.html") == (2, 0)
    told = aws.whole("ssm", "DescribeOpsItems", OpsItemFilters=[])["OpsItemSummaries"]
    assert sorted(one["Title"] for one in told if one["Title"].startswith("prod")) == [
        "prod: parameter of max_connections",
        "prod: transaction-age of database",
    ]
    assert {one["Severity"] for one in told} == {"2"}
    whole = aws.call("ssm", "GetOpsItem", OpsItemId=told[0]["OpsItemId"])["OpsItem"]
    assert "To undo:" in whole["Description"]
    assert whole["Description"].endswith("Report: s3://reports/report.html")


def test_a_long_finding_fits_an_ops_item(services: Services) -> None:
    long = replace(_findings()[0], subject="x" * 3000, why=("y" * 5000,))
    assert tell(services, (long,), "prod", "s3://reports/report.html") == (1, 0)


@pytest.mark.parametrize("where", ["bucket", "folder"])
def test_the_last_report_is_found_again(aws: AwsRegion, services: Services, tmp_path: Path, where: str) -> None:
    aws.call("s3", "CreateBucket", Bucket=f"reports-{where}")
    place = f"s3://reports-{where}/tuning" if where == "bucket" else str(tmp_path)
    history = History(store_at(place, services), "test")
    assert history.last() is None
    old = compared(snapshot(), (), None)
    new = compared(snapshot(taken_at=snapshot().taken_at + timedelta(days=30)), (), old)
    files = history.keep(new, {"report.md": "# é"})
    history.keep(old, {})
    assert history.last() == new
    assert files[0].endswith("/test/2026-07-01T120000Z/report.md")
    assert store_at(place, services).read("test/2026-07-01T120000Z/report.md") == "# é"
    other = History(store_at(place, services), "tes")
    assert other.last() is None, "another environment's reports are not its own"


def test_a_report_that_cannot_be_read_is_a_clear_error(services: Services, tmp_path: Path) -> None:
    store = store_at(str(tmp_path), services)
    store.write("test/2026/report.json", '{"snapshot": 1}')
    with pytest.raises(TuningError, match=r"no report of this version \(.*snapshot.*move it away"):
        History(store, "test").last()
    with pytest.raises(TuningError, match=r"s3://nowhere: .*NoSuchBucket.*see that the bucket is there"):
        History(store_at("s3://nowhere", services), "test").last()
