"""What gives the servers and the people access to the database: its secrets, and the function that fills them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.baseline.baseline import Baseline
from components.database.database import Database
from components.secrets.access import DatabaseAccess, DatabaseAccessArgs
from components.secrets.bootstrap import DatabaseBootstrap, DatabaseBootstrapArgs
from components.secrets.secrets import DatabaseSecrets, DatabaseSecretsArgs


@dataclass(frozen=True, kw_only=True)
class DatabaseCredentialsArgs:
    """The database, and the sites that hold copies of its secrets."""

    database: Database
    standbys: Sequence[Baseline]


class DatabaseCredentials:
    """The secrets and the bootstrap secret where the database is, and the function in each site that stands ready.

    No component of Pulumi's: each part is one, in the region in which a recovery finds it by its own URN.
    """

    access: Mapping[str, DatabaseAccess]
    """By region."""

    def __init__(self, args: DatabaseCredentialsArgs) -> None:
        serving = args.database.baseline
        self.secrets = DatabaseSecrets(
            serving.place.logical("database-secrets"),
            args=DatabaseSecretsArgs(baseline=serving, copies=args.standbys),
            opts=serving.here,
        )
        self.bootstrap = DatabaseBootstrap(
            serving.place.logical("database-bootstrap"),
            args=DatabaseBootstrapArgs(database=args.database),
            opts=serving.here,
        )
        ready = [site for site in (serving, *args.standbys) if site.can_serve]
        self.access = {site.place.region: self._access(site) for site in ready}

    def _access(self, site: Baseline) -> DatabaseAccess:
        return DatabaseAccess(
            site.place.logical("database-access"),
            args=DatabaseAccessArgs(
                baseline=site,
                secrets=self.secrets if site.serves else None,
                bootstrap=self.bootstrap if site.serves else None,
            ),
            opts=site.here,
        )
