"""The address plan: subnets lie apart and inside their tiers, and a site can grow without moving any.

That the VPC's subnets are those of the plan is shown in `test_network`; that the /16s of sites and environments lie
apart is a rule of the settings.
"""

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.address_plan import Tier, subnets, tier_network, usable_addresses

# The application tier has four blocks; every region that is supported offers at least three zones.
ZONES = ("a", "b", "c", "d")

sites = st.one_of(
    st.integers(0, 255).map(lambda octet: IPv4Network(f"10.{octet}.0.0/16")),
    st.integers(16, 31).map(lambda octet: IPv4Network(f"172.{octet}.0.0/16")),
    st.just(IPv4Network("192.168.0.0/16")),
)
zone_counts = st.integers(1, len(ZONES))


def _all_subnets(site: IPv4Network, count: int) -> list[IPv4Network]:
    return [block for tier in Tier for block in subnets(site, tier, ZONES[:count]).values()]


def test_a_site_of_three_zones() -> None:
    site = IPv4Network("10.16.0.0/16")
    plan = {tier: [str(block) for block in subnets(site, tier, ZONES[:3]).values()] for tier in Tier}
    assert plan == {
        Tier.PUBLIC: ["10.16.0.0/24", "10.16.1.0/24", "10.16.2.0/24"],
        Tier.APPLICATION: ["10.16.64.0/20", "10.16.80.0/20", "10.16.96.0/20"],
        Tier.DATA: ["10.16.128.0/24", "10.16.129.0/24", "10.16.130.0/24"],
    }


@given(sites, zone_counts)
def test_every_zone_has_a_subnet_in_every_tier_and_no_two_overlap(site: IPv4Network, count: int) -> None:
    blocks = _all_subnets(site, count)
    assert len(blocks) == len(Tier) * count
    assert not [pair for pair in combinations(blocks, 2) if pair[0].overlaps(pair[1])]


@given(sites, zone_counts)
def test_subnets_lie_in_their_tier_and_tiers_in_their_site(site: IPv4Network, count: int) -> None:
    for tier in Tier:
        network = tier_network(site, tier)
        assert network.subnet_of(site)
        assert all(block.subnet_of(network) for block in subnets(site, tier, ZONES[:count]).values())


@given(sites)
def test_tiers_lie_apart_so_that_a_rule_for_one_never_means_another(site: IPv4Network) -> None:
    networks = [tier_network(site, tier) for tier in Tier]
    assert not [pair for pair in combinations(networks, 2) if pair[0].overlaps(pair[1])]


@given(sites, st.permutations(ZONES), st.integers(1, len(ZONES)))
def test_zones_that_come_go_or_change_places_move_no_subnet(
    site: IPv4Network, zones: list[str], count: int
) -> None:
    for tier in Tier:
        every = subnets(site, tier, ZONES)
        chosen = tuple(zones[:count])
        assert subnets(site, tier, chosen) == {zone: every[zone] for zone in chosen}


@given(sites)
def test_the_last_quarter_of_a_site_is_left_for_growth(site: IPv4Network) -> None:
    growth = list(site.subnets(new_prefix=18))[3]
    assert not [tier for tier in Tier if tier_network(site, tier).overlaps(growth)]


@pytest.mark.parametrize(("tier", "usable"), [(Tier.PUBLIC, 251), (Tier.APPLICATION, 4091), (Tier.DATA, 251)])
def test_addresses_that_aws_keeps_are_not_counted(tier: Tier, usable: int) -> None:
    blocks = subnets(IPv4Network("10.16.0.0/16"), tier, ZONES)
    assert {usable_addresses(block) for block in blocks.values()} == {usable}


@pytest.mark.parametrize("network", ["10.16.0.0/15", "10.16.0.0/17", "10.16.5.0/24"])
def test_a_site_of_another_size_is_refused(network: str) -> None:
    with pytest.raises(ValueError, match="network: got") as refusal:
        tier_network(IPv4Network(network), Tier.DATA)
    assert str(refusal.value) == (
        f"a site's network: got {network}, expected a /16; choose one, such as 10.16.0.0/16"
    )
