"""Whether the tests notice one mutant: those that cover it, the quickest first, until one fails."""

import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.mutation.baseline import OPTIONS

# A test that takes this many times what its whole file usually takes, and some seconds more, is in an endless loop. (Of
# the file, since whichever test comes first makes what all of them look at.)
_TIMES, _SECONDS, _TIMES_ASLEEP, _SECONDS_ASLEEP = 2, 15, 4, 90


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A file of tests, what preparing it takes, and the seconds of those of its tests to run, in their order."""

    suite: str
    preparing: float
    tests: Mapping[str, float]
    left_out: frozenset[str]
    """Tests that fail, or are skipped, while nothing is broken."""
    whole: float
    """The seconds of the whole file while nothing is broken."""

    @property
    def seconds(self) -> float:
        """What all of it takes while nothing is broken."""
        return self.preparing + sum(self.tests.values())


class _Order:
    """Runs the chosen tests in their order, each against the clock; notes the one that fails."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self._places = {name: place for place, name in enumerate(chosen.tests)}
        self.failed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        # A test that is new was made by the mutant, say by a row of a table that became another.
        kept = [item for item in items if item.nodeid not in self._chosen.left_out]
        items[:] = sorted(kept, key=lambda item: self._places.get(item.nodeid, -1))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:  # noqa: ARG002 - pytest's name
        allow(self._chosen.whole)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def allow(seconds: float) -> None:
    """End this process if it takes much longer than so many seconds from now on."""
    signal.setitimer(signal.ITIMER_PROF, _TIMES * seconds + _SECONDS)
    signal.setitimer(signal.ITIMER_REAL, _TIMES_ASLEEP * seconds + _SECONDS_ASLEEP)


def attempt(chosen: Sequence[Chosen], budget: float) -> dict[str, Any]:
    """Run the chosen tests here and now, until one fails or so many seconds of the processor are spent.

    Returns as plain data which test failed (empty: none did), and how many files were left for want of time.
    """
    for number, each in enumerate(chosen):
        if time.process_time() > budget:
            return {"failed": "", "left": len(chosen) - number}
        allow(each.whole)
        order = _Order(each)
        code = pytest.main([each.suite, "-x", *OPTIONS], plugins=[order])
        if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            return {"failed": order.failed or f"{each.suite} (cannot be loaded)", "left": 0}
    return {"failed": "", "left": 0}
