"""Proves that the playbook makes a bridge that reads a replica only and keeps its state on its own volume.

Real: PostgreSQL in recovery with TLS, the container engine, the volume (a loop device). Substitutes: the image, whose
programs have the vendor's names and only say how they were started, and AWS.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.ansible import replica
from tests.ansible.life import Life
from tests.ansible.machine import REPOSITORY
from tests.ansible.servers import REPLICA

PREPARE = REPOSITORY / "ansible/roles/tableau_bridge/files/prepare_volume.sh"
# The options of the vendor: https://help.tableau.com/current/online/en-us/to_bridge_linux_install.htm
OPTIONS = (
    "-e --client=storefront-test-us-east-1 --site=store --userEmail=reports@example.com --patTokenId=bridge"
    " --patTokenFile=/run/token.json"
)


@pytest.mark.slow
def test_only_the_volume_is_prepared_on_the_server_and_only_once(tableau_bridge: Life) -> None:
    assert tableau_bridge.started_in_image == set()
    assert tableau_bridge.runs["image"].changed > 40
    # The volume, which no image has, and the bridge, which cannot run without it.
    assert tableau_bridge.runs["server"].changed == 2
    tableau_bridge.runs["server again"].assert_unchanged()


@pytest.mark.slow
def test_the_bridge_runs_in_its_container_with_its_token(tableau_bridge: Life) -> None:
    assert tableau_bridge.says("command setServiceConnection --service=https://prod-useast-a.online.tableau.com")
    assert tableau_bridge.says(f"bridge {OPTIONS} with a token of ")


@pytest.mark.slow
def test_its_state_lies_on_the_volume(tableau_bridge: Life) -> None:
    run = tableau_bridge.server.machine.run
    mount = run("findmnt", "--noheadings", "--output=FSTYPE,OPTIONS", "/var/lib/tableau_bridge")
    fstype, options = mount.assert_ok().stdout.split()
    assert fstype == "ext4"
    assert {"nosuid", "nodev", "noexec"} <= set(options.split(","))
    run("test", "-e", "/var/lib/tableau_bridge/state").assert_ok()
    assert not (tableau_bridge.server.root / "var/lib/tableau_bridge/state").exists()


@pytest.mark.slow
def test_no_secret_is_on_disk_or_in_a_command(tableau_bridge: Life) -> None:
    assert tableau_bridge.files_with_the_password() == []
    tableau_bridge.server.machine.run("sync", "--file-system", "/var/lib/tableau_bridge").assert_ok()
    assert tableau_bridge.password.encode() not in (tableau_bridge.server.folder / "volume").read_bytes()
    processes = tableau_bridge.environments_and_commands()
    assert "--patTokenFile=/run/token.json" in processes
    assert tableau_bridge.password not in processes


@pytest.mark.slow
def test_a_secret_that_names_the_primary_is_refused(tableau_bridge: Life) -> None:
    applied = tableau_bridge.server.apply("server", storefront_primary_host=REPLICA)
    assert applied.done.status == 2
    assert f"leads to {REPLICA}, which is the primary: reports run on the replica only" in applied.done.stdout


@pytest.mark.slow
def test_a_replica_that_has_become_the_writer_is_refused(tableau_bridge: Life) -> None:
    run = tableau_bridge.server.machine.run
    replica.promote(tableau_bridge)
    assert run("systemctl", "restart", "storefront-tableau-bridge").status != 0
    assert tableau_bridge.says(
        "the data source is not a replica any more (pg_is_in_recovery: f); its secret must name one"
    )
    assert run("docker", "ps", "--quiet").assert_ok().stdout == ""


def _prepare(device: Path | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", PREPARE, device], check=False, capture_output=True, text=True)


def test_a_blank_device_is_formatted_once_and_what_holds_something_never(tmp_path: Path) -> None:
    blank, partitioned = tmp_path / "blank", tmp_path / "partitioned"
    blank.write_bytes(bytes(16 << 20))
    assert _prepare(blank).stdout == "made\n"
    formatted = blank.read_bytes()
    root = subprocess.run(["debugfs", "-R", "stat <2>", str(blank)], check=True, capture_output=True, text=True)
    assert re.search(r"Type: directory\s+Mode:\s+0700\b", root.stdout)
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
