"""Fills the manifest's models with plain values and Pulumi outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import pulumi
from pydantic import ValidationError

from manifest.part import Part

M = TypeVar("M", bound=Part)
# Stands for a value that an output will have.
_UNKNOWN = object()
# What is wrong is the key, whatever its value will be.
_UNKNOWN_KEY = "extra_forbidden"


@dataclass(frozen=True)
class Filled(Generic[M]):
    """A model's values, with outputs in them."""

    model: type[M]
    values: Mapping[str, Any]


def fill(model: type[M], /, **values: object) -> Filled[M]:
    """Return a model's values; each is plain, an output, a filled model, or a dict or list of such.

    Names and plain values are checked at once, so that a preview finds what is wrong with them too; outputs when
    they are known, as the manifest is written.

    Raises:
        ValueError: a field is missing, unknown, or has a value of another type.
    """
    plain = {name: _plain(value) for name, value in values.items()}
    try:
        model.model_validate(_known(plain), extra="forbid")
    except ValidationError as error:
        problems = [
            f"{model.__name__}.{'.'.join(map(str, one['loc']))}: {one['msg']}"
            for one in error.errors()
            if one["type"] == _UNKNOWN_KEY or one["input"] is not _UNKNOWN
        ]
        if problems:
            raise ValueError("the manifest cannot be filled:\n  " + "\n  ".join(problems)) from None
    return Filled(model, plain)


def _plain(value: object) -> Any:
    if isinstance(value, Filled):
        return cast("Filled[Part]", value).values
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in cast("list[object]", value)]
    return value


def _known(value: object) -> Any:
    """Put a stand-in for each output."""
    if isinstance(value, pulumi.Output):
        return _UNKNOWN
    if isinstance(value, dict):
        return {key: _known(item) for key, item in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_known(item) for item in cast("list[object]", value)]
    return value
