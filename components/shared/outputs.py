"""Turns structures with Pulumi outputs in them into one output."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pulumi


def output_of(value: Any) -> pulumi.Output[Any]:
    """Return dicts and lists with every output in them replaced by its value.

    The SDK's own `Output.from_input` makes an output of each plain value too, which takes a tenth of the program's
    time where documents have thousands.
    """
    # One output may stand in many places; the SDK makes three more of each that it is given.
    outputs = {id(output): output for output in _outputs(value)}
    if len(outputs) == 1:
        (only,) = outputs.values()
        return only.apply(lambda known: _filled(value, dict.fromkeys(outputs, known)))
    return pulumi.Output.all(*outputs.values()).apply(
        lambda known: _filled(value, dict(zip(outputs, known, strict=True)))
    )


def known_after(value: pulumi.Output[str], *others: pulumi.Output[Any]) -> pulumi.Output[str]:
    """Return `value`, known only when the others are: whoever takes it comes after what they are of."""
    return pulumi.Output.all(value, *others).apply(lambda known: str(known[0]))


def _outputs(value: Any) -> Iterator[pulumi.Output[Any]]:
    if isinstance(value, pulumi.Output):
        yield cast("pulumi.Output[Any]", value)
    elif isinstance(value, dict):
        for item in cast("dict[str, Any]", value).values():
            yield from _outputs(item)
    elif isinstance(value, (list, tuple)):
        for item in cast("list[Any]", value):
            yield from _outputs(item)


def _filled(value: Any, known: Mapping[int, Any]) -> Any:
    if isinstance(value, pulumi.Output):
        return known[id(cast("object", value))]
    if isinstance(value, dict):
        return {name: _filled(item, known) for name, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_filled(item, known) for item in cast("list[Any]", value)]
    return value
