"""What a bridge finds around it: a blank volume, and PostgreSQL in recovery under the replica's name, with TLS."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Generator
from pathlib import Path

from tests.ansible.life import Life
from tests.ansible.servers import REPLICA

DEVICE = "/dev/storefront-data"
DATA = "/var/lib/postgresql/15/main"
AS_POSTGRES = "setpriv --reuid=postgres --regid=postgres --init-groups"


def install(life: Life) -> None:
    """PostgreSQL, installed and not started, as nothing is in an image."""
    life.server.machine.sh(r"""
        printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
        DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql &&
        rm /usr/sbin/policy-rc.d
    """).assert_ok()


@contextlib.contextmanager
def volume(path: Path) -> Generator[str]:
    """A blank volume of 64 MiB; its device is gone at the end."""
    path.touch()
    with path.open("r+b") as file:
        file.truncate(64 << 20)
    device = subprocess.run(
        ["losetup", "--find", "--show", path], check=True, capture_output=True, text=True
    ).stdout.strip()  # fmt: skip
    # Detached already, it goes with its last user: also when this process is killed.
    with Path(device).open("rb"):
        subprocess.run(["losetup", "--detach", device], check=True)
        yield device


def _certificate(life: Life) -> None:
    """A certificate for the replica's name, by the authority in the bundle."""
    folder, data = life.server.folder, life.server.root / "etc/postgresql"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={REPLICA}", "-addext", f"subjectAltName=DNS:{REPLICA}", "-CA", folder / "global-bundle.pem",
         "-CAkey", folder / "authority.key", "-keyout", data / "server.key", "-out", data / "server.crt"],
        check=True, capture_output=True,
    )  # fmt: skip


def start(life: Life) -> None:
    """PostgreSQL in recovery under the replica's name."""
    _certificate(life)
    life.server.machine.sh(f"""
        set -e
        chown postgres /etc/postgresql/server.*
        chmod 600 /etc/postgresql/server.key
        echo '127.0.0.1 {REPLICA}' >> /etc/hosts
        printf "ssl=on\\nssl_cert_file='/etc/postgresql/server.crt'\\nssl_key_file='/etc/postgresql/server.key'\\n" \
            > /etc/postgresql/15/main/conf.d/tls.conf
        systemctl restart postgresql@15-main
        cd / && {AS_POSTGRES} psql --quiet --command "CREATE ROLE application LOGIN PASSWORD '{life.password}'" \
            --command "CREATE DATABASE storefront"
        touch {DATA}/standby.signal && chown postgres {DATA}/standby.signal
        systemctl restart postgresql@15-main
    """).assert_ok()  # fmt: skip


def promote(life: Life) -> None:
    """Make it a database that accepts writes, as a failover does."""
    life.server.machine.sh(
        f"cd / && {AS_POSTGRES} /usr/lib/postgresql/15/bin/pg_ctl promote --pgdata={DATA}"
    ).assert_ok()
