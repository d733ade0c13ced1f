"""URNs with placeholders: filled again they are the resource's own, and nothing but its name has any.

That re-homing finds the resources that a recovery made by them is shown in tests/operations/recovery.
"""

import asyncio
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.urns import urn_pattern

TYPES = "urn:pulumi:prod::storefront::storefront:database:Database$aws:rds/instance:Instance"
# No value is part of another, nor of a plain word: which of them is meant would depend on the order.
WORDS = st.text("abcdef", min_size=1, max_size=5)
VALUES = {"region": ("us-east-1", "sa-north-2"), "suffix": ("z",), "service": ("s3", "x-y")}


def _pattern(urn: str, **parts: str) -> str:
    async def awaited() -> str:
        resource: Any = SimpleNamespace(urn=pulumi.Output.from_input(urn))
        return await urn_pattern(resource, **parts).future() or ""

    return asyncio.run(awaited())


@pytest.mark.parametrize(
    ("name", "parts", "expected"),
    [
        ("us-east-1-database-a", {"region": "us-east-1", "suffix": "a"}, "{region}-database-{suffix}"),
        # The last of several is meant: what a name begins with says where it stands, what it ends with which it is.
        ("us-east-1-a-a", {"suffix": "a"}, "us-east-1-a-{suffix}"),
        # Part of a word is no part of the name.
        ("a-data-base", {"suffix": "a"}, "{suffix}-data-base"),
        ("us-east-1", {"region": "us-east-1"}, "{region}"),
        ("us-east-1-scale.out", {"what": "scale.out"}, "us-east-1-{what}"),
        ("plain", {}, "plain"),
    ],
)
def test_each_part_gives_its_place_to_its_placeholder(name: str, parts: dict[str, str], expected: str) -> None:
    assert _pattern(f"{TYPES}::{name}", **parts) == f"{TYPES}::{expected}"


def test_a_dot_of_a_value_is_a_dot() -> None:
    with pytest.raises(ValueError, match="unpack"):
        _pattern(f"{TYPES}::us-east-1-scale_out", what="scale.out")


def test_what_is_not_in_the_name_ends_it_though_the_types_have_it() -> None:
    with pytest.raises(ValueError, match="unpack"):
        _pattern(f"{TYPES}::us-east-1-database", stack="prod")


@given(st.data())
def test_filled_again_it_is_the_resources_own(data: st.DataObject) -> None:
    parts = {
        name: data.draw(st.sampled_from(values)) for name, values in VALUES.items() if data.draw(st.booleans())
    }
    words = data.draw(st.lists(WORDS, min_size=0 if parts else 1, max_size=4))
    name = "-".join(data.draw(st.permutations([*words, *parts.values()])))
    pattern = _pattern(f"{TYPES}::{name}", **parts)
    assert pattern.format(**parts) == f"{TYPES}::{name}"
    assert pattern.format(**dict.fromkeys(parts, "")).count("-") == (
        f"{TYPES}::{name}".count("-") - sum(value.count("-") for value in parts.values())
    )
