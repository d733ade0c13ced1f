"""GuardDuty's detectors, and their features one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Created, Handler, Inputs, Live, MappedTags, Property, Table, dig

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


class _Features:
    """One feature of a detector; the provider's id is `detector/feature`."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        detector, name = str(inputs["detectorId"]), str(inputs["name"])
        wanted = {"Name": name, "Status": inputs["status"]}
        aws.call("guardduty", "UpdateDetector", DetectorId=detector, Features=[wanted])
        resource_id = f"{detector}/{name}"
        return Created(resource_id, self.read(aws, resource_id, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        detector, _, name = resource_id.partition("/")
        live = aws.call("guardduty", "GetDetector", DetectorId=detector)
        found = f"Features[?Name=='{name}'] | [0]"
        return {"detectorId": detector, "name": dig(f"{found}.Name", live), "status": dig(f"{found}.Status", live)}


HANDLERS: Mapping[str, Handler] = {
    "aws:guardduty/detector:Detector": _DETECTOR,
    "aws:guardduty/detectorFeature:DetectorFeature": _Features(),
}
