"""All guardrails of the pack: the `GUARDRAILS` of every module of its rooms, by the modules' names."""

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import cast

from policies.frame.guardrail import DeclarationError, Guardrail, ResourceGuardrail, StackGuardrail

# What guardrails are made from, and what answers for them, has none itself.
_WITHOUT = {"frame", "engine"}


def _subjects() -> Iterator[tuple[str, tuple[Guardrail, ...]]]:
    for room in pkgutil.iter_modules([str(Path(__file__).parent)], "policies."):
        if room.ispkg and room.name.removeprefix("policies.") not in _WITHOUT:
            package = import_module(room.name)
            modules = pkgutil.iter_modules(package.__path__, f"{room.name}.")
            yield str(package.__doc__), tuple(one for module in modules for one in _of(module.name))


def _of(module: str) -> tuple[Guardrail, ...]:
    return cast("tuple[Guardrail, ...]", getattr(import_module(module), "GUARDRAILS", ()))


SUBJECTS: Mapping[str, tuple[Guardrail, ...]] = dict(_subjects())
"""The guardrails of each room, by what its docstring says of them."""
_ALL = tuple(guardrail for guardrails in SUBJECTS.values() for guardrail in guardrails)
RESOURCE_GUARDRAILS = tuple(guardrail for guardrail in _ALL if isinstance(guardrail, ResourceGuardrail))
STACK_GUARDRAILS = tuple(guardrail for guardrail in _ALL if isinstance(guardrail, StackGuardrail))
GUARDRAILS: tuple[Guardrail, ...] = (*RESOURCE_GUARDRAILS, *STACK_GUARDRAILS)

_names = [guardrail.name for guardrail in GUARDRAILS]
if len(set(_names)) != len(_names):
    twice = sorted({name for name in _names if _names.count(name) > 1})
    raise DeclarationError(f"guardrails declared twice: {', '.join(twice)}")
