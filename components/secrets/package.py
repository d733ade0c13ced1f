"""The function's code as one archive: its own modules, and its libraries as they are installed here.

The libraries are those of `requirements.lock`, pinned by hash; each is pure Python, so that what is installed on
the machine that deploys runs on Lambda's processors too. boto3 is the runtime's own. Nothing is built or fetched,
so that a preview needs no network, and the same files make the same archive.
"""

from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pulumi

ROOT = Path(__file__).resolve().parents[2]
FUNCTION = "functions/database_access"
HANDLER = "functions.database_access.handler.handle"
# The driver and what it needs: https://pypi.org/project/pg8000/
LIBRARIES = ("asn1crypto", "pg8000", "python-dateutil", "scramp", "six")


class PackageError(Exception):
    """The function cannot be packed here; the message says why and how to mend it."""


def archive() -> pulumi.AssetArchive:
    """Return the archive of the function, one asset a file, by the path at which Python looks for it."""
    return pulumi.AssetArchive({name: pulumi.FileAsset(str(path)) for name, path in sorted(files().items())})


def files() -> dict[str, Path]:
    """Return where each file of the archive is on this machine.

    Raises:
        PackageError: a library is not pure Python.
    """
    own = [ROOT / "functions" / "__init__.py", *sorted((ROOT / FUNCTION).glob("*.py"))]
    found = {path.relative_to(ROOT).as_posix(): path for path in own}
    for library in LIBRARIES:
        found.update(_modules(distribution(library)))
    return found


def _modules(library: Distribution) -> Iterator[tuple[str, Path]]:
    if "Root-Is-Purelib: true" not in (library.read_text("WHEEL") or ""):
        message = f"{library.name} is not pure Python here; install its pure wheel (`make .venv/.ready-dev`)"
        raise PackageError(message)
    for file in library.files or ():
        if file.suffix == ".py" and ".." not in file.parts:
            yield file.as_posix(), Path(str(library.locate_file(file)))
