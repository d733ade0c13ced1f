"""What stands in a stack beside its sites and is watched, or told to those who run procedures."""

from dataclasses import dataclass

from components.backups.protection import DataProtection
from components.database.database import Database
from components.edge.traffic import Traffic
from components.recovery.heartbeat import Heartbeat
from components.secrets.credentials import DatabaseCredentials
from components.servers.servers import StandaloneServers
from components.stack.sites import Sites
from components.tuning.tuning import DatabaseTuning


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The sites, what leads to them, and what stands in the one that serves."""

    sites: Sites
    traffic: Traffic
    database: Database
    servers: StandaloneServers
    protection: DataProtection
    credentials: DatabaseCredentials
    heartbeat: Heartbeat
    tuning: DatabaseTuning
