"""Under which names the alarms and dashboards are, and how a page is acknowledged."""

from manifest.part import Part


class Acknowledgement(Part):
    """The metric that says that somebody has answered a page."""

    namespace: str
    metric: str


class Health(Part):
    """What health looks at."""

    alarm_prefixes: dict[str, str]
    """What the names of a site's alarms begin with, by region."""
    dashboards: dict[str, str]
    """The dashboards' names on CloudWatch, by what they show."""
    acknowledgement: Acknowledgement
