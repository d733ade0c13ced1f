"""The resources of a whole stack, and how they refer to each other.

A reference is followed by the property's dependencies first: they are known even while the value is not. Where
there are none (a name typed by hand, a value that passed through configuration), the value itself is compared
with what the resources are called.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from policies.frame.resources import Resource
from policies.frame.values import has_unknown, strings

_HANDLES = ("id", "arn", "name", "keyId", "identifier", "groupName", "dbInstanceIdentifier", "aliasName")
"""The properties by which AWS resources are referred to."""


class Stack:
    """The resources of one stack, indexed by type and URN."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.resources = tuple(resources)
        self._by_type: defaultdict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            self._by_type[resource.type].append(resource)
        self.by_urn = {resource.urn: resource for resource in self.resources}
        self._indexes: dict[tuple[str, str, str], Mapping[str, list[Resource]]] = {}
        self._awaited: dict[str, frozenset[str]] = {}

    def of(self, *types: str) -> list[Resource]:
        """Return the resources of the given types, in the order of registration within each type."""
        return [resource for token in types for resource in self._by_type.get(token, ())]

    @cached_property
    def _by_handle(self) -> dict[str, list[Resource]]:
        found: defaultdict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            for handle in _HANDLES:
                value = resource.at(handle)
                if isinstance(value, str) and value and found[value][-1:] != [resource]:
                    found[value].append(resource)
        return dict(found)

    def named(self, value: str, *types: str) -> list[Resource]:
        """Return the resources of the given types that are called so."""
        return [resource for resource in self._by_handle.get(value, ()) if resource.type in types]

    def referred(self, resource: Resource, prop: str, *types: str) -> list[Resource]:
        """Return the resources of the given types that a property refers to."""
        urns = resource.dependencies.get(prop, ())
        made_from = [self.by_urn[urn] for urn in urns if urn in self.by_urn and self.by_urn[urn].type in types]
        value = resource.at(prop)
        by_value = [found for text in strings(value) for found in self.named(text, *types)]
        if not made_from:
            return _unique(by_value)
        # A computed value can depend on more than it names: where it is fully known, it says which.
        if by_value and not has_unknown(value):
            narrowed = [found for found in made_from if found in by_value]
            return _unique(narrowed or made_from)
        return _unique(made_from)

    def named_by(self, resource: Resource, *types: str) -> list[Resource]:
        """Return the resources of the given types that it refers to, by whichever of its properties."""
        places = dict.fromkeys((*resource.props, *resource.dependencies))
        return _unique([found for place in places for found in self.referred(resource, place, *types)])

    def precedes(self, earlier: Resource, later: Resource) -> bool:
        """Whether the later one waits for the earlier one, directly or through others."""
        return earlier.urn in self._before(later.urn)

    def _before(self, urn: str) -> frozenset[str]:
        if urn not in self._awaited:
            found: set[str] = set()
            ahead = [urn]
            while ahead:
                awaited = self._awaits(ahead.pop())
                ahead += awaited - found
                found |= awaited
            self._awaited[urn] = frozenset(found)
        return self._awaited[urn]

    def _awaits(self, urn: str) -> frozenset[str]:
        resource = self.by_urn.get(urn)
        awaited: frozenset[str] = frozenset()
        return awaited.union(resource.after, *resource.dependencies.values()) if resource else awaited

    def unresolved(self, resource: Resource, prop: str, *types: str) -> bool:
        """Whether a property refers to something that only the update can tell."""
        return has_unknown(resource.at(prop)) and not self.referred(resource, prop, *types)

    def referring(self, target: Resource, prop: str, *types: str) -> Iterator[Resource]:
        """Yield the resources of the given types whose property refers to the target."""
        for token in types:
            yield from self._referrers(token, prop, target.type).get(target.urn, ())

    def _referrers(self, token: str, prop: str, goal: str) -> Mapping[str, list[Resource]]:
        """Index who refers to what once: asking each resource for each target would grow with the square."""
        key = (token, prop, goal)
        if key not in self._indexes:
            found: defaultdict[str, list[Resource]] = defaultdict(list)
            for resource in self.of(token):
                for target in self.referred(resource, prop, goal):
                    found[target.urn].append(resource)
            self._indexes[key] = found
        return self._indexes[key]

    def region_of(self, resource: Resource) -> str | None:
        """Return the region a resource stands in, if it is known."""
        region = resource.region
        return region if isinstance(region, str) else None


def _unique(resources: Sequence[Resource]) -> list[Resource]:
    return list({resource.urn: resource for resource in resources}.values())
