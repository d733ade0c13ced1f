"""One region's audit: CloudTrail, threat detection, tripwires."""

from dataclasses import dataclass

import pulumi

from components.audit.threat_detection import ThreatDetection, ThreatDetectionArgs
from components.audit.trail import ArchivedTrail, Trail, TrailArgs
from components.audit.tripwires import Tripwires, TripwiresArgs
from components.baseline.baseline import Baseline
from components.encryption.keys import Purpose
from components.settings import AccountWide, AuditSettings, Settings
from components.shared.naming import Place


@dataclass(frozen=True, kw_only=True)
class AuditArgs:
    """Where it looks, and the settings."""

    baseline: Baseline
    settings: Settings


class Audit(pulumi.ComponentResource):
    """The trail, threat detection and the tripwires."""

    def __init__(self, name: str, *, args: AuditArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:audit:Audit", name, None, opts)
        place, audit, child = args.baseline.place, args.settings.audit, pulumi.ResourceOptions(parent=self)
        archive = args.settings.log_archive.get(place.region)
        home = place.region == args.settings.home_region
        trail = Trail(
            place.logical("trail"),
            args=TrailArgs(
                place=place,
                all_regions=home,
                key_arn=args.baseline.key_arn(Purpose.AUDIT),
                logs_key_arn=args.baseline.key_arn(Purpose.LOGS),
                access_log_bucket=args.baseline.access_logs.name,
                retention_days=audit.retention_days,
                locked_days=audit.locked_days,
                log_retention_days=args.baseline.log_retention_days,
                boundary_arn=args.baseline.boundary_arn,
                archive=_archived(archive, audit),
            ),
            opts=child,
        )
        ThreatDetection(
            place.logical("threat-detection"),
            args=ThreatDetectionArgs(
                place=place,
                features=audit.threat_features,
                unused_access_days=audit.unused_access_days if home else None,
                detector=args.settings.keeps(AccountWide.GUARDDUTY_DETECTOR),
                analyzers=args.settings.keeps(AccountWide.ACCESS_ANALYZERS),
            ),
            opts=child,
        )
        Tripwires(
            place.logical("tripwires"),
            args=TripwiresArgs(
                place=place,
                topics=args.baseline.notifications.topics,
                runbooks=args.settings.notifications.runbooks,
                boundary_arn=args.baseline.boundary_arn,
                archive=archive,
            ),
            opts=child,
        )
        self.register_outputs({"trail": trail.arn})


def _archived(archive: Place | None, audit: AuditSettings) -> ArchivedTrail | None:
    if archive is None or audit.log_archive is None:
        return None
    return ArchivedTrail(place=archive, key_arn=audit.log_archive.keys[archive.region])
