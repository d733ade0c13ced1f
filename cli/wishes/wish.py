"""What a wish is: in a store's words, and as settings laid over those of an environment that stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from components.settings.check import check
from components.settings.load import stack_file
from components.settings.placeholders import EXAMPLE_IMAGES
from components.settings.problem import Problem
from components.settings.rules.rule import Neighbour
from components.settings.stack_file import read_stack_file
from rehearsal.mocks.recorder import ROOT, laid_over

PROD, STAGING = "prod", "staging"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A wish, the environment whose settings are begun with, what is laid over them (None takes out), and others.

    `others`: the environments beside it.
    """

    title: str
    like: str
    settings: Mapping[str, Any]
    others: Sequence[Neighbour] = field(default=())

    def values(self) -> dict[str, Any]:
        """Return what the whole settings file then holds."""
        return laid_over(_values(self.like), self.settings)

    def problems(self) -> list[Problem]:
        """Return why it is refused; none where it is taken."""
        return check(self.values(), self.others)[1]


@cache
def _values(stack: str) -> dict[str, Any]:
    return dict(read_stack_file(stack_file(Path(ROOT), stack)).values)


def moved(like: str, serving: str, standby: str, zones: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the settings of an environment in two other regions, whose zones the database has in their order."""
    pair = 2 if like == PROD else 1
    networks = iter(("10.48.0.0/16", "10.49.0.0/16"))
    sites = {
        region: {
            "cidr": next(networks),
            "zones": list(zones[region]),
            "database": {"primaryZones": list(zones[region][:pair]), "replicaZone": zones[region][pair]},
        }
        for region in (serving, standby)
    }
    gone = {region: None for region in _values(like)["sites"] if region not in sites}
    return {
        "serving": serving,
        "home": serving,
        "sites": {**gone, **sites},
        "fleet": {"images": {**gone, **dict(zip(sites, EXAMPLE_IMAGES, strict=True))}},
    }
