"""What visitors ask of CloudFront, recorded in the bucket of access logs of the distribution's own region."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.shared.naming import Place

# CloudFront's fields without cs(Cookie), whose sessions open accounts, and without those of field-level encryption.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
_FIELDS = (
    "date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status",
    "cs(Referer)", "cs(User-Agent)", "cs-uri-query", "x-edge-result-type", "x-edge-request-id", "x-host-header",
    "cs-protocol", "cs-bytes", "time-taken", "x-forwarded-for", "ssl-protocol", "ssl-cipher",
    "x-edge-response-result-type", "cs-protocol-version", "c-port", "time-to-first-byte",
    "x-edge-detailed-result-type", "sc-content-type", "sc-content-len",
)  # fmt: skip
# Below AWSLogs/ACCOUNT/CloudFront/, which AWS puts before it.
_PATH = "{DistributionId}/{yyyy}/{MM}/{dd}"


@dataclass(frozen=True, kw_only=True)
class DistributionLogArgs:
    """Where it is set up (us-east-1, as CloudFront asks), whose requests, and the name of the bucket."""

    place: Place
    distribution_arn: pulumi.Input[str]
    access_log_bucket: pulumi.Input[str]


class DistributionLog(pulumi.ComponentResource):
    """The delivery of a distribution's access logs (standard logging, version 2)."""

    def __init__(self, name: str, *, args: DistributionLogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:edge:DistributionLog", name, None, opts)
        place, child = args.place, pulumi.ResourceOptions(parent=self)
        source = aws.cloudwatch.LogDeliverySource(
            place.logical("distribution"),
            name=place.name("distribution"),
            log_type="ACCESS_LOGS",
            resource_arn=args.distribution_arn,
            opts=child,
        )
        destination = aws.cloudwatch.LogDeliveryDestination(
            place.logical("access-logs"),
            name=place.name("access-logs"),
            output_format="json",
            delivery_destination_configuration={
                "destination_resource_arn": pulumi.Output.from_input(args.access_log_bucket).apply(
                    lambda bucket: f"arn:aws:s3:::{bucket}"
                )
            },
            opts=child,
        )
        aws.cloudwatch.LogDelivery(
            place.logical("distribution"),
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            record_fields=list(_FIELDS),
            s3_delivery_configurations=[{"suffix_path": _PATH, "enable_hive_compatible_path": False}],
            opts=child,
        )
        self.register_outputs({})
