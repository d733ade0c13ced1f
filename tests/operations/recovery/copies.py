"""Runs a trial in a copy of this process, so that a world is stood up once and spoilt many times."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory


def in_copy(trial: Callable[[], str]) -> str:
    """What a trial returns, or how it failed: `FAILED` and the trace. Nothing that it changes is kept."""
    with TemporaryDirectory() as folder:
        answer = Path(folder, "answer")
        child = os.fork()
        if child == 0:
            try:
                answer.write_text(trial())
            except BaseException:  # noqa: BLE001 - whatever it is, the parent tells it
                answer.write_text("FAILED\n" + traceback.format_exc())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        return answer.read_text() if answer.is_file() else "FAILED\nthe copy said nothing"
