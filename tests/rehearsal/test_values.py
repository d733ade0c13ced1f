"""Proves that values keep their marks on the wire, and that a secret shows itself nowhere.

That the SDK and the pack understand the marks is shown in tests/rehearsal/test_run.
"""

from __future__ import annotations

import json

from google.protobuf import json_format, struct_pb2
from hypothesis import given
from hypothesis import strategies as st

from rehearsal.scrubber import SecretScrubber
from rehearsal.values import (
    MASK,
    OUTPUT,
    REFERENCE,
    SECRET,
    SIGNATURE,
    UNKNOWN,
    UNKNOWN_WORD,
    Reference,
    Secret,
    decode,
    decode_struct,
    encode,
    encode_struct,
    has_secret,
    has_unknown,
    leaves,
    mask,
    reveal,
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
MARKED = st.recursive(
    PLAIN | st.just(UNKNOWN) | PLAIN.map(Secret),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(MARKED)
def test_what_is_encoded_decodes_to_itself(value: object) -> None:
    assert decode(encode(value)) == value


@given(st.dictionaries(st.text(max_size=6), MARKED, max_size=4))
def test_a_message_keeps_all_that_is_set(properties: dict[str, object]) -> None:
    given_ones = {name: value for name, value in properties.items() if value is not None}
    assert decode_struct(encode_struct(properties)) == given_ones


@given(MARKED)
def test_nothing_masked_holds_a_secret(value: object) -> None:
    shown = mask(value)
    assert not has_secret(shown)
    assert not has_unknown(shown)
    json.dumps(shown)


def test_outputs_and_references_are_read() -> None:
    message = struct_pb2.Struct()
    wire = {
        "secret": {SIGNATURE: OUTPUT, "value": "x", "secret": True, "dependencies": ["urn"]},
        "unknown": {SIGNATURE: OUTPUT},
        "word": UNKNOWN_WORD,
        "thing": {SIGNATURE: REFERENCE, "urn": "urn:one", "id": "i-1"},
        "component": {SIGNATURE: REFERENCE, "urn": "urn:two"},
        "half": 0.5,
        "whole": 3,
    }
    json_format.ParseDict(wire, message)
    values = decode_struct(message)
    assert values == {
        "secret": Secret("x"),
        "unknown": UNKNOWN,
        "word": UNKNOWN,
        "thing": Reference("urn:one", "i-1"),
        "component": Reference("urn:two", None),
        "half": 0.5,
        "whole": 3,
    }
    assert type(values["whole"]) is int
    assert reveal(values["thing"]) == "i-1"
    assert reveal(values["component"]) == "urn:two"
    assert encode(values["secret"]) == {SIGNATURE: SECRET, "value": "x"}


def test_a_secret_is_plain_only_when_revealed() -> None:
    value = {"outer": [Secret({"inner": Secret("swordfish")})]}
    assert reveal(value) == {"outer": [{"inner": "swordfish"}]}
    assert mask(value) == {"outer": [MASK]}
    assert "swordfish" not in repr(value)
    assert "swordfish" not in f"{value}"
    assert "swordfish" in list(leaves(value))


def test_the_vault_blots_out_what_was_secret_elsewhere() -> None:
    scrubber = SecretScrubber()
    scrubber.keep({"word": Secret('sword"fish\\99'), "short": Secret("abc"), "plain": "visible-text"})
    told = 'it was sword"fish\\99 and visible-text, abc'
    assert scrubber.scrub(told) == f"it was {MASK} and visible-text, abc"
    assert scrubber.scrub(json.dumps({"told": told})) == json.dumps(
        {"told": f"it was {MASK} and visible-text, abc"}
    )
