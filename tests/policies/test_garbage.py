"""Proves that no guardrail breaks on unknown, missing, misplaced or malformed values, alone or in a stack.

What the guardrails then say is shown by their examples, in test_examples.py.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.catalogue import GUARDRAILS, RESOURCE_GUARDRAILS, STACK_GUARDRAILS
from policies.frame.guardrail import Finding, Outcome
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import ASSET, UNKNOWN, Value, is_list, is_map
from tests.support.examples import times

_STATEMENTS = (
    '{"Statement": [{"Effect": "Allow", "Action": {"a": 1}, "Resource": "*"}]}',
    '{"Statement": {"Effect": ["Allow"], "Principal": ["*"], "Condition": "none"}}',
    '{"Statement": [1, null, "Allow", [], {}]}',
    '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": {"a": 1}}, "Condition": {"Bool": {"a": {}}}}]}',
    "[" * 5000,
    '{"zone-outage": 1, "region-outage": {"rto_seconds": "x"}, "": []}',
)
_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6).map(float),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([UNKNOWN, ASSET, "", "0.0.0.0/0", "tcp", "-1", "{", "arn:aws:iam::1:role/x", *_STATEMENTS]),
    st.text(max_size=8),
)
_GARBAGE = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
_RESOURCES = [
    resource for guardrail in GUARDRAILS for example in guardrail.examples for resource in example.resources
]
_KEYS = sorted({key for resource in _RESOURCES for key in resource.props})


def _places(value: Value, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if is_map(value):
        found += [place for key, item in value.items() for place in _places(item, (*path, key))]
    elif is_list(value):
        found += [place for index, item in enumerate(value) for place in _places(item, (*path, index))]
    return found


def _put(value: Value, path: Sequence[str | int], new: Value) -> Value:
    if not path:
        return new
    if is_map(value):
        return {key: _put(item, path[1:], new) if key == path[0] else item for key, item in value.items()}
    assert is_list(value)
    return [_put(item, path[1:], new) if index == path[0] else item for index, item in enumerate(value)]


def _as_json(value: Value) -> Value:
    """A document as the text in which programs give it."""
    try:
        return json.dumps(value)
    except TypeError:
        return value


@st.composite
def spoilt(draw: st.DrawFn) -> Resource:
    """A resource of an example, with garbage in one place, or all of garbage."""
    resource = draw(st.sampled_from(_RESOURCES))
    if draw(st.booleans()):
        props: Mapping[str, Value] = draw(st.dictionaries(st.sampled_from(_KEYS), _GARBAGE, max_size=6))
        return replace(resource, props=props)
    places = _places(resource.props)
    if not places:
        return resource
    new = _put(resource.props, draw(st.sampled_from(places)), draw(_GARBAGE))
    assert is_map(new)
    if "policy" in new and draw(st.booleans()):
        new = {**new, "policy": _as_json(new["policy"])}
    return replace(resource, props=new)


@settings(max_examples=times(3), suppress_health_check=[HealthCheck.too_slow])
@given(spoilt())
def test_no_resource_guardrail_breaks(resource: Resource) -> None:
    for guardrail in RESOURCE_GUARDRAILS:
        assert all(isinstance(finding, Finding) for finding in guardrail.check(resource))


@settings(max_examples=times(3), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(spoilt(), max_size=12, unique_by=lambda resource: resource.urn))
def test_no_stack_guardrail_breaks(resources: list[Resource]) -> None:
    stack = Stack(resources)
    for guardrail in STACK_GUARDRAILS:
        assert all(isinstance(finding, Finding) for finding in guardrail.check(stack))


@settings(max_examples=times(2), suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_an_unknown_place_loses_no_verdict_of_another_resource(data: st.DataObject) -> None:
    guardrail = data.draw(st.sampled_from(STACK_GUARDRAILS))
    failing = data.draw(st.sampled_from([one for one in guardrail.examples if one.expected.value == "fail"]))
    stranger = data.draw(st.sampled_from(_RESOURCES))
    # What it depends on would tell its place.
    unknown = replace(
        stranger, urn=f"{stranger.urn}-stranger", props=dict.fromkeys(stranger.props, UNKNOWN), dependencies={}
    )
    before = {found.urn for found in guardrail.check(Stack(failing.resources)) if found.outcome is Outcome.FAILED}
    after = {found.urn for found in guardrail.check(Stack([*failing.resources, unknown]))}
    # Still told: as a failure or, where the stranger may be the mend, as not yet decided.
    assert before - {""} <= after
