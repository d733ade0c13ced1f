"""Proves what the alarms on checkouts say of a store that sells, one that is silent, and one that publishes nothing.

Their expressions are evaluated by the product's own metric math, as CloudWatch evaluates them.
"""

import pytest

from components.alarms.alarm import Alarm, Comparison, Missing, Severity
from components.monitoring.rows_visitors import ROWS
from operations.health.metric_math.expression import evaluate

BUSY, QUIET = 2400.0, 20.0


def _row(what: str) -> Alarm:
    (found,) = [row for row in ROWS if row.what == what]
    return found


def _fires(what: str, tried: float | None, requests: float | None) -> bool:
    """Whether the alarm is in state ALARM when every minute is like this one."""
    row = _row(what)
    assert row.expression
    assert isinstance(row.threshold, int | float)
    assert row.comparison is Comparison.BELOW
    (value,) = evaluate(row.expression, {"tried": [tried], "requests": [requests]}, row.period, 1)
    return row.missing is Missing.BREACHING if value is None else value < row.threshold


@pytest.mark.parametrize(
    ("tried", "requests", "silent", "unpublished"),
    [
        (40.0, BUSY, False, False),
        (0.0, BUSY, True, False),
        # Before the application publishes, and when its publishing broke.
        (None, BUSY, False, True),
        (0.0, QUIET, False, False),
        (None, QUIET, False, False),
        (None, None, False, False),
    ],
)
def test_silence_wakes_somebody_and_a_store_that_says_nothing_is_a_ticket(
    tried: float | None, requests: float | None, *, silent: bool, unpublished: bool
) -> None:
    assert _fires("checkout-silent", tried, requests) is silent
    assert _fires("checkout-unpublished", tried, requests) is unpublished


def test_who_is_woken() -> None:
    assert _row("checkout-silent").severity is Severity.PAGE
    assert _row("checkout-unpublished").severity is Severity.TICKET
