"""Compares two records of a program: what the engine would create, update, replace or delete on the way from one to
the other, and what stops meanwhile.

A preview says the first half against a real state. This needs no state, so that the effect of a setting is known
before anybody deploys; what only AWS knows, such as ids, is the same in both records and hides nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
import pulumi

from rehearsal.changes.ignoring import as_ignored
from rehearsal.changes.replacements import REPLACING
from rehearsal.mocks.recorder import packed_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rehearsal.mocks.recorder import Record, Registered

_INSTANCE = "aws:rds/instance:Instance"
_PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
# Why the engine replaces what moves to a provider of another region, though its inputs are the same.
# Source: `providerChanged` in Pulumi's `pkg/resource/deploy/step_generator.go`.
_PROVIDER = "provider"
_SENTENCE = re.compile(r"(?<=\.)\s+")
_MARKUP = re.compile(r"<[^>]+>")
_OUTAGE = re.compile(r"\ban outage occurs\b|\b(causes|results in) an outage\b")


class Kind(StrEnum):
    """What happens to a resource, the harmless first."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"


@dataclass(frozen=True, kw_only=True, order=True)
class Effect:
    """What happens to one resource, by which of its properties.

    `stops`: it does not answer for a while. `protected`: Pulumi refuses to delete it, and the whole update with it.
    """

    type: str
    name: str
    kind: Kind
    properties: tuple[str, ...] = ()
    stops: bool = False
    protected: bool = False


def effects(before: Record, after: Record) -> list[Effect]:
    """Return what differs, in the order of types and names; components and providers are not listed."""
    old, new = _custom(before), _custom(after)
    return sorted(
        [
            *(_whole(old[urn], Kind.DELETE) for urn in old.keys() - new.keys()),
            *(_whole(new[urn], Kind.CREATE) for urn in new.keys() - old.keys()),
            *_changed(old, new),
        ]
    )


def _custom(record: Record) -> dict[str, Registered]:
    return {one.urn: one for one in record.resources if one.custom and not one.type.startswith("pulumi:")}


def _whole(resource: Registered, kind: Kind) -> Effect:
    stops = kind is Kind.DELETE and resource.type == _INSTANCE
    protected = kind is Kind.DELETE and resource.protect
    return Effect(type=resource.type, name=resource.name, kind=kind, stops=stops, protected=protected)


def _changed(old: dict[str, Registered], new: dict[str, Registered]) -> Iterator[Effect]:
    for urn in old.keys() & new.keys():
        before = old[urn].inputs
        after = as_ignored(before, new[urn].inputs, new[urn].ignore_changes)
        keys = sorted(before.keys() | after.keys())
        changed = tuple(key for key in keys if _comparable(before.get(key)) != _comparable(after.get(key)))
        moved = old[urn].region != new[urn].region
        if changed or moved:
            replaced = moved or bool(REPLACING.get(new[urn].type, frozenset()) & set(changed))
            yield Effect(
                type=new[urn].type,
                name=new[urn].name,
                kind=Kind.REPLACE if replaced else Kind.UPDATE,
                properties=(*changed, _PROVIDER) if moved else changed,
                stops=(replaced and new[urn].type == _INSTANCE) or _stops(old[urn], new[urn], set(changed)),
                protected=replaced and old[urn].protect,
            )


def _comparable(value: object) -> object:
    """Return an archive as the files that it packs: two archives of the same files are two objects."""
    return packed_files(value) if isinstance(value, pulumi.AssetArchive) else value


def _stops(before: Registered, after: Registered, changed: set[str]) -> bool:
    if after.type == _INSTANCE:
        return bool(interrupting() & changed)
    return after.type == _PARAMETERS and bool(_static(before) ^ _static(after))


def _static(group: Registered) -> set[tuple[str, str]]:
    """Return the parameters that count from the next reboot on, with their values."""
    return {
        (one["name"], str(one["value"]))
        for one in group.inputs.get("parameters", ())
        if one.get("applyMethod") == "pending-reboot"
    }


@cache
def interrupting() -> frozenset[str]:
    """Return the properties of a database instance whose change stops it: those of which RDS's own model says so.

    Source: the documentation of `ModifyDBInstance` in botocore's service model.
    """
    # botocore's models are made at run time.
    session: Any = botocore.session.Session()
    rds = session.get_service_model("rds")
    shape: Any = rds.operation_model("ModifyDBInstance").input_shape
    found = {name for name, member in shape.members.items() if _says_so(member.documentation)}
    return frozenset(_PROPERTIES[name] for name in found if name in _PROPERTIES)


def _says_so(documentation: str) -> bool:
    sentences = _SENTENCE.split(_MARKUP.sub("", documentation))
    return any(_OUTAGE.search(one) for one in sentences)


# The provider's names of the parameters.
_PROPERTIES = {
    "DBInstanceClass": "instanceClass",
    "DBSubnetGroupName": "dbSubnetGroupName",
    "EngineVersion": "engineVersion",
    "MultiAZ": "multiAz",
    "CACertificateIdentifier": "caCertIdentifier",
    "AllocatedStorage": "allocatedStorage",
    "Iops": "iops",
    "StorageType": "storageType",
    "DBParameterGroupName": "parameterGroupName",
    "PreferredBackupWindow": "backupWindow",
    "BackupRetentionPeriod": "backupRetentionPeriod",
}
