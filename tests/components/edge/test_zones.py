"""A store with names in several zones: whose records stand where, and what the load balancer and CloudFront know.

The zones: the domain's, made here; one made here too; one that stands in this account; one of another account, written
by a role. That AWS takes the expressions is left to AWS; `test_rules` has what cannot stand.
"""

import re
from functools import cache

import pytest

from components.settings import EdgeSettings, Settings, ZoneSettings
from components.settings.sections.hosts import LONGEST_VALUE, host_values
from rehearsal.mocks.recorder import Record
from tests.components.edge.alone import edge_of
from tests.components.edge.test_load_balancer import BALANCER
from tests.components.stacks import SERVING, by_name
from tests.support.alone import settings_of

RECORD, ZONE, RULE = "aws:route53/record:Record", "aws:route53/zone:Zone", "aws:lb/listenerRule:ListenerRule"
PROVIDER = "pulumi:providers:aws"
ROLE = "arn:aws:iam::222233334444:role/records"
NAMES = ("tienda.com.mx", "www.tienda.com.mx", "pe.example.com", "www.tienda.pe", "www.tienda.cl")
# Zones within others: of one that is made, of one that is made within another, of another account's.
INNER = ("cl.example.com", "norte.cl.example.com", "sur.tienda.cl")
ZONES = (
    ZoneSettings(name="tienda.com.mx"),
    ZoneSettings(name="tienda.pe", zoneId="ZPERU"),  # pyright: ignore[reportCallIssue] - the alias
    ZoneSettings(name="tienda.cl", zoneId="ZCHILE", role=ROLE),  # pyright: ignore[reportCallIssue] - the alias
)

both = pytest.mark.parametrize("way", ["cloudfront", "direct"])


def _edge_settings(way: str) -> EdgeSettings:
    found = settings_of("prod").edge
    front = found.cloud_front.model_copy(update={"enabled": way == "cloudfront"})
    return found.model_copy(update={"alternative_names": NAMES, "zones": ZONES, "cloud_front": front})


@cache
def _settings(way: str) -> Settings:
    return settings_of("prod").model_copy(update={"edge": _edge_settings(way)})


@cache
def _made(way: str) -> Record:
    return edge_of("prod", _settings(way))


def _zone_ids(made: Record) -> dict[str, str]:
    ids = {one.inputs["name"]: one.outputs["zoneId"] for one in made.of_type(ZONE)}
    return {**ids, "tienda.pe": "ZPERU", "tienda.cl": "ZCHILE"}


@both
def test_only_zones_that_do_not_stand_are_made(way: str) -> None:
    zones = _made(way).of_type(ZONE)
    assert {one.name: one.inputs["name"] for one in zones} == {
        f"{SERVING}-zone": "example.com",
        f"{SERVING}-zone-tienda.com.mx": "tienda.com.mx",
    }
    assert all(one.protect for one in zones)
    issuers = [one for one in _made(way).of_type(RECORD) if one.inputs["type"] == "CAA"]
    assert {one.inputs["name"] for one in issuers} == {"www.example.com", "tienda.com.mx"}


@both
def test_a_zone_that_is_made_is_delegated_by_the_one_around_it(way: str) -> None:
    edge = _edge_settings(way)
    zones = (*ZONES, *(ZoneSettings(name=name) for name in INNER))
    names = (*NAMES, *(f"www.{name}" for name in INNER))
    edge = edge.model_copy(update={"alternative_names": names, "zones": zones})
    made = edge_of("prod", settings_of("prod").model_copy(update={"edge": edge}))
    ids, outputs = _zone_ids(made), {one.inputs["name"]: one.outputs for one in made.of_type(ZONE)}
    delegations = {one.inputs["name"]: one for one in made.of_type(RECORD) if one.inputs["type"] == "NS"}
    assert {name: one.inputs["zoneId"] for name, one in delegations.items()} == {
        "cl.example.com": ids["example.com"],
        "norte.cl.example.com": ids["cl.example.com"],
        "sur.tienda.cl": "ZCHILE",
    }
    for name, one in delegations.items():
        assert one.inputs["records"] == outputs[name]["nameServers"], name
        assert len(set(one.inputs["records"])) == 4
        assert one.name == f"{SERVING}-delegation-{name}"
        assert ("zone-tienda.cl" in one.provider) is (name == "sur.tienda.cl")


