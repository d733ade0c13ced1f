"""A site whose zones are named by their ids: what stands in them is the same, and RDS is told the account's letters.

That AWS takes it is left to a rehearsal (`tests/rehearsal/shapes`).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from components.shared.address_plan import block_of
from components.shared.facts.catalogue import name_of_zone, zones_in
from components.shared.zones import is_zone_id, zone_number, zone_suffix
from rehearsal.mocks.recorder import Record
from tests.components.stacks import SERVING, STANDBY, SUBNET, by_name
from tests.support.programs import recorded

DATABASE = "aws:rds/instance:Instance"
PLACED = {SERVING: ("use1-az1", "use1-az2", "use1-az4"), STANDBY: ("usw2-az1", "usw2-az2", "usw2-az3")}


def _site(ids: tuple[str, ...]) -> dict[str, Any]:
    *primary, replica = ids
    return {"zones": list(ids), "database": {"primaryZones": primary, "replicaZone": replica}}


@cache
def _made() -> Record:
    return recorded("prod", {"sites": {region: _site(ids) for region, ids in PLACED.items()}})


@pytest.mark.parametrize("region", [SERVING, STANDBY])
def test_subnets_are_asked_for_by_id_and_named_by_it(region: str) -> None:
    subnets = by_name(_made(), SUBNET, region)
    tiers = ("public", "application", "data")
    assert subnets.keys() == {f"{tier}-{zone_suffix(zone)}" for tier in tiers for zone in PLACED[region]}
    for zone in PLACED[region]:
        asked = [subnets[f"{tier}-{zone_suffix(zone)}"].inputs for tier in tiers]
        assert {(one["availabilityZoneId"], one.get("availabilityZone")) for one in asked} == {(zone, None)}
        third = [int(one["cidrBlock"].split(".")[2]) for one in asked]
        block = block_of(zone)
        assert third == [block, 64 + 16 * block, 128 + block]


def test_rds_is_told_the_accounts_letters() -> None:
    instances: Mapping[str, Any] = by_name(_made(), DATABASE, SERVING)
    assert instances["database-b"].inputs["availabilityZone"] == name_of_zone("use1-az4")
    assert is_zone_id("use1-az4")
    assert not is_zone_id(name_of_zone("use1-az4"))
    parameters = _made().of_type("aws:ssm/parameter:Parameter")
    manifests = [str(one.inputs.get("value", one.inputs.get("insecureValue"))) for one in parameters]
    told = [text for text in manifests if '"database_zones"' in text]
    assert told
    assert all("-az" not in text.partition('"database_zones"')[2].partition("}")[0] for text in told)


def test_nothing_else_differs_but_names() -> None:
    """As many resources of each type as with letters."""
    with_letters = recorded("prod", {})
    for token in {one.type for one in with_letters.resources}:
        assert len(_made().of_type(token)) == len(with_letters.of_type(token)), token


@pytest.mark.parametrize(
    ("zone", "by_id", "suffix", "number"),
    [
        ("us-east-1a", False, "a", 0),
        ("sa-east-1c", False, "c", 2),
        ("use1-az6", True, "az6", 5),
        ("", False, "", 0),
    ],
)
def test_a_zone_is_read_either_way(zone: str, *, by_id: bool, suffix: str, number: int) -> None:
    assert (is_zone_id(zone), zone_suffix(zone), zone_number(zone)) == (by_id, suffix, number)


def test_every_id_of_the_tables_is_known_as_one() -> None:
    for region in (SERVING, STANDBY, "sa-east-1", "ca-central-1", "ap-northeast-1"):
        for name, zone_id in zones_in(region).items():
            assert is_zone_id(zone_id)
            assert not is_zone_id(name)
            assert name_of_zone(zone_id) == name == name_of_zone(name)
