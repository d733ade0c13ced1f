"""Property values as they travel between the program, the policy pack and the creation handlers.

On the wire Pulumi marks secrets, unknowns, outputs and references to resources with signatures inside plain
structures (pulumi/pulumi: sdk/go/common/resource/properties.go). Here each mark is a class of its own, so that
a secret cannot be printed by accident and an unknown cannot be taken for a string.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from google.protobuf import json_format, struct_pb2

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the wire's mark of a secret, not one
REFERENCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWN_WORD: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

MASK: Final = "[secret]"
UNDECIDED: Final = "[unknown]"


@dataclass(frozen=True)
class Secret:
    """A value that must not be shown."""

    value: Any

    def __repr__(self) -> str:
        return MASK


@dataclass(frozen=True)
class Unknown:
    """A value that nothing has decided, because the resource it comes from does not stand."""

    def __repr__(self) -> str:
        return UNDECIDED


@dataclass(frozen=True)
class Reference:
    """A whole resource given as a value."""

    urn: str
    id: str | None


UNKNOWN: Final = Unknown()


def decode_struct(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Read the properties of a message."""
    return {name: decode(value) for name, value in json_format.MessageToDict(struct).items()}


def decode(value: Any) -> Any:
    """Read one value; numbers without a fraction become integers, as they were in the program."""
    if value == UNKNOWN_WORD:
        return UNKNOWN
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [decode(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        return _decode_mapping(cast("dict[str, Any]", value))
    return value


def _decode_mapping(value: dict[str, Any]) -> Any:
    match value.get(SIGNATURE):
        case None:
            return {name: decode(item) for name, item in value.items()}
        case signature if signature == SECRET:
            return Secret(decode(value["value"]))
        case signature if signature == REFERENCE:
            return Reference(value["urn"], value.get("id") or None)
        case signature if signature == OUTPUT:
            known = decode(value["value"]) if "value" in value else UNKNOWN
            return Secret(known) if value.get("secret") else known
        case _:
            return {name: decode(item) for name, item in value.items()}  # an asset or an archive


def encode(value: Any) -> Any:
    """Write a value for the wire, secrets and unknowns marked, a reference as the id it stands for."""
    match value:
        case Secret():
            return {SIGNATURE: SECRET, "value": encode(value.value)}
        case Unknown():
            return UNKNOWN_WORD
        case Reference():
            return value.id or value.urn
        case Mapping():
            return {str(name): encode(item) for name, item in cast("Mapping[str, Any]", value).items()}
        case list() | tuple() | set() | frozenset():
            return [encode(item) for item in cast("Sequence[Any]", value)]
        case _:
            return value


def encode_struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Write properties as a message, leaving out what is not set."""
    struct = struct_pb2.Struct()
    struct.update({name: encode(value) for name, value in properties.items() if value is not None})
    return struct


def reveal(value: Any) -> Any:
    """The plain value, for creating the resource; never for showing."""
    match value:
        case Secret():
            return reveal(value.value)
        case Reference():
            return value.id or value.urn
        case dict():
            return {name: reveal(item) for name, item in cast("dict[str, Any]", value).items()}
        case list():
            return [reveal(item) for item in cast("list[Any]", value)]
        case _:
            return value


def mask(value: Any) -> Any:
    """The value as it may be shown and recorded: secrets and unknowns replaced by a word."""
    match value:
        case Secret():
            return MASK
        case Unknown():
            return UNDECIDED
        case Reference():
            return value.id or value.urn
        case dict():
            return {name: mask(item) for name, item in cast("dict[str, Any]", value).items()}
        case list():
            return [mask(item) for item in cast("list[Any]", value)]
        case _:
            return value


def leaves(value: Any) -> Iterator[Any]:
    """Every scalar, secret, unknown and reference in the value, outermost first."""
    if isinstance(value, dict):
        for item in cast("dict[str, Any]", value).values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from leaves(item)
    else:
        yield value
        if isinstance(value, Secret):
            yield from leaves(value.value)


def has_unknown(value: Any) -> bool:
    """Whether any part of the value is undecided."""
    return any(isinstance(leaf, Unknown) for leaf in leaves(value))


def has_secret(value: Any) -> bool:
    """Whether any part of the value must not be shown."""
    return any(isinstance(leaf, Secret) for leaf in leaves(value))
