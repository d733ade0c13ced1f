"""Proves that a network behind the gateway reaches each name of its rows, by TLS on its port, and nothing else.

Without a machine: a process in a network of its own is enough. What servers do behind it is in the neighbouring tests.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from components.network.connections import CONNECTIONS, Connection
from components.network.security_groups import Group
from tests.ansible.gateway import behind, gateway
from tests.ansible.gateway.authority import Authority
from tests.ansible.gateway.gateway import Gateway
from tests.ansible.gateway.ways import Ways

# With the machine's own resolver, which the gateway is, and its trust.
ASK = """
import json, socket, ssl, struct, sys
def resolve(name, server):
    labels = b"".join(bytes([len(one)]) + one.encode() for one in name.split("."))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.settimeout(20)
        asked.sendto(struct.pack(">6H", 7, 256, 1, 0, 0, 0) + labels + b"\\0" + struct.pack(">2H", 1, 1), (server, 53))
        answer = asked.recv(4096)
    return socket.inet_ntoa(answer[-4:]) if answer[3] & 15 == 0 else None
authority, server, wanted = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
context, found = ssl.create_default_context(cafile=authority), {}
for name, port in wanted:
    address = resolve(name, server) if name.strip("0123456789.") else name
    try:
        with socket.create_connection((address, port), timeout=20) as plain, context.wrap_socket(plain, server_hostname=name):
            found[f"{name}:{port}"] = "reached"
    except (OSError, TypeError) as error:
        found[f"{name}:{port}"] = "no name" if address is None else type(error).__name__
print(json.dumps(found))
"""


class Network:
    """A network with no way out but its gateway."""

    def __init__(self, gate: Gateway, leader: int, authority: Path) -> None:
        self.gate, self._leader, self._authority = gate, leader, authority

    def ask(self, *wanted: tuple[str, int]) -> dict[str, str]:
        """Return how each name and port answered."""
        argv = [sys.executable, "-c", ASK, str(self._authority), gateway.RESOLVER, json.dumps(wanted)]
        inside = ["nsenter", f"--target={self._leader}", "--net", *argv]
        done = subprocess.run(inside, check=True, capture_output=True, text=True, timeout=300)
        found: Any = json.loads(done.stdout)
        return found


@contextlib.contextmanager
def network(folder: Path, ways: Ways) -> Generator[Network]:
    """A network of its own with these ways out."""
    if reason := gateway.missing():
        pytest.skip(f"routes are opened to machines: {reason}")
    authority = Authority(folder)
    trusted = folder / "authority.crt"
    trusted.write_text(authority.certificate)
    with subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "sh", "-c", "echo ready; exec sleep infinity"],
        stdout=subprocess.PIPE,
    ) as leader:
        try:
            assert leader.stdout is not None
            assert leader.stdout.readline() == b"ready\n"
            with gateway.opened(leader.pid, ways, authority, behind.nothing, folder / "questions") as gate:
                yield Network(gate, leader.pid, trusted)
        finally:
            leader.kill()


@pytest.mark.parametrize("group", sorted({row.group for row in CONNECTIONS}))
def test_every_row_leads_to_a_stand_in_that_shows_its_name(tmp_path: Path, group: Group) -> None:
    ways = Ways.of(group)
    wanted = [(name.replace("*", "x1"), 443) for name, ports in ways.ports.items() if 443 in ports]
    assert len(wanted) > 5
    with network(tmp_path, ways) as here:
        assert set(here.ask(*wanted).values()) == {"reached"}
        assert here.gate.refused() == []


def test_what_is_in_no_row_is_refused_and_told_by_name_and_port(tmp_path: Path) -> None:
    ways = Ways.of(Group.OPERATIONS)
    with network(tmp_path, ways) as here:
        answers = here.ask(
            ("example.org", 443), ("archive.ubuntu.com", 80), ("192.0.2.9", 443), ("archive.ubuntu.com", 443)
        )
        assert answers["example.org:443"] == "no name"
        assert answers["archive.ubuntu.com:443"] == "reached"
        assert not {answers["archive.ubuntu.com:80"], answers["192.0.2.9:443"]} & {"reached", "no name"}
        told = here.gate.missing_rows({r"192\.0\.2\.9.*": "an address of the documentation"})
    assert "servers of the group operations asked for archive.ubuntu.com:80/tcp, example.org: got no way" in told
    assert "192.0.2.9" not in told


@pytest.mark.parametrize("row", CONNECTIONS[:1] + CONNECTIONS[-1:], ids=lambda row: row.host)
def test_a_row_that_is_taken_out_is_missed(tmp_path: Path, row: Connection) -> None:
    others = [
        one
        for one in CONNECTIONS
        if replace(one, program="", why="", source="") != replace(row, program="", why="", source="")
    ]
    lacking = Ways.of(row.group, others)
    (name, *_) = set(Ways.of(row.group).ports) - set(lacking.ports)
    with network(tmp_path, lacking) as here:
        assert here.ask((name, row.port)) == {f"{name}:{row.port}": "no name"}
        assert name in here.gate.missing_rows({})
