"""Tries, for each costly statement, the index that its plan asks for."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from functions.tuning.collect.plan_tree import indexes_used, read_plan
from functions.tuning.snapshot import How, Plan, Read, Statement, Table, Trial

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from functions.tuning.collect.plans import Explainer
    from functions.tuning.snapshot import Index

MAX_PLANNED = 60
"""Statements that are planned, by total time; planning takes milliseconds of the server's time each."""

SMALLEST_PAGES = 1000
"""Below 8 MiB a scan is as quick as an index, and stays in memory anyway."""

WIDEST = 3
"""Columns of a candidate: each more makes the index larger and serves fewer statements."""

_TYPICAL_ROW_BYTES = 24


def planned(
    found: Sequence[Statement],
    tables: Mapping[str, Table],
    indexes: Sequence[Index],
    explain: Explainer,
    settings: Mapping[str, str],
) -> tuple[tuple[Statement, ...], int]:
    """Return the statements, the costliest with their plan and trials, and how many of those could not be
    planned."""
    done: list[Statement] = []
    failed = 0
    for place, statement in enumerate(found):
        document = explain.plan(statement.id) if place < MAX_PLANNED else None
        if document is None:
            failed += place < MAX_PLANNED
            done.append(statement)
            continue
        plan = read_plan(document)
        tries = tuple(_trials(statement, plan, tables, indexes, explain, settings))
        done.append(replace(statement, plan=plan, trials=tries))
    return tuple(done), failed


def candidates(read: Read) -> tuple[tuple[str, ...], ...]:
    """Return the column lists worth trying for a scan: equal columns first, then one range, or what it is joined
    by."""
    lists: list[tuple[str, ...]] = []
    if read.equal:
        lists += [read.equal[:WIDEST], read.equal[:1]]
        if read.ranged:
            lists.insert(0, (*read.equal[: WIDEST - 1], read.ranged[0]))
    elif read.ranged:
        lists.append(read.ranged[:1])
    lists += [(column,) for column in read.joined]
    return tuple(dict.fromkeys(lists))


def _trials(
    statement: Statement,
    plan: Plan,
    tables: Mapping[str, Table],
    indexes: Sequence[Index],
    explain: Explainer,
    settings: Mapping[str, str],
) -> Iterable[Trial]:
    for read in plan.reads:
        table = tables.get(read.relation)
        if table is None or table.pages < SMALLEST_PAGES:
            continue
        for columns in candidates(read):
            if _covered(read.relation, columns, indexes):
                continue
            if explain.hypothetical:
                trial = _hypothetical(statement, plan, read.relation, columns, explain)
            else:
                trial = by_selectivity(plan, read, table, columns, settings)
            if trial is not None:
                yield trial


def _covered(relation: str, columns: tuple[str, ...], indexes: Iterable[Index]) -> bool:
    """Whether an index begins with these columns: if the plan does not use it, a second one would not be used
    either."""
    return any(
        index.table == relation
        and index.valid
        and index.predicate is None
        and index.columns[: len(columns)] == columns
        for index in indexes
    )


def _hypothetical(
    statement: Statement, plan: Plan, relation: str, columns: tuple[str, ...], explain: Explainer
) -> Trial | None:
    answer = explain.trial(statement.id, relation, columns)
    if answer is None:
        return None
    document, size = answer
    return Trial(
        relation=relation,
        columns=columns,
        cost_before=plan.cost,
        cost_after=float(document[0]["Plan"]["Total Cost"]),
        # hypopg names its indexes `<number>method_table_columns`.
        used=any(name.startswith("<") for name in indexes_used(document)),
        size_bytes=size,
        how=How.HYPOTHETICAL,
    )


def by_selectivity(
    plan: Plan, read: Read, table: Table, columns: tuple[str, ...], settings: Mapping[str, str]
) -> Trial | None:
    """Estimate by the planner's own cost model: each row found by an index costs one page, read at random.

    https://www.postgresql.org/docs/17/runtime-config-query.html has the constants: a row 0.01, a condition 0.0025.
    A join's column cannot be evaluated so: how often the index would be asked is in no scan's estimate.
    """
    if table.rows <= 0 or not set(columns) <= {*read.equal, *read.ranged}:
        return None
    random_page, page = float(settings["random_page_cost"]), float(settings["seq_page_cost"])
    scan = table.pages * page + table.rows * (0.01 + 0.0025)
    lookup = 3 * random_page + math.log2(max(table.rows, 2)) * 0.0025
    fetch = lookup + min(read.rows, table.pages) * random_page + read.rows * 0.01
    after = max(plan.cost - scan, 0.0) + fetch
    return Trial(
        relation=read.relation,
        columns=columns,
        cost_before=plan.cost,
        cost_after=after,
        used=fetch < scan,
        size_bytes=int(table.rows * (_TYPICAL_ROW_BYTES + 8 * (len(columns) - 1))),
        how=How.SELECTIVITY,
    )
