"""A server's roles and rights as facts: plain records, alike from our tables and from the server.

What is wanted and is not there is created; what is there and is not wanted is removed, or reported where removing
is a person's decision. That makes provisioning idempotent, and drift the same comparison without the changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PUBLIC = "PUBLIC"


class Kind(StrEnum):
    """What a fact is about, in the order in which facts are created."""

    ROLE = "role"
    ATTRIBUTE = "attribute of"
    MEMBERSHIP = "membership in"
    SETTING = "setting of"
    DATABASE = "right on database"
    SCHEMA = "schema"
    SCHEMA_OWNER = "owner of schema"
    SCHEMA_RIGHT = "right on schema"
    EXTENSION = "extension"
    DEFAULT = "default right on objects of"
    TABLE = "table"
    ROUTINE = "function"
    VIEW = "view"
    RELATION = "right on"
    ROUTINE_RIGHT = "right on function"
    ROW_SECURITY = "row-level security of"
    POLICY = "row rule of"
    EXFILTRATION_PATH = "exfiltration path"


ORDER = {kind: place for place, kind in enumerate(Kind)}

# Facts with one value for each subject and other: a new value replaces the old one.
_SINGLE = {
    Kind.ATTRIBUTE,
    Kind.MEMBERSHIP,
    Kind.SETTING,
    Kind.SCHEMA_OWNER,
    Kind.TABLE,
    Kind.ROUTINE,
    Kind.VIEW,
    Kind.POLICY,
}


@dataclass(frozen=True)
class Fact:
    """One fact: its kind, its subject, the other role or object if there is one, and its value."""

    kind: Kind
    subject: str
    other: str = ""
    value: str = ""

    def __str__(self) -> str:
        words = (str(self.kind), self.subject, self.other and f"for {self.other}", self.value and f"= {self.value}")
        return " ".join(word for word in words if word)

    @property
    def key(self) -> tuple[str, ...]:
        """What a new value of this fact replaces."""
        key = (str(self.kind), self.subject, self.other)
        return key if self.kind in _SINGLE else (*key, self.value)


@dataclass(frozen=True)
class Difference:
    """What to create, what to remove, and what only a person may remove; each in the order in which to do it."""

    missing: tuple[Fact, ...]
    unwanted: tuple[Fact, ...]
    for_people: tuple[Fact, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.unwanted)


# A role that somebody made may be somebody's way to work, a table may hold data, a way out may be a migration under
# way: a person decides.
_FOR_PEOPLE = {Kind.ROLE, Kind.SCHEMA, Kind.EXTENSION, Kind.TABLE, Kind.EXFILTRATION_PATH}


def difference(wanted: frozenset[Fact], actual: frozenset[Fact]) -> Difference:
    """Compare what should be with what is."""
    replaced = {fact.key for fact in wanted - actual}
    surplus = [fact for fact in _ordered(actual - wanted) if fact.key not in replaced]
    return Difference(
        missing=tuple(_ordered(wanted - actual)),
        unwanted=tuple(fact for fact in reversed(surplus) if fact.kind not in _FOR_PEOPLE),
        for_people=tuple(fact for fact in surplus if fact.kind in _FOR_PEOPLE),
    )


def _ordered(facts: frozenset[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: (ORDER[fact.kind], fact.subject, fact.other, fact.value))
