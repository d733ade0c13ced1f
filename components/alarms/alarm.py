"""What an alarm of the catalogue is: one row says what is measured, when it is bad, and what a person then does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import pulumi


class Severity(StrEnum):
    """How soon a person must look."""

    PAGE = "page"
    TICKET = "ticket"


class Tier(StrEnum):
    """The parts of a site, each with a runbook of its name; a later one stands on those before it."""

    NETWORK = "network"
    DATABASE = "database"
    FLEET = "fleet"
    EDGE = "edge"
    VISITORS = "visitors"
    BACKUPS = "backups"
    SECURITY = "security"
    PLATFORM = "platform"


class Owner(StrEnum):
    """The team responsible for an alarm's threshold and its runbook."""

    APPLICATION = "application"
    DATABASE = "database"
    PLATFORM = "platform"
    SECURITY = "security"


class ResourceKind(StrEnum):
    """What an alarm monitors: a site has the alarm for each resource of this kind that it has."""

    APPLICATION = "application"
    BILL = "bill"
    CERTIFICATE = "certificate"
    COPIED_VAULT = "copied-vault"
    DISTRIBUTION = "distribution"
    LOAD_BALANCER = "load-balancer"
    HEALTH_CHECK = "health-check"
    EFFICIENCY = "efficiency"
    FEED = "feed"
    FIREWALL = "firewall"
    FLEET = "fleet"
    HEARTBEAT = "heartbeat"
    INSTANCE = "instance"
    NAT_GATEWAY = "nat-gateway"
    PRIMARY = "primary"
    QUOTA = "quota"
    REPLICA = "replica"
    REPLICA_HEARTBEAT = "replica-heartbeat"
    SERVER = "server"
    OFF_HOURS_COPIED_VAULT = "off-hours-copied-vault"
    OFF_HOURS_VAULT = "off-hours-vault"
    SUPPORT = "support"
    TRIPWIRE = "tripwire"
    VAULT = "vault"
    SERVING_LOAD_BALANCER = "serving-load-balancer"


class Missing(StrEnum):
    """What a missing datapoint counts as: CloudWatch's own words."""

    BREACHING = "breaching"
    NOT_BREACHING = "notBreaching"
    IGNORE = "ignore"
    MISSING = "missing"


class Comparison(StrEnum):
    """What is bad: CloudWatch's own words."""

    ABOVE = "GreaterThanThreshold"
    BELOW = "LessThanThreshold"
    OUTSIDE_BAND = "LessThanLowerOrGreaterThanUpperThreshold"
    ABOVE_BAND = "GreaterThanUpperThreshold"
    BELOW_BAND = "LessThanLowerThreshold"


BANDS = (Comparison.OUTSIDE_BAND, Comparison.ABOVE_BAND, Comparison.BELOW_BAND)


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric, its statistic, and which of the resource's dimensions name it (all unless some are named)."""

    namespace: str
    name: str
    stat: str
    dimensions: Sequence[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Size:
    """A threshold that grows with the resource: a share of one of its sizes."""

    of: str
    share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One row of the catalogue.

    `expression` is metric math over the ids of `metrics`; without it there is one metric. `threshold` is in the
    metric's unit; `band`, in its place, is the width of an anomaly detection band in standard deviations. The alarm
    fires when `datapoints` of the last `periods` periods of `period` seconds are bad.
    """

    what: str
    monitors: ResourceKind
    tier: Tier
    severity: Severity
    owner: Owner
    metrics: Mapping[str, Metric]
    expression: str | None = None
    threshold: float | Size | None = None
    band: float | None = None
    comparison: Comparison = Comparison.ABOVE
    period: int = 60
    periods: int
    datapoints: int
    missing: Missing
    unit: str
    why: str
    section: str
    """The section of the tier's runbook."""
    first: str
    """The first command to type; `{environment}`, `{region}` and the resource's dimensions are filled in."""
    in_maintenance: bool = False
    """Whether the database's weekly maintenance may set it off, so that it is mute meanwhile: never what pages."""

    @property
    def runbook(self) -> str:
        """Return the file of the runbook and the section in it."""
        return f"{self.tier}.md#{self.section}"


@dataclass(frozen=True, kw_only=True)
class MonitoredResource:
    """A resource of a site: a label where there are several of a kind, its metrics' dimensions, and its sizes.

    The sizes are known before anything is made: bytes, processors, connections, seconds. `resource_id` is what an
    expression names it by where no dimension does: RDS's `DbiResourceId`.
    """

    label: str = ""
    dimensions: Mapping[str, pulumi.Input[str]]
    sizes: Mapping[str, float] = field(default_factory=dict[str, float])
    resource_id: pulumi.Input[str] = ""

    def threshold(self, alarm: Alarm) -> float | None:
        """Return a row's threshold for this one, in the metric's unit; None with a band."""
        if isinstance(alarm.threshold, Size):
            return alarm.threshold.share * self.sizes[alarm.threshold.of]
        return alarm.threshold

    def name(self, alarm: Alarm) -> str:
        """Return what a row's alarm of this one is called, without its place."""
        return f"{alarm.what}-{self.label}" if self.label else alarm.what


Inventory = Mapping[ResourceKind, Sequence[MonitoredResource]]


def merged(*inventories: Inventory) -> Inventory:
    """Return the resources of each kind from all of the inventories, in their order."""
    found: dict[ResourceKind, list[MonitoredResource]] = {}
    for inventory in inventories:
        for kind, resources in inventory.items():
            found.setdefault(kind, []).extend(resources)
    return found
