"""The table is whole: whatever the files of servers ask for has its row, and what nobody knows yet is a failure.

The files are the playbooks' own, the scripts of Systems Manager and Image Builder, and whatever joins them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from pathlib import Path

import pytest
import yaml

from components.network.connections import CONNECTIONS
from components.network.endpoints import INTERFACES
from components.network.security_groups import Group
from components.servers.kinds import ServerKind
from rehearsal.mocks.recorder import ROOT
from tests.routes.asked import Asked, in_file
from tests.routes.link_local import LINK_LOCAL
from tests.routes.outward import IMPORTS, MODULES, NEVER_PULLED, OFFLINE, PROGRAMS
from tests.support.programs import recorded

_ROLES = ROOT / "ansible/roles"
# Where each kind installs, and where it runs: servers of the fleet have what they need from their image.
GROUPS: Mapping[str, frozenset[Group]] = {
    ServerKind.APPLICATION: frozenset({Group.IMAGES, Group.APPLICATION}),
    ServerKind.OPERATIONS_HOST: frozenset({Group.OPERATIONS}),
    ServerKind.TABLEAU_BRIDGE: frozenset({Group.ANALYTICS}),
}
KNOWN: Mapping[str, Mapping[str, str | None]] = {"module": MODULES, "program": PROGRAMS, "import": IMPORTS}
# Names that lead nowhere: nginx's own name for its upstream, which is a socket of the server, and an example to people.
NO_HOSTS = {"application": "an upstream of nginx", "database-a.abc.us-east-1.rds.amazonaws.com": "an example"}


def _roles_of(kind: str) -> set[str]:
    (play,) = yaml.safe_load((ROOT / f"ansible/playbooks/{kind}.yml").read_text())
    found, left = set[str](), {str(role) for role in play["roles"]}
    while left:
        role = left.pop()
        found.add(role)
        files = [*(_ROLES / role).rglob("*.yml")]
        # Roles that a role takes in; templated names would be missed, and ansible-lint forbids them.
        included = (
            line.split(":")[1].strip()
            for one in files
            for line in one.read_text().splitlines()
            if line.strip().startswith("name: ")
        )
        left |= {one for one in included if (_ROLES / one).is_dir()} - found
    return found


def files_of(kind: str) -> Iterator[Path]:
    """Every file that runs on servers of a kind."""
    for role in sorted(_roles_of(kind)):
        yield from (
            one
            for one in sorted((_ROLES / role).rglob("*"))
            if one.is_file() and one.parent.name not in {"meta", "__pycache__"}
        )
    yield ROOT / f"ansible/playbooks/{kind}.yml"
    yield from sorted((ROOT / "components").rglob("*.sh"))


def missing(kind: str, asked: Asked) -> str | None:
    """Return what lacks for something that a file asks for; None: nothing."""
    rows = [row for row in CONNECTIONS if row.group in GROUPS[kind]]
    programs, hosts = {row.program for row in rows}, {row.host for row in rows}
    if asked.kind in KNOWN:
        known = KNOWN[asked.kind]
        if asked.what not in known:
            return (
                f"nobody has said whether the {asked.kind} {asked.what} goes out: add it to tests/routes/outward.py"
            )
        program = known[asked.what]
        return None if program is None or program in programs else f"{asked.what}: no row for the program {program}"
    if asked.kind == "address":
        within = {row.address for row in LINK_LOCAL}
        address = ip_address(asked.what)
        fine = address.is_loopback or address.is_unspecified or address in within
        return None if fine else f"{asked.what}: an address, where a row's name is expected"
    if asked.kind == "service":
        own = {f"{asked.what}.{{r}}.amazonaws.com", f"{{deliveries}}.{{{asked.what}}}"}
        return None if own & hosts else f"no row for the service {asked.what}"
    return None if asked.what in hosts | NO_HOSTS.keys() else f"no row for the host {asked.what}"


@pytest.mark.parametrize("kind", list(ServerKind))
def test_whatever_a_servers_files_ask_for_has_its_row(kind: str) -> None:
    asked = {one for path in files_of(kind) for one in in_file(path, ROOT)}
    assert {one.kind for one in asked} >= {"module", "program", "import", "service", "address", "host"}
    lacking = [f"{one.file}: {reason}" for one in sorted(asked) if (reason := missing(kind, one))]
    assert lacking == []


def test_every_role_and_script_is_of_some_kind() -> None:
    read = {path for kind in ServerKind for path in files_of(kind)}
    every = {one for one in _ROLES.rglob("*") if one.is_file() and one.parent.name not in {"meta", "__pycache__"}}
    assert every - read == set()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("tasks/main.yml", "- name: Fetch\n  ansible.builtin.get_url:\n    url: https://get.example.com/x\n", ("module", "ansible.builtin.get_url")),
        ("tasks/main.yml", "- name: Fetch\n  ansible.builtin.get_url:\n    url: https://get.example.com/x\n", ("host", "get.example.com")),
        ("tasks/main.yml", "- name: Snap\n  community.general.snap:\n    name: x\n", ("module", "community.general.snap")),
        ("tasks/main.yml", "- name: A\n  block:\n    - name: B\n      ansible.builtin.command: curl -o x y\n", ("program", "curl")),
        ("tasks/main.yml", "- name: S\n  ansible.builtin.apt_repository:\n    repo: deb https://apt.example.org/x noble main\n", ("host", "apt.example.org")),
        ("tasks/main.yml", "- name: A\n  ansible.builtin.shell:\n    cmd: cd /x && git clone y\n", ("program", "git")),
        ("vars/main.yml", "servers: [ntp.example.net]\n", ("host", "ntp.example.net")),
        ("vars/main.yml", "server: 198.51.100.7\n", ("address", "198.51.100.7")),
        ("files/x.sh", 'if ! wget -q "$1"; then exit 1; fi\n', ("program", "wget")),
        ("files/x.sh", 'x="$(curl -s https://example.io/v | cut -c1)"\n', ("program", "curl")),
        ("files/x.sh", 'x="$(curl -s https://example.io/v | cut -c1)"\n', ("host", "example.io")),
        ("files/x.sh", 'cd x && "$tools/bin/pip" install y\n', ("program", "pip")),
        ("files/x.py", "import urllib.request\n", ("import", "urllib")),
        ("files/x.py", "import boto3\nq = boto3.client('sqs', region_name='x')\n", ("service", "sqs")),
        ("files/x.py", "U = 'https://hooks.example.dev/a'\n", ("host", "hooks.example.dev")),
        ("templates/x.service.j2", "[Service]\nExecStartPre=-/usr/bin/snap refresh\n", ("program", "snap")),
        ("templates/x.conf.j2", "forward tls://logs.example.com:6514\n", ("host", "logs.example.com")),
    ],
)  # fmt: skip
def test_a_new_way_out_is_found_and_missed(tmp_path: Path, name: str, text: str, expected: tuple[str, str]) -> None:
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text(text)
    found = {(one.kind, one.what): one for one in in_file(path, tmp_path)}
    assert expected in found
    if expected != ("program", "pip"):
        assert missing(ServerKind.APPLICATION, found[expected])


@pytest.mark.parametrize("name", ["files/x.sh", "templates/x.conf.j2", "vars/main.yml"])
def test_a_comment_asks_for_nothing(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text("# see https://docs.example.com/x, or curl it\n")
    assert in_file(path, tmp_path) == set()


def test_no_container_is_pulled_and_no_playbook_asks_an_index() -> None:
    assert NEVER_PULLED in (_ROLES / "tableau_bridge/files/run_bridge.py").read_text()
    installing = [one for one in _ROLES.rglob("tasks/*.yml") if "/bin/pip" in one.read_text()]
    assert installing
    for one in installing:
        assert all(
            OFFLINE in block for block in one.read_text().split("- name:") if 'bin/pip"\n      - install' in block
        ), one


def _modules_of(handler: str) -> set[Path]:
    """The files of a function, from its handler on along its imports of our own."""
    found, left = set[Path](), {handler.rpartition(".")[0]}
    while left:
        path = ROOT.joinpath(*left.pop().split(".")).with_suffix(".py")
        if path.is_file() and path not in found:
            found.add(path)
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and node.module:
                    left |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_a_function_that_names_a_host_of_others_is_not_in_the_vpc(stack: str) -> None:
    """No route leads there from the functions' subnets; AWS's own are judged with recorded calls (tests/access)."""
    functions = [one for one in recorded(stack).resources if one.type == "aws:lambda/function:Function"]
    named = {
        one.name: {
            asked.what
            for path in _modules_of(str(one.inputs["handler"]))
            for asked in in_file(path, ROOT)
            if asked.kind == "host"
        }
        for one in functions
    }
    outside = {one.name for one in functions if not one.inputs.get("vpcConfig")}
    foreign = {name for name, hosts in named.items() if any(not host.endswith(".amazonaws.com") for host in hosts)}
    assert foreign
    assert foreign <= outside


def test_every_interface_endpoint_is_of_a_service_that_somebody_asks() -> None:
    services = {row.host.partition(".")[0] for row in CONNECTIONS}
    assert set(INTERFACES) - services == set()
