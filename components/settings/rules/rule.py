"""What a rule between settings is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network

from components.settings.problem import Problem
from components.settings.sections.account_wide import AccountWide
from components.settings.sections.model import Settings


@dataclass(frozen=True)
class Neighbour:
    """What another environment's settings occupy."""

    environment: str
    account: str | None
    networks: tuple[IPv4Network, ...]
    names: frozenset[str] = frozenset()
    """The names of its store, the origin's among them."""
    made_zones: frozenset[str] = frozenset()
    """The hosted zones that its program makes."""
    zone_ids: Mapping[str, str] = field(default_factory=dict[str, str])
    """The ids of those that stand, by their names."""
    zone_accounts: Mapping[str, str] = field(default_factory=dict[str, str])
    """The accounts that those are in, by their names."""
    regions: frozenset[str] = frozenset()
    """Those in which it has a site."""
    kept_elsewhere: frozenset[AccountWide] = frozenset()
    """What it leaves to others of what its account has once."""
    state_bucket: str | None = None
    """The bucket of Pulumi's state."""
    log_archive: str | None = None
    """The account that keeps its record, where that is another one."""


Others = Sequence[Neighbour]


@dataclass(frozen=True)
class Rule:
    """One thing that must hold, and the sections that it reads."""

    reads: tuple[str, ...]
    check: Callable[[Settings, Others], Iterator[Problem]]
