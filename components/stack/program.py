"""The manifest's section of what the program calls what a recovery replaces: each component says it of itself."""

from dataclasses import dataclass

import pulumi

from components.backups.validation import RestoreValidation
from components.database.database import Database
from components.database.replication import Replication
from components.recovery.heartbeat import Heartbeat
from components.secrets.access import DatabaseAccess
from components.secrets.bootstrap import DatabaseBootstrap
from components.secrets.secrets import DatabaseSecrets
from components.shared.filling import Filled, fill
from components.shared.urns import urn_pattern
from components.site.site import Site
from components.tuning.tuning import DatabaseTuning
from manifest.program import Program


@dataclass(frozen=True, kw_only=True)
class RehomedComponents:
    """What moves with the database, or holds what a recovery makes."""

    serving: Site
    provider: pulumi.ProviderResource
    """Of the region that serves."""
    database: Database
    secrets: DatabaseSecrets
    bootstrap: DatabaseBootstrap
    access: DatabaseAccess
    """In the region that serves."""
    tuning: DatabaseTuning
    heartbeat: Heartbeat
    replication: Replication
    validation: RestoreValidation

    def program(self) -> Filled[Program]:
        """Return what the program calls it."""
        return fill(
            Program,
            provider=urn_pattern(self.provider, region=self.serving.place.region),
            database=self.database.declared(),
            database_foundation=self.serving.foundation.declared(),
            database_secrets=self.secrets.declared(),
            database_bootstrap=self.bootstrap.declared(),
            database_access=self.access.declared(),
            database_tuning=self.tuning.declared(),
            heartbeat=self.heartbeat.declared(),
            replication=self.replication.declared(),
            restore_validation=self.validation.declared(),
            endpoints=self.serving.baseline.endpoints.declared(),
        )
