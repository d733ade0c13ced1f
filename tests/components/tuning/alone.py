"""The monthly examination alone, with the database and the secrets that it takes."""

from functools import cache

from components.tuning.tuning import DatabaseTuning, DatabaseTuningArgs
from rehearsal.mocks.recorder import Record
from tests.components.database.alone import database_on
from tests.components.secrets.alone import secrets_on
from tests.components.stacks import SERVING, STANDBY
from tests.support.alone import PlainBaseline, in_both_sites


@cache
def tuning(stack: str) -> Record:
    """What is registered for the examination of a stack's database."""
    return in_both_sites(_both, stack, SERVING, STANDBY)


def _both(base: PlainBaseline, other: PlainBaseline) -> None:
    args = DatabaseTuningArgs(database=database_on(base), secrets=secrets_on(base, other))
    DatabaseTuning("examination", args=args, opts=base.here)
