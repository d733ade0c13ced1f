"""What must hold between settings: topologies that AWS refuses, and promises that cannot be kept.

Each rule is a row of `RULES`: the sections that it reads, and a check that yields a problem for every place where
it does not hold. Problems of one field alone belong to `sections`.
"""

from components.settings.rules import (
    account_wide,
    backups,
    database,
    database_sleep,
    edge,
    egress,
    encryption,
    fleet,
    identity,
    kinds,
    notifications,
    offers,
    promises,
    regions,
    replica,
    servers,
    sites,
    sleep,
    standby,
    visitors,
)

RULES = (
    *kinds.RULES,
    *account_wide.RULES,
    *sleep.RULES,
    *database_sleep.RULES,
    *sites.RULES,
    *standby.RULES,
    *replica.RULES,
    *regions.RULES,
    *database.RULES,
    *backups.RULES,
    *promises.RULES,
    *fleet.RULES,
    *servers.RULES,
    *offers.RULES,
    *encryption.RULES,
    *edge.RULES,
    *egress.RULES,
    *identity.RULES,
    *notifications.RULES,
    *visitors.RULES,
)
