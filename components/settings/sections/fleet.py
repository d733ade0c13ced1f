"""The application servers: how many, of which kinds, and when more of them are wanted."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema

from components.settings import clock
from components.settings.sections.elsewhere import Elsewhere
from components.settings.sections.section import Section
from components.settings.sections.server_types import Architecture, ServerType
from components.settings.types import MINUTE, SECOND, Duration, Flag, Whole

# A lifecycle hook's shortest wait, and the longest of a target group that lets a target go.
# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
SHORTEST_WAIT, LONGEST_WAIT = 30 * SECOND, 60 * MINUTE
_MOMENT = "%Y-%m-%dT%H:%MZ"
# `strptime` takes small letters and single digits too.
_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z")


class PredictiveMode(StrEnum):
    """What is done with the forecast of the load, which AWS makes from 24 hours of history on."""

    FORECAST_ONLY = "ForecastOnly"
    FORECAST_AND_SCALE = "ForecastAndScale"


def parse_moment(text: object) -> datetime:
    """Read a minute in UTC, `2027-11-25T12:00Z`."""
    if isinstance(text, datetime):
        # YAML reads such a text as a time of its own.
        if text.tzinfo is None:
            raise ValueError("a moment ends in Z, for it is in UTC")
        return text.astimezone(UTC)
    if not isinstance(text, str):
        raise ValueError("a moment is written YYYY-MM-DDTHH:MMZ")  # noqa: TRY004 - pydantic reports ValueError
    if not _WRITTEN.fullmatch(text):
        raise ValueError("a moment is written YYYY-MM-DDTHH:MMZ, in UTC")
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        raise ValueError("no such day or time: a moment is written YYYY-MM-DDTHH:MMZ, in UTC") from None


def format_moment(moment: datetime) -> str:
    """Write a moment the way settings do."""
    return moment.strftime(_MOMENT)


Moment = Annotated[
    datetime,
    BeforeValidator(parse_moment),
    PlainSerializer(format_moment, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_WRITTEN.pattern}$"}),
]
Count = Annotated[Whole, Field(ge=0, le=5000)]
AtLeastOne = Annotated[Whole, Field(ge=1, le=5000)]
# Five thousand servers with 192 processors each are fewer.
Processors = Annotated[Whole, Field(ge=1, le=1_000_000)]
Percent = Annotated[Whole, Field(ge=0, le=100)]


class CapacitySettings(Section):
    """How many servers there are: while the site serves, and in a warm standby."""

    min_size: AtLeastOne = Field(description="servers, 1 to 5000: as many stand in the quietest hour", examples=[6])
    max_size: AtLeastOne = Field(description="servers, 1 to 5000, at least `minSize`", examples=[90])
    warm_size: AtLeastOne = Field(description="servers, 1 to `minSize`, that a warm standby keeps", examples=[2])


class SpotSettings(Section):
    """Which part of the fleet is bought as it is needed, and which may be taken back by AWS."""

    on_demand_base: Count = Field(
        description="servers, at most capacity.minSize, that are never Spot", examples=[6]
    )
    on_demand_percent: Percent = Field(
        description="percent, 0 to 100, of what stands above the base that is On-Demand", examples=[25]
    )


class ReserveSettings(Section):
    """Prepared servers, stopped until a sudden peak: On-Demand alone, since a warm pool holds no Spot Instance."""

    prepared: AtLeastOne = Field(description="servers, 1 to reserve.maxSize, kept stopped", examples=[6])
    max_size: AtLeastOne = Field(description="servers, 1 to 5000", examples=[30])


class TargetSettings(Section):
    """What one server is to bear; above it the fleet grows."""

    requests_per_minute: Annotated[Whole, Field(ge=1, le=1_000_000)] = Field(
        description="requests a minute for each server, 1 to 1000000", examples=[1200]
    )
    cpu_percent: Annotated[Whole, Field(ge=10, le=90)] = Field(description="percent, 10 to 90", examples=[50])
    predictive: PredictiveMode = Field(
        description="what is done with the forecast of the load", examples=["ForecastOnly"]
    )
    hold_scale_in: Annotated[Flag, Elsewhere.OF_THE_MOMENT] = Field(
        description="true while a deployment or a campaign must not lose servers, false otherwise",
        examples=[False],
    )


class Peak(Section):
    """A time for which more servers are ordered beforehand, such as Black Friday."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")] = Field(
        description="lower-case letters, digits and hyphens, at most 40", examples=["black-friday"]
    )
    begins: Moment = Field(description="a moment in UTC, YYYY-MM-DDTHH:MMZ", examples=["2027-11-25T12:00Z"])
    ends: Moment = Field(
        description="a moment in UTC, YYYY-MM-DDTHH:MMZ, after `begins`; once it is past, the peak is left out",
        examples=["2027-11-30T06:00Z"],
    )
    min_size: AtLeastOne = Field(description="servers, from capacity.minSize to `maxSize`", examples=[60])
    max_size: AtLeastOne = Field(description="servers, 1 to 5000, at least capacity.maxSize", examples=[400])

    def lasts(self, now: datetime) -> bool:
        """Whether it has begun and is not over."""
        return self.begins <= now < self.ends

    def is_over(self, now: datetime) -> bool:
        """Whether nothing is left to order: AWS refuses a scheduled action in the past."""
        return self.ends <= now


