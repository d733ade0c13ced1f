"""Times a program under the SDK's own mocks."""

import asyncio
import contextvars
import gc
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, Settings, configure, run_in_stack
from pulumi.runtime.mocks import MockEngine, MockMonitor

from rehearsal.mocks.recorder import PROJECT, Registered


class Recorded(Mocks):
    """Answers with the outputs of an earlier run, so that answering takes next to no time."""

    def __init__(self, resources: Iterable[Registered]) -> None:
        self._answers = {
            (one.type, one.name): (one.id, dict(one.outputs) if one.custom else {}) for one in resources
        }

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """The id and the outputs that this resource had."""
        return self._answers[args.typ, args.name]

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Refuse: neither program asks AWS for anything."""
        raise LookupError(f"the program invoked {args.token}; it is meant to use no data source")


def seconds(program: Callable[[], object], mocks: Mocks, stack: str) -> float:
    """The processor seconds of one run of `program` in a fresh runtime.

    Processor time, for another process's turn is none of ours. The garbage collector rests meanwhile: how often
    it runs, and over how much, hangs on what the process holds besides the program.
    """

    def body() -> None:
        program()

    def run() -> float:
        settings = Settings(
            project=PROJECT, stack=stack, monitor=MockMonitor(mocks), engine=MockEngine(None), dry_run=False
        )
        configure(settings)
        with _loop() as runner, _no_collection():
            begun = time.process_time()
            runner.run(run_in_stack(body))
            return time.process_time() - begun

    return contextvars.Context().run(run)


@contextmanager
def _loop() -> Generator[asyncio.Runner]:
    """An event loop, with one thread for the monitor: more would take turns that differ from run to run."""
    monitor_loop = asyncio.new_event_loop()
    with asyncio.Runner() as runner, ThreadPoolExecutor(max_workers=1) as monitor_thread:
        runner.get_loop().set_default_executor(monitor_thread)
        monitor_thread.submit(asyncio.set_event_loop, monitor_loop).result()
        yield runner
    monitor_loop.close()


@contextmanager
def _no_collection() -> Generator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
