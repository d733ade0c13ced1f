"""What must hold between settings: topologies that AWS refuses, and promises that cannot be kept.

Each rule is a row of `RULES`: the sections that it reads, and a check that yields a problem for every place where
it does not hold. Problems of one field alone belong to `sections`.
"""

from components.settings.rules import (
    account_wide,
    backups,
    database,
    database_off_hours,
    edge,
    egress,
    encryption,
    fleet,
    identity,
    kinds,
    log_archive,
    notifications,
    off_hours,
    offers,
    promises,
    regions,
    replica,
    servers,
    sites,
    standby,
    visitors,
)

RULES = (
    *kinds.RULES,
    *account_wide.RULES,
    *off_hours.RULES,
    *database_off_hours.RULES,
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
    *log_archive.RULES,
    *notifications.RULES,
    *visitors.RULES,
)
