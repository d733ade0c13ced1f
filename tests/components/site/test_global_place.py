"""Proves where CloudFront's parts and the ears for events without a region stand when no site is in us-east-1."""

import json
from typing import Any

import pulumi
import pytest

from components.settings import Settings
from components.site.global_place import GlobalPlace, GlobalPlaceArgs
from components.stack.providers import regional_provider
from rehearsal.mocks.recorder import Record
from tests.components.site.elsewhere import overrides, program_elsewhere
from tests.support.alone import registered

GLOBAL = "us-east-1"


def place(values: dict[str, Any]) -> Record:
    """The global place alone."""
    settings = Settings.model_validate(values)

    def make() -> None:
        provider = regional_provider(settings, GLOBAL)
        args = GlobalPlaceArgs(settings=settings, boundary_arn="arn:aws:iam::111122223333:policy/boundary")
        GlobalPlace("place", args=args, opts=pulumi.ResourceOptions(providers=[provider]))

    return registered(make)


def test_it_has_keys_for_logs_and_notifications_alone() -> None:
    assert {
        alias.inputs["name"].rpartition("-")[2] for alias in place(overrides()).of_type("aws:kms/alias:Alias")
    } == {
        "logs",
        "notifications",
    }


def test_it_hears_every_tripwire_and_tells_its_own_topics() -> None:
    found = place(overrides())
    rules = found.of_type("aws:cloudwatch/eventRule:EventRule")
    patterns = [json.loads(rule.inputs["eventPattern"]) for rule in rules]
    assert any("iam.amazonaws.com" in json.dumps(pattern) for pattern in patterns)
    assert any(pattern.get("detail", {}).get("userIdentity", {}).get("type") == ["Root"] for pattern in patterns)
    targets = found.of_type("aws:cloudwatch/eventTarget:EventTarget")
    assert len(targets) == len(rules) > 10
    assert all(f":{GLOBAL}:" in target.inputs["arn"] for target in targets)


@pytest.mark.parametrize(("enabled", "logs"), [(True, 1), (False, 0)])
def test_the_firewalls_log_is_there_with_cloudfront_alone(enabled: bool, logs: int) -> None:  # noqa: FBT001 - a case
    found = place(overrides(enabled=enabled)).of_type("aws:cloudwatch/logGroup:LogGroup")
    assert len(found) == logs


@pytest.fixture(scope="module")
def whole() -> Record:
    """The whole program, whose sites are elsewhere."""
    return program_elsewhere()


def test_what_cloudfront_takes_is_in_the_global_region(whole: Record) -> None:
    (distribution,) = whole.of_type("aws:cloudfront/distribution:Distribution")
    certificate = distribution.inputs["viewerCertificate"]["acmCertificateArn"]
    assert certificate.split(":")[3] == GLOBAL
    fronts = [acl for acl in whole.of_type("aws:wafv2/webAcl:WebAcl") if acl.inputs["scope"] == "CLOUDFRONT"]
    sources = whole.of_type("aws:cloudwatch/logDeliverySource:LogDeliverySource")
    assert [one.region for one in (*fronts, *sources)] == [GLOBAL] * 2


def test_alarms_are_where_their_metrics_are_and_report_there(whole: Record) -> None:
    alarms = whole.of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    elsewhere = [one for one in alarms if one.inputs.get("namespace") in {"AWS/CloudFront", "AWS/Route53"}]
    assert {one.region for one in elsewhere} == {GLOBAL}
    for one in alarms:
        assert all(action.split(":")[3] == one.region for action in one.inputs["alarmActions"]), one.name


def test_the_bucket_of_access_logs_takes_cloudfronts_deliveries_from_there(whole: Record) -> None:
    policies = [json.loads(one.inputs["policy"]) for one in whole.of_type("aws:s3/bucketPolicy:BucketPolicy")]
    sources = [
        statement["Condition"]["ArnLike"]["aws:SourceArn"]
        for policy in policies
        for statement in policy["Statement"]
        if statement["Sid"] == "CloudFront"
    ]
    assert [source.split(":")[3] for source in sources] == [GLOBAL]


def test_the_manifest_is_in_the_sites_alone(whole: Record) -> None:
    manifests = [one for one in whole.of_type("aws:ssm/parameter:Parameter") if "-manifest-" in one.name]
    assert {one.region for one in manifests} == {"sa-east-1", "us-east-2"}
