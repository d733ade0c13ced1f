"""A file beside others: what they occupy is told with their names, as far as each can be read.

What the rules make of it is shown in `test_rules`; what is wrong with a neighbour, its own check tells.
"""

from pathlib import Path

import pytest

from components.settings import load_file
from tests.components.settings.files import GONE, put, report_of, values_of, write

OWN = values_of("prod")
SAME_ACCOUNT = put(values_of("staging"), ("account",), OWN["account"])
SAME_NAME = put(
    values_of("staging"), ("edge",), {**OWN["edge"], "zones": [{"name": "example.com", "zoneId": "Z123"}]}
)
SAME_NETWORK = put(values_of("staging"), ("sites", "us-west-2", "cidr"), OWN["sites"]["us-east-1"]["cidr"])


@pytest.mark.parametrize("broken", [("sites",), ("fleet",), ("environment",)])
@pytest.mark.parametrize("value", ["nonsense", GONE])
def test_an_account_is_told_whatever_else_is_wrong_beside(
    tmp_path: Path, broken: tuple[str], value: object
) -> None:
    write(tmp_path, "test", put(SAME_ACCOUNT, broken, value))
    report = report_of(write(tmp_path, "prod", OWN))
    assert report.count(OWN["account"]) == 1
    assert "another account than test's" in report


@pytest.mark.parametrize("broken", [("account",), ("fleet",), ("environment",)])
@pytest.mark.parametrize("value", ["nonsense", GONE])
def test_a_network_is_told_whatever_else_is_wrong_beside(tmp_path: Path, broken: tuple[str], value: object) -> None:
    write(tmp_path, "test", put(SAME_NETWORK, broken, value))
    report = report_of(write(tmp_path, "prod", OWN))
    assert "apart from test's " in report
    assert OWN["sites"]["us-east-1"]["cidr"] in report


@pytest.mark.parametrize("broken", [("account",), ("fleet",), ("environment",)])
def test_a_name_is_told_whatever_else_is_wrong_beside(tmp_path: Path, broken: tuple[str]) -> None:
    write(tmp_path, "test", put(SAME_NAME, broken, "nonsense"))
    report = report_of(write(tmp_path, "prod", OWN))
    assert report.count("test has it") == 1 + len(OWN["edge"]["alternativeNames"])
    assert "makes it" not in report


@pytest.mark.parametrize(
    ("name", "zone_id", "right"),
    [
        ("tienda.cl", "ZTWO", False),
        ("tienda.pe", "ZONE", False),
        ("tienda.cl", "ZONE", True),
        ("tienda.pe", "ZTWO", True),
    ],
)
def test_the_id_of_a_zone_is_held_against_those_of_others(
    tmp_path: Path, name: str, zone_id: str, *, right: bool
) -> None:
    theirs = put(values_of("staging"), ("edge", "zones"), [{"name": "tienda.cl", "zoneId": "ZONE"}])
    write(tmp_path, "staging", put(theirs, ("edge", "alternativeNames"), ["staging.tienda.cl"]))
    mine = put(OWN, ("edge", "zones"), [{"name": name, "zoneId": zone_id}])
    file = write(tmp_path, "prod", put(mine, ("edge", "alternativeNames"), [f"www.{name}"]))
    if right:
        assert load_file(file).edge.zone_ids == {name: zone_id}
    else:
        assert f"allowed  the id of {name}: staging has ZONE as the id of tienda.cl" in report_of(file)


@pytest.mark.parametrize(
    ("role", "right"),
    [
        (None, False),
        ("arn:aws:iam::333344445555:role/records", False),
        (f"arn:aws:iam::{OWN['account']}:role/records", True),
    ],
)
def test_a_zone_that_is_made_is_the_one_that_others_name(tmp_path: Path, role: str | None, *, right: bool) -> None:
    """Whoever names by its id what another makes names a zone of that one's account: there are no two of one name."""
    named = {"name": OWN["edge"]["hostedZone"], "zoneId": "Z123"} | ({"role": role} if role else {})
    theirs = put(values_of("staging"), ("edge", "zones"), [named])
    theirs = put(theirs, ("edge", "alternativeNames"), [f"qa.{named['name']}"])
    theirs = put(theirs, ("edge", "cloudFront"), OWN["edge"]["cloudFront"])
    files = [write(tmp_path, "prod", OWN), write(tmp_path, "staging", theirs)]
    if right:
        assert [load_file(file).environment for file in files] == ["prod", "staging"]
    else:
        account = role.split(":")[4] if role else theirs["account"]
        made, given = map(report_of, files)
        assert f"staging names it by its id in account {account}" in made
        assert f"prod makes it in account {OWN['account']}" in given


def test_every_neighbour_counts_and_none_by_itself(tmp_path: Path) -> None:
    write(tmp_path, "first", SAME_ACCOUNT)
    write(tmp_path, "second", SAME_NETWORK)
    report = report_of(write(tmp_path, "prod", OWN))
    assert "another account than first's" in report
    assert "apart from second's " in report
    for file in tmp_path.glob("Pulumi.[fs]*.yaml"):
        file.unlink()
    assert load_file(tmp_path / "Pulumi.prod.yaml").environment == "prod"


@pytest.mark.parametrize("text", ["", "config: [", "config:\n  storefront:account: !secret x\n"])
def test_one_that_cannot_be_read_is_in_nobodys_way(tmp_path: Path, text: str) -> None:
    (tmp_path / "Pulumi.test.yaml").write_text(text)
    assert load_file(write(tmp_path, "prod", OWN)).environment == "prod"


def test_an_archive_is_told_whatever_else_is_wrong_beside(tmp_path: Path) -> None:
    beside = put(values_of("staging"), ("audit",), {"logArchive": {"account": OWN["account"]}})
    write(tmp_path, "test", beside)
    assert "the one that keeps test's record" in report_of(write(tmp_path, "prod", OWN))
