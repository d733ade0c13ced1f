"""Proves that no deployment finds a difference that the pipelines may not settle, and none that replaces a resource.

A type whose update a pipeline is refused stops every deployment by one attribute that AWS fills in. Each attribute that
the provider reads, and that the program leaves out of such a type, has its reason here; of every other type, each whose
difference replaces the resource. What AWS does fill in, guardrails ask for (`policies/declarations/filled.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest

from policies.declarations.filled import FILLED
from rehearsal.mocks.recorder import Registered
from tests.access.provider.attributes import attributes, left_out, refused, spellings
from tests.access.provider.program import made
from tests.access.provider.table import Phase, row_of
from tests.support.programs import recorded

CHANGES = (Phase.CREATE, Phase.UPDATE)
# Of these nothing is known that AWS answers where nobody asked for them: no default in the schemas, no issue of the provider.
EMPTY: Mapping[str, str] = {
    "aws:accessanalyzer/analyzer:Analyzer": "configuration",
    "aws:acm/certificate:Certificate": "certificate_authority_arn",
    "aws:backup/selection:Selection": "selection_tag",
    "aws:cloudtrail/trail:Trail": "event_selector insight_selector s3_key_prefix sns_topic_name",
    "aws:cloudwatch/eventRule:EventRule": "event_pattern is_enabled role_arn schedule_expression state",
    "aws:cloudwatch/eventTarget:EventTarget": (
        "batch_target dead_letter_config ecs_target http_target input input_path input_transformer "
        "kinesis_target redshift_target retry_policy role_arn run_command_targets "
        "sagemaker_pipeline_target sqs_target"
    ),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": "monitor_specification",
    "aws:dynamodb/table:Table": "local_secondary_index",
    "aws:ec2/flowLog:FlowLog": (
        "deliver_cross_account_role destination_options eni_id subnet_id transit_gateway_attachment_id "
        "transit_gateway_id"
    ),
    "aws:ec2/networkAclRule:NetworkAclRule": "icmp_code icmp_type ipv6_cidr_block",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "gateway_id",
    "aws:ec2/subnet:Subnet": "outpost_arn",
    # It answers with that of the two which was asked for.
    "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion": "vpc_id",
    "aws:iam/role:Role": "description",
    "aws:imagebuilder/component:Component": "change_description description",
    "aws:imagebuilder/imagePipeline:ImagePipeline": "container_recipe_arn",
    "aws:imagebuilder/imageRecipe:ImageRecipe": "description",
    "aws:kms/key:Key": "custom_key_store_id xks_key_id",
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": "qualifier",
    "aws:lambda/permission:Permission": (
        "event_source_token function_url_auth_type principal_org_id qualifier source_account source_arn"
    ),
    "aws:lb/loadBalancer:LoadBalancer": "customer_owned_ipv4_pool",
    "aws:rds/instance:Instance": "custom_iam_instance_profile",
    "aws:route53/healthCheck:HealthCheck": "routing_control_arn",
    "aws:route53/zone:Zone": "delegation_set_id",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "expected_bucket_owner",
    "aws:s3/bucketLogging:BucketLogging": "expected_bucket_owner",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": "expected_bucket_owner",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        "expected_bucket_owner"
    ),
    "aws:s3/bucketVersioning:BucketVersioning": "expected_bucket_owner",
    "aws:secretsmanager/secretVersion:SecretVersion": "secret_binary",
    "aws:ssm/association:Association": "instance_id",
    "aws:ssm/document:Document": "permissions target_type version_name",
    "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget": "description",
    # A rule has one other end, which is what was asked for.
    **dict.fromkeys(
        (
            "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        ),
        "cidr_ipv4 cidr_ipv6 prefix_list_id referenced_security_group_id",
    ),
}


def _refused() -> set[str]:
    return {token for token in made() if refused(row_of(token), *CHANGES)}


def _resources() -> Iterator[Registered]:
    for stack in ("prod", "staging"):
        yield from (one for one in recorded(stack).resources if one.type in attributes())


@cache
def _open() -> Mapping[str, set[str]]:
    """What the resources of a type leave out, of what stops a deployment or replaces them."""
    found: dict[str, set[str]] = {}
    strict = _refused()
    for one in _resources():
        row = attributes()[one.type]
        names = (*row.replaces, *row.updates) if one.type in strict else row.replaces
        found.setdefault(one.type, set()).update(left_out(one, names))
    return {token: names for token, names in found.items() if names}


def test_every_type_that_the_program_can_make_has_a_row_and_no_row_is_for_another() -> None:
    assert attributes().keys() == made().keys()


def test_there_are_types_that_a_pipeline_may_not_change() -> None:
    assert _refused()


def test_what_is_left_out_has_a_reason() -> None:
    unreasoned = {token: names - set(EMPTY.get(token, "").split()) for token, names in _open().items()}
    assert {token: names for token, names in unreasoned.items() if names} == {}, (
        "declare it, or ignore its changes and add a row to policies/declarations/filled.py, or say here that AWS answers nothing"
    )


@pytest.mark.parametrize("token", sorted(EMPTY))
def test_a_reason_is_given_for_what_is_left_out_and_not_filled_in(token: str) -> None:
    assert set(EMPTY[token].split()) <= _open()[token]
    filled = {one.prop for one in FILLED if one.type == token}
    assert not filled & {spelt for name in EMPTY[token].split() for spelt in spellings(name)}


def test_an_attribute_that_aws_fills_in_is_found_where_it_is_left_out() -> None:
    feature = next(one for one in _resources() if one.type == "aws:guardduty/detectorFeature:DetectorFeature")
    (replacing,) = attributes()[feature.type].replaces
    assert refused(row_of(feature.type), *CHANGES) == {"guardduty:UpdateDetector"}
    assert list(left_out(feature, (replacing,))) == []
    # Without what the program ignores.
    bare = replace(feature, ignore_changes=())
    assert list(left_out(bare, (replacing,))) == ["additional_configuration"]
