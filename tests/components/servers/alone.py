"""The servers alone: their foundation in both sites, and each kind where the store is served."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from components.edge.target import Target
from components.fleet.fleet import AppFleet, AppFleetArgs
from components.servers.foundation import ServersFoundation, ServersFoundationArgs
from components.servers.servers import StandaloneServers, StandaloneServersArgs
from components.settings import clock
from rehearsal.mocks.recorder import Record
from tests.components.database.alone import database_on
from tests.components.stacks import SERVING, STANDBY
from tests.support.alone import PlainBaseline, bundle, in_both_sites, registered, settings_with

TARGET = Target(
    group_arn="arn:tg", rule_arn="arn:rule", group_suffix="targetgroup/tg", load_balancer_suffix="app/lb"
)


@cache
def servers(stack: str) -> Record:
    """What is registered for the servers of a stack, with the database that the bridge reads."""
    return in_both_sites(_both, stack, SERVING, STANDBY)


def servers_with(stack: str, overrides: Mapping[str, Any]) -> Record:
    """What is registered for the servers of the serving site of a stack with other settings."""
    settings = settings_with(stack, overrides)
    return registered(lambda: serving_on(PlainBaseline(stack, SERVING, settings=settings)), stack=stack)


def _both(base: PlainBaseline, other: PlainBaseline) -> None:
    servers_foundation_on(other)
    serving_on(base)


def serving_on(base: PlainBaseline) -> ServersFoundation:
    """Make all servers of the site that serves, on a baseline; return their foundation."""
    foundation = servers_foundation_on(base)
    StandaloneServers(
        "servers",
        args=StandaloneServersArgs(foundation=foundation, database=database_on(base)),
        opts=base.here,
    )
    AppFleet(
        "fleet",
        args=AppFleetArgs(
            foundation=foundation,
            fleet=base.settings.fleet,
            target=TARGET,
            now=clock.now(),
        ),
        opts=base.here,
    )
    return foundation


def servers_foundation_on(baseline: PlainBaseline) -> ServersFoundation:
    """Make what servers need on a baseline."""
    args = ServersFoundationArgs(baseline=baseline, bundle=bundle())
    return ServersFoundation(f"{baseline.place.region}-foundation", args=args, opts=baseline.here)
