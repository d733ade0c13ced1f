"""How the bundle is packed: one archive whose checksum depends on nothing but the files in it, on any Python.

The checksum is the tar's, before it is compressed: what deflate makes of it is zlib's choice, and zlibs differ.
"""

import gzip
import hashlib
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path

CHECKSUM_FILE = "bundle.sha256"
# Systems Manager's agent has it downloaded in one piece, and Pulumi keeps it in its state.
LARGEST_BYTES = 1024 * 1024
_LEFT_OUT = {"__pycache__", ".ansible", ".cache", "README.md", CHECKSUM_FILE}
# Where gzip's header names the system, and the number of none: https://www.rfc-editor.org/rfc/rfc1952#page-8
_SYSTEM_BYTE, _UNKNOWN_SYSTEM = 9, 255
_FILE_MODE, _PROGRAM_MODE, _FOLDER_MODE = 0o644, 0o755, 0o755


class BundleError(Exception):
    """A tree that cannot be delivered; the message says what was found, what is expected, and how to mend it."""


@dataclass(frozen=True)
class Bundle:
    """The compressed archive, and the SHA-256 of what is compressed in it, in hexadecimal digits."""

    content: bytes
    sha256: str

    @property
    def key(self) -> str:
        """The object's key: another content is another object."""
        return f"bundles/{self.sha256}.tar.gz"


def pack(folder: Path) -> Bundle:
    """Pack a folder in one way: sorted, without times, owners or modes of this machine; raises BundleError."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(folder)
            if _LEFT_OUT.isdisjoint(relative.parts):
                _add(archive, path, relative.as_posix())
    content = _compressed(raw.getvalue())
    if len(content) > LARGEST_BYTES:
        raise BundleError(
            f"{folder.name}/: the bundle has {len(content)} bytes, at most {LARGEST_BYTES} are delivered; "
            "move what is large to the artefacts in the deliveries' bucket"
        )
    return Bundle(content, hashlib.sha256(raw.getvalue()).hexdigest())


def _compressed(raw: bytes) -> bytes:
    """Compress with a header that every version of Python writes alike: it has no time, and no system's name."""
    packed = bytearray(gzip.compress(raw, compresslevel=9, mtime=0))
    packed[_SYSTEM_BYTE] = _UNKNOWN_SYSTEM
    return bytes(packed)


def _add(archive: tarfile.TarFile, path: Path, name: str) -> None:
    if path.is_symlink() or not (path.is_file() or path.is_dir()):
        raise BundleError(f"{name}: a link or a device cannot be delivered; expected files and folders")
    entry = tarfile.TarInfo(name)
    if path.is_dir():
        entry.type, entry.mode = tarfile.DIRTYPE, _FOLDER_MODE
        archive.addfile(entry)
        return
    content = path.read_bytes()
    entry.size, entry.mode = len(content), _PROGRAM_MODE if content.startswith(b"#!") else _FILE_MODE
    archive.addfile(entry, io.BytesIO(content))
