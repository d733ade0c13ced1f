"""Proves how old a replica's newest data are said to be, on CloudWatch's answers as they come."""

from datetime import timedelta
from typing import Any

import pytest

from operations.aws import AwsClient, RefusedError
from operations.recovery.replica_lag import measured, newest_lag
from tests.operations.recovery.world import moment

REGION, REPLICA = "us-west-2", "storefront-prod-us-west-2-database-a"


class Metrics(AwsClient):
    """CloudWatch, with one answer: the lag (seconds) by how many minutes ago it was measured."""

    def __init__(self, lags: dict[int, float]) -> None:
        super().__init__()
        self.asked: dict[str, Any] = {}
        self._lags = lags

    def call(self, region: str, service: str, operation: str, /, **params: Any) -> dict[str, Any]:
        """Answer, and keep what was asked."""
        assert (region, service, operation) == (REGION, "cloudwatch", "GetMetricStatistics")
        self.asked = params
        return {
            "Datapoints": [
                {"Timestamp": moment() - timedelta(minutes=ago), "Maximum": lag} for ago, lag in self._lags.items()
            ]
        }


@pytest.mark.parametrize(
    ("lags", "age"),
    [
        ({1: 2.0}, 62.0),
        # The newest counts, not the best.
        ({3: 0.0, 1: 30.0, 2: 5.0}, 90.0),
        # -1 is RDS's word for a replication that does not run; 0 is a replica that has everything.
        ({1: -1.0, 2: 0.0}, 120.0),
        ({1: -1.0}, None),
        ({1: -0.5}, None),
        ({}, None),
        # CloudWatch's clock may be before ours.
        ({-1: 10.0}, 0.0),
    ],
)
def test_the_age_is_that_of_the_newest_measurement(lags: dict[int, float], age: float | None) -> None:
    assert newest_lag(Metrics(lags), REGION, REPLICA, moment()) == age


def test_a_quarter_of_an_hour_is_looked_at_minute_by_minute() -> None:
    metrics = Metrics({1: 1.0})
    (found,) = measured(metrics, REGION, REPLICA, moment())
    assert found.replayed == moment() - timedelta(seconds=61)
    assert metrics.asked["StartTime"] == moment() - timedelta(minutes=15)
    assert metrics.asked["EndTime"] == moment() + timedelta(minutes=15)
    assert (metrics.asked["Period"], metrics.asked["Statistics"]) == (60, ["Maximum"])
    assert metrics.asked["Dimensions"] == [{"Name": "DBInstanceIdentifier", "Value": REPLICA}]


def test_a_figure_that_is_refused_is_done_without() -> None:
    class Denied(AwsClient):
        def call(self, region: str, service: str, operation: str, /, **params: Any) -> dict[str, Any]:  # noqa: ARG002
            raise RefusedError(region, service, operation, "AccessDenied", "not authorized")

    assert newest_lag(Denied(), REGION, REPLICA, moment()) is None
