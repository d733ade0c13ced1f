"""Proves that each rule refuses what it is there for, with the exact problem, and nothing else of the file.

The files that it is tried on stand in `tests/components/settings/rules`, a module for each module of rules. Single
fields are left to `test_mutations`, the wording of whole reports to `test_reports`.
"""

from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Network

import pytest

from components.settings import AccountWide, Problem, Settings, load
from components.settings.check import check
from components.settings.problem import write_path
from components.settings.rules import RULES
from components.settings.rules.rule import Neighbour, Rule
from components.settings.sections.account_wide import OF_THE_ACCOUNT
from tests.components.settings.files import ROOT, STACKS, Path_, put, values_of
from tests.components.settings.rules import (
    account_wide,
    backups,
    database,
    database_off_hours,
    edge,
    egress,
    encryption,
    fleet,
    identity,
    kinds,
    log_archive,
    notifications,
    off_hours,
    offers,
    promises,
    regions,
    replica,
    servers,
    sites,
    standby,
    visitors,
)
from tests.components.settings.rules.common import BURSTABLE, Change

MODULES = (
    kinds,
    account_wide,
    off_hours,
    database_off_hours,
    sites,
    standby,
    replica,
    regions,
    database,
    backups,
    fleet,
    servers,
    offers,
    promises,
    encryption,
    edge,
    egress,
    identity,
    log_archive,
    notifications,
    visitors,
)
BROKEN = [row for module in MODULES for row in module.BROKEN]
SOUND = [row for module in MODULES for row in module.SOUND]


@cache
def neighbours() -> list[Neighbour]:
    return [neighbour for neighbour in load.neighbours(ROOT) if neighbour.environment == "staging"]


def problems_of(changes: list[Change]) -> list[Problem]:
    values = values_of("prod")
    for path, value in changes:
        values = put(values, path, value)
    return check(values, neighbours())[1]


