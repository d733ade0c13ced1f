"""The time at which settings are read: a peak that is over, and one that has begun, are told apart by it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present time, in UTC."""
    return datetime.now(UTC)
