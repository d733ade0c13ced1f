"""Rules of the standby: how many sites its level asks for, and what cannot be had without one."""

from collections.abc import Iterator

from components.settings.problem import Problem, Way, counted, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Kind, Settings
from components.settings.sections.recovery import Scenario
from components.settings.sections.site import StandbyLevel

_ADD_A_SITE = "add a second site to storefront:sites, and set storefront:standbyLevel: backups"
_BACKUPS, _ALONE = (Way(("standbyLevel",), str(level)) for level in (StandbyLevel.BACKUPS, StandbyLevel.NONE))
_FOR_TESTS = Way(("kind",), str(Kind.TEST))
_DAYS = 35


def _sites_fit_the_level(settings: Settings, _: Others) -> Iterator[Problem]:
    count, alone = len(settings.sites), settings.standby_level is StandbyLevel.NONE
    if alone and count != 1:
        mend = "take the others out, or say how much of the other stands: storefront:standbyLevel: backups"
        yield Problem(
            ("sites",), counted(count, "{} site"), "one site with standbyLevel none", mend, ways=(_BACKUPS,)
        )
    if not alone and count != len(("serving", "standby")):
        mend, alone_too = "name the region that serves and the one that stands by", count == 1
        mend += ", or set storefront:standbyLevel: none" if alone_too else ""
        allowed = f"two sites with standbyLevel {settings.standby_level}"
        yield Problem(("sites",), counted(count, "{} site"), allowed, mend, ways=(_ALONE,) if alone_too else ())


def _production_has_a_standby(settings: Settings, _: Others) -> Iterator[Problem]:
    """Decision 69: a store that sells must outlive its region, and keep backups in another."""
    if settings.kind is Kind.PRODUCTION and settings.standby_level is StandbyLevel.NONE:
        allowed = "backups, pilot-light or warm in production: with the only region its data would be lost"
        mend = f"{_ADD_A_SITE}, or say what the environment is for: storefront:kind: test"
        yield Problem(
            ("standbyLevel",), show(str(settings.standby_level)), allowed, mend, ways=(_BACKUPS, _FOR_TESTS)
        )


def _nothing_is_promised_without_a_standby(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.standby_level is StandbyLevel.NONE and Scenario.REGION_OUTAGE in settings.guidelines:
        allowed = "no promise for the loss of the only region: nothing stands elsewhere"
        mend = f"take {Scenario.REGION_OUTAGE} out of the guidelines, or {_ADD_A_SITE}"
        path = ("guidelines", Scenario.REGION_OUTAGE.value)
        yield Problem(path, "rto and rpo", allowed, mend, ways=(Way(path), _BACKUPS))


def _copies_go_to_the_standby(settings: Settings, _: Others) -> Iterator[Problem]:
    """A retention that nothing keeps looks like a protection that is not there."""
    alone = settings.standby_level is StandbyLevel.NONE
    retentions = {
        ("backups", "copyDeleteAfterDays"): settings.backups.copy_delete_after_days,
        ("database", "replicatedBackupRetentionDays"): settings.database.replicated_backup_retention_days,
    }
    for path, days in retentions.items():
        if alone and days is not None:
            allowed = "nothing without a standby: backups go to no other region"
            mend = f"take {path[-1]} out, or {_ADD_A_SITE}"
            yield Problem(path, show(days), allowed, mend, ways=(Way(path), _BACKUPS))
        if not alone and days is None:
            allowed = "for how many days the standby's region keeps backups"
            yield Problem(path, "nothing", allowed, f"add {path[-1]}: {_DAYS}", ways=(Way(path, _DAYS),))


def _the_only_site_answers(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.standby_level is StandbyLevel.NONE and settings.unreachable in settings.sites:
        allowed = "nothing: while the only site does not answer, nothing can be updated"
        yield Problem(
            ("unreachable",),
            show(settings.unreachable),
            allowed,
            "take the key out, and wait for it",
            ways=(Way(("unreachable",)),),
        )


RULES = (
    Rule(("sites", "standby_level"), _sites_fit_the_level),
    Rule(("kind", "standby_level"), _production_has_a_standby),
    Rule(("guidelines", "standby_level"), _nothing_is_promised_without_a_standby),
    Rule(("backups", "database", "standby_level"), _copies_go_to_the_standby),
    Rule(("sites", "standby_level", "unreachable"), _the_only_site_answers),
)
