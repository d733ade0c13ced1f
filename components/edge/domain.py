"""The hosted zones, and the value of the header by which load balancers recognise CloudFront."""

from collections.abc import Mapping, Sequence
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
_TTL_SECONDS = 3600  # a zone that is made anew has other name servers


@dataclass(frozen=True, kw_only=True)
class DomainArgs:
    """Where global resources are made, the names, and by zone the provider that writes into another account's."""

    place: Place
    edge: EdgeSettings
    providers: Mapping[str, pulumi.ProviderResource]


@dataclass(frozen=True, kw_only=True)
class HostedZone:
    """A zone as records take it: its name, its id, and who writes into it (None: who writes everything else).

    `name_servers`: of a zone that is made here; one that stands is delegated already.
    """

    name: str
    zone_id: pulumi.Input[str]
    provider: pulumi.ProviderResource | None
    name_servers: pulumi.Output[Sequence[str]] | None = None

    def options(self, parent: pulumi.Resource) -> pulumi.ResourceOptions:
        """Return the options of a record under `parent`."""
        return pulumi.ResourceOptions(parent=parent, provider=self.provider)


class Domain(pulumi.ComponentResource):
    """The zones; `zone_id` of the domain's, and `origin_secret` (None without CloudFront), are what others take."""

    zone_id: pulumi.Output[str]
    origin_secret: pulumi.Output[str] | None
    zones: Mapping[str, HostedZone]

    def __init__(self, name: str, *, args: DomainArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:edge:Domain", name, None, opts)
        self._args = args
        self.zones = {zone: self._zone(zone) for zone in args.edge.zone_names}
        for zone in self.zones.values():
            self._delegate(zone)
        self.zone_id = pulumi.Output.from_input(self.zones[args.edge.hosted_zone].zone_id)
        self.origin_secret = self._secret(args.place) if args.edge.cloud_front.enabled else None
        self.register_outputs({"zone_id": self.zone_id})

    def zone_of(self, name: str) -> HostedZone:
        """Return the zone that holds a name's records."""
        zone = self._args.edge.zone_of(name)
        assert zone is not None, f"{name} is in no zone, which the settings refuse"
        return self.zones[zone]

    def _zone(self, name: str) -> HostedZone:
        """Return a zone that stands already, or make it, with who may issue certificates for its names."""
        args = self._args
        given = args.edge.given_zone(name)
        if given.zone_id is not None:
            return HostedZone(name=name, zone_id=given.zone_id, provider=args.providers.get(name))
        first = name == args.edge.hosted_zone
        made = aws.route53.Zone(
            args.place.logical("zone" if first else f"zone-{name}"),
            name=name,
            comment=f"The names of the store, {args.place.environment}",
            force_destroy=args.place.lifecycle.force_destroy,
            # Route 53 takes changes from us-east-1; where that is lost, from another region within the hour.
            enable_accelerated_recovery=True,
            opts=pulumi.ResourceOptions(parent=self, protect=args.place.lifecycle.protected),
        )
        aws.route53.Record(
            args.place.logical("issuers" if first else f"issuers-{name}"),
            zone_id=made.zone_id,
            name=args.edge.domain if first else name,
            type="CAA",
            ttl=_TTL_SECONDS,
            records=['0 issue "amazon.com"', '0 issuewild ";"'],
            opts=pulumi.ResourceOptions(parent=self),
        )
        return HostedZone(name=name, zone_id=made.zone_id, provider=None, name_servers=made.name_servers)

    def _delegate(self, zone: HostedZone) -> None:
        """Lead to a zone that is made here from the one around it; what is around all, the registrar knows."""
        around = self._args.edge.zone_around(zone.name)
        if zone.name_servers is None or around is None:
            return
        aws.route53.Record(
            self._args.place.logical(f"delegation-{zone.name}"),
            zone_id=self.zones[around].zone_id,
            name=zone.name,
            type="NS",
            ttl=_TTL_SECONDS,
            records=zone.name_servers,
            # Whoever delegated it by hand, or to a zone of this name that is gone, is followed.
            allow_overwrite=True,
            opts=self.zones[around].options(self),
        )

    def _secret(self, place: Place) -> pulumi.Output[str]:
        secret = random.RandomPassword(
            place.logical("origin-secret"),
            length=_SECRET_LENGTH,
            special=False,
            opts=pulumi.ResourceOptions(parent=self, additional_secret_outputs=["result"]),
        )
        return pulumi.Output.secret(secret.result)
