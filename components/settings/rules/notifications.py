"""What must hold between those who are told."""

from collections.abc import Iterator

from components.settings.problem import Path, Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Settings
from components.settings.sections.notifications import SHORTEST_SILENCE, NotificationSettings
from components.settings.types import format_duration
from components.shared.facts.catalogue import has_text_messages


def _channels(told: NotificationSettings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("operations", told.operations), ("onCall", told.on_call), ("escalation", told.escalation)


def _address(recipient: str) -> str:
    """Return what tells a recipient from others: mail servers of today take capitals for small letters."""
    return recipient.casefold()


def _recipients_are_named_once(settings: Settings, _: Others) -> Iterator[Problem]:
    """SNS keeps one subscription of an address: of two, the one taken out later would end the other."""
    for channel, recipients in _channels(settings.notifications):
        given = [_address(one) for one in recipients]
        for index, one in enumerate(given):
            if one in given[:index]:
                path: Path = ("notifications", channel, index)
                yield Problem(path, f"{recipients[index]!r} twice", "each address once", "take one of them out")


def _escalation_reaches_others(settings: Settings, _: Others) -> Iterator[Problem]:
    """Who did not acknowledge the page would not acknowledge the escalation."""
    told = settings.notifications
    on_call = {_address(one) for one in told.on_call}
    for index, one in enumerate(told.escalation):
        if _address(one) in on_call:
            mend = "name who answers when those on call do not, such as their lead"
            path: Path = ("notifications", "escalation", index)
            yield Problem(path, f"{one!r}, who is on call", "others than onCall", mend)


def _telephones_can_be_told(settings: Settings, _: Others) -> Iterator[Problem]:
    """Each region tells of what happens in it, so that it must be able to."""
    silent = [region for region in settings.sites if not has_text_messages(region)]
    for channel, recipients in _channels(settings.notifications):
        for index, one in enumerate(recipients):
            if silent and one.startswith("+"):
                path: Path = ("notifications", channel, index)
                allowed = f"an e-mail address: SNS sends no text messages from {' and '.join(silent)}"
                mend = "name the e-mail address of a paging service, which calls or texts from elsewhere"
                yield Problem(path, show(one), allowed, mend)


def _silence_is_whole_looks(settings: Settings, _: Others) -> Iterator[Problem]:
    """The escalation looks so often, and would answer at the next look."""
    silence = settings.notifications.escalate_after
    if silence % SHORTEST_SILENCE:
        allowed = f"whole {format_duration(SHORTEST_SILENCE)}"
        path: Path = ("notifications", "escalateAfter")
        yield Problem(path, format_duration(silence), allowed, "name the next longer, such as 10m")


RULES = (
    Rule(("notifications",), _recipients_are_named_once),
    Rule(("notifications",), _escalation_reaches_others),
    Rule(("sites", "notifications"), _telephones_can_be_told),
    Rule(("notifications",), _silence_is_whole_looks),
)
