"""How visitors come in, alone: in both sites, as the program has it, with nothing else of a site."""

from functools import cache
from types import SimpleNamespace
from typing import Any

from components.edge.firewall_log import FirewallLog, FirewallLogArgs
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.origin_secret import OriginSecret, OriginSecretArgs
from components.settings import EdgeSettings, Settings, StandbyLevel
from components.stack.dns import DomainNames, create_domain_names, route_traffic
from components.stack.providers import zone_providers
from components.stack.sites import Sites
from rehearsal.mocks.recorder import Record
from tests.components.stacks import SERVING
from tests.support.alone import PlainBaseline, registered, settings_of


def edge(stack: str, level: StandbyLevel | None = None, serving: str = SERVING) -> Record:
    """What is registered with the standby at a level (None: the settings' own), while `serving` serves the store."""
    return _edge(stack, level or settings_of(stack).standby_level, serving)


@cache
def _edge(stack: str, level: StandbyLevel, serving: str) -> Record:
    return edge_of(stack, settings_of(stack).model_copy(update={"standby_level": level, "serving": serving}))


def edge_of(stack: str, settings: Settings) -> Record:
    """What is registered with other settings than the stack's file has."""
    level, serving = settings.standby_level, settings.serving

    def make() -> None:
        bases = {
            region: PlainBaseline(stack, region, None if region == serving else level) for region in settings.sites
        }
        names = create_domain_names(settings, lambda region: bases[region].here, zone_providers(settings))
        sites: Any = {region: _site(base, settings.edge, names) for region, base in bases.items()}
        route_traffic(names, Sites(settings, sites, sites[settings.global_region]))

    return registered(make, stack=stack)


def _site(base: PlainBaseline, asked: EdgeSettings, names: DomainNames) -> SimpleNamespace:
    """What is for visitors of a site at a baseline's level."""
    region, certificate = base.place.region, names.certificates[base.place.region]
    log = FirewallLog(f"{region}-log", args=FirewallLogArgs(baseline=base), opts=base.here)
    if names.domain.origin_secret is not None:
        secret = OriginSecretArgs(baseline=base, value=names.domain.origin_secret)
        OriginSecret(f"{region}-origin-secret", args=secret, opts=base.here)
    args = LoadBalancerArgs(
        baseline=base, edge=asked, certificate=certificate, domain=names.domain, firewall_log=log
    )
    return SimpleNamespace(
        place=base.place,
        baseline=base,
        certificate=certificate,
        firewall_log=log,
        load_balancer=LoadBalancer(f"{region}-balancer", args=args, opts=base.here) if base.can_serve else None,
    )
