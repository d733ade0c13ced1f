"""What the composition costs over a bare program that registers the same resources, and how that grows."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence

from bench.figure import Figure, Measured, MeasurementError
from bench.samples import Timings, across, growth, ratio
from bench.stacks import STACK, TENFOLD
from rehearsal.host.offline import offline_environment
from rehearsal.mocks.recorder import ROOT

BOUND = 1.25
GROWTH_BOUND = 1.2
# Processes, rounds of prod as it is in each, rounds of the tenfold stack in each.
THOROUGH, QUICK = (3, 12, 2), (1, 5, 1)

EXPLANATIONS = (
    (
        "program: the real __main__.py against a bare program under the SDK's own mocks, which answer both with "
        "the same recorded outputs. The bare program is flat: the SDK's typed classes with resolved values, plain "
        "component resources that register their outputs; no parents, providers or dependencies. It is run by "
        "runpy like the real one, and starts every registration before the SDK waits, which is the quickest way."
    ),
    (
        "Processor seconds without imports, the two by turns, the least of each process, the median of processes; "
        "the garbage collector rests meanwhile. Growth: time tenfold over ten times the time; 1 is linear."
    ),
)


def measure(*, quick: bool) -> Measured:
    """Time both programs in fresh processes, one after the other.

    Raises MeasurementError if a program does not run.
    """
    processes, rounds, tenfold_rounds = QUICK if quick else THOROUGH
    runs = [_run(rounds, tenfold_rounds) for _ in range(processes)]
    return Measured(figures(runs), EXPLANATIONS)


def figures(runs: Sequence[Timings]) -> list[Figure]:
    """The figures that the timings of one or more processes give."""
    single, tenfold = runs[0].resources, runs[0].tenfold_resources

    def median(value: Callable[[Timings], float]) -> float:
        return across([value(run) for run in runs])

    def seconds(of: Callable[[Timings], Sequence[float]]) -> str:
        return f"{median(lambda run: min(of(run))):.2f} s"

    bare_growth = median(lambda run: growth(run.tenfold_bare, run.bare, TENFOLD))
    return [
        Figure(
            f"program: {STACK}, {single} resources, against a bare program",
            f"{seconds(lambda run: run.program)} : {seconds(lambda run: run.bare)}",
            median(lambda run: ratio(run.program, run.bare)),
            BOUND,
        ),
        Figure(
            f"program: tenfold, {tenfold} resources, against a bare program",
            f"{seconds(lambda run: run.tenfold_program)} : {seconds(lambda run: run.tenfold_bare)}",
            median(lambda run: ratio(run.tenfold_program, run.tenfold_bare)),
            BOUND,
        ),
        Figure(
            f"program: growth from {single} to {tenfold} resources",
            f"bare {bare_growth:.2f}",
            median(lambda run: growth(run.tenfold_program, run.program, TENFOLD)),
            GROWTH_BOUND,
        ),
    ]


def _run(rounds: int, tenfold_rounds: int) -> Timings:
    command = [sys.executable, "-m", "bench.worker", str(rounds), str(tenfold_rounds)]
    done = subprocess.run(command, cwd=ROOT, env=offline_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or "it said nothing").splitlines()[-1]
        raise MeasurementError(f"program: a run under mocks ended with status {done.returncode}: {last}")
    return Timings(**json.loads(done.stdout))
