"""What the engine tells the pack about one resource."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.frame.values import UNKNOWN, Props, Value, at, parse_json

KIND_TAG = "environment-kind"
"""The tag, among every provider's default ones, that says what the environment is for."""

PRODUCTION, TEST, DISPOSABLE = KINDS = ("production", "test", "disposable")


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """The provider that a resource is created through."""

    name: str
    props: Props = field(default_factory=dict[str, Value])

    @property
    def is_default(self) -> bool:
        """Whether the engine made it up: such a provider carries no tags, no account check, no region of ours."""
        return self.name.startswith("default")

    @property
    def kind(self) -> Value:
        """What the environment is for, by the provider's default tags; production where nothing says so."""
        kind = at(self.structured("defaultTags"), "tags", KIND_TAG)
        return kind or PRODUCTION

    def structured(self, prop: str) -> Value:
        """Return a setting: the engine hands structures over as JSON text."""
        value = at(self.props, prop)
        if not isinstance(value, str):
            return value
        try:
            return parse_json(value)
        except ValueError:
            return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """One resource: its inputs when it is analysed alone, its outputs when the whole stack is."""

    urn: str
    type: str
    name: str
    props: Props
    protect: bool = False
    ignored: frozenset[str] = frozenset()
    """The paths of the properties whose changes it ignores."""
    provider: Provider | None = None
    parent: str = ""
    dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """For each input, the URNs of the resources whose outputs it was made from."""
    after: tuple[str, ...] = ()
    """The URNs of all that it waits for, whether a property is made from it or `depends_on` names it."""
    secrets: frozenset[str] = frozenset()
    """Secret strings among the properties: none of them may reach a message."""

    def at(self, *path: str | int) -> Value:
        """Return the property at a path."""
        return at(self.props, *path)

    @property
    def region(self) -> Value:
        """The AWS region it stands in: its own, which provider 7 allows, or else its provider's."""
        own = self.at("region")
        if own is not None:
            return own
        return at(self.provider.props, "region") if self.provider else None

    @property
    def kind(self) -> Value:
        """What its environment is for; where that is not known, production, which demands most."""
        return self.provider.kind if self.provider else PRODUCTION

    @property
    def is_disposable(self) -> bool:
        """Whether it belongs to an environment that is to leave nothing behind."""
        return self.kind == DISPOSABLE

    @property
    def stack(self) -> str:
        """The stack's name, as the URN states it."""
        parts = self.urn.removeprefix("urn:pulumi:").split("::", 1)
        return parts[0]

    def is_unknown(self, *path: str | int) -> bool:
        """Whether the property at a path is decided only at update."""
        return self.at(*path) is UNKNOWN
