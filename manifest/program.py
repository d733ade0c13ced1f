"""What the program calls what a recovery replaces, so that it can be brought together with what stands.

Each name is a URN of the program's own, in which braces stand for what differs: `{region}`, and others that
are said below. So one name is of both sites, of instances that a recovery makes, and of the program as it will be.
"""

from manifest.part import Part


class Component(Part):
    """A component of the program."""

    urn: str


class DatabaseComponent(Component):
    """The database: its instances, by `{suffix}`, and the password that the first was made with."""

    instance: str
    password: str


class FoundationComponent(Component):
    """What instances stand on: their logs, by the instance's `{suffix}` and `{log}`, RDS's name for it."""

    log: str


class SecretsComponent(Component):
    """Secrets; those of roles by `{role}`."""

    secret: str


class FunctionComponent(Component):
    """A function, and its log."""

    log: str


class TuningComponent(Component):
    """The examination of the database: the logs of the function that reads and of the one that evaluates."""

    reading_log: str
    tuning_log: str


class ReplicationComponent(Component):
    """The replicated backups, by the `{suffix}` of the instance whose they are; in the region that keeps them."""

    backups: str


class EndpointsComponent(Component):
    """The endpoints of a site, by `{service}`."""

    endpoint: str


class Program(Part):
    """The components that move with the database, or hold what a recovery makes."""

    provider: str
    """The provider of a region."""
    database: DatabaseComponent
    database_foundation: FoundationComponent
    database_secrets: SecretsComponent
    database_bootstrap: SecretsComponent
    database_access: FunctionComponent
    database_tuning: TuningComponent
    heartbeat: FunctionComponent
    replication: ReplicationComponent | None = None
    """None: backups are replicated to no other region."""
    restore_validation: FunctionComponent
    endpoints: EndpointsComponent
