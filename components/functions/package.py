"""A function's code as one archive: its own modules, and its libraries as they are installed here.

The libraries are those of `requirements.lock`, pinned by hash; each is pure Python, so that what is installed on
the machine that deploys runs on Lambda's processors too. boto3 is the runtime's own. Nothing is built or fetched,
so that a preview needs no network, and the same files make the same archive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pulumi

ROOT = Path(__file__).resolve().parents[2]
# Code, the style sheets that charts are drawn with, and what a library reads of its own version as it starts.
_TAKEN, _METADATA = (".py", ".css"), "METADATA"
# The driver and what it needs: https://github.com/tlocke/pg8000
POSTGRESQL = ("asn1crypto", "pg8000", "python-dateutil", "scramp", "six")


class PackageError(Exception):
    """A function cannot be packed here; the message says why and how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """What a function is made of: its entry, its own files as patterns under the project, and its libraries."""

    handler: str
    own: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    compiled: tuple[str, ...] = ()
    """Libraries with compiled parts that they can do without: of these, too, Python alone goes along."""

    def archive(self) -> pulumi.AssetArchive:
        """Return the archive, one asset a file, by the path at which Python looks for it."""
        return pulumi.AssetArchive({name: pulumi.FileAsset(str(path)) for name, path in self.files().items()})

    def files(self) -> dict[str, Path]:
        """Return where each file of the archive is on this machine, in order.

        Raises:
            PackageError: a library is not pure Python.
        """
        found = {path.relative_to(ROOT).as_posix(): path for pattern in self.own for path in ROOT.glob(pattern)}
        for library in self.libraries:
            found.update(_modules(library, compiled=False))
        for library in self.compiled:
            found.update(_modules(library, compiled=True))
        return dict(sorted(found.items()))


def _of(what: str, *more: str, shared: tuple[str, ...], libraries: tuple[str, ...] = ()) -> Package:
    """Return a function of its folder of `functions`, of modules of `functions/shared`, and of `more` files."""
    own = (
        "functions/__init__.py",
        f"functions/{what}/*.py",
        *(f"functions/shared/{module}.py" for module in ("__init__", *shared)),
        *(f"functions/{path}" for path in more),
    )
    return Package(handler=f"functions.{what}.handler.handle", own=own, libraries=libraries)


# What parses and describes statements, and what writes snapshots and reports.
_STATEMENTS = ("sqlglot", "attrs", "cattrs", "typing-extensions")

PACKAGES: Mapping[str, Package] = {
    "database-access": _of(
        "database_access", shared=("errors", "logs", "postgresql", "secrets"), libraries=POSTGRESQL
    ),
    "heartbeat": _of(
        "heartbeat", shared=("errors", "logs", "metrics", "postgresql", "secrets"), libraries=POSTGRESQL
    ),
    "verification": _of(
        "verification",
        "heartbeat/__init__.py",
        "heartbeat/beat.py",
        shared=("errors", "logs", "postgresql"),
        libraries=POSTGRESQL,
    ),
    "restore-validation": _of("restore_validation", shared=("logs",)),
    # Google's library with what it needs, and the HTTP client that it is used with.
    "visitors": _of(
        "visitors",
        shared=("errors", "logs", "metrics"),
        libraries=("cachetools", "google-auth", "packaging", "pyasn1", "pyasn1-modules", "rsa", "urllib3"),
    ),
    "database-reading": _of(
        "database_reading",
        "tuning/__init__.py",
        "tuning/collect/*.py",
        *(f"tuning/{module}.py" for module in ("document", "errors", "normalise", "quoting", "snapshot")),
        shared=("aws", "errors", "logs", "postgresql"),
        libraries=(*POSTGRESQL, *_STATEMENTS),
    ),
    # It writes the report, with templates and charts.
    "database-tuning": replace(
        _of(
            "database_tuning",
            "tuning/*.py",
            "tuning/detect/*.py",
            "tuning/report/*.py",
            "tuning/report/templates/*.j2",
            shared=("aws", "logs"),
        ),
        libraries=(*_STATEMENTS, "jinja2", "pygal", "importlib-metadata", "lazy-importer", "zipp"),
        compiled=("markupsafe",),
    ),
}
"""Every function of the platform, by the name under which it stands."""


@cache
def _modules(name: str, *, compiled: bool) -> Mapping[str, Path]:
    """Return a library's files; functions share most of theirs, and the list of a library's files takes long."""
    library = distribution(name)
    if not compiled:
        _check_pure(library)
    return {
        file.as_posix(): Path(str(library.locate_file(file)))
        for file in library.files or ()
        if (file.suffix in _TAKEN or file.name == _METADATA) and ".." not in file.parts
    }


def _check_pure(library: Distribution) -> None:
    if "Root-Is-Purelib: true" not in (library.read_text("WHEEL") or ""):
        message = f"{library.name} is not pure Python here; install its pure wheel (`make .venv/.ready-dev`)"
        raise PackageError(message)
