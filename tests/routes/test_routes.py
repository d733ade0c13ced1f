"""Every connection of the table finds its way, wherever servers run, at every standby level; and what is missing is seen.

What functions connect to is judged with their recorded calls in `tests/access/test_functions.py`; what the settings open
for the store, in `test_egress.py`.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any, cast

import botocore.session
import pytest

from components.network.connections import CONNECTIONS, DATABASE_HOST, Connection
from components.network.endpoints import SERVICE_BUCKETS
from components.network.ports import HTTP
from components.network.security_groups import Group
from components.settings import StandbyLevel
from rehearsal.mocks.recorder import ROOT
from tests.components.parts import ONE_SITE, Overrides
from tests.routes.link_local import LINK_LOCAL
from tests.routes.network import Network, NoWayError, Part, host_at
from tests.routes.sites import hosts_of, network_of, networks_of
from tests.support.programs import recorded

PROGRAMS: dict[str, tuple[str, Overrides]] = {
    "prod": ("prod", {}),
    "staging": ("staging", {}),
    **{level.value: ("staging", {"standbyLevel": level.value}) for level in StandbyLevel if level.value != "none"},
    "none": ("staging", ONE_SITE),
}


def _closed(network: Network, rows: tuple[Connection, ...] = CONNECTIONS) -> list[str]:
    """What does not find its way, and why."""
    found: list[str] = []
    for row in rows:
        group = network.group(row.group)
        for host in hosts_of(network, row) if group else ():
            try:
                network.way(cast("Part", group), row.group.tier, host, row.port)
            except NoWayError as error:
                found.append(f"{row.group} to {host}:{row.port} ({row.program}: {row.why}): {error}")
    return found


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_connection_finds_its_way_where_servers_run(program: str) -> None:
    stack, overrides = PROGRAMS[program]
    networks = networks_of(recorded(stack, overrides))
    assert networks
    assert {network.region: closed for network in networks if (closed := _closed(network))} == {}


@pytest.mark.parametrize("program", PROGRAMS)
def test_where_servers_are_launched_there_are_endpoints(program: str) -> None:
    stack, overrides = PROGRAMS[program]
    record = recorded(stack, overrides)
    groups = [one for one in record.resources if one.type == "aws:autoscaling/group:Group"]
    running = {one.region for one in groups if one.inputs.get("minSize") or one.inputs.get("desiredCapacity")}
    assert running <= {network.region for network in networks_of(record)}


def test_services_are_reached_by_their_endpoints_and_the_rest_behind_nat() -> None:
    network = network_of(recorded("prod"), "us-east-1")
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
        (_with("ResolverFirewallDomainList", "dns-platform", domains=["pypi.org"]), "application to ssm."),
        (_with("ResolverFirewallRule", "dns-unlisted", priority=1), "application to ssm."),
    ],
)  # fmt: skip
def test_what_goes_missing_is_told_with_who_needs_it(change: Change, expected: str) -> None:
    network = network_of(recorded("prod"), "us-east-1")
    parts = [made for one in network.parts if (made := change(one))]
    assert [one for one in _closed(replace(network, parts=parts)) if one.startswith(expected)]


def test_http_leads_nowhere() -> None:
    """Ubuntu's mirrors within EC2 answer on this port alone (components/servers/apt_sources.sh)."""
    network = network_of(recorded("prod"), "us-east-1")
    rows = tuple(replace(row, port=HTTP) for row in CONNECTIONS)
    here = [host for row in rows if network.group(row.group) for host in hosts_of(network, row)]
    assert len(_closed(network, rows)) == len(here)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_site_answers_the_names_of_its_neighbours_and_no_strangers(program: str) -> None:
    """Functions ask for the database at every level."""
    stack, overrides = PROGRAMS[program]
    record = recorded(stack, overrides)
    regions = sorted({one.region for one in record.resources if one.type.endswith(":Vpc") and one.region})
    assert regions
    for network in (network_of(record, region) for region in regions):
        assert network.resolve(DATABASE_HOST.format(r=network.region).replace("*", "database-a.c1"))
        for stranger in ("example.org", "x.attacker.example.org", "attacker.s3.eu-central-1.amazonaws.com"):
            with pytest.raises(NoWayError, match="DNS Firewall"):
                network.resolve(stranger)


def test_by_the_name_without_a_region_s3_leads_to_our_own_buckets_alone() -> None:
    network = network_of(recorded("prod"), "us-east-1")
    own = {str(one.inputs["bucket"]) for one in network.of("Bucket")}
    listed = {
        name.removesuffix(".s3.amazonaws.com")
        for one in network.of("ResolverFirewallDomainList")
        for name in one.inputs["domains"]
        if name.endswith(".s3.amazonaws.com")
    }
    assert listed
    assert listed <= own


_BOTOCORE = cast("Any", botocore.session.Session())  # it carries no types


@cache
def _operations(service: str) -> frozenset[str]:
    return frozenset(cast("list[str]", _BOTOCORE.get_service_model(service).operation_names))


def _called() -> Iterator[str]:
    """The services that the procedures name: in an expression that names an operation of it as well."""
    services = set(cast("list[str]", _BOTOCORE.get_available_services()))
    for path in sorted((ROOT / "operations").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call | ast.Tuple | ast.Dict):
                texts = {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
                yield from (str(one) for one in texts & services if texts & _operations(str(one)))


def test_every_service_that_procedures_call_has_its_row() -> None:
    network = network_of(recorded("prod"), "us-east-1")
    rows = [row for row in CONNECTIONS if row.group is Group.OPERATIONS]
    hosts = {host for row in rows for host in hosts_of(network, row)}
    called = set(_called())
    assert len(called) > 10
    assert {
        host_at(service, region) for service in called for region in ("us-east-1", "us-west-2")
    } - hosts == set()


def test_every_bucket_that_the_endpoint_opens_has_its_row() -> None:
    network = network_of(recorded("prod"), "us-east-1")
    hosts = {row.host for row in CONNECTIONS}
    opened = {bucket.replace("{region}", "{r}") for bucket in SERVICE_BUCKETS}
    assert {f"{bucket}.s3.{{r}}.amazonaws.com" for bucket in opened} <= hosts
    assert network.has_interfaces


def test_every_row_has_a_reason_and_a_source() -> None:
    assert all(row.program and row.why and row.source.startswith("https://") for row in CONNECTIONS)
    assert len({(row.group, row.program, row.host, row.port) for row in CONNECTIONS}) == len(CONNECTIONS)


def test_what_the_vpc_itself_answers_is_asked_there_and_needs_no_way_out() -> None:
    assert all(row.address.is_link_local and row.source.startswith("https://") for row in LINK_LOCAL)
    template = (ROOT / "ansible/roles/base/templates/chrony.conf.j2").read_text()
    servers = {line.split()[1] for line in template.splitlines() if line.startswith(("server ", "pool "))}
    assert servers == {str(row.address) for row in LINK_LOCAL if row.program == "chrony"}
