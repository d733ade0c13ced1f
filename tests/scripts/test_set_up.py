"""Proves that set-up takes uv with the lock file's hashes, and that uv goes where pip's configuration goes.

That an environment comes out of it is proven by each first `make test`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rehearsal.mocks.recorder import ROOT
from scripts.set_up import WIDTH, only, say, translated

LOCK = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")


def test_of_the_lock_file_one_package_is_taken_with_its_hashes_and_nothing_else() -> None:
    lines = only("uv", LOCK).splitlines()
    assert [line.split("==")[0] for line in lines if not line.startswith("    ")] == ["uv"]
    assert {line.split(":")[0].strip() for line in lines[1:]} == {"--hash=sha256"}


def test_what_is_said_fits_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the script says goes through one function: no other in it prints."""
    source = (ROOT / "scripts/set_up.py").read_text(encoding="utf-8")
    assert source.count("sys.stdout.write(") == 1
    assert "print(" not in source
    say("  2/3 uv installs what requirements-dev.lock lists for this machine, each with its hash ...")
    said = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in said] == ["  2/", "    "]
    assert max(map(len, said)) <= WIDTH


def test_a_lock_file_without_the_package_says_what_to_do() -> None:
    with pytest.raises(SystemExit, match="make lock"):
        only("uv", LOCK.replace("\nuv==", "\nvu=="))


def test_what_pip_is_told_uv_is_told(tmp_path: Path) -> None:
    """The lines are pip's own, so that another way of printing them is noticed."""
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = https://packages.example/simple\ncert = /etc/ca.pem\n[install]\ntimeout = 9\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    told = {"PIP_CONFIG_FILE": str(config), "PIP_EXTRA_INDEX_URL": "https://a.example/ https://b.example/"}
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env={**environment, **told, "PIP_FIND_LINKS": "/wheels", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = translated(listed.stdout)
    assert found | {"SSL_CERT_FILE": "", "UV_HTTP_TIMEOUT": ""} == {
        "UV_DEFAULT_INDEX": "https://packages.example/simple",
        "UV_INDEX": "https://a.example/ https://b.example/",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/wheels",
        "SSL_CERT_FILE": "",
        "UV_HTTP_TIMEOUT": "",
    }
