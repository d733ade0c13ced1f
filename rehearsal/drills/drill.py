"""A disaster on a stack that stands in the embedded AWS, and its recovery by the real procedure, measured.

The procedure is `operations.recovery` as an operator runs it: manifest, plan, lock, journal and steps over HTTP.
The database is a real PostgreSQL, killed without warning. What this cannot show is how long AWS itself takes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.console import Console

from functions.shared.postgresql import session
from operations.aws import AwsClient, AwsError, AwsRegion, UnreachableError
from operations.drill.evidence import Done, Evidence
from operations.drill.metrics import publish
from operations.drill.proof import Proof, prove
from operations.errors import BAD_INPUT, FAILED, CommandError
from operations.manifest import read_manifest
from operations.recovery.clock import SYSTEM
from operations.recovery.engine import BreakGlassError, WaitingError
from operations.recovery.errors import RecoveryError, RequestError
from operations.recovery.manifest import Manifest
from operations.recovery.recovery import Recovery
from operations.recovery.scenarios import Scenario
from operations.recovery.strategies import STRATEGIES
from rehearsal.command import PACK
from rehearsal.database import rds
from rehearsal.database.binaries import NoPostgresError, find
from rehearsal.database.cluster import ServerError, foundation
from rehearsal.drills.rds_simulator import RdsSimulator
from rehearsal.drills.store import Store, open_store
from rehearsal.emulator import EmulatorError, start
from rehearsal.host.children import Children, InterruptedRehearsalError
from rehearsal.host.offline import offline
from rehearsal.host.pack import Pack, PackError
from rehearsal.host.settings import StackFile, StackFileError
from rehearsal.progress import Progress
from rehearsal.provider import HANDLERS
from rehearsal.provider.embedded import clients
from rehearsal.run import Foundation, ProgramError, Rehearsal
from rehearsal.scrubber import SecretScrubber
from rehearsal.stage import StageError, host, set_stage

if TYPE_CHECKING:
    from pathlib import Path

    from operations.recovery.journal import Run
    from operations.recovery.recovery import Planned
    from operations.recovery.steps import Plan
    from rehearsal.emulator import Emulator
    from rehearsal.record import Record
    from rehearsal.stage import Hosted, Stage

TARGET = "rehearsal"
Guard = Callable[[str, str, str, Mapping[str, Any]], None]
"""Asked by region, service, operation and parameters before a call; raises what AWS answers to whom it refuses."""
# Enough to know the time between two beats.
_BEATS = 3
_SHOWN = 3
_NOT_SHOWN = "how long AWS takes for its part: the column `on AWS` adds what it typically takes, deciding included"
_LAG_NOT_SHOWN = "how far the backups of {} lag: the column `on AWS` has the most that they do"


class DrillError(CommandError):
    """The drill could not be held; the message says why."""

    def __init__(self, message: str, exit_status: int) -> None:
        super().__init__(message)
        self.exit_status = exit_status


def free(_region: str, _service: str, _operation: str, _params: Mapping[str, Any]) -> None:
    """Let every call be made."""


@dataclass(frozen=True, kw_only=True)
class Guards:
    """What guards the calls of who recovers: the operator's, and at a step that needs it the break-glass role's."""

    operator: Guard = free
    break_glass: Guard = free


class Darkened(AwsClient):
    """AWS as people have it: without the regions that a disaster has taken, within the rights of their role."""

    dark: frozenset[str] = frozenset()
    guard: Guard = staticmethod(free)

    def send(self, region: str, service: str, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Make one attempt, in a region that is there."""
        if region in self.dark:
            raise UnreachableError(region, service, operation, "the drill has taken the region away")
        self.guard(region, service, operation, params)
        return super().send(region, service, operation, params)


