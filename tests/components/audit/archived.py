"""Stacks whose record is kept in an account of its own."""

from functools import cache

from components.audit.audit import Audit, AuditArgs
from components.settings import Settings
from rehearsal.mocks.recorder import Record
from tests.components.settings.rules.log_archive import archive
from tests.support.alone import PlainBaseline, registered, settings_with

ADDRESS = "security@example.com"


@cache
def archived_settings(stack: str) -> Settings:
    """A stack's settings with a log archive."""
    return settings_with(stack, {"audit": {"logArchive": archive()}})


@cache
def archived_audit(stack: str, region: str) -> Record:
    """What a region's audit registers with an archive."""

    def make() -> None:
        base = PlainBaseline(stack, region)
        settings = archived_settings(stack)
        Audit("audit", args=AuditArgs(baseline=base, settings=settings), opts=base.here)

    return registered(make, stack=stack)
