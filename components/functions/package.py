"""A function's code as one archive: its own modules, and its libraries as they are installed here.

The libraries are those of `requirements.lock`, pinned by hash; each is pure Python, so that what is installed on
the machine that deploys runs on Lambda's processors too. boto3 is the runtime's own. Nothing is built or fetched,
so that a preview needs no network, and the same files make the same archive.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pulumi

ROOT = Path(__file__).resolve().parents[2]
# The driver and what it needs: https://pypi.org/project/pg8000/
POSTGRESQL = ("asn1crypto", "pg8000", "python-dateutil", "scramp", "six")


class PackageError(Exception):
    """A function cannot be packed here; the message says why and how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """What a function is made of: folders of `functions`, the one with the handler first, and libraries."""

    folders: tuple[str, ...]
    libraries: tuple[str, ...] = ()

    @property
    def handler(self) -> str:
        """The function that Lambda calls."""
        return f"functions.{self.folders[0]}.handler.handle"

    def archive(self) -> pulumi.AssetArchive:
        """Return the archive, one asset a file, by the path at which Python looks for it."""
        files = sorted(self.files().items())
        return pulumi.AssetArchive({name: pulumi.FileAsset(str(path)) for name, path in files})

    def files(self) -> dict[str, Path]:
        """Return where each file of the archive is on this machine.

        Raises:
            PackageError: a library is not pure Python.
        """
        own = [ROOT / "functions" / "__init__.py"]
        for folder in self.folders:
            own += sorted((ROOT / "functions" / folder).glob("*.py"))
        found = {path.relative_to(ROOT).as_posix(): path for path in own}
        for library in self.libraries:
            found.update(_modules(distribution(library)))
        return found


PACKAGES: Mapping[str, Package] = {
    "database-access": Package(folders=("database_access",), libraries=POSTGRESQL),
    "heartbeat": Package(folders=("heartbeat", "database_access"), libraries=POSTGRESQL),
    "verification": Package(folders=("verification", "heartbeat", "database_access"), libraries=POSTGRESQL),
    "restore-validation": Package(folders=("restore_validation",)),
}
"""Every function of the platform, by the name under which it stands."""


def _modules(library: Distribution) -> Iterator[tuple[str, Path]]:
    if "Root-Is-Purelib: true" not in (library.read_text("WHEEL") or ""):
        message = f"{library.name} is not pure Python here; install its pure wheel (`make .venv/.ready-dev`)"
        raise PackageError(message)
    for file in library.files or ():
        if file.suffix == ".py" and ".." not in file.parts:
            yield file.as_posix(), Path(str(library.locate_file(file)))