def rehearse_disaster(
    scenario: Scenario,
    stack: str,
    *,
    root: Path,
    tell: Callable[[str], None],
    guards_for: Callable[[Record], Guards] = lambda _: Guards(),
) -> Evidence:
    """Stand a stack up, open the store, take away what the scenario takes, and recover.

    `guards_for`: what guards people's calls on the stack that stands.

    Raises:
        DrillError: the stack does not stand, there is no PostgreSQL here, or the procedure failed.
    """
    try:
        binaries = find()
        children = Children()
        with offline() as environment, children.heed_signals(), ExitStack() as running:
            tell(f"standing {stack} up on an embedded AWS")
            emulator, client_for, record = _stand(stack, root, children, environment, running)
            stage = set_stage(record, emulator, client_for, root)
            os.environ.update(stage.environment)
            place = running.enter_context(foundation(binaries))
            hosted = running.enter_context(host(stage, emulator, place))
            tell("opening the store")
            open_store(stage, hosted)
            return _Disaster.of(scenario, stage, hosted, running, tell, guards_for(record)).hold()
    except (NoPostgresError, StackFileError, EmulatorError, RequestError) as error:
        raise DrillError(str(error), BAD_INPUT) from None
    except ProgramError as error:
        raise DrillError(str(error), error.status) from None
    except InterruptedRehearsalError as error:
        raise DrillError(f"{error}: nothing was left running", error.status) from None
    except (PackError, StageError, ServerError, AwsError, RecoveryError) as error:
        raise DrillError(str(error), FAILED) from None


def _stand(
    stack: str, root: Path, children: Children, environment: Mapping[str, str], running: ExitStack
) -> tuple[Emulator, Callable[[str, str], AwsRegion], Record]:
    file = StackFile.read(root, stack)
    environment = {**environment, **file.environment()}
    emulator = running.enter_context(start())
    client_for = running.enter_context(clients(emulator.endpoint))
    pack = Pack(children, root / PACK, environment)
    progress, scrubber = Progress(Console(stderr=True)), SecretScrubber()
    foundation = Foundation(HANDLERS, client_for)
    record = Rehearsal(file, foundation, pack, children, environment, progress, scrubber).run()
    if not record.passed:
        why = [f"{one.guardrail}: {one.message}" for one in record.violations]
        why += [f"{one.name}: {one.error}" for one in record.failed]
        why += [f"{one.name} stands otherwise than declared: {one.comparison}" for one in record.unfaithful]
        raise DrillError(
            f"{stack} does not stand: {'; '.join(why[:_SHOWN])}; see `storefront rehearse {stack}`", FAILED
        )
    return emulator, client_for, record


