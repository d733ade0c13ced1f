"""The domain's own types: how each is written in a settings file, and what it means.

Each text type is a `str`, so that it goes to AWS as it was written, and it carries what it means as properties.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from ipaddress import IPv4Network
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from components.settings.clock import now
from components.settings.problem import nearest
from components.shared.facts import schemas_table
from components.shared.facts.catalogue import Size, database_families
from standards.cron import CronError, Schedule, parse_schedule
from standards.retention import LOG_DAYS

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHORTEST_WINDOW = 30  # minutes; RDS refuses shorter ones

_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}
_DURATION = re.compile(r"([0-9]{1,6})([smhd])")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_NETWORK = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}")


def parse_duration(text: object) -> timedelta:
    """Read a whole number with one unit: `30s`, `5m`, `4h`, `35d`."""
    if isinstance(text, timedelta):
        return text
    match = _DURATION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("a duration is a whole number and one unit, s, m, h or d")
    return int(match[1]) * _UNITS[match[2]]


def format_duration(value: timedelta) -> str:
    """Write a duration the way settings do, in the largest unit that leaves no rest."""
    unit = next((unit for unit, size in _UNITS.items() if value and not value % size), "s")
    return f"{value // _UNITS[unit]}{unit}"


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION.pattern}$"}),
]


def parse_network(text: object) -> IPv4Network:
    """Read an IPv4 network in CIDR notation; host bits must be zero."""
    if isinstance(text, IPv4Network):
        return text
    if not isinstance(text, str) or not _NETWORK.fullmatch(text):
        raise ValueError("a network is written ADDRESS/PREFIX, such as 10.16.0.0/16")
    return IPv4Network(text)


Cidr = Annotated[
    IPv4Network,
    BeforeValidator(parse_network),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_NETWORK.pattern}$"}),
]

Whole = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]


class CheckedText(str):
    """A string that was checked when it was made."""

    __slots__ = ()

    @classmethod
    def check(cls, text: str) -> None:
        """Raise ValueError, saying what is wrong, unless the text is one of this type."""
        raise NotImplementedError

    @classmethod
    def parse(cls, text: object) -> Self:
        """Make one of a text; anything else is refused."""
        if not isinstance(text, str):
            raise ValueError("a text is expected; put it in quotes")  # noqa: TRY004 - pydantic reports ValueError
        cls.check(text)
        return cls(text)

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """How an editor checks and completes such a text, as JSON Schema; it may take more than `check` does."""
        return {"type": "string"}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return cls.editor_schema()


def minute_of_day(text: str) -> int:
    """Read `HH:MM` as a minute of the day; raises ValueError."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a time from 00:00 to 23:59")
    return int(match[1]) * 60 + int(match[2])


class _Window(CheckedText):
    """A repeating window in UTC, from one minute of its period to another."""

    period: ClassVar[int]

    @classmethod
    def minute(cls, text: str) -> int:
        """Say which minute of the period a text names."""
        raise NotImplementedError

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse what is not START-END, and windows that RDS finds too short."""
        start, dash, end = text.partition("-")
        if not dash:
            raise ValueError("a window is written START-END")
        length = (cls.minute(end) - cls.minute(start)) % cls.period
        if length < SHORTEST_WINDOW:
            raise ValueError(f"the window lasts {length} minutes, RDS wants at least {SHORTEST_WINDOW}")

    @property
    def start(self) -> int:
        """The minute of the period at which the window opens."""
        return self.minute(self.partition("-")[0])

    @property
    def length(self) -> timedelta:
        """How long the window is open; it may run over the end of its period."""
        return timedelta(minutes=(self.minute(self.partition("-")[2]) - self.start) % self.period)

    @property
    def minutes_of_week(self) -> frozenset[int]:
        """Every minute of the week, counted from Monday 00:00 UTC, in which the window is open."""
        length = int(self.length / timedelta(minutes=1))
        starts = range(self.start, MINUTES_A_WEEK, self.period)
        return frozenset(minute % MINUTES_A_WEEK for start in starts for minute in range(start, start + length))


class DailyWindow(_Window):
    """A window that opens each day: `08:00-08:30`, in UTC."""

    period = MINUTES_A_DAY

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Two times of day."""
        return {"type": "string", "pattern": f"^{_TIME.pattern}-{_TIME.pattern}$"}

    @classmethod
    def minute(cls, text: str) -> int:
        """Say which minute of the day `HH:MM` is."""
        return minute_of_day(text)


