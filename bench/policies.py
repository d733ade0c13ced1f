"""How fast the real policy pack evaluates resources over the analyzer protocol, and how that grows."""

import statistics
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bench.analyzed import Evaluated, prod_copies
from bench.figure import Figure, Measured, MeasurementError
from bench.stacks import STACK, TENFOLD
from rehearsal.host.children import Children, InterruptedRehearsalError
from rehearsal.host.offline import offline
from rehearsal.host.pack import Pack, PackError
from rehearsal.host.settings import ORGANIZATION, StackFile
from rehearsal.mocks.recorder import ROOT

RESOURCES = 250
BOUND = 1.25
THOROUGH, QUICK = 5, 1

EXPLANATION = (
    "policies: the real pack in its own process, asked over gRPC: one Analyze a resource, one after the other, and "
    "one AnalyzeStack for all. The smaller stack is the first 250 resources of prod, the larger ten such in other "
    "regions. Wall-clock time, the median of repetitions. Growth: time tenfold over ten times the time; 1 is "
    "linear."
)


@dataclass(frozen=True)
class Speed:
    """The median seconds that one way of asking takes for the smaller stack and for the larger."""

    label: str
    small: float
    large: float

    def figures(self) -> list[Figure]:
        """Resources a second at both sizes, and the growth."""
        sizes = {RESOURCES: self.small, RESOURCES * TENFOLD: self.large}
        rates = [
            Figure(f"policies: {self.label}, {size} resources", f"{size / spent:,.0f}/s")
            for size, spent in sizes.items()
        ]
        growth = self.large / self.small / TENFOLD
        name = f"policies: {self.label}, growth to {RESOURCES * TENFOLD} resources"
        return [*rates, Figure(name, f"{self.small:.2f} s : {self.large:.2f} s", growth, BOUND)]


def measure(*, quick: bool) -> Measured:
    """Ask a pack that runs.

    Raises MeasurementError if it cannot be started or fails.
    """
    times = QUICK if quick else THOROUGH
    copies = prod_copies(RESOURCES)
    everything = [evaluated for copy in copies for evaluated in copy]
    try:
        with running_pack() as pack:
            speeds = [
                _speed("Analyze", lambda stack: _one_by_one(pack, stack), (copies[0], everything), times),
                _speed("AnalyzeStack", pack.analyze_stack, (copies[0], everything), times),
            ]
    except (PackError, InterruptedRehearsalError) as error:
        raise MeasurementError(f"policies: {error}") from error
    return Measured([figure for speed in speeds for figure in speed.figures()], [EXPLANATION])


@contextmanager
def running_pack() -> Generator[Pack]:
    """The project's pack, ready to be asked; it ends with the body."""
    stack = StackFile.read(ROOT, STACK)
    children = Children()
    with offline() as environment, children.heed_signals():
        pack = Pack(children, ROOT / "policies", environment | stack.environment())
        pack.connect(project=stack.project, stack=stack.stack, organization=ORGANIZATION, config=stack.config)
        yield pack


def _one_by_one(pack: Pack, stack: Sequence[Evaluated]) -> None:
    for resource, provider in stack:
        pack.analyze(resource, provider)


def _speed(
    label: str,
    ask: Callable[[Sequence[Evaluated]], object],
    stacks: tuple[Sequence[Evaluated], Sequence[Evaluated]],
    times: int,
) -> Speed:
    small, large = stacks
    ask(small)  # the first question of a kind finds nothing prepared
    spent = [(_seconds(ask, small), _seconds(ask, large)) for _ in range(times)]
    return Speed(label, statistics.median(one for one, _ in spent), statistics.median(ten for _, ten in spent))


def _seconds(ask: Callable[[Sequence[Evaluated]], object], stack: Sequence[Evaluated]) -> float:
    begun = time.perf_counter()
    ask(stack)
    return time.perf_counter() - begun
