"""The function's entry point: each minute one report becomes metrics, unless the quotas ask for patience.

A minute without a report has no data, rather than a zero: an alarm can tell the two apart.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import boto3

from functions.shared.logs import function_log
from functions.shared.metrics import Namespace
from functions.visitors.analytics import Analytics
from functions.visitors.budget import Budget
from functions.visitors.errors import FeedError, RefusedError
from functions.visitors.identity import credentials
from functions.visitors.metrics import data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROPERTY, COUNTRIES = "PROPERTY", "COUNTRIES"
"""The environment: the property's number, and the countries with a series of their own, divided by commas."""

log = function_log("visitors")


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What one run works with, kept between runs: the token lives for an hour, and the budget has to remember."""

    analytics: Analytics
    cloudwatch: Any
    countries: Sequence[str]
    budget: Budget = field(default_factory=Budget)

    def run(self, now: datetime) -> dict[str, Any]:
        """Ask if it is time, publish, and say what was done.

        Raises:
            FeedError: no report came.
        """
        minute = int(now.timestamp() // 60)
        if not self.budget.is_due(minute):
            return {"asked": False, "interval": self.budget.interval}
        try:
            report = self.analytics.report(retry=self.budget.may_retry)
        except RefusedError:
            self.budget.refused(minute)
            raise
        self.budget.answered(report, minute)
        published = data(report, self.countries, self.budget.interval, now)
        self.cloudwatch.put_metric_data(Namespace=Namespace.VISITORS, MetricData=published)
        return {"asked": True, "interval": self.budget.interval, "visitors": report.total}


@cache
def feed() -> Feed:
    """Return this function's feed, made on its first run."""
    client = cast("Any", boto3).client
    environment: Mapping[str, str] = os.environ

    def secret(arn: str) -> str:
        return str(client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])

    return Feed(
        analytics=Analytics(credentials(environment, secret), environment[PROPERTY]),
        cloudwatch=client("cloudwatch"),
        countries=environment[COUNTRIES].split(","),
    )


def handle(_event: object, _context: object) -> dict[str, Any]:
    """Read and publish once.

    Raises:
        FeedError: no report came; the text says why and what to do next.
    """
    try:
        done = feed().run(datetime.now(UTC))
    except FeedError as error:
        log.error("%s", error)  # noqa: TRY400 - a traceback would show local values of libraries
        raise
    log.info("%s", done)
    return done
