"""GuardDuty's detectors, and their features one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Created, Handler, Inputs, Live, MappedTags, Property, Table, dig, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion


def _describe(aws: AwsRegion, detector: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    return {
        **aws.call("guardduty", "GetDetector", DetectorId=detector),
        "Arn": aws.arn("guardduty", f"detector/{detector}"),
    }


_DETECTOR = Table(
    service="guardduty",
    create_operation="CreateDetector",
    id_at="DetectorId",
    properties={
        "enable": Property("Enable", "Status == 'ENABLED'"),
        "findingPublishingFrequency": Property("FindingPublishingFrequency"),
    },
    describe=_describe,
    computed={"arn": "Arn"},
    tagging=MappedTags(
        "guardduty",
        "GetDetector",
        by=lambda _aws, detector, _live: {"DetectorId": detector},
        at="Tags",
        parameter="Tags",
    ),
)


# https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorAdditionalConfiguration.html: what GuardDuty
# answers of a feature's agents, whether or not anybody asked for them; moto knows only what it was told.
_MANAGEMENTS = {
    "RUNTIME_MONITORING": ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT"),
    "EKS_RUNTIME_MONITORING": ("EKS_ADDON_MANAGEMENT",),
}


class _Features:
    """One feature of a detector; the provider's id is `detector/feature`."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        detector, name = str(inputs["detectorId"]), str(inputs["name"])
        agents = [
            {"Name": one["name"], "Status": one["status"]} for one in listed(inputs, "additionalConfigurations")
        ]
        wanted = {
            "Name": name,
            "Status": inputs["status"],
            **({"AdditionalConfiguration": agents} if agents else {}),
        }
        aws.call("guardduty", "UpdateDetector", DetectorId=detector, Features=[wanted])
        resource_id = f"{detector}/{name}"
        return Created(resource_id, self.read(aws, resource_id, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        detector, _, name = resource_id.partition("/")
        live = aws.call("guardduty", "GetDetector", DetectorId=detector)
        found = f"Features[?Name=='{name}'] | [0]"
        told: list[Mapping[str, str]] = dig(f"{found}.AdditionalConfiguration", live) or []
        asked = {one["Name"]: one["Status"] for one in told}
        return {
            "detectorId": detector,
            "name": dig(f"{found}.Name", live),
            "status": dig(f"{found}.Status", live),
            "additionalConfigurations": [
                {"name": one, "status": asked.get(one, "DISABLED")} for one in _MANAGEMENTS.get(name, tuple(asked))
            ],
        }


HANDLERS: Mapping[str, Handler] = {
    "aws:guardduty/detector:Detector": _DETECTOR,
    "aws:guardduty/detectorFeature:DetectorFeature": _Features(),
}
