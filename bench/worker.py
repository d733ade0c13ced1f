"""Times the real program and the bare one, by turns, in a process of its own.

`python -m bench.worker ROUNDS TENFOLD_ROUNDS` prints the timings as JSON.
Everything runs once beforehand, so that no import and no first use is timed.
"""

import json
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict

from bench.bare import bare_program
from bench.samples import Timings
from bench.stacks import STACK, TENFOLD, program, recorded
from bench.stopwatch import Recorded, seconds
from rehearsal.mocks.recorder import Registered


def main() -> None:
    """Time so many rounds at each size."""
    warnings.simplefilter("ignore", DeprecationWarning)
    rounds, tenfold_rounds = (int(text) for text in sys.argv[1:])
    copies = [record.resources for record in recorded(TENFOLD)]
    everything = [resource for copy in copies for resource in copy]
    mocks = Recorded(everything)
    single = _rounds(rounds, 1, copies[0], mocks)
    tenfold = _rounds(tenfold_rounds, TENFOLD, everything, mocks)
    print(json.dumps(asdict(Timings(len(copies[0]), len(everything), *single, *tenfold))))


def _rounds(
    rounds: int, copies: int, resources: Sequence[Registered], mocks: Recorded
) -> tuple[list[float], list[float]]:
    """The seconds of the real program and of the bare one, which take turns at going first."""
    programs: list[Callable[[], None]] = [program(copies), bare_program(resources)]
    if copies == 1:
        for each in programs:
            seconds(each, mocks, STACK)
    times: list[list[float]] = [[], []]
    for number in range(rounds):
        for index in (0, 1) if number % 2 else (1, 0):
            times[index].append(seconds(programs[index], mocks, STACK))
    return times[0], times[1]


if __name__ == "__main__":
    main()
