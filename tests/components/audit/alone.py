"""What records and watches one region, alone."""

from functools import cache

from components.audit.audit import Audit, AuditArgs
from rehearsal.mocks.recorder import Record
from tests.components.stacks import SERVING
from tests.support.alone import in_site, settings_of


@cache
def audit(stack: str, region: str, serving: str = SERVING) -> Record:
    """What it registers in a region, while the store is served from `serving`."""
    settings = settings_of(stack).model_copy(update={"serving": serving})
    return in_site(
        lambda base: Audit("audit", args=AuditArgs(baseline=base, settings=settings), opts=base.here), stack, region
    )
