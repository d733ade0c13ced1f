"""PostgreSQL on RDS: the versions and classes on sale, and the regions that sell each family."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rehearsal.facts.source import extension, instance_types, regions, when_engine
from rehearsal.facts.table import Table, words

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENGINE = "postgres"
# cfn-lint joins the classes of RDS and of Aurora for a version that both have; Aurora alone has this one.
_AURORA_ONLY = "db.serverless"
# RDS's own names for the same hardware.
_HARDWARE = {"x2g": "x2gd"}
# Bare majors stand for the latest minor, and `-rds` releases belong to Extended Support.
_MINOR = re.compile(r"\d+\.\d+")


class FactsError(Exception):
    """The kept source no longer says what the tables are made for."""


def versions() -> list[str]:
    """The versions MAJOR.MINOR that can be had, oldest first."""
    known = _enum(extension("aws_rds_dbinstance/engine_version"), "EngineVersion")
    gone: set[str] = set()
    for given, _ in when_engine(extension("aws_rds_dbinstance/engine_version_deprecated"), _ENGINE):
        gone |= set(given["EngineVersion"]["enum"])
    on_sale = [name for name in known - gone if _MINOR.fullmatch(name)]
    return sorted(on_sale, key=lambda name: [int(part) for part in name.split(".")])


def classes(version: str) -> frozenset[str]:
    """The classes that run a version in some region."""
    for given, then in when_engine(extension("aws_rds_dbinstance/db_instance_class"), _ENGINE):
        if re.fullmatch(given["EngineVersion"]["pattern"], version):
            return frozenset(then["properties"]["DBInstanceClass"]["enum"]) - {_AURORA_ONLY}
    return frozenset()


def sold_in(region: str) -> frozenset[str]:
    """The classes that a region's price list has, old ones without a version to run among them."""
    return frozenset(_enum(extension("aws_rds_dbinstance/dbinstanceclass_enum")[region], "DBInstanceClass"))


def hardware(name: str) -> str:
    """The EC2 instance type that a class is."""
    _, family, size = name.split(".")
    return f"{_HARDWARE.get(family, family)}.{size}"


def _enum(schemas: dict[str, Any], member: str) -> set[str]:
    return {
        value
        for _, then in when_engine(schemas, _ENGINE)
        for value in then["properties"].get(member, {"enum": []})["enum"]
    }


def table(majors: Iterable[int]) -> Table:
    """The table of RDS, for these major versions."""
    on_sale = [name for name in versions() if int(name.partition(".")[0]) in set(majors)]
    everywhere = classes(on_sale[-1])
    if any(classes(name) != everywhere for name in on_sale):
        raise FactsError("the classes differ by version: give the table of RDS a row for each version")
    types = instance_types()
    sizes: dict[str, list[tuple[int, float, str]]] = {}
    for name in everywhere:
        found = types[hardware(name)]
        processors, mib = found["VCpuInfo"]["DefaultVCpus"], found["MemoryInfo"]["SizeInMiB"]
        _, family, size = name.split(".")
        sizes.setdefault(family, []).append((processors, mib / 1024, size))
    return Table(
        title="What RDS sells for PostgreSQL",
        rows={
            "VERSIONS": words(on_sale),
            "SIZES": {
                family: words(f"{size}:{processors}:{gib:g}" for processors, gib, size in sorted(found))
                for family, found in sorted(sizes.items())
            },
            "HARDWARE": dict(sorted(_HARDWARE.items())),
            "FAMILIES": {region: words(_families(sold_in(region), everywhere)) for region in regions()},
        },
        notes={
            "VERSIONS": "Versions on sale.",
            "SIZES": "Family: each size with its virtual processors and its GiB of memory.",
            "HARDWARE": "Families that EC2 calls otherwise.",
            "FAMILIES": "Region: the families that it sells, each in every size.",
        },
    )


def _families(price_list: frozenset[str], everywhere: frozenset[str]) -> list[str]:
    """The families that run a version on sale: a price list has m1, t1 and r3 still."""
    sold = price_list & everywhere
    families = sorted({name.split(".")[1] for name in sold})
    whole = frozenset(name for name in everywhere if name.split(".")[1] in families)
    if whole != sold:
        raise FactsError(f"a region sells a family in part: {', '.join(sorted(whole - sold))}")
    return families
