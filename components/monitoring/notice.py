"""What a notification says: CloudWatch sends an alarm's description with its state, its reason and since when."""

from dataclasses import dataclass

from components.alarms.alarm import BANDS, Alarm, MonitoredResource, Tier
from components.notifications.links import dashboard_address
from components.shared.naming import Place

_PREFIXES = ((1024**3, "GiB"), (1024**2, "MiB"))


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Writes the descriptions of a site's alarms; `runbooks` is the address of the runbooks' folder."""

    place: Place
    runbooks: str

    def of_alarm(self, alarm: Alarm, resource: MonitoredResource) -> str:
        """Return what a person needs who has only the notification: why, when, where to look, what to type."""
        names = {key: value for key, value in resource.dimensions.items() if isinstance(value, str)}
        first = alarm.first.format(environment=self.place.environment, region=self.place.region, **names)
        return "\n".join(
            (
                f"{_sentence(alarm.why)}",
                f"Set off by: {condition(alarm, resource)}. Owner: {alarm.owner}.",
                *self._links(alarm.runbook),
                f"First: {first}",
            )
        )

    def of_page(self, tier: Tier) -> str:
        """Return what is said of a whole tier: the alarms that set it off come with it."""
        here = f"{self.place.environment} --region {self.place.region}"
        return "\n".join(
            (
                f"Look now: an alarm of the tier {tier} is on, and no deeper tier is its cause.",
                *self._links(f"{tier}.md"),
                f"First: storefront health {here}",
                f"Acknowledge it: storefront health acknowledge {here}",
            )
        )

    def of_escalation(self) -> str:
        """Return what the next ones are told: that there is a page, and that nobody has acknowledged it."""
        here = f"{self.place.environment} --region {self.place.region}"
        return "\n".join(
            (
                "On-call has not acknowledged a page, or the acknowledgement expired and the page is still on.",
                *self._links("platform.md#acknowledged"),
                f"First: storefront health {here}",
                f"Acknowledge it: storefront health acknowledge {here}",
            )
        )

    def _links(self, runbook: str) -> tuple[str, str]:
        return f"Runbook: {self.runbooks.rstrip('/')}/{runbook}", f"Dashboard: {dashboard_address(self.place)}"


def condition(alarm: Alarm, resource: MonitoredResource) -> str:
    """Return when an alarm of one thing fires, in words."""
    return when(alarm, quantity(resource.threshold(alarm) or 0, alarm.unit))


def when(alarm: Alarm, limit: str) -> str:
    """Return when a row fires, in words; `limit` is its threshold in words, which a band has none of."""
    times = f"{alarm.datapoints} of {alarm.periods} periods of {_duration(alarm.period)}"
    if alarm.comparison in BANDS:
        side = {BANDS[0]: "outside", BANDS[1]: "above", BANDS[2]: "below"}[alarm.comparison]
        return f"{side} a band of {alarm.band:g} standard deviations in {times}"
    side = "above" if alarm.comparison.startswith("Greater") else "below"
    return f"{side} {limit} in {times}"


def quantity(value: float, unit: str) -> str:
    """Return a value in its unit, bytes in larger ones."""
    if unit == "bytes":
        size, word = next(((size, word) for size, word in _PREFIXES if value >= size), (1, "bytes"))
        return f"{value / size:.4g} {word}"
    return f"{value:.10g} {unit}"


def _duration(seconds: int) -> str:
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds % size == 0:
            count = seconds // size
            return f"{count} {word}{'s' if count > 1 else ''}"
    return f"{seconds} seconds"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
