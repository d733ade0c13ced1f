"""The hosted zone, and the value of the header by which load balancers recognise CloudFront."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.settings import EdgeSettings
from components.shared.naming import Place

ORIGIN_HEADER = "X-Storefront-Origin"
# A value that load balancers compare must not hold their wildcards * and ?, and has at most 128 characters:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
_SECRET_LENGTH = 64
_CAA_TTL_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class DomainArgs:
    """Where global resources are made, and the names."""

    place: Place
    edge: EdgeSettings


class Domain(pulumi.ComponentResource):
    """The zone; `zone_id`, and `origin_secret` (None without CloudFront), are what load balancers take."""

    zone_id: pulumi.Output[str]
    origin_secret: pulumi.Output[str] | None

    def __init__(self, name: str, *, args: DomainArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Domain", name, None, opts)
        place, edge = args.place, args.edge
        zone = aws.route53.Zone(
            place.logical("zone"),
            name=edge.hosted_zone,
            comment=f"The names of the store, {place.environment}",
            force_destroy=place.lifecycle.force_destroy,
            # Route 53 takes changes from us-east-1; where that is lost, from another region within the hour.
            enable_accelerated_recovery=True,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        aws.route53.Record(
            place.logical("issuers"),
            zone_id=zone.zone_id,
            name=edge.domain,
            type="CAA",
            ttl=_CAA_TTL_SECONDS,
            records=['0 issue "amazon.com"', '0 issuewild ";"'],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.zone_id = zone.zone_id
        self.origin_secret = self._secret(place) if edge.cloud_front.enabled else None
        self.register_outputs({"zone_id": self.zone_id})

    def _secret(self, place: Place) -> pulumi.Output[str]:
        secret = random.RandomPassword(
            place.logical("origin-secret"),
            length=_SECRET_LENGTH,
            special=False,
            opts=pulumi.ResourceOptions(parent=self, additional_secret_outputs=["result"]),
        )
        return pulumi.Output.secret(secret.result)