@dataclass
class _Disaster:
    scenario: Scenario
    stage: Stage
    hosted: Hosted
    manifest: Manifest
    aws: Darkened
    rds_simulator: RdsSimulator
    store: Store
    tell: Callable[[str], None]
    guards: Guards

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        stage: Stage,
        hosted: Hosted,
        running: ExitStack,
        tell: Callable[[str], None],
        guards: Guards,
    ) -> _Disaster:
        aws = running.enter_context(closing(Darkened(SYSTEM.sleep)))
        manifest = read_manifest(aws.region(stage.manifest.index.recovery_region), stage.stack, Manifest)
        rds_simulator = RdsSimulator(stage, hosted, manifest, running)
        return cls(
            scenario,
            stage,
            hosted,
            manifest,
            aws,
            rds_simulator,
            Store(stage, hosted, manifest.index.serving),
            tell,
            guards,
        )

    def hold(self) -> Evidence:
        started = SYSTEM.stamp()
        self.store.work()
        try:
            self.store.await_beats(_BEATS)
            with session(rds.superuser(self.hosted.main, self.hosted.database), self.hosted.ca_bundle) as admin:
                self.rds_simulator.take_backup(admin)
            self.store.await_beats(_BEATS)
            failed_at, failed = datetime.now(UTC), time.monotonic()
            self._strike()
        finally:
            self.store.rest()
        self.rds_simulator.follow()
        try:
            run, served = self._recover()
        finally:
            self.rds_simulator.rest()
        proof = self._prove(run.plan, failed_at)
        evidence = self._evidence(run, proof, started, failed_at, served - failed)
        publish(self.aws, self.manifest.index.recovery_region, evidence)
        return evidence

    @property
    def _abroad(self) -> bool:
        return self.scenario is Scenario.REGION_OUTAGE

    def _strike(self) -> None:
        self.tell(f"{self.scenario}: the database is killed")
        self.rds_simulator.lose(replica=self._abroad)
        if self._abroad:
            self.aws.dark = frozenset({self.manifest.index.serving})

    def _recover(self) -> tuple[Run, float]:
        several = self.scenario is Scenario.MULTI_ZONE_OUTAGE
        lost = frozenset(self.manifest.serving.database_zones.primary if several else ())
        recovery = Recovery(self.manifest, aws=self.aws, tell=self.tell)
        self.aws.guard = self.guards.operator
        planned = recovery.plan(self.scenario, lost)
        with ThreadPoolExecutor(1) as clients:
            served = clients.submit(self.store.await_service, self._regions)
            try:
                run = self._carry_out(recovery, planned)
            except RecoveryError:
                self.store.give_up()
                raise
            return run, served.result()

    def _carry_out(self, recovery: Recovery, planned: Planned) -> Run:
        """Carry a plan out; where it waits for a person's word, or for who may break the glass, be that one."""
        go_on = partial(recovery.run, planned)
        for _ in planned.plan.steps:
            try:
                return go_on()
            except WaitingError:
                go_on = recovery.confirm
            except BreakGlassError:
                if go_on == recovery.resume:
                    raise
                self.aws.guard, go_on = self.guards.break_glass, recovery.resume
        return go_on()

    @property
    def _regions(self) -> tuple[str, ...]:
        site = self.manifest.standby if self._abroad else self.manifest.serving
        return (site.region,)

    def _prove(self, plan: Plan, failed_at: datetime) -> Proof:
        (region,) = self._regions
        name = f"storefront/{self.stage.stack}/database/application"
        found = self.stage.client_for(region).call("secretsmanager", "GetSecretValue", SecretId=name)
        document = json.loads(found["SecretString"])
        address = (str(document["host"]), int(document["port"]))
        allowed = plan.rpo_seconds + self.store.longest_gap
        return prove(self.aws, self.manifest, self.manifest.sites[region], address, failed_at, allowed)

    def _evidence(self, run: Run, proof: Proof, started: str, failed_at: datetime, recovered: float) -> Evidence:
        plan = run.plan
        (strategy,) = [one for one in STRATEGIES if one.name == plan.strategy]
        lost = self.store.lost(self._regions[0])
        first = min(lost.values(), default=failed_at)
        clients = (
            f"clients lost {len(lost)} of {len(self.store.acknowledged)} acknowledged orders, the first of them "
            f"{(failed_at - first).total_seconds():.1f} s before the failure"
        )
        problems = list(proof.problems)
        if (failed_at - first).total_seconds() > proof.loss_seconds:
            problems.append(f"{clients}: more than the heartbeat tells")
        return Evidence(
            scenario=self.scenario,
            stack=self.stage.stack,
            target=TARGET,
            strategy=plan.strategy,
            started=started,
            failed_at=f"{failed_at:%Y-%m-%dT%H:%M:%SZ}",
            rto_seconds=plan.rto_seconds,
            rpo_seconds=plan.rpo_seconds,
            measured_recovery_seconds=recovered,
            typical_seconds=plan.predicted_seconds,
            measured_loss_seconds=proof.loss_seconds,
            expected_loss_seconds=strategy.max_loss(self.manifest),
            resolution_seconds=self.store.longest_gap,
            steps=self._steps(run),
            tables=proof.tables,
            problems=tuple(problems),
            not_shown=(
                _NOT_SHOWN,
                *(_LAG_NOT_SHOWN.format(site.region) for site in self.manifest.standbys),
                *plan.to_serve,
                *plan.manual_tasks,
            ),
            noted=(clients,),
        )

    def _steps(self, run: Run) -> tuple[Done, ...]:
        entries = Recovery(self.manifest, aws=self.aws, tell=self.tell).journal.entries(run.id)
        done: list[Done] = []
        before = _moment(run.started)
        for number, step in enumerate(run.plan.steps, start=1):
            at = _moment(entries[number].at)
            took = round((at - before).total_seconds())
            done.append(Done(title=step.title, region=step.region, seconds=took, words=str(entries[number].state)))
            before = at
        return tuple(done)


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
