"""The bench's command: `python -m bench [--quick] [NAME ...]`. Exit status 1 where a bound is broken."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

from rich.console import Console

from bench import alarms, critical_path, loss, policies, program, recovery, rehearsal
from bench.figure import Figure, Measured, MeasurementError, table

KEPT, BROKEN, INTERRUPTED = 0, 1, 130


class Measurement(Protocol):
    """Measures one thing, with fewer repetitions where it is to be quick."""

    def __call__(self, *, quick: bool) -> Measured:
        """Do it; raises MeasurementError where that which is measured does not work."""
        ...


MEASUREMENTS: Mapping[str, Measurement] = {
    "program": program.measure,
    "rehearsal": rehearsal.measure,
    "critical-path": critical_path.measure,
    "policies": policies.measure,
    "loss": loss.measure,
    "alarms": alarms.measure,
    "recovery": recovery.measure,
}


def main(arguments: Sequence[str] | None = None, *, console: Console | None = None) -> int:
    """Measure what is named, or everything; returns the exit status."""
    asked = _arguments(arguments)
    console = console or Console(soft_wrap=False)
    names = [name for name in MEASUREMENTS if name in asked.names or not asked.names]
    figures: list[Figure] = []
    explanations: list[str] = []
    failures: list[str] = []
    for name in names:
        console.print(f"measuring: {name}", style="dim", highlight=False)
        try:
            measured = MEASUREMENTS[name](quick=asked.quick)
        except MeasurementError as error:
            failures.append(str(error))
        else:
            # At once: a later measurement may take long, or fail.
            console.print(table(measured.figures))
            figures += measured.figures
            explanations += measured.explanations
    for line in (*explanations, *failures):
        console.print(line, markup=False, highlight=False)
    return KEPT if all(figure.kept for figure in figures) and not failures else BROKEN


class _Arguments(argparse.Namespace):
    quick: bool
    names: list[str]


def _arguments(arguments: Sequence[str] | None) -> _Arguments:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="The project's figures against their bounds."
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: to see that it works")
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"what to measure, of {', '.join(MEASUREMENTS)}; all if none is named",
    )
    given = parser.parse_args(arguments, _Arguments())
    if unknown := [name for name in given.names if name not in MEASUREMENTS]:
        parser.error(f"nothing is called {', '.join(unknown)}; choose from {', '.join(MEASUREMENTS)}")
    return given


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
