"""What a server of one group reaches: the names of the table's rows, an address for each, and the ports open there.

Each name has an address of its own, so that a packet tells for which name it is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address

from components.network.connections import CONNECTIONS, DATABASE_HOST, Connection
from components.network.security_groups import RULES, Group
from components.shared.naming import Place
from tests.routes.link_local import LINK_LOCAL

REGION, ACCOUNT = "us-east-1", "123456789012"
PLACE = Place(environment="test", region=REGION, account=ACCOUNT)
REGIONS = (REGION, "us-west-2")
# Set aside for tests between networks, so that nothing real has an address of it: RFC 2544.
NAMES = "198.18.0.0/16"
_FIRST = IPv4Address("198.18.0.1")


@dataclass(frozen=True)
class Ways:
    """The ways out of a group's servers, by rows of the table."""

    group: Group
    rows: tuple[Connection, ...]

    @classmethod
    def of(cls, group: Group, rows: Iterable[Connection] = CONNECTIONS) -> Ways:
        """Return those that `rows` give the group."""
        return cls(group, tuple(row for row in rows if row.group is group))

    @cached_property
    def ports(self) -> Mapping[str, frozenset[int]]:
        """The open ports by name; `*.example.com` stands for every name below it."""
        found: dict[str, set[int]] = defaultdict(set)
        for row in self.rows:
            for host in row.hosts(PLACE, REGIONS):
                found[_of_dns(host)].add(row.port)
        # By whom a database is reached is a row of the security groups; whoever is in the VPC may ask for its name.
        databases = {rule.port for rule in RULES if rule.source is self.group and rule.target in _DATABASES}
        found[DATABASE_HOST.format(r=REGION)] |= databases
        return {name: frozenset(ports) for name, ports in sorted(found.items())}

    @cached_property
    def addresses(self) -> Mapping[str, IPv4Address]:
        """The address of each name."""
        return {name: _FIRST + number for number, name in enumerate(self.ports)}

    @property
    def listening(self) -> frozenset[int]:
        """The ports behind which something stands: all but the database's."""
        return frozenset(row.port for row in self.rows)

    @property
    def opened(self) -> tuple[tuple[IPv4Address, str, int], ...]:
        """Every address, protocol and port that is let through, the VPC's own among them."""
        by_name = [
            (self.addresses[name], "tcp", port) for name, ports in self.ports.items() for port in sorted(ports)
        ]
        return (*by_name, *((row.address, row.protocol, row.port) for row in LINK_LOCAL))

    def holds(self, name: str) -> bool:
        """Whether a name is one of these, or below one."""
        parents = name.split(".")
        return name in self.ports or any(f"*.{'.'.join(parents[n:])}" in self.ports for n in range(1, len(parents)))

    def at(self, address: IPv4Address) -> str:
        """Return the name that has an address, or the address."""
        return next((name for name, its in self.addresses.items() if its == address), str(address))


_DATABASES = (Group.DATABASE, Group.REPLICA)


def _of_dns(host: str) -> str:
    """A row's host as a resolver takes it: a part of a label that is any stands for one name of it."""
    first, _, rest = host.partition(".")
    return host if first == "*" else f"{first.replace('*', 'x1')}.{rest}"
