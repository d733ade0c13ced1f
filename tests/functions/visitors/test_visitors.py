"""The visitors' function against a local server that speaks Google's protocol: tokens, reports, errors, quotas.

Where it runs and what it may do is shown in `tests/components/visitors`; the arithmetic on its metrics there too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from functions.visitors import analytics, handler
from functions.visitors.analytics import Analytics
from functions.visitors.budget import Budget
from functions.visitors.errors import FeedError, RefusedError
from functions.visitors.handler import Feed
from functions.visitors.identity import FEDERATION, KEY_SECRET, credentials
from functions.visitors.report import Quota, Report
from tests.functions.visitors.google import PROPERTY, ROLE_KEY, Google, serving

if TYPE_CHECKING:
    from collections.abc import Generator

# Half past an hour that is no day's last one.
NOW = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)
COUNTRIES = ("CL", "CO", "MX", "PE")
MINUTE = timedelta(minutes=1)


@dataclass
class CloudWatch:
    """Takes what is published."""

    published: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def put_metric_data(self, **call: Any) -> None:
        """`PutMetricData`."""
        assert call["Namespace"] == "Storefront/Visitors"
        self.published += call["MetricData"]

    def values(self) -> dict[str, int]:
        """The last values by metric and country."""
        return {
            one["MetricName"] + "".join(f" {d['Value']}" for d in one["Dimensions"]): one["Value"]
            for one in self.published
        }


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Generator[Google]:
    with serving() as server:
        monkeypatch.setattr(analytics, "ENDPOINT", server.endpoint)
        monkeypatch.setattr(analytics, "BACKOFF_SECONDS", 0.01)
        for name, value in zip(
            ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), ROLE_KEY, strict=True
        ):
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        yield server


def no_secret(arn: str) -> str:
    raise AssertionError(f"{arn} is read without need")


def feed_of(google: Google, property_id: str = PROPERTY) -> tuple[Feed, CloudWatch]:
    cloudwatch = CloudWatch()
    identity = credentials({FEDERATION: google.federation()}, no_secret)
    return Feed(analytics=Analytics(identity, property_id), cloudwatch=cloudwatch, countries=COUNTRIES), cloudwatch


def outcome(feed: Feed, minute: int) -> bool | str:
    """Whether it asked in that minute, or what it was refused with."""
    try:
        return bool(feed.run(NOW + minute * MINUTE)["asked"])
    except RefusedError as error:
        return str(error)


def test_it_publishes_visitors_by_country(google: Google) -> None:
    google.visitors = {"MX": 900, "CO": 420, "BR": 30, "(not set)": 5}
    feed, cloudwatch = feed_of(google)
    assert feed.run(NOW) == {"asked": True, "interval": 1, "visitors": 1355}
    assert cloudwatch.values() == {
        "ActiveVisitors": 1355,
        "ActiveVisitors CL": 0,
        "ActiveVisitors CO": 420,
        "ActiveVisitors MX": 900,
        "ActiveVisitors PE": 0,
        "ActiveVisitors other": 35,
        "ReportInterval": 1,
    }
    assert {one["Timestamp"] for one in cloudwatch.published} == {NOW}


def test_it_asks_for_the_last_five_minutes_by_country(google: Google) -> None:
    feed_of(google)[0].run(NOW)
    assert google.reports == [
        {
            "dimensions": [{"name": "countryId"}],
            "metrics": [{"name": "activeUsers"}],
            "minuteRanges": [{"startMinutesAgo": 4, "endMinutesAgo": 0}],
            "limit": "300",
            "returnPropertyQuota": True,
        }
    ]


def test_an_empty_store_is_zero_visitors_and_no_missing_feed(google: Google) -> None:
    feed, cloudwatch = feed_of(google)
    assert feed.run(NOW)["visitors"] == 0
    assert {
        name: value for name, value in cloudwatch.values().items() if name != "ReportInterval"
    } == dict.fromkeys(("ActiveVisitors", *(f"ActiveVisitors {c}" for c in (*COUNTRIES, "other"))), 0)


def test_its_role_is_exchanged_for_a_token_that_serves_an_hour(google: Google) -> None:
    """The server signs the exchanged call again, with botocore's code, and compares."""
    feed, _ = feed_of(google)
    for minute in range(3):
        feed.run(NOW + minute * MINUTE)
    report = f"/v1beta/properties/{PROPERTY}:runRealtimeReport"
    exchange, impersonation, *reports = google.asked
    assert (exchange, impersonation.rpartition(":")[2], reports) == (
        "/v1/token",
        "generateAccessToken",
        [report] * 3,
    )


