"""One rehearsal from start to end: program, policies, creation, read-back."""

from __future__ import annotations

import sys
import time
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import grpc
from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from rehearsal.host.creation import Creator, describe
from rehearsal.host.engine import Engine
from rehearsal.host.monitor import Monitor, Works
from rehearsal.host.pack import MESSAGE_BYTES, Pack, PackError
from rehearsal.host.program import CRASHED, PARALLEL, REFUSED_SETTINGS
from rehearsal.host.readback import compare
from rehearsal.host.registry import Registry
from rehearsal.host.settings import ORGANIZATION, StackFile
from rehearsal.host.stopwatch import Stopwatch
from rehearsal.record import Comparison, Finding, Record, Resource, State
from rehearsal.values import has_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from operations.aws import AwsRegion
    from rehearsal.host.children import Child, Children
    from rehearsal.progress import Progress
    from rehearsal.provider import Handler
    from rehearsal.scrubber import SecretScrubber

# Reading waits for the emulator as often as for this process; more threads would only queue.
READERS = 4


class ProgramError(Exception):
    """The program ended before it had registered everything; the message is its own."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Foundation:
    """Where a stack is stood up."""

    handlers: Mapping[str, Handler]
    client_for: Callable[[str, str], AwsRegion]
    """The embedded AWS by region and account."""


@dataclass(frozen=True)
class Rehearsal:
    """One rehearsal of one stack. It starts processes through `children`, which whoever made them ends."""

    stack: StackFile
    foundation: Foundation
    pack: Pack
    children: Children
    environment: Mapping[str, str]
    progress: Progress
    scrubber: SecretScrubber

    def run(self, meanwhile: Callable[[Record], None] | None = None) -> Record:
        """Stand the stack up.

        Args:
            meanwhile: what to do with a stack that stands while it is read back; no other is given to it.

        Raises:
            ProgramError: the program refused its settings or crashed.
            PackError: the policy pack did.
            InterruptedRehearsalError: it was asked to stop.
        """
        stopwatch = Stopwatch()
        started = time.monotonic()
        registry = Registry(self.stack.project, self.stack.stack)
        creator = Creator(self.foundation.handlers, self.foundation.client_for, registry)
        engine = Engine()
        self.progress.phase(f"running the program for {self.stack.stack}: guarding and creating what it registers")
        with stopwatch.measure("program"):
            works = Works(registry, self.pack, creator, self.scrubber, stopwatch, self.progress.resource)
            self._run_program(engine, Monitor(works))
        self.progress.phase("asking the guardrails about the whole stack")
        with stopwatch.measure("stack policies"):
            findings = self._guarded(registry)
        self.pack.hang_up()
        record = Record(
            stack=self.stack.stack,
            pack=self.pack.title,
            guardrails=self.pack.guardrails,
            resources=registry.everything(),
            findings=findings,
            messages=[self.scrubber.scrub(warning) for warning in engine.warnings],
            seconds={},
        )
        self.progress.phase("reading everything back")
        with futures.ThreadPoolExecutor(1) as aside:
            reading = aside.submit(self._read_back, registry, creator, stopwatch)
            if meanwhile and record.passed:
                meanwhile(record)
            reading.result()
        record.seconds = stopwatch.seconds | {"total": time.monotonic() - started}
        return record

    def _run_program(self, engine: Engine, monitor: Monitor) -> None:
        with _served(engine, monitor) as address:
            child = self._start_program(address)
            try:
                self.pack.connect(
                    project=self.stack.project,
                    stack=self.stack.stack,
                    organization=ORGANIZATION,
                    config=self.stack.config,
                )
                status = child.wait()
            finally:
                self.pack.give_up()
                child.ask_to_end()
        self.children.check()
        if monitor.trouble:
            raise monitor.trouble
        if status:
            raise self._program_error(status, engine, child)

    def _start_program(self, address: str) -> Child:
        command = [sys.executable, "-u", "-m", "rehearsal.host.program", "--monitor", address]
        command += [
            "--root",
            str(self.stack.root),
            "--project",
            self.stack.project,
            "--stack",
            self.stack.stack,
        ]
        return self.children.start(command, cwd=self.stack.root, env=self.environment)

    def _program_error(self, status: int, engine: Engine, child: Child) -> ProgramError:
        said = engine.errors or list(child.errors) or list(child.output)
        message = "\n".join(said) or f"the program ended with status {status} and said nothing"
        return ProgramError(
            self.scrubber.scrub(message), REFUSED_SETTINGS if status == REFUSED_SETTINGS else CRASHED
        )

    def _guarded(self, registry: Registry) -> list[Finding]:
        everything = registry.everything()
        try:
            return self.pack.analyze_stack([(one, registry.find(one.provider)) for one in everything])
        except PackError:
            self.children.check()
            raise

    def _read_back(self, registry: Registry, creator: Creator, stopwatch: Stopwatch) -> None:
        created = [one for one in registry.everything() if one.state is State.CREATED]

        def read(resource: Resource) -> None:
            self.children.check()
            resource.comparison = _compare(resource, creator)

        with stopwatch.measure("read-back"), futures.ThreadPoolExecutor(READERS) as readers:
            list(readers.map(read, created))


def _compare(resource: Resource, creator: Creator) -> Comparison:
    try:
        live = creator.read(resource)
    except Exception as error:  # noqa: BLE001 - whatever reading meets is a finding about this resource
        return Comparison(equal=0, error=describe(error))
    secret = frozenset(name for name, value in resource.inputs.items() if has_secret(value))
    return compare(creator.plain_inputs(resource), live, secret)


@contextmanager
def _served(engine: Engine, monitor: Monitor) -> Generator[str]:
    """Serve both services at one address while the body runs."""
    options = [("grpc.max_receive_message_length", MESSAGE_BYTES)]
    # One worker more than the program can have registrations in flight, so that its log messages never wait.
    server = grpc.server(futures.ThreadPoolExecutor(PARALLEL + 1), options=options)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(grace=None).wait()
