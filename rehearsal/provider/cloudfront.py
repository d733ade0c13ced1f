"""CloudFront distributions."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, cast

from rehearsal.provider.handler import Created, Handler, Inputs, dig, listed, pairs, unpaired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

# That of every distribution: https://docs.aws.amazon.com/general/latest/gr/cf_region.html
_ZONE = "Z2FDTNDATAQYW2"

# The service's path below the configuration, by the provider's property.
_SIMPLE = {
    "comment": "Comment",
    "enabled": "Enabled",
    "isIpv6Enabled": "IsIPV6Enabled",
    "httpVersion": "HttpVersion",
    "priceClass": "PriceClass",
    "webAclId": "WebACLId",
}
_BEHAVIOUR = {
    "targetOriginId": "TargetOriginId",
    "viewerProtocolPolicy": "ViewerProtocolPolicy",
    "compress": "Compress",
    "cachePolicyId": "CachePolicyId",
    "originRequestPolicyId": "OriginRequestPolicyId",
    "responseHeadersPolicyId": "ResponseHeadersPolicyId",
}
_CERTIFICATE = {
    "acmCertificateArn": "ACMCertificateArn",
    "sslSupportMethod": "SSLSupportMethod",
    "minimumProtocolVersion": "MinimumProtocolVersion",
}
_ORIGIN = {
    "originId": "Id",
    "domainName": "DomainName",
    "connectionAttempts": "ConnectionAttempts",
    "connectionTimeout": "ConnectionTimeout",
}
_CUSTOM = {
    "httpPort": "HTTPPort",
    "httpsPort": "HTTPSPort",
    "originProtocolPolicy": "OriginProtocolPolicy",
    "originReadTimeout": "OriginReadTimeout",
    "originKeepaliveTimeout": "OriginKeepaliveTimeout",
}


def _send(names: Mapping[str, str], value: Mapping[str, Any]) -> dict[str, Any]:
    return {api: value[name] for name, api in names.items() if value.get(name) is not None}


def _show(names: Mapping[str, str], live: Mapping[str, Any]) -> dict[str, Any]:
    return {name: live[api] for name, api in names.items() if api in live}


def _counted(items: list[Any]) -> dict[str, Any]:
    """A list as CloudFront takes it."""
    return {"Quantity": len(items), "Items": items} if items else {"Quantity": 0}


def _items(live: Mapping[str, Any] | None) -> list[Any]:
    return cast("list[Any]", (live or {}).get("Items") or [])


def _send_origin(origin: Mapping[str, Any]) -> dict[str, Any]:
    headers = [
        {"HeaderName": header["name"], "HeaderValue": header["value"]} for header in listed(origin, "customHeaders")
    ]
    custom = origin["customOriginConfig"]
    return {
        **_send(_ORIGIN, origin),
        "OriginPath": "",
        "CustomHeaders": _counted(headers),
        "CustomOriginConfig": {
            **_send(_CUSTOM, custom),
            "OriginSslProtocols": _counted(custom["originSslProtocols"]),
        },
    }


def _show_origin(live: Mapping[str, Any]) -> dict[str, Any]:
    headers = [
        {"name": one["HeaderName"], "value": one["HeaderValue"]} for one in _items(live.get("CustomHeaders"))
    ]
    custom = live["CustomOriginConfig"]
    return {
        **_show(_ORIGIN, live),
        "customHeaders": headers,
        "customOriginConfig": {
            **_show(_CUSTOM, custom),
            "originSslProtocols": _items(custom.get("OriginSslProtocols")),
        },
    }


def _config(inputs: Inputs) -> dict[str, Any]:
    behaviour = inputs["defaultCacheBehavior"]
    return {
        "CallerReference": secrets.token_hex(8),
        **_send(_SIMPLE, inputs),
        "Aliases": _counted(inputs.get("aliases") or []),
        "Origins": _counted([_send_origin(origin) for origin in inputs["origins"]]),
        "DefaultCacheBehavior": {
            **_send(_BEHAVIOUR, behaviour),
            "AllowedMethods": {
                **_counted(behaviour["allowedMethods"]),
                "CachedMethods": _counted(behaviour["cachedMethods"]),
            },
        },
        "ViewerCertificate": _send(_CERTIFICATE, inputs["viewerCertificate"]),
        "Restrictions": {
            "GeoRestriction": {
                "RestrictionType": inputs["restrictions"]["geoRestriction"]["restrictionType"],
                "Quantity": 0,
            }
        },
    }


class _Distributions:
    """The configuration is one document, in which lists are counted."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        tags = pairs(inputs.get("tagsAll") or {})
        made = aws.call(
            "cloudfront",
            "CreateDistributionWithTags",
            DistributionConfigWithTags={"DistributionConfig": _config(inputs), "Tags": {"Items": tags}},
        )["Distribution"]
        computed = {
            "arn": made["ARN"],
            "domainName": made["DomainName"],
            "hostedZoneId": _ZONE,
            "status": made["Status"],
        }
        return Created(str(made["Id"]), {**self.read(aws, str(made["Id"]), inputs), **computed})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        found = aws.call("cloudfront", "GetDistribution", Id=resource_id)["Distribution"]
        live, behaviour = found["DistributionConfig"], found["DistributionConfig"]["DefaultCacheBehavior"]
        tags = unpaired(dig("Tags.Items", aws.call("cloudfront", "ListTagsForResource", Resource=found["ARN"])))
        restriction = dig("Restrictions.GeoRestriction.RestrictionType", live)
        return {
            **_show(_SIMPLE, live),
            "aliases": _items(live.get("Aliases")),
            "origins": [_show_origin(origin) for origin in _items(live["Origins"])],
            "defaultCacheBehavior": {
                **_show(_BEHAVIOUR, behaviour),
                "allowedMethods": _items(behaviour.get("AllowedMethods")),
                "cachedMethods": _items(dig("AllowedMethods.CachedMethods", behaviour)),
            },
            "viewerCertificate": _show(_CERTIFICATE, live.get("ViewerCertificate", {})),
            "restrictions": {"geoRestriction": {"restrictionType": restriction}},
            "tags": tags,
            "tagsAll": tags,
        }


HANDLERS: Mapping[str, Handler] = {"aws:cloudfront/distribution:Distribution": _Distributions()}
