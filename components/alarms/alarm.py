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
    """The team that answers for an alarm's threshold and its runbook."""

    APPLICATION = "application"
    DATABASE = "database"
    PLATFORM = "platform"
    SECURITY = "security"


class Subject(StrEnum):
    """What an alarm is about; its rows exist where one of these stands."""

    APPLICATION = "application"
    BILL = "bill"
    CERTIFICATE = "certificate"
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
    SERVER = "server"
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
    """A metric, its statistic, and which of the subject's dimensions name it: all of them unless some are named."""

    namespace: str
    name: str
    stat: str
    dimensions: Sequence[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Size:
    """A threshold that grows with what is watched: a share of one of the subject's sizes."""

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
    subject: Subject
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
    """The first command of whoever is told; `{environment}`, `{region}` and the subject's name are filled in."""
    in_maintenance: bool = False
    """Whether the database's weekly maintenance may set it off, so that it is mute meanwhile: never what pages."""

    @property
    def runbook(self) -> str:
        """Return the file of the runbook and the section in it."""
        return f"{self.tier}.md#{self.section}"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One thing that stands: a label where there are several of a kind, its dimensions, and its sizes.

    The sizes are known before anything is made: bytes, processors, connections, seconds. `resource` is what an
    expression calls it by, where no dimension does.
    """

    label: str = ""
    dimensions: Mapping[str, pulumi.Input[str]]
    sizes: Mapping[str, float] = field(default_factory=dict[str, float])
    resource: pulumi.Input[str] = ""

    def threshold(self, alarm: Alarm) -> float | None:
        """Return a row's threshold for this one, in the metric's unit; None with a band."""
        if isinstance(alarm.threshold, Size):
            return alarm.threshold.share * self.sizes[alarm.threshold.of]
        return alarm.threshold

    def name(self, alarm: Alarm) -> str:
        """Return what a row's alarm of this one is called, without its place."""
        return f"{alarm.what}-{self.label}" if self.label else alarm.what


Inventory = Mapping[Subject, Sequence[Standing]]


def together(*inventories: Inventory) -> Inventory:
    """Return what stands of each subject in all of the inventories, in their order."""
    found: dict[Subject, list[Standing]] = {}
    for inventory in inventories:
        for subject, standing in inventory.items():
            found.setdefault(subject, []).extend(standing)
    return found
