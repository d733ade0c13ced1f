"""Proves over long random stories what must hold in each: operators come and go, regions go dark and come back.

The model keeps what no story may break: never two writers that clients can reach, but for one whose fence is owed;
after a success one writer, the one that clients are pointed at, with backups here and, but for what is owed, in the
other region; and a journal that only grows. What exactly a step does is shown elsewhere.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from operations.aws import AwsError
from operations.recovery.errors import RecoveryError
from operations.recovery.journal import Journal, RunState, StepState
from operations.recovery.recovery import Recovery
from operations.recovery.scenarios import Scenario
from rehearsal.drills.small_stack import SERVING, STANDBY
from tests.operations.recovery.world import (
    Fate,
    Killed,
    Moment,
    World,
    call,
    check_writers,
    go_dark,
    instances,
    moment,
    open_to_clients,
    rehomed,
    secret_document,
    spare,
    world,
)

What = tuple[str, str, str]
# How long the longest procedure is, in calls; a number beyond a procedure's end lets it end.
ENDS = st.integers(min_value=1, max_value=220)
# Enough for every day; `STORIES=500 pytest ...` looks longer.
EXAMPLES = int(os.environ.get("STORIES", "6"))
SCENARIOS = st.sampled_from(sorted(Scenario))
LOST = st.sampled_from([frozenset[str](), frozenset({"us-east-1a", "us-east-1b"})])


def killed_after(number: int | None) -> Fate:
    def strike(at: int, when: Moment, _what: What) -> None:
        if at == number and when is Moment.AFTER:
            raise Killed

    return strike if number else spare


class Story(RuleBasedStateMachine):
    """One stack, and whatever happens to it."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.standing: World
        self.dark: frozenset[str] = frozenset()
        self.ended: dict[tuple[str, str, int], StepState] = {}
        self.started: set[tuple[str, str]] = set()

    @initialize(multi_az=st.booleans())
    def stand_up(self, *, multi_az: bool) -> None:
        """A stack, new for every story."""
        self.standing = self.stack.enter_context(world(multi_az=multi_az))

    def teardown(self) -> None:
        """Nothing is left."""
        self.stack.close()

    def _recovery(self, killed_at: int | None) -> Recovery:
        return self.standing.recovery(killed_after(killed_at), dark=self.dark)[0]

    @rule(scenario=SCENARIOS, lost=LOST, killed_at=st.none() | ENDS)
    def run(self, scenario: Scenario, lost: frozenset[str], killed_at: int | None) -> None:
        """An operator begins; the process may end in the middle."""
        at = moment() - timedelta(hours=2) if scenario is Scenario.DATA_CORRUPTION else None
        with suppress(Killed, RecoveryError, AwsError):
            recovery = self._recovery(killed_at)
            recovery.run(recovery.plan(scenario, lost, at))

    @rule(killed_at=st.none() | ENDS)
    def resume(self, killed_at: int | None) -> None:
        """An operator goes on."""
        with suppress(Killed, RecoveryError, AwsError):
            self._recovery(killed_at).resume()

    @rule(killed_at=st.none() | ENDS)
    def confirm(self, killed_at: int | None) -> None:
        """A person did their part."""
        with suppress(Killed, RecoveryError, AwsError):
            self._recovery(killed_at).confirm()

    @rule(killed_at=st.none() | ENDS)
    def abort(self, killed_at: int | None) -> None:
        """An operator rolls back what is under way."""
        with suppress(Killed, RecoveryError, AwsError):
            self._recovery(killed_at).abort()

    @rule(killed_at=st.none() | ENDS)
    def undo(self, killed_at: int | None) -> None:
        """An operator returns to the database from before."""
        with suppress(Killed, RecoveryError, AwsError):
            self._recovery(killed_at).undo()

    @rule(killed_at=st.none() | ENDS)
    def reconcile(self, killed_at: int | None) -> None:
        """An operator settles what is owed."""
        with suppress(Killed, RecoveryError, AwsError):
            self._recovery(killed_at).reconcile()

    @precondition(lambda self: not self.dark)
    @rule()
    def lose_the_serving_region(self) -> None:
        """The region that serves does not answer."""
        self.dark = frozenset({self.standing.manifest.index.serving})
        go_dark(self.dark)

    @precondition(lambda self: bool(self.dark))
    @rule()
    def get_it_back(self) -> None:
        """It answers again."""
        self.dark = frozenset()
        go_dark(self.dark)

    @precondition(lambda self: not self.dark and self._last_done())
    @rule()
    def let_the_program_follow(self) -> None:
        """Only once nothing is owed, as the runbook says."""
        run = self.standing.runs()[-1]
        if run.plan.replaces == self.standing.manifest.database.instances.primary.resource_id:
            with suppress(RecoveryError, AwsError):
                self._recovery(None).reconcile()
            if not self.standing.recovery()[0].journal.open_debts():
                self.standing = rehomed(self.standing)

    def _last_done(self) -> bool:
        runs = self.standing.runs()
        return bool(runs) and runs[-1].state is RunState.DONE and bool(runs[-1].plan.replaces)

    @invariant()
    def never_two_writers(self) -> None:
        """Not of those within reach."""
        if hasattr(self, "standing"):
            check_writers()

    @invariant()
    def the_journal_only_grows(self) -> None:
        """No run, no step that was done, is ever forgotten."""
        if not hasattr(self, "standing"):
            return
        for region in (SERVING, STANDBY):
            journal = Journal(self.standing.recovery()[1], region, "journal")
            runs = {run.id for run in journal.runs()}
            assert {run for where, run in self.started if where == region} <= runs
            back = {run.id for run in journal.runs() if run.state in {RunState.ROLLING_BACK, RunState.ABORTED}}
            for run in runs:
                self.started.add((region, run))
                entries = journal.entries(run)
                for (where, of, number), state in self.ended.items():
                    if (where, of) == (region, run):
                        assert number in entries, f"step {number} of {run} is forgotten"
                        # What was owed may be taken up again; what is done stays done, unless it is undone.
                        assert state is not StepState.DONE or entries[number].state is state or run in back
                self.ended |= {(region, run, one.number): one.state for one in entries.values() if one.ended}

    @invariant()
    def after_success_it_is_protected(self) -> None:
        """What clients are pointed at can be lost without a loss of everything."""
        if not hasattr(self, "standing"):
            return
        runs = self.standing.runs()
        if not runs or runs[-1].state is not RunState.DONE or not runs[-1].plan.replaces:
            return
        plan = runs[-1].plan
        pointed = next(step for step in plan.steps if step.kind in {"point-clients", "swap-clients"})
        writer = instances(pointed.region)[pointed.params["instance"]]
        assert open_to_clients(writer)
        assert secret_document(pointed.region)["host"] == writer.address
        assert writer.backup_retention_period == 35
        assert writer.deletion_protection
        owed = {debt.step.kind for debt in self.standing.recovery()[0].journal.open_debts()}
        away = plan.steps[-1]
        held = call(away.region, "rds", "DescribeDBInstanceAutomatedBackups")["DBInstanceAutomatedBackups"]
        assert "replicate-backups" in owed or writer.db_instance_arn in {one["DBInstanceArn"] for one in held}


TestStory = Story.TestCase
TestStory.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=10, suppress_health_check=[HealthCheck.too_slow]
)
