"""What the settings name for the store is open for the fleet, on every path, in each site that could serve; nothing else.

What the platform's own programs call is in `test_routes.py`.
"""

from itertools import product

import pytest

from components.network.security_groups import Group
from rehearsal.mocks.recorder import Record
from tests.components.parts import WAYS_OUT, Overrides
from tests.routes.network import INTERNET, Network, NoWayError, Part
from tests.routes.sites import network_of
from tests.support.programs import recorded

NAMES = ("api.mercadopago.com", "eu.carrier.example.net", "smtp.example.net", "sftp.partner.example.org")
PARTNER = "198.51.100.3"
OPEN = {
    *product(NAMES, (443, 465, 587), (INTERNET, PARTNER)),
    *product(NAMES, (22,), (PARTNER,)),
}
"""Names and ports are locked apart: a name that is listed for one port resolves for all that are open."""
LEVELS = ("pilot-light", "warm")


def _could_serve(record: Record) -> list[Network]:
    """The sites that have a public tier, whether anything runs there yet or not."""
    regions = {one.region for one in record.resources if one.type.endswith(":InternetGateway")}
    return [network_of(record, region) for region in sorted(filter(None, regions))]


def _group(network: Network, group: Group) -> Part:
    found = network.group(group)
    assert found
    return found


def _reached(network: Network, name: str, port: int, address: str) -> bool:
    try:
        network.resolve(name)
        network.way_to(_group(network, Group.APPLICATION), Group.APPLICATION.tier, name, port, address)
    except NoWayError:
        return False
    return True


@pytest.mark.parametrize("level", LEVELS)
def test_what_the_settings_name_is_open_and_nothing_else(level: str) -> None:
    """In both sites: a recovery makes no NAT gateway and no route."""
    networks = _could_serve(recorded("staging", {**WAYS_OUT, "standbyLevel": level}))
    assert len(networks) == 2
    names = (*NAMES, "carrier.example.net", "example.net", "api.attacker.example.org", "notmercadopago.com")
    tried = set(product(names, (22, 25, 53, 80, 443, 465, 587, 853, 5432, 8080), (INTERNET, PARTNER)))
    for network in networks:
        assert {one for one in tried if _reached(network, *one)} == OPEN, network.region


def test_without_settings_the_fleet_leads_nowhere() -> None:
    for network in _could_serve(recorded("prod")):
        rules = [one.inputs for one in network.of("SecurityGroupEgressRule")]
        of_fleet = [one for one in rules if one["securityGroupId"] == _group(network, Group.APPLICATION).id]
        assert of_fleet
        assert [one for one in of_fleet if one.get("cidrIpv4")] == []


def test_a_pilot_light_has_a_gateway_only_for_a_store_that_calls_others() -> None:
    levels: Overrides = {"standbyLevel": "pilot-light"}
    with_ways, without = (recorded("staging", {**more, **levels}) for more in (WAYS_OUT, {}))
    counted = [
        len([one for one in record.resources if one.type.endswith(":NatGateway") and one.region == "us-west-2"])
        for record in (with_ways, without)
    ]
    assert counted == [1, 0]


def test_rules_are_made_by_port_and_network_and_say_what_for() -> None:
    network = network_of(recorded("staging", {**WAYS_OUT, "standbyLevel": "warm"}), "us-east-1")
    rules = {one.name: one.inputs for one in network.of("SecurityGroupEgressRule")}
    store = {name: rule for name, rule in rules.items() if "application" in name and rule.get("cidrIpv4")}
    assert {name: rule["description"] for name, rule in store.items()} == {
        "us-east-1-application-to-198.51.100.0-28-22": "price lists",
        "us-east-1-application-to-internet-443": "payments; parcels",
        "us-east-1-application-to-internet-465": "mail",
        "us-east-1-application-to-internet-587": "mail",
    }


def test_where_names_are_tried_out_an_unlisted_one_is_answered() -> None:
    record = recorded("staging", {"egress": {"unlistedNames": "alert"}})
    assert network_of(record, "us-east-1").resolve("example.org") == "us-east-1-dns-unlisted"
