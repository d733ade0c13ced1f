"""Fills the virtual environment whose Python runs this: `.venv/bin/python scripts/set_up.py LOCK`.

pip installs uv, in the version and with the hashes of the lock file; uv installs the rest, which takes it seconds
where pip takes minutes. uv reads neither pip's configuration nor its variables: index, certificates and proxy are
handed on, so that what works for pip works here. Where uv cannot be had or fails, pip installs everything.

Nothing but the standard library and pip is there yet.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 80

# pip's option and uv's variable for the same: https://docs.astral.sh/uv/reference/environment/
VARIABLES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}


def main() -> None:
    """Install the lock file's packages and the project itself, and say each step."""
    lock = Path(sys.argv[1])
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"Setting up {Path(sys.prefix).name} for Python {version}, once; some 250 MB are fetched.")
    started = time.monotonic()
    if not (_with_uv(lock) and _itself_with_uv()):
        say(f"  uv cannot do it here: pip installs what {lock.name} lists, which takes minutes ...")
        _pip("--require-hashes", "-r", str(lock))
        _pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    say(f"  done in {time.monotonic() - started:.0f} s")


def _with_uv(lock: Path) -> bool:
    requirement = only("uv", lock.read_text(encoding="utf-8"))
    say(f"  1/3 pip installs {requirement.split()[0]}, which installs the rest ...")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "uv.lock")
        file.write_text(requirement, encoding="utf-8")
        try:
            _pip("--require-hashes", "--no-deps", "-r", str(file))
        except subprocess.CalledProcessError:
            return False
    say(f"  2/3 uv installs what {lock.name} lists for this machine, each with its hash ...")
    return _uv("sync", "--require-hashes", str(lock))


def _itself_with_uv() -> bool:
    say("  3/3 the command `storefront`, from this folder ...")
    return _uv("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))


def only(package: str, lock: str) -> str:
    """Return one package's lines of a lock file: its version and its hashes."""
    found = re.search(rf"^{re.escape(package)}==.*\n(?:    .*\n)+", lock, re.MULTILINE)
    if found is None:
        sys.exit(f"the lock file has no {package}: run `make lock`")
    return found[0]


def translated(settings: str) -> dict[str, str]:
    """Return uv's environment for what `pip config list` prints; of two lines on one option the later holds."""
    found: dict[str, str] = {}
    for line in settings.splitlines():
        name, _, value = line.partition("=")
        if variable := VARIABLES.get(name.rpartition(".")[2]):
            found[variable] = " ".join(str(ast.literal_eval(value)).split())
    if "UV_INDEX" in found:
        # pip takes the best version of all indexes; by itself uv takes the first index that knows the name.
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return found


def _configured() -> Mapping[str, str]:
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    )
    return {**translated(listed.stdout), **os.environ, "VIRTUAL_ENV": sys.prefix}


def _uv(*command: str) -> bool:
    """Run uv; show what it says, but for a line or two of each package."""
    tool = Path(sys.prefix, "bin", "uv")
    with subprocess.Popen([tool, "pip", *command], env=_configured(), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if not line.startswith((" + ", " - ", " ~ ", " Downloaded ", "Resolved ")):
                say(f"      {line.rstrip()}")
    return running.returncode == 0


def _pip(*options: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check")
    subprocess.run([sys.executable, "-m", "pip", "install", *quiet, *options], check=True)


def say(text: str) -> None:
    """Print, in lines of 80 columns."""
    indent = " " * (len(text) - len(text.lstrip()))
    sys.stdout.write(textwrap.fill(text, WIDTH, subsequent_indent=f"{indent}  ", break_on_hyphens=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
