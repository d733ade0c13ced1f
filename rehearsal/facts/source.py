"""What cfn-lint and moto carry of AWS's own descriptions.

cfn-lint: the schemas of CloudFormation's resource types and which types each region has, both AWS's own; and what
`DescribeOrderableDBInstanceOptions`, `DescribeDBEngineVersions` and the price lists say of classes and versions.
moto: what `DescribeInstanceTypes`, `DescribeInstanceTypeOfferings` and `DescribeAvailabilityZones` say. botocore:
which regions there are.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import boto3
import botocore.loaders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Json = dict[str, Any]


def _folder(package: str) -> Path:
    """Where an installed package is. It is not imported: that takes longer than all that is read of it."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(found.submodule_search_locations[0])


_DATA = _folder("cfnlint") / "data"
_SCHEMAS = _DATA / "schemas"
_EC2 = _folder("moto") / "ec2" / "resources"


def origin() -> str:
    """The packages and the day of the schemas, for the head of each table."""
    return f"cfn-lint {version('cfn-lint')} (schemas of {_day()}) and moto {version('moto')}"


@cache
def regions() -> tuple[str, ...]:
    """The commercial regions that CloudFormation's own lists tell of, by name.

    Where a list is a copy of us-east-1's, nobody asked the region, and nothing is known of it.
    """
    commercial = cast("Any", boto3.Session()).get_available_regions("ec2")
    return tuple(sorted(listed_regions() & set(commercial) - copied_regions()))


@cache
def partitions() -> dict[str, tuple[str, ...]]:
    """The regions of each partition by name, as botocore has them: those that are announced as well as the open."""
    found = cast("Any", botocore.loaders).create_loader().load_data("partitions")["partitions"]
    return {one["id"]: tuple(sorted(name for name in one["regions"] if "global" not in name)) for one in found}


@cache
def listed_regions() -> frozenset[str]:
    """The regions, of every partition, that have a list of resource types."""
    names = (file.name.removesuffix(".json") for file in (_SCHEMAS / "providers").iterdir())
    return frozenset(name for name in names if "-" in name)


def extension(name: str) -> Json:
    """One of the schemas that cfn-lint adds to AWS's, such as `aws_rds_dbinstance/engine_version`."""
    return _json(_SCHEMAS / "extensions" / f"{name}.json")


@cache
def schema(resource_type: str) -> Json:
    """AWS's schema of a resource type, as us-east-1 has it; KeyError for a type that is not there."""
    return _json(_SCHEMAS / "resources" / f"{_provider('us-east-1')[resource_type]}.json")


def types_of(region: str) -> frozenset[str]:
    """The resource types that CloudFormation has in a region."""
    return frozenset(_provider(region))


def copied_regions() -> frozenset[str]:
    """The regions whose list of types, schemas and all, is us-east-1's."""
    first = _provider("us-east-1")
    return frozenset(name for name in listed_regions() - {"us-east-1"} if _provider(name) == first)


@cache
def open_runtimes() -> frozenset[str]:
    """The runtimes of Lambda that are not deprecated on the day of the schemas."""
    cycles = _json(_DATA / "AdditionalSpecs" / "LmbdRuntimeLifecycle.json")
    return frozenset(name for name, cycle in cycles.items() if cycle["deprecated"] > _day())


def when_engine(schemas: Json, engine: str) -> Iterator[tuple[Json, Any]]:
    """The conditions and consequences of an extension that are about an engine of RDS."""
    for rule in cast("list[Json]", schemas["allOf"]):
        given = cast("Json", rule["if"]["properties"])
        if given["Engine"].get("const") == engine:
            yield given, rule["then"]


def zones(region: str) -> dict[str, str]:
    """The zones of a region and their ids, which name the same place in every account."""
    backend = import_module("moto.ec2.models.availability_zones_and_regions").RegionsAndZonesBackend
    return {str(zone.name): str(zone.zone_id) for zone in backend.zones.get(region, [])}


@cache
def instance_types() -> Mapping[str, Json]:
    """What EC2 says of each instance type."""
    return _zipped("instance_types")


def offerings(region: str) -> dict[str, frozenset[str]]:
    """The instance types of each zone, by the zone's id; empty where moto has no list of the region."""
    try:
        found: Iterable[Json] = _zipped(f"instance_type_offerings/availability-zone-id/{region}")
    except FileNotFoundError:
        return {}
    by_zone: dict[str, set[str]] = defaultdict(set)
    for row in found:
        by_zone[row["Location"]].add(row["InstanceType"])
    return {zone: frozenset(types) for zone, types in by_zone.items()}


def _day() -> str:
    return str(_json(_SCHEMAS / "version.json")["schema_date"])[:10]


@cache
def _provider(region: str) -> Mapping[str, str]:
    return _json(_SCHEMAS / "providers" / f"{region}.json")


@cache
def _zipped(name: str) -> Any:
    return json.loads(gzip.decompress((_EC2 / f"{name}.json.gz").read_bytes()))


def _json(file: Any) -> Json:
    return cast("Json", json.loads(file.read_bytes()))
