"""Every URN of each stack is the one that was last agreed on, so that no change renames a resource unnoticed."""

import difflib

import pytest

from tests.components.golden import listing, path
from tests.components.stacks import STACKS


@pytest.mark.parametrize("stack", STACKS)
def test_every_urn_is_the_one_of_the_golden_list(stack: str) -> None:
    agreed, now = path(stack).read_text().splitlines(), listing(stack).splitlines()
    changed = [line for line in difflib.ndiff(agreed, now) if line[0] in "+-"]
    assert not changed, "\n".join(
        ["`make golden` takes these changes over; the commit says why each is right.", *changed]
    )
