"""Shows that each row of every guardrail's table counts: without it an example or a probe is answered otherwise.

A row that is added tomorrow needs one that fails without it. That rows are right is their sources' part.
"""

import ast
import importlib
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, is_dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from policies.catalogue import GUARDRAILS
from policies.frame import tokens
from policies.frame.guardrail import Expected, Guardrail, Outcome, ResourceGuardrail, StackGuardrail, resource
from policies.frame.resources import Resource
from policies.frame.sdk import source_of
from policies.frame.stack import Stack
from tests.mutation.examples import only_for_examples
from tests.policies.probes import Probe, probes

Rows = tuple[object, ...] | Set[object] | Mapping[object, object]
# They list guardrails, and judge nothing.
# Pulumi's own option; whichever of a rule's blocks of addresses; what stands inside an entry.
SHORT = frozenset({"protect", "cidr", "action"})
PLACE = re.compile(r"[a-zA-Z][\w-]*(\[\d+\])*(\.[a-zA-Z0-9][\w-]*(\[\d+\])*)*")
BY_NAME = {one.name: one for one in GUARDRAILS}
PROBES = tuple(probes())


@dataclass(frozen=True)
class Table:
    """A table of a module: its name there, and every module that reads it by that name."""

    module: str
    name: str
    rows: Rows
    readers: tuple[ModuleType, ...]


def _said(guardrail: Guardrail, resources: Sequence[Resource], about: str = "") -> Expected:
    if isinstance(guardrail, ResourceGuardrail):
        found = [one for it in resources if it.type in guardrail.types for one in guardrail.check(it)]
    else:
        assert isinstance(guardrail, StackGuardrail)
        urns = {one.urn for one in resources if one.name == about}
        found = [one for one in guardrail.check(Stack(resources)) if not about or one.urn in urns]
    outcomes = {one.outcome for one in found}
    return Expected.FAIL if Outcome.FAILED in outcomes else Expected.UNDECIDED if outcomes else Expected.PASS


@pytest.mark.parametrize("probe", PROBES, ids=lambda one: f"{one.guardrail}: {one.what}")
def test_probe(probe: Probe) -> None:
    assert _said(BY_NAME[probe.guardrail], probe.resources, probe.about) is probe.expected


def _tables() -> Iterator[Table]:
    """Yield the tables that the functions of guardrails and of rules of order read when they judge."""
    modules = {
        name: importlib.import_module(name)
        for name in (".".join(path.with_suffix("").parts) for path in Path("policies").glob("*/[a-z]*.py"))
    }
    for where, module in sorted(modules.items()):
        if not {"GUARDRAILS", "ORDERS"} & vars(module).keys():
            continue
        body = ast.parse(Path(f"{where.replace('.', '/')}.py").read_text()).body
        read = {part.id for one in _functions(body) for part in ast.walk(one) if isinstance(part, ast.Name)}
        shown = {name for one in only_for_examples(body) for name in _defined(one)}
        for name in sorted({name for one in body for name in _defined(one)} & read - shown):
            rows: object = vars(module)[name]
            if isinstance(rows, tuple | Set | Mapping) and not any(map(is_dataclass, cast("Rows", rows))):
                readers = tuple(one for one in modules.values() if vars(one).get(name) is rows)
                yield Table(where, name, cast("Rows", rows), readers)


def _functions(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    for statement in body:
        yield from (one for one in ast.walk(statement) if isinstance(one, ast.FunctionDef | ast.Lambda))


def _defined(statement: ast.stmt) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
    return [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]


def _shorter(rows: Rows) -> Iterator[tuple[str, Rows]]:
    """Yield the table without each of its rows, and without each part of a row that is a list itself."""
    if not isinstance(rows, Mapping):
        for row in rows:
            yield repr(row), rows - {row} if isinstance(rows, Set) else tuple(one for one in rows if one != row)
        return
    for key, value in rows.items():
        yield repr(key), {other: kept for other, kept in rows.items() if other != key}
        if isinstance(value, tuple | Set):
            parts = _shorter(cast("Rows", value))
            yield from ((f"{key!r}: {part}", {**rows, key: less}) for part, less in parts)


def _is_missed(table: Table, shorter: Rows, patch: pytest.MonkeyPatch) -> bool:
    """Whether anything is answered otherwise without a row; a check that breaks answers otherwise."""
    for reader in table.readers:
        patch.setattr(reader, table.name, shorter)
    try:
        return any(_said(one, it, about) is not expected for one, it, about, expected in _asked(table))
    except (LookupError, ValueError):
        return True
    finally:
        patch.undo()


def _asked(table: Table) -> Iterator[tuple[Guardrail, Sequence[Resource], str, Expected]]:
    """Yield what may notice: probes first, as they are made for rows, then the examples."""
    own = [one for reader in table.readers for one in vars(reader).get("GUARDRAILS", ())] or GUARDRAILS
    names = {one.name for one in own}
    for probe in PROBES:
        if probe.guardrail in names:
            yield BY_NAME[probe.guardrail], probe.resources, probe.about, probe.expected
    for one in own:
        for example in one.examples:
            yield one, example.resources, "", example.expected


@pytest.mark.parametrize("table", TABLES := tuple(_tables()), ids=lambda one: f"{one.module}.{one.name}")
def test_every_row_is_missed(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = [row for row, shorter in _shorter(table.rows) if not _is_missed(table, shorter, monkeypatch)]
    assert idle == [], "add a probe to tests/policies/probes.py that is answered otherwise without the row"


@pytest.mark.parametrize(
    "guardrail", [one for one in GUARDRAILS if isinstance(one, ResourceGuardrail)], ids=lambda one: one.name
)
def test_a_finding_names_a_property_that_its_types_have(guardrail: ResourceGuardrail) -> None:
    """Whoever reads it looks for the property in the program."""
    known = SHORT.union(*map(_properties, guardrail.types))
    cases = [one.resources for one in guardrail.examples]
    cases += [one.resources for one in PROBES if one.guardrail == guardrail.name]
    for one in (one for resources in cases for one in resources if one.type in guardrail.types):
        places = [found.prop for found in guardrail.check(one) if found.prop]
        assert [place for place in places if not PLACE.fullmatch(place)] == []
        assert {re.split(r"[.[]", place)[0] for place in places} <= known


@cache
def _properties(token: str) -> set[str]:
    """The properties of a type, by the SDK's own file."""
    source = source_of(token)
    assert source is not None
    told = re.findall(r'@pulumi\.getter(?:\(name="(\w+)"\))?\n\s+def (\w+)', source.read_text())
    return {named or plain for named, plain in told}


@pytest.mark.parametrize(
    "handle", ["id", "arn", "name", "keyId", "identifier", "groupName", "dbInstanceIdentifier", "aliasName"]
)
def test_a_resource_is_found_by_whatever_names_it(handle: str) -> None:
    named, other = (
        resource(tokens.KMS_KEY, {handle: "it"}, "named"),
        resource(tokens.KMS_KEY, {"policy": "it"}, "other"),
    )
    assert Stack([named, other]).named("it", tokens.KMS_KEY) == [named]


def test_most_tables_are_found() -> None:
    assert len(TABLES) > 40
