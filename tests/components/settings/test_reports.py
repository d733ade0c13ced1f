"""Proves what is said of files that cannot be used, word for word, and that a value nobody should see is not shown.

Which values are refused is left to `test_rules` and `test_mutations`.
"""

from pathlib import Path

import pytest
from pydantic import Field

from components.settings import Scenario, Settings, SettingsError, StandbyLevel, load_file, stack_file
from components.settings.check import check, words_of
from components.settings.problem import SHOWN, nearest, show
from components.settings.sections.section import Section
from tests.components.settings.files import ROOT, STACKS, put, report_of, values_of, write

CONFIG = "a mapping with the key config"
SEE = "take another stack's file for a model"
MEND = "mend the line, or the one before"
DEEP = b"config: " + b"[" * 5000
TAB = "found character '\\t' that cannot start any token"


def prod_with(folder: Path, *changes: tuple[str, str]) -> Path:
    """Prod's own file with some of its text replaced."""
    text = (ROOT / "Pulumi.prod.yaml").read_text()
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    file = folder / "Pulumi.prod.yaml"
    file.write_text(text)
    return file


def line_of(file: Path, text: str) -> int:
    return next(number for number, line in enumerate(file.read_text().splitlines(), 1) if text in line)


@pytest.mark.parametrize("stack", STACKS)
def test_the_projects_own_files_are_valid(stack: str) -> None:
    assert load_file(ROOT / f"Pulumi.{stack}.yaml").environment == stack


def test_every_problem_is_reported_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = prod_with(
        tmp_path,
        ('account: "111122223333"', "account: 111122223333"),
        ("costCentre", "costCenter"),
        ("nat: per-zone", "nat: perzone"),
        ("retentionDays: 465", "retentionDays: 400"),
        ("rotationPeriodDays: 365", "rotationPeriodDays: 30"),
        ("rto: 5m", "rto: 5 minutes"),
    )
    line = {text: line_of(file, text) for text in ("account:", "tags:", "costCenter", "nat:", "retentionDays: 400")}
    line |= {text: line_of(file, text) for text in ("rotation", "5 minutes")}
    assert (
        report_of(file)
        == f"""Pulumi.prod.yaml: 7 problems

Pulumi.prod.yaml:{line["account:"]}  storefront:account
    given    111122223333
    allowed  an AWS account id, 12 digits in quotes
    mend     a text is wanted, in quotes; write account: "111122223333"

Pulumi.prod.yaml:{line["tags:"]}  storefront:tags.costCentre
    given    nothing
    allowed  who pays, 1 to 256 of A-Z, a-z, 0-9, space and _.:/=+@-, no space at an end, not from aws: on
    mend     it is needed; for example costCentre: store-br

Pulumi.prod.yaml:{line["costCenter"]}  storefront:tags.costCenter
    given    an unknown key
    allowed  owner, costCentre, dataClass
    mend     did you mean costCentre?

Pulumi.prod.yaml:{line["nat:"]}  storefront:network.nat
    given    'perzone'
    allowed  how many NAT gateways a site has: per-zone or single
    mend     did you mean per-zone?

Pulumi.prod.yaml:{line["retentionDays: 400"]}  storefront:database.insights.retentionDays
    given    400
    allowed  days, 7, a multiple of 31 up to 713, or 731
    mend     the nearest allowed number is 403; for example retentionDays: 7

Pulumi.prod.yaml:{line["rotation"]}  storefront:keys.rotationPeriodDays
    given    30
    allowed  days, 90 to 2560
    mend     it is less than 90; for example rotationPeriodDays: 365

Pulumi.prod.yaml:{line["5 minutes"]}  storefront:guidelines.zone-outage.rto
    given    '5 minutes'
    allowed  a duration of at least 1s: how long until it serves again
    mend     a duration is a whole number and one unit, s, m, h or d; for example rto: 1h"""
    )


def test_a_broken_rule_is_reported_with_its_line(tmp_path: Path) -> None:
    file = prod_with(tmp_path, ("replicaZone: us-east-1c", "replicaZone: us-east-1a"))
    assert (
        report_of(file)
        == f"""Pulumi.prod.yaml: 1 problem

Pulumi.prod.yaml:{line_of(file, "replicaZone: us-east-1a")}  storefront:sites.us-east-1.database.replicaZone
    given    'us-east-1a'
    allowed  a zone outside primaryZones: one outage must not take both
    mend     set us-east-1c"""
    )


def test_a_replica_without_a_zone_of_its_own_is_told_what_to_add(tmp_path: Path) -> None:
    values = put(values_of("prod"), ("sites", "us-east-1", "zones"), ["us-east-1a", "us-east-1b"])
    values = put(values, ("sites", "us-east-1", "database", "replicaZone"), "us-east-1b")
    assert "mend     give the site a third zone, or the primary one zone less" in report_of(
        write(tmp_path, "prod", values)
    )


