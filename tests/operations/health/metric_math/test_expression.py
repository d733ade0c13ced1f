"""Metric math: each function as CloudWatch's page has it, and that every expression of the project can be evaluated."""

import pytest

from components.monitoring.catalogue import CATALOGUE
from components.monitoring.indicators import BUSINESS, DATABASE
from operations.health.metric_math.expression import ExpressionError, Series, evaluate

CASES: list[tuple[str, Series]] = [
    ("a + 2 * b", [5, 8, None, None]),
    ("-a", [-1, -2, -3, None]),
    ("a / b", [0.5, 2 / 3, None, None]),
    ("b / (a - 1)", [None, 3.0, None, None]),
    ("a > 1", [0, 1, 1, None]),
    ("IF(a >= 2, b, 7)", [7, 3, None, None]),
    ("IF(a >= 2, b)", [None, 3, None, None]),
    ("60 * a / PERIOD(a)", [1, 2, 3, None]),
    ("FILL(a, 0)", [1, 2, 3, 0]),
    ("FILL(a, b)", [1, 2, 3, 4]),
    ("RATE(b)", [None, 1 / 60, None, 1 / 120]),
    ("ABS(a - 3)", [2, 1, 0, None]),
    ("DB_PERF_INSIGHTS('RDS', 'db-A', 'x.avg')", [9, 9, 9, 9]),
    ("5", [5, 5, 5, 5]),
]
SERIES: dict[str, Series] = {
    "a": [1.0, 2.0, 3.0, None],
    "b": [2.0, 3.0, None, 4.0],
    "DB_PERF_INSIGHTS('RDS', 'db-A', 'x.avg')": [9.0] * 4,
}


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[case[0] for case in CASES])
def test_expressions(expression: str, expected: Series) -> None:
    assert evaluate(expression, SERIES, 60, 4) == [None if one is None else pytest.approx(one) for one in expected]


@pytest.mark.parametrize("expression", ["c", "a ** 2", "SEARCH('x')", "a and b", "a +"])
def test_what_is_not_known_is_said(expression: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(expression, SERIES, 60, 4)


def test_every_row_of_the_catalogue_can_be_evaluated() -> None:
    for row in CATALOGUE:
        if row.expression is not None and "SERVICE_QUOTA" not in row.expression:
            series: dict[str, Series] = {identity: [100.0, 90.0] for identity in row.metrics}
            text = row.expression.format(resource_id="db-A")
            assert len(evaluate(text, {**series, text: [0.0, 0.0]}, row.period, 2)) == 2


def test_no_indicator_divides_by_a_visitor_who_is_not_there() -> None:
    for row in (*BUSINESS, *DATABASE):
        series: dict[str, Series] = {identity: [5.0, 5.0, 5.0] for identity in row.metrics}
        if "visitors" in series:
            series["visitors"] = [0.0, None, 1000.0]
            for expression in set(row.lines.values()) - {"visitors", "tried", "done"}:
                none, missing, some = evaluate(expression, series, row.period, 3)
                assert (none or 0, missing) == (0, None)
                assert some is not None
