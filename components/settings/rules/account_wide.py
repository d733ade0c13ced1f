"""Rules of what an account or its regions have once: one environment of an account keeps each, and no other."""

from collections.abc import Iterator

from components.settings.problem import Problem, Way, show
from components.settings.rules.rule import Neighbour, Others, Rule
from components.settings.sections.account_wide import OF_THE_ACCOUNT, AccountWide
from components.settings.sections.model import Settings


def _each_is_kept_once(settings: Settings, others: Others) -> Iterator[Problem]:
    """Two that make the same thing are refused by AWS in the middle of an update, or undo each other's."""
    for other in others:
        both = [what for what in AccountWide if settings.keeps(what) and _kept_by(other, settings, what)]
        if settings.account == other.account and both:
            allowed = f"another account than {other.environment}'s, or what it keeps left to it"
            mend = "give each environment its own account, or set storefront:keptElsewhere: "
            mend += f"[{', '.join((*settings.kept_elsewhere, *both))}]"
            left = Way(("keptElsewhere",), [str(what) for what in (*settings.kept_elsewhere, *both)])
            yield Problem(("account",), show(settings.account), allowed, mend, ways=(left,))


def _kept_by(other: Neighbour, settings: Settings, what: AccountWide) -> bool:
    meets = what in OF_THE_ACCOUNT or not other.regions.isdisjoint(settings.sites)
    return meets and what not in other.kept_elsewhere


def _names_each_once(settings: Settings, _: Others) -> Iterator[Problem]:
    for index, what in enumerate(settings.kept_elsewhere):
        if what in settings.kept_elsewhere[:index]:
            yield Problem(("keptElsewhere", index), f"{what} twice", "each once", "take one of the two out")


def _sessions_are_ours_to_record(settings: Settings, _: Others) -> Iterator[Problem]:
    """Session Manager encrypts a region's sessions under one key, and another store's servers may not use it."""
    if not settings.keeps(AccountWide.SESSION_PREFERENCES) and settings.servers.operations_host:
        allowed = "nothing where session-preferences are kept elsewhere: nobody could open a session on the host"
        mend = "take operationsHost out and run procedures from elsewhere, or keep session-preferences here"
        path = ("servers", "operationsHost")
        yield Problem(path, "a host", allowed, mend, ways=(Way(path),))


RULES = (
    Rule(("account", "sites", "kept_elsewhere"), _each_is_kept_once),
    Rule(("kept_elsewhere",), _names_each_once),
    Rule(("kept_elsewhere", "servers"), _sessions_are_ours_to_record),
)
