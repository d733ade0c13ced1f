"""Runs trials in copies of this process, so that a world is stood up once and spoilt many times."""

from __future__ import annotations

import gc
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

AT_ONCE = 2


def in_copy(trial: Callable[[], str]) -> str:
    """What a trial returns, or how it failed: `FAILED` and the trace. Nothing that it changes is kept."""
    with TemporaryDirectory() as folder:
        answer = Path(folder, "answer")
        child = os.fork()
        if child == 0:
            _tell(answer, trial)
        os.waitpid(child, 0)
        return _told(answer)


def _tell(answer: Path, trial: Callable[[], str]) -> None:
    """Write what a trial returns, and end this process."""
    try:
        answer.write_text(trial())
    except BaseException:  # noqa: BLE001 - whatever it is, the parent tells it
        answer.write_text("FAILED\n" + traceback.format_exc())
    finally:
        os._exit(0)


def _told(answer: Path) -> str:
    return answer.read_text() if answer.is_file() else "FAILED\nthe copy said nothing"


class Fork:
    """Copies of this process, made in the middle of a trial: in each the trial goes on in another way.

    A trial that reaches a point a thousand calls in need not be driven there a thousand times.
    """

    def __init__(self) -> None:
        self._folder = TemporaryDirectory()
        self._children: dict[int, str] = {}
        self._running: list[int] = []
        # A collection in a copy would touch, and so copy, everything that stands.
        gc.freeze()
        self.name = ""
        """Which copy this process is; empty in the original."""

    def split(self, name: str) -> bool:
        """Make a copy; returns true in it. A copy makes none itself."""
        if self.name:
            return False
        if len(self._running) >= AT_ONCE:
            os.waitpid(self._running.pop(0), 0)
        child = os.fork()
        if child == 0:
            self.name = name
            gc.disable()
            return True
        self._children[child] = name
        self._running.append(child)
        return False

    def run(self, trial: Callable[[], str]) -> dict[str, str]:
        """Run a trial, and every copy that it makes to its end; returns what each returned, by name."""
        try:
            answer = trial()
        except BaseException:  # noqa: BLE001 - whatever it is, the parent tells it
            answer = "FAILED\n" + traceback.format_exc()
        if self.name:
            Path(self._folder.name, self.name).write_text(answer)
            os._exit(0)
        for child in self._running:
            os.waitpid(child, 0)
        ends = {name: _told(Path(self._folder.name, name)) for name in self._children.values()}
        self._folder.cleanup()
        return {"": answer, **ends}
