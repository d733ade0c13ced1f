"""DNS: the store's names resolve to the site that serves, by a switch that no outage flips (decision 8)."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Inventory, MonitoredResource, ResourceKind
from components.edge.distribution import Distribution
from components.edge.domain import ORIGIN_HEADER, Domain, HostedZone
from components.edge.firewall import monitored_firewall
from components.edge.load_balancer import LoadBalancer
from components.edge.rules import HEALTH_PATH, SERVING_PATH
from components.network.ports import HTTPS
from components.settings import EdgeSettings
from components.shared.filling import Filled, fill
from components.shared.naming import Place
from manifest import traffic as model

_FAILURES = 3
_SECONDS, _SWITCH_SECONDS = 30, 10  # Route 53 knows these two
_CNAME_TTL_SECONDS = 300  # the origin's name stays; where it leads is asked every minute


@dataclass(frozen=True, kw_only=True)
class TrafficArgs:
    """Where records are made, the zones, the load balancers by region, and the distribution before them, if any.

    `home`: traffic goes there unless the other region, `away`, says that it serves; None: there is no other.
    """

    place: Place
    edge: EdgeSettings
    domain: Domain
    home: str
    away: str | None
    serving: str
    load_balancers: Mapping[str, LoadBalancer]
    distribution: Distribution | None


class Traffic(pulumi.ComponentResource):
    """Health checks and records; `checks` holds by region the id of the check of its load balancer."""

    checks: Mapping[str, pulumi.Output[str]]
    distribution: Distribution | None

    def __init__(self, name: str, *, args: TrafficArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:edge:Traffic", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self.distribution = args.distribution
        self._kinds = ("A", "AAAA") if args.edge.dual_stack else ("A",)
        self.checks = {
            region: self._reachable(region, balancer) for region, balancer in args.load_balancers.items()
        }
        several = len(args.load_balancers) > 1
        self._switch = self._away_not_serving(args.away) if args.away and several else None
        self._failover("origin", args.edge.origin, args.domain.zone_of(args.edge.origin))
        for viewer_name in args.edge.viewer_names:
            self._viewer(viewer_name, args.domain.zone_of(viewer_name))
        self.register_outputs({})

    def manifest(self) -> Filled[model.Traffic]:
        """Return what a procedure must know to lead traffic elsewhere, and to see where it goes."""
        args = self._args
        return fill(
            model.Traffic,
            hosted_zone=args.domain.zone_id,
            names=args.edge.viewer_names,
            origin=args.edge.origin,
            home=args.home,
            reachable_checks=self.checks,
            load_balancers={region: balancer.manifest() for region, balancer in args.load_balancers.items()},
            switch_check=self._switch,
            distribution=args.distribution.id_ if args.distribution else None,
            origin_header=ORIGIN_HEADER if args.distribution else None,
        )

    def monitored(self) -> Inventory:
        """Return what stands for both sites, whose metrics AWS keeps in one region."""
        found = {
            ResourceKind.HEALTH_CHECK: [
                MonitoredResource(label=region, dimensions={"HealthCheckId": check})
                for region, check in self.checks.items()
            ]
        }
        if self.distribution is not None:
            dimensions = {"DistributionId": self.distribution.id_, "Region": "Global"}
            found[ResourceKind.DISTRIBUTION] = [MonitoredResource(dimensions=dimensions)]
            found[ResourceKind.FIREWALL] = [monitored_firewall(self.distribution.place, {})]
        return found

    def _reachable(self, region: str, balancer: LoadBalancer) -> pulumi.Output[str]:
        return self._check(f"{region}-reachable", balancer, path=HEALTH_PATH, seconds=_SECONDS, inverted=False)

    def _away_not_serving(self, away: str) -> pulumi.Output[str]:
        balancer = self._args.load_balancers[away]
        return self._check(
            f"{away}-not-serving", balancer, path=SERVING_PATH, seconds=_SWITCH_SECONDS, inverted=True
        )

    def _check(
        self, what: str, balancer: LoadBalancer, *, path: str, seconds: int, inverted: bool
    ) -> pulumi.Output[str]:
        place = self._args.place
        made = aws.route53.HealthCheck(
            place.logical(what),
            type="HTTPS",
            fqdn=balancer.dns_name,
            port=HTTPS,
            resource_path=path,
            request_interval=seconds,
            failure_threshold=_FAILURES,
            enable_sni=True,
            invert_healthcheck=inverted,
            tags={"Name": place.name(what)},
            opts=self._child,
        )
        return made.id

    def _failover(self, what: str, name: str, zone: HostedZone) -> None:
        """Lead a name to home's load balancer, to the other's where that serves, or to the only one that stands.

        Without another region the primary record stands alone, without a check, so that it is always taken.
        """
        for kind in self._kinds:
            for region in filter(None, (self._args.home, self._args.away)):
                self._lead(what, name, zone, region, kind)

    def _lead(self, what: str, name: str, zone: HostedZone, region: str, kind: str) -> None:
        args = self._args
        balancer = args.load_balancers.get(region, args.load_balancers[args.serving])
        home = region == args.home
        aws.route53.Record(
            args.place.logical(f"{what}-{region}" if kind == "A" else f"{what}-{region}-{kind.lower()}"),
            zone_id=zone.zone_id,
            name=name,
            type=kind,
            set_identifier=region,
            failover_routing_policies=[{"type": "PRIMARY" if home else "SECONDARY"}],
            health_check_id=self._switch if home else None,
            aliases=[{"name": balancer.dns_name, "zone_id": balancer.zone_id, "evaluate_target_health": False}],
            opts=zone.options(self),
        )

    def _viewer(self, name: str, zone: HostedZone) -> None:
        """Lead a name of the store to CloudFront, or where the origin's name leads."""
        args = self._args
        if args.distribution is not None:
            for kind in ("A", "AAAA"):
                self._alias(name, zone, kind, args.distribution.domain_name, args.distribution.zone_id)
        elif zone.name == args.edge.hosted_zone:
            for kind in self._kinds:
                self._alias(name, zone, kind, args.edge.origin, zone.zone_id)
        elif name == zone.name:
            # An alias leads to records of its own zone alone, and no CNAME can stand at a zone's top.
            self._failover(f"visitors-{name}", name, zone)
        else:
            self._cname(name, zone)

    def _alias(
        self, name: str, zone: HostedZone, kind: str, target: pulumi.Input[str], target_zone: pulumi.Input[str]
    ) -> None:
        aws.route53.Record(
            self._args.place.logical(f"visitors-{name}-{kind.lower()}"),
            zone_id=zone.zone_id,
            name=name,
            type=kind,
            aliases=[{"name": target, "zone_id": target_zone, "evaluate_target_health": False}],
            opts=zone.options(self),
        )

    def _cname(self, name: str, zone: HostedZone) -> None:
        aws.route53.Record(
            self._args.place.logical(f"visitors-{name}-cname"),
            zone_id=zone.zone_id,
            name=name,
            type="CNAME",
            ttl=_CNAME_TTL_SECONDS,
            records=[self._args.edge.origin],
            opts=zone.options(self),
        )
