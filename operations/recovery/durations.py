"""How long a part of a recovery typically takes, and where the figure comes from.

AWS publishes few figures. Where it gives a range, the slower end is taken; where it gives none, we make an
allowance of our own and say so. Drills measure what it really takes.
"""

from dataclasses import dataclass

MINUTE, HOUR = 60, 3600
RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"


@dataclass(frozen=True, kw_only=True)
class Duration:
    """How long a part takes (seconds), and where the figure comes from."""

    seconds: int
    source: str
    published: bool
    """Whether the figure is AWS's own."""


def published(seconds: int, source: str) -> Duration:
    """Return a figure that AWS publishes."""
    return Duration(seconds=seconds, source=source, published=True)


def allowed(seconds: int, why: str, page: str) -> Duration:
    """Return an allowance of our own, with its reason and the page of AWS that comes closest."""
    return Duration(seconds=seconds, source=f"our allowance: {why}; see {page}", published=False)


DECIDE = allowed(
    10 * MINUTE,
    "an alarm of two periods of a minute, a call to a person, and the decision",
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html",
)
"""What noticing the outage and deciding to act take, before the first step."""
