"""The sites, and the networks in them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from components.settings.sections.elsewhere import Elsewhere
from components.settings.sections.section import Section
from components.settings.types import LOG_RETENTION_TEXT, Cidr, Flag, LogRetention


class StandbyLevel(StrEnum):
    """How much of the standby site stands before it is needed; none: the store has one site alone."""

    NONE = "none"
    BACKUPS = "backups"
    PILOT_LIGHT = "pilot-light"
    WARM = "warm"


class NatMode(StrEnum):
    """How many NAT gateways a site has."""

    PER_ZONE = "per-zone"
    SINGLE = "single"


class EncryptionControl(StrEnum):
    """What VPC encryption control does with traffic that is not encrypted; some regions have none: off."""

    OFF = "off"
    MONITOR = "monitor"
    ENFORCE = "enforce"


Suffix = Annotated[str, StringConstraints(pattern=r"^[a-z]$")]


class RecoveredSettings(Section):
    """What stands in a site after a recovery there: `storefront failover rehome` tells it."""

    primary: Suffix = Field(description="the suffix of the instance that writes, a to z", examples=["b"])
    replica: Suffix | None = Field(
        default=None,
        description="the suffix of its replica, a to z, another one; left out where it has none",
        examples=["c"],
    )
    replica_zone: str | None = Field(
        default=None,
        description="the zone of that replica: outside primaryZones, or, after a promotion, outside replicaZone",
        examples=["us-east-1b"],
    )
    restored: Flag = Field(
        default=False,
        description="whether the writer was restored into the pair's subnets; else it was a replica",
        examples=[True],
    )


class SiteDatabase(Section):
    """Where a site's database instances stand."""

    primary_zones: tuple[str, ...] = Field(
        min_length=1,
        max_length=2,
        description="the primary's zones: two with Multi-AZ, one without",
        examples=[["us-east-1a", "us-east-1b"]],
    )
    replica_zone: str | None = Field(
        default=None,
        description="a zone of the site outside primaryZones; left out without storefront:database.replica",
        examples=["us-east-1c"],
    )
    recovered: Annotated[RecoveredSettings | None, Elsewhere.OF_THE_MOMENT] = Field(
        default=None, description="primary, replica, replicaZone and restored; leave out until a recovery"
    )

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the primary, and of its replica if it has one."""
        primary, replica = (self.recovered.primary, self.recovered.replica) if self.recovered else ("a", "b")
        return (primary, replica) if self.replica_zone and replica else (primary,)

    @property
    def zone_of_replica(self) -> str | None:
        """The zone in which the replica stands; None: there is none."""
        return self.recovered.replica_zone if self.recovered else self.replica_zone

    @property
    def zones_of_primary(self) -> tuple[str, ...]:
        """The zones of the primary; of one that was promoted the first is known, RDS chooses the other."""
        return (self.replica_zone,) if self.replica_zone and self.promoted else self.primary_zones

    @property
    def promoted(self) -> bool:
        """Whether the primary was a replica, and stands where replicas do."""
        return self.recovered is not None and not self.recovered.restored


class SiteSettings(Section):
    """What stands in each region."""

    cidr: Annotated[Cidr, Elsewhere.ITS_OWN_NETWORK] = Field(
        description="a private IPv4 network with prefix /16", examples=["10.16.0.0/16"]
    )
    zones: tuple[str, ...] = Field(
        min_length=2,
        max_length=3,
        description="two or three zones of the region, by letter, or all by id: one place in every account",
        examples=[["us-east-1a", "us-east-1b", "us-east-1c"]],
    )
    database: SiteDatabase = Field(description="primaryZones and replicaZone")


class NetworkSettings(Section):
    """How the networks of the sites are built."""

    nat: NatMode = Field(description="how many NAT gateways a site has", examples=["per-zone"])
    flow_log_retention_days: LogRetention = Field(description=LOG_RETENTION_TEXT, examples=[90])
    single_zone: Flag = Field(
        default=False,
        description="true: servers, functions, NAT gateway, endpoints and database are in the primary's zone alone",
        examples=[True],
    )
    encryption_control: EncryptionControl = Field(
        description="what VPC encryption control does with clear traffic, off where a region has none",
        examples=["monitor"],
    )
