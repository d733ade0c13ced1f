"""The place of what AWS keeps in one region for all: CloudFront's parts, and events and metrics without a region.

Where a site stands in that region, the site is this place.
"""

from dataclasses import dataclass

import pulumi

from components.alarms.alarm import Inventory
from components.audit.tripwires import Tripwires, TripwiresArgs
from components.baseline.region import GlobalBaseline, GlobalBaselineArgs
from components.edge.firewall_log import FirewallLog, FirewallLogArgs
from components.settings import Settings
from components.shared.naming import Place


@dataclass(frozen=True, kw_only=True)
class GlobalPlaceArgs:
    """The settings, and the boundary of the roles of machines."""

    settings: Settings
    boundary_arn: pulumi.Input[str]


class GlobalPlace(pulumi.ComponentResource):
    """Keys, topics, tripwires and, with CloudFront, the log of its firewall, in the region without a site.

    Events of IAM, of the account's owner and of sign-ins are told there alone, and so are the metrics of CloudFront
    and of Route 53, whose alarms report to topics of their own region.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html
    """

    place: Place
    baseline: GlobalBaseline
    firewall_log: FirewallLog | None

    def __init__(self, name: str, *, args: GlobalPlaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:GlobalPlace", name, None, opts)
        settings, child = args.settings, pulumi.ResourceOptions(parent=self)
        place = self.place = settings.place(settings.global_region)
        base = self.baseline = GlobalBaseline(
            place.logical("baseline"),
            args=GlobalBaselineArgs(place=place, settings=settings, boundary_arn=args.boundary_arn),
            opts=child,
        )
        Tripwires(
            place.logical("tripwires"),
            args=TripwiresArgs(
                place=place,
                topics=base.notifications.topics,
                runbooks=settings.notifications.runbooks,
                boundary_arn=args.boundary_arn,
                archive=settings.log_archive.get(place.region),
            ),
            opts=child,
        )
        fronted = settings.edge.cloud_front.enabled
        self.firewall_log = (
            FirewallLog(place.logical("firewall-log"), args=FirewallLogArgs(baseline=base), opts=child)
            if fronted
            else None
        )
        self.register_outputs({})

    def monitored(self) -> Inventory:
        """Return what stands here and nowhere else: nothing that has metrics."""
        return {}
