"""The gateway between a machine and the rest: a network namespace beside the machine's, as a VPC is beside a server.

nftables lets through what the table opens and counts the rest; dnsmasq answers the table's names and writes down every
question; TLS stand-ins take what is let through. The machine's own root can change none of it.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, cast

from tests.ansible.gateway.authority import Authority
from tests.ansible.gateway.namespace import Namespace, NetworkError, run
from tests.ansible.gateway.stand_ins import Behind, StandIns
from tests.ansible.gateway.ways import NAMES, Ways
from tests.routes.link_local import LINK_LOCAL

PROGRAMS = {
    "nft": "apt-get install nftables",
    "dnsmasq": "apt-get install dnsmasq-base",
    "ip": "apt-get install iproute2",
}
RESOLVER = next(str(row.address) for row in LINK_LOCAL if row.port == 53)
_GATEWAY, _MACHINE = "198.19.0.1", "198.19.0.2"
_RESOLVER_SECONDS = 20
# A packet that is let through belongs to an open address and port, or to a connection that is. Refused ones are told so
# at once: a group of AWS's would leave their sender waiting. The answer is made by the gateway itself.
_FILTER = """\
table inet gateway {{
  set open {{ type ipv4_addr . inet_proto . inet_service; elements = {{ {opened} }} }}
  set refused {{ type ipv4_addr . inet_proto . inet_service; flags dynamic; }}
  chain arriving {{
    type filter hook prerouting priority 0; policy drop;
    iifname "lo" accept
    ct state established,related accept
    ip daddr . meta l4proto . th dport @open accept
    meta l4proto {{ tcp, udp }} add @refused {{ ip daddr . meta l4proto . th dport }} counter reject with icmpx type admin-prohibited
  }}
}}
"""


@dataclass(frozen=True, order=True)
class Refusal:
    """What a machine was not given: a name that it asked for, or a port of a name or address."""

    name: str
    port: str = ""

    def __str__(self) -> str:
        return f"{self.name}:{self.port}" if self.port else self.name


@dataclass(frozen=True)
class Gateway:
    """A machine's way out, and what it was refused there."""

    ways: Ways
    namespace: Namespace
    questions: Path

    def refused(self) -> list[Refusal]:
        """Return each name that was asked for and is in no row, and each port that was tried and is not open."""
        asked = re.findall(r"query\[A(?:AAA)?\] (\S+) from", self.questions.read_text())
        names = {Refusal(name) for one in asked if not self.ways.holds(name := one.lower())}
        return sorted(names | {Refusal(self.ways.at(IPv4Address(to)), port) for to, port in self._dropped()})

    def _dropped(self) -> list[tuple[str, str]]:
        listed = json.loads(self.namespace.run("nft", "-j", "list", "set", "inet", "gateway", "refused"))
        (one,) = (cast("dict[str, Any]", row["set"]) for row in listed["nftables"] if "set" in row)
        rows = (row["concat"] for row in one.get("elem", ()))
        return [(str(address), f"{port}/{protocol}") for address, protocol, port in rows]

    def missing_rows(self, excused: Mapping[str, str]) -> str:
        """Return what was refused and is not excused, with how to mend it; empty: nothing was.

        `excused`: reasons by pattern of a refusal.
        """
        unexcused = [one for one in self.refused() if not any(re.fullmatch(each, str(one)) for each in excused)]
        if not unexcused:
            return ""
        refused = ", ".join(str(one) for one in unexcused)
        return (
            f"servers of the group {self.ways.group} asked for {refused}: got no way there, for no row of"
            " components/network/connections.py opens it to them. Add the row with its reason and its source, or let"
            " the program ask for what is open."
        )


def missing() -> str | None:
    """Why no gateway can be had here, or None."""
    lacking = [f"{name} ({how})" for name, how in PROGRAMS.items() if shutil.which(name) is None]
    if lacking:
        return f"not on PATH: {', '.join(lacking)}"
    namespace = Namespace()
    try:
        namespace.run("nft", "-f", "-", given=_FILTER.format(opened="192.0.2.1 . tcp . 443"))
        namespace.run("ip", "link", "add", "name", "way", "type", "veth", "peer", "name", "eth0")
    except (NetworkError, RuntimeError, OSError) as error:
        return f"this kernel has no filters or no pairs of interfaces: {error}"
    finally:
        namespace.close()
    return None


@contextlib.contextmanager
def opened(leader: int, ways: Ways, authority: Authority, behind: Behind, log: Path) -> Generator[Gateway]:
    """Give the network of a process, which has none yet, its way out.

    Args:
        leader: any process of that network.
        ways: what is let through.
        authority: whose certificates the stand-ins show.
        behind: what stands behind each name.
        log: where the questions to the resolver are written down.
    """
    namespace = Namespace()
    try:
        _connect(namespace, leader)
        filters = ", ".join(f"{address} . {protocol} . {port}" for address, protocol, port in ways.opened)
        namespace.run("nft", "-f", "-", given=_FILTER.format(opened=filters))
        _resolve(namespace, ways, log)
        with StandIns(namespace, ways, authority, behind):
            yield Gateway(ways, namespace, log)
    finally:
        namespace.close()


def _connect(namespace: Namespace, leader: int) -> None:
    ip, peer = ("ip", "-batch", "-"), f"nsenter --target={leader} --net ip -batch -".split()
    namespace.run(*ip, given=f"link set lo up\nlink add name way type veth peer name eth0 netns {leader}\n")
    namespace.run(
        *ip,
        given=f"address add {_GATEWAY}/30 dev way\nlink set way up\naddress add {RESOLVER}/32 dev lo\n"
        f"route add local {NAMES} dev lo\nroute add default via {_MACHINE}\n",
    )
    run(
        peer,
        f"address add {_MACHINE}/30 dev eth0\nlink set lo up\nlink set eth0 up\nroute add default via {_GATEWAY}\n",
    )


def _resolve(namespace: Namespace, ways: Ways, log: Path) -> None:
    log.touch()
    exact = [f"--host-record={name},{its}" for name, its in ways.addresses.items() if not name.startswith("*.")]
    below = [f"--address=/{name[2:]}/{its}" for name, its in ways.addresses.items() if name.startswith("*.")]
    namespace.start(
        "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root",
        "--pid-file=", "--bind-interfaces", f"--listen-address={RESOLVER}", "--log-queries",
        f"--log-facility={log}", *exact, *below, "--address=/#/",
    )  # fmt: skip
    deadline = time.monotonic() + _RESOLVER_SECONDS
    while not namespace.call(_answers) and time.monotonic() < deadline:
        time.sleep(0.05)


def _answers() -> bool:
    try:
        socket.create_connection((RESOLVER, 53), timeout=1).close()
    except OSError:
        return False
    return True
