"""Proves that the real program passes every guardrail, as an update and as a first preview see it: for both stacks, for
a store that has none of the parts that it may leave out, and for one that calls others outside AWS.

The real CLI with the pack is in tests/engine. Here inputs and outputs are those of the recorder's mocks; a first
preview is imitated by making unknown whatever was computed from another resource.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from components.servers.kinds import ServerKind
from policies.catalogue import GUARDRAILS, STACK_GUARDRAILS
from policies.engine.review import UNDECIDED_PREFIX, Review
from policies.frame.guardrail import Severity
from policies.frame.resources import DISPOSABLE, KIND_TAG, Resource
from policies.frame.stack import Stack
from policies.frame.tokens import AWS_PROVIDER, KMS_KEYS
from policies.frame.values import UNKNOWN, Value, has_unknown, is_list, is_map, strings
from policies.rights.escalation import PURPOSES
from rehearsal.mocks.recorder import Record, Registered
from tests.components.parts import BARE, WAYS_OUT, Overrides
from tests.policies.protocol import TODAY
from tests.policies.reviewed import resource_of, review, update
from tests.support.programs import recorded

STACKS = ("prod", "staging")
PROGRAMS: list[tuple[str, Overrides]] = [*((stack, {}) for stack in STACKS), ("staging", BARE), ("prod", WAYS_OUT)]
DISPOSABLE_KEYS = {"kind": DISPOSABLE, "keys": {"deletionWindowDays": 7, "rotationPeriodDays": 365}}
SHORT = 3
"""Outputs no longer than this, such as ports and numbers, occur inside other texts by chance."""


def _in_preview(registered: Registered, record: Record) -> Mapping[str, Value]:
    """The inputs, with what another resource's creation decides made unknown, place by place."""
    return {prop: _hidden(value, _computed(registered, record, prop)) for prop, value in registered.inputs.items()}


def _computed(registered: Registered, record: Record, prop: str) -> set[str]:
    sources = [record.by_urn(urn) for urn in registered.property_dependencies.get(prop, ())]
    given = {text for source in sources for text in strings(source.inputs)}
    outputs = {text for source in sources for text in (source.id, *strings(source.outputs))}
    return {text for text in outputs - given if len(text) > SHORT}


def _hidden(value: Value, computed: set[str]) -> Value:
    if isinstance(value, str):
        return UNKNOWN if any(text in value for text in computed) else value
    if is_map(value):
        return {key: _hidden(item, computed) for key, item in value.items()}
    return [_hidden(item, computed) for item in value] if is_list(value) else value


def _preview(stack: str, overrides: Overrides | None = None) -> list[Resource]:
    record = recorded(stack, overrides)
    return [resource_of(one, _in_preview(one, record), record) for one in record.resources]


every_program = pytest.mark.parametrize(("stack", "overrides"), PROGRAMS, ids=[*STACKS, "bare", "ways-out"])


@every_program
def test_an_update_breaks_no_guardrail_and_leaves_nothing_open(stack: str, overrides: Overrides) -> None:
    assert review(*update(recorded(stack, overrides))) == []


@every_program
def test_a_first_preview_breaks_no_guardrail(stack: str, overrides: Overrides) -> None:
    resources = _preview(stack, overrides)
    assert any(has_unknown(one.props) for one in resources)
    said = review(resources, resources)
    assert [report for report in said if report.level is Severity.MANDATORY] == []
    assert all(report.text.startswith(UNDECIDED_PREFIX) for report in said)


def test_a_first_preview_judges_the_relations_by_their_dependencies() -> None:
    resources = _preview("prod")
    said = Review((), STACK_GUARDRAILS, (), TODAY).stack(Stack(resources))
    # Who logs in to the database, or sees its load, is told by the ids that it gets when it is made; which keys servers
    # use, by theirs.
    waiting = {report.urn.rpartition("::")[2] for report in said if report.text.startswith(UNDECIDED_PREFIX)}
    people = {"account-analyst", "account-database-administrator", "account-developer"}
    servers = {f"{site}-{kind}" for site in ("us-east-1", "us-west-2") for kind in ServerKind}
    assert waiting == people | servers | {"us-east-1-image-build", "us-east-1-database-tuning"}
    assert len(said) == len(waiting)


