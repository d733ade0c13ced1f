"""The stack's DNS, in two steps: zone and certificates before the sites, records and health checks after them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pulumi

from components.edge.certificate import Certificate, CertificateArgs
from components.edge.distribution import Distribution, DistributionArgs
from components.edge.domain import Domain, DomainArgs
from components.edge.traffic import Traffic, TrafficArgs
from components.settings import Settings
from components.site.site import Site
from components.stack.sites import Sites

InRegion = Callable[[str], pulumi.ResourceOptions]


@dataclass(frozen=True, kw_only=True)
class DomainNames:
    """The domain, and a certificate of its names in each region."""

    domain: Domain
    certificates: Mapping[str, Certificate]


def create_domain_names(settings: Settings, in_region: InRegion) -> DomainNames:
    """Create the zone, and a certificate in each region, which is free: a failover must not wait for one."""
    home = settings.place(settings.home)
    domain = Domain(
        home.logical("domain"),
        args=DomainArgs(place=home, edge=settings.edge),
        opts=in_region(settings.home),
    )
    certificates: dict[str, Certificate] = {}
    for region in sorted(settings.sites):
        certificates[region] = Certificate(
            f"{region}-certificate",
            args=CertificateArgs(
                place=settings.place(region),
                names=settings.edge.names,
                zone_id=domain.zone_id,
                proved_by=certificates.get(settings.home),
            ),
            opts=in_region(region),
        )
    return DomainNames(domain=domain, certificates=certificates)


def route_traffic(names: DomainNames, sites: Sites) -> Traffic:
    """Create CloudFront where the settings say so, and the records that send visitors to the site that serves."""
    settings, home = sites.settings, sites.home
    return Traffic(
        home.place.logical("traffic"),
        args=TrafficArgs(
            place=home.place,
            edge=settings.edge,
            zone_id=names.domain.zone_id,
            regions=(settings.home, max(settings.sites)),
            serving=settings.serving,
            load_balancers={
                region: site.load_balancer
                for region, site in sites.by_region.items()
                if site.load_balancer is not None
            },
            distribution=_distribution(settings, names, home),
        ),
        opts=home.baseline.here,
    )


def _distribution(settings: Settings, names: DomainNames, home: Site) -> Distribution | None:
    secret = names.domain.origin_secret
    if secret is None:
        return None
    return Distribution(
        home.place.logical("distribution"),
        args=DistributionArgs(
            baseline=home.baseline,
            edge=settings.edge,
            certificate=home.certificate,
            origin_secret=secret,
            firewall_log=home.firewall_log,
        ),
        opts=home.baseline.here,
    )
