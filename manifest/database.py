"""The main database as it was deployed, who gets into it, and its backups."""

from manifest.part import Part


class Instance(Part):
    """A database instance as it was deployed."""

    identifier: str
    arn: str
    resource_id: str
    """RDS's own id, which no other instance ever has."""
    address: str
    port: int


class Instances(Part):
    """The primary, and its replica if it has one."""

    primary: Instance
    replica: Instance | None = None

    @property
    def every(self) -> tuple[Instance, ...]:
        """The primary, and its replica if it has one."""
        return (self.primary, self.replica) if self.replica else (self.primary,)


class Shape(Part):
    """What a restored or promoted instance is given, to be what the settings ask for."""

    replica_class: str | None = None
    """None: the database has no replica."""
    max_allocated_gib: int
    """How far storage autoscaling goes (GiB)."""
    iops: int | None = None
    """None: what gp3 has without asking."""
    throughput_mibps: int | None = None
    """MiB a second; None: what gp3 has without asking."""
    backup_retention_days: int
    replicated_backup_retention_days: int
    """0: automated backups are not replicated to the other region."""
    backup_window: str
    """As RDS takes it, UTC: `08:00-08:30`."""
    maintenance_window: str
    """As RDS takes it, UTC: `tue:08:45-tue:09:45`."""
    insights_mode: str
    insights_retention_days: int
    monitoring_interval_seconds: int
    ca_certificate: str
    log_exports: tuple[str, ...]
    """The logs that go to CloudWatch, by RDS's names for them."""


class Database(Part):
    """The main database."""

    name: str
    master_user: str
    engine_version: str
    instance_class: str
    multi_az: bool
    heartbeat_seconds: int
    """How often the heartbeat writes: no loss is measured more finely."""
    shape: Shape
    instances: Instances


class Tuning(Part):
    """The examination of the database."""

    reader: str
    """The function inside the VPC that reads its statistics."""
    reports: str
    """Where the reports are, as `storefront database tune` takes it: `s3://bucket/prefix`."""


class Access(Part):
    """Access to the database."""

    secrets: dict[str, str]
    """The ARN of each role's secret in the serving region, by role."""
    on_replica: tuple[str, ...]
    """The roles whose secrets name the replica; the others' name the writer."""
    bootstrap_secret: str
    """The ARN of the secret with the password that RDS made the instance with, good until the first deployment."""
    functions: dict[str, str]
    """The functions that know the secrets, by region; a region in which nothing can run has none."""
    ca_bundle_parameter: str
    """The parameter with the certificate of the authority that a client of the database trusts."""
    ca_certificate: str
    """That authority, by RDS's name for it."""
    tuning: Tuning


class Backups(Part):
    """AWS Backup."""

    longest_gap_seconds: int
    """The longest time between two backups of the plan."""
    lock_min_retention_days: int
    """For so long nobody can delete a recovery point; 0: the vault is not locked."""
    restore_role: str
    """The ARN of the role by which AWS Backup restores."""
