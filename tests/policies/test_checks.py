"""How a value is told in a message of the pack: whole where it is short, and never the insides of a structure."""

import pytest

from policies.checks import show
from policies.values import ASSET, UNKNOWN, Value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "nothing"),
        (UNKNOWN, "unknown until the update"),
        (ASSET, "an asset or archive"),
        ({"password": "p"}, "a map"),
        (["p"], "a list"),
        (True, "true"),
        (False, "false"),
        (7.0, "7"),
        (0.5, "0.5"),
        ("TLSv1.2", "TLSv1.2"),
        ("", ""),
        ("a" * 80, "a" * 80),
        ("a" * 81, "a" * 77 + "..."),
    ],
)
def test_a_value_is_told_on_one_line(value: Value, shown: str) -> None:
    assert show(value) == shown
