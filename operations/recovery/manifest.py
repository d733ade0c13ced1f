"""The manifest as a recovery reads it: from Parameter Store in either region, or from a file.

Sections and keys that a recovery does not need are left unread, so that the program can add to them.
"""

import json
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from operations.aws import AwsClient
from operations.recovery.errors import RequestError

VERSION = 1
SITE_PREFIX, FLEET_PREFIX = "site-", "fleet-"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Index(_Part):
    """Which stack it is, and which region serves."""

    version: int
    environment: str
    account: str
    serving: str
    standby: str


class Guideline(_Part):
    """What is promised for a scenario, in seconds."""

    rto_seconds: int
    rpo_seconds: int


class Instance(_Part):
    """A database instance as it was deployed."""

    identifier: str
    arn: str
    resource_id: str
    """RDS's own id, which no other instance ever has."""
    address: str
    port: int


class Instances(_Part):
    """The primary and its replica."""

    primary: Instance
    replica: Instance


class Shape(_Part):
    """What a restored or promoted instance is given, to be what the settings ask for."""

    replica_class: str
    max_allocated_gib: int
    iops: int | None = None
    throughput_mibps: int | None = None
    backup_retention_days: int
    replicated_backup_retention_days: int
    backup_window: str
    maintenance_window: str
    insights_mode: str
    insights_retention_days: int
    monitoring_interval_seconds: int
    ca_certificate: str
    log_exports: tuple[str, ...]


class Database(_Part):
    """The main database."""

    name: str
    engine_version: str
    instance_class: str
    multi_az: bool
    heartbeat_seconds: int = 60
    shape: Shape
    instances: Instances


class Backups(_Part):
    """AWS Backup: the longest time between two backups (seconds), the lock's shortest retention (days)."""

    longest_gap_seconds: int
    lock_min_retention_days: int
    restore_role: str
    """By which AWS Backup restores."""


class DatabaseZones(_Part):
    """The zones of a site in which the pair and the replica stand."""

    primary: tuple[str, ...]
    replica: str


class SubnetGroups(_Part):
    """The subnet groups of a site's database, by what is put there."""

    primary: str
    replica: str


class Endpoints(_Part):
    """The interface endpoints that a site needs before anything can run there."""

    names: dict[str, str]
    """What each is called, by the full name of its service."""
    policy: str


class Site(_Part):
    """What stands in one region."""

    region: str
    level: str
    vpc: str
    subnets: dict[str, dict[str, str]]
    """Their ids by tier and zone."""
    security_groups: dict[str, str]
    closed_group: str
    database_names: tuple[str, ...]
    database_zones: DatabaseZones
    keys: dict[str, str]
    subnet_groups: SubnetGroups
    parameter_group: str
    monitoring_role: str
    vault: str
    journal: str
    verification: str = ""
    """The function that proves a database of this site; empty where there is none."""
    endpoints: Endpoints | None = None
    """None where customers could not be let in: nothing runs there before a deployment."""

    @property
    def copy_group(self) -> str:
        """The security group of a restored database that does not serve: only verification reaches it."""
        return self.security_groups["restored-copy"]


class Door(_Part):
    """A site's load balancer: its rules by name, and the servers behind it."""

    rules: dict[str, str]
    target_group: str


class Traffic(_Part):
    """Where visitors are let in, by region; a standby that runs no servers has no door."""

    doors: dict[str, Door]


class Capacity(_Part):
    """How many servers a fleet has at least when it serves."""

    least: int


class Fleet(_Part):
    """The application servers of a site."""

    group: str
    capacity: Capacity


class Access(_Part):
    """Access to the database: the ARN of each role's secret in the serving region, by role."""

    secrets: dict[str, str]
    functions: dict[str, str]
    """The functions that know the secrets, by region; a region in which nothing can run has none."""
    trust_parameter: str = ""
    """Whom a client of the database trusts."""
    on_replica: tuple[str, ...] = ()


class Manifest(_Part):
    """The whole document."""

    index: Index
    guidelines: dict[str, Guideline]
    database: Database
    backups: Backups
    sites: dict[str, Site]
    fleets: dict[str, Fleet]
    traffic: Traffic | None = None
    access: Access | None = None
    others: tuple[str, ...] = Field(description="sections that a recovery does not read")

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


def from_file(path: Path, environment: str) -> Manifest:
    """Read the manifest that a rehearsal or an operator has put into a file.

    Raises:
        RequestError: there is no such file, it is no manifest, or it is another environment's.
    """
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(
            f"{path}: cannot be read as a manifest: {error}; give a file written by "
            "`storefront rehearse STACK --manifest FILE`, or leave --manifest out"
        ) from None
    return parse(document, environment, str(path))


def from_region(cloud: AwsClient, region: str, environment: str) -> Manifest:
    """Read the copy that a region holds.

    Raises:
        RequestError: the region holds no manifest of the environment.
        AwsError: the region does not answer, or refuses.
    """
    return parse(read_sections(cloud, region, environment), environment, f"the manifest in {region}")


def read_sections(cloud: AwsClient, region: str, environment: str) -> dict[str, Any]:
    """Return the sections of the copy that a region holds, as they are.

    Raises:
        RequestError: the region holds no manifest of the environment.
        AwsError: the region does not answer, or refuses.
    """
    folder = f"/storefront/{environment}/manifest"
    sections: dict[str, Any] = {}
    page: dict[str, Any] = {"NextToken": None}
    while "NextToken" in page:
        more = {"NextToken": page["NextToken"]} if page["NextToken"] else {}
        page = cloud.call(region, "ssm", "GetParametersByPath", Path=folder, **more)
        for parameter in page["Parameters"]:
            sections[str(parameter["Name"]).removeprefix(f"{folder}/")] = json.loads(parameter["Value"])
    if not sections:
        raise RequestError(
            f"{region} holds no manifest of {environment} (parameters {folder}/*); name a region of the stack with "
            "--region, and see that AWS_PROFILE is for the environment's account"
        )
    return sections


def parse(document: object, environment: str, source: str) -> Manifest:
    """Check a document of sections.

    Raises:
        RequestError: with every problem, each as where and what.
    """
    if not isinstance(document, dict):
        raise RequestError(f"{source}: got {type(document).__name__}, expected an object of sections")
    sections = cast("dict[str, Any]", document)
    known = {name: content for name, content in sections.items() if name in Manifest.model_fields}
    sites, fleets = _by_region(sections, SITE_PREFIX), _by_region(sections, FLEET_PREFIX)
    read = known.keys() | {f"{SITE_PREFIX}{region}" for region in sites}
    read |= {f"{FLEET_PREFIX}{region}" for region in fleets}
    others = tuple(sorted(sections.keys() - read))
    try:
        manifest = Manifest.model_validate({**known, "sites": sites, "fleets": fleets, "others": others})
    except ValidationError as error:
        problems = "\n".join(f"  {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise RequestError(
            f"{source} cannot be used; deploy the stack anew with this version:\n{problems}"
        ) from None
    _check(manifest, environment, source)
    return manifest


def _by_region(sections: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): content for name, content in sections.items() if name.startswith(prefix)}


def _check(manifest: Manifest, environment: str, source: str) -> None:
    index = manifest.index
    if index.version != VERSION:
        raise RequestError(
            f"{source} has version {index.version}, this program reads {VERSION}; use the release that deployed it"
        )
    if index.environment != environment:
        raise RequestError(f"{source} is of {index.environment}, not of {environment}")
    if missing := sorted({index.serving, index.standby} - manifest.sites.keys()):
        raise RequestError(f"{source} lacks the section site-{missing[0]}; deploy the stack anew")
