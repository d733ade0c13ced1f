"""What rotating the origin's secret needs of the manifest: the distribution, the load balancers and the secrets."""

from collections.abc import Mapping
from dataclasses import dataclass

from manifest.document import Sections
from manifest.site import Site
from manifest.traffic import Traffic
from operations.recovery.errors import RequestError


class EdgeSections(Sections):
    """What lets visitors in, and what stands at each site."""

    traffic: Traffic
    sites: dict[str, Site]


@dataclass(frozen=True, kw_only=True)
class EdgeResources:
    """CloudFront and the load balancers behind it; `rules` and `secrets` are by region.

    A site without a load balancer has a secret too. The lock is where recoveries have theirs: `lock_table` in
    `lock_region`.
    """

    environment: str
    distribution: str
    header: str
    rules: Mapping[str, str]
    secrets: Mapping[str, str]
    lock_region: str
    lock_table: str


def edge_resources(found: EdgeSections) -> EdgeResources:
    """Return what stands in front of a stack.

    Raises:
        RequestError: the stack has no CloudFront.
    """
    traffic, environment = found.traffic, found.index.environment
    if traffic.distribution is None or traffic.origin_header is None:
        raise RequestError(
            f"{environment} has no CloudFront (edge.cloudFront.enabled in Pulumi.{environment}.yaml is false), so "
            "that its load balancers know no secret: there is nothing to rotate"
        )
    recovery = found.sites[found.index.recovery_region]
    return EdgeResources(
        environment=environment,
        distribution=traffic.distribution,
        header=traffic.origin_header,
        rules={region: one.rules["store"] for region, one in traffic.load_balancers.items()},
        secrets={site.region: site.origin_secret for site in found.sites.values() if site.origin_secret},
        lock_region=recovery.region,
        lock_table=recovery.journal,
    )