@both
def test_what_no_zone_of_the_store_is_around_is_left_to_the_registrar(way: str) -> None:
    assert not [one for one in _made(way).of_type(RECORD) if one.inputs["type"] == "NS"]


@both
def test_each_record_stands_in_the_zone_of_its_name_and_is_written_by_who_may(way: str) -> None:
    made = _made(way)
    ids = _zone_ids(made)
    (writer,) = [one for one in made.of_type(PROVIDER) if one.name == "zone-tienda.cl"]
    records = made.of_type(RECORD)
    proofs = [one for one in records if "-certificate-" in one.name]
    assert {one.name.partition("-certificate-")[2] for one in proofs} == set(_edge_settings(way).names)
    for record in records:
        name = str(record.inputs["name"]).removesuffix(".")
        zone = max((zone for zone in ids if name == zone or name.endswith(f".{zone}")), key=len)
        assert record.inputs["zoneId"] == ids[zone], record.name
        assert (writer.urn in record.provider) is (zone == "tienda.cl"), record.name


def test_another_accounts_zone_is_written_by_its_role_from_the_deployment_role() -> None:
    (writer,) = [one for one in _made("cloudfront").of_type(PROVIDER) if one.name == "zone-tienda.cl"]
    deployment = settings_of("prod").deployment_role
    assert re.findall(r"arn:aws:iam::[0-9]+:role/[a-z-]+", str(writer.inputs["assumeRoles"])) == [deployment, ROLE]
    assert "222233334444" in writer.inputs["allowedAccountIds"]


def test_every_name_leads_to_cloudfront_which_knows_it() -> None:
    front = _made("cloudfront").one("aws:cloudfront/distribution:Distribution")
    visitors = [one.inputs for one in _made("cloudfront").of_type(RECORD) if "-visitors-" in one.name]
    names = ("www.example.com", *NAMES)
    assert front.inputs["aliases"] == list(names)
    assert {(one["name"], one["type"]) for one in visitors} == {
        (name, kind) for name in names for kind in ("A", "AAAA")
    }
    assert {alias["name"] for one in visitors for alias in one["aliases"]} == {front.outputs["domainName"]}


def test_without_cloudfront_every_name_follows_the_origins() -> None:
    """By an alias in its own zone, by a CNAME in another, and by the same switch at the top of another."""
    made = _made("direct")
    records = by_name(made, RECORD, SERVING)
    origin = "origin.www.example.com"
    for name in ("www.example.com", "pe.example.com"):
        assert [one["name"] for one in records[f"visitors-{name}-a"].inputs["aliases"]] == [origin]
    for name in ("www.tienda.com.mx", "www.tienda.pe", "www.tienda.cl"):
        found = records[f"visitors-{name}-cname"].inputs
        assert (found["type"], found["records"]) == ("CNAME", [origin])
    for region in settings_of("prod").sites:
        top, lead = (records[f"{what}-{region}"].inputs for what in ("visitors-tienda.com.mx", "origin"))
        same = ("type", "setIdentifier", "failoverRoutingPolicies", "healthCheckId", "aliases")
        assert {key: top.get(key) for key in same} == {key: lead.get(key) for key in same}
        assert top["name"] == "tienda.com.mx"
    assert len([one for one in records if one.startswith("visitors-")]) == 7


@both
def test_the_load_balancer_lets_in_the_zones_names_and_no_others(way: str) -> None:
    store = by_name(_made(way), RULE, SERVING)["store"].inputs["conditions"]
    expressions = store[0]["hostHeader"]["regexValues"]
    assert len(expressions) <= (3 if way == "cloudfront" else 5)
    for name in _edge_settings(way).names:
        assert any(re.search(one, name) for one in expressions), name
    for name in ("tienda.com", "eviltienda.pe", "tienda.pe.example", "tiendaxpe", "10.0.0.1"):
        assert not any(re.search(one, name) for one in expressions), name
    assert len(store) == (2 if way == "cloudfront" else 1)
    assert by_name(_made(way), BALANCER, SERVING)


def test_expressions_hold_as_many_zones_as_fit() -> None:
    zones = [f"tienda-{number}.com.mx" for number in range(12)]
    found = host_values([f"www.{zone}" for zone in zones], zones, 5)
    assert not found.names
    assert all(len(one) <= LONGEST_VALUE for one in found.expressions)
    assert all(any(re.search(one, zone) for one in found.expressions) for zone in zones)
    assert found.count == 2
    assert host_values(zones[:5], zones, 5).names == tuple(zones[:5])
