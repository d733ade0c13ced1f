"""The log archive: what the program sends there, what changes when it comes, and the template of the other account.

What the policies of the template let anybody do is shown in `tests/access/test_log_archive.py`; that a stack with one
stands, by the shapes of `tests/rehearsal/shapes`.
"""

import json
from typing import Any, cast

import pytest
from cfnlint import api
from cfnlint.config import ManualArgs

from components.audit.log_archive import KEY_OUTPUT, template
from components.audit.tripwires import TRIPWIRES
from components.identity.boundaries import SERVICES_OF_MACHINES, Boundaries, BoundariesArgs
from rehearsal.mocks.recorder import Record
from tests.components.audit.alone import audit
from tests.components.audit.archived import ADDRESS, archived_audit, archived_settings
from tests.components.settings.rules.log_archive import ARCHIVE, key
from tests.components.stacks import ACCOUNTS, SERVING, SITES, STACKS, Statement, name, statements
from tests.support.alone import in_region, registered, settings_with

TRAIL, TARGET, ROLE = "aws:cloudtrail/trail:Trail", "aws:cloudwatch/eventTarget:EventTarget", "aws:iam/role:Role"
every_site = pytest.mark.parametrize(("stack", "region"), SITES)


def bus(stack: str, region: str) -> str:
    return f"arn:aws:events:{region}:{ARCHIVE}:event-bus/{name(stack, region, 'tripwires')}"


@every_site
def test_the_trail_delivers_there_and_watches_both_buckets(stack: str, region: str) -> None:
    (trail,) = archived_audit(stack, region).of_type(TRAIL)
    there = f"{name(stack, region, 'audit')}-{ARCHIVE}"
    assert (trail.inputs["s3BucketName"], trail.inputs["kmsKeyId"]) == (there, key(region))
    looked_at = trail.inputs["advancedEventSelectors"][1]["fieldSelectors"][2]["startsWiths"]
    here = f"{name(stack, region, 'audit')}-{ACCOUNTS[stack]}"
    assert looked_at == [f"arn:aws:s3:::{here}/", f"arn:aws:s3:::{there}/"]


@every_site
def test_every_tripwire_is_heard_there_by_one_role(stack: str, region: str) -> None:
    record = archived_audit(stack, region)
    sent = [one.inputs for one in record.of_type(TARGET) if one.inputs["targetId"] == "log-archive"]
    (role,) = [one for one in record.of_type(ROLE) if one.name.endswith("archived-tripwires")]
    assert len(sent) == len(TRIPWIRES)
    assert {(one["arn"], one["roleArn"]) for one in sent} == {(bus(stack, region), role.outputs["arn"])}
    assert all("inputTransformer" not in one for one in sent)
    (trusted,) = statements(role, "assumeRolePolicy")
    assert trusted["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNTS[stack]},
        "ArnLike": {
            "aws:SourceArn": f"arn:aws:events:{region}:{ACCOUNTS[stack]}:rule/{name(stack, region, 'tripwire-*')}"
        },
    }
    (rights,) = [
        one for one in record.of_type("aws:iam/rolePolicy:RolePolicy") if one.name.endswith("archived-tripwires")
    ]
    (sends,) = statements(rights)
    assert (sends["Action"], sends["Resource"]) == ("events:PutEvents", bus(stack, region))


@every_site
def test_an_archive_adds_and_changes_the_trail_alone(stack: str, region: str) -> None:
    """What was recorded before stays where it is, locked: nothing goes when the archive comes, nor when it goes."""
    before, after = (_by_urn(found) for found in (audit(stack, region), archived_audit(stack, region)))
    assert before.keys() <= after.keys()
    changed = {
        (urn.rpartition("::")[2], key)
        for urn, inputs in before.items()
        for key in inputs.keys() | after[urn].keys()
        if inputs.get(key) != after[urn].get(key)
    }
    trail = f"{region}-trail"
    assert changed == {(trail, one) for one in ("s3BucketName", "kmsKeyId", "advancedEventSelectors")}


