"""What the component tests share: one record per stack, and short ways to read it.

Each record is made when it is first asked for, once for all tests (tests/support/programs.py).
"""

import json
from typing import Any, cast

from rehearsal.host.settings import structured_config
from rehearsal.mocks.recorder import PROJECT, ROOT, Record, Registered
from tests.support.programs import recorded

SUBNET, TABLE = "aws:ec2/subnet:Subnet", "aws:ec2/routeTable:RouteTable"
STACKS = ("prod", "staging")
SERVING, STANDBY = "us-east-1", "us-west-2"
SITES = [(stack, region) for stack in STACKS for region in (SERVING, STANDBY)]
# The first two octets of each site.
NETWORKS = {
    ("prod", SERVING): "10.16",
    ("prod", STANDBY): "10.17",
    ("staging", SERVING): "10.32",
    ("staging", STANDBY): "10.33",
}
ACCOUNTS = {"prod": "111122223333", "staging": "444455556666"}

Statement = dict[str, Any]


def record(stack: str, serving: str = SERVING) -> Record:
    """The record of a whole run of the program, with the site in `serving` in service."""
    return recorded(stack, {} if serving == SERVING else {"serving": serving})


def settings(stack: str) -> dict[str, Any]:
    """The values of a settings file as they are written, by key."""
    config = structured_config(ROOT / f"Pulumi.{stack}.yaml", PROJECT)
    return {key.removeprefix(f"{PROJECT}:"): cast("Any", value) for key, value in config.items()}


def zones(stack: str, region: str) -> list[str]:
    """The zones of a site, in order."""
    return settings(stack)["sites"][region]["zones"]


def name(stack: str, region: str, what: str) -> str:
    """The physical name that `what` must have, where it is short enough to be whole."""
    return f"{PROJECT}-{stack}-{region}-{what}"


def statements(resource: Registered, key: str = "policy") -> list[Statement]:
    """The statements of a policy document among a resource's inputs."""
    document = json.loads(resource.inputs[key])
    assert document.keys() == {"Version", "Statement"}
    assert document["Version"] == "2012-10-17"
    return document["Statement"]


def listed(value: str | list[str]) -> list[str]:
    """A policy element that may be one text or a list of them, as a list."""
    return [value] if isinstance(value, str) else value


def by_name(record: Record, token: str, region: str) -> dict[str, Registered]:
    """The resources of a type in a region, by their logical name without the region."""
    return {r.name.removeprefix(f"{region}-"): r for r in record.of_type(token, region=region)}


def inputs_without(resource: Registered, *keys: str) -> dict[str, Any]:
    """A resource's inputs, but for those that the test looks at by themselves."""
    return {key: value for key, value in resource.inputs.items() if key not in keys}
