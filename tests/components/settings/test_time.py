"""Proves that a check is soon over, whatever the file: also of the largest lists, and of environments that sleep."""

import time
from typing import Any

from components.settings.check import check
from tests.components.settings.files import put, values_of
from tests.components.settings.rules.database_sleep import DATABASE_ASLEEP

MAX_SECONDS = 0.5  # of this process's own time, a quarter of what a person may wait


def _seconds(values: dict[str, Any]) -> float:
    began = time.process_time()
    check(values)
    return time.process_time() - began


def test_an_environment_that_sleeps_is_checked_soon() -> None:
    values = values_of("prod")
    for path, value in DATABASE_ASLEEP:
        values = put(values, path, value)
    assert _seconds(values) < MAX_SECONDS
