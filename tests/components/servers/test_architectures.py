"""A fleet of x86_64: its image, the server on which it is built, and what its playbook is told are of that architecture.

That all types are of one architecture is a rule of the settings; that the roles install by the processor that they find
is shown in `tests/ansible`.
"""

import base64
import json
from functools import cache
from typing import Any

import pytest

from components.servers.images import ImagePipeline, ImagePipelineArgs
from components.settings import Architecture
from rehearsal.mocks.recorder import Record
from tests.components.parts import Overrides
from tests.components.servers.alone import servers_foundation_on, serving_on
from tests.components.stacks import SERVING, by_name, settings
from tests.support.alone import PlainBaseline, registered, settings_with

TYPES = {Architecture.ARM64: ["m8g.large", "m7g.large"], Architecture.X86_64: ["m7i.large", "m6i.large"]}
HOSTS = {Architecture.ARM64: "t4g.small", Architecture.X86_64: "t3.small"}
PARENTS = {Architecture.ARM64: "ubuntu-server-24-lts-arm64", Architecture.X86_64: "ubuntu-server-24-lts-x86"}
BUILDER = "aws:imagebuilder"

each = pytest.mark.parametrize("architecture", Architecture)


@cache
def _servers(architecture: Architecture) -> Record:
    changed: Overrides = {
        "fleet": {"instanceTypes": TYPES[architecture]},
        "servers": {"operationsHost": {"instanceType": HOSTS[architecture]}},
    }
    given = settings_with("prod", changed)

    def make() -> None:
        base = PlainBaseline("prod", SERVING, settings=given)
        foundation = serving_on(base)
        ImagePipeline("images", args=ImagePipelineArgs(foundation=foundation, regions=[base]), opts=base.here)

    return registered(make)


def _agent(architecture: Architecture) -> str:
    return settings("prod")["servers"]["artifacts"]["cloudwatchAgent"][str(architecture)]


def _variables(architecture: Architecture, kind: str) -> dict[str, Any]:
    association = by_name(_servers(architecture), "aws:ssm/association:Association", SERVING)[kind]
    return json.loads(base64.b64decode(association.inputs["parameters"]["Variables"]))


@each
def test_the_fleet_is_launched_and_its_image_built_on_the_types_of_the_settings(architecture: Architecture) -> None:
    made = _servers(architecture)
    template = by_name(made, "aws:ec2/launchTemplate:LaunchTemplate", SERVING)["application"]
    group = by_name(made, "aws:autoscaling/group:Group", SERVING)["fleet"]
    builder = made.one(f"{BUILDER}/infrastructureConfiguration:InfrastructureConfiguration")
    overrides = group.inputs["mixedInstancesPolicy"]["launchTemplate"]["overrides"]
    assert template.inputs["instanceType"] == TYPES[architecture][0]
    assert [one["instanceType"] for one in overrides] == TYPES[architecture]
    assert builder.inputs["instanceTypes"] == TYPES[architecture][:1]


@each
def test_its_image_begins_with_one_of_its_architecture(architecture: Architecture) -> None:
    recipe = _servers(architecture).one(f"{BUILDER}/imageRecipe:ImageRecipe")
    assert recipe.inputs["parentImage"] == f"arn:aws:imagebuilder:{SERVING}:aws:image/{PARENTS[architecture]}/x.x.x"


def test_a_change_of_architecture_is_another_version_of_the_recipe() -> None:
    """Image Builder takes no second recipe of the same name and version."""
    versions = {_servers(one).one(f"{BUILDER}/imageRecipe:ImageRecipe").inputs["version"] for one in Architecture}
    assert len(versions) == len(Architecture)


@each
def test_every_server_is_told_the_agents_checksum_for_its_own_processor(architecture: Architecture) -> None:
    told = {
        kind: _variables(architecture, kind)["storefront_cloudwatch_agent_sha256"]
        for kind in ("application", "operations-host", "tableau-bridge")
    }
    assert told == {
        "application": _agent(architecture),
        "operations-host": _agent(architecture),
        "tableau-bridge": _agent(Architecture.X86_64),
    }
    component = _servers(architecture).one(f"{BUILDER}/component:Component")
    script = component.inputs["data"]
    encoded = [word for word in script.replace("'", " ").replace('"', " ").split() if word.startswith("eyJ")]
    (variables,) = (json.loads(base64.b64decode(word)) for word in encoded)
    assert variables["storefront_cloudwatch_agent_sha256"] == _agent(architecture)


@each
def test_the_operations_hosts_image_is_of_its_architecture(architecture: Architecture) -> None:
    template = by_name(_servers(architecture), "aws:ec2/launchTemplate:LaunchTemplate", SERVING)["operations-host"]
    word = {Architecture.ARM64: "arm64", Architecture.X86_64: "amd64"}[architecture]
    assert f"/current/{word}/" in template.inputs["imageId"]


def test_the_servers_foundation_is_of_no_architecture() -> None:
    """So that a change of the fleet's types touches neither roles nor buckets nor the bundle."""

    def foundation(architecture: Architecture) -> dict[str, Any]:
        given = settings_with("prod", {"fleet": {"instanceTypes": TYPES[architecture]}})
        made = registered(lambda: servers_foundation_on(PlainBaseline("prod", SERVING, settings=given)))
        return {one.urn: one.inputs for one in made.resources}

    assert foundation(Architecture.ARM64) == foundation(Architecture.X86_64)
