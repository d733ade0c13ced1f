"""Rules of an environment that sleeps at night: that it may, that it wakes, and what cannot happen meanwhile."""

from collections.abc import Iterator

from components.settings.problem import Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.awake import hours_awake
from components.settings.sections.model import Kind, Settings
from components.settings.sections.sleep import SHORTEST_NIGHT, SleepSettings
from components.settings.types import AwsCron

_NIGHT = ("sleep", "from")
_MOVE = "move it into the day, or let the environment sleep at other hours"


def _production_is_awake(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.sleep and settings.kind is Kind.PRODUCTION:
        allowed = "no sleep in production: customers come at any hour"
        mend = "take storefront:sleep out, or say what the environment is for: storefront:kind: test"
        yield Problem(("sleep",), "a time to sleep", allowed, mend)


def _wakes_before_it_sleeps(settings: Settings, _: Others) -> Iterator[Problem]:
    sleep = settings.sleep
    if sleep and not sleep.ordered:
        allowed = f"a time after until, {sleep.ends}: it wakes and falls asleep on the same day"
        yield Problem(_NIGHT, show(str(sleep.begins)), allowed, "set a later time, or an earlier until")


def _sleeps_some_night(settings: Settings, _: Others) -> Iterator[Problem]:
    """A shorter night is spent awake: without a longer one it would never sleep."""
    sleep = settings.sleep
    if sleep and sleep.ordered and not sleep.nights:
        hours = SHORTEST_NIGHT // 60
        allowed = f"a time that leaves {hours} hours or more until {sleep.ends}, or a day off in days"
        mend = "set an earlier time, or a later until; or take storefront:sleep out"
        yield Problem(_NIGHT, show(str(sleep.begins)), allowed, mend)


def _no_peaks(settings: Settings, _: Others) -> Iterator[Problem]:
    """The morning sets the usual bounds, and so would undo a peak's; a scheduled action knows no other's."""
    peaks = settings.fleet.coming_peaks if possible(settings) else ()
    if peaks:
        allowed = "no peaks in an environment that sleeps: each morning sets the usual sizes again"
        yield Problem(("fleet", "peaks"), f"{len(peaks)} peaks", allowed, "set peaks: []")


def _patches_reach_servers(settings: Settings, _: Others) -> Iterator[Problem]:
    sleep, window = possible(settings), settings.servers.patch_window
    if sleep and window and window.minutes_of_week & sleep.minutes_of_week:
        allowed = f"a window in which servers are awake, {awake(sleep)}: patches reach no others"
        yield Problem(("servers", "patchWindow"), show(str(window)), allowed, _MOVE)


def _test_pages_arrive(settings: Settings, _: Others) -> Iterator[Problem]:
    """While it sleeps, nobody is told of what would wake somebody."""
    sleep, page = possible(settings), settings.notifications.test_page
    if sleep and page.schedule.minutes_of_week & sleep.minutes_of_week:
        allowed = f"a time at which it is awake, {awake(sleep)}: nobody is told of a page meanwhile"
        yield Problem(("notifications", "testPage"), show(str(page)), allowed, _MOVE)


def _deliveries_reach_servers(settings: Settings, _: Others) -> Iterator[Problem]:
    """A delivery at night reaches nothing; one that comes by day too, as an hourly one does, is fine."""
    sleep, schedule = possible(settings), settings.servers.delivery_schedule
    if sleep and _never_awake(sleep, schedule):
        allowed = f"some time at which servers are awake, {awake(sleep)}: deliveries reach no others"
        mend = f"deliver in every hour, cron(15 * ? * * *), or {_MOVE}"
        yield Problem(("servers", "deliverySchedule"), show(str(schedule)), allowed, mend)


def _drills_are_asked_for_by_day(settings: Settings, _: Others) -> Iterator[Problem]:
    """A reminder that comes on some days off waits for the next morning; one that always does is of no use."""
    sleep, schedule = possible(settings), settings.recovery.drill_schedule
    if sleep and _never_awake(sleep, schedule):
        allowed = f"some time at which it is awake, {awake(sleep)}: nothing that sleeps can be recovered"
        yield Problem(("recovery", "drillSchedule"), show(str(schedule)), allowed, _MOVE)


def _never_awake(sleep: SleepSettings, schedule: AwsCron) -> bool:
    """Whether it sleeps at every time of a schedule; by day it is awake for an hour at least, in all seasons."""
    return bool(hours_awake(sleep)[1]) and schedule.schedule.minutes_of_week <= sleep.minutes_of_week


def possible(settings: Settings) -> SleepSettings | None:
    """Return when it sleeps, if it may and its times make sense: else one problem would hide behind others."""
    sleep = settings.sleep
    sensible = sleep and sleep.ordered and sleep.nights
    return sleep if sensible and settings.kind is not Kind.PRODUCTION else None


def awake(sleep: SleepSettings) -> str:
    """Return when it is awake, in its own words."""
    if sleep.awake_between_days:
        return f"day and night on {sleep.days} of {sleep.time_zone}, from {sleep.ends} to {sleep.begins}"
    return f"{sleep.ends} to {sleep.begins} of {sleep.time_zone} on {sleep.days}"


RULES = (
    Rule(("kind", "sleep"), _production_is_awake),
    Rule(("sleep",), _wakes_before_it_sleeps),
    Rule(("sleep",), _sleeps_some_night),
    Rule(("kind", "sleep", "fleet"), _no_peaks),
    Rule(("kind", "sleep", "servers"), _patches_reach_servers),
    Rule(("kind", "sleep", "notifications"), _test_pages_arrive),
    Rule(("kind", "sleep", "servers"), _deliveries_reach_servers),
    Rule(("kind", "sleep", "recovery"), _drills_are_asked_for_by_day),
)
