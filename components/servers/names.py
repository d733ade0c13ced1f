"""The names of what servers read and write: buckets and secrets."""

from components.shared.naming import PROJECT, Place

DELIVERIES, REPORTS = "deliveries", "server-reports"
FLEET, PATCHES = "fleet", "patches"
# Secrets go by what follows the environment.
APPLICATION_CONNECTION, REPLICA_CONNECTION = "database/application", "database/marketing"
TABLEAU_TOKEN = "tableau-token"  # noqa: S105 - names a secret


def group_name(place: Place, kind: str) -> str:
    """Return the name of the Auto Scaling group of servers of a kind: those of the application are the fleet."""
    return place.name(FLEET if kind == "application" else kind)


def server_secret(place: Place, what: str) -> str:
    """Return the name of a secret that servers read: the same in both regions, since its copy has it too."""
    return f"{PROJECT}/{place.environment}/{what}"
