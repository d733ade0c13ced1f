"""A recommendation: what to do, why in numbers, what it gains and how that was estimated, its risk and the way
back."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong; the value is what reports and OpsItems call it."""

    SEQUENCE_END = "sequence-near-its-end"
    TRANSACTION_AGE = "transaction-age"
    IDLE_TRANSACTION = "idle-transaction"
    LOCK_WAIT = "lock-wait"
    MISSING_INDEX = "missing-index"
    SEQUENTIAL_SCAN = "sequential-scan"
    N_PLUS_ONE = "n-plus-one"
    SPILL = "work-mem-spill"
    REGRESSION = "regressed-statement"
    STALE_STATISTICS = "stale-statistics"
    VACUUM_DEBT = "vacuum-debt"
    BLOAT = "bloat"
    UNUSED_INDEX = "unused-index"
    DUPLICATE_INDEX = "duplicate-index"
    INVALID_INDEX = "invalid-index"
    PARAMETER = "parameter"
    INSTANCE_SIZE = "instance-size"


@dataclass(frozen=True, kw_only=True)
class Gain:
    """What applying it saves: average active sessions of database load, bytes on disk; and how that is known."""

    sessions: float = 0.0
    bytes: int = 0
    how: str


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """One finding with its remedy.

    Attributes:
        kind: what is wrong.
        subject: the table, index, statement, setting or session it is about.
        what: the remedy in a sentence.
        why: the evidence, each with its numbers.
        gain: what it saves.
        apply: the exact statement or setting.
        risk: what could go wrong in applying it.
        undo: the exact way back.
        danger: it endangers the service by itself, whatever it costs at present.
        person: it needs a person's judgement, not only a hand.
        statements: the statements that it is to speed up, by number.
    """

    kind: Kind
    subject: str
    what: str
    why: tuple[str, ...]
    gain: Gain
    apply: str
    risk: str
    undo: str
    danger: bool = False
    person: bool = False
    statements: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from others, from one report to the next."""
        return f"{self.kind}:{self.subject}"


def ranked(found: list[Recommendation]) -> tuple[Recommendation, ...]:
    """Dangers first, then by load saved, then by bytes, then in the order of kinds."""
    kinds = list(Kind)
    return tuple(
        sorted(
            found,
            key=lambda one: (
                not one.danger,
                -one.gain.sessions,
                -one.gain.bytes,
                kinds.index(one.kind),
                one.subject,
            ),
        )
    )
