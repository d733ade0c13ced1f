"""The stack's DNS, in two steps: zone and certificates before the sites, records and health checks after them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pulumi

from components.edge.certificate import Certificate, CertificateArgs
from components.edge.distribution import Distribution, DistributionArgs
from components.edge.domain import Domain, DomainArgs
from components.edge.traffic import Traffic, TrafficArgs
from components.settings import Settings
from components.stack.sites import Sites

InRegion = Callable[[str], pulumi.ResourceOptions]


@dataclass(frozen=True, kw_only=True)
class DomainNames:
    """The domain, and a certificate of its names in each region."""

    domain: Domain
    certificates: Mapping[str, Certificate]


def create_domain_names(
    settings: Settings, in_region: InRegion, providers: Mapping[str, pulumi.ProviderResource]
) -> DomainNames:
    """Create the zones that do not stand, and a certificate in each region: a failover must not wait for one.

    CloudFront takes one of the global region, whether a site stands there or not. `providers`: by zone, who writes
    into another account's.
    """
    home = settings.place(settings.home_region)
    domain = Domain(
        home.logical("domain"),
        args=DomainArgs(place=home, edge=settings.edge, providers=providers),
        opts=in_region(settings.home_region),
    )
    certificates: dict[str, Certificate] = {}
    fronted = settings.edge.cloud_front.enabled
    # The first makes the records that prove all: home's, whether CloudFront comes or goes.
    for region in dict.fromkeys((settings.home_region, *sorted(settings.regions if fronted else settings.sites))):
        certificates[region] = Certificate(
            f"{region}-certificate",
            args=CertificateArgs(
                place=settings.place(region),
                names=settings.edge.names,
                domain=domain,
                proved_by=next(iter(certificates.values()), None),
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
            domain=names.domain,
            home=settings.home_region,
            away=next((region for region in settings.sites if region != settings.home_region), None),
            serving=settings.serving,
            load_balancers={
                region: site.load_balancer
                for region, site in sites.by_region.items()
                if site.load_balancer is not None
            },
            distribution=_distribution(names, sites),
        ),
        opts=home.baseline.here,
    )


def _distribution(names: DomainNames, sites: Sites) -> Distribution | None:
    secret, place = names.domain.origin_secret, sites.global_place
    if secret is None or place.firewall_log is None:
        return None
    return Distribution(
        place.place.logical("distribution"),
        args=DistributionArgs(
            baseline=place.baseline,
            access_logs=sites.home.baseline.access_logs,
            edge=sites.settings.edge,
            certificate=names.certificates[place.place.region],
            origin_secret=secret,
            firewall_log=place.firewall_log,
        ),
        opts=place.baseline.here,
    )
