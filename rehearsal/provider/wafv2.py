"""WAF: web ACLs, what they stand before, and what they record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Created, Handler, Inputs, Live, Property, Table, dig, pairs, same, unpaired
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_RULES = Nested({"cloudwatchMetricsEnabled": "CloudWatchMetricsEnabled"})
_PLAIN = Nested()


class _Tags:
    """Tags on creation; shown one level deeper than elsewhere."""

    def carry(self, tags: Mapping[str, str]) -> dict[str, Any]:
        return {"Tags": pairs(tags)}

    def read(self, aws: AwsRegion, resource_id: str, live: Live) -> dict[str, str]:  # noqa: ARG002 - as `Tagging` has it
        answer = aws.whole("wafv2", "ListTagsForResource", ResourceARN=live["ARN"])
        return unpaired(dig("TagInfoForResource.TagList", answer))


class _Acls:
    """A web ACL is found by its id, name and scope together; the provider's id is the first alone."""

    _table = Table(
        service="wafv2",
        create_operation="CreateWebACL",
        id_at="Summary.Id",
        properties={
            **same("name", "description", "scope"),
            "defaultAction": Property("DefaultAction", send=_PLAIN.send, show=_PLAIN.show),
            "rules": Property("Rules", send=_RULES.send, show=_RULES.show),
            "visibilityConfig": Property("VisibilityConfig", send=_RULES.send, show=_RULES.show),
        },
        describe=lambda aws, acl, inputs: {
            **aws.call("wafv2", "GetWebACL", Id=acl, Name=inputs["name"], Scope=inputs["scope"])["WebACL"],
            "Scope": inputs["scope"],
        },
        computed={"arn": "ARN", "capacity": "Capacity"},
        tagging=_Tags(),
    )

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        return self._table.create(aws, inputs)

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        return self._table.read(aws, resource_id, inputs)


class _Associations:
    """A regional web ACL before a load balancer; the provider's id is `ACL,resource`."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        acl, resource = str(inputs["webAclArn"]), str(inputs["resourceArn"])
        aws.call("wafv2", "AssociateWebACL", WebACLArn=acl, ResourceArn=resource)
        resource_id = f"{acl},{resource}"
        return Created(resource_id, self.read(aws, resource_id, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        resource = resource_id.partition(",")[2]
        live = aws.call("wafv2", "GetWebACLForResource", ResourceArn=resource)
        return {"webAclArn": dig("WebACL.ARN", live), "resourceArn": resource}


def _describe_logging(aws: AwsRegion, arn: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return aws.call("wafv2", "GetLoggingConfiguration", ResourceArn=arn)


_LOGGING = Table(
    service="wafv2",
    create_operation="PutLoggingConfiguration",
    id_at="@resourceArn",
    properties={
        name: Property(f"LoggingConfiguration.{name[0].upper()}{name[1:]}", send=_PLAIN.send, show=_PLAIN.show)
        for name in ("resourceArn", "logDestinationConfigs", "redactedFields", "loggingFilter")
    },
    describe=_describe_logging,
)

HANDLERS: Mapping[str, Handler] = {
    "aws:wafv2/webAcl:WebAcl": _Acls(),
    "aws:wafv2/webAclAssociation:WebAclAssociation": _Associations(),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _LOGGING,
}
