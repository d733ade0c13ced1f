"""Outputs of a type that has no row in the table, made from the SDK's own class for it.

What a provider computes is what the class declares as always there and the program did not give. A text's shape
comes from its name: ARNs, ids, addresses, the region. Where more of a shape matters, the type has a row.
"""

import hashlib
import importlib
import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from types import UnionType
from typing import Union, cast, get_args, get_origin, get_type_hints

import pulumi

_TOKEN = re.compile(r"(?P<package>[a-z]+):(?P<module>\w+)(?:/\w+)?:(?P<name>\w+)")
_HOST = re.compile(r"(address|endpoint|dnsName|domainName|host)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Synthesis:
    """Makes the outputs of one resource; the same resource always gets the same, and no two share any."""

    token: str
    name: str
    region: str
    account: str

    @property
    def id(self) -> str:
        """A physical id of the type's own."""
        kind = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", self.token.rpartition(":")[2]).lower()
        return f"{kind}-{self._digest('id')}"

    def outputs(self, inputs: Mapping[str, object], physical_id: str) -> dict[str, object]:
        """Return what the provider adds to these inputs.

        Raises LookupError if the installed SDK has no such type.
        """
        declared = _declared(sdk_class(self.token))
        return {key: self._value(key, of, physical_id) for key, of in declared.items() if key not in inputs}

    def _value(self, key: str, of: object, physical_id: str) -> object:
        origin, arguments = get_origin(of), get_args(of)
        if of is str:
            return self._text(key, physical_id)
        if of is int or of is float:
            return 1
        if of is bool:
            return False
        if isinstance(of, type) and origin is None:
            return {name: self._value(name, nested, physical_id) for name, nested in _declared(of).items()}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {}
        # Of nested things there is one, which whoever wants the first one finds; plain values are none.
        return [self._value(key, arguments[0], physical_id)] if arguments and _is_nested(arguments[0]) else []

    def _text(self, key: str, physical_id: str) -> str:
        service = self.token.split(":")[1].split("/")[0]
        match key.lower():
            case "region":
                return self.region
            case "ownerid" | "accountid":
                return self.account
            case "name":
                # Providers that give a missing name themselves add seven hex digits to the logical name.
                return f"{self.name}-{self._digest('name')[:7]}"
            case lowered if lowered.endswith("arn"):
                return f"arn:aws:{service}:{self.region}:{self.account}:{physical_id}"
            case _ if _HOST.search(key):
                return f"{self._digest(key)}.{service}.{self.region}.amazonaws.com"
            case _:
                return f"{key}-{self._digest(key)}"

    def _digest(self, purpose: str) -> str:
        seed = f"{self.account}|{self.region}|{self.token}|{self.name}|{purpose}"
        return hashlib.sha512(seed.encode()).hexdigest()[:17]


_IMPORTS = Lock()


@cache
def sdk_class(token: str) -> type:
    """Return the SDK's class for a resource's type; raises LookupError where there is none."""
    match = _TOKEN.fullmatch(token)
    if match:
        within = match["module"] + ("_" if keyword.iskeyword(match["module"]) else "")
        module = f"pulumi_{match['package']}" + ("" if within == "index" else f".{within}")
        try:
            # Modules that import each other can be seen half made by another thread.
            with _IMPORTS:
                return cast("type", getattr(importlib.import_module(module), match["name"]))
        except (ImportError, AttributeError):
            pass
    raise LookupError(f"the installed SDK has no type {token!r}; expected PACKAGE:MODULE/FILE:NAME as it has it")


@cache
def _declared(of: type) -> Mapping[str, object]:
    """The outputs that are always there, and their types, by the provider's names."""
    return dict(_outputs(of))


def _outputs(of: type) -> Iterator[tuple[str, object]]:
    for member in vars(of).values():
        getter = member.fget if isinstance(member, property) else None
        name = cast("str", getattr(getter, "_pulumi_name", ""))
        if getter is None or not name:
            continue
        hint = get_type_hints(getter)["return"]
        if get_origin(hint) is pulumi.Output:
            (hint,) = get_args(hint)
        if get_origin(hint) not in {Union, UnionType} and name not in {"tags", "tagsAll"}:
            yield name, hint


def _is_nested(of: object) -> bool:
    return isinstance(of, type) and issubclass(of, dict)
