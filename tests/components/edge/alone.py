"""How visitors come in, alone: in both sites, as the program has it, with nothing else of a site."""

from functools import cache
from types import SimpleNamespace
from typing import Any

import pulumi

from components.edge.firewall_log import FirewallLog, FirewallLogArgs
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.origin_secret import OriginSecret, OriginSecretArgs
from components.settings import Settings, StandbyLevel
from components.stack.dns import DomainNames, create_domain_names, route_traffic
from rehearsal.mocks.recorder import Record
from tests.components.stacks import SERVING
from tests.support.alone import PlainBaseline, in_region, registered, settings_of


@cache
def edge(stack: str, level: StandbyLevel | None = None, serving: str = SERVING) -> Record:
    """What is registered with the standby at a level (None: the settings' own), while `serving` serves the store."""
    settings = settings_of(stack)
    settings = settings.model_copy(update={"standby_level": level or settings.standby_level, "serving": serving})

    def make() -> None:
        providers = {region: in_region(stack, region) for region in settings.sites}
        names = create_domain_names(settings, providers.__getitem__)
        sites: Any = {region: _site(stack, region, settings, names, here) for region, here in providers.items()}
        route_traffic(settings, names, sites, providers.__getitem__)

    return registered(make, stack=stack)


def _site(
    stack: str, region: str, settings: Settings, names: DomainNames, here: pulumi.ResourceOptions
) -> SimpleNamespace:
    level = None if region == settings.serving else settings.standby_level
    baseline, certificate = PlainBaseline(stack, region, level), names.certificates[region]
    log = FirewallLog(f"{region}-log", args=FirewallLogArgs(baseline=baseline), opts=here)
    if names.domain.origin_secret is not None:
        secret = OriginSecretArgs(baseline=baseline, value=names.domain.origin_secret)
        OriginSecret(f"{region}-origin-secret", args=secret, opts=here)
    args = LoadBalancerArgs(
        baseline=baseline, edge=settings.edge, certificate=certificate, domain=names.domain, firewall_log=log
    )
    balancer = LoadBalancer(f"{region}-load-balancer", args=args, opts=here) if baseline.can_serve else None
    return SimpleNamespace(
        place=baseline.place,
        baseline=baseline,
        certificate=certificate,
        firewall_log=log,
        load_balancer=balancer,
    )
