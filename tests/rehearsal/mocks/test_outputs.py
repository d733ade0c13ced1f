"""Proves that the synthesised outputs are ones the installed providers really give, in AWS's formats.

That the platform's own resources get along with these outputs is shown by the tests of whole programs.
"""

import importlib
import re
from typing import cast

import pytest

from rehearsal.mocks.outputs import Created, created, plain
from rehearsal.mocks.shapes import SHAPES

HEX17 = "[0-9a-f]{17}"


def _created(token: str, logical: str = "one", region: str = "us-east-1", **inputs: object) -> Created:
    return created(token, logical, inputs, region=region, account="111122223333")


def _output_names(token: str) -> set[str]:
    """The output properties of the SDK's class for a type token."""
    package, module, name = token.split(":")
    # `lambda` is a word of Python's.
    area = module.split("/")[0].replace("lambda", "lambda_")
    path = f"pulumi_{package}" + ("" if area == "index" else f".{area}")
    members = cast("type[object]", getattr(importlib.import_module(path), name)).__dict__.values()
    getters = (member.fget for member in members if isinstance(member, property))
    return {getattr(getter, "_pulumi_name", "") for getter in getters}


@pytest.mark.parametrize("token", [token for token in SHAPES if not token.startswith("pulumi:")])
def test_every_synthesised_output_exists_in_the_installed_sdk(token: str) -> None:
    assert SHAPES[token].outputs.keys() - _output_names(token) == set()


@pytest.mark.parametrize(
    ("answer", "id_pattern"),
    [
        (_created("aws:ec2/vpc:Vpc"), f"vpc-{HEX17}"),
        (_created("aws:ec2/eip:Eip"), f"eipalloc-{HEX17}"),
        (_created("aws:kms/key:Key"), "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        (_created("aws:rds/instance:Instance", identifier="db"), "db-[A-Z2-7]{26}"),
        (_created("aws:sns/topic:Topic", name="t"), "arn:aws:sns:us-east-1:111122223333:t"),
        (_created("aws:iam/rolePolicy:RolePolicy", role="r", name="p"), "r:p"),
        (_created("aws:ec2/route:Route", routeTableId="rtb-1"), r"r-rtb-1\d{10}"),
    ],
)
def test_ids_have_the_providers_format(answer: Created, id_pattern: str) -> None:
    assert re.fullmatch(id_pattern, answer.id)


def test_a_database_has_the_endpoint_of_its_identifier_region_and_port() -> None:
    outputs = _created("aws:rds/instance:Instance", region="us-west-2", identifier="db", port=5433).outputs
    assert re.fullmatch(r"db\.[a-z2-7]{12}\.us-west-2\.rds\.amazonaws\.com", str(outputs["address"]))
    assert outputs["endpoint"] == f"{outputs['address']}:5433"
    assert outputs["arn"] == "arn:aws:rds:us-west-2:111122223333:db:db"


def test_inputs_are_echoed_and_win_over_computed_outputs() -> None:
    outputs = _created("aws:ec2/natGateway:NatGateway", privateIp="10.1.2.3", subnetId="subnet-1").outputs
    assert (outputs["privateIp"], outputs["subnetId"]) == ("10.1.2.3", "subnet-1")


def test_the_same_resource_keeps_its_id_and_no_two_share_one() -> None:
    ids = [
        _created("aws:ec2/vpc:Vpc", name, region).id for name in ("a", "b") for region in ("us-east-1", "us-west-2")
    ]
    assert len(set(ids)) == 4
    assert ids[0] == _created("aws:ec2/vpc:Vpc", "a").id


def test_adopting_a_vpcs_default_security_group_yields_the_id_the_vpc_announced() -> None:
    vpc = _created("aws:ec2/vpc:Vpc")
    group = _created("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", vpcId=vpc.id)
    assert group.id == vpc.outputs["defaultSecurityGroupId"]


def test_a_gateway_endpoint_has_a_prefix_list_and_an_interface_endpoint_has_names() -> None:
    token = "aws:ec2/vpcEndpoint:VpcEndpoint"
    interface = _created(token, vpcEndpointType="Interface", serviceName="com.amazonaws.us-east-1.ssm").outputs
    assert "prefixListId" in _created(token).outputs
    assert "prefixListId" not in interface
    assert "dnsEntries" in interface


def test_a_missing_name_is_made_as_the_provider_makes_it() -> None:
    assert re.fullmatch("one-[0-9a-f]{7}", str(_created("aws:iam/role:Role").outputs["name"]))


def test_a_password_has_the_asked_length() -> None:
    answer = _created("random:index/randomPassword:RandomPassword", length=41)
    assert len(str(answer.outputs["result"])) == 41


def test_an_unknown_type_and_a_missing_input_are_refused_by_name() -> None:
    with pytest.raises(LookupError, match=r"no type 'aws:iot/dream:Dream'"):
        _created("aws:iot/dream:Dream")
    with pytest.raises(LookupError, match=r"'identifier'.*'port'"):
        _created("aws:rds/instance:Instance", port=5432)


CACHE = "aws:elasticache/serverlessCache:ServerlessCache"


def test_a_type_without_a_row_has_the_outputs_that_its_class_always_has() -> None:
    answer = _created(CACHE, "cache", engine="valkey", name="cache", port=1)
    assert answer.id == "cache"
    made = answer.outputs.keys() - {"engine", "name", "port"}
    assert {"arn", "createTime", "endpoints", "readerEndpoints", "status"} <= made <= _output_names(CACHE)
    assert answer.outputs["arn"] == "arn:aws:elasticache:us-east-1:111122223333:cache"
    (endpoint,) = cast("list[dict[str, object]]", answer.outputs["endpoints"])
    assert re.fullmatch(rf"{HEX17}\.elasticache\.us-east-1\.amazonaws\.com", str(endpoint["address"]))
    assert endpoint["port"] == 1
    assert (answer.outputs["region"], answer.outputs["engine"]) == ("us-east-1", "valkey")


def test_two_resources_of_a_type_without_a_row_share_neither_ids_nor_addresses() -> None:
    token = "aws:elasticache/replicationGroup:ReplicationGroup"
    answers = [
        _created(token, name, region, description="d") for name in "ab" for region in ("us-east-1", "us-west-2")
    ]
    assert len({one.id for one in answers}) == 4
    assert len({one.outputs["primaryEndpointAddress"] for one in answers}) == 4
    assert answers[0] == _created(token, "a", description="d")


def test_numbers_and_secrets_come_back_plain_from_protobuf() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": 3.0}
    values = plain({"a": [5432.0, 0.5], "b": secret})
    assert values == {"a": [5432, 0.5], "b": 3}
    assert repr(values) == "{'a': [5432, 0.5], 'b': 3}"
