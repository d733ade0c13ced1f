"""What recoveries need, alone: the journal, the verification, and what runs beside the database and its copies."""

from functools import cache

from components.backups.validation import RestoreValidation, RestoreValidationArgs
from components.recovery.heartbeat import Heartbeat, HeartbeatArgs
from components.recovery.journal import Journal, JournalArgs
from components.recovery.reminder import DrillReminder, DrillReminderArgs
from components.recovery.verification import Verification, VerificationArgs
from rehearsal.mocks.recorder import Record
from tests.components.backups.alone import restore_testing_on, vault_on
from tests.components.database.alone import database_on
from tests.components.secrets.alone import secrets_on
from tests.components.stacks import SERVING, STANDBY
from tests.support.alone import PlainBaseline, in_both_sites


@cache
def recovery(stack: str, serving: str = SERVING) -> Record:
    """What is registered for recoveries of a stack that is served from `serving`."""
    return in_both_sites(_both, stack, serving, STANDBY if serving == SERVING else SERVING)


def _both(base: PlainBaseline, other: PlainBaseline) -> None:
    for site in (base, other):
        Journal(site.place.logical("recovery"), args=JournalArgs(baseline=site), opts=site.here)
        Verification(site.place.logical("verification"), args=VerificationArgs(baseline=site), opts=site.here)
    beats = HeartbeatArgs(secrets=secrets_on(base, other), database=database_on(base))
    Heartbeat("heartbeat", args=beats, opts=base.here)
    tested = RestoreValidationArgs(baseline=other, restore_testing=restore_testing_on(other, vault_on(other)))
    RestoreValidation("restore-validation", args=tested, opts=other.here)
    reminded = DrillReminderArgs(baseline=other)
    DrillReminder("drill-reminder", args=reminded, opts=other.here)
