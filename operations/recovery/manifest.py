"""The sections of the manifest that a recovery reads."""

from manifest.database import Access, Backups, Database
from manifest.document import Sections
from manifest.index import Guideline
from manifest.program import Program
from manifest.site import Fleet, Site
from manifest.traffic import Traffic
from operations.recovery.errors import RequestError
from operations.recovery.scenarios import PROMISED, Scenario


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
        """The site that did not.

        Raises:
            RequestError: the stack has one site alone.
        """
        if self.index.standby is None:
            raise RequestError(f"{self.index.environment} has one site alone, in {self.index.serving}")
        return self.sites[self.index.standby]

    @property
    def standbys(self) -> tuple[Site, ...]:
        """The sites that did not: one, or none."""
        return tuple(self.sites[region] for region in self.index.regions if region != self.index.serving)

    @property
    def recovery_site(self) -> Site:
        """Where recoveries run and are journalled: the standby, or the only site."""
        return self.sites[self.index.recovery_region]

    @property
    def answerable(self) -> tuple[Scenario, ...]:
        """The scenarios to which the stack can have an answer: a lost region, and a move, ask for a second one."""
        elsewhere = Scenario.REGION_OUTAGE
        return tuple(one for one in Scenario if self.index.standby or one.measured_by is not elsewhere)

    @property
    def promised(self) -> tuple[Scenario, ...]:
        """Those of them that have a guideline of their own."""
        return tuple(one for one in PROMISED if one in self.answerable)

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
