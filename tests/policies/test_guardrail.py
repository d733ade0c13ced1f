"""Proves the frame: what cannot be declared, what a broken check does, and that no message carries a secret.

What each guardrail checks is in test_examples.py.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from policies.frame import tokens
from policies.frame.checks import must_be_true
from policies.frame.guardrail import (
    DeclarationError,
    Expected,
    Finding,
    ResourceGuardrail,
    fail,
    fails,
    passes,
    resource,
)
from policies.frame.resources import Resource
from policies.frame.sdk import type_exists
from tests.policies.protocol import analyzer, ask, outcome

_GOOD = passes("on", resource(tokens.KMS_KEY, {"enableKeyRotation": True}))
_BAD = fails("off", resource(tokens.KMS_KEY, {}))


def _declare(**changes: Any) -> ResourceGuardrail:
    declared: dict[str, Any] = {
        "name": "key-turns",
        "summary": "A key turns.",
        "why": "Locks rust.",
        "mend": "Turn it.",
        "practice": "SEC08-BP01",
        "controls": ("FSBP KMS.4",),
        "types": (tokens.KMS_KEY,),
        "check": must_be_true("enableKeyRotation"),
        "examples": (_GOOD, _BAD),
    }
    return ResourceGuardrail(**{**declared, **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"examples": ()}, "at least one example that passes and one that fails"),
        ({"examples": (_GOOD,)}, "at least one example that passes and one that fails"),
        ({"examples": (_BAD,)}, "at least one example that passes and one that fails"),
        ({"types": ()}, "names no resource type"),
        ({"types": ("aws:kms/key:Kee",)}, "no resource type 'aws:kms/key:Kee'"),
        ({"types": ("aws:kms/kee:Kee",)}, "no resource type 'aws:kms/kee:Kee'"),
        ({"types": ("aws:kmz/key:Key",)}, "no resource type 'aws:kmz/key:Key'"),
        ({"types": ("azure:kms/key:Key",)}, "no resource type 'azure:kms/key:Key'"),
        ({"practice": "SEC8"}, "no Well-Architected best practice id"),
        ({"controls": ("RDS 3",)}, "no control id"),
        ({"name": "Key turns"}, "lower-case words joined by hyphens"),
    ],
)
def test_a_wrong_declaration_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        _declare(**changes)


def test_a_right_declaration_is_taken() -> None:
    assert _declare().name == "key-turns"


def test_every_kind_of_token_is_found() -> None:
    assert type_exists(tokens.RANDOM_PASSWORD)
    assert type_exists(tokens.AWS_PROVIDER)
    assert not type_exists("pulumi:providers:nothing")
    assert not type_exists("no token")


def _breaks(resource: Resource) -> Iterator[Finding]:
    raise KeyError(resource.name)


def test_a_check_that_breaks_is_a_violation_and_silences_no_other() -> None:
    broken, sound = _declare(name="key-breaks", check=_breaks), _declare()
    said = ask(analyzer(broken, sound), _BAD.resources)
    assert outcome(said, broken) is Expected.FAIL
    assert outcome(said, sound) is Expected.FAIL
    assert any("the check itself broke (KeyError)" in one.message for one in said)


def _tells(resource: Resource) -> Iterator[Finding]:
    yield fail(f"the password is {resource.at('password')}")


def test_a_secret_never_reaches_a_message() -> None:
    telling = _declare(check=_tells, types=(tokens.RDS_INSTANCE,))
    held = resource(tokens.RDS_INSTANCE, {"password": "correct-horse"}, secrets=["correct-horse"])
    said = ask(analyzer(telling), [held])
    assert [one.message.split("\n")[1] for one in said] == ["the password is [secret]. Turn it."]
