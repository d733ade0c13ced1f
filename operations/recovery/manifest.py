"""The sections of the manifest that a recovery reads."""

from manifest.database import Access, Backups, Database
from manifest.document import Sections
from manifest.index import Guideline
from manifest.program import Program
from manifest.site import Fleet, Site
from manifest.traffic import Traffic


class Manifest(Sections):
    """What stands where, as far as recoveries need it."""

    guidelines: dict[str, Guideline]
    database: Database
    backups: Backups
    sites: dict[str, Site]
    fleets: dict[str, Fleet]
    program: Program
    traffic: Traffic | None = None
    access: Access | None = None

    @property
    def serving(self) -> Site:
        """The site that served when the manifest was written."""
        return self.sites[self.index.serving]

    @property
    def standby(self) -> Site:
        """The site that did not; recoveries are journalled there."""
        return self.sites[self.index.standby]

    @property
    def client_secret(self) -> str | None:
        """The name of the secret that tells the application where the writer is; the same in both regions."""
        return self.secret_name("application") if self.access and "application" in self.access.secrets else None

    def secret_name(self, role: str) -> str:
        """Return the name of a role's secret, which is the same in both regions; the manifest must have it."""
        arn = self.access.secrets[role] if self.access else ""
        # Secrets Manager adds a dash and six letters to the name:
        # https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
        return arn.split(":", 6)[6][: -len("-xxxxxx")]
