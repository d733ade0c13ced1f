"""The visitors' function of one region, alone."""

from functools import cache

from components.settings import VisitorSettings
from components.visitors.visitors import Visitors, VisitorsArgs
from rehearsal.mocks.recorder import Record
from tests.components.stacks import SERVING
from tests.support.alone import PlainBaseline, in_site, settings_of


@cache
def visitors(stack: str, region: str, serving: str = SERVING) -> Record:
    """What is registered in a region while the store is served from `serving`."""
    level = None if region == serving else settings_of(stack).standby_level
    asked = settings_of(stack).visitors
    assert asked is not None
    return in_site(lambda base: visitors_on(base, asked), stack, region, level)


def visitors_on(base: PlainBaseline, asked: VisitorSettings) -> None:
    """Make the function by other settings than the stack's."""
    Visitors("visitors", args=VisitorsArgs(baseline=base, visitors=asked), opts=base.here)