class WeeklyWindow(_Window):
    """A window that opens once a week: `tue:08:45-tue:09:45`, in UTC."""

    period = MINUTES_A_WEEK

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Two times of the week."""
        moment = f"({'|'.join(DAYS)}):{_TIME.pattern}"
        return {"type": "string", "pattern": f"^{moment}-{moment}$"}

    @classmethod
    def minute(cls, text: str) -> int:
        """Say which minute of the week `ddd:HH:MM` is."""
        day, colon, time = text.partition(":")
        if not colon or day not in DAYS:
            raise ValueError(f"{text!r} does not start with one of the days {', '.join(DAYS)}")
        return DAYS.index(day) * MINUTES_A_DAY + minute_of_day(time)


_NUMBERS_IN_CRON, _MONTHS_IN_CRON = "[0-9,*/-]+", "[0-9A-Za-z,*/-]+"


def cron_pattern(month: str, year: str) -> str:
    """Return how a cron expression is written whose month and year are written so; not which numbers it holds."""
    day, weekday = f"[0-9LW,*/-]+ {month} \\?", f"\\? {month} [0-9A-Za-z#,*/-]+"
    return rf"^cron\({_NUMBERS_IN_CRON} {_NUMBERS_IN_CRON} ({day}|{weekday}) {year}\)$"


# Whatever recurs here proves, tests or mends something: less than once a year is never, as far as anybody knows.
# From one first Monday of January to the next are up to 371 days.
LONGEST_GAP = 371 * DAY


class AwsCron(CheckedText):
    """An AWS schedule with six fields, in UTC: `cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)`."""

    __slots__ = ("__dict__",)

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse what EventBridge's cron grammar does not hold, and what never fires."""
        try:
            schedule = parse_schedule(text, now().date())
        except CronError as error:
            raise ValueError(str(error)) from None
        if schedule.longest_gap > LONGEST_GAP:
            raise ValueError("it fires less than once a year, or ends: write * for the year, or more of its days")

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Six fields of what each may hold."""
        return {"type": "string", "pattern": cron_pattern(_MONTHS_IN_CRON, _NUMBERS_IN_CRON)}

    @cached_property
    def schedule(self) -> Schedule:
        """What the fields say."""
        return parse_schedule(self, now().date())


# https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html
SHORTEST_ASSOCIATION = timedelta(minutes=30)


class AssociationCron(AwsCron):
    """A schedule of an association of State Manager, which takes neither months nor years, and none so often."""

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse what State Manager refuses of what EventBridge takes."""
        super().check(text)
        _, _, _, month, _, year = text.split(" ")
        if (month, year) != ("*", "*)"):
            raise ValueError("State Manager takes no months and no years: write * in both fields")
        if parse_schedule(text, now().date()).shortest_gap < SHORTEST_ASSOCIATION:
            raise ValueError("State Manager delivers every 30 minutes at most: write fewer minutes")

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Six fields, of which two are *."""
        return {"type": "string", "pattern": cron_pattern(r"\*", r"\*")}


class InstanceClass(CheckedText):
    """An RDS instance class that runs PostgreSQL: `db.r8g.2xlarge`."""

    __slots__ = ()

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse other shapes, families without PostgreSQL and sizes that the family lacks."""
        prefix, _, rest = text.partition(".")
        family, _, size = rest.partition(".")
        if prefix != "db" or not size:
            raise ValueError("an instance class is written db.FAMILY.SIZE")
        known = database_families()
        if family not in known:
            raise ValueError(f"RDS has no PostgreSQL on the family {family!r}; near are {nearest(family, known)}")
        if size not in known[family].sizes:
            raise ValueError(f"the database takes {family} as {', '.join(known[family].sizes)}")

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Every class by name."""
        classes = [f"db.{name}.{size}" for name, family in database_families().items() for size in family.sizes]
        return {"type": "string", "enum": classes}

    @property
    def family(self) -> str:
        """The family: `r8g`."""
        return self.split(".")[1]

    @property
    def processors(self) -> int:
        """The virtual processors."""
        return self._size.processors

    @property
    def memory_gib(self) -> float:
        """The memory, in GiB."""
        return self._size.memory_gib

    @property
    def _size(self) -> Size:
        _, family, size = self.split(".")
        return database_families()[family].sizes[size]


# A path in IAM, of at most 512 characters; * and ? would be patterns in policies.
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
IAM_PATH = r"([\x21-\x29\x2b-\x3e\x40-\x7e]{1,510}/)?"
ROLE_ARN = rf"arn:aws:iam::[0-9]{{12}}:role/{IAM_PATH}[A-Za-z0-9_+=,.@-]{{1,64}}"

# IAM refuses every change of these, of their trust too (UnmodifiableEntity): IAM Identity Center's roles let in its
# provider alone, a service's roles the service.
# https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
_RESERVED_PATHS = ("aws-reserved/", "aws-service-role/")
_RESERVED = "|".join(_RESERVED_PATHS)


def _changeable(arn: str) -> str:
    path = arn.partition(":role/")[2]
    if path.startswith(_RESERVED_PATHS):
        raise ValueError("AWS keeps this role for itself: nobody can say who takes it. Name one that you made")
    return arn


ChangeableRole = Annotated[
    str,
    StringConstraints(pattern=f"^{ROLE_ARN}$"),
    AfterValidator(_changeable),
    # Pydantic's own patterns cannot look ahead.
    WithJsonSchema({"type": "string", "pattern": f"^{ROLE_ARN.replace(':role/', f':role/(?!{_RESERVED})')}$"}),
]

# What a bucket's name may not begin or end with, and how it is written.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
_BUCKET_HEADS = ("xn--", "sthree-", "amzn-s3-demo-")
_BUCKET_TAILS = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an")
_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+", re.ASCII)


class BucketName(CheckedText):
    """The name of a general purpose bucket of S3."""

    __slots__ = ()

    @classmethod
    def check(cls, text: str) -> None:
        """Refuse what S3 refuses."""
        if not _BUCKET.fullmatch(text):
            raise ValueError("a name has 3 to 63 of a-z, 0-9, . and -, and a letter or digit at both ends")
        if ".." in text:
            raise ValueError("no two dots stand beside each other")
        if _ADDRESS.fullmatch(text):
            raise ValueError("a name is not written as an IP address")
        reserved = [head for head in _BUCKET_HEADS if text.startswith(head)]
        reserved += [tail for tail in _BUCKET_TAILS if text.endswith(tail)]
        if reserved:
            raise ValueError(f"S3 keeps {reserved[0]} for itself")

    @classmethod
    def editor_schema(cls) -> dict[str, Any]:
        """Its letters and length."""
        return {"type": "string", "pattern": f"^{_BUCKET.pattern}$"}


@dataclass(frozen=True)
class OneOf:
    """Allows these numbers alone; a refusal names the nearest."""

    numbers: tuple[int, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "integer", "enum": list(self.numbers)}

    def _checked(self, value: int) -> int:
        if value not in self.numbers:
            near = min(self.numbers, key=lambda allowed: abs(allowed - value))
            raise ValueError(f"the nearest allowed number is {near}")
        return value


# CloudWatch Logs refuses every other number of days.
LOG_RETENTIONS = tuple(int(days) for days in schemas_table.LOG_RETENTION_DAYS.split())
LogRetention = Annotated[Whole, OneOf(LOG_RETENTIONS)]
LOG_RETENTION_TEXT = f"days, in production from {LOG_DAYS} on, one of " + ", ".join(map(str, LOG_RETENTIONS))
