"""Keys that prod's settings leave out: the settings that have them, and what is changed there."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from components.settings.check import section_in
from components.settings.problem import Path
from components.settings.sections.model import Settings
from components.settings.sections.section import Section

Changes = Mapping[Path, Any]
_EAST, _WEST = ("sites", "us-east-1"), ("sites", "us-west-2")
_RECOVERED = (*_EAST, "database", "recovered")
_ZONES, _NAMES = ("edge", "zones"), ("edge", "alternativeNames")
_ARCHIVE = ("audit", "logArchive")


def _archive(account: str, key: str) -> dict[str, Any]:
    """The account that keeps the record, with the first eight digits of its keys' ids."""
    arn = f"arn:aws:kms:{{}}:{account}:key/{key}-12ab-34cd-56ef-1234567890ab"
    return {"account": account, "keys": {region: arn.format(region) for region in ("us-east-1", "us-west-2")}}


_ROOM: Changes = {
    ("kind",): "test",
    ("guidelines",): {
        "zone-outage": {"rto": "4h", "rpo": "15m"},
        "multi-zone-outage": {"rto": "4h", "rpo": "15m"},
        "region-outage": {"rto": "24h", "rpo": "1h"},
        "data-corruption": {"rto": "24h", "rpo": "15m"},
        "account-compromise": {"rto": "48h", "rpo": "25h"},
    },
}

# What is laid over prod's settings before a key within is changed: what has the key.
GROUNDS: Mapping[Path, Changes] = {
    ("offHours",): {
        ("kind",): "test",
        ("offHours",): {"from": "20:00", "until": "07:00", "days": "MON-FRI", "timeZone": "America/Santiago"},
        ("fleet", "peaks"): [],
        ("servers", "patchWindow"): "wed:14:00-wed:17:00",
        ("database", "tuningSchedule"): "cron(0 17 ? * MON *)",
    },
    _RECOVERED: {_RECOVERED: {"primary": "b", "replica": "c", "replicaZone": "us-east-1c", "restored": True}},
    ("network", "singleZone"): {
        **_ROOM,
        ("network", "nat"): "single",
        ("database", "replica"): None,
        ("database", "multiAz"): False,
        (*_EAST, "database"): {"primaryZones": ["us-east-1a"], "replicaZone": None},
        (*_WEST, "database"): {"primaryZones": ["us-west-2a"], "replicaZone": None},
        ("servers", "tableauBridge"): None,
        ("servers", "artifacts", "tableauBridge"): None,
    },
    # Behind CloudFront, which visitors reach by IPv6 anyhow, nothing changes.
    ("edge", "ipv6"): {("edge", "cloudFront", "enabled"): False},
    _ZONES: {
        _NAMES: ["example.com", "www.example.net"],
        _ZONES: [{"name": "example.net", "zoneId": "Z0123456789ABCDEFGHIJ"}],
    },
    _ARCHIVE: {_ARCHIVE: _archive("555566667777", "1234abcd")},
    ("egress",): {
        ("egress",): {
            "unlistedNames": "block",
            "destinations": [
                {"name": "api.mercadopago.com", "port": 443, "networks": ["203.0.113.0/28"], "why": "payments"}
            ],
        }
    },
}
# What must change beside a key, or the one value that can be had.
BESIDE: Mapping[Path, Changes] = {
    ("offHours", "days"): {("offHours", "days"): "MON-SAT"},
    ("offHours", "timeZone"): {("offHours", "timeZone"): "America/Bogota"},
    (*_ARCHIVE, "account"): {_ARCHIVE: _archive("777788889999", "1234abcd")},
    (*_ARCHIVE, "keys"): {_ARCHIVE: _archive("555566667777", "5678abcd")},
    ("unreachable",): {("unreachable",): "us-west-2"},
    (*_RECOVERED, "replicaZone"): {
        (*_RECOVERED, "replicaZone"): "us-east-1a",
        (*_RECOVERED, "restored"): False,
    },
    (*_RECOVERED, "restored"): {
        (*_RECOVERED, "replicaZone"): "us-east-1a",
        (*_RECOVERED, "restored"): False,
    },
    (*_ZONES, 0, "name"): {
        _NAMES: ["example.com", "www.example.org"],
        _ZONES: [{"name": "example.org", "zoneId": "Z0123456789ABCDEFGHIJ"}],
    },
    ("edge", "cloudFront", "prefixLists"): {("edge", "cloudFront", "prefixLists"): {"us-east-1": "pl-01234567"}},
}


def left_out(values: Mapping[str, Any], section: type[Section] = Settings, path: Path = ()) -> Iterator[Path]:
    """Yield the keys that settings do not have, and those in items of lists; of several entries in the first."""
    for field in section.model_fields.values():
        alias, inner = str(field.alias), section_in(field)
        if inner is None:
            if alias not in values or (path and isinstance(path[-1], int)):
                yield (*path, alias)
        else:
            for name, entry in _entries(field, values.get(alias)):
                yield from left_out(entry, inner, (*path, alias, *name))


def _entries(field: FieldInfo, value: Any) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """A section that a field holds, or the first of several, with what stands before its keys."""
    kinds = {get_origin(part) for part in (field.annotation, *get_args(field.annotation))}
    if dict in kinds:
        yield from (((name,), entry) for name, entry in list(value.items())[:1])
    elif tuple in kinds:
        yield (0,), value[0] if value else {}
    else:
        yield (), value or {}


def ground_of(path: Path) -> Path | None:
    """Return the key in `GROUNDS` that a key is, or is within; None where prod's settings have room for it."""
    return next((place for place in GROUNDS if path[: len(place)] == place), None)