class QuotaSettings(Section):
    """What the account may run, as Service Quotas shows it for standard instance families, in each region."""

    on_demand_processors: Processors = Field(description="virtual processors, 1 to 1000000", examples=[640])
    spot_processors: Processors = Field(description="virtual processors, 1 to 1000000", examples=[640])


class FleetSettings(Section):
    """The fleet of application servers."""

    images: dict[str, Annotated[str, StringConstraints(pattern=r"^ami-[0-9a-f]{8}([0-9a-f]{9})?$")]] = Field(
        description="by each site's region, the golden image of instanceTypes' architecture, ami- and 8 or 17 "
        "hexadecimal digits; servers have it after a release (storefront release)",
        examples=[{"us-east-1": "ami-0123456789abcdef0", "us-west-2": "ami-0fedcba9876543210"}],
    )
    instance_types: tuple[ServerType, ...] = Field(
        min_length=1,
        max_length=20,
        description="1 to 20 instance types of one size and one architecture, the preferred first; taken after a "
        "release",
        examples=[["m8g.large", "m7g.large", "m6g.large"]],
    )
    volume_gib: Annotated[Whole, Field(ge=8, le=1024)] = Field(description="GiB, 8 to 1024", examples=[20])
    capacity: CapacitySettings = Field(description="minSize, maxSize and warmSize")
    spot: SpotSettings = Field(description="onDemandBase and onDemandPercent")
    reserve: ReserveSettings | None = Field(default=None, description="prepared and maxSize; leave out for none")
    target: TargetSettings = Field(description="requestsPerMinute, cpuPercent, predictive and holdScaleIn")
    warmup: Annotated[Duration, Field(ge=SECOND, le=60 * MINUTE)] = Field(
        description="a duration, 1s to 1h: until a new server bears its share", examples=["90s"]
    )
    drain: Annotated[Duration, Field(ge=SHORTEST_WAIT, le=LONGEST_WAIT)] = Field(
        description="a duration, 30s to 1h: until a server that leaves has answered what it began", examples=["60s"]
    )
    peaks: tuple[Peak, ...] = Field(
        max_length=60,
        description="up to 60 peaks, each with name, begins, ends, minSize and maxSize",
        examples=[[]],
    )
    quotas: QuotaSettings = Field(description="onDemandProcessors and spotProcessors")

    @property
    def coming_peaks(self) -> tuple[Peak, ...]:
        """The peaks that are not over, with the one that is under way: what is past asks nothing more."""
        return tuple(peak for peak in self.peaks if not peak.is_over(clock.now()))

    def peak_at(self, now: datetime) -> Peak | None:
        """The peak that has begun and is not over."""
        return next((peak for peak in self.peaks if peak.lasts(now)), None)

    @property
    def highest(self) -> int:
        """The most servers that may ever stand at once, the reserve among them."""
        return self.highest_regular + (self.reserve.max_size if self.reserve else 0)

    @property
    def highest_regular(self) -> int:
        """The most servers of the fleet proper."""
        return max([self.capacity.max_size, *(peak.max_size for peak in self.coming_peaks)])

    @property
    def architecture(self) -> Architecture:
        """What its servers' processors understand: all types are of one architecture."""
        return self.instance_types[0].architecture

    @property
    def processors(self) -> int:
        """The virtual processors of the largest server."""
        return max(kind.processors for kind in self.instance_types)


def overlapping(peaks: Sequence[Peak]) -> list[tuple[int, Peak, Peak]]:
    """Each coming peak that begins before an earlier one in the list is over, with its index and that other.

    Or just when it is over: two scheduled actions of a group cannot have one time.
    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html
    """
    return [
        (index, peak, other)
        for index, peak in enumerate(peaks)
        for other in peaks[:index]
        if peak.begins <= other.ends and other.begins <= peak.ends and not peak.is_over(clock.now())
    ]