@pytest.mark.parametrize(("rule", "changes", "expected"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_rule_refuses_what_it_is_there_for(
    rule: str, changes: list[Change], expected: list[tuple[Path_, str]]
) -> None:
    problems = problems_of(changes)
    assert [(problem.path, problem.allowed) for problem in problems] == expected
    assert all(problem.given and problem.mend for problem in problems)
    values = values_of("prod")
    for path, value in changes:
        values = put(values, path, value)
    check_of_rule = next(row.check for row in RULES if row.check.__name__ == rule)
    assert list(check_of_rule(Settings.model_validate(values), neighbours()))


@pytest.mark.parametrize("changes", SOUND, ids=[f"{n}-{write_path(row[0][0])}" for n, row in enumerate(SOUND)])
def test_what_just_keeps_the_rules_is_taken(changes: list[Change]) -> None:
    assert problems_of(changes) == []


def test_a_wrong_kind_is_reported_by_itself() -> None:
    """What production demands is not asked of settings that say something else, however it is written."""
    problems = problems_of([(("kind",), "tset"), *BURSTABLE])
    assert [(problem.path, problem.mend) for problem in problems] == [(("kind",), "did you mean test?")]


def test_every_rule_has_an_example_that_fails() -> None:
    elsewhere = {"_fleet_fits_its_subnets", "_peaks_end_after_they_begin"}  # see test_rules_fleet
    assert {row[0] for row in BROKEN} | elsewhere == {rule.check.__name__ for rule in RULES}


@pytest.mark.parametrize("stack", STACKS)
def test_a_rule_that_names_too_few_sections_would_be_found(stack: str) -> None:
    """Each rule runs on settings that hold only the sections it says it reads."""
    settings = Settings.model_validate(values_of(stack))
    for rule in RULES:
        only = {name: getattr(settings, name) for name in rule.reads}
        assert list(rule.check(Settings.model_construct(set(only), **only), [])) == []


def _beside_all(settings: Settings) -> list[Neighbour]:
    """The neighbours, and one that names, in another account, the hosted zones that are made here."""
    accounts = dict.fromkeys(settings.edge.made_zones, "999988887777")
    return [*neighbours(), Neighbour("partner", "999988887777", (), zone_accounts=accounts)]


def _said(rule: Rule, settings: Settings, sections: Iterable[str]) -> list[Problem] | None:
    """What a rule says of settings that hold only some sections; None: it needs another."""
    held = settings.model_copy()
    for name in vars(held).keys() - set(sections):
        del vars(held)[name]
    try:
        return list(rule.check(held, _beside_all(settings)))
    except AttributeError:
        return None


@pytest.fixture(scope="module")
def broken() -> dict[str, list[Settings]]:
    """By rule: the settings that it refuses; and by no rule those that stand."""
    found: dict[str, list[Settings]] = {"": [Settings.model_validate(values_of(stack)) for stack in STACKS]}
    for rule, changes, _ in BROKEN:
        values = values_of("prod")
        for path, value in changes:
            values = put(values, path, value)
        found.setdefault(rule, []).append(Settings.model_validate(values))
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.check.__name__)
def test_a_rule_reads_the_sections_that_it_names_and_each_of_them(
    rule: Rule, broken: dict[str, list[Settings]]
) -> None:
    """One that it does not name breaks it where that is wrong; one too many hides what it would say."""
    cases = [*broken.get(rule.check.__name__, ()), *broken[""]]
    whole = [list(rule.check(one, _beside_all(one))) for one in cases]
    assert [_said(rule, one, rule.reads) for one in cases] == whole
    for section in rule.reads:
        less = [name for name in rule.reads if name != section]
        assert [_said(rule, one, less) for one in cases] != whole, section


def test_rules_of_valid_sections_run_beside_an_invalid_one() -> None:
    problems = problems_of([(("keys", "deletionWindowDays"), 3), (("edge", "domain"), "example.net")])
    assert [problem.path for problem in problems] == [("keys", "deletionWindowDays"), ("edge", "domain")]


def test_a_neighbour_whose_network_touches_without_overlapping_is_fine() -> None:
    neighbour = Neighbour("test", "777788889999", (IPv4Network("10.15.0.0/16"), IPv4Network("10.18.0.0/15")))
    assert check(values_of("prod"), [neighbour])[1] == []


def _beside(regions: frozenset[str], *kept_elsewhere: AccountWide) -> list[Problem]:
    """The problems of prod beside another environment in its account."""
    neighbour = Neighbour(
        "test", values_of("prod")["account"], (), regions=regions, kept_elsewhere=frozenset(kept_elsewhere)
    )
    return check(values_of("prod"), [neighbour])[1]


def test_two_environments_share_an_account_if_one_leaves_to_the_other_what_it_has_once() -> None:
    assert _beside(frozenset({"us-east-1"}), *AccountWide) == []
    [problem] = _beside(frozenset({"us-east-1"}), *set(AccountWide) - {AccountWide.COST_MONITOR})
    assert problem.path == ("account",)
    assert problem.allowed == "another account than test's, or what it keeps left to it"
    assert "keptElsewhere: [cost-monitor]" in problem.mend


def test_in_other_regions_only_what_the_account_has_once_is_shared() -> None:
    assert _beside(frozenset({"eu-west-1"}), *OF_THE_ACCOUNT) == []
    [problem] = _beside(frozenset({"eu-west-1"}))
    assert problem.mend.endswith("[oidc-provider, cost-monitor, public-buckets-block, password-policy]")


def test_no_store_stands_where_another_keeps_its_record() -> None:
    """Two stores may share an archive; none stands in it, whatever the order in which their files are written."""
    own = values_of("prod")["account"]
    keeping = [Neighbour("test", "777788889999", (), log_archive=own)]
    [problem] = check(values_of("prod"), keeping)[1]
    assert (problem.path, problem.allowed) == (
        ("account",),
        "another account than the one that keeps test's record",
    )
    archived = put(values_of("prod"), ("audit", "logArchive"), log_archive.archive("777788889999"))
    [problem] = check(archived, [Neighbour("test", "777788889999", ())])[1]
    assert problem.allowed == "another account than those of stores: test stands there"
    shared = [Neighbour("test", "777788889999", (), log_archive=log_archive.ARCHIVE)]
    assert check(put(values_of("prod"), ("audit", "logArchive"), log_archive.archive()), shared)[1] == []
