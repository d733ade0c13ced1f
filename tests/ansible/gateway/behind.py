"""What stands behind the names of package archives and of the index: those that this machine itself reaches.

Debian's archive answers under Ubuntu's names. The index holds what this machine's own pip has fetched.
"""

from __future__ import annotations

import hashlib
import os
import re
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tests.ansible.gateway.stand_ins import Behind, Request, Response

INDEX, FILES = "pypi.org", "files.pythonhosted.org"
_SECONDS = 300
# Below it lies what never changes: https://wiki.debian.org/DebianRepository/Format
_POOL = "/pool/"


def names(others: Behind, archives: Mapping[str, str], wheels: Path, kept: Path) -> Behind:
    """Return what stands behind all names.

    Args:
        others: what answers every other name.
        archives: addresses of package archives by the name and folder for which they answer.
        wheels: the index's files.
        kept: where packages are kept from run to run.
    """
    index = {_normalised(file.name.partition("-")[0]): file for file in wheels.iterdir()}

    def answer(request: Request) -> Response:
        if request.name == INDEX:
            return _page(index.get(request.path.strip("/").rpartition("/")[2]))
        if request.name == FILES:
            return _file(wheels / Path(request.path).name)
        for place, address in archives.items():
            if f"{request.name}{request.path}".startswith(f"{place}/"):
                return _archived(address + f"{request.name}{request.path}".removeprefix(place), kept)
        return others(request)

    return answer


def nothing(request: Request) -> Response:
    """Answer that the name is reached and nothing stands behind it."""
    return Response(503, f"nothing stands behind {request.name} here\n".encode())


def _normalised(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _page(file: Path | None) -> Response:
    """https://packaging.python.org/en/latest/specifications/simple-repository-api/."""
    if file is None:
        return Response(404, b"")
    body = f'<!DOCTYPE html><html><body><a href="https://{FILES}/{file.name}">{file.name}</a></body></html>'
    return Response(200, body.encode(), (("Content-Type", "text/html"),))


def _file(file: Path) -> Response:
    return Response(200, file.read_bytes()) if file.is_file() else Response(404, b"")


def _archived(address: str, kept: Path) -> Response:
    file = kept / hashlib.sha256(address.encode()).hexdigest()
    if file.is_file():
        return _file(file)
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS) as got:
            body = got.read()
    except urllib.error.HTTPError as error:
        return Response(error.code, b"")
    if _POOL in address:
        kept.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(f".{os.getpid()}")
        partial.write_bytes(body)
        partial.rename(file)
    return Response(200, body)
