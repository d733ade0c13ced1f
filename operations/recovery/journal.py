"""The journal: what a recovery decided, did and owes, in the region that it runs from.

Parts of the table: `runs` (an entry each), a run's own id (an entry per step), `debts`, and the lock.
Every write is one transaction with a check of the lock, so that whoever has lost it can write nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from operations.aws import CANCELLED, AwsClient, RefusedError
from operations.recovery.lock import Lock
from operations.recovery.steps import Plan, Step


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    DONE = "done"
    ROLLING_BACK = "being rolled back"
    ABORTED = "aborted"


class StepState(StrEnum):
    """Where a step stands."""

    STARTED = "started"
    DONE = "done"
    DEBT = "debt"
    UNDONE = "undone"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One recovery."""

    id: str
    state: RunState
    started: str
    by: str
    plan: Plan
    ended: str = ""
    serving_again: str = ""
    """When the last step that restores service ended."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is known of a step of a run."""

    number: int
    state: StepState
    at: str
    words: str

    @property
    def ended(self) -> bool:
        """Whether the run is done with the step."""
        return self.state is not StepState.STARTED


@dataclass(frozen=True, kw_only=True)
class Debt:
    """A step that could not be done, and must be before the lost region takes part again."""

    run: str
    number: int
    since: str
    why: str
    step: Step
    settled: str = ""


_RUN, _ENTRY, _DEBT = TypeAdapter(Run), TypeAdapter(Entry), TypeAdapter(Debt)


class Journal:
    """The journal in one region. Reading needs no lock."""

    def __init__(self, aws: AwsClient, region: str, table: str) -> None:
        self._aws, self.region, self.table = aws, region, table

    def runs(self) -> list[Run]:
        """Return every run, the oldest first."""
        return [_RUN.validate_json(text) for text in self._query("runs")]

    def entries(self, run: str) -> dict[int, Entry]:
        """Return what is known of a run's steps, by number."""
        found = [_ENTRY.validate_json(text) for text in self._query(run)]
        return {entry.number: entry for entry in found}

    def debts(self) -> list[Debt]:
        """Return every debt, settled ones too."""
        return [_DEBT.validate_json(text) for text in self._query("debts")]

    def open_debts(self) -> list[Debt]:
        """Return the debts that are not settled."""
        return [debt for debt in self.debts() if not debt.settled]

    def write_run(self, run: Run, lock: Lock) -> None:
        """Write a run; raises LostLockError."""
        self._put("runs", run.id, _RUN.dump_json(run), lock)

    def write_entry(self, run: Run, entry: Entry, lock: Lock) -> None:
        """Write what is known of a step; raises LostLockError."""
        self._put(run.id, f"{entry.number:03}", _ENTRY.dump_json(entry), lock)

    def write_debt(self, debt: Debt, lock: Lock) -> None:
        """Write a debt; raises LostLockError."""
        self._put("debts", f"{debt.run}#{debt.number:03}", _DEBT.dump_json(debt), lock)

    def _put(self, part: str, entry: str, document: bytes, lock: Lock) -> None:
        item = {
            "part": {"S": part},
            "entry": {"S": entry},
            "document": {"S": document.decode()},
        }
        try:
            # The same item under the same check: a second attempt writes what the first wrote.
            self._aws.call_again(
                self.region,
                "dynamodb",
                "TransactWriteItems",
                TransactItems=[lock.check(), {"Put": {"TableName": self.table, "Item": item}}],
            )
        except RefusedError as error:
            raise lock.lost() if error.code == CANCELLED else error from None

    def _query(self, part: str) -> list[str]:
        items = self._aws.list_all(
            self.region,
            "dynamodb",
            "Query",
            TableName=self.table,
            ConsistentRead=True,
            KeyConditionExpression="#part = :part",
            ExpressionAttributeNames={"#part": "part"},
            ExpressionAttributeValues={":part": {"S": part}},
        )
        return [str(item["document"]["S"]) for item in items]
