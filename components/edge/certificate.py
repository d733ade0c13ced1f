"""A region's certificate for the store's names, proved by records in their zones."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Inventory, MonitoredResource, ResourceKind
from components.edge.domain import Domain
from components.shared.naming import Place

_TTL_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class CertificateArgs:
    """Where it is used, its names (the first is the common name), and what proves them.

    ACM asks for the same record in every region of an account, so that one certificate makes them in the zones of
    `domain`, and the others name it as `proved_by`.
    """

    place: Place
    names: Sequence[str]
    domain: Domain
    proved_by: "Certificate | None" = None


class Certificate(pulumi.ComponentResource):
    """The certificate; `arn` is known only when it has been issued."""

    arn: pulumi.Output[str]
    record_names: Sequence[pulumi.Output[str]]

    def __init__(self, name: str, *, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:edge:Certificate", name, None, opts)
        place = args.place
        certificate = aws.acm.Certificate(
            place.logical("certificate"),
            domain_name=args.names[0],
            subject_alternative_names=list(args.names[1:]),
            validation_method="DNS",
            key_algorithm="RSA_2048",
            options={"certificate_transparency_logging_preference": "ENABLED"},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.record_names = args.proved_by.record_names if args.proved_by else self._records(certificate, args)
        issued = aws.acm.CertificateValidation(
            place.logical("certificate"),
            certificate_arn=certificate.arn,
            validation_record_fqdns=list(self.record_names),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = issued.certificate_arn
        self.register_outputs({"arn": self.arn})

    def monitored(self) -> Inventory:
        """Return the certificate, whose days are counted."""
        return {ResourceKind.CERTIFICATE: [MonitoredResource(dimensions={"CertificateArn": self.arn})]}

    def _records(self, certificate: aws.acm.Certificate, args: CertificateArgs) -> list[pulumi.Output[str]]:
        return [self._record(name, args, _asked(certificate, name)) for name in args.names]

    def _record(
        self, name: str, args: CertificateArgs, asked: "pulumi.Output[dict[str, str]]"
    ) -> pulumi.Output[str]:
        zone = args.domain.zone_of(name)
        record = aws.route53.Record(
            args.place.logical(f"certificate-{name}"),
            zone_id=zone.zone_id,
            name=asked.apply(lambda record: record["name"]),
            type=asked.apply(lambda record: record["type"]),
            ttl=_TTL_SECONDS,
            records=[asked.apply(lambda record: record["value"])],
            # ACM asks for the same record as long as the account has certificates of the name, whoever made it.
            allow_overwrite=True,
            opts=zone.options(self),
        )
        return record.fqdn


def _asked(certificate: aws.acm.Certificate, name: str) -> "pulumi.Output[dict[str, str]]":
    """Return the record that ACM asks for one name; it lists them in no order."""

    def find(options: Sequence[aws.acm.outputs.CertificateDomainValidationOption]) -> dict[str, str]:
        found = next(option for option in options if option.domain_name == name)
        return {
            "name": str(found.resource_record_name),
            "type": str(found.resource_record_type),
            "value": str(found.resource_record_value),
        }

    return certificate.domain_validation_options.apply(find)