def _by_urn(record: Record) -> dict[str, Any]:
    return {one.urn: one.inputs for one in record.resources if one.custom}


@pytest.mark.parametrize("stack", STACKS)
def test_machines_may_send_events_to_the_archive_alone(stack: str) -> None:
    def boundary(archived: bool) -> list[Statement]:  # noqa: FBT001 - one of two
        settings = archived_settings(stack) if archived else settings_with(stack, {})
        record = registered(
            lambda: Boundaries("b", args=BoundariesArgs(settings=settings), opts=in_region(stack, SERVING)),
            stack=stack,
        )
        return statements(record.one("aws:iam/policy:Policy", "account-machines-boundary"))

    allowed = [one for one in boundary(archived=True) if one["Effect"] == "Allow"]
    assert "events" not in SERVICES_OF_MACHINES
    assert [one["Resource"] for one in allowed if one["Action"] == "events:PutEvents"] == [
        [bus(stack, region) for region in archived_settings(stack).regions]
    ]
    assert [one for one in boundary(archived=False) if one["Action"] == "events:PutEvents"] == []


def written(stack: str, region: str, **changes: Any) -> dict[str, Any]:
    """The template of a region, as CloudFormation reads it."""
    settings = archived_settings(stack).model_copy(update=changes)
    return cast("dict[str, Any]", json.loads(template(settings, settings.log_archive[region], [ADDRESS])))


@every_site
def test_cloudformation_takes_the_template(stack: str, region: str) -> None:
    settings = archived_settings(stack)
    text = template(settings, settings.log_archive[region], [ADDRESS])
    assert [str(one) for one in api.lint(text, config=ManualArgs(regions=[region]))] == []
    assert (
        len(text) < 51_200
    )  # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html


@every_site
def test_the_record_is_locked_kept_and_outlives_its_stack(stack: str, region: str) -> None:
    whole = written(stack, region)
    parts, audit_ = whole["Resources"], archived_settings(stack).audit
    record = parts["Record"]["Properties"]
    assert record["BucketName"] == f"{name(stack, region, 'audit')}-{ARCHIVE}"
    retention = record["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert retention == {"Mode": "COMPLIANCE", "Days": audit_.locked_days}
    assert record["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"] == audit_.retention_days
    (encryption,) = record["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == {"Fn::GetAtt": ["RecordKey", "Arn"]}
    lasting = {what for what, part in parts.items() if part.get("DeletionPolicy") == "Retain"}
    assert lasting == {"Record", "RecordPolicy", "Requests", "RequestsPolicy", "RecordKey", "NotificationsKey"}
    assert whole["Outputs"] == {KEY_OUTPUT: {"Value": {"Fn::GetAtt": ["RecordKey", "Arn"]}}}


@every_site
def test_a_record_that_is_silent_is_told_there(stack: str, region: str) -> None:
    """By the digests that CloudTrail writes every hour: nobody of the store's account can answer for it."""
    parts = written(stack, region)["Resources"]
    alarm, rule = parts["Silence"]["Properties"], parts["Digests"]["Properties"]
    assert alarm["TreatMissingData"] == "breaching"
    assert alarm["Dimensions"] == [{"Name": "RuleName", "Value": rule["Name"]}]
    assert rule["EventPattern"]["detail"]["object"]["key"] == [
        {"prefix": f"AWSLogs/{ACCOUNTS[stack]}/CloudTrail-Digest/"}
    ]
    assert alarm["AlarmActions"] == parts["Tripwires"]["Properties"]["Targets"][0]["Arn"].split(",")
    assert parts["Recipient0"]["Properties"]["Endpoint"] == ADDRESS


def test_a_region_without_a_site_hears_tripwires_and_keeps_no_record() -> None:
    """Events of IAM and of sign-ins are told in us-east-1, whether a site stands there or not."""
    sites = {"us-west-2": archived_settings("prod").sites["us-west-2"]}
    parts = written("prod", "us-east-1", sites=sites)["Resources"]
    assert {"Bus", "Tripwires", "Topic"} <= parts.keys()
    assert not parts.keys() & {"Record", "RecordKey", "Silence"}
