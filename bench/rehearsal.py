"""How long a rehearsal of prod takes from the command to its end, and where the time goes."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bench.figure import Figure, Measured, MeasurementError
from bench.stacks import STACK
from rehearsal.mocks.recorder import ROOT

BOUND_SECONDS = 60.0

EXPLANATION = (
    "rehearsal: `storefront rehearse prod` as `make rehearse` runs it after set-up; the bound is 60 s on two "
    "cores. Guardrails and creation run while the program registers, several resources at once, and are part of it."
)
# Each row that is part of another is marked so.
PARTS = {
    "program": "the program",
    "policies": "  in it: guardrails of each resource",
    "creation": "  in it: creation",
    "stack policies": "guardrails of the whole stack",
    "read-back": "read-back",
}


def measure(*, quick: bool) -> Measured:  # noqa: ARG001 - every measurement is asked alike; this one runs once
    """Rehearse prod once.

    Raises MeasurementError if prod does not stand.
    """
    command = [str(Path(sys.executable).with_name("storefront")), "rehearse", STACK, "--json"]
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record.json"
        begun = time.perf_counter()
        done = subprocess.run([*command, str(record)], cwd=ROOT, capture_output=True, text=True, check=False)
        wall = time.perf_counter() - begun
        if done.returncode:
            last = ((done.stderr or done.stdout).strip() or "it said nothing").splitlines()[-1]
            raise MeasurementError(f"rehearsal: {STACK} ended with status {done.returncode}: {last}")
        seconds = json.loads(record.read_text(encoding="utf-8"))["seconds"]
    return Measured(figures(wall, seconds), [EXPLANATION])


def figures(wall: float, seconds: Mapping[str, float]) -> list[Figure]:
    """The figures of a rehearsal that took `wall` seconds, by its own record of `seconds`."""
    whole = Figure(f"rehearsal of {STACK}", f"{wall:.1f} s", wall / BOUND_SECONDS, 1.0)
    parts = {"start-up, summary and end": wall - seconds["total"]}
    parts |= {words: seconds[kind] for kind, words in PARTS.items()}
    return [
        whole,
        *(Figure(f"  {words}", f"{spent:.1f} s", spent / BOUND_SECONDS) for words, spent in parts.items()),
    ]
