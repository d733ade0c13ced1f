"""Package sources are HTTPS before anything is installed: servers have no other way out, and Ubuntu's mirrors in EC2 no TLS.

The files are those that Ubuntu 24.04 has on EC2 (deb822, written by cloud-init), one for each architecture.
"""

import subprocess
from pathlib import Path

import pytest

from components.network.egress_rules import EGRESS_RULES, Destination
from components.network.security_groups import Group
from components.servers.delivery import script

SOURCES = """\
# See http://help.ubuntu.com/community/UpgradeNotes for how to upgrade to newer versions.
Types: deb
URIs: {archive}
Suites: noble noble-updates noble-backports
Components: main universe restricted multiverse
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg

Types: deb
URIs: {security}
Suites: noble-security
Components: main universe restricted multiverse
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
"""
WRITTEN = [
    ("http://us-east-1.ec2.archive.ubuntu.com/ubuntu/", "https://archive.ubuntu.com/ubuntu/"),
    ("http://sa-east-1a.clouds.archive.ubuntu.com/ubuntu/", "https://archive.ubuntu.com/ubuntu/"),
    ("http://security.ubuntu.com/ubuntu/", "https://security.ubuntu.com/ubuntu/"),
    ("http://us-west-2.ec2.ports.ubuntu.com/ubuntu-ports/", "https://ports.ubuntu.com/ubuntu-ports/"),
    ("http://ports.ubuntu.com/ubuntu-ports", "https://ports.ubuntu.com/ubuntu-ports"),
    ("https://mirror.example.com/ubuntu/", "https://mirror.example.com/ubuntu/"),
    ("file:/srv/archive", "file:/srv/archive"),
]


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    text = script("apt_sources.sh", {}).replace("/etc/", f"{folder}/")
    return subprocess.run(["/bin/sh", "-euc", text], capture_output=True, text=True, check=False, timeout=30)


def _sources(folder: Path, archive: str, security: str = "https://security.ubuntu.com/ubuntu/") -> Path:
    file = folder / "apt" / "sources.list.d" / "ubuntu.sources"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(SOURCES.format(archive=archive, security=security))
    return file


@pytest.mark.parametrize(("written", "expected"), WRITTEN)
def test_a_source_of_ubuntus_is_read_by_https(tmp_path: Path, written: str, expected: str) -> None:
    file = _sources(tmp_path, written, written)
    for _ in range(2):
        assert _run(tmp_path).returncode == 0
        assert file.read_text() == SOURCES.format(archive=expected, security=expected)


def test_the_older_form_of_sources_is_mended_too(tmp_path: Path) -> None:
    (tmp_path / "apt").mkdir()
    one = tmp_path / "apt" / "sources.list"
    one.write_text("deb http://us-east-1.ec2.archive.ubuntu.com/ubuntu noble main\n")
    assert _run(tmp_path).returncode == 0
    assert one.read_text() == "deb https://archive.ubuntu.com/ubuntu noble main\n"


def test_a_mirror_without_tls_is_refused_in_words(tmp_path: Path) -> None:
    file = _sources(tmp_path, "http://mirror.example.com/ubuntu/")
    done = _run(tmp_path)
    assert done.returncode == 6
    assert (
        f"{file}: got a source without TLS: URIs: http://mirror.example.com/ubuntu/; expected https" in done.stderr
    )


@pytest.mark.parametrize("name", ["deliver.sh", "image_build.sh"])
def test_no_script_calls_apt_before_its_sources_are_https(name: str) -> None:
    text = script(name, {})
    assert "@APT_SOURCES@" not in text
    assert 0 < text.index("https://archive.ubuntu.com/") < text.index("apt-get ")


def test_servers_of_the_fleet_alone_have_no_way_to_package_archives() -> None:
    online = {row.source for row in EGRESS_RULES if row.destination is Destination.INTERNET}
    assert online == {Group.ANALYTICS, Group.OPERATIONS, Group.IMAGES}
