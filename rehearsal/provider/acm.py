"""ACM certificates and their validation by DNS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import (
    Created,
    Handler,
    Inputs,
    Live,
    PairedTags,
    Property,
    Table,
    dig,
    listed,
    same,
)
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_OPTIONS = Nested()
_ASKED = (
    "DomainValidationOptions[].{domainName: DomainName, resourceRecordName: ResourceRecord.Name, "
    "resourceRecordType: ResourceRecord.Type, resourceRecordValue: ResourceRecord.Value}"
)


def _describe(aws: AwsRegion, arn: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
    live = aws.call("acm", "DescribeCertificate", CertificateArn=arn)["Certificate"]
    names = [name for name in live["SubjectAlternativeNames"] if name != live["DomainName"]]
    return {**live, "Others": names, "Algorithm": str(live["KeyAlgorithm"]).replace("-", "_")}


_CERTIFICATE = Table(
    service="acm",
    create_operation="RequestCertificate",
    id_at="CertificateArn",
    properties={
        **same("domainName"),
        "subjectAlternativeNames": Property("SubjectAlternativeNames", "Others"),
        "validationMethod": Property("ValidationMethod", "DomainValidationOptions[0].ValidationMethod"),
        "keyAlgorithm": Property("KeyAlgorithm", "Algorithm"),
        "options": Property("Options", send=_OPTIONS.send, show=_OPTIONS.show),
    },
    describe=_describe,
    computed={"arn": "CertificateArn", "status": "Status", "domainValidationOptions": _ASKED},
    tagging=PairedTags(
        "acm", "ListTagsForCertificate", by=lambda _aws, arn, _live: {"CertificateArn": arn}, at="Tags"
    ),
)


class NotProvedError(Exception):
    """A certificate whose names are not proved by the records given: ACM would never issue it."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"acm would wait for ever: no record given proves {', '.join(missing)}")


class _Validations:
    """Waits until the certificate is issued; the provider's id is a time, here the certificate's ARN."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        arn = str(inputs["certificateArn"])
        live = _describe(aws, arn, inputs)
        given = listed(inputs, "validationRecordFqdns")
        # Within one account ACM asks for one record a name in all regions, which the emulator does not know.
        if len(given) < len(dig("DomainValidationOptions", live)):
            raise NotProvedError(dig("DomainValidationOptions[].DomainName", live)[len(given) :])
        return Created(arn, self.read(aws, arn, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        return {"certificateArn": _describe(aws, resource_id, inputs)["CertificateArn"]}


HANDLERS: Mapping[str, Handler] = {
    "aws:acm/certificate:Certificate": _CERTIFICATE,
    "aws:acm/certificateValidation:CertificateValidation": _Validations(),
}
