"""A server of one kind: its machine, the AWS that it finds, and the variables that its playbook gets."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from components.servers.delivery import encoded
from components.servers.names import DELIVERIES
from components.servers.packing import pack
from components.storage.bucket import bucket_name
from tests.ansible import artefacts, embedded_aws, machine
from tests.ansible.gateway import behind, gateway, stand_ins
from tests.ansible.gateway.authority import Authority
from tests.ansible.gateway.ways import PLACE, REGION, Ways
from tests.ansible.machine import ANSIBLE, BUNDLE, Done, Machine

BUCKET = bucket_name(PLACE, DELIVERIES)
CONNECTION_SECRET = "storefront/test/connection"
REPLICA_SECRET = "storefront/test/replica"
TOKEN_SECRET = "storefront/test/tableau-token"
PRIMARY = "database-a.abc.us-east-1.rds.amazonaws.com"
REPLICA = "database-b.abc.us-east-1.rds.amazonaws.com"
# As cloud-init writes them in EC2, by plain HTTP; Debian's archive answers under these names.
SOURCES = ("http://us-east-1.ec2.archive.ubuntu.com/ubuntu", "http://security.ubuntu.com/ubuntu")
ARCHIVES = {f"{name}/ubuntu": machine.ARCHIVE for name in ("archive.ubuntu.com", "security.ubuntu.com")}
RECAP = re.compile(
    r"^localhost\s+: ok=(?P<ok>\d+)\s+changed=(?P<changed>\d+)\s+unreachable=(?P<unreachable>\d+)\s+failed=(?P<failed>\d+)"
)


COMMON = {
    "storefront_environment": "test",
    "storefront_region": REGION,
    "storefront_log_group_prefix": "/storefront/test",
    "storefront_server_group": "storefront-test-servers",
    "storefront_artifact_bucket": BUCKET,
}
OF_KIND = {
    "application": {"storefront_connection_secret": CONNECTION_SECRET},
    "tableau-bridge": {
        "storefront_replica_secret": REPLICA_SECRET,
        "storefront_primary_host": PRIMARY,
        "storefront_tableau_token_secret": TOKEN_SECRET,
        "storefront_tableau_site": "store",
        "storefront_tableau_user_email": "reports@example.com",
        "storefront_tableau_service_url": "https://prod-useast-a.online.tableau.com",
        "storefront_data_device": "/dev/storefront-data",
    },
    "operations-host": {},
}


@dataclass(frozen=True)
class Applied:
    """One run of a playbook."""

    done: Done

    @property
    def recap(self) -> str:
        """Ansible's own last line."""
        rows = [row for row in self.done.stdout.splitlines() if RECAP.match(row)]
        return rows[-1] if rows else "no recap"

    @property
    def changed(self) -> int:
        """How many tasks changed something, from the recap of a run that failed nowhere."""
        found = RECAP.match(self.recap)
        assert found is not None, self.done.text
        assert self.done.status == 0, self.done.text
        assert (found["failed"], found["unreachable"]) == ("0", "0"), self.done.text
        return int(found["changed"])

    def assert_unchanged(self) -> None:
        """Fail with the tasks that changed something, if any."""
        tasks = re.findall(r"^TASK \[(.+?)\].*\n(?:.*\n)*?(?=^$|\Z)", self.done.stdout, re.MULTILINE)
        assert self.changed == 0, f"{tasks}\n{self.done.stdout}"


