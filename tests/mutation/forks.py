"""Runs work in copies of this process, in which every library is loaded already, and nothing of ours."""

import importlib
import json
import os
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from tests.mutation.targets import ROOT
from tests.mutation.workspace import Workspace
from tests.support.packages import OURS

# Nothing that is asked here lasts so long; a copy that does is stuck where its own clocks do not reach.
_LONGEST_SECONDS = 1800
_LOOK_SECONDS = 0.02
_CLOCKS = {signal.SIGALRM, signal.SIGPROF, signal.SIGKILL, signal.SIGXCPU}

Key = TypeVar("Key")


@dataclass(frozen=True, kw_only=True)
class Task(Generic[Key]):
    """Work for a copy: it returns plain data. `around` holds while the copy runs, in this process."""

    key: Key
    work: Callable[[], object]
    around: Callable[[Workspace], AbstractContextManager[None]] = lambda _: nullcontext()


@dataclass(frozen=True)
class Answer:
    """What a copy returned; None if it was cut off by a clock, or died, and then what it said last."""

    value: Any
    timed_out: bool
    output: str
    seconds: float


@dataclass
class _Running(Generic[Key]):
    task: Task[Key]
    workspace: Workspace
    holding: AbstractContextManager[None]
    began: float


def run(tasks: Iterable[Task[Key]], workspaces: list[Workspace]) -> Iterator[tuple[Key, Answer]]:
    """Do the tasks, as many at once as there are workspaces; yield each one's answer when it is there."""
    waiting, free, running = iter(tasks), list(workspaces), dict[int, _Running[Key]]()
    try:
        while True:
            while free and (task := next(waiting, None)) is not None:
                process, state = _start(task, free.pop())
                running[process] = state
            if not running:
                return
            for process in _ended(running):
                state = running.pop(process[0])
                answer = _answer(state, process[1])
                free.append(state.workspace)
                yield state.task.key, answer
    finally:
        for process in running:
            os.killpg(process, signal.SIGKILL)


def _start(task: Task[Key], workspace: Workspace) -> tuple[int, _Running[Key]]:
    holding = task.around(workspace)
    holding.__enter__()
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        _be(task, workspace)
    return process, _Running(task, workspace, holding, time.monotonic())


def _be(task: Task[Key], workspace: Workspace) -> None:
    """Be the copy: do the task in the workspace, leave the answer there, and end."""
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    output = os.open(workspace.tmp / "output", os.O_WRONLY | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    try:
        _move_to(workspace)
        (workspace.tmp / "answer").write_text(json.dumps(task.work()))
    except BaseException:  # noqa: BLE001 - whatever it is, the output tells it
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(0)


def _move_to(workspace: Workspace) -> None:
    """Let this process, and those that it starts, find our code in the workspace alone."""
    os.chdir(workspace.root)
    sys.path[:] = [str(workspace.root), *(part for part in sys.path if Path(part or ".").resolve() != ROOT)]
    # The copies of the project have these to themselves.
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    importlib.invalidate_caches()
    os.environ |= {"PYTHONPATH": str(workspace.root), "TMPDIR": str(workspace.tmp)}


def _ended(running: dict[int, _Running[Key]]) -> list[tuple[int, int]]:
    """Wait until a copy ends; return its process and status."""
    while True:
        for process, state in running.items():
            found, status = os.waitpid(process, os.WNOHANG)
            if found:
                return [(process, status)]
            if time.monotonic() - state.began > _LONGEST_SECONDS:
                os.killpg(process, signal.SIGKILL)
        time.sleep(_LOOK_SECONDS)


def _answer(state: _Running[Key], status: int) -> Answer:
    tmp = state.workspace.tmp
    told = tmp / "answer"
    value = json.loads(told.read_text()) if told.is_file() else None
    said = (tmp / "output").read_text(errors="replace")
    timed_out = os.WIFSIGNALED(status) and os.WTERMSIG(status) in _CLOCKS
    state.workspace.clear()
    state.holding.__exit__(None, None, None)
    return Answer(value, timed_out, said, time.monotonic() - state.began)


def load(modules: Iterable[str]) -> None:
    """Import libraries here, so that no copy must."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in modules:
            with suppress(Exception):
                importlib.import_module(name)
