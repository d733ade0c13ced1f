"""Proves of single fields what bounds alone do not say: names that others keep, patterns, and what means none."""

from string import ascii_uppercase
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from components.identity.trust import break_glass_trust, people_trust
from components.settings import Settings
from components.settings.check import check
from components.settings.regions import REGIONS
from components.settings.rules.identity import LONGEST_TRUST, REST_OF_A_TRUST
from components.settings.sections.visitors import MAX_COUNTRIES
from components.settings.warnings import warnings
from components.shared.facts.places import other_names, time_zones
from tests.components.settings.files import Path_, put, values_of
from tests.components.settings.rules.identity import LONG

ROLE = "arn:aws:iam::111122223333:role/"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("visitors", "federation", "pool"), "gcp-storefront", "Google keeps names that begin with gcp-"),
        (("visitors", "federation", "provider"), "gcp-aws", "Google keeps names that begin with gcp-"),
        (("tags", "owner"), "aws:platform", "AWS keeps what begins with aws: for itself"),
        (("tags", "costCentre"), "AWS:store", "AWS keeps what begins with aws: for itself"),
        (("deploymentRole",), f"{ROLE}*/deployment", "for example deploymentRole"),
        (("deploymentRole",), f"{ROLE}a?/deployment", "for example deploymentRole"),
        (
            ("deploymentRole",),
            f"{ROLE}aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1",
            "Name one that you made",
        ),
        (
            ("deploymentRole",),
            f"{ROLE}aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS",
            "one that you made",
        ),
        (("deploymentRole",), f"{ROLE}{'p' * 511}/deployment", "for example deploymentRole"),
    ],
)
def test_it_is_refused(path: Path_, value: Any, said: str) -> None:
    [problem] = check(put(values_of("prod"), path, value))[1]
    assert problem.path == path
    assert said in problem.mend


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("visitors", "federation", "pool"), "storefront-gcp-1"),
        (("deploymentRole",), f"{ROLE}{'p' * 510}/deployment"),
        (("deploymentRole",), f"{ROLE}aws-reserved-by-us/deployment"),
        (("tags", "owner"), "the aws: team"),
        (("tags", "owner"), "x"),
        (("audit", "threatFeatures"), []),
        (("fleet", "quotas", "onDemandProcessors"), 5_001),
        (("fleet", "quotas", "spotProcessors"), 1_000_000),
    ],
)
def test_it_is_taken(path: Path_, value: Any) -> None:
    assert check(put(values_of("prod"), path, value))[1] == []


@pytest.mark.parametrize(
    "address", ["añ@example.com", "a@-b.com", "a..b@example.com", ".a@example.com", "a@b", "a b@c.com"]
)
def test_an_address_that_no_mail_server_takes_is_refused(address: str) -> None:
    for path in (
        ("notifications", "operations", 0),
        ("notifications", "onCall", 0),
        ("servers", "tableauBridge", "tableau", "userEmail"),
    ):
        assert [one.path for one in check(put(values_of("prod"), path, address))[1]] == [path]
        assert check(put(values_of("prod"), path, "o'neil+pager@mail-1.example.com.mx"))[1] == []


@pytest.mark.parametrize(
    ("repository", "taken"),
    [
        ("../..", False),
        ("octo/..", False),
        ("-octo/store", False),
        ("octo_corp/.github", True),
        ("o@1/s.x@2", True),
    ],
)
def test_a_repository_is_named_as_github_names_one(repository: str, taken: bool) -> None:  # noqa: FBT001
    values = put(values_of("prod"), ("identity", "pipelines", "repository"), repository)
    assert (not check(values)[1]) is taken


def test_every_country_is_taken_and_no_other_code() -> None:
    """Google counts nobody in a country that is none: its metric would be zero for ever."""
    codes = [one + other for one in ascii_uppercase for other in ascii_uppercase]
    path = ("visitors", "countries")
    refused = {
        codes[first + int(problem.path[-1])]
        for first in range(0, len(codes), MAX_COUNTRIES)
        for problem in check(put(values_of("prod"), path, codes[first : first + MAX_COUNTRIES]))[1]
    }
    taken = {*codes} - refused
    assert {"BR", "CL", "CO", "GB", "GR", "LA", "MX", "PE", "US"} <= taken
    assert not {"AA", "EL", "EU", "UK", "XK", "XX", "ZZ"} & taken
    assert len(taken) == 249  # of ISO 3166-1, since South Sudan in 2011


