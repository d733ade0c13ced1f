"""A recorded program as the pack sees it, and what the pack says of it but for exemptions that are in force."""

from collections.abc import Mapping

from policies.catalogue import GUARDRAILS, RESOURCE_GUARDRAILS, STACK_GUARDRAILS
from policies.engine.exemptions import load
from policies.engine.review import Report, Review
from policies.frame.resources import Provider, Resource
from policies.frame.stack import Stack
from policies.frame.values import Value
from rehearsal.mocks.recorder import ROOT, Record, Registered
from tests.policies.protocol import TODAY


def _provider(registered: Registered, record: Record) -> Provider | None:
    if not registered.provider:
        return None
    provider = record.by_urn(registered.provider.rpartition("::")[0])
    return Provider(name=provider.name, props=provider.inputs)


def resource_of(registered: Registered, props: Mapping[str, Value], record: Record) -> Resource:
    return Resource(
        urn=registered.urn,
        type=registered.type,
        name=registered.name,
        props=props,
        protect=registered.protect,
        ignored=frozenset(registered.ignore_changes),
        provider=_provider(registered, record),
        parent=registered.parent,
        dependencies={prop: tuple(sorted(urns)) for prop, urns in registered.property_dependencies.items()},
        after=tuple(sorted(registered.dependencies)),
        secrets=frozenset(str(registered.inputs[prop]) for prop in registered.secret_inputs),
    )


def update(record: Record) -> tuple[list[Resource], list[Resource]]:
    """What an update shows to the guardrails of one resource, and to those of the stack."""
    alone = [resource_of(one, one.inputs, record) for one in record.resources]
    return alone, [resource_of(one, {**one.inputs, **one.outputs}, record) for one in record.resources]


def review(single: list[Resource], whole: list[Resource]) -> list[Report]:
    """What the pack says, but for what it says of the exemptions that are in force."""
    exemptions = load(ROOT / "policies" / "exemptions.yaml", {one.name for one in GUARDRAILS})
    pack = Review(RESOURCE_GUARDRAILS, STACK_GUARDRAILS, exemptions, TODAY)
    said = [*(report for one in single for report in pack.resource(one)), *pack.stack(Stack(whole))]
    return [one for one in said if not one.text.startswith(("exempted: ", "in force: "))]
