"""Proves that the real program passes every guardrail, for both stacks, as an update and as a first preview see it.

The real CLI with the pack is in tests/engine. Here inputs and outputs are those of the recorder's mocks; a first
preview is imitated by making unknown whatever was computed from another resource.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from policies.catalogue import GUARDRAILS, RESOURCE_GUARDRAILS, STACK_GUARDRAILS
from policies.guardrail import Severity, StackGuardrail
from policies.resources import Provider, Resource
from policies.review import UNDECIDED_PREFIX, Report, Review
from policies.stack import Stack
from policies.values import UNKNOWN, Value
from tests.policies.protocol import TODAY
from tests.support.recorder import Registered, run_program

STACKS = ("prod", "staging")


def _resource(registered: Registered, props: Mapping[str, Value]) -> Resource:
    provider = registered.provider.split("::")[-2] if registered.provider else ""
    return Resource(
        urn=registered.urn,
        type=registered.type,
        name=registered.name,
        props=props,
        protect=registered.protect,
        provider=Provider(name=provider, props={"region": registered.region}) if provider else None,
        parent=registered.parent,
        dependencies={prop: tuple(sorted(urns)) for prop, urns in registered.property_dependencies.items()},
        secrets=frozenset(str(registered.inputs[prop]) for prop in registered.secret_inputs),
    )


def _in_preview(registered: Registered) -> Mapping[str, Value]:
    return {
        prop: UNKNOWN if registered.property_dependencies.get(prop) else value
        for prop, value in registered.inputs.items()
    }


def _review(single: list[Resource], whole: list[Resource]) -> list[Report]:
    review = Review(RESOURCE_GUARDRAILS, STACK_GUARDRAILS, (), TODAY)
    return [*(report for one in single for report in review.resource(one)), *review.stack(Stack(whole))]


@pytest.mark.parametrize("stack", STACKS)
def test_an_update_breaks_no_guardrail_and_leaves_nothing_open(stack: str) -> None:
    resources = run_program(stack).resources
    said = _review(
        [_resource(one, one.inputs) for one in resources],
        [_resource(one, {**one.inputs, **one.outputs}) for one in resources],
    )
    assert said == []


@pytest.mark.parametrize("stack", STACKS)
def test_a_first_preview_breaks_no_guardrail(stack: str) -> None:
    resources = [_resource(one, _in_preview(one)) for one in run_program(stack).resources]
    said = _review(resources, resources)
    assert [report for report in said if report.level is Severity.MANDATORY] == []
    assert all(report.text.startswith(UNDECIDED_PREFIX) for report in said)


def test_a_first_preview_judges_the_relations_by_their_dependencies() -> None:
    resources = [_resource(one, _in_preview(one)) for one in run_program("prod").resources]
    open_relations = {
        report.guardrail for report in Review((), STACK_GUARDRAILS, (), TODAY).stack(Stack(resources))
    }
    assert open_relations <= {"role-cannot-rise"}, "every other relation is known before anything exists"


@pytest.mark.parametrize("stack", STACKS)
def test_every_guardrail_about_the_program_has_something_to_judge(stack: str) -> None:
    present = {one.type for one in run_program(stack).resources}
    idle = {one.name for one in GUARDRAILS if not present & set(one.types)}
    # What the program does not have yet: buckets, secrets, load balancers, access keys.
    assert idle == {
        "bucket-closed-to-the-public",
        "bucket-complete",
        "bucket-encrypted",
        "iam-no-access-key",
        "listener-encrypted",
        "secret-encrypted",
    }


def test_a_broken_topology_is_noticed_in_the_first_preview() -> None:
    resources = [_resource(one, _in_preview(one)) for one in run_program("prod").resources]
    zones = [
        replace(one, props={**one.props, "availabilityZone": "us-east-1a"})
        if one.props.get("replicateSourceDb")
        else one
        for one in resources
    ]
    broken = {report.guardrail for report in _review([], zones) if report.level is Severity.MANDATORY}
    assert broken == {"replica-apart-from-primary"}
    assert any(isinstance(one, StackGuardrail) for one in GUARDRAILS if one.name in broken)
