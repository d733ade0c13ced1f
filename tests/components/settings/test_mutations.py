"""Proves that no change to a valid file ends in anything but settings or a report, and that bounds are where they
should be: what is dropped, mistyped, added or out of range is refused at its own place; what is in range is taken.

The wording of reports is left to `test_reports`.
"""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.settings import SettingsError, load_file
from components.settings.check import check
from tests.components.settings.files import GONE, ROOT, STACKS, Path_, Values, put, report_of, values_of, write
from tests.support.examples import times

REPORT = re.compile(
    r"(?P<file>Pulumi\.\w+\.yaml): (1 problem|\d+ problems)"
    r"(\n\n(?P=file)(:\d+)?(  \S.*)?\n    given    .+\n    allowed  .+\n    mend     .+)+"
)
# Beside those that no file has.
MAY_BE_LEFT_OUT: set[Path_] = {
    ("database", "storage", "iops"),
    ("database", "storage", "throughputMibps"),
    ("backups", "lock", "changeableForDays"),
    ("fleet", "reserve"),
    ("visitors",),
    ("servers", "tableauBridge"),
    ("servers", "operationsHost"),
}
# Parts that may be left out: what needs them here says so, at its own place.
NEEDED_HERE: set[Path_] = {("database", "replica")}
DEFAULTED = {("kind",)}  # left out, something else holds: see test_rules
VALUES = {stack: values_of(stack) for stack in STACKS}


def places(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every place of a file with what stands there."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            yield from places(item, (*path, index))


PLACES = {stack: list(places(values)) for stack, values in VALUES.items()}
LEAVES = {stack: [(p, v) for p, v in PLACES[stack] if not isinstance(v, dict | list)] for stack in STACKS}
MAPPINGS = {stack: [(), *(p for p, v in PLACES[stack] if isinstance(v, dict))] for stack in STACKS}
stacks = st.sampled_from(STACKS)


def refused(stack: str, values: Values) -> list[Path_]:
    """The places of the problems, after a look at the report's form."""
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder), stack, values)
        assert REPORT.fullmatch(report_of(file))
        try:
            load_file(file)
        except SettingsError as error:
            return [problem.path for problem in error.problems]
    raise AssertionError("the settings were taken")


def of_another_type(value: object) -> list[object]:
    """Values of every type that YAML has, but the one given."""
    others: list[object] = [None, True, 17, 1.5, "\u2603", [], ["x"], {}, {"x": 1}]
    return [other for other in others if type(other) is not type(value)]


@pytest.mark.parametrize("stack", STACKS)
def test_every_dropped_key_is_reported_where_it_is_missing(stack: str) -> None:
    for path, _ in PLACES[stack]:
        if isinstance(path[-1], str) and path not in MAY_BE_LEFT_OUT | DEFAULTED:
            found = check(put(VALUES[stack], path, GONE))[1]
            told_here = path not in NEEDED_HERE and path[:-1] != ("sites",)
            assert not told_here or path in [problem.path for problem in found], path
            assert found


@given(stacks, st.data())
def test_every_wrong_type_is_reported_at_its_place(stack: str, data: st.DataObject) -> None:
    path, value = data.draw(st.sampled_from(PLACES[stack]))
    nullable = path in MAY_BE_LEFT_OUT
    wrong = data.draw(
        st.sampled_from([other for other in of_another_type(value) if not (nullable and other is None)])
    )
    found = refused(stack, put(VALUES[stack], path, wrong))
    assert any(place[: len(path)] == path or path[: len(place)] == place for place in found), (path, wrong, found)


@given(stacks, st.data(), st.from_regex(r"[a-z][A-Za-z]{0,20}", fullmatch=True))
def test_every_unknown_key_is_reported_by_its_name(stack: str, data: st.DataObject, key: str) -> None:
    mapping = data.draw(st.sampled_from(MAPPINGS[stack]))
    if (*mapping, key) not in dict(PLACES[stack]) and (*mapping, key) not in MAY_BE_LEFT_OUT:
        found = refused(stack, put(VALUES[stack], (*mapping, key), 1))
        assert any(place[: len(mapping) + 1] == (*mapping, key) for place in found)


@pytest.mark.parametrize("stack", STACKS)
def test_every_number_and_text_far_out_of_range_is_reported_at_its_place(stack: str) -> None:
    for path, value in LEAVES[stack]:
        by_type: dict[type, list[Any]] = {int: [-1, 10**10], str: ["", "\u2603", "x" * 300]}
        wrongs = by_type.get(value.__class__, [])
        for wrong in wrongs:
            assert path in [problem.path for problem in check(put(VALUES[stack], path, wrong))[1]], (path, wrong)


@pytest.mark.parametrize("stack", STACKS)
def test_no_text_is_taken_with_space_around_it(stack: str) -> None:
    """Services cut it off or refuse it, and what was written is then not what stands."""
    for path, value in LEAVES[stack]:
        if isinstance(value, str):
            for wrong in (f"{value} ", f" {value}", " ", f"{value}\n", f"\t{value}"):
                assert path in [problem.path for problem in check(put(VALUES[stack], path, wrong))[1]], (
                    path,
                    wrong,
                )


# Fields with bounds of their own: the place, the minimum and the maximum.
BOUNDS: list[tuple[Path_, int, int]] = [
    (("database", "backupRetentionDays"), 1, 35),
    (("database", "replicatedBackupRetentionDays"), 1, 35),
    (("database", "storage", "iops"), 12000, 64000),
    (("database", "storage", "throughputMibps"), 500, 3000),
    (("database", "storage", "maxAllocatedGib"), 1100, 65536),
    (("backups", "restoreTest", "startWindowHours"), 1, 168),
    (("backups", "restoreTest", "validationWindowHours"), 1, 168),
    (("backups", "lock", "minRetentionDays"), 1, 35),
    (("backups", "lock", "maxRetentionDays"), 90, 36500),
    (("backups", "lock", "changeableForDays"), 3, 36500),
    (("recovery", "heartbeatMinutes"), 1, 5),
    (("keys", "deletionWindowDays"), 7, 30),
    (("edge", "rateLimit"), 10, 2_000_000_000),
    (("keys", "rotationPeriodDays"), 90, 2560),
]

