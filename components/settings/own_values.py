"""What each environment has of its own: its name, account, networks, domain names, and what is named for it.

Which values these are, the fields say by their marks (`sections/elsewhere.py`). Every other one stays the model's,
also where its name happens to stand in it: `us` is in a region's name, `store` in an address.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Network

from pydantic.fields import FieldInfo

from components.settings.adapters import takes
from components.settings.beginning import Beginning
from components.settings.check import field_at
from components.settings.document import plain
from components.settings.edits import Change
from components.settings.placeholders import DOCUMENTED_KEY
from components.settings.problem import Path
from components.settings.sections.elsewhere import Elsewhere

_ENVIRONMENT, _ACCOUNT = ("environment",), ("account",)
_NAMES = {("edge", "zones"), ("edge", "alternativeNames")}
_OF_THE_LOG_ARCHIVE = ("audit", "logArchive")
_KEY_OF_THE_STATE = "no key has this id: make the state's with its bucket, as README.md has them, and write its ARN"
_KEY_OF_THE_ARCHIVE = (
    "no key has this id: make the log archive's by `storefront organization log-archive`, and write its ARN"
)


def mark_at(path: Path) -> Elsewhere | None:
    """Return what becomes of a value in another environment; None: it stays."""
    return next((mark for mark in field_at(path).metadata if isinstance(mark, Elsewhere)), None)


def own_values(begin: Beginning, free: Iterator[IPv4Network]) -> Iterator[Change]:
    """Yield each value that is another one in the new environment; its networks are taken from `free`."""
    for path, value in begin.places:
        mark = mark_at(path)
        if mark is Elsewhere.OF_THE_MOMENT and path[-1] == field_at(path).alias:
            yield from _over(begin, path, value)
        elif isinstance(value, str) and not (path[:2] in _NAMES and others_zones(begin)):
            change = _own(begin, path, value, mark, free)
            if change.now != value:
                yield _in_quotes(begin, change)


def _own(begin: Beginning, path: Path, value: str, mark: Elsewhere | None, free: Iterator[IPv4Network]) -> Change:
    wanted, now, note = begin.wanted, value, ""
    if path == _ENVIRONMENT:
        now = wanted.name
    elif path == _ACCOUNT:
        now = wanted.account
    elif mark is Elsewhere.OF_ITS_ACCOUNT:
        now = _arn(begin, value)
    elif mark is Elsewhere.ITS_OWN_KEY:
        now = f"{_arn(begin, value).rpartition('/')[0]}/{DOCUMENTED_KEY}"
        note = _KEY_OF_THE_ARCHIVE if path[: len(_OF_THE_LOG_ARCHIVE)] == _OF_THE_LOG_ARCHIVE else _KEY_OF_THE_STATE
    elif mark is Elsewhere.ITS_OWN_NETWORK:
        now = str(next(free, value))
    elif mark is Elsewhere.WITHIN_ITS_ZONE:
        now = own_name(begin, value) or value
    elif mark is Elsewhere.NAMED_FOR_IT:
        now = _named(begin, field_at(path), value)
    return Change(path=path, was=value, now=now, note=note)


def _in_quotes(begin: Beginning, change: Change) -> Change:
    """The change with its text in quotes, if without them it were none: an environment may be called `null`."""
    bare = begin.written(change.path) == change.was
    return replace(change, now=json.dumps(change.now)) if bare and not _is_text(change.now or "") else change


def _is_text(scalar: str) -> bool:
    try:
        return isinstance(plain(scalar), str)
    except ValueError:
        return False


def _over(begin: Beginning, path: Path, value: object) -> Iterator[Change]:
    """What a recovery, an outage or a campaign asked of the model: it is left out, or as it usually is."""
    field = field_at(path)
    now = json.dumps((field.examples or [None])[0]) if field.is_required() else None
    if value is not None and begin.written(path) != now:
        note = f"{begin.wanted.like}'s alone, of an emergency or a campaign"
        yield Change(path=path, was=begin.written(path), now=now, note=note)


def _arn(begin: Beginning, value: str) -> str:
    """An ARN, of the new environment's account where it is of the model's."""
    parts = value.split(":")
    of_the_model = parts[4] == begin.settings.account
    return ":".join((*parts[:4], begin.wanted.account, *parts[5:])) if of_the_model else value


def _named(begin: Beginning, field: FieldInfo, value: str) -> str:
    """A name of the model's in which the new environment's stands for its own, or beside what is there."""
    name, like = begin.wanted.name, begin.wanted.like
    renamed = re.sub(rf"(?<![A-Za-z0-9]){re.escape(like)}(?![A-Za-z0-9])", name, value)
    taken = {value, *(other.state_bucket for other in begin.others)}
    given = (renamed, f"{value}-{name}", f"{name}-{value}", f"store-{name}-{begin.wanted.account}")
    return next((one for one in given if one not in taken and takes(field, one)), value)


def own_name(begin: Beginning, name: str) -> str | None:
    """The name in the new environment's zone that a name of the model's has there; None of a name elsewhere."""
    zone = begin.settings.edge.hosted_zone
    return name.removesuffix(zone) + _own_zone(begin) if name == zone or name.endswith(f".{zone}") else None


def _own_zone(begin: Beginning) -> str:
    """The zone that is asked for; or one beside the model's, if that is in a zone of the project; or one within it.

    Whether `mx` in front of a domain is the environment's name or a company's, the domain does not say. Its parent
    is known to be the store's where another environment has it.
    """
    wanted, zone = begin.wanted, begin.settings.edge.hosted_zone
    first, _, parent = zone.partition(".")
    others = [other for other in begin.others if other.environment != wanted.like]
    ours = {name for other in others for name in (*other.made_zones, *other.zone_ids)}
    beside = first == wanted.like and parent in ours
    return wanted.zone or f"{wanted.name}.{parent if beside else zone}"


def others_zones(begin: Beginning) -> list[str]:
    """The zones that the model alone can have: those that stand, and those outside its first one."""
    edge = begin.settings.edge
    first = f".{edge.hosted_zone}"
    return [zone.name for zone in edge.zones if zone.zone_id is not None or not zone.name.endswith(first)]