def test_another_roles_signature_is_refused_in_words(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    feed, cloudwatch = feed_of(google)
    with pytest.raises(
        FeedError, match=r"does not take the identity: .*SignatureDoesNotMatch; compare `visitors.id"
    ):
        feed.run(NOW)
    assert cloudwatch.published == []


def test_a_key_from_the_secret_serves_too(google: Google) -> None:
    google.visitors = {"PE": 3}
    cloudwatch = CloudWatch()
    identity = credentials({KEY_SECRET: "arn:key"}, {"arn:key": google.service_account()}.__getitem__)
    feed = Feed(analytics=Analytics(identity, PROPERTY), cloudwatch=cloudwatch, countries=COUNTRIES)
    assert feed.run(NOW)["visitors"] == 3
    assert google.asked == ["/token", f"/v1beta/properties/{PROPERTY}:runRealtimeReport"]


@pytest.mark.parametrize("held", ["", "no JSON", "[]", '{"type": "service_account", "private_key": "hush-hush"}'])
@pytest.mark.parametrize("where", [FEDERATION, KEY_SECRET])
def test_what_is_no_identity_is_told_without_its_text(where: str, held: str) -> None:
    environment = {where: held if where == FEDERATION else "arn:key"}
    with pytest.raises(FeedError, match=rf"{where} holds no identity .*; (deploy|put)") as caught:
        credentials(environment, lambda _: held)
    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_rows_that_do_not_fit_a_page_are_asked_for_again(google: Google) -> None:
    google.visitors = {f"country {n}": 1 for n in range(420)}
    feed, _ = feed_of(google)
    assert feed.run(NOW)["visitors"] == 420
    assert [one["limit"] for one in google.reports] == ["300", "420"]


def test_half_a_result_is_no_report(google: Google) -> None:
    google.visitors, google.rows_a_page = {"MX": 10, "CO": 5}, 1
    feed, cloudwatch = feed_of(google)
    with pytest.raises(FeedError, match="gave 1 of 2 rows"):
        feed.run(NOW)
    assert cloudwatch.published == []


@pytest.mark.parametrize(
    "answer",
    [{"kind": "x"}, {"dimensionHeaders": [], "metricHeaders": []}, [1], b"<html>", {"dimensionHeaders": 3}],
)
def test_what_is_no_report_is_told_and_publishes_nothing(google: Google, answer: Any) -> None:
    feed, cloudwatch = feed_of(google)
    feed.run(NOW)
    google.answer, cloudwatch.published = answer, []
    with pytest.raises(FeedError):
        feed.run(NOW + MINUTE)
    assert cloudwatch.published == []


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_is_retried_once(google: Google, status: int) -> None:
    google.visitors = {"MX": 7}
    feed, _ = feed_of(google)
    feed.run(NOW)
    google.failures.append((status, "Internal error encountered."))
    assert feed.run(NOW + MINUTE)["visitors"] == 7
    assert len(google.reports) == 2


def test_an_outage_costs_fewer_errors_than_google_allows_an_hour(google: Google) -> None:
    """Ten errors an hour, and Google refuses everything; the feed must find it working again soon after."""
    feed, cloudwatch = feed_of(google)
    feed.run(NOW)
    before = len(google.asked)
    google.failures.extend([(503, "The service is currently unavailable.")] * 7)
    outcomes = [outcome(feed, minute) for minute in range(1, 100)]
    refusals = [text for text in outcomes if isinstance(text, str)]
    assert set(refusals) == {
        "Google refuses for now (503 UNAVAILABLE: The service is currently unavailable.); the next minutes try again, less often"
    }
    assert (len(refusals), outcomes.index(True) + 1) == (6, 64)
    within_an_hour = 7
    assert len(google.asked) - before == within_an_hour + (99 - 63)
    assert len(cloudwatch.published) == 7 * (1 + 99 - 63)


def test_a_used_up_quota_is_waited_for_longer_and_longer(google: Google) -> None:
    feed, cloudwatch = feed_of(google)
    google.quota["tokensPerHour"] = 3
    outcomes = [outcome(feed, minute) for minute in range(60)]
    asked = [minute for minute, what in enumerate(outcomes) if what is not False]
    assert all("429 RESOURCE_EXHAUSTED" in str(outcomes[minute]) for minute in asked)
    assert asked == [0, 1, 3, 7, 15, 31]
    assert cloudwatch.published == []


def test_what_is_left_of_a_quota_is_spread_over_the_hour(google: Google) -> None:
    """The property is read by others too: 60 tokens are 15 reports, for the 30 minutes that the hour has left."""
    feed, cloudwatch = feed_of(google)
    google.quota["tokensPerProjectPerHour"] = 64
    asked = [minute for minute in range(30) if feed.run(NOW + minute * MINUTE)["asked"]]
    assert asked == list(range(0, 30, 2))
    assert cloudwatch.values()["ReportInterval"] == 2
    assert google.quota["tokensPerProjectPerHour"] >= 0


def test_a_standard_propertys_quotas_last_the_whole_day_at_one_report_a_minute() -> None:
    budget, left = Budget(), {"hour": 14_000, "day": 200_000}
    start = int(datetime(2026, 11, 27, 8, tzinfo=UTC).timestamp() // 60)
    for minute in range(start, start + 24 * 60):
        assert budget.is_due(minute)
        if minute % 60 == 0:
            left["hour"] = 14_000
        left = {name: tokens - 10 for name, tokens in left.items()}
        quotas = {name: (Quota(consumed=10, remaining=tokens),) for name, tokens in left.items()}
        budget.answered(Report(by_country={}, hourly=quotas["hour"], daily=quotas["day"]), minute)
    assert left["day"] == 200_000 - 14_400


@pytest.mark.parametrize("before", [1, 90, 24 * 60])
def test_a_spent_days_quota_is_waited_for_until_midnight_in_california(before: int) -> None:
    """Google refills it at 00:00 of Pacific Standard Time, 08:00 UTC, summer and winter."""
    refilled = int(datetime(2026, 7, 15, 8, tzinfo=UTC).timestamp() // 60)
    budget = Budget()
    budget.answered(Report(by_country={}, hourly=(), daily=(Quota(consumed=10, remaining=0),)), refilled - before)
    assert [budget.is_due(refilled - 1), budget.is_due(refilled)] == [False, True]


@pytest.mark.parametrize(
    ("status", "mend"),
    [
        (400, "functions/visitors/report.py"),
        (403, "let the service account read the property"),
        (404, "correct `visitors.property`"),
    ],
)
def test_what_does_not_mend_itself_is_asked_again_each_minute_and_says_what_to_do(
    google: Google, status: int, mend: str
) -> None:
    feed, cloudwatch = feed_of(google)
    feed.run(NOW)
    google.failures.append((status, "No."))
    with pytest.raises(FeedError, match=mend) as caught:
        feed.run(NOW + MINUTE)
    assert not isinstance(caught.value, RefusedError)
    assert feed.run(NOW + 2 * MINUTE)["asked"]
    assert len(cloudwatch.published) == 2 * 7


def test_another_property_is_refused(google: Google) -> None:
    with pytest.raises(FeedError, match="403 PERMISSION_DENIED: User does not have sufficient permissions"):
        feed_of(google, "555")[0].run(NOW)


def test_silence_is_a_refusal(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    feed, _ = feed_of(google)
    feed.run(NOW)
    monkeypatch.setattr(analytics, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(RefusedError, match="does not answer"):
        feed.run(NOW + MINUTE)


def test_the_entry_point_reads_its_environment(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    google.visitors = {"CO": 11}
    cloudwatch = CloudWatch()
    monkeypatch.setattr(handler.boto3, "client", {"cloudwatch": cloudwatch}.__getitem__)
    for name, value in {FEDERATION: google.federation(), "PROPERTY": PROPERTY, "COUNTRIES": "CO,MX"}.items():
        monkeypatch.setenv(name, value)
    handler.feed.cache_clear()
    try:
        assert handler.handle({}, None) == {"asked": True, "interval": 1, "visitors": 11}
        google.failures.append((403, "No."))
        # One run a minute, whoever calls: the second one within it leaves Google alone.
        assert json.dumps(handler.handle({}, None)) == '{"asked": false, "interval": 1}'
    finally:
        handler.feed.cache_clear()
    assert cloudwatch.values() == {
        "ActiveVisitors": 11,
        "ActiveVisitors CO": 11,
        "ActiveVisitors MX": 0,
        "ActiveVisitors other": 0,
        "ReportInterval": 1,
    }
