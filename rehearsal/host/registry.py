"""The resources of this rehearsal, in order of arrival, and the names the engine gives them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rehearsal.record import Resource

STACK_TYPE = "pulumi:pulumi:Stack"
PROVIDER_TYPE = "pulumi:providers:"


class DuplicateResourceError(Exception):
    """Two resources of the same type and parents carry the same name."""


class Registry:
    """Every resource by its URN. Safe to use from several threads."""

    def __init__(self, project: str, stack: str) -> None:
        self._prefix = f"urn:pulumi:{stack}::{project}::"
        self._lock = threading.Lock()
        self._resources: dict[str, Resource] = {}

    def urn(self, parent: str, type_token: str, name: str) -> str:
        """The URN of a resource: its parents' types are part of its name, the root stack's is not."""
        chain = parent.split("::")[2] + "$" if parent else ""
        if chain == STACK_TYPE + "$":
            chain = ""
        return f"{self._prefix}{chain}{type_token}::{name}"

    def add(self, resource: Resource) -> None:
        """Take a resource in.

        Raises:
            DuplicateResourceError: its URN is taken.
        """
        with self._lock:
            if resource.urn in self._resources:
                message = f"two resources are called {resource.name} ({resource.type}); names must differ"
                raise DuplicateResourceError(message)
            self._resources[resource.urn] = resource

    def find(self, urn: str) -> Resource | None:
        """The resource of that URN, if it was registered."""
        with self._lock:
            return self._resources.get(urn)

    def everything(self) -> list[Resource]:
        """All resources, in order of arrival."""
        with self._lock:
            return list(self._resources.values())

    def missing(self, resource: Resource) -> list[Resource]:
        """What the resource depends on and does not stand."""
        found = [self.find(urn) for urn in resource.dependencies]
        return [one for one in found if one is not None and not one.state.stands]
