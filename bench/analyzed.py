"""Prod's resources as the engine hands them to a policy pack, and ten copies of them."""

from collections.abc import Callable
from dataclasses import replace

import pulumi

from bench.figure import MeasurementError
from bench.stacks import STACK, TENFOLD, recorded
from rehearsal.host.providers import Provider, is_provider, taggable, with_default_tags
from rehearsal.host.registration import provider_urn
from rehearsal.mocks.recorder import Record, Registered, packed_files
from rehearsal.record import Options, Resource, State
from rehearsal.values import ARCHIVE, ASSET, SIGNATURE, Secret

Evaluated = tuple[Resource, Resource | None]
"""A resource and its provider."""


def prod_copies(resources: int) -> list[list[Evaluated]]:
    """The first `resources` of prod, ten times over, each time in other regions and under URNs of its own.

    Raises MeasurementError if prod has fewer.
    """
    records = recorded(TENFOLD)
    smallest = min(len(record.resources) for record in records)
    if smallest < resources:
        raise MeasurementError(f"policies: {STACK} has {smallest} resources, fewer than {resources}")
    return [_evaluated(record, _renamed(number))[:resources] for number, record in enumerate(records)]


def _renamed(number: int) -> Callable[[str], str]:
    """The manifest's component alone has one URN in every copy, so that each copy counts as a stack of its own."""
    return lambda urn: urn.replace(f":{STACK}::", f":{STACK}-{number}::", 1)


def _evaluated(record: Record, renamed: Callable[[str], str]) -> list[Evaluated]:
    providers = {one.urn: _resource(one, renamed) for one in record.resources if is_provider(one.type)}
    found: list[Evaluated] = []
    for one in record.resources:
        provider = providers.get(provider_urn(one.provider))
        resource = _resource(one, renamed)
        found.append((_tagged(resource, provider) if provider else resource, provider))
    return found


def _tagged(resource: Resource, provider: Resource) -> Resource:
    if not taggable(resource.type):
        return resource
    of = Provider.of(provider)
    return replace(
        resource, inputs=with_default_tags(resource.inputs, of), outputs=with_default_tags(resource.outputs, of)
    )


def _resource(one: Registered, renamed: Callable[[str], str]) -> Resource:
    return Resource(
        urn=renamed(one.urn),
        type=one.type,
        name=one.name,
        parent=renamed(one.parent),
        custom=one.custom,
        provider=renamed(provider_urn(one.provider)),
        inputs={
            name: Secret(value) if name in one.secret_inputs else _on_the_wire(value)
            for name, value in one.inputs.items()
        },
        options=Options(
            protect=one.protect,
            ignore_changes=one.ignore_changes,
            additional_secret_outputs=tuple(one.additional_secret_outputs),
        ),
        dependencies=tuple(map(renamed, one.dependencies)),
        property_dependencies={name: tuple(map(renamed, urns)) for name, urns in one.property_dependencies.items()},
        region=one.region or "",
        id=one.id,
        state=State.CREATED if one.custom else State.COMPONENT,
        outputs={name: _on_the_wire(value) for name, value in one.outputs.items()},
    )


def _on_the_wire(value: object) -> object:
    """Mark an archive and its files as the engine hands them over; leave everything else."""
    if not isinstance(value, pulumi.AssetArchive):
        return value
    assets = {name: {SIGNATURE: ASSET, "path": path} for name, path in packed_files(value).items()}
    return {SIGNATURE: ARCHIVE, "assets": assets}
