"""All guardrails of the pack: the `GUARDRAILS` of every module here that has some, by the modules' names."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

from policies.guardrail import DeclarationError, Guardrail, ResourceGuardrail, StackGuardrail

# They use the catalogue, or serve what is in it.
_ABOVE = {"__main__", "catalogue", "docs", "server"}


def _declared() -> Iterator[Guardrail]:
    for name in sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])):
        if name not in _ABOVE:
            module = import_module(f"policies.{name}")
            yield from cast("tuple[Guardrail, ...]", getattr(module, "GUARDRAILS", ()))


_ALL = tuple(_declared())
RESOURCE_GUARDRAILS = tuple(guardrail for guardrail in _ALL if isinstance(guardrail, ResourceGuardrail))
STACK_GUARDRAILS = tuple(guardrail for guardrail in _ALL if isinstance(guardrail, StackGuardrail))
GUARDRAILS: tuple[Guardrail, ...] = (*RESOURCE_GUARDRAILS, *STACK_GUARDRAILS)

_names = [guardrail.name for guardrail in GUARDRAILS]
if len(set(_names)) != len(_names):
    twice = sorted({name for name in _names if _names.count(name) > 1})
    raise DeclarationError(f"guardrails declared twice: {', '.join(twice)}")
