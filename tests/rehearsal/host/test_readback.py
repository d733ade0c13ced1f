"""Proves which answers of a service count as what was declared, and which do not.

What each service really answers is shown in tests/rehearsal/provider.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from rehearsal.host.readback import compare
from rehearsal.record import Difference

ARN = "arn:aws:kms:us-east-1:111122223333:key/1234"


@pytest.mark.parametrize(
    ("declared", "live"),
    [
        ("text", "text"),
        (5, "5"),
        (5.0, 5),
        (True, "true"),
        (["a", "b"], ["b", "a"]),
        ([{"n": 1}, {"n": 2}], [{"n": 2, "computed": "x"}, {"n": 1, "computed": "y"}]),
        ({"a": 1}, {"a": 1, "computed": 2}),
        ({"a": 1, "empty": []}, {"a": 1}),
        (ARN, "1234"),
        ("1234", ARN),
        (
            json.dumps({"Statement": [{"Action": ["s3:Get*"], "Resource": ["b", "a"]}]}),
            json.dumps({"Statement": {"Resource": ["a", "b"], "Action": "s3:Get*"}}, indent=2),
        ),
    ],
)
def test_the_same_in_other_words(declared: Any, live: Any) -> None:
    comparison = compare({"it": declared}, {"it": live})
    assert comparison.differences == ()
    assert comparison.equal == 1


@pytest.mark.parametrize(
    ("declared", "live"),
    [
        ("text", "Text"),
        (5, 6),
        (False, None),
        (True, "false"),
        (["a", "a"], ["a", "b"]),
        (["a"], ["a", "b"]),
        (["a", "b"], ["a"]),
        ([{"n": 1}], [{"n": 2}]),
        ("1234", ARN + "5"),
        (ARN, "arn:aws:kms:us-west-2:111122223333:key/1234"),
        (json.dumps({"Effect": "Allow"}), json.dumps({"Effect": "Deny"})),
        (json.dumps({"Effect": "Allow"}), json.dumps({"Effect": "Allow", "Condition": {}})),
        (json.dumps({"Effect": "Allow"}), ""),
        (json.dumps({"Effect": "Allow"}), None),
    ],
)
def test_something_else(declared: Any, live: Any) -> None:
    comparison = compare({"it": declared}, {"it": live})
    assert comparison.differences == (Difference("it", declared, live),)
    assert comparison.equal == 0
    assert not comparison.faithful


def test_a_nested_difference_is_told_by_its_path() -> None:
    comparison = compare({"rule": {"port": {"from": 1, "to": 2}}}, {"rule": {"port": {"from": 1, "to": 3}}})
    assert comparison.differences == (Difference("rule.port.to", 2, 3),)


def test_what_the_service_does_not_show_is_listed_and_what_is_empty_is_not() -> None:
    comparison = compare({"a": 1, "hidden": 2, "empty": [], "none": None, "blank": ""}, {"a": 1, "extra": 9})
    assert comparison.equal == 1
    assert comparison.not_compared == ("hidden",)
    assert comparison.faithful


def test_a_difference_in_a_secret_does_not_show_it() -> None:
    comparison = compare({"word": "swordfish"}, {"word": "other"}, frozenset({"word"}))
    assert comparison.differences == (Difference("word", "[secret]", "[secret]"),)