@pytest.mark.parametrize(
    ("content", "line", "given", "allowed", "mend"),
    [
        (b"", "", "an empty file", "a mapping", SEE),
        (b"# nothing\n", "", "an empty file", "a mapping", SEE),
        (b"- a\n", "", "no mapping", "a mapping", SEE),
        (b"encryptionsalt: x\n", "", "no config", CONFIG, SEE),
        (b"config: 5\n", "", "no mapping under config", "keys like storefront:environment", SEE),
        (b"config:\n\tx: 1\n", ":2", TAB, "YAML", "spaces indent; a tab never does"),
        (b"config:\n  a: [1\n  b: 2\n", ":3", "expected ',' or ']', but got ':'", "YAML", MEND),
        (b"config: *x\n", ":1", "found undefined alias 'x'", "YAML", MEND),
        (b"a: 1\n---\nb: 2\n", ":2", "but found another document", "YAML", MEND),
        (b"config: \xff\n", "", "byte 0xff at 8", "text in UTF-8", "save it as UTF-8"),
        (b"config:\n  a: \x00\n", ":2", "the character U+0000", "printable text", "take it out"),
        (DEEP, "", "mappings nested without end", "at most six levels", "look for brackets left open"),
    ],
)
def test_a_malformed_file_is_one_problem(
    tmp_path: Path, content: bytes, line: str, given: str, allowed: str, mend: str
) -> None:
    file = tmp_path / "Pulumi.prod.yaml"
    file.write_bytes(content)
    expected = f"Pulumi.prod.yaml: 1 problem\n\nPulumi.prod.yaml{line}\n"
    expected += f"    given    {given}\n    allowed  {allowed}\n    mend     {mend}"
    assert report_of(file) == expected


def test_utf_16_is_named_by_its_first_wrong_byte(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.prod.yaml"
    file.write_text("config: {}", encoding="utf-16")
    assert "given    byte 0xff at 0" in report_of(file)


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    file = prod_with(tmp_path)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert load_file(file).environment == "prod"


def test_a_missing_file_and_a_folder_are_reported(tmp_path: Path) -> None:
    assert "given    no such file" in report_of(tmp_path / "Pulumi.prod.yaml")
    (tmp_path / "Pulumi.staging.yaml").mkdir()
    assert "given    a directory" in report_of(tmp_path / "Pulumi.staging.yaml")


def test_an_unknown_stack_is_told_the_known_ones() -> None:
    with pytest.raises(SettingsError) as refused:
        stack_file(ROOT, "prdo")
    assert (
        str(refused.value)
        == """Pulumi.prdo.yaml: 1 problem

Pulumi.prdo.yaml
    given    no file Pulumi.prdo.yaml
    allowed  prod, staging
    mend     did you mean prod? or write the file: `storefront environment new prdo --like prod --account ID`"""
    )


def test_a_key_given_twice_names_both_lines(tmp_path: Path) -> None:
    file = prod_with(tmp_path, ("nat: per-zone", "nat: per-zone\n    nat: single"))
    second = line_of(file, "nat: single")
    assert (
        report_of(file)
        == f"""Pulumi.prod.yaml: 1 problem

Pulumi.prod.yaml:{second}  storefront:network.nat
    given    nat twice, first in line {second - 1}
    allowed  each key once
    mend     keep one of the two"""
    )


def test_an_encrypted_value_is_refused_and_not_shown(tmp_path: Path) -> None:
    file = prod_with(tmp_path, ("owner: platform", "owner: {secure: AAABBBCCC}"))
    assert (
        report_of(file)
        == f"""Pulumi.prod.yaml: 1 problem

Pulumi.prod.yaml:{line_of(file, "AAABBBCCC")}  storefront:tags.owner
    given    an encrypted value
    allowed  plain values
    mend     write it plainly: no setting is a secret"""
    )


def test_the_value_of_an_unknown_key_is_not_shown(tmp_path: Path) -> None:
    file = prod_with(tmp_path, ("name: storefront", "name: storefront\n    password: hunter2"))
    report = report_of(file)
    assert "database.password" in report
    assert "hunter2" not in report


@pytest.mark.parametrize("key", ["environment", "storefronts:environment"])
def test_a_key_of_another_namespace_is_refused(tmp_path: Path, key: str) -> None:
    file = prod_with(tmp_path, ("  storefront:environment: prod", f"  storefront:environment: prod\n  {key}: x"))
    assert (
        report_of(file)
        == f"""Pulumi.prod.yaml: 1 problem

Pulumi.prod.yaml:{line_of(file, f"  {key}: x")}  {key}
    given    the key {key}
    allowed  under config, keys that start with storefront: or pulumi:
    mend     write storefront:{key.rpartition(":")[2]} under config, or take it out"""
    )


def test_what_pulumi_keeps_in_a_stack_file_is_left_alone(tmp_path: Path) -> None:
    file = prod_with(tmp_path, ("config:", "encryptionsalt: v1:abc\nsecretsprovider: awskms://alias/x\nconfig:"))
    assert load_file(file).environment == "prod"


def test_an_alias_is_refused_even_when_it_leads_to_itself(tmp_path: Path) -> None:
    file = prod_with(
        tmp_path, ("zones: [us-east-1a, us-east-1b, us-east-1c]", "zones: &zones [*zones, us-east-1b]")
    )
    report = report_of(file)
    assert "storefront:sites.us-east-1.zones[0]\n    given    an alias\n" in report


@pytest.mark.parametrize("word", ["yes", "on", "~", '"true"'])
def test_only_true_and_false_are_truths(tmp_path: Path, word: str) -> None:
    """As for the Pulumi CLI, whose YAML has no `yes`."""
    report = report_of(prod_with(tmp_path, ("multiAz: true", f"multiAz: {word}")))
    assert "storefront:database.multiAz\n" in report
    assert "allowed  true or false\n" in report


def test_an_environment_in_another_stacks_file_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "staging", values_of("prod"))
    assert (
        report_of(file)
        == """Pulumi.staging.yaml: 1 problem

Pulumi.staging.yaml:2  storefront:environment
    given    'prod'
    allowed  the stack's own name, staging
    mend     set staging, or name the file after its environment"""
    )


