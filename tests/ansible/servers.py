"""A server of one kind: its machine, the AWS that it finds, and the variables that its playbook gets."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from tests.ansible import artefacts, embedded_aws
from tests.ansible.machine import ANSIBLE, Done, Machine

BUCKET = "storefront-test-artifacts"
CONNECTION_SECRET = "storefront/test/connection"
REPLICA_SECRET = "storefront/test/replica"
TOKEN_SECRET = "storefront/test/tableau-token"
PRIMARY = "database-a.abc.us-east-1.rds.amazonaws.com"
REPLICA = "database-b.abc.us-east-1.rds.amazonaws.com"
RECAP = re.compile(
    r"^localhost\s+: ok=(?P<ok>\d+)\s+changed=(?P<changed>\d+)\s+unreachable=(?P<unreachable>\d+)\s+failed=(?P<failed>\d+)"
)


COMMON = {
    "storefront_environment": "test",
    "storefront_region": embedded_aws.REGION,
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
    machine: Machine

    @property
    def environment(self) -> dict[str, str]:
        """The standard AWS environment of a command on the server."""
        return embedded_aws.environment(self.port)

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
    def booted(self, *, alone: bool, device: tuple[str, str] | None = None) -> Generator[None]:
        """Power on; alone means that it reaches nothing but its own loopback, where AWS is."""
        self.machine = Machine(self.root, alone, self.folder / "console.log", device)
        with self.machine, embedded_aws.serving(self.machine, self.port, self.seed):
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
    port = embedded_aws.free_port()
    pairs = " ".join(f"{name}={value}" for name, value in embedded_aws.environment(port).items())
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
    return Server(kind, folder, root, seed, variables, port, Machine(root, alone=True, log=folder / "console.log"))
