"""The manifest's section `program`: the URNs of what a recovery replaces, as each component states them."""

import pulumi

from components.shared.filling import Filled, fill
from components.shared.urns import urn_pattern
from components.stack.parts import Parts
from manifest.program import Program


def program(parts: Parts, provider: pulumi.ProviderResource) -> Filled[Program]:
    """Return what the program calls what moves with the database, or holds what a recovery makes.

    `provider`: of the region that serves.
    """
    serving, credentials, protection = parts.sites.serving, parts.credentials, parts.protection
    return fill(
        Program,
        provider=urn_pattern(provider, region=serving.place.region),
        database=parts.database.declared(),
        database_foundation=serving.foundation.declared(),
        database_secrets=credentials.secrets.declared(),
        database_bootstrap=credentials.bootstrap.declared(),
        database_access=credentials.access[serving.place.region].declared(),
        database_tuning=parts.tuning.declared(),
        heartbeat=parts.heartbeat.declared(),
        replication=next((one.declared() for one in protection.replications), None),
        restore_validation=protection.restore_validation.declared(),
        endpoints=serving.baseline.endpoints.declared(),
    )
