"""The topics of a region alone, and what publishes to them before anybody else."""

from functools import cache

from components.notifications.notifications import Notifications, NotificationsArgs
from rehearsal.mocks.recorder import Record
from tests.components.backups.alone import vault_on
from tests.components.database.alone import database_on
from tests.support.alone import PlainBaseline, in_site


@cache
def notifications(stack: str, region: str) -> Record:
    """What is registered for the topics of a region."""
    return in_site(notifications_on, stack, region)


@cache
def publishers(stack: str, region: str) -> Record:
    """The topics of a region with a vault and a database, which subscribe to them as they are made."""
    return in_site(_publishers, stack, region)


def notifications_on(base: PlainBaseline) -> Notifications:
    """Make the topics of a baseline's region."""
    args = NotificationsArgs(place=base.place, keys=base.keys, notifications=base.settings.notifications)
    return Notifications("notifications", args=args, opts=base.here)


def _publishers(base: PlainBaseline) -> None:
    base.notifications = notifications_on(base)
    vault_on(base)
    database_on(base)
