"""Asks the tables: what a class or type is, and where it can be had."""

from dataclasses import dataclass
from functools import cache

from components.shared.facts import ec2_table, rds_table, regions_table
from components.shared.facts.dated_regions import (
    BACKUP_DESTINATIONS,
    ENABLED_BY_DEFAULT,
    WITHOUT_DATABASE_INSIGHTS,
    WITHOUT_RDS_PROTECTION,
    WITHOUT_TEXT_MESSAGES,
)


@dataclass(frozen=True)
class Size:
    """What a machine has."""

    processors: int
    memory_gib: float


@dataclass(frozen=True)
class Family:
    """Machines of one generation: its sizes, smallest first, and what its processors understand."""

    sizes: dict[str, Size]
    architecture: str = ""


@cache
def database_families() -> dict[str, Family]:
    """The families of RDS that run PostgreSQL, by name."""
    return {name: Family(_sizes(text)) for name, text in rds_table.SIZES.items()}


@cache
def server_families() -> dict[str, Family]:
    """EC2's families for servers, by name."""
    rows = ((*key.split(), text) for key, text in ec2_table.SIZES.items())
    return {name: Family(_sizes(text), architecture) for name, architecture, text in rows}


@cache
def engine_versions() -> tuple[str, ...]:
    """The versions of PostgreSQL that RDS sells, oldest first."""
    return tuple(rds_table.VERSIONS.split())


def database_families_in(region: str) -> tuple[str, ...]:
    """The families of RDS that a region sells, each in every size."""
    return tuple(rds_table.FAMILIES[region].split())


@cache
def zones_in(region: str) -> dict[str, str]:
    """The zones of a region, and the id of each; the id names the same place in every account."""
    pairs = (pair.split(":") for pair in regions_table.ZONES[region].split())
    return {region + letter: zone_id for letter, zone_id in pairs}


def known_zones(region: str) -> frozenset[str]:
    """Every zone of a region, by letter and by id; none if nothing is known of the region."""
    return (
        frozenset(name for pair in zones_in(region).items() for name in pair)
        if region in regions_table.ZONES
        else frozenset()
    )


def name_of_zone(zone: str) -> str:
    """A zone's name by letter in accounts made since November 2025, in which a letter is the same place for all."""
    return _names_by_id().get(zone, zone)


@cache
def _names_by_id() -> dict[str, str]:
    return {zone_id: name for region in regions_table.ZONES for name, zone_id in zones_in(region).items()}


def partition_of(region: str) -> str | None:
    """The partition of a region: `aws` is the commercial one, `aws-cn` China, `aws-us-gov` GovCloud; None: no such.

    A commercial region that the tables tell nothing else of is only announced, or the packages have it not.
    """
    partitions = regions_table.PARTITIONS
    return next((name for name in partitions if region in _words(partitions, name)), None)


def backup_partners(region: str) -> tuple[str, ...]:
    """The regions with which RDS replicates automated backups both ways, by name: two sites hold each other's."""
    there = BACKUP_DESTINATIONS.get(region, "").split()
    return tuple(one for one in there if region in BACKUP_DESTINATIONS[one].split())


def enabled_by_default(region: str) -> bool:
    """Whether every account may use a region, without its owner's enabling it first."""
    return region in ENABLED_BY_DEFAULT


def has_database_insights(region: str) -> bool:
    """Whether it is certain that RDS has Database Insights in a region."""
    return region not in WITHOUT_DATABASE_INSIGHTS


def has_text_messages(region: str) -> bool:
    """Whether SNS sends text messages from a region."""
    return region not in WITHOUT_TEXT_MESSAGES


def has_rds_protection(region: str) -> bool:
    """Whether GuardDuty watches logins to RDS in a region."""
    return region not in WITHOUT_RDS_PROTECTION


def absent_in(region: str) -> tuple[str, ...]:
    """The resource types of the platform that a region lacks, `SERVICE::TYPE`."""
    return tuple(regions_table.WITHOUT.get(region, "").split())


def offered(zone: str, instance_type: str) -> bool:
    """Whether a zone of a region in the table, by letter or by id, has an instance type, as its region does."""
    name = name_of_zone(zone)
    region = name[:-1]
    zone_id = zones_in(region)[name]
    return _named(instance_type, _words(ec2_table.OFFERED, region)) and not _named(
        instance_type, _words(ec2_table.LACKING, zone_id)
    )


def encrypts(instance_type: str) -> bool:
    """Whether a type's hardware encrypts what goes from it to another such, by itself."""
    return not _named(instance_type, _words_of(ec2_table.CLEAR))


def hardware_of(instance_class: str) -> str:
    """The type that a class of RDS is, such as `m8g.large` of `db.m8g.large`."""
    _, family, size = instance_class.split(".")
    return f"{rds_table.HARDWARE.get(family, family)}.{size}"


def offered_database(zone: str, instance_class: str) -> bool:
    """Whether a zone has the machines that a class of RDS is.

    Of machines that EC2 sells nowhere in the region, RDS's own list of the region is all that is known.
    """
    hardware, region = hardware_of(instance_class), name_of_zone(zone)[:-1]
    by_rds_alone = instance_class.split(".")[1] in database_families_in(region) and not any(
        offered(other, hardware) for other in zones_in(region)
    )
    return by_rds_alone or offered(zone, hardware)


@cache
def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _words(table: dict[str, str], key: str) -> frozenset[str]:
    return _words_of(table.get(key, ""))


def _named(instance_type: str, words: frozenset[str]) -> bool:
    """Whether a list names a type by itself or by its family."""
    return instance_type in words or instance_type.partition(".")[0] in words


def _sizes(text: str) -> dict[str, Size]:
    rows = (row.split(":") for row in text.split())
    return {size: Size(int(processors), float(gib) if "." in gib else int(gib)) for size, processors, gib in rows}
