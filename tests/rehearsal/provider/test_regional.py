"""Proves that the embedded AWS refuses what is in another region than the call, and knows the exceptions."""

from typing import Any

import pytest

from components.shared.facts.dated_regions import CLOUDFRONT_LISTS
from rehearsal.provider.embedded import embedded
from rehearsal.provider.regional import ELSEWHERE, misplaced
from rehearsal.provider.strict import RefusedCallError

ACCOUNT = "111122223333"
TOPIC = f"arn:aws:sns:sa-east-1:{ACCOUNT}:operations"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"


def certified_in(region: str) -> dict[str, Any]:
    """A distribution whose certificate is one of a region."""
    arn = f"arn:aws:acm:{region}:{ACCOUNT}:certificate/1"
    return {"DistributionConfigWithTags": {"DistributionConfig": {"ViewerCertificate": {"ACMCertificateArn": arn}}}}


def ingress_from(prefix_list: str) -> dict[str, Any]:
    """A rule that lets a prefix list in."""
    return {"GroupId": "sg-1", "IpPermissions": [{"PrefixListIds": [{"PrefixListId": prefix_list}]}]}


def replicated_from(region: str) -> dict[str, Any]:
    """Backups of an instance of a region."""
    return {"SourceDBInstanceArn": f"arn:aws:rds:{region}:{ACCOUNT}:db:a"}


# Service and operation, parameters, the region that is asked, and the parameter that AWS refuses there.
REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("cloudwatch.PutMetricAlarm", {"AlarmActions": [TOPIC]}, "us-east-1", "AlarmActions[0]"),
    ("rds.CreateDBInstance", {"KmsKeyId": KEY}, "sa-east-1", "KmsKeyId"),
    (
        "cloudfront.CreateDistributionWithTags",
        certified_in("sa-east-1"),
        "sa-east-1",
        "DistributionConfigWithTags.DistributionConfig.ViewerCertificate.ACMCertificateArn",
    ),
    ("wafv2.CreateWebACL", {"Scope": "CLOUDFRONT"}, "sa-east-1", "Scope"),
    (
        "ec2.AuthorizeSecurityGroupIngress",
        ingress_from(CLOUDFRONT_LISTS["us-east-1"]),
        "sa-east-1",
        "IpPermissions[0].PrefixListIds[0].PrefixListId",
    ),
    (
        "rds.StartDBInstanceAutomatedBackupsReplication",
        replicated_from("sa-east-1"),
        "us-west-2",
        "SourceDBInstanceArn",
    ),
    ("lambda.CreateFunction", {"KMSKeyArn": KEY}, "sa-east-1", "KMSKeyArn"),
]

ACCEPTED: list[tuple[str, dict[str, Any], str]] = [
    ("cloudwatch.PutMetricAlarm", {"AlarmActions": [TOPIC]}, "sa-east-1"),
    ("cloudfront.CreateDistributionWithTags", certified_in("us-east-1"), "sa-east-1"),
    ("wafv2.CreateWebACL", {"Scope": "CLOUDFRONT"}, "us-east-1"),
    ("wafv2.CreateWebACL", {"Scope": "REGIONAL"}, "sa-east-1"),
    ("ec2.AuthorizeSecurityGroupIngress", ingress_from(CLOUDFRONT_LISTS["sa-east-1"]), "sa-east-1"),
    ("rds.StartDBInstanceAutomatedBackupsReplication", replicated_from("sa-east-1"), "us-east-1"),
    ("iam.PutRolePolicy", {"RoleName": KEY}, "sa-east-1"),
    ("lambda.CreateFunction", {"Environment": {"Variables": {"TOPIC": TOPIC}}}, "us-east-1"),
    ("secretsmanager.CreateSecret", {"AddReplicaRegions": [{"KmsKeyId": KEY}]}, "us-west-2"),
    ("iam.CreatePolicy", {"PolicyDocument": f'{{"Resource": "{KEY}"}}'}, "sa-east-1"),
    ("kms.CreateKey", {"Policy": f'{{"Resource": "{KEY}"}}'}, "sa-east-1"),
]


@pytest.mark.parametrize(("call", "params", "region", "place"), REFUSED)
def test_what_is_of_another_region_is_refused(call: str, params: dict[str, Any], region: str, place: str) -> None:
    service, operation = call.split(".")
    assert [path for path, _, _ in misplaced(service, operation, params, region)] == [place]


@pytest.mark.parametrize(("call", "params", "region"), ACCEPTED)
def test_what_is_of_its_own_region_or_an_exception_is_taken(call: str, params: dict[str, Any], region: str) -> None:
    service, operation = call.split(".")
    assert list(misplaced(service, operation, params, region)) == []


def test_a_call_is_held_against_the_region_that_it_goes_to() -> None:
    """Nothing listens at the port: the call never leaves."""
    aws = embedded("http://127.0.0.1:9", "us-west-2", ACCOUNT)
    with pytest.raises(RefusedCallError, match="something of us-west-2, where the call goes"):
        aws.call("kms", "DescribeKey", KeyId=KEY)


def test_every_exception_says_why() -> None:
    assert [row for row, why in ELSEWHERE.items() if len(why.split()) < 3] == []