def test_every_time_zone_is_one_that_this_machine_knows_by_its_own_name() -> None:
    assert {ZoneInfo(name).key for name in time_zones()} == time_zones()
    assert {"Etc/UTC", "America/Sao_Paulo", "America/Argentina/Buenos_Aires", "Europe/Stockholm"} <= time_zones()
    assert not time_zones() & other_names().keys()
    assert set(other_names().values()) <= time_zones()
    assert available_timezones() - {"Factory", "localtime"} <= time_zones() | other_names().keys()


def test_a_role_of_records_is_no_pattern() -> None:
    zones = [{"name": "example.net", "zoneId": "Z0123456789", "role": "arn:aws:iam::222233334444:role/*/records"}]
    values = put(values_of("prod"), ("edge", "zones"), zones)
    found = check(put(values, ("edge", "alternativeNames"), ["www.example.net"]))[1]
    assert [problem.path for problem in found] == [("edge", "zones", 0, "role")]


def test_the_longest_lists_that_are_taken_fit_in_a_trust_policy() -> None:
    """The rest of it is reckoned with three regions of the longest names."""
    regions = sorted(REGIONS, key=len)[-3:]
    assert check(put(values_of("prod"), ("identity", "breakGlass"), LONG[:4]))[1] == []
    people = Settings.model_validate(values_of("staging")).identity.people
    for text, arns in (
        (break_glass_trust(LONG[:4], regions), LONG[:4]),
        (people_trust(people, regions), people.trusted),
        (people_trust(Settings.model_validate(values_of("prod")).identity.people, regions), []),
    ):
        assert len(text) - sum(len(arn) + 3 for arn in arns) <= REST_OF_A_TRUST
        assert len(text) <= LONGEST_TRUST


def test_what_is_named_of_regions_without_a_site_is_warned_of() -> None:
    values = put(values_of("prod"), ("fleet", "images", "sa-east-1"), "ami-0123456789abcdef0")
    values = put(values, ("edge", "cloudFront", "prefixLists"), {"eu-west-1": "pl-4fa04526"})
    said = warnings(Settings.model_validate(values))
    assert "of regions without a site" in said
    assert "storefront:fleet.images.sa-east-1\n    storefront:edge.cloudFront.prefixLists.eu-west-1" in said
    assert "without a site" not in warnings(Settings.model_validate(values_of("prod")))


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_the_property_of_each_file_here_is_known_for_an_example(stack: str) -> None:
    assert "storefront:visitors.property" in warnings(Settings.model_validate(values_of(stack)))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("https://api.example.org", "without https://"),
        ("api.example.org/v1", "without a path"),
        ("api.example.org:443", "the port is a key of its own"),
        ("203.0.113.7", "an address is no name: write it as one of networks"),
        ("2001:db8::7", "an address is no name"),
        ("API.example.org", "write api.example.org"),
        ("año.example.org", "write xn--ao-zja.example.org"),
        ("api.example.org.", "without the dot at its end: api.example.org"),
        ("*", "a * stands alone, at the beginning"),
        ("*.org", "a * stands alone, at the beginning"),
        ("api.*.example.org", "a * stands alone, at the beginning"),
        ("*api.example.org", "a * stands alone, at the beginning"),
        ("localhost", "two labels or more"),
        (f"{'a' * 64}.example.org", "labels of 1 to 63"),
        ("-api.example.org", "labels of 1 to 63"),
        ("_dmarc.example.org", "labels of 1 to 63"),
        (f"{'a.' * 125}example.org", "at most 253 characters"),
    ],
)
def test_a_name_that_is_none_says_how_it_is_written(name: str, said: str) -> None:
    egress = {"destinations": [{"name": name, "port": 443, "why": "tests"}]}
    [problem] = check({**values_of("prod"), "egress": egress})[1]
    assert problem.path == ("egress", "destinations", 0, "name")
    assert said in problem.mend


@pytest.mark.parametrize("name", ["api.example.org", "*.example.org", "xn--ao-zja.example.org", "a.b-c.museum"])
def test_a_name_of_the_public_dns_is_taken(name: str) -> None:
    egress = {"destinations": [{"name": name, "port": 443, "why": "tests"}]}
    assert check({**values_of("prod"), "egress": egress})[1] == []
