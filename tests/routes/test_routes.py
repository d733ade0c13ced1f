"""Every connection of the table finds its way, wherever servers run, at every standby level; and what is missing is seen.

What functions connect to is judged with their recorded calls in `tests/access/test_functions.py`.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from components.network.ports import HTTP
from components.network.security_groups import Group
from components.settings import StandbyLevel
from rehearsal.mocks.recorder import Record
from tests.components.parts import ONE_SITE, Overrides
from tests.routes.connections import CONNECTIONS, Connection
from tests.routes.network import Network, NoWayError, Part
from tests.support.programs import recorded

PROGRAMS: dict[str, tuple[str, Overrides]] = {
    "prod": ("prod", {}),
    "staging": ("staging", {}),
    **{level.value: ("staging", {"standbyLevel": level.value}) for level in StandbyLevel if level.value != "none"},
    "none": ("staging", ONE_SITE),
}


def _networks(record: Record) -> list[Network]:
    """The sites in which servers run."""
    found = [_network(record, region) for region in sorted({one.region for one in record.resources if one.region})]
    return [network for network in found if network.has_interfaces]


def _network(record: Record, region: str) -> Network:
    here = (one for one in record.resources if one.region == region)
    return Network(region, [Part(one.type, one.id, one.name, one.inputs, one.outputs) for one in here])


def _closed(network: Network, rows: tuple[Connection, ...] = CONNECTIONS) -> list[str]:
    """What does not find its way, and why."""
    found: list[str] = []
    for row in rows:
        group = network.group(row.group)
        if group is None:
            continue
        try:
            network.way(group, row.group.tier, row.host.format(r=network.region), row.port)
        except NoWayError as error:
            found.append(f"{row.group} to {row.host}:{row.port} ({row.why}): {error}")
    return found


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_connection_finds_its_way_where_servers_run(program: str) -> None:
    stack, overrides = PROGRAMS[program]
    networks = _networks(recorded(stack, overrides))
    assert networks
    assert {network.region: closed for network in networks if (closed := _closed(network))} == {}


@pytest.mark.parametrize("program", PROGRAMS)
def test_where_servers_are_launched_there_are_endpoints(program: str) -> None:
    stack, overrides = PROGRAMS[program]
    record = recorded(stack, overrides)
    groups = [one for one in record.resources if one.type == "aws:autoscaling/group:Group"]
    running = {one.region for one in groups if one.inputs.get("minSize") or one.inputs.get("desiredCapacity")}
    assert running <= {network.region for network in _networks(record)}


def test_services_are_reached_by_their_endpoints_and_the_rest_behind_nat() -> None:
    network = _network(recorded("prod"), "us-east-1")
    group = network.group(Group.OPERATIONS)
    assert group
    ways = {
        host: network.way(group, "application", host, 443)
        for host in ("ssm.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com", "rds.us-east-1.amazonaws.com")
    }
    assert list(ways.values()) == [
        "the endpoint us-east-1-ssm-endpoint",
        "the endpoint us-east-1-s3-endpoint",
        "the internet behind NAT",
    ]


Change = Callable[[Part], Part | None]


def _without(kind: str, name: str = "") -> Change:
    return lambda one: None if one.type.endswith(f":{kind}") and name in one.name else one


def _with(kind: str, name: str, **inputs: object) -> Change:
    def change(one: Part) -> Part:
        meant = one.type.endswith(f":{kind}") and name in one.name
        return replace(one, inputs={**one.inputs, **inputs}) if meant else one

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_without("SecurityGroupEgressRule", "images-to-internet"), "images to archive.ubuntu.com:443"),
        (_without("SecurityGroupIngressRule", "application-to-endpoints"), "application to ssm."),
        (_without("Route", "application-a-internet"), "analytics to pypi.org:443"),
        (_without("Route", "public-internet"), "analytics to pypi.org:443"),
        (_with("VpcEndpoint", "ssmmessages", privateDnsEnabled=False), "application to ssmmessages."),
        (_with("VpcEndpoint", "s3-endpoint", routeTableIds=[]), "application to s3."),
        (_with("VpcEndpoint", "s3-endpoint", policy='{"Statement": []}'), "images to ec2imagebuilder-toe-"),
        (_without("NetworkAclRule", "application"), "application to ssm."),
        (_with("NetworkAclRule", "public", ruleAction="deny"), "operations to security.ubuntu.com:443"),
    ],
)  # fmt: skip
def test_what_goes_missing_is_told_with_who_needs_it(change: Change, expected: str) -> None:
    network = _network(recorded("prod"), "us-east-1")
    parts = [made for one in network.parts if (made := change(one))]
    assert [one for one in _closed(Network("us-east-1", parts)) if one.startswith(expected)]


def test_http_leads_nowhere() -> None:
    """Ubuntu's mirrors within EC2 answer on this port alone (components/servers/apt_sources.sh)."""
    network = _network(recorded("prod"), "us-east-1")
    rows = tuple(replace(row, port=HTTP) for row in CONNECTIONS)
    here = [row for row in rows if network.group(row.group)]
    assert len(_closed(network, rows)) == len(here)


def test_every_row_has_a_reason_and_a_source() -> None:
    assert all(row.why and row.source.startswith("https://") for row in CONNECTIONS)
    assert len({(row.group, row.host, row.port) for row in CONNECTIONS}) == len(CONNECTIONS)
