"""Which tests are asked about a mutant, and in which order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.mutation.mutant import Mutant
from tests.mutation.trial import Chosen

Baseline = Mapping[str, Any]
"""What `baseline.measure` returns of one file of tests."""


def chosen_for(mutant: Mutant, baselines: Sequence[Baseline], mirrored: str) -> list[Chosen]:
    """Return the files that run the mutant's module: those that mirror it first, then the quickest.

    In each, the tests that run the very statement come first. The others follow, for what a module makes when it is
    imported, or a test once for all, is met in tests that do not make it.
    """
    found = [(one, _covering(mutant, one)) for one in baselines if mutant.file in one["lines"]]
    asked = [(one, covering) for one, covering in found if covering or mutant.at_import or _alone(mutant, found)]
    choices = [(_chosen(one, covering), bool(covering)) for one, covering in asked]
    choices.sort(key=lambda pair: (not pair[0].suite.startswith(mirrored), not pair[1], pair[0].seconds))
    return [chosen for chosen, _ in choices]


def _alone(mutant: Mutant, found: Sequence[tuple[Baseline, Sequence[int]]]) -> bool:
    """Whether no test is seen to run the statement: it may run in a copy of the process, which nobody watches."""
    return not mutant.at_import and not any(covering for _, covering in found)


def _covering(mutant: Mutant, baseline: Baseline) -> list[int]:
    """The tests that run the statement; of one that runs at import, those that run anything of its module."""
    lines = baseline["lines"][mutant.file]
    wanted = lines if mutant.at_import else {str(line) for line in range(mutant.first, mutant.last + 1)}
    return sorted({test for line in wanted for test in lines.get(line, [])})


def _chosen(baseline: Baseline, covering: Sequence[int]) -> Chosen:
    seconds, names = baseline["seconds"], baseline["tests"]
    whole = [index for index, outcome in enumerate(baseline["outcomes"]) if outcome == "passed"]
    first = set(covering)
    order = sorted(whole, key=lambda index: (index not in first, seconds[index]))
    return Chosen(
        suite=baseline["suite"],
        preparing=baseline["preparing"],
        tests={names[index]: seconds[index] for index in order},
        left_out=frozenset(set(names) - {names[index] for index in whole}),
        whole=baseline["preparing"] + sum(seconds),
    )


def quickest(baseline: Baseline) -> Chosen:
    """Return the file with its quickest test alone."""
    whole = _chosen(baseline, ())
    kept = dict(list(whole.tests.items())[:1])
    return replace(whole, tests=kept, left_out=frozenset(baseline["tests"]) - kept.keys())


def broken_before(baselines: Sequence[Baseline]) -> Iterator[str]:
    """Say which tests fail while nothing is broken: they can show nothing. A file may have slow tests alone."""
    for one in baselines:
        failed = [name for name, outcome in zip(one["tests"], one["outcomes"], strict=True) if outcome == "failed"]
        yield from failed
        if not one["tests"] and one["code"] not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            yield f"{one['suite']} (pytest's exit code {one['code']})"
