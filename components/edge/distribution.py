"""CloudFront in front of the sites: every visitor comes through it."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.region import RegionBaseline
from components.edge.certificate import Certificate
from components.edge.distribution_log import DistributionLog, DistributionLogArgs
from components.edge.domain import ORIGIN_HEADER
from components.edge.firewall import Firewall, FirewallArgs, Scope
from components.edge.firewall_log import FirewallLog
from components.network.ports import HTTP, HTTPS
from components.settings import EdgeSettings
from components.storage.bucket import Bucket

# AWS's own policies, whose ids are the same in every account.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
_CACHE_AS_ORIGIN_SAYS = "4cc15a8a-d715-48a4-82b8-cc0b614638fe"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
_ALL_OF_THE_REQUEST = "216adef6-5c7f-47e4-b989-5492eafa07d3"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
_SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
_TLS_POLICY = "TLSv1.2_2021"
_METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE")
_READ_SECONDS, _KEEPALIVE_SECONDS, _CONNECT_SECONDS, _ATTEMPTS = 30, 60, 5, 2


@dataclass(frozen=True, kw_only=True)
class DistributionArgs:
    """The region of its parts (us-east-1), the names, the certificate there, and the origin secret.

    Its firewall and visitors are recorded in `firewall_log` and `access_logs`; the bucket may be in any region.
    """

    baseline: RegionBaseline
    access_logs: Bucket
    edge: EdgeSettings
    certificate: Certificate
    origin_secret: pulumi.Input[str]
    firewall_log: FirewallLog


class Distribution(pulumi.ComponentResource):
    """The distribution behind its firewall; `domain_name` and `zone_id` are what DNS takes."""

    id_: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]

    def __init__(self, name: str, *, args: DistributionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:edge:Distribution", name, None, opts)
        self._args, self._place = args, args.baseline.place
        self.place = self._place
        firewall = Firewall(
            self._place.logical("firewall"),
            args=FirewallArgs(
                place=self._place,
                scope=Scope.CLOUDFRONT,
                rate_limit=args.edge.rate_limit,
                log_arn=args.firewall_log.arn,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        distribution = self._distribution(firewall)
        DistributionLog(
            self._place.logical("distribution-log"),
            args=DistributionLogArgs(
                place=self._place,
                distribution_arn=distribution.arn,
                access_log_bucket=args.access_logs.name,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.id_ = distribution.id
        self.domain_name, self.zone_id = distribution.domain_name, distribution.hosted_zone_id
        self.register_outputs({"domain_name": self.domain_name})

    def _distribution(self, firewall: Firewall) -> aws.cloudfront.Distribution:
        args = self._args
        return aws.cloudfront.Distribution(
            self._place.logical("distribution"),
            comment=f"The store, {self._place.environment}",
            enabled=True,
            is_ipv6_enabled=True,
            http_version="http2and3",
            price_class=args.edge.cloud_front.price_class,
            aliases=list(args.edge.viewer_names),
            web_acl_id=firewall.arn,
            origins=[self._origin()],
            default_cache_behavior={
                "target_origin_id": "store",
                "viewer_protocol_policy": "redirect-to-https",
                "allowed_methods": list(_METHODS),
                "cached_methods": ["GET", "HEAD"],
                "compress": True,
                "cache_policy_id": _CACHE_AS_ORIGIN_SAYS,
                "origin_request_policy_id": _ALL_OF_THE_REQUEST,
                "response_headers_policy_id": _SECURITY_HEADERS,
            },
            viewer_certificate={
                "acm_certificate_arn": args.certificate.arn,
                "ssl_support_method": "sni-only",
                "minimum_protocol_version": _TLS_POLICY,
            },
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            opts=pulumi.ResourceOptions(
                parent=self,
                # A procedure replaces the secret that it was created with.
                ignore_changes=["origins[0].customHeaders[0].value"],
            ),
        )

    def _origin(self) -> aws.cloudfront.DistributionOriginArgsDict:
        return {
            "origin_id": "store",
            # DNS leads it to the site that serves: an origin group would fail over by itself, and only GET.
            "domain_name": self._args.edge.origin,
            "connection_attempts": _ATTEMPTS,
            "connection_timeout": _CONNECT_SECONDS,
            "custom_headers": [{"name": ORIGIN_HEADER, "value": self._args.origin_secret}],
            "custom_origin_config": {
                "http_port": HTTP,
                "https_port": HTTPS,
                "origin_protocol_policy": "https-only",
                "origin_ssl_protocols": ["TLSv1.2"],
                "origin_read_timeout": _READ_SECONDS,
                "origin_keepalive_timeout": _KEEPALIVE_SECONDS,
            },
        }
