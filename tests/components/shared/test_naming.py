"""Names: within their limits, distinct, and readable in what is kept of them.

That every resource of the program has such a name, within its own type's limit, is shown in `test_program`.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.naming import Place, physical_name

PLACE = Place(environment="staging", region="us-west-2", account="444455556666")
PREFIX = "storefront-staging-us-west-2-"
DIGEST = re.compile(r"-[0-9a-f]{6}")

# What a thing is called: words of letters and digits, joined by hyphens.
things = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,9}", fullmatch=True).filter(lambda what: len(what) <= 120)
# The shortest limit of any type that the platform uses is AWS Backup's 50.
limits = st.integers(50, 255)


def test_a_place_names_things() -> None:
    assert PLACE.name("vault") == "storefront-staging-us-west-2-vault"
    assert PLACE.logical("vault") == "us-west-2-vault"
    assert PLACE.arn("rds", "db:a") == "arn:aws:rds:us-west-2:444455556666:db:a"


def test_what_does_not_fit_ends_in_a_digest_that_never_changes() -> None:
    """Another digest would rename, and so replace, what stands."""
    assert PLACE.name("a" * 40, limit=50) == PREFIX + "a" * 14 + "-5c6311"


@given(things, limits)
def test_names_keep_to_the_limit_and_start_with_their_place(what: str, limit: int) -> None:
    name = PLACE.name(what, limit=limit)
    assert len(name) <= limit
    assert name.startswith(PREFIX)
    assert not name.endswith("-")


@given(things, limits)
def test_a_name_is_whole_or_says_by_a_digest_that_it_is_not(what: str, limit: int) -> None:
    whole, name = PREFIX + what, PLACE.name(what, limit=limit)
    if len(whole) <= limit:
        assert name == whole
    else:
        assert DIGEST.fullmatch(name[-7:])
        assert whole.startswith(name[:-7])


@given(things, things, limits)
def test_two_things_never_share_a_name(one: str, other: str, limit: int) -> None:
    """Also where they differ only in what does not fit."""
    long = "x" * limit
    names = {PLACE.name(what, limit=limit) for what in (one, other, long + one, long + other)}
    assert len(names) == len({one, other}) * 2


@given(st.integers(50, 60))
def test_a_cut_behind_a_hyphen_leaves_no_double_one(limit: int) -> None:
    what = "ab-" * 30
    assert "--" not in PLACE.name(what, limit=limit)


@pytest.mark.parametrize(
    ("environment", "region"), [("prod", "us-west-2"), ("staging", "us-east-1"), ("staging", "us-west-2")]
)
def test_the_place_tells_long_names_apart(environment: str, region: str) -> None:
    """Environments and sites never share a name, though their ends are the same."""
    first = physical_name("prod", "us-east-1", "x" * 60, limit=50)
    assert physical_name(environment, region, "x" * 60, limit=50) != first
