"""What records and watches one region."""

from dataclasses import dataclass

import pulumi

from components.audit.trail import Trail, TrailArgs
from components.audit.tripwires import Tripwires, TripwiresArgs
from components.audit.watch import Watch, WatchArgs
from components.encryption.keys import Keys, Purpose
from components.notifications.notifications import Notifications
from components.settings import Settings
from components.shared.naming import Place


@dataclass(frozen=True, kw_only=True)
class AuditArgs:
    """The site's keys, topic and access logs, the settings, and the boundary of its role."""

    place: Place
    settings: Settings
    keys: Keys
    notifications: Notifications
    access_log_bucket: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]


class Audit(pulumi.ComponentResource):
    """The trail, what looks through it, and the tripwires."""

    def __init__(self, name: str, *, args: AuditArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Audit", name, None, opts)
        place, audit, child = args.place, args.settings.audit, pulumi.ResourceOptions(parent=self)
        home = place.region == args.settings.home
        trail = Trail(
            place.logical("trail"),
            args=TrailArgs(
                place=place,
                all_regions=home,
                key_arn=args.keys.arn(Purpose.AUDIT),
                logs_key_arn=args.keys.arn(Purpose.LOGS),
                access_log_bucket=args.access_log_bucket,
                retention_days=audit.retention_days,
                locked_days=audit.locked_days,
                log_retention_days=args.settings.logs.retention_days,
                boundary_arn=args.boundary_arn,
            ),
            opts=child,
        )
        Watch(
            place.logical("watch"),
            args=WatchArgs(
                place=place,
                features=audit.threat_features,
                unused_access_days=audit.unused_access_days if home else None,
            ),
            opts=child,
        )
        Tripwires(
            place.logical("tripwires"),
            args=TripwiresArgs(
                place=place, topics=args.notifications.topics, runbooks=args.settings.notifications.runbooks
            ),
            opts=child,
        )
        self.register_outputs({"trail": trail.arn})