@dataclass
class Server:
    """A server between its first bake and its end."""

    kind: str
    folder: Path
    root: Path
    seed: Path
    variables: dict[str, str]
    port: int
    authority: Authority
    machine: Machine
    gateway: gateway.Gateway = field(init=False)

    @property
    def environment(self) -> dict[str, str]:
        """The standard AWS environment of a command on the server."""
        return embedded_aws.CREDENTIALS

    def install(self, text: str, phase: str) -> Applied:
        """Run a script of Systems Manager or Image Builder: on a server without tools, with the bundle downloaded."""
        shutil.rmtree(self.root / ANSIBLE.removeprefix("/"), ignore_errors=True)
        bundle, variables = pack(BUNDLE), encoded(self.variables | {"storefront_phase": phase})
        given = {"Sha256": bundle.sha256, "SHA256": bundle.sha256, "Kind": self.kind, "KIND": self.kind}
        for name, value in (given | {"Variables": variables, "VARIABLES": variables}).items():
            text = text.replace(f"{{{{ {name} }}}}", value).replace(f"@{name}@", value)
        work = self.root / "var/lib/storefront/delivery"
        work.mkdir(parents=True)
        (work / "bundle.tar.gz").write_bytes(bundle.content)
        return Applied(
            self.machine.run("/bin/sh", "-c", text, variables=self.environment | {"ANSIBLE_NOCOLOR": "1"})
        )

    def apply(self, phase: str, *, playbook: str | None = None, **changed: str | None) -> Applied:
        """Run the playbook on the server itself; a variable changed to None is not given."""
        given = self.variables | {"storefront_phase": phase} | changed
        told = self.root / "root/vars.json"
        told.write_text(json.dumps({name: value for name, value in given.items() if value is not None}))
        argv = [
            f"{ANSIBLE}/bin/ansible-playbook", "-i", "localhost,", "-c", "local",
            f"playbooks/{playbook or self.kind}.yml", "-e", "@/root/vars.json",
        ]  # fmt: skip
        return Applied(self.machine.run(*argv, variables=self.environment | {"ANSIBLE_NOCOLOR": "1"}))

    @contextlib.contextmanager
    def booted(self, ways: Ways, *, device: tuple[str, str] | None = None) -> Generator[None]:
        """Power on; it reaches what these ways open."""
        self.machine = Machine(self.root, self.folder / "console.log", device)
        names = behind.names(
            stand_ins.embedded_aws(self.port), ARCHIVES, machine.wheels(), machine.KEPT / "packages"
        )
        questions = self.folder / f"questions-{ways.group}"
        with (
            self.machine,
            embedded_aws.serving(self.port, self.seed),
            gateway.opened(self.machine.leader, ways, self.authority, names, questions) as self.gateway,
        ):
            yield


def database_secret(host: str, password: str) -> str:
    """A secret as RDS writes it."""
    return json.dumps({
        "engine": "postgres", "host": host, "port": 5432, "dbname": "storefront",
        "username": "application", "password": password,
    })  # fmt: skip


def prepare(kind: str, base: Path, folder: Path, password: str) -> Server:
    """A server that has never been on, from a copy of `base`, and the AWS that it will find.

    Args:
        kind: the kind of server.
        base: an installed Debian.
        folder: where its files go.
        password: what no file of the server may ever hold; it is part of every secret.
    """
    root = folder / "root"
    subprocess.run(["cp", "--archive", "--reflink=auto", str(base), str(root)], check=True)
    authority = Authority(folder)
    _settle(root, authority)
    pairs = " ".join(f"{name}={value}" for name, value in embedded_aws.CREDENTIALS.items())
    services = root / "etc/systemd/system.conf.d/test.conf"
    services.parent.mkdir(parents=True)
    services.write_text(f"[Manager]\nDefaultEnvironment={pairs}\n")
    made = artefacts.all_of(folder, base)
    objects = {artefact.key: artefact.path for artefact in made}
    told = {
        CONNECTION_SECRET: database_secret(PRIMARY, password),
        REPLICA_SECRET: database_secret(REPLICA, password),
        TOKEN_SECRET: json.dumps({"name": "bridge", "value": password}),
    }
    seed = embedded_aws.Seed(BUCKET, objects, told).write(folder / "seed.json")
    variables = COMMON | OF_KIND[kind] | {"storefront_server_kind": kind}
    for artefact in made:
        if artefact.kind in {None, kind}:
            variables |= artefact.variables()
    port, off = embedded_aws.free_port(), Machine(root, log=folder / "console.log")
    return Server(kind, folder, root, seed, variables, port, authority, off)


def _settle(root: Path, authority: Authority) -> None:
    """What a server finds of its network: names, the authorities to trust, and Ubuntu's package sources of EC2."""
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    (root / "etc/resolv.conf").write_text(f"nameserver {gateway.RESOLVER}\n")
    (root / "etc/hostname").write_text(f"{machine.HOSTNAME}\n")
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost\n127.0.1.1 {machine.HOSTNAME}\n")
    own = root / "usr/local/share/ca-certificates/test.crt"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(authority.certificate)
    with (root / "etc/ssl/certs/ca-certificates.crt").open("a") as trusted:
        trusted.write(authority.certificate)
    (root / "etc/apt/sources.list").write_text("".join(f"deb {one} {machine.SUITE} main\n" for one in SOURCES))