# Elsewhere than in prod, whose other settings leave less.
TEST = put(VALUES["prod"], ("kind",), "test")
WIDEST: dict[Path_, Values] = {
    ("keys", "deletionWindowDays"): put(VALUES["staging"], ("kind",), "disposable"),
    ("database", "backupRetentionDays"): TEST,
    ("database", "replicatedBackupRetentionDays"): TEST,
    ("backups", "lock", "minRetentionDays"): TEST,
    ("database", "logRetentionDays"): TEST,
    ("network", "flowLogRetentionDays"): TEST,
    ("logs", "retentionDays"): TEST,
}


@pytest.mark.parametrize(("path", "minimum", "maximum"), BOUNDS, ids=[".".join(map(str, row[0])) for row in BOUNDS])
def test_a_number_is_taken_just_within_its_bounds(path: Path_, minimum: int, maximum: int) -> None:
    taken = {
        number: not check(put(WIDEST.get(path, VALUES["prod"]), path, number))[1]
        for number in (minimum - 1, minimum, maximum, maximum + 1)
    }
    assert taken == {minimum - 1: False, minimum: True, maximum: True, maximum + 1: False}


# Fields that take only some numbers: the place, those, and one beside them.
SETS: list[tuple[Path_, list[int], int]] = [
    (("database", "monitoringIntervalSeconds"), [1, 5, 10, 15, 30, 60], 0),
    (("database", "insights", "retentionDays"), [465, 713, 731], 714),
    (("database", "logRetentionDays"), [1, 365, 3653], 366),
    (("network", "flowLogRetentionDays"), [1, 90, 3653], 91),
    (("logs", "retentionDays"), [1, 14, 3653], 15),
]


@pytest.mark.parametrize(("path", "numbers", "other"), SETS, ids=[".".join(map(str, row[0])) for row in SETS])
def test_only_the_numbers_that_aws_takes_are_taken(path: Path_, numbers: list[int], other: int) -> None:
    values = WIDEST.get(path, VALUES["prod"])
    assert [number for number in [*numbers, other] if not check(put(values, path, number))[1]] == numbers


DURATIONS: list[tuple[Path_, str, list[str]]] = [
    (("database", "logMinDuration"), "0s", ["61m"]),
    (("database", "statementTimeout"), "1d", ["0s", "25h"]),
    (("database", "idleInTransactionTimeout"), "1s", ["0s", "25h"]),
    (("guidelines", "zone-outage", "rto"), "2m", ["0s", "119s"]),
]


@pytest.mark.parametrize(("path", "right", "wrong"), DURATIONS, ids=[str(row[0][-1]) for row in DURATIONS])
def test_a_duration_is_taken_within_its_bounds(path: Path_, right: str, wrong: list[str]) -> None:
    assert not check(put(VALUES["prod"], path, right))[1]
    assert all(check(put(VALUES["prod"], path, text))[1] for text in wrong)


@pytest.mark.parametrize(
    ("version", "taken"),
    [
        ("15.13", False),
        ("16.9", True),
        ("17.6", True),
        ("18.1", True),
        ("13.22", False),
        ("19.1", False),
        ("17", False),
        ("17.6.1", False),
    ],
)
def test_an_engine_version_is_a_major_in_support_with_its_minor(version: str, taken: bool) -> None:  # noqa: FBT001
    assert (not check(put(VALUES["prod"], ("database", "engineVersion"), version))[1]) is taken


@given(
    number=st.integers(0, 255),
    zones=st.permutations(("us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d")),
    days=st.integers(7, 35),
    gib=st.integers(400, 49_000),
)
def test_sound_variations_are_taken(number: int, zones: list[str], days: int, gib: int) -> None:
    values = put(VALUES["prod"], ("sites", "us-east-1", "cidr"), f"10.{number}.0.0/16")
    values = put(values, ("sites", "us-west-2", "cidr"), f"10.{(number + 1) % 256}.0.0/16")
    values = put(values, ("sites", "us-east-1", "zones"), zones[:3])
    database = {"primaryZones": zones[:2], "replicaZone": zones[2]}
    values = put(values, ("sites", "us-east-1", "database"), database)
    values = put(values, ("database", "backupRetentionDays"), days)
    storage = {"allocatedGib": gib, "maxAllocatedGib": gib + gib // 3, "iops": 12000, "throughputMibps": 500}
    assert check(put(values, ("database", "storage"), storage))[1] == []


@settings(max_examples=times(2))
@given(
    stacks,
    st.data(),
    st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from("&*[]{}:-#!|>\t\n\"'%@`?"),
)
def test_no_text_in_a_file_ends_in_anything_but_settings_or_a_report(
    stack: str, data: st.DataObject, inserted: str
) -> None:
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text()
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 20))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"Pulumi.{stack}.yaml")
        file.write_text(text[:at] + inserted + text[at + cut :], encoding="utf-8", newline="")
        try:
            taken, report = load_file(file).environment, ""
        except SettingsError as error:
            taken, report = "", str(error)
    assert taken == stack or REPORT.fullmatch(report), report


@given(st.binary(max_size=60))
def test_no_bytes_end_in_anything_but_a_report(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "Pulumi.prod.yaml")
        file.write_bytes(content)
        assert REPORT.fullmatch(report_of(file))
