"""The bundle: what servers are brought to, as one archive whose checksum depends on nothing but the files in it.

The checksum is the tar's, before it is compressed: what deflate makes of it is zlib's choice, and zlibs differ.

`python -m components.servers.bundle` records the checksum of what stands in `ansible/`; the program refuses any
other, so that nothing is delivered that was not committed with its checksum.
"""

import gzip
import hashlib
import io
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from components.servers.kinds import ServerKind

CHECKSUM_FILE = "bundle.sha256"
PLAYBOOKS = "playbooks"
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


def checked_bundle(folder: Path) -> Bundle:
    """Pack the playbooks and roles in `folder`.

    Raises BundleError where a kind of server lacks its playbook, a playbook has no kind, or the checksum is not the
    one that is recorded.
    """
    _check_playbooks(folder)
    bundle = pack(folder)
    file = folder / CHECKSUM_FILE
    expected = file.read_text(encoding="utf-8").strip() if file.is_file() else "no recorded checksum"
    if bundle.sha256 != expected:
        raise BundleError(
            f"{folder.name}/: the bundle's checksum differs: got {bundle.sha256}, expected {expected} "
            f"({folder.name}/{CHECKSUM_FILE}); undo the change, or record it with `make bundle` for review"
        )
    return bundle


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


def _check_playbooks(folder: Path) -> None:
    found = {path.stem for path in (folder / PLAYBOOKS).glob("*.yml")}
    known = {str(kind) for kind in ServerKind}
    expected = f"expected a playbook for each of {', '.join(sorted(known))}"
    if missing := known - found:
        lacking = ", ".join(sorted(missing))
        raise BundleError(
            f"{folder.name}/{PLAYBOOKS}/: no playbook for {lacking}; {expected}; write it, or remove the kind"
        )
    if unknown := found - known:
        names = ", ".join(f"{name}.yml" for name in sorted(unknown))
        raise BundleError(
            f"{folder.name}/{PLAYBOOKS}/: {names} is for no kind of server; {expected}; rename it, or add the kind "
            "to components/servers/kinds.py"
        )


def main() -> int:
    """Record the checksum of the project's bundle; returns the exit status."""
    folder = Path(__file__).parents[2] / "ansible"
    try:
        _check_playbooks(folder)
        bundle = pack(folder)
    except BundleError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    (folder / CHECKSUM_FILE).write_text(f"{bundle.sha256}\n", encoding="utf-8")
    sys.stdout.write(f"{bundle.sha256}  {len(bundle.content)} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
