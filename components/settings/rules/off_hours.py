"""Rules of an environment with off-hours: that it may have them, that it starts, and what they leave undone."""

from collections.abc import Iterator

from components.settings.problem import Problem, Way, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.model import Kind, Settings
from components.settings.sections.off_hours import SHORTEST_STOP, OffHoursSettings
from components.settings.sections.running_hours import running_hours
from components.settings.types import AwsCron

_FROM = ("offHours", "from")
_MOVE = "move it into the day, or let the environment stop at other hours"


def _production_has_no_off_hours(settings: Settings, _: Others) -> Iterator[Problem]:
    if settings.off_hours and settings.kind is Kind.PRODUCTION:
        allowed = "no off-hours in production: customers come at any hour"
        mend = "take storefront:offHours out, or say what the environment is for: storefront:kind: test"
        ways = (Way(("offHours",)), Way(("kind",), str(Kind.TEST)))
        yield Problem(("offHours",), "off-hours", allowed, mend, ways=ways)


def _starts_before_it_stops(settings: Settings, _: Others) -> Iterator[Problem]:
    off_hours = settings.off_hours
    if off_hours and not off_hours.ordered:
        allowed = f"a time after until, {off_hours.ends}: it starts and stops on the same day"
        yield Problem(_FROM, show(str(off_hours.begins)), allowed, "set a later time, or an earlier until")


def _stops_at_some_time(settings: Settings, _: Others) -> Iterator[Problem]:
    """A shorter stop is none: without a longer one it would never stop."""
    off_hours = settings.off_hours
    if off_hours and off_hours.ordered and not off_hours.stops:
        hours = SHORTEST_STOP // 60
        allowed = f"a time that leaves {hours} hours or more until {off_hours.ends}, or a day off in days"
        mend = "set an earlier time, or a later until; or take storefront:offHours out"
        yield Problem(_FROM, show(str(off_hours.begins)), allowed, mend)


def _no_peaks(settings: Settings, _: Others) -> Iterator[Problem]:
    """The morning sets the usual bounds, and so would undo a peak's; a scheduled action knows no other's."""
    peaks = settings.fleet.coming_peaks if possible(settings) else ()
    if peaks:
        allowed = "no peaks in an environment with off-hours: each morning sets the usual sizes again"
        yield Problem(
            ("fleet", "peaks"), f"{len(peaks)} peaks", allowed, "set peaks: []", ways=(Way(("fleet", "peaks"), []),)
        )


def _patches_reach_servers(settings: Settings, _: Others) -> Iterator[Problem]:
    off_hours, window = possible(settings), settings.servers.patch_window
    if off_hours and window and window.minutes_of_week & off_hours.minutes_of_week:
        allowed = f"a window in which servers run, {running(off_hours)}: patches reach no others"
        yield Problem(("servers", "patchWindow"), show(str(window)), allowed, _MOVE)


def _test_pages_arrive(settings: Settings, _: Others) -> Iterator[Problem]:
    """While it is stopped, nobody is told of what would wake somebody."""
    off_hours, page = possible(settings), settings.notifications.test_page
    if off_hours and page.schedule.minutes_of_week & off_hours.minutes_of_week:
        allowed = f"a time at which it runs, {running(off_hours)}: nobody is told of a page meanwhile"
        yield Problem(("notifications", "testPage"), show(str(page)), allowed, _MOVE)


def _deliveries_reach_servers(settings: Settings, _: Others) -> Iterator[Problem]:
    """A delivery in off-hours reaches nothing; one that comes by day too, as an hourly one does, is fine."""
    off_hours, schedule = possible(settings), settings.servers.delivery_schedule
    if off_hours and _never_runs_at(off_hours, schedule):
        allowed = f"some time at which servers run, {running(off_hours)}: deliveries reach no others"
        mend = f"deliver in every hour, cron(15 * ? * * *), or {_MOVE}"
        yield Problem(("servers", "deliverySchedule"), show(str(schedule)), allowed, mend)


def _drills_are_asked_for_by_day(settings: Settings, _: Others) -> Iterator[Problem]:
    """A reminder that comes on some days off waits for the next morning; one that always does is of no use."""
    off_hours, schedule = possible(settings), settings.recovery.drill_schedule
    if off_hours and _never_runs_at(off_hours, schedule):
        allowed = f"some time at which it runs, {running(off_hours)}: nothing that is stopped can be recovered"
        yield Problem(("recovery", "drillSchedule"), show(str(schedule)), allowed, _MOVE)


def _never_runs_at(off_hours: OffHoursSettings, schedule: AwsCron) -> bool:
    """Whether it is stopped at every time of a schedule; by day it runs for an hour at least, in all seasons."""
    return bool(running_hours(off_hours)[1]) and schedule.schedule.minutes_of_week <= off_hours.minutes_of_week


def possible(settings: Settings) -> OffHoursSettings | None:
    """Return when it is stopped, if it may and its times make sense: else one problem would hide behind others."""
    off_hours = settings.off_hours
    sensible = off_hours and off_hours.ordered and off_hours.stops
    return off_hours if sensible and settings.kind is not Kind.PRODUCTION else None


def running(off_hours: OffHoursSettings) -> str:
    """Return when it runs, in its own words."""
    if off_hours.runs_between_days:
        zone = off_hours.time_zone
        return f"day and night on {off_hours.days} of {zone}, from {off_hours.ends} to {off_hours.begins}"
    return f"{off_hours.ends} to {off_hours.begins} of {off_hours.time_zone} on {off_hours.days}"


RULES = (
    Rule(("kind", "off_hours"), _production_has_no_off_hours),
    Rule(("off_hours",), _starts_before_it_stops),
    Rule(("off_hours",), _stops_at_some_time),
    Rule(("kind", "off_hours", "fleet"), _no_peaks),
    Rule(("kind", "off_hours", "servers"), _patches_reach_servers),
    Rule(("kind", "off_hours", "notifications"), _test_pages_arrive),
    Rule(("kind", "off_hours", "servers"), _deliveries_reach_servers),
    Rule(("kind", "off_hours", "recovery"), _drills_are_asked_for_by_day),
)
