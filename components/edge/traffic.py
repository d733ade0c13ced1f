"""DNS: the store's names resolve to the site that serves, by a switch that no outage flips (decision 8)."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Inventory, MonitoredResource, ResourceKind
from components.edge.distribution import Distribution
from components.edge.domain import ORIGIN_HEADER
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


@dataclass(frozen=True, kw_only=True)
class TrafficArgs:
    """Where the records are made, the zone, the load balancers by region, and the distribution before them, if any.

    `regions`: both sites', the first of which is home: traffic goes there unless the other says that it serves.
    """

    place: Place
    edge: EdgeSettings
    zone_id: pulumi.Input[str]
    regions: tuple[str, str]
    serving: str
    load_balancers: Mapping[str, LoadBalancer]
    distribution: Distribution | None


class Traffic(pulumi.ComponentResource):
    """Health checks and records; `checks` holds by region the id of the check of its load balancer."""

    checks: Mapping[str, pulumi.Output[str]]
    distribution: Distribution | None

    def __init__(self, name: str, *, args: TrafficArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Traffic", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self.distribution = args.distribution
        self.checks = {
            region: self._reachable(region, balancer) for region, balancer in args.load_balancers.items()
        }
        home, away = args.regions
        self._switch = self._away_not_serving(away) if set(args.load_balancers) == {home, away} else None
        self._origin(home, "PRIMARY", self._switch)
        self._origin(away, "SECONDARY", None)
        for viewer_name in args.edge.viewer_names:
            self._viewer(viewer_name)
        self.register_outputs({})

    def manifest(self) -> Filled[model.Traffic]:
        """Return what a procedure must know to lead traffic elsewhere, and to see where it goes."""
        args = self._args
        return fill(
            model.Traffic,
            hosted_zone=args.zone_id,
            names=args.edge.viewer_names,
            origin=args.edge.origin,
            home=args.regions[0],
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

    def _origin(self, region: str, role: str, check: pulumi.Input[str] | None) -> None:
        """Lead the origin's name to a region's load balancer, or to the only one that stands."""
        args = self._args
        balancer = args.load_balancers.get(region, args.load_balancers[args.serving])
        aws.route53.Record(
            args.place.logical(f"origin-{region}"),
            zone_id=args.zone_id,
            name=args.edge.origin,
            type="A",
            set_identifier=region,
            failover_routing_policies=[{"type": role}],
            health_check_id=check,
            aliases=[{"name": balancer.dns_name, "zone_id": balancer.zone_id, "evaluate_target_health": False}],
            opts=self._child,
        )

    def _viewer(self, name: str) -> None:
        args = self._args
        target: aws.route53.RecordAliasArgsDict = (
            {
                "name": args.distribution.domain_name,
                "zone_id": args.distribution.zone_id,
                "evaluate_target_health": False,
            }
            if args.distribution
            else {"name": args.edge.origin, "zone_id": args.zone_id, "evaluate_target_health": False}
        )
        # Only CloudFront answers by IPv6.
        for kind in ("A", "AAAA") if args.distribution else ("A",):
            aws.route53.Record(
                args.place.logical(f"visitors-{name}-{kind.lower()}"),
                zone_id=args.zone_id,
                name=name,
                type=kind,
                aliases=[target],
                opts=self._child,
            )
