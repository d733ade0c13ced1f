"""Prod as it is, and a tenfold stack: prod's composition ten times in one program.

Every name of the program carries its region, so that ten pairs of regions make ten stacks whose names, ids and
addresses differ. The manifest's component is the one name that all ten share, which the SDK's mocks allow.
"""

import asyncio
import json
import runpy
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

import pulumi
from pulumi.runtime import set_all_config

from components.settings import check
from components.settings.sections import model
from rehearsal.mocks.recorder import ROOT, Record, run_component, stack_config

STACK = "prod"
TENFOLD = 10
MAIN = str(ROOT / "__main__.py")

# Real regions, two for each copy after the first; by name, as prod's are, so that the same one is home.
_PAIRS = (
    ("eu-central-1", "eu-west-1"),
    ("eu-central-2", "eu-west-2"),
    ("eu-north-1", "eu-west-3"),
    ("eu-south-1", "eu-south-2"),
    ("ap-south-1", "ap-southeast-1"),
    ("ap-south-2", "ap-southeast-2"),
    ("ap-east-1", "ap-southeast-3"),
    ("ap-northeast-2", "ap-northeast-3"),
    ("me-central-1", "me-south-1"),
)

Entry = Callable[[], Awaitable[object]]


def copy_configs(copies: int = TENFOLD) -> list[dict[str, str]]:
    """Prod's configuration, then as many more as make up `copies`, which differ in their regions alone."""
    prod = stack_config(STACK)
    serving, standby = json.loads(prod["storefront:sites"])
    moved = [_moved(prod, {serving: pair[0], standby: pair[1]}) for pair in _PAIRS]
    return [prod, *moved][:copies]


def recorded(copies: int) -> list[Record]:
    """What each of so many copies registers, every copy run by itself."""
    return [run_component(lambda config=config: compose(config), stack=STACK) for config in copy_configs(copies)]


def compose(config: Mapping[str, str]) -> None:
    """Run the composition root once, under this configuration, in the program that is running."""
    with _configured(config):
        runpy.run_path(MAIN, run_name="__main__")


@contextmanager
def _configured(config: Mapping[str, str]) -> Generator[None]:
    """Lay a copy's configuration under the program that runs meanwhile."""
    set_all_config(dict(config), [])
    home = min(json.loads(config["storefront:sites"]))
    # Which regions exchange backups, and what they sell, makes no difference here. As in prod, each copy has the
    # place of what has no region in its own first site.
    with patch.object(check, "RULES", ()), patch.object(model, "GLOBAL_REGION", home):
        yield


def program(copies: int) -> Callable[[], None]:
    """The program that composes so many copies of prod."""
    configs = copy_configs(copies)

    def body() -> None:
        entries: list[Entry] = []
        # A program has one asynchronous entry: those of the copies become one.
        with patch.object(pulumi, "run", entries.append):
            for config in configs:
                # Called from here, as the bare program is: the SDK reads every caller's line for each resource.
                with _configured(config):
                    runpy.run_path(MAIN, run_name="__main__")
        if entries:
            pulumi.run(lambda: _all(entries))

    return body


async def _all(entries: list[Entry]) -> None:
    await asyncio.gather(*(entry() for entry in entries))


def _moved(config: Mapping[str, str], regions: Mapping[str, str]) -> dict[str, str]:
    """The configuration in other regions, some of which publish no list of CloudFront's addresses."""
    moved = dict(config)
    for old, new in regions.items():
        moved = {key: text.replace(old, new) for key, text in moved.items()}
    edge = json.loads(moved["storefront:edge"])
    edge["cloudFront"]["prefixLists"] = dict.fromkeys(regions.values(), "pl-0123456789abcdef0")
    return {**moved, "storefront:edge": json.dumps(edge)}
