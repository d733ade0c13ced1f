"""A recovery from one operator's chair: plan, run, resume, abort, status and reconcile over one stack."""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from operations.recovery.clock import SYSTEM, Clock
from operations.recovery.cloud import Cloud
from operations.recovery.engine import Engine, StepFailedError
from operations.recovery.errors import RequestError
from operations.recovery.journal import Debt, Journal, Run, RunState
from operations.recovery.lock import Lock, held, who
from operations.recovery.manifest import Manifest
from operations.recovery.observation import observe
from operations.recovery.planner import make_plan
from operations.recovery.situation import Situation
from operations.recovery.steps import Plan, numbered
from operations.recovery.ways import Scenario


@dataclass(frozen=True)
class Planned:
    """A plan, and the id of the run that would carry it out."""

    run: str
    plan: Plan


class Recovery:
    """The recoveries of one stack, journalled in the region that its manifest has as the standby."""

    def __init__(
        self, manifest: Manifest, *, cloud: Cloud | None = None, clock: Clock = SYSTEM, tell: Callable[[str], None]
    ) -> None:
        self._manifest, self._clock, self._tell = manifest, clock, tell
        self._cloud = cloud or Cloud(clock.sleep)
        self._home, self._table = manifest.index.standby, manifest.standby.journal
        self.journal = Journal(self._cloud, self._home, self._table)

    def plan(self, scenario: Scenario, lost_zones: frozenset[str]) -> Planned:
        """Look at both regions and plan.

        Raises:
            RequestError: there is no way back now, or the manifest is too old.
            CloudError: AWS refused a look.
        """
        run = f"{self._clock.wall():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        seen = observe(self._cloud, self._manifest, self._clock.wall())
        situation = Situation(manifest=self._manifest, scenario=scenario, seen=seen, lost_zones=lost_zones, run=run)
        return Planned(run, make_plan(situation))

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
        """Go on with the run that is under way; raises as `Engine.carry_out`."""
        with self._locked() as lock:
            return self._engine(lock).carry_out(self.under_way())

    def abort(self) -> Run:
        """Take the run that is under way back; raises as `Engine.abort`."""
        with self._locked() as lock:
            return self._engine(lock).abort(self.under_way())

    def reconcile(self) -> list[Debt]:
        """Settle every open debt that can be; returns those. Raises StepFailedError if any could not."""
        with self._locked() as lock:
            runs = {run.id: run for run in self.journal.runs()}
            engine, settled, failed = self._engine(lock), list[Debt](), list[str]()
            for debt in self.journal.open_debts():
                try:
                    settled.append(engine.settle(runs[debt.run], debt))
                except StepFailedError as error:
                    failed.append(str(error))
            if failed:
                raise StepFailedError("\n".join(failed))
            return settled

    def confirm(self) -> Run:
        """Record that a person did their part and saw the store serve.

        Raises:
            RequestError: no recovery waits for that.
        """
        with self._locked() as lock:
            run = self.unconfirmed()
            run = replace(run, serving_again=self._clock.stamp())
            self.journal.write_run(run, lock)
            self._tell(f"{run.id}: the store serves again, says {who()}")
            return run

    def unconfirmed(self) -> Run:
        """Return the last run, if the procedure did its part and a person's is left.

        Raises:
            RequestError: no recovery waits for a person.
        """
        last = next(reversed(self.journal.runs()), None)
        if last is None or last.state is RunState.ABORTED or last.serving_again or not last.plan.to_serve:
            raise RequestError("no recovery waits for a person's part: see `storefront failover status`")
        undone = {number for number, step in numbered(last.plan) if step.restores_service}
        undone -= {number for number, entry in self.journal.entries(last.id).items() if entry.ended}
        if undone:
            raise RequestError(
                f"{last.id} has not done its own part yet, {len(undone)} steps are left; first "
                f"`storefront failover resume {last.plan.environment}`"
            )
        return last

    def under_way(self) -> Run:
        """Return the run that is neither done nor aborted; raises RequestError if there is none."""
        for run in self.journal.runs():
            if run.state is RunState.RUNNING:
                return run
        raise RequestError(
            f"no recovery of {self._manifest.index.environment} is under way; "
            f"`storefront failover run {self._manifest.index.environment} SCENARIO` starts one"
        )

    def _refuse_if_running(self) -> None:
        running = [run for run in self.journal.runs() if run.state is RunState.RUNNING]
        if running:
            raise RequestError(
                f"the recovery {running[0].id} ({running[0].plan.scenario}) is under way; resume or abort it first"
            )

    def _engine(self, lock: Lock) -> Engine:
        return Engine(self._cloud, self.journal, lock, self._clock, self._tell)

    def _locked(self) -> AbstractContextManager[Lock]:
        return held(Lock(self._cloud, self._home, self._table, who=who(), clock=self._clock), self._tell)
