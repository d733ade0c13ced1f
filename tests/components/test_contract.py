"""What holds for every component and every resource, also for those to come: components are found by introspection.

What is particular to a component is shown in its own tests; counts and names in `test_program`.
"""

import dataclasses
import importlib
import inspect
import pkgutil
from collections import defaultdict
from functools import cache
from typing import Any, get_type_hints

import pulumi
import pulumi_aws as aws
import pytest

import components
from rehearsal.mocks.recorder import Registered
from tests.components.parts import DATABASE_OFF_HOURS, OFF_HOURS
from tests.components.site.elsewhere import program_elsewhere
from tests.components.stacks import SERVING, STACKS, STANDBY, record
from tests.support.programs import recorded


def _found() -> list[type[pulumi.ComponentResource]]:
    modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(components.__path__, "components.")]
    classes = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, pulumi.ComponentResource)
        and value.__module__ == module.__name__
        # What others are made of is never made itself.
        and not any(heir.__module__.startswith("components.") for heir in value.__subclasses__())
    ]
    return sorted(classes, key=lambda found: found.__name__)


COMPONENTS = _found()
FUNCTION = "aws:lambda/function:Function"
PREFIX = "storefront:"

# What belongs to no region begins its name so, and is made through one region's provider, whichever site serves.
OF_THE_ACCOUNT, HOME = "account-", "us-east-1"

# What holds data, or without which data cannot be read: the engine deletes none of these.
STATEFUL = {
    "aws:backup/vault:Vault",
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    "aws:cloudtrail/trail:Trail",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:dynamodb/table:Table",
    "aws:ec2/vpc:Vpc",
    "aws:guardduty/detector:Detector",
    "aws:kms/key:Key",
    "aws:rds/instance:Instance",
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
    "aws:route53/zone:Zone",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:secretsmanager/secret:Secret",
}

# Properties that take a KMS key and are left out, and why.
NOT_ENCRYPTED = {
    (
        "aws:scheduler/schedule:Schedule",
        "kmsKeyArn",
    ): "what it hands over is the name of a metric, or an item of work that asks for a drill",
    (
        FUNCTION,
        "sourceKmsKeyArn",
    ): "the code is no secret, and is not kept in a bucket of ours",
    ("aws:rds/instance:Instance", "masterUserSecretKmsKeyId"): "RDS keeps no password of ours",
    (
        "aws:ssm/parameter:Parameter",
        "keyId",
    ): "the manifest is no secret, and is read where keys may be out of reach",
}

# Types that AWS gives no name of ours: the tag is their name in the console.
NAMED_BY_TAG = {
    "aws:ec2/eip:Eip": {"Name"},
    "aws:ec2/internetGateway:InternetGateway": {"Name"},
    "aws:ec2/launchTemplate:LaunchTemplate": {"Name", "Server"},
    "aws:ec2/natGateway:NatGateway": {"Name"},
    "aws:ec2/networkAcl:NetworkAcl": {"Name"},
    "aws:ec2/routeTable:RouteTable": {"Name", "tier"},
    "aws:ec2/securityGroup:SecurityGroup": {"Name"},
    "aws:ec2/subnet:Subnet": {"Name", "tier"},
    "aws:ec2/vpc:Vpc": {"Name"},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {"Name"},
    "aws:route53/healthCheck:HealthCheck": {"Name"},
}

# The provider's default tags do not reach it, so that it states them all; `test_fleet` shows that.
TAGGED_BY_ITSELF = {"aws:autoscaling/group:Group"}

every_component = pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.__name__)
every_stack = pytest.mark.parametrize("stack", STACKS)


def _short(token: str) -> str:
    """A component's class, a resource's module and type in one word, or `providers`."""
    return token.rpartition(":")[2] if token.startswith(PREFIX) else token.split(":")[1]


def _resources(stack: str) -> list[Registered]:
    """What stands on AWS: no component, no provider."""
    return [r for r in record(stack).resources if r.type.startswith("aws:")]


def sdk_inputs(token: str) -> set[str]:
    """The inputs that the installed SDK has for a type, in the schema's own spelling; unknown types are errors."""
    _, module, name = token.split(":")
    # `lambda` is a word of Python's.
    package: Any = getattr(aws, {"lambda": "lambda_"}.get(area := module.split("/")[0], area))
    assert getattr(package, name).pulumi_type == token
    arguments: type = getattr(package, f"{name}Args")
    properties = [key for key, value in inspect.getmembers(arguments) if isinstance(value, property)]
    return {first + "".join(word.title() for word in rest) for first, *rest in (p.split("_") for p in properties)}


