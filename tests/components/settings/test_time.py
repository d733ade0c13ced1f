"""Proves that a check is soon over, whatever the file: also of the largest lists, and of environments with off-hours."""

import time
from contextlib import suppress
from typing import Any

import pytest

from components.settings.check import MAX_ENTRIES, check
from components.settings.problem import write_path
from tests.components.settings.files import Path_, put, values_of
from tests.components.settings.rules.database_off_hours import DATABASE_OFF_HOURS
from tests.components.settings.test_rules import BROKEN

_CHANNELS = ("operations", "onCall", "escalation")
MAX_SECONDS = 0.5  # of this process's own time, a quarter of what a person may wait


def _seconds(values: dict[str, Any]) -> float:
    began = time.process_time()
    check(values)
    return time.process_time() - began


ROWS: list[tuple[Path_, Any]] = [
    (("edge", "zones"), [{"name": f"z{n}.example.net"} for n in range(5_500)]),
    (("edge", "zones"), [{"name": f"Z{n}"} for n in range(5_500)]),
    (("edge", "alternativeNames"), [f"a{n}.example.com" for n in range(9_000)]),
    (("fleet", "instanceTypes"), ["m8g.large"] * 38_000),
    (("fleet", "instanceTypes"), [f"m{n}g.large" for n in range(38_000)]),
    (("fleet", "images"), {f"r{n}": "ami-0123456789abcdef0" for n in range(5_000)}),
    (("fleet", "peaks"), values_of("prod")["fleet"]["peaks"] * 2_000),
    (("sites",), {f"us-east-{n}": values_of("prod")["sites"]["us-east-1"] for n in range(800)}),
    (("sites", "us-east-1", "zones"), ["us-east-1a"] * 9_000),
    (("edge", "cloudFront", "prefixLists"), {f"r{n}": "pl-01234567" for n in range(5_000)}),
    *((("notifications", key), [f"a{n}@example.org" for n in range(10_500)]) for key in _CHANNELS),
    *((("notifications", key), [f"a{n}" for n in range(10_500)]) for key in _CHANNELS),
    (("audit", "threatFeatures"), ["S3_DATA_EVENTS"] * 9_000),
    (("keptElsewhere",), ["oidc"] * 9_000),
    (("guidelines",), {f"k{n}": {"rto": "1h", "rpo": "1h"} for n in range(3_000)}),
    (("tags",), {f"k{n}": 1 for n in range(6_000)}),
]


@pytest.mark.parametrize(("path", "value"), ROWS, ids=[f"{n}-{write_path(row[0])}" for n, row in enumerate(ROWS)])
def test_a_large_list_is_refused_soon_and_once(path: Path_, value: Any) -> None:
    values = put(values_of("prod"), path, value)
    assert _seconds(values) < MAX_SECONDS
    found = check(values)[1]
    assert path in [problem.path for problem in found]
    assert len(found) < 10


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("edge", "zones"), [{"name": f"z{n}.example.net"} for n in range(MAX_ENTRIES)]),
        (("fleet", "instanceTypes"), [f"m{n}g.large" for n in range(MAX_ENTRIES)]),
        (("sites",), {f"us-east-{n}": values_of("prod")["sites"]["us-east-1"] for n in range(MAX_ENTRIES)}),
        *((("notifications", key), [f"a{n}@example.org" for n in range(MAX_ENTRIES)]) for key in _CHANNELS),
    ],
)
def test_the_largest_list_that_is_looked_at_is_checked_soon(path: Path_, value: Any) -> None:
    assert _seconds(put(values_of("prod"), path, value)) < MAX_SECONDS


def test_thousands_of_unknown_keys_are_reported_soon() -> None:
    assert _seconds({**values_of("prod"), **{f"k{n}": 1 for n in range(6_000)}}) < 2 * MAX_SECONDS


def test_an_environment_that_sleeps_is_checked_soon() -> None:
    values = values_of("prod")
    for path, value in DATABASE_OFF_HOURS:
        values = put(values, path, value)
    assert _seconds(values) < MAX_SECONDS


def test_a_file_with_dozens_of_problems_is_reported_soon() -> None:
    """Advice is followed to see what goes with it, each time by a check of the whole file."""
    values = values_of("prod")
    for _, changes, _ in BROKEN[::2]:
        for path, value in changes:
            with suppress(KeyError, IndexError, TypeError):
                values = put(values, path, value)
    assert len(check(values)[1]) > 30
    assert _seconds(values) < 2 * MAX_SECONDS
