"""Which tests are asked about a mutant, and in which order."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.mutation.mutant import Mutant
from tests.mutation.trial import Chosen

Baseline = Mapping[str, Any]
"""What `baseline.measure` returns of one file of tests."""


def chosen_for(mutant: Mutant, baselines: Sequence[Baseline], mirrored: str) -> list[Chosen]:
    """Return what to run, in its order, of the files that run the mutant's module.

    First the tests of each file that run the very statement, then the others of these files, for what a module makes
    when it is imported, or a test once for all, is met in tests that do not make it. Among both, files that mirror the
    module come first, then the quickest.
    """
    found = [(one, _covering(mutant, one)) for one in baselines if mutant.file in one["lines"]]
    asked = [(one, covering) for one, covering in found if covering or mutant.at_import or _alone(mutant, found)]
    direct = [one for one in (_chosen(*pair) for pair in asked) if one.tests]
    begun = {one.suite for one in direct}
    rest = (_chosen(one, set(range(len(one["tests"]))) - {*covering}) for one, covering in asked)
    # A file that has not been begun may have tests of which nothing is known yet: those that a mutant makes.
    others = [one for one in rest if one.tests or one.suite not in begun]
    return [one for some in (direct, others) for one in sorted(some, key=lambda one: _rank(one, mirrored))]


def _rank(chosen: Chosen, mirrored: str) -> tuple[bool, float]:
    return not chosen.suite.startswith(mirrored), chosen.seconds


def _alone(mutant: Mutant, found: Sequence[tuple[Baseline, Sequence[int]]]) -> bool:
    """Whether no test is seen to run the statement: it may run in a copy of the process, which nobody watches."""
    return not mutant.at_import and not any(covering for _, covering in found)


def _covering(mutant: Mutant, baseline: Baseline) -> list[int]:
    """The tests that run the statement; of one that runs at import, those that run anything of its module."""
    lines = baseline["lines"][mutant.file]
    wanted = lines if mutant.at_import else {str(line) for line in range(mutant.first, mutant.last + 1)}
    return sorted({test for line in wanted for test in lines.get(line, [])})


def _chosen(baseline: Baseline, wanted: Collection[int]) -> Chosen:
    """Return the wanted tests of a file, the quickest first, without those that show nothing."""
    seconds, names = baseline["seconds"], baseline["tests"]
    passed = [index for index in wanted if baseline["outcomes"][index] == "passed"]
    tests = {names[index]: seconds[index] for index in sorted(passed, key=lambda index: seconds[index])}
    return Chosen(
        suite=baseline["suite"],
        preparing=baseline["preparing"],
        tests=tests,
        left_out=frozenset(set(names) - tests.keys()),
        whole=baseline["preparing"] + sum(seconds),
    )


def quickest(baseline: Baseline) -> Chosen:
    """Return the file with its quickest test alone."""
    whole = _chosen(baseline, range(len(baseline["tests"])))
    kept = dict(list(whole.tests.items())[:1])
    return replace(whole, tests=kept, left_out=frozenset(baseline["tests"]) - kept.keys())


def broken_before(baselines: Sequence[Baseline]) -> Iterator[str]:
    """Say which tests fail while nothing is broken: they can show nothing. A file may have slow tests alone."""
    for one in baselines:
        failed = [name for name, outcome in zip(one["tests"], one["outcomes"], strict=True) if outcome == "failed"]
        yield from failed
        if not one["tests"] and one["code"] not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            yield f"{one['suite']} (pytest's exit code {one['code']})"
