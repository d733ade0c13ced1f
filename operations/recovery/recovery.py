"""A recovery from one operator's chair: plan, run, resume, abort, status and reconcile over one stack."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from operations.aws import AwsClient, UnknownOutcomeError, UnreachableError
from operations.recovery.clock import SYSTEM, Clock
from operations.recovery.engine import Engine, StepFailedError
from operations.recovery.errors import RequestError
from operations.recovery.journal import Debt, Entry, Journal, Run, RunState, StepState
from operations.recovery.kinds.fence import FENCE_WRITER
from operations.recovery.kinds.point_clients import POINT_CLIENTS
from operations.recovery.lock import Lock, held, who
from operations.recovery.manifest import Manifest
from operations.recovery.nothing import Wanted, nothing_to
from operations.recovery.planner import check_scenario, make_plan
from operations.recovery.planning.observation import observe
from operations.recovery.planning.situation import Situation
from operations.recovery.rehoming.plan import plan_rehoming
from operations.recovery.rehoming.secrets import settle_secrets
from operations.recovery.rehoming.steps import Rehoming
from operations.recovery.scenarios import Scenario
from operations.recovery.step_kinds import kind_of
from operations.recovery.steps import Plan, numbered

UNDER_WAY = frozenset({RunState.RUNNING, RunState.ROLLING_BACK})


@dataclass(frozen=True)
class Planned:
    """A plan, and the id of the run that would carry it out."""

    run: str
    plan: Plan


def _answers(journal: Journal) -> bool:
    try:
        journal.runs()
    except (UnreachableError, UnknownOutcomeError):
        return False
    return True


def _moved(run: Run) -> bool:
    """Whether a recovery left one region's database for another's."""
    ends = {step.region for step in run.plan.steps if step.kind in {FENCE_WRITER.name, POINT_CLIENTS.name}}
    return run.state is RunState.DONE and len(ends) > 1


class Recovery:
    """The recoveries of one stack, journalled in the region of the standby, or of the only site."""

    def __init__(
        self,
        manifest: Manifest,
        *,
        aws: AwsClient | None = None,
        clock: Clock = SYSTEM,
        tell: Callable[[str], None],
    ) -> None:
        self._manifest, self._clock, self._tell = manifest, clock, tell
        self._aws = aws or AwsClient(clock.sleep)
        # Before a re-homing the other site was the standby, and recoveries were journalled there.
        self.journal, *self._others = (
            Journal(self._aws, region, manifest.sites[region].journal)
            for region in reversed(manifest.index.regions)
        )

    def plan(self, scenario: Scenario, lost_zones: frozenset[str], at: datetime | None = None) -> Planned:
        """Look at the regions and plan.

        Raises:
            RequestError: no strategy can be used now or ever, or the manifest is too old.
            AwsError: AWS refused a look.
        """
        check_scenario(self._manifest, scenario)
        run = f"{self._clock.wall():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        seen = observe(self._aws, self._manifest, self._clock.wall())
        journals = [self.journal, *(self._others if seen.serving is not None else ())]
        self._check_history(scenario, journals)
        situation = Situation(
            manifest=self._manifest, scenario=scenario, seen=seen, lost_zones=lost_zones, run=run, at=at
        )
        return Planned(run, make_plan(situation))

    def direction(self) -> str:
        """Say from where to where a failback goes, and whether there is anything to bring back."""
        index = self._manifest.index
        words = f"a planned move of {index.environment} from {index.serving}, which serves, to {index.standby}"
        if any(_moved(run) for journal in self.journals() for run in journal.runs()):
            return words
        return (
            f"{words}. No recovery has ever moved {index.environment} to another region: there is nothing to bring "
            f"back. Carry this out only if it shall serve from {index.standby} from now on"
        )

    def _check_history(self, scenario: Scenario, journals: Sequence[Journal]) -> None:
        environment = self._manifest.index.environment
        writer = self._manifest.database.instances.primary
        for journal in journals:
            for run in journal.runs():
                if run.state is RunState.DONE and run.plan.replaces == writer.resource_id:
                    raise RequestError(
                        f"the manifest is older than the recovery {run.id}, which put {writer.identifier} out "
                        f"of service. Re-home the stack first: storefront failover rehome {environment}; then "
                        "plan again"
                    )
                if journal in self._others and run.state in UNDER_WAY:
                    raise RequestError(
                        f"the recovery {run.id} is under way, journalled in {journal.region}: end it with the "
                        f"manifest that it began with, of {journal.region}"
                    )
            debts = len(journal.open_debts()) if scenario is Scenario.FAILBACK else 0
            if debts:
                raise RequestError(
                    f"{debts} debts of the last recovery are open in {journal.region}; settle them before moving "
                    f"back: storefront failover reconcile {environment}"
                )

    def run(self, planned: Planned) -> Run:
        """Carry a plan out, unless another run is under way; raises as `Engine.carry_out`."""
        with self._locked() as lock:
            self._refuse_if_running()
            run = Run(
                id=planned.run,
                state=RunState.RUNNING,
                started=self._clock.stamp(),
                by=who(),
                plan=planned.plan,
            )
            self.journal.write_run(run, lock)
            return self._engine(lock).carry_out(run)

    def resume(self) -> Run:
        """Go on with the run that is under way; raises as `Engine.carry_out`.

        Raises:
            RequestError: there is none, or it is being rolled back.
        """
        with self._locked() as lock:
            run = self.under_way(Wanted.RESUME)
            if run.state is RunState.ROLLING_BACK:
                raise RequestError(
                    f"{run.id} is being rolled back: continue with storefront failover abort {run.plan.environment}"
                )
            return self._engine(lock).carry_out(run)

    def abort(self) -> Run:
        """Roll back the run that is under way; raises as `Engine.roll_back`."""
        with self._locked() as lock:
            return self._engine(lock).roll_back(self.under_way(Wanted.ABORT), after_switch=False)

    def undo(self) -> Run:
        """Roll back the last run although clients were pointed at what it made; raises as `Engine.roll_back`.

        Raises:
            RequestError: there is none, or it was rolled back already.
        """
        with self._locked() as lock:
            return self._engine(lock).roll_back(self.last(), after_switch=True)

    def last(self) -> Run:
        """Return the last run; raises RequestError if there is none that was not rolled back."""
        runs = self.journal.runs()
        if not runs or runs[-1].state is RunState.ABORTED:
            raise self._nothing_to(Wanted.UNDO)
        return runs[-1]

    def journals(self) -> list[Journal]:
        """Return the journals that answer, this manifest's own first."""
        return [self.journal, *filter(_answers, self._others)]

    def reconcile(self) -> list[Debt]:
        """Settle every open debt of both journals that can be; returns those.

        Raises:
            StepFailedError: with every one that could not be.
        """
        settled, failed = list[Debt](), list[str]()
        for journal in self.journals():
            if not journal.open_debts():
                continue
            with self._locked(journal) as lock:
                engine, runs = self._engine(lock, journal), {run.id: run for run in journal.runs()}
                for debt in journal.open_debts():
                    try:
                        settled.append(engine.settle(runs[debt.run], debt))
                    except StepFailedError as error:
                        failed.append(str(error))
        if failed:
            raise StepFailedError("\n".join(failed))
        return settled

    def confirm(self) -> Run:
        """Record that a person did their part, and go on.

        Raises:
            RequestError: no recovery waits for that.
            StepFailedError: as `Engine.carry_out`, which goes on after a step that waited.
        """
        with self._locked() as lock:
            run, number = self.waiting()
            if number is not None:
                words = f"confirmed by {who()}"
                entry = Entry(number=number, state=StepState.DONE, at=self._clock.stamp(), words=words)
                self.journal.write_entry(run, entry, lock)
                return self._engine(lock).carry_out(run)
            run = replace(run, serving_again=self._clock.stamp())
            self.journal.write_run(run, lock)
            self._tell(f"{run.id}: the store serves again, says {who()}")
            return run

    def waiting(self) -> tuple[Run, int | None]:
        """Return the last run, if it waits for a person, and the step that waits; None: the service itself.

        Raises:
            RequestError: no recovery waits for a person.
        """
        run = next(reversed(self.journal.runs()), None)
        if run is None or run.state in {RunState.ABORTED, RunState.ROLLING_BACK}:
            raise self._nothing_to(Wanted.CONFIRM)
        ended = {number for number, entry in self.journal.entries(run.id).items() if entry.ended}
        undone = [(number, step) for number, step in numbered(run.plan) if number not in ended]
        if undone and kind_of(undone[0][1]).waits_for_person:
            return run, undone[0][0]
        if run.serving_again or not run.plan.to_serve:
            raise self._nothing_to(Wanted.CONFIRM)
        if any(step.restores_service for _, step in undone):
            raise RequestError(
                f"{run.id} has not done its own part yet, {len(undone)} steps are left; first "
                f"`storefront failover resume {run.plan.environment}`"
            )
        return run, None

    def rehoming(self, run: Run) -> Rehoming | None:
        """Return what brings program and reality together after a run; raises as `plan_rehoming`."""
        return plan_rehoming(self._aws, self._manifest, run, self._clock.wall().date())

    def settle_secrets(self, run: Run) -> list[str]:
        """Point every secret at what serves after a run, under the lock; return what was done to each."""
        with self._locked():
            return list(settle_secrets(self._aws, self._manifest, run))

    def under_way(self, wanted: Wanted) -> Run:
        """Return the run that is neither done nor rolled back; raises RequestError if there is none.

        `wanted`: what it is looked for, which decides what is said of none.
        """
        for run in self.journal.runs():
            if run.state in UNDER_WAY:
                return run
        raise self._nothing_to(wanted)

    def _nothing_to(self, wanted: Wanted) -> RequestError:
        journal = self.journal
        said = nothing_to(wanted, self._manifest.index.environment, journal.region, journal.runs())
        return RequestError(said)

    def _refuse_if_running(self) -> None:
        running = [run for run in self.journal.runs() if run.state in UNDER_WAY]
        if running:
            raise RequestError(
                f"the recovery {running[0].id} ({running[0].plan.scenario}) is under way; end it first: "
                f"`storefront failover resume {running[0].plan.environment}` goes on with it, "
                f"`storefront failover abort {running[0].plan.environment}` rolls it back"
            )

    def _engine(self, lock: Lock, journal: Journal | None = None) -> Engine:
        return Engine(self._aws, journal or self.journal, lock, self._clock, self._tell)

    def _locked(self, journal: Journal | None = None) -> AbstractContextManager[Lock]:
        of = journal or self.journal
        return held(Lock(self._aws, of.region, of.table, who=who(), clock=self._clock), self._tell)
