"""What is read of statements and plans: never a value, always the right columns.

Real plans of real servers are in `tests/postgres/tuning`.
"""

from __future__ import annotations

from typing import Any

import pytest

from functions.tuning.collect.plan_tree import read_plan
from functions.tuning.collect.trials import by_selectivity, candidates
from functions.tuning.compare import compared
from functions.tuning.detect.thresholds import Thresholds
from functions.tuning.normalise import WITHHELD, without_values
from functions.tuning.report.render import render
from functions.tuning.snapshot import Plan, Read
from tests.functions.tuning.samples import SETTINGS, snapshot, statement, table

SECRET = "hunter2"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * FROM customers WHERE email = '{SECRET}'",
        f"SELECT * FROM customers WHERE email = E'{SECRET}' -- {SECRET}",
        f"INSERT INTO customers (email) VALUES ($${SECRET}$$)",
        f"UPDATE customers SET email = '{SECRET}' WHERE id = $1",
        f"/* {SECRET} */ DELETE FROM customers WHERE email LIKE '%{SECRET}%'",
        f"SELECT N'{SECRET}', date '2020-01-01', interval '{SECRET}'",
        f"WITH one AS (SELECT '{SECRET}' AS word) SELECT * FROM one UNION SELECT '{SECRET}'",
    ],
)
def test_no_constant_is_left(text: str) -> None:
    bare = without_values(text)
    assert bare is not None
    assert SECRET not in bare
    assert "2020" not in bare


@pytest.mark.parametrize(
    "text",
    [
        f"ALTER ROLE application_a PASSWORD '{SECRET}'",
        f"SET password = '{SECRET}'",
        "VACUUM customers",
        f"COPY t FROM '{SECRET}'",
    ],
)
def test_what_is_no_query_is_left_out_or_withheld(text: str) -> None:
    assert without_values(text) in {None, WITHHELD}


def test_what_cannot_be_parsed_is_withheld() -> None:
    assert without_values(f"SELECT '{SECRET} FROM WHERE ((") == WITHHELD


def test_parameters_stay() -> None:
    assert without_values("SELECT a FROM b WHERE c = $1 AND d = 5") == "SELECT a FROM b WHERE c = $1 AND d = ?"


def _seq(filter_: str, **more: Any) -> dict[str, Any]:
    return {
        "Node Type": "Seq Scan", "Schema": "store", "Relation Name": "orders", "Alias": "o", "Plan Rows": 10,
        "Total Cost": 100, "Filter": filter_, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "equal", "ranged"),
    [
        ("(o.customer_id = $1)", ("customer_id",), ()),
        ("((o.status)::text = $1)", ("status",), ()),
        ("((o.placed_at)::date = $1)", (), ()),
        ("((o.customer_id = $1) AND (o.placed_at > $2) AND (o.placed_at < $3))", ("customer_id",), ("placed_at",)),
        ("((o.customer_id = $1) OR (o.status = $2))", (), ()),
        ("(lower(o.note) = $1)", (), ()),
        ("(o.customer_id = ANY ($1))", ("customer_id",), ()),
        ("(o.customer_id = o.agent_id)", (), ()),
        ("($1 = o.customer_id)", ("customer_id",), ()),
        ("(o.status <> 'done'::text)", (), ()),
    ],
)
def test_conditions_that_an_index_serves(condition: str, equal: tuple[str, ...], ranged: tuple[str, ...]) -> None:
    (read,) = read_plan([{"Plan": _seq(condition)}]).reads
    assert (read.equal, read.ranged) == (equal, ranged)


def test_joins_and_parallel_scans_are_read() -> None:
    other = {"Node Type": "Index Scan", "Schema": "store", "Relation Name": "customers", "Alias": "c", "Plan Rows": 1, "Total Cost": 1}  # fmt: skip
    join = {
        "Node Type": "Hash Join",
        "Total Cost": 110,
        "Hash Cond": "(o.customer_id = c.id)",
        "Plans": [_seq(""), other],
    }
    root = {"Node Type": "Gather", "Workers Planned": 2, "Total Cost": 120, "Plans": [join]}
    plan = read_plan([{"Plan": root}])
    assert plan.relations == ("store.customers", "store.orders")
    assert [(read.joined, read.rows) for read in plan.reads] == [(("customer_id",), pytest.approx(24))]


def test_candidates_put_equal_columns_first() -> None:
    read = Read(relation="store.orders", rows=1, equal=("a", "b"), ranged=("c",), joined=("d",))
    assert candidates(read) == (("a", "b", "c"), ("a", "b"), ("a",), ("d",))


def test_selectivity_says_when_an_index_would_not_be_used() -> None:
    big = table("store.orders")
    few, many = (
        Read(relation="store.orders", rows=10, equal=("a",)),
        Read(relation="store.orders", rows=500_000, equal=("a",)),
    )
    scan = Plan(cost=134_600, relations=("store.orders",), reads=(few,))
    good = by_selectivity(scan, few, big, ("a",), SETTINGS)
    bad = by_selectivity(scan, many, big, ("a",), SETTINGS)
    assert good is not None
    assert bad is not None
    assert (good.used, bad.used) == (True, False)
    assert good.cost_after < scan.cost / 100
    assert by_selectivity(scan, few, big, ("other",), SETTINGS) is None


def test_the_page_says_what_it_is_told_and_nothing_runs_in_it() -> None:
    wild = statement(1, text="SELECT '<script>alert(1)</script>' | `x`")
    files = render(compared(snapshot(statements=(wild,), notes=("<b>note</b>",)), (), None), Thresholds())
    assert set(files) == {"report.md", "report.html", "statements.svg"}
    assert "<script" not in files["report.html"]
    assert "&lt;b&gt;note" in files["report.html"]
    assert "nothing was found that is worth a change" in files["report.md"]
    assert "<script" not in files["statements.svg"]
