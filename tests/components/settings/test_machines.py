"""Proves that every key that names an instance type or class is held to what the region sells, found by the fields.

Which zones have what is left to `rules/offers`; what the tables say to `tests/rehearsal/facts`.
"""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from components.settings import InstanceClass, ServerType, Settings
from components.settings.check import check, section_in
from components.settings.problem import Problem
from components.settings.regions import REGIONS, zones_of
from components.settings.rules.machines import named, sections_naming
from components.settings.sections.section import Section
from components.shared.facts.catalogue import database_families, database_families_in, offered, server_families
from tests.components.settings.files import Path_, put, values_of
from tests.components.settings.following import followed
from tests.components.settings.rules.common import at

# Each sells less than us-east-1, whose pair it can be: one keeps burstable servers back, one has no list of its zones.
LESSER = ("me-central-1", "mx-central-1", "ca-west-1", "us-west-1")


def _types_of(annotation: Any) -> Iterator[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _types_of(part)


def _keys(kind: type, section: type[Section] = Settings, path: Path_ = ()) -> Iterator[Path_]:
    """Each key of the settings that takes a type, or a list of them, in whatever section."""
    for field in section.model_fields.values():
        place = (*path, str(field.alias))
        if inner := section_in(field):
            yield from _keys(kind, inner, place)
        elif kind in _types_of(field.annotation):
            yield place


def _servers() -> list[str]:
    return [f"{name}.{size}" for name, family in server_families().items() for size in family.sizes]


def _refused(region: str, path: Path_, kind: str) -> list[Problem]:
    values = values_of("prod")
    for place, value in [*at("us-east-1", region), (("kind",), "test")]:
        values = put(values, place, value)
    listed = isinstance(_value(values, path), list)
    problems = check(put(values, path, [kind] if listed else kind))[1]
    place = (*path, 0) if listed else path
    return [one for one in problems if one.path == place and region in f"{one.given} {one.allowed}"]


def _value(values: Any, path: Path_) -> Any:
    for part in path:
        values = values[part]
    return values


@pytest.mark.parametrize("region", LESSER)
@pytest.mark.parametrize("path", list(_keys(ServerType)), ids=str)
def test_a_server_that_the_region_does_not_sell_is_refused_where_it_is_named(region: str, path: Path_) -> None:
    lacking = [one for one in _servers() if not any(offered(zone, one) for zone in zones_of(region))]
    for kind in lacking[:: len(lacking) // 5]:
        [problem] = _refused(region, path, kind)
        assert problem.mend.startswith(("take one that they all have; near are ", "no zones of all sites have"))


@pytest.mark.parametrize("region", LESSER)
@pytest.mark.parametrize("path", list(_keys(InstanceClass)), ids=str)
def test_a_class_that_the_region_does_not_sell_is_refused_where_it_is_named(region: str, path: Path_) -> None:
    lacking = [name for name in database_families() if name not in database_families_in(region)]
    for family in lacking:
        size = next(iter(database_families()[family].sizes))
        assert len(_refused(region, path, f"db.{family}.{size}")) == 1


def test_what_would_do_does() -> None:
    values = values_of("prod")
    path = ("servers", "operationsHost", "instanceType")
    for place, value in [*at("us-east-1", "me-central-1"), (("kind",), "test"), (path, "t4g.small")]:
        values = put(values, place, value)
    [problem] = [one for one in check(values)[1] if one.path == path]
    advised = list(followed(problem, values))
    assert [said for said, _ in advised] == ["c6g.large", "c8gn.large"]
    assert not [one for _, after in advised for one in check(after)[1] if one.path == path]


def test_no_region_has_all_that_is_sold_and_each_has_some() -> None:
    for region in REGIONS:
        sold = [one for one in _servers() if any(offered(zone, one) for zone in zones_of(region))]
        assert 0 < len(sold) <= len(_servers()), region


@pytest.mark.parametrize("stack", ["prod", "staging"])
def test_what_names_a_type_is_found_by_the_fields(stack: str) -> None:
    settings = Settings.model_validate(values_of(stack))
    servers = settings.servers.standalone()
    assert sections_naming(ServerType) == ("fleet", "servers")
    assert sections_naming(InstanceClass) == ("database",)
    assert len(list(named(settings, ServerType))) == len(settings.fleet.instance_types) + len(servers)
    assert [(path[1:], kind) for path, kind in named(settings, InstanceClass)] == [
        *settings.database.instance_classes
    ]
