"""Proves that the embedded AWS takes every certificate that the settings can ask for, and not one name more."""

from collections.abc import Iterator

import pytest

from components.settings.check import field_at
from operations.aws import AwsError, AwsRegion
from rehearsal.emulator import start
from rehearsal.provider.embedded import embedded
from tests.support.extremes import bounds


@pytest.fixture(scope="module")
def aws() -> Iterator[AwsRegion]:
    with start() as running:
        yield embedded(running.endpoint, "us-east-1", "123412341234")


def _requested(aws: AwsRegion, count: int) -> set[str]:
    """The names of a certificate with as many of them, as ACM then shows it."""
    domain, *others = (f"n{number}.example.com" for number in range(count))
    arn = aws.call("acm", "RequestCertificate", DomainName=domain, SubjectAlternativeNames=others)["CertificateArn"]
    live = aws.call("acm", "DescribeCertificate", CertificateArn=arn)["Certificate"]
    return set(live["SubjectAlternativeNames"])


def test_a_certificate_holds_as_many_names_as_the_settings_quota_goes_up_to(aws: AwsRegion) -> None:
    found = bounds(field_at(("edge", "certificateNames")))
    assert found
    most = found[1]
    assert most
    assert len(_requested(aws, most)) == most
    with pytest.raises(AwsError, match="LimitExceeded"):
        _requested(aws, most + 1)
