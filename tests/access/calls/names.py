"""What on one stack is called what on another: their manifests have the same places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from rehearsal.drills.small_stack import ACCOUNT, SERVING, STANDBY
from tests.access.calls.call import Call
from tests.access.calls.judged import renamed
from tests.access.principals import Stack


def as_on_stack(
    stack: Stack, manifest: Mapping[str, Any], small: Mapping[str, Any], *, account: str = ACCOUNT
) -> Callable[[Call], Call]:
    """Return what makes of a call on another stack called prod, by default a small one, the same call on this one.

    Args:
        stack: the rehearsed one.
        manifest: its manifest.
        small: that of the other one.
        account: of the other one.
    """
    everywhere = {
        account: stack.account,
        "storefront-prod-": stack.prefix,
        "storefront/prod/": f"storefront/{stack.environment}/",
    }
    table = names(small, manifest)
    return lambda made: next(iter(renamed([made], table, everywhere)))


def names(small: Mapping[str, Any], real: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return by region what stands for what."""
    found: dict[str, dict[str, str]] = {}
    for region in (SERVING, STANDBY):
        for section in (one for one in small if "-us-" not in one or one.endswith(region)):
            _pair(small[section], real.get(section, {}), found.setdefault(region, {}))
        # Both regions' functions have one name there; a site may have none.
        function = small["access"]["functions"][region]
        found[region][function] = real["access"]["functions"].get(region, function)
    return found


@dataclass(frozen=True)
class Lacking:
    """What a small stack has and a real one has not: whole regions, functions in regions, and single things by their ARNs."""

    regions: frozenset[str]
    without_function: frozenset[str]
    arns: frozenset[str]

    def at_home(self, call: Call) -> Call:
        """Return the call where it is made: a stack with one site has its manifest, journal and drills' figures in that."""
        kept = call.service == "dynamodb" or call.operation in {"PutMetricData", "GetParameters"}
        return replace(call, region=SERVING) if kept and call.region in self.regions else call

    def concerns(self, call: Call) -> bool:
        """Whether a call on the small stack is about something that the real one has not."""
        function = call.service == "lambda" and call.region in self.without_function
        texts = set(_texts(call.params))
        away = any(f":{region}:" in text for region in self.regions for text in texts)
        return call.region in self.regions or away or function or not self.arns.isdisjoint(texts)


def lacking(small: Mapping[str, Any], real: Mapping[str, Any]) -> Lacking:
    """Return what a real stack has not, by the two manifests."""
    known = {value for found in names(small, real).values() for value in found}
    regions = {region for region in (SERVING, STANDBY) if f"site-{region}" not in real}
    without = small["access"]["functions"].keys() - real["access"]["functions"].keys()
    return Lacking(
        frozenset(regions),
        frozenset(without),
        frozenset(one for one in _texts(small) if one.startswith("arn:")) - known,
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in cast("Mapping[str, object]", value).values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in cast("Sequence[object]", value):
            yield from _texts(one)


def _pair(small: object, real: object, found: dict[str, str]) -> None:
    if isinstance(small, str) and isinstance(real, str):
        found[small] = real
    elif isinstance(small, dict) and isinstance(real, dict):
        known = cast("dict[str, object]", real)
        for key, one in cast("dict[str, object]", small).items():
            _pair(one, known.get(key), found)
    elif isinstance(small, list) and isinstance(real, list):
        for one, other in zip(cast("list[object]", small), cast("list[object]", real), strict=False):
            _pair(one, other, found)
