"""Reads a registration request of the SDK into a resource of the record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from rehearsal.host.providers import is_provider
from rehearsal.record import Options, Resource, State
from rehearsal.values import decode_struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulumi.runtime.proto import alias_pb2, resource_pb2

    from rehearsal.host.registry import Registry

SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


class UnrehearsedError(Exception):
    """The program asks the engine for something that a rehearsal does not do."""


def read_request(request: resource_pb2.RegisterResourceRequest, registry: Registry) -> Resource:
    """The resource that the request registers.

    Raises:
        UnrehearsedError: it asks for a transform, a hook, an import or a remote component.
    """
    _refuse_unrehearsed(request)
    dependencies = set(request.dependencies)
    properties = {name: tuple(one.urns) for name, one in request.propertyDependencies.items()}
    return Resource(
        urn=registry.urn(request.parent, request.type, request.name),
        type=request.type,
        name=request.name,
        parent=request.parent,
        custom=request.custom,
        provider=provider_urn(request.provider),
        inputs=decode_struct(request.object),
        options=_options(request),
        dependencies=tuple(sorted(dependencies.union(*properties.values()))),
        property_dependencies=properties,
        region=_region(request, registry),
        state=State.PROVIDER if is_provider(request.type) else State.COMPONENT,
    )


def provider_urn(reference: str) -> str:
    """The URN in a provider reference, which is a URN and an id."""
    return reference.rpartition("::")[0]


def _region(request: resource_pb2.RegisterResourceRequest, registry: Registry) -> str:
    """A provider's own region, or that of the provider which a component hands down; empty if there is none."""
    if is_provider(request.type):
        return str(decode_struct(request.object).get("region", ""))
    provider = registry.find(provider_urn(request.providers.get("aws", "")))
    return str(provider.inputs.get("region", "")) if provider else ""


def _refuse_unrehearsed(request: resource_pb2.RegisterResourceRequest) -> None:
    hooks = request.hooks
    asked = {
        "transforms": bool(cast("Sequence[object]", request.transforms)),
        "resource hooks": any(getattr(hooks, field.name) for field in hooks.DESCRIPTOR.fields),
        "imports": bool(request.importId),
        "remote components": request.remote,
    }
    for what, wanted in asked.items():
        if wanted:
            message = f"{request.name} ({request.type}) asks for {what}, which a rehearsal does not do"
            raise UnrehearsedError(message)


def _options(request: resource_pb2.RegisterResourceRequest) -> Options:
    timeouts = {
        name: _seconds(value)
        for name in ("create", "update", "delete", "read")
        if (value := str(getattr(request.customTimeouts, name)))
    }
    return Options(
        protect=request.protect,
        ignore_changes=tuple(request.ignoreChanges),
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        aliases=tuple(alias.urn for alias in cast("Sequence[alias_pb2.Alias]", request.aliases) if alias.urn),
        timeouts=timeouts,
    )


def _seconds(duration: str) -> float:
    """A duration in Go's notation, such as 1h30m."""
    parts: list[tuple[str, str]] = re.findall(r"([0-9.]+)(ms|h|m|s)", duration)
    return sum(float(amount) * SECONDS[unit] for amount, unit in parts)