@pytest.mark.parametrize("stack", STACKS)
def test_every_guardrail_about_the_program_has_something_to_judge(stack: str) -> None:
    present = {one.type for one in recorded(stack).resources}
    idle = {one.name for one in GUARDRAILS if not present & set(one.types)}
    # The program has no access keys, and leaves the rotations to the function; staging has no CloudFront.
    without = {
        "prod": set[str](),
        "staging": {"distribution-encrypted", "distribution-guarded", "distribution-recorded"},
    }
    assert idle == {"iam-no-access-key", "secret-rotated"} | without[stack]


@pytest.mark.parametrize("stack", STACKS)
def test_every_use_of_a_key_counts_as_a_purpose(stack: str) -> None:
    _, resources = update(recorded(stack))
    keys = {str(one.props[name]) for one in resources if one.type in KMS_KEYS for name in ("arn", "keyId")}
    used = {
        (one.type, prop)
        for one in resources
        if one.type.startswith("aws:") and not one.type.startswith("aws:kms/")
        for prop, value in one.props.items()
        if keys.intersection(strings(value))
    }
    bare = sorted(used - PURPOSES.keys())
    assert bare == [], "say in policies/rights/escalation.py what the key protects there"
    assert len(used) > 10


def test_a_broken_topology_is_noticed_in_the_first_preview() -> None:
    resources = _preview("prod")
    zones = [
        replace(one, props={**one.props, "availabilityZone": "us-east-1a"})
        if one.props.get("replicateSourceDb")
        else one
        for one in resources
    ]
    broken = {report.guardrail for report in review([], zones) if report.level is Severity.MANDATORY}
    assert broken == {"replica-apart-from-primary"}


def test_a_port_that_no_setting_names_is_noticed() -> None:
    _, resources = update(recorded("prod", WAYS_OUT))
    opened = [
        replace(one, props={**one.props, "fromPort": 8443, "toPort": 8443})
        if one.name == "us-west-2-application-to-internet-587"
        else one
        for one in resources
    ]
    assert {report.guardrail for report in review([], opened)} == {"egress-as-stated"}


# What lets a disposable environment go, and what any other environment must have instead.
PROTECTIONS = {
    "bucket-not-emptied",
    "database-deletion-protected",
    "database-final-snapshot",
    "key-deletion-waits",
    "load-balancer-protected",
    "secret-deleted-slowly",
    "stateful-protected",
    "table-kept",
    "trail-files-locked",
    "vault-not-emptied",
}


def _of_kind(resources: list[Resource], kind: str | None) -> list[Resource]:
    """The same resources, but for what their providers say that the environment is for; None: they say nothing."""

    def tagged(props: Mapping[str, Value]) -> Mapping[str, Value]:
        tags = {"owner": "x", "environment": "x", KIND_TAG: kind, "cost-centre": "x", "data-class": "x"}
        return {**props, "defaultTags": {"tags": {tag: value for tag, value in tags.items() if value}}}

    return [
        replace(
            one,
            props=tagged(one.props) if one.type == AWS_PROVIDER else one.props,
            provider=one.provider and replace(one.provider, props=tagged(one.provider.props)),
        )
        for one in resources
    ]


def _broken(single: list[Resource], whole: list[Resource]) -> set[str]:
    return {report.guardrail for report in review(single, whole) if report.level is Severity.MANDATORY}


def test_a_disposable_environment_breaks_no_guardrail_and_leaves_nothing_open() -> None:
    assert review(*update(recorded("staging", DISPOSABLE_KEYS))) == []


@pytest.mark.parametrize("kind", ["production", "test", None])
def test_without_saying_that_it_is_disposable_it_breaks_every_guardrail_of_protection(kind: str | None) -> None:
    resources = [_of_kind(part, kind) for part in update(recorded("staging", DISPOSABLE_KEYS))]
    burstable = {"database-not-burstable", "fleet-not-burstable"} if kind != "test" else set[str]()
    untagged = {"provider-tags-everything"} if kind is None else set[str]()
    assert _broken(*resources) == PROTECTIONS | burstable | untagged


def test_one_provider_alone_cannot_make_production_disposable() -> None:
    record = recorded("prod")
    alone, whole = update(record)
    urn = record.one(AWS_PROVIDER, "us-west-2").urn
    mixed = [_of_kind([one], DISPOSABLE)[0] if one.urn == urn else one for one in whole]
    assert _broken(alone, mixed) == {"providers-agree-on-the-kind"}
