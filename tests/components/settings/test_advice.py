"""Proves that advice leads somewhere: who follows what a problem's `mend` names is not refused for the same again.

The advice is that of every example of the rules, every wish, and of values whose form alone is wrong. What leads to
another problem at another place is no dead end; what names nothing to write is left to readers.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.wishes.table import WISHES
from components.settings import Problem, Settings, SettingsError, load, load_file
from components.settings.check import allowed_in, check, section_in
from components.settings.rules.rule import Neighbour
from components.settings.sections.section import Section
from tests.components.settings.files import GONE, ROOT, Path_, Values, put, values_of
from tests.components.settings.following import followed
from tests.components.settings.rules.common import Change
from tests.components.settings.test_mutations import LEAVES, VALUES
from tests.components.settings.test_rules import BROKEN, neighbours

_REPR = re.compile(r"\b[A-Z]\w+\(|<[\w.]+ object|\bNone\b")


def examples() -> Iterator[tuple[str, Values, Sequence[Neighbour]]]:
    """Settings that are refused, each with a name and what stands beside them."""
    for number, (rule, changes, _) in enumerate(BROKEN):
        values = values_of("prod")
        for path, value in changes:
            values = put(values, path, value)
        yield f"{number}{rule}", values, neighbours()
    for wish in WISHES:
        if wish.problems():
            yield wish.title, wish.values(), wish.others


EXAMPLES = list(examples())


def alike(problem: Problem, values: Values, others: Sequence[Neighbour]) -> int:
    """How many problems say the same of the same place, or of one item of the same list."""
    place = problem.path[:-1] if isinstance(problem.path[-1], int) else problem.path
    found = check(values, others)[1]
    return sum(one.allowed == problem.allowed and one.path[: len(place)] == place for one in found)


def dead_ends(problem: Problem, values: Values, others: Sequence[Neighbour]) -> dict[str, bool]:
    """What the advice says to write, each with whether the same is refused again."""
    before = alike(problem, values, others)
    return {said: alike(problem, after, others) >= before for said, after in followed(problem, values)}


def test_who_follows_advice_is_not_refused_for_the_same_again() -> None:
    tried, found = 0, list[str]()
    for name, values, others in EXAMPLES:
        for problem in check(values, others)[1]:
            ends = dead_ends(problem, values, others)
            tried += len(ends)
            found += [f"{name}: {problem.path}: {said} of {problem.mend!r}" for said, dead in ends.items() if dead]
    assert not found, "\n".join(found)
    assert tried >= len(EXAMPLES) // 2


def test_advice_that_leads_nowhere_is_found() -> None:
    values = put(values_of("prod"), ("keys", "deletionWindowDays"), 7)
    [problem] = check(values)[1]
    wrong = replace(problem, mend="set 8, or say what the environment is for: storefront:kind: test")
    assert dead_ends(problem, values, []) == {"30": False}
    assert dead_ends(wrong, values, []) == {"storefront:kind: test": True, "8": True}


def test_no_problem_shows_how_python_writes_a_value() -> None:
    for name, values, others in EXAMPLES:
        for problem in check(values, others)[1]:
            text = f"{problem.given}\n{problem.allowed}\n{problem.mend}"
            assert not _REPR.search(text), (name, text)


def _other_forms(value: Any) -> Iterator[Any]:
    """A value as people write it whose form alone is wrong: its case, spaces around it, quotes too many or few."""
    if isinstance(value, str):
        yield from (value.upper(), f" {value}", f"{value} ")
        if value.isdecimal():
            yield int(value)
    elif isinstance(value, bool | int):
        yield str(value).lower()


def test_what_is_wrong_in_its_form_alone_is_told_in_the_right_one() -> None:
    told = 0
    for path, value in LEAVES["prod"]:
        for wrong in _other_forms(value):
            values = put(VALUES["prod"], path, wrong)
            for problem in check(values)[1]:
                if problem.path == path and (written := re.search(r"write (.*)", problem.mend)):
                    told += 1
                    [(_, after)] = [one for one in followed(problem, values) if one[0] in written[0]][:1]
                    assert check(after)[1] == [], (path, wrong, problem.mend)
    assert told >= 100


@pytest.mark.parametrize(
    ("path", "wrong", "mend"),
    [
        (("account",), 111122223333, 'write account: "111122223333"'),
        (("edge", "hostedZone"), "Example.com", "write hostedZone: example.com"),
        (("edge", "alternativeNames", 0), "EXAMPLE.COM", "write example.com"),
        (("edge", "rateLimit"), "2000", "write rateLimit: 2000"),
        (("network", "nat"), "Single", "did you mean single?"),
        (("servers", "artifacts", "rdsCa", "sha256"), "AB" * 32, f"write sha256: {'ab' * 32}"),
        (("fleet", "images", "us-east-1"), "AMI-0123456789ABCDEF0", "write us-east-1: ami-0123456789abcdef0"),
    ],
)
def test_another_form_is_named(path: Path_, wrong: object, mend: str) -> None:
    problems = check(put(values_of("prod"), path, wrong))[1]
    assert [one.mend.rpartition("; ")[2] for one in problems if one.path == path] == [mend]


def _sections(section: type[Section]) -> Iterator[tuple[str, type[Section], Any]]:
    for field in section.model_fields.values():
        if inner := section_in(field):
            yield str(field.alias), inner, field
            yield from _sections(inner)


def test_who_is_told_to_add_a_section_is_told_its_keys() -> None:
    for alias, section, field in _sections(Settings):
        for inner in section.model_fields.values():
            assert not inner.is_required() or str(inner.alias) in allowed_in(field), alias
    [problem] = [one for one in check(put(values_of("prod"), ("database",), GONE))[1] if one.path == ("database",)]
    assert "instanceClass" in problem.allowed


def _advice(changes: list[Change], stack: str = "prod", beside: str = "staging") -> dict[Path_, str]:
    values = values_of(stack)
    for path, value in changes:
        values = put(values, path, value)
    others = [one for one in load.neighbours(ROOT) if one.environment == beside]
    return {problem.path: problem.mend for problem in check(values, others)[1]}


def test_the_domains_own_zone_is_never_said_to_be_anothers() -> None:
    mend = _advice([(("edge", "hostedZone"), "example.com")], "staging", "prod")[("edge", "hostedZone")]
    assert mend == "take a zone within it, such as staging.example.com"


def test_a_domain_in_a_zone_within_takes_that_zone_and_what_is_left_of_the_other() -> None:
    within: list[Change] = [
        (("edge", "domain"), "www.mx.example.com"),
        (("edge", "zones"), [{"name": "mx.example.com"}]),
    ]
    used = _advice(within)[("edge", "domain")]
    assert used == "set storefront:edge.hostedZone: mx.example.com, and put example.com into storefront:edge.zones"
    unused: list[Change] = [*within, (("edge", "alternativeNames"), [])]
    for changes, zones in ((within, [{"name": "example.com"}]), (unused, [])):
        assert _advice([*changes, (("edge", "hostedZone"), "mx.example.com"), (("edge", "zones"), zones)]) == {}
    assert _advice(unused)[("edge", "domain")].endswith("mx.example.com, and take it out there")


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("me-south-1", "facts here lack"),
        ("eusc-de-east-1", "Sovereign Cloud"),
        ("us-iso-east-1", "of aws-iso"),
        ("xx-y-1", "no region of AWS"),
    ],
)
def test_a_region_that_cannot_be_taken_is_said_to_be_what_it_is(region: str, said: str) -> None:
    values = values_of("staging")
    values["sites"] = {**values["sites"], region: values["sites"]["us-west-2"]}
    assert [said in one.given for one in check(values)[1] if one.path == ("sites", region)] == [True]


@pytest.mark.parametrize(
    ("key", "mend"),
    [
        ("aws:region", "take it out: the program reads nothing of aws, "),
        ("region", "take it out"),
        ("serving", "write storefront:serving under config"),
        ("x:kind", "write storefront:kind under"),
    ],
)
def test_a_key_outside_the_namespace_is_named_with_it_only_if_it_is_a_setting(
    tmp_path: Path, key: str, mend: str
) -> None:
    file = tmp_path / "Pulumi.prod.yaml"
    file.write_text(f"config:\n  {key}: x\n")
    with pytest.raises(SettingsError) as refused:
        load_file(file)
    assert [one.mend.startswith(mend) for one in refused.value.problems if one.path == (key,)] == [True]
