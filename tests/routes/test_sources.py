"""Whatever else tells of a connection has its row: agents' calls, the sources of packages, the settings of the bridge.

Services that procedures call, and the buckets that the endpoint opens, are in `test_routes.py`.
"""

import re
from collections.abc import Mapping

import pytest

from components.network.connections import CONNECTIONS, INSTALLED
from components.network.security_groups import Group
from components.settings import load_file
from rehearsal.mocks.recorder import ROOT
from tests.access.calls.agents import BUILD, CALLS, services_called
from tests.routes.network import NoWayError
from tests.routes.sites import network_of
from tests.support.programs import recorded

GROUPS: Mapping[str, Group] = {
    "application": Group.APPLICATION,
    "operations-host": Group.OPERATIONS,
    "tableau-bridge": Group.ANALYTICS,
    BUILD: Group.IMAGES,
}
# The prefix of a service's hosts where it is not that of its actions.
HOSTS: Mapping[str, str] = {"cloudwatch": "monitoring"}


def _rows(group: Group) -> set[str]:
    return {row.host for row in CONNECTIONS if row.group is group}


def test_every_kind_of_server_whose_programs_are_known_is_here() -> None:
    assert GROUPS.keys() == CALLS.keys()


@pytest.mark.parametrize("kind", GROUPS)
def test_every_service_that_agents_call_has_its_row(kind: str) -> None:
    called = services_called(kind)
    assert "ssm" in called
    hosts = {f"{HOSTS.get(one, one)}.{{r}}.amazonaws.com" for one in called}
    # The operations host calls both sites' services.
    assert hosts - {host.replace("{each}", "{r}") for host in _rows(GROUPS[kind])} == set()


def test_every_source_of_packages_that_servers_are_given_has_its_row() -> None:
    script = (ROOT / "components/servers/apt_sources.sh").read_text()
    written = set(re.findall(r"#https://([a-z.]+)/", script))
    assert len(written) > 1
    for group in INSTALLED:
        assert written - _rows(group) == set(), group


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_the_bridges_pod_is_resolved(stack: str) -> None:
    bridge = load_file(ROOT / f"Pulumi.{stack}.yaml").servers.tableau_bridge
    assert bridge
    network = network_of(recorded(stack), "us-east-1")
    assert network.resolve(bridge.tableau.service_url.removeprefix("https://")) == "us-east-1-dns-platform"
    with pytest.raises(NoWayError):
        network.resolve("online.tableau.com.example.org")
