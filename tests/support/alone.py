"""What a component alone is built on, in milliseconds: a stack's own settings, and a baseline that registers nothing.

The baseline is the real one's class with parts of plain values: a key's ARN ends in its purpose, a group's id in its
name, a subnet's in its tier and zone, so that a test says at a glance which was taken. What the parts themselves are
is shown by their own tests; that all are joined as they should be, by those of whole programs.
"""

from collections.abc import Callable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import pulumi

from components.baseline.baseline import Baseline, BaselineArgs
from components.baseline.tags import default_tags
from components.encryption.keys import Keys, Purpose
from components.network.security_groups import Group
from components.notifications.notifications import Channel
from components.servers.bundle import checked_bundle
from components.servers.packing import Bundle
from components.settings import Settings, StandbyLevel, load_file
from components.settings.stack_file import read_stack_file
from components.shared.address_plan import Tier
from components.shared.naming import Place
from components.stack.providers import regional_provider
from rehearsal.mocks.recorder import ROOT, Record, laid_over, run_component


@cache
def settings_of(stack: str) -> Settings:
    """Return a stack's settings as its file has them."""
    return load_file(ROOT / f"Pulumi.{stack}.yaml")


def settings_with(stack: str, overrides: Mapping[str, Any]) -> Settings:
    """Return a stack's settings with others laid over them."""
    return Settings.model_validate(laid_over(read_stack_file(ROOT / f"Pulumi.{stack}.yaml").values, overrides))


@cache
def bundle() -> Bundle:
    """Return what is delivered to servers."""
    return checked_bundle(ROOT / "ansible")


def registered(factory: Callable[[], object], *, stack: str = "prod") -> Record:
    """Return what a component registers; as in a program, it is made by `factory` and by nothing else."""
    return run_component(factory, stack=stack)


def in_region(stack: str, region: str) -> pulumi.ResourceOptions:
    """Return the options that put a component into a region, as the program does. To be made within `registered`."""
    return pulumi.ResourceOptions(providers=[regional_provider(settings_of(stack), region)])


class PlainBaseline(Baseline):
    """The baseline of a stack's region at a level (None: it serves). To be made within `registered`.

    `settings` are the stack's unless others are given, `here` puts a component into the region.
    """

    def __init__(  # pyright: ignore[reportMissingSuperCall] - nothing is registered
        self, stack: str, region: str, level: StandbyLevel | None = None, settings: Settings | None = None
    ) -> None:
        self.settings = settings = settings or settings_of(stack)
        self.here = in_region(stack, region)
        self.place = settings.place(region)
        self.level, self.tags = level, default_tags(settings)
        self.boundary_arn = f"arn:aws:iam::{settings.account}:policy/boundary"
        self.log_retention_days = settings.logs.retention_days
        self.keys = _keys(self.place)
        zones = settings.sites[region].zones
        parts: dict[str, Any] = {
            "scaling_role": SimpleNamespace(arn=_out(f"arn:aws:iam::{settings.account}:role/scaling")),
            "notifications": SimpleNamespace(
                topics={channel: _out(topic_arn(stack, region, channel)) for channel in Channel}
            ),
            "network": _network(zones),
            "security_groups": SimpleNamespace(group_ids={group: _out(f"sg-{group}") for group in Group}),
            "access_logs": SimpleNamespace(name=_out(self.place.name("access-logs"))),
        }
        self.__dict__.update(parts)


def in_site(
    make: Callable[[PlainBaseline], object], stack: str, region: str, level: StandbyLevel | None = None
) -> Record:
    """Return what `make` registers on a plain baseline of a stack's region at a level (None: it serves)."""
    return registered(lambda: make(PlainBaseline(stack, region, level)), stack=stack)


def in_both_sites(
    make: Callable[[PlainBaseline, PlainBaseline], object], stack: str, serving: str, standby: str
) -> Record:
    """Return what `make` registers on plain baselines: of the region that serves, and of a stack's standby."""

    def both() -> None:
        make(PlainBaseline(stack, serving), PlainBaseline(stack, standby, settings_of(stack).standby_level))

    return registered(both, stack=stack)


@cache
def whole_baseline(stack: str, region: str) -> Record:
    """Return what the real baseline of a region registers, with the level that it has in the stack's file."""
    settings = settings_of(stack)

    def make() -> None:
        args = BaselineArgs(
            place=settings.place(region),
            settings=settings,
            boundary_arn=f"arn:aws:iam::{settings.account}:policy/boundary",
        )
        Baseline(f"{region}-baseline", args=args, opts=in_region(stack, region))

    return registered(make, stack=stack)


def key_arn(stack: str, region: str, purpose: Purpose) -> str:
    """Return the ARN that a plain baseline's key has."""
    return f"arn:aws:kms:{region}:{settings_of(stack).account}:key/{purpose}"


def topic_arn(stack: str, region: str, channel: Channel) -> str:
    """Return the ARN that a plain baseline's topic has."""
    return f"arn:aws:sns:{region}:{settings_of(stack).account}:storefront-{stack}-{region}-{channel}"


def subnet_ids(stack: str, region: str, tier: Tier) -> list[str]:
    """Return the ids that a plain baseline's subnets have."""
    return [f"subnet-{tier}-{zone}" for zone in settings_of(stack).sites[region].zones]


def _keys(place: Place) -> Keys:
    keys = cast("Any", object.__new__(Keys))
    keys._place = place
    keys._keys = {purpose: SimpleNamespace(arn=_out(place.arn("kms", f"key/{purpose}"))) for purpose in Purpose}
    return keys


def _network(zones: tuple[str, ...]) -> SimpleNamespace:
    subnets = {tier: {zone: _out(f"subnet-{tier}-{zone}") for zone in zones} for tier in Tier}

    def subnets_of(tier: Tier, of: tuple[str, ...] = zones) -> list[pulumi.Output[str]]:
        return [subnets[tier][zone] for zone in of]

    return SimpleNamespace(
        vpc_id=_out("vpc-1"),
        closed_group_id=_out("sg-closed"),
        subnet_ids=subnets,
        nat_gateway_ids={zone: _out(f"nat-{zone}") for zone in zones},
        subnets_of=subnets_of,
        public_subnets=lambda: subnets_of(Tier.PUBLIC),
        zone_name=_out,
    )


def _out(text: str) -> pulumi.Output[str]:
    return pulumi.Output.from_input(text)