def test_overlapping_environments_are_found_through_each_others_files(tmp_path: Path) -> None:
    write(tmp_path, "staging", put(values_of("staging"), ("sites", "us-west-2", "cidr"), "10.16.0.0/16"))
    report = report_of(write(tmp_path, "prod", values_of("prod")))
    assert "allowed  a network apart from staging's 10.16.0.0/16\n" in report


def test_another_environments_broken_file_does_not_hide_this_ones_state(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.staging.yaml").write_text("config: [")
    assert load_file(write(tmp_path, "prod", values_of("prod"))).environment == "prod"


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    report = report_of(write(tmp_path, "prod", put(values_of("prod"), ("serving",), "x" * 10_000)))
    assert max(map(len, report.splitlines())) < 130


def test_an_unknown_key_of_a_mapping_is_told_the_mappings_own_words() -> None:
    """Whichever words those are: today guidelines alone have keys that are given."""

    class Made(Section):
        levels: dict[StandbyLevel, int] = Field(description="by level")

    assert words_of(Made.model_fields["levels"]) == [*StandbyLevel]
    assert words_of(Settings.model_fields["guidelines"]) == [*Scenario]
    assert words_of(Settings.model_fields["sites"]) == []
    guidelines = {**values_of("prod")["guidelines"], "rto": {"rto": "1h", "rpo": "1h"}}
    [problem] = check(put(values_of("prod"), ("guidelines",), guidelines))[1]
    assert (problem.path, problem.given) == (("guidelines", "rto"), "an unknown key")
    assert problem.allowed == ", ".join(Scenario)


def test_a_letter_that_the_tables_do_not_know_is_told_of_the_ids(tmp_path: Path) -> None:
    """Accounts have two of the three zones of Northern California, and call them by letters of their own."""
    values = values_of("prod")
    values["sites"]["us-west-1"] = values["sites"].pop("us-west-2")
    values["sites"]["us-west-1"]["zones"] = ["us-west-1a", "us-west-1c"]
    report = report_of(write(tmp_path, "prod", values))
    assert "where your account has us-west-1c, name all zones by id: usw1-az1, usw1-az3" in report


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({}, "a mapping of 0 keys"),
        ({"a": 1}, "a mapping of 1 key"),
        ({"a": 1, "b": 2}, "a mapping of 2 keys"),
        ([], "a list of 0 items"),
        ([1], "a list of 1 item"),
        ((1, 2), "a list of 2 items"),
        (None, "nothing"),
        (True, "true"),
        (7, "7"),
        ("x" * (SHOWN - 2), repr("x" * (SHOWN - 2))),
        ("x" * (SHOWN - 1), "'" + "x" * (SHOWN - 4) + "..."),
    ],
)
def test_a_value_is_shown_in_a_few_characters(value: object, shown: str) -> None:
    assert show(value) == shown


def test_the_nearest_is_first_and_there_are_three() -> None:
    assert nearest("prod", ["staging", "prods", "proof", "pod", "test"]) == "prods, pod, proof"
