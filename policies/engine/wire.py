"""From the analyzer protocol's messages to the pack's own resources: one reading for all guardrails."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pulumi_policy import deserialize, proxy

from policies.frame.resources import Provider, Resource
from policies.frame.values import ASSET, UNKNOWN, Value

if TYPE_CHECKING:
    from google.protobuf import struct_pb2
    from pulumi.runtime.proto import analyzer_pb2

_UNKNOWNS = frozenset(
    {
        proxy.UNKNOWN_BOOLEAN_VALUE,
        proxy.UNKNOWN_NUMBER_VALUE,
        proxy.UNKNOWN_STRING_VALUE,
        proxy.UNKNOWN_ARRAY_VALUE,
        proxy.UNKNOWN_ASSET_VALUE,
        proxy.UNKNOWN_ARCHIVE_VALUE,
        proxy.UNKNOWN_OBJECT_VALUE,
    }
)
_SIGNATURE = deserialize.SPECIAL_SIG_KEY
_FILES = (deserialize.SPECIAL_ASSET_SIG, deserialize.SPECIAL_ARCHIVE_SIG)


def resource_of(
    message: "analyzer_pb2.AnalyzeRequest | analyzer_pb2.AnalyzerResource",
    parent: str = "",
    dependencies: Mapping[str, tuple[str, ...]] | None = None,
    after: tuple[str, ...] = (),
) -> Resource:
    """Read what the engine says of one resource."""
    reader = _Reader()
    props = reader.struct(message.properties)
    provider = message.provider if message.HasField("provider") else None
    return Resource(
        urn=message.urn,
        type=message.type,
        name=message.name,
        props=props,
        protect=message.options.protect,
        ignored=frozenset(message.options.ignoreChanges),
        provider=Provider(name=provider.name, props=reader.struct(provider.properties)) if provider else None,
        parent=parent,
        dependencies=dependencies or {},
        after=after,
        secrets=frozenset(reader.secrets),
    )


def stack_resource_of(message: "analyzer_pb2.AnalyzerResource") -> Resource:
    """Read what the engine says of one resource among all, with what its properties were made from."""
    dependencies = {prop: tuple(made.urns) for prop, made in message.propertyDependencies.items()}
    return resource_of(message, message.parent, dependencies, tuple(message.dependencies))


class _Reader:
    """Reads property values, and gathers the secret strings on the way."""

    def __init__(self) -> None:
        self.secrets: set[str] = set()

    def struct(self, message: "struct_pb2.Struct", *, secret: bool = False) -> dict[str, Value]:
        return {key: self.value(item, secret=secret) for key, item in message.fields.items()}

    def value(self, message: "struct_pb2.Value", *, secret: bool) -> Value:
        kind = message.WhichOneof("kind")
        if kind == "string_value":
            return self._string(message.string_value, secret=secret)
        if kind == "struct_value":
            return self._structure(message.struct_value, secret=secret)
        if kind == "list_value":
            return [self.value(item, secret=secret) for item in message.list_value.values]
        if kind == "bool_value":
            return message.bool_value
        return message.number_value if kind == "number_value" else None

    def _string(self, text: str, *, secret: bool) -> Value:
        if text in _UNKNOWNS:
            return UNKNOWN
        if secret:
            self.secrets.add(text)
        return text

    def _structure(self, message: "struct_pb2.Struct", *, secret: bool) -> Value:
        if _SIGNATURE in message.fields:
            signature = message.fields[_SIGNATURE].string_value
            if signature == deserialize.SPECIAL_SECRET_SIG:
                return self.value(message.fields["value"], secret=True)
            if signature in _FILES:
                return ASSET
        return self.struct(message, secret=secret)