@every_component
def test_it_takes_a_name_and_keyword_only_arguments(component: type[pulumi.ComponentResource]) -> None:
    _, name, *rest = inspect.signature(component.__init__).parameters.values()
    assert (name.name, name.kind) == ("name", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    assert [(p.name, p.kind, p.default) for p in rest] == [
        ("args", inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty),
        ("opts", inspect.Parameter.KEYWORD_ONLY, None),
    ]
    arguments = get_type_hints(component.__init__)["args"]
    assert arguments.__qualname__ == f"{component.__name__}Args"
    assert arguments.__module__ == component.__module__


@every_component
def test_its_arguments_are_frozen_and_keyword_only(component: type[pulumi.ComponentResource]) -> None:
    arguments = get_type_hints(component.__init__)["args"]
    fields = dataclasses.fields(arguments)
    assert fields
    assert [field.name for field in fields if not field.kw_only] == []
    blank = object.__new__(arguments)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(blank, fields[0].name, None)


@every_component
def test_it_and_its_arguments_say_what_they_are(component: type[pulumi.ComponentResource]) -> None:
    arguments = get_type_hints(component.__init__)["args"]
    assert component.__doc__
    # Python gives a dataclass without a docstring its signature for one.
    assert not arguments.__doc__.startswith(f"{arguments.__name__}(")


def test_every_component_is_registered_under_its_own_type() -> None:
    """Its package and its class. What stands under each is in the golden lists: a parent is part of every URN."""
    stopped = [recorded("staging", one) for one in (OFF_HOURS, DATABASE_OFF_HOURS)]
    programs = [*map(record, STACKS), program_elsewhere(), *stopped]
    found = {r.type for program in programs for r in program.resources if not r.custom}
    assert found == {f"{PREFIX}{one.__module__.split('.')[1]}:{one.__name__}" for one in COMPONENTS}


@every_stack
def test_every_resource_has_the_provider_of_the_region_in_its_name(stack: str) -> None:
    providers = {r.name: f"{r.urn}::{r.id}" for r in record(stack).of_type("pulumi:providers:aws")}
    assert providers.keys() == {SERVING, STANDBY}
    for resource in _resources(stack):
        region = next((region for region in providers if resource.name.startswith(f"{region}-")), HOME)
        assert resource.name.startswith((f"{region}-", OF_THE_ACCOUNT))
        assert resource.provider == providers[region], resource.name
        assert resource.region == region
    # A password belongs to no region.
    others = [r for r in record(stack).resources if r.custom and not r.provider]
    assert {_short(r.type) for r in others} == {"providers", "index/randomPassword"}


@every_stack
def test_components_carry_their_region_too_but_for_those_of_no_region(stack: str) -> None:
    made = [r for r in record(stack).resources if not r.custom]
    assert {r.name for r in made if not r.name.startswith((f"{SERVING}-", f"{STANDBY}-"))} == {
        "account-boundaries", "account-cost-anomaly-detection", "account-dashboards", "account-defaults", "account-identity",
        "manifest",
    }  # fmt: skip


@every_stack
def test_a_component_keeps_to_one_region(stack: str) -> None:
    for resource in _resources(stack):
        around = [r.name for r in record(stack).ancestors(resource)]
        if around != ["manifest"] and not resource.name.startswith(OF_THE_ACCOUNT):
            assert [name for name in around if not name.startswith(f"{resource.region}-")] == []


@every_stack
def test_what_is_stateful_is_protected_and_nothing_else(stack: str) -> None:
    """What is protected without need stands in the way of every change."""
    protected = {r.urn for r in record(stack).resources if r.protect}
    assert protected == {r.urn for r in record(stack).resources if r.type in STATEFUL}
    assert {record(stack).by_urn(urn).type for urn in protected} == STATEFUL


@every_stack
def test_tags_come_from_the_provider_but_for_names_and_tiers(stack: str) -> None:
    for resource in _resources(stack):
        if resource.type in TAGGED_BY_ITSELF:
            continue
        tags = resource.inputs.get("tags", {})
        assert tags.keys() == NAMED_BY_TAG.get(resource.type, set()), resource.name
        if tags:
            assert tags["Name"].startswith(f"storefront-{stack}-{resource.region}-")
            assert tags.get("tier", "data") in {"public", "application", "data"}
    assert NAMED_BY_TAG.keys() <= {r.type for r in _resources(stack) if "tags" in sdk_inputs(r.type)}


@every_stack
def test_whatever_can_take_a_key_takes_one_of_its_region_and_a_type_always_the_same(stack: str) -> None:
    """Which it is, is judged by whom its policy lets in (`encryption/test_keys`). Proves each type to be the SDK's."""
    keys = {r.outputs["arn"]: r.name for r in record(stack).of_type("aws:kms/key:Key")}
    purposes: dict[tuple[str, str], set[str]] = defaultdict(set)
    left_out: set[tuple[str, str]] = set()
    for resource in _resources(stack):
        for key in _key_inputs(resource.type):
            if (resource.type, key) in NOT_ENCRYPTED:
                assert key not in resource.inputs, resource.name
                left_out.add((resource.type, key))
            elif resource.type == FUNCTION and "environment" not in resource.inputs:
                # Lambda keeps no key for variables that are not there.
                assert key not in resource.inputs, resource.name
            else:
                region, purpose = resource.region or "", keys[resource.inputs[key]]
                assert purpose.startswith(f"{region}-"), resource.name
                purposes[resource.type, key].add(purpose.removeprefix(f"{region}-"))
    assert left_out == NOT_ENCRYPTED.keys()
    assert [taken for taken, found in purposes.items() if len(found) != 1] == []


@cache
def _key_inputs(token: str) -> frozenset[str]:
    return frozenset(key for key in sdk_inputs(token) if "kms" in key.lower() or key == "keyId")


@every_stack
def test_every_database_volume_is_encrypted(stack: str) -> None:
    """The one type whose encryption is a switch beside the key."""
    switched = [r for r in _resources(stack) if "storageEncrypted" in sdk_inputs(r.type)]
    assert {r.type for r in switched} == {"aws:rds/instance:Instance"}
    assert {r.inputs.get("storageEncrypted") for r in switched} == {True}
