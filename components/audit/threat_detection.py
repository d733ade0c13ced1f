"""GuardDuty looks for threats; IAM Access Analyzer for rights that reach outside or that nobody uses."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.settings import ThreatFeature
from components.shared.naming import Place


@dataclass(frozen=True, kw_only=True)
class ThreatDetectionArgs:
    """Where it looks, which features are paid for, and after how many days (None: not here) a right is unused.

    `detector`, `analyzers`: whether the region's are ours to make.

    Rights belong to no region, so that one region looks for unused ones: each role is paid for by the month.
    """

    place: Place
    features: Sequence[ThreatFeature]
    unused_access_days: int | None
    detector: bool
    analyzers: bool


class ThreatDetection(pulumi.ComponentResource):
    """GuardDuty's detector and IAM Access Analyzer's analysers."""

    def __init__(self, name: str, *, args: ThreatDetectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:audit:ThreatDetection", name, None, opts)
        self._args, self._child = args, pulumi.ResourceOptions(parent=self)
        if args.detector:
            self._detector()
        if args.analyzers:
            self._analyzers()
        self.register_outputs({})

    def _analyzers(self) -> None:
        self._analyzer("outside-access", "ACCOUNT")
        if self._args.unused_access_days is not None:
            days = aws.accessanalyzer.AnalyzerConfigurationUnusedAccessArgs(
                unused_access_age=self._args.unused_access_days
            )
            self._analyzer(
                "unused-access",
                "ACCOUNT_UNUSED_ACCESS",
                aws.accessanalyzer.AnalyzerConfigurationArgs(unused_access=days),
            )

    def _detector(self) -> None:
        place = self._args.place
        detector = aws.guardduty.Detector(
            place.logical("threats"),
            enable=True,
            finding_publishing_frequency="FIFTEEN_MINUTES",
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        for feature in ThreatFeature:
            # Left out, a feature is on: a new detector has them all. What GuardDuty adds to one by itself would
            # replace it (https://github.com/hashicorp/terraform-provider-aws/issues/36695): pipelines may not.
            aws.guardduty.DetectorFeature(
                place.logical(f"threats-{feature.lower().replace('_', '-')}"),
                detector_id=detector.id,
                name=feature,
                status="ENABLED" if feature in self._args.features else "DISABLED",
                opts=pulumi.ResourceOptions(parent=self, ignore_changes=["additionalConfigurations"]),
            )

    def _analyzer(
        self, what: str, kind: str, configuration: aws.accessanalyzer.AnalyzerConfigurationArgs | None = None
    ) -> None:
        place = self._args.place
        aws.accessanalyzer.Analyzer(
            place.logical(what),
            analyzer_name=place.name(what),
            type=kind,
            configuration=configuration,
            opts=self._child,
        )
