"""The database's secrets alone: the secrets, the one to bootstrap from, and the function where it can run."""

from functools import cache

from components.secrets.access import DatabaseAccess, DatabaseAccessArgs
from components.secrets.bootstrap import DatabaseBootstrap, DatabaseBootstrapArgs
from components.secrets.secrets import DatabaseSecrets, DatabaseSecretsArgs
from rehearsal.mocks.recorder import Record
from tests.components.database.alone import database_on
from tests.components.stacks import SERVING, STANDBY
from tests.support.alone import PlainBaseline, in_both_sites


@cache
def secrets(stack: str) -> Record:
    """What is registered for the secrets of a stack, with the database that they are of."""
    return in_both_sites(_both, stack, SERVING, STANDBY)


def _both(base: PlainBaseline, other: PlainBaseline) -> None:
    made, database = secrets_on(base, other), database_on(base)
    args = DatabaseBootstrapArgs(database=database)
    _access_on(base, made, DatabaseBootstrap("bootstrap", args=args, opts=base.here))
    if other.can_serve:
        _access_on(other, None, None)


def _access_on(base: PlainBaseline, made: DatabaseSecrets | None, bootstrap: DatabaseBootstrap | None) -> None:
    args = DatabaseAccessArgs(baseline=base, secrets=made, bootstrap=bootstrap)
    DatabaseAccess(base.place.logical("database-access"), args=args, opts=base.here)


def secrets_on(base: PlainBaseline, other: PlainBaseline) -> DatabaseSecrets:
    """Make the secrets of a stack whose store is served from `base`, with copies in `other`."""
    args = DatabaseSecretsArgs(baseline=base, copies=[other])
    return DatabaseSecrets(base.place.logical("database-secrets"), args=args, opts=base.here)
