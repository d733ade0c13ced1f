"""EC2 launch templates and their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import Ec2Tags, NotStandingError, arn_of, described
from rehearsal.provider.handler import Handler, Inputs, Live, Property, Table, dig, pairs, same, unpaired
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_DATA = "LaunchTemplateData"
_NESTED = Nested()
_SWITCHES = ("Encrypted", "DeleteOnTermination", "AssociatePublicIpAddress")
_found = described(
    "DescribeLaunchTemplates", "LaunchTemplateIds", "LaunchTemplates", also=arn_of("launch-template")
)


def _describe(aws: AwsRegion, template: str, inputs: Inputs) -> Live:
    """The template, with the data of its newest version, which is the one that the provider shows."""
    answer = aws.whole("ec2", "DescribeLaunchTemplateVersions", LaunchTemplateId=template, Versions=["$Latest"])
    newest = dig("LaunchTemplateVersions[0]", answer)
    if newest is None:
        raise NotStandingError("ec2", "DescribeLaunchTemplateVersions", template)
    return {**newest, **_found(aws, template, inputs)}


def _switched(items: dict[str, Any]) -> dict[str, Any]:
    return {name: _switch(value) if name in _SWITCHES else value for name, value in items.items()}


def _send_devices(devices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**_NESTED.send(device), "Ebs": _switched(_NESTED.send(device["ebs"]))} for device in devices]


def _send_interfaces(interfaces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sent = [_switched(_NESTED.send(interface)) for interface in interfaces]
    return [
        {
            **{name: value for name, value in one.items() if name != "SecurityGroups"},
            "Groups": one["SecurityGroups"],
        }
        for one in sent
    ]


def _show_interfaces(interfaces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **{name: _written(value) for name, value in _NESTED.show(one).items() if name != "groups"},
            "securityGroups": one["Groups"],
        }
        for one in interfaces
    ]


def _show_devices(devices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**shown, "ebs": {name: _written(value) for name, value in shown["ebs"].items()}}
        for shown in map(_NESTED.show, devices)
    ]


def _written(value: Any) -> Any:
    """A switch as the provider writes it in these blocks: a text."""
    return str(value).lower() if isinstance(value, bool) else value


def _send_tags(specifications: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"ResourceType": one["resourceType"], "Tags": pairs(one["tags"])} for one in specifications]


def _show_tags(specifications: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"resourceType": one["ResourceType"], "tags": unpaired(one["Tags"])}
        for one in specifications
        # The emulated service keeps the template's own tags among those of what it launches.
        if one["ResourceType"] != "launch-template"
    ]


def _switch(value: Any) -> bool:
    """A switch that the provider also takes as a text."""
    return value if isinstance(value, bool) else str(value).lower() == "true"


def _within(name: str, **ways: Any) -> Property:
    return Property(f"{_DATA}.{name}", **ways)


_TEMPLATE = Table(
    service="ec2",
    create_operation="CreateLaunchTemplate",
    id_at="LaunchTemplate.LaunchTemplateId",
    properties={
        "name": Property("LaunchTemplateName"),
        "description": Property("VersionDescription"),
        **{
            name: Property(f"{_DATA}.{one.api}")
            for name, one in same("imageId", "instanceType", "userData").items()
        },
        "iamInstanceProfile": _within("IamInstanceProfile", send=_NESTED.send, show=_NESTED.show),
        "monitoring": _within("Monitoring", send=_NESTED.send, show=_NESTED.show),
        "metadataOptions": _within("MetadataOptions", send=_NESTED.send, show=_NESTED.show),
        "networkInterfaces": _within("NetworkInterfaces", send=_send_interfaces, show=_show_interfaces),
        "blockDeviceMappings": _within("BlockDeviceMappings", send=_send_devices, show=_show_devices),
        "tagSpecifications": _within("TagSpecifications", send=_send_tags, show=_show_tags),
    },
    describe=_describe,
    computed={
        "arn": "Arn",
        "latestVersion": "LatestVersionNumber",
        "defaultVersion": "DefaultVersionNumber",
    },
    tagging=Ec2Tags("launch-template"),
)

HANDLERS: Mapping[str, Handler] = {"aws:ec2/launchTemplate:LaunchTemplate": _TEMPLATE}
