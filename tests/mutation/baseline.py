"""What the tests do while nothing is broken: which lines each one runs, how long it takes, whether it passes."""

import sys
import time
from collections import defaultdict
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import coverage
import pytest

# The project's own options for a run, but for the summary; slow tests are left out.
OPTIONS = (
    "-q",
    "-m",
    "not slow",
    "-p",
    "no:cacheprovider",
    "-o",
    "addopts=--strict-markers --import-mode=importlib",
)
AT_IMPORT = ""
# Pytest loads its plugins itself, and does not know one that is there already; two libraries change how modules are
# found, so that they come after pytest; the SDK's modules are made when they are first looked at, and then whole.
_LATE = (
    "_hypothesis", "_pytest", "coverage", "hypothesis", "importlib_metadata", "pluggy", "pulumi_aws", "pulumi_random",
    "pygal", "pytest", "xdist",
)  # fmt: skip


class _Watch:
    """Gives each test a context of its own in the coverage, and notes its time and outcome."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self._measured = measured
        self.seconds: dict[str, float] = {}
        self.outcomes: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._measured.switch_context(item.nodeid)
        began = time.perf_counter()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.perf_counter() - began
            self._measured.switch_context(AT_IMPORT)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[report.nodeid] = report.outcome


def measure(suite: str, packages: Sequence[str]) -> dict[str, Any]:
    """Run one file of tests, here and now; return what it did as plain data.

    `lines` has, by module and line, the tests that ran it, as positions in `tests`; an empty list for what ran at
    import alone.
    """
    measured = coverage.Coverage(
        data_file=None, config_file=False, include=[f"{package}/*" for package in packages], messages=False
    )
    watch = _Watch(measured)
    measured.start()
    began = time.perf_counter()
    code = pytest.main([suite, *OPTIONS], plugins=[watch])
    whole = time.perf_counter() - began
    measured.stop()
    tests = list(watch.seconds)
    return {
        "suite": suite,
        "code": int(code),
        "tests": tests,
        "seconds": [round(watch.seconds[name], 4) for name in tests],
        "outcomes": [watch.outcomes.get(name, "passed") for name in tests],
        "preparing": round(whole - sum(watch.seconds.values()), 3),
        "lines": _lines(measured, {name: index for index, name in enumerate(tests)}),
        "libraries": _libraries(),
    }


def _lines(measured: coverage.Coverage, positions: dict[str, int]) -> dict[str, dict[int, list[int]]]:
    data, found = measured.get_data(), defaultdict[str, dict[int, list[int]]](dict)
    for path in data.measured_files():
        module = str(Path(path).relative_to(Path.cwd()))
        for line, contexts in data.contexts_by_lineno(path).items():
            found[module][line] = sorted(positions[name] for name in contexts if name in positions)
    return dict(found)


def _libraries() -> list[str]:
    """The modules that are installed rather than ours, in the order in which they were imported."""
    return [
        name
        for name, module in list(sys.modules.items())
        if "site-packages" in (getattr(module, "__file__", None) or "") and not name.startswith(_LATE)
    ]
