"""Route 53: hosted zones, records and health checks. All of it is global."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import Created, Handler, Inputs, Live, Property, Table, dig, listed, pairs, unpaired
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion


def _tag(aws: AwsRegion, kind: str, resource_id: str, inputs: Inputs) -> None:
    if inputs.get("tagsAll"):
        aws.call(
            "route53",
            "ChangeTagsForResource",
            ResourceType=kind,
            ResourceId=resource_id,
            AddTags=pairs(inputs["tagsAll"]),
        )


def _tags(aws: AwsRegion, kind: str, resource_id: str) -> dict[str, dict[str, str]]:
    answer = aws.call("route53", "ListTagsForResource", ResourceType=kind, ResourceId=resource_id)
    tags = unpaired(answer["ResourceTagSet"]["Tags"])
    return {"tags": tags, "tagsAll": tags}


class _Zones:
    """A public zone. Its accelerated recovery is a change that the emulator does not know."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        made = aws.call(
            "route53",
            "CreateHostedZone",
            Name=inputs["name"],
            CallerReference=secrets.token_hex(8),
            HostedZoneConfig={"Comment": inputs.get("comment") or "Managed by Pulumi"},
        )
        zone = str(made["HostedZone"]["Id"]).rsplit("/", 1)[-1]
        _tag(aws, "hostedzone", zone, inputs)
        servers = made["DelegationSet"]["NameServers"]
        computed = {
            "zoneId": zone,
            "nameServers": servers,
            "arn": f"arn:{aws.partition}:route53:::hostedzone/{zone}",
        }
        return Created(zone, {**self.read(aws, zone, inputs), **computed})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        live = aws.call("route53", "GetHostedZone", Id=resource_id)["HostedZone"]
        return {
            "name": str(live["Name"]).removesuffix("."),
            "comment": live["Config"].get("Comment"),
            **_tags(aws, "hostedzone", resource_id),
        }


_ALIAS = Nested({"name": "DNSName", "zoneId": "HostedZoneId"})


class _Records:
    """One record set; the provider's id is `zone_name_type`, and the set's identifier where it has one."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        change = {"Action": "CREATE", "ResourceRecordSet": _record_set(inputs)}
        aws.call(
            "route53", "ChangeResourceRecordSets", HostedZoneId=inputs["zoneId"], ChangeBatch={"Changes": [change]}
        )
        parts = (inputs["zoneId"], inputs["name"], inputs["type"], inputs.get("setIdentifier"))
        resource_id = "_".join(part for part in parts if part)
        fqdn = str(inputs["name"]).removesuffix(".")
        return Created(resource_id, {**self.read(aws, resource_id, inputs), "fqdn": fqdn})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        sets = aws.whole("route53", "ListResourceRecordSets", HostedZoneId=inputs["zoneId"])["ResourceRecordSets"]
        name = str(inputs["name"]).removesuffix(".") + "."
        wanted = (name, inputs["type"], inputs.get("setIdentifier"))
        live = next((one for one in sets if (one["Name"], one["Type"], one.get("SetIdentifier")) == wanted), None)
        if live is None:
            raise NotStandingError("route53", "ListResourceRecordSets", resource_id)
        return _shown(live, inputs)


def _record_set(inputs: Inputs) -> dict[str, Any]:
    given: dict[str, Any] = {
        "Name": inputs["name"],
        "Type": inputs["type"],
        "TTL": inputs.get("ttl"),
        "ResourceRecords": [{"Value": value} for value in listed(inputs, "records")] or None,
        "AliasTarget": _ALIAS.send(inputs["aliases"][0]) if inputs.get("aliases") else None,
        "SetIdentifier": inputs.get("setIdentifier"),
        "Failover": dig("failoverRoutingPolicies[0].type", dict(inputs)),
        "HealthCheckId": inputs.get("healthCheckId"),
    }
    return {name: value for name, value in given.items() if value is not None}


def _shown(live: Mapping[str, Any], inputs: Inputs) -> dict[str, Any]:
    # Route 53 shows names with a dot at the end, which the provider leaves out.
    alias = _ALIAS.show(live["AliasTarget"]) if "AliasTarget" in live else None
    failover = live.get("Failover")
    return {
        "zoneId": inputs["zoneId"],
        "name": inputs["name"],
        "type": live["Type"],
        "ttl": live.get("TTL"),
        "records": [one["Value"] for one in live.get("ResourceRecords", [])],
        "aliases": [{**alias, "name": str(alias["name"]).removesuffix(".")}] if alias else [],
        "setIdentifier": live.get("SetIdentifier"),
        "failoverRoutingPolicies": [{"type": failover}] if failover else [],
        "healthCheckId": live.get("HealthCheckId"),
    }


def _describe_check(aws: AwsRegion, check: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("route53", "GetHealthCheck", HealthCheckId=check)["HealthCheck"]


class _HealthChecks:
    """The caller's reference makes a call unique; tags are put on afterwards."""

    _table = Table(
        service="route53",
        create_operation="CreateHealthCheck",
        id_at="HealthCheck.Id",
        properties={
            name: Property(f"HealthCheckConfig.{api}")
            for name, api in {
                "type": "Type",
                "fqdn": "FullyQualifiedDomainName",
                "port": "Port",
                "resourcePath": "ResourcePath",
                "requestInterval": "RequestInterval",
                "failureThreshold": "FailureThreshold",
                "enableSni": "EnableSNI",
                "invertHealthcheck": "Inverted",
                "disabled": "Disabled",
                "measureLatency": "MeasureLatency",
            }.items()
        },
        describe=_describe_check,
    )

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        made = aws.call(
            "route53", "CreateHealthCheck", CallerReference=secrets.token_hex(8), **self._table.parameters(inputs)
        )
        check = str(dig("HealthCheck.Id", made))
        _tag(aws, "healthcheck", check, inputs)
        arn = f"arn:{aws.partition}:route53:::healthcheck/{check}"
        return Created(check, {**self.read(aws, check, inputs), "arn": arn})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        return {**self._table.read(aws, resource_id, inputs), **_tags(aws, "healthcheck", resource_id)}


HANDLERS: Mapping[str, Handler] = {
    "aws:route53/zone:Zone": _Zones(),
    "aws:route53/record:Record": _Records(),
    "aws:route53/healthCheck:HealthCheck": _HealthChecks(),
}
