"""What stands in the log archive account, by names that both accounts know beforehand."""

from components.shared.naming import PROJECT, Place

_BUS = "tripwires"


def event_bus_name(archive: Place) -> str:
    """Return the name of the event bus in a region of the archive, on which an environment's tripwires are told."""
    return archive.name(_BUS)


def event_bus_arn(archive: Place) -> str:
    """Return the ARN of that event bus."""
    return archive.arn("events", f"event-bus/{event_bus_name(archive)}")


def stack_name(environment: str) -> str:
    """Return what CloudFormation's stack of an environment is called in each region of the archive."""
    return f"{PROJECT}-{environment}-log-archive"
