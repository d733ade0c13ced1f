"""Proves the rules of the fleet that hang on arithmetic or on the clock; the others are rows of `tests/components/settings/rules`."""

from datetime import UTC, datetime

import pytest

from components.settings import warnings
from components.settings.check import check
from tests.components.settings.files import put, values_of

MAX_SIZE = ("fleet", "capacity", "maxSize")


def test_a_fleet_that_exceeds_its_subnets_is_refused_with_what_fits() -> None:
    """Three zones of 4,091 addresses, less 64 each, hold 10,982 servers while a tenth more are launched."""
    values = put(values_of("prod"), ("fleet", "reserve", "maxSize"), 5000)
    values = put(values, ("sites", "us-west-2", "zones"), ["us-west-2a", "us-west-2b"])
    values = put(put(values, MAX_SIZE, 5000), ("fleet", "peaks"), [])
    problems = {problem.path: problem for problem in check(values)[1]}
    assert problems[MAX_SIZE].given == "10000 servers, 11000 while they are replaced"
    assert problems[MAX_SIZE].allowed == "at most 7321: us-west-2's application subnets have 8054 free addresses"


@pytest.mark.parametrize(("moment", "over"), [("2027-11-30T05:59", False), ("2027-11-30T06:00", True)])
def test_a_peak_that_is_over_is_warned_of_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, moment: str, *, over: bool
) -> None:
    monkeypatch.setattr(warnings, "now", lambda: datetime.fromisoformat(moment).replace(tzinfo=UTC))
    settings, problems = check(values_of("prod"))
    assert settings
    assert problems == []
    said = warnings.warnings(settings)
    assert ("    black-friday-2027  ended 2027-11-30T06:00Z" in said) is over
    assert ("take them out of storefront:fleet.peaks" in said) is over


def test_a_peak_that_ends_before_it_begins_is_refused() -> None:
    [problem] = check(put(values_of("prod"), ("fleet", "peaks", 0, "ends"), "2027-11-25T12:00Z"))[1]
    assert problem.allowed == "a moment after begins"
