"""What comes to an end: sequences and transaction numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.tuning.detect.words import number, percent
from functions.tuning.quoting import quoted, quoted_name
from functions.tuning.recommendation import Gain, Kind, Recommendation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from functions.tuning.detect.evidence import Evidence

# https://www.postgresql.org/docs/17/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND: at three million left it stops
# writing.
LAST_AGE = 2**31 - 3_000_000
_BIGINT = 2**63 - 1


def sequences(evidence: Evidence) -> Iterator[Recommendation]:
    """Find sequences that are near the highest value which they or their column can hold."""
    for one in evidence.now.sequences:
        if one.last is None or one.last / one.highest < evidence.thresholds.sequence_share:
            continue
        narrow = one.column is not None and one.highest < _BIGINT
        yield Recommendation(
            kind=Kind.SEQUENCE_END,
            subject=one.name,
            what=f"Widen {one.column or one.name} before its sequence ends: then every INSERT fails.",
            why=(
                (f"{number(one.last)} of {number(one.highest)} numbers are used: {percent(one.last / one.highest)}, "
                f"{number(one.highest - one.last)} are left."),
            ),
            gain=Gain(how="no load: the end of writing to that table"),
            apply=_widen(one.name, one.column) if narrow else f"ALTER SEQUENCE {quoted(one.name)} AS bigint NO MAXVALUE;",
            risk="Changing the column's type rewrites the table under an exclusive lock: on a large one add a bigint column, fill it "
            "in batches, and swap them; columns that refer to it must be widened too.",
            undo="-- not needed: a wider type holds all that was in the narrower one",
            danger=True,
            person=True,
        )  # fmt: skip


def _widen(sequence: str, column: str | None) -> str:
    schema, table, name = (column or "..").split(".", 2)
    return (
        f"ALTER TABLE {quoted(f'{schema}.{table}')} ALTER COLUMN {quoted_name(name)} TYPE bigint;\n"
        f"ALTER SEQUENCE {quoted(sequence)} AS bigint NO MAXVALUE;"
    )


def transaction_age(evidence: Evidence) -> Iterator[Recommendation]:
    """Warn of a database whose oldest transaction number nears the age at which the server stops writing."""
    age = evidence.now.server.transaction_age
    if age / LAST_AGE < evidence.thresholds.age_share:
        return
    yield Recommendation(
        kind=Kind.TRANSACTION_AGE,
        subject="database",
        what="Freeze old rows before the server refuses to write.",
        why=(f"The oldest transaction is {number(age)} old, {percent(age / LAST_AGE)} of the way to a server that refuses writes.",),
        gain=Gain(how="no load: the end of all writing"),
        apply="VACUUM (FREEZE, VERBOSE);  -- table by table, those of the greatest age(relfrozenxid) first",
        risk="It reads whole tables; first end what holds old rows: idle transactions, prepared transactions, replication slots.",
        undo="-- nothing to take back",
        danger=True,
        person=True,
    )  # fmt: skip
