"""Proves that the playbook makes a bridge that reads a replica only and keeps its state on its own volume.

Real: PostgreSQL in recovery with TLS, the container engine, the volume (a loop device). Substitutes: the image, whose
programs have the vendor's names and only say how they were started, and AWS.
"""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.ansible.conftest import Life, prepared
from tests.ansible.machine import REPOSITORY
from tests.ansible.servers import REPLICA

pytestmark = pytest.mark.slow

DEVICE = "/dev/storefront-data"
PREPARE = REPOSITORY / "ansible/roles/tableau_bridge/files/prepare_volume.sh"
INSTALL = """
printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql && rm /usr/sbin/policy-rc.d
"""
DATA = "/var/lib/postgresql/15/main"
AS_POSTGRES = "cd / && setpriv --reuid=postgres --regid=postgres --init-groups"


@contextlib.contextmanager
def _volume(path: Path) -> Generator[str]:
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


def _replica(life: Life) -> None:
    """PostgreSQL in recovery under the replica's name."""
    _certificate(life)
    role = f"CREATE ROLE application LOGIN PASSWORD '{life.password}'; CREATE DATABASE storefront;"
    life.server.machine.run("sh", "-c", f"""
        chown postgres /etc/postgresql/server.*
        chmod 600 /etc/postgresql/server.key
        echo '127.0.0.1 {REPLICA}' >> /etc/hosts
        printf "ssl=on\\nssl_cert_file='/etc/postgresql/server.crt'\\nssl_key_file='/etc/postgresql/server.key'\\n" \
            > /etc/postgresql/15/main/conf.d/tls.conf
        systemctl restart postgresql@15-main
        {AS_POSTGRES} psql --quiet --command "{role.split(";", maxsplit=1)[0]}" --command "{role.split(";")[1]}"
        touch {DATA}/standby.signal && chown postgres {DATA}/standby.signal
        systemctl restart postgresql@15-main
    """).assert_ok()  # fmt: skip


@pytest.fixture(scope="module")
def bridge(ground: Path) -> Generator[Life]:
    """A bridge that runs, with its volume and its replica."""
    life = prepared("tableau-bridge", ground)
    with life.server.booted(alone=False):
        life.apply("image", "image")
        life.look_at_image()
        life.server.machine.sh(INSTALL).assert_ok()
    with (
        _volume(life.server.folder / "volume") as device,
        life.server.booted(alone=True, device=(device, DEVICE)),
    ):
        life.server.machine.allow_containers()
        _replica(life)
        life.apply("server", "server")
        life.apply("server", "server again")
        yield life


def _said(life: Life, text: str, seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if text in life.server.machine.run("journalctl", "--no-pager", "--unit=storefront-tableau-bridge").stdout:
            return True
        time.sleep(1)
    return False


def test_only_the_volume_is_prepared_on_the_server_and_only_once(bridge: Life) -> None:
    assert bridge.started_in_image == set()
    assert bridge.runs["image"].changed > 40
    assert bridge.runs["server"].done.stdout.count("\nchanged: ") == 2  # the volume, and the bridge that runs
    bridge.runs["server again"].assert_unchanged()


def test_the_bridge_runs_in_its_container_with_its_token(bridge: Life) -> None:
    journal = bridge.server.machine.run("journalctl", "--no-pager").stdout
    assert _said(bridge, "command setServiceConnection --service=https://prod-useast-a.online.tableau.com"), journal
    assert _said(
        bridge, "--site=store --userEmail=reports@example.com --patTokenId=bridge --patTokenFile=/run/token.json"
    )
    assert _said(bridge, "with a token of ")


def test_its_state_lies_on_the_volume(bridge: Life) -> None:
    mount = bridge.server.machine.run(
        "findmnt", "--noheadings", "--output=FSTYPE,OPTIONS", "/var/lib/tableau_bridge"
    )
    fstype, options = mount.assert_ok().stdout.split()
    assert fstype == "ext4"
    assert {"nosuid", "nodev", "noexec"} <= set(options.split(","))
    bridge.server.machine.run("test", "-e", "/var/lib/tableau_bridge/state").assert_ok()
    assert not (bridge.server.root / "var/lib/tableau_bridge/state").exists()


def test_no_secret_is_on_disk_or_in_a_command(bridge: Life) -> None:
    disk = subprocess.run(
        ["grep", "--recursive", "--files-with-matches", "--fixed-strings", bridge.password, bridge.server.root],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert (disk.returncode, disk.stdout) == (1, "")
    processes = bridge.server.machine.sh(
        "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'"
    )
    assert "--patTokenFile=/run/token.json" in processes.stdout
    assert bridge.password not in processes.stdout


def test_a_secret_that_names_the_primary_is_refused(bridge: Life) -> None:
    applied = bridge.server.apply("server", storefront_primary_host=REPLICA)
    assert applied.done.status == 2
    assert f"leads to {REPLICA}, which is the primary: reports run on the replica only" in applied.done.stdout


def test_a_replica_that_has_become_the_writer_is_refused(bridge: Life) -> None:
    run = bridge.server.machine.sh
    run(f"{AS_POSTGRES} /usr/lib/postgresql/15/bin/pg_ctl promote --pgdata={DATA}").assert_ok()
    assert run("systemctl restart storefront-tableau-bridge").status != 0
    assert _said(
        bridge, "the data source is not a replica any more (pg_is_in_recovery: f); its secret must name one"
    )
    assert run("docker ps --quiet").assert_ok().stdout == ""


def _prepare(device: Path | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", PREPARE, device], check=False, capture_output=True, text=True)


def test_a_blank_device_is_formatted_once_and_what_holds_something_never(tmp_path: Path) -> None:
    blank, partitioned = tmp_path / "blank", tmp_path / "partitioned"
    blank.write_bytes(bytes(16 << 20))
    assert _prepare(blank).stdout == "made\n"
    formatted = blank.read_bytes()
    assert _prepare(blank).stdout == "kept\n"
    assert blank.read_bytes() == formatted
    # A partition table: an entry of type Linux from the first MiB on, and the signature 55AA.
    entry = bytes([0, 0, 2, 0, 0x83, 0, 0, 0]) + (2048).to_bytes(4, "little") + (8192).to_bytes(4, "little")
    table = bytes(446) + entry + bytes(48) + b"\x55\xaa" + bytes((16 << 20) - 512)
    partitioned.write_bytes(table)
    refused = _prepare(partitioned)
    assert refused.returncode == 1
    assert "holds something that is no file system" in refused.stderr
    assert partitioned.read_bytes() == table
    assert "attach the volume first" in _prepare(tmp_path / "absent").stderr
    assert "name a blank one by its path" in _prepare("LABEL=no-such-label").stderr
