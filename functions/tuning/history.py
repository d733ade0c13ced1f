"""Where reports are kept: a bucket, or a folder of this machine; a folder for each run, named by its time."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from functions.shared.aws import ServiceError, Services
from functions.tuning.compare import Report
from functions.tuning.document import NoReportError, dumps, loads
from functions.tuning.errors import TuningError

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping


DOCUMENT = "report.json"
_STAMP = "%Y-%m-%dT%H%M%SZ"
_TYPES = {
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
}


class Store(Protocol):
    """Keeps files by name."""

    def names(self, prefix: str) -> list[str]:
        """Return the names that begin so, in order."""
        ...

    def read(self, name: str) -> str:
        """Return a file's text."""
        ...

    def write(self, name: str, text: str) -> str:
        """Keep a file; return where it is."""
        ...


class History:
    """The reports of one environment."""

    def __init__(self, store: Store, environment: str) -> None:
        self._store = store
        self._environment = environment

    def last(self) -> Report | None:
        """Return the newest report, None where there is none.

        Raises:
            TuningError: it cannot be read.
        """
        documents = [name for name in self._store.names(f"{self._environment}/") if name.endswith(f"/{DOCUMENT}")]
        if not documents:
            return None
        try:
            return loads(self._store.read(documents[-1]), Report)
        except NoReportError as error:
            raise TuningError(
                f"{documents[-1]} is no report of this version ({error}); "
                "move it away, or compare with another folder (`--reports`)"
            ) from None

    def keep(self, report: Report, files: Mapping[str, str]) -> list[str]:
        """Keep a report and its files; return where they are. The document comes last: with it the report is
        whole."""
        folder = f"{self._environment}/{report.snapshot.taken_at.strftime(_STAMP)}"
        everything = {**files, DOCUMENT: dumps(report)}
        return [self._store.write(f"{folder}/{name}", text) for name, text in everything.items()]


def store_at(place: str, services: Services) -> Store:
    """Return the store at `s3://bucket/prefix` or in a folder."""
    if place.startswith("s3://"):
        bucket, _, prefix = place.removeprefix("s3://").partition("/")
        return Bucket(services, bucket, prefix.strip("/"))
    return Folder(Path(place))


class Folder:
    """A folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self, prefix: str) -> list[str]:
        """Return the names that begin so, in order."""
        found = (str(path.relative_to(self._root)) for path in self._root.glob(f"{prefix}**/*") if path.is_file())
        return sorted(found)

    def read(self, name: str) -> str:
        """Return a file's text."""
        return (self._root / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> str:
        """Keep a file; return where it is."""
        path = self._root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise TuningError(f"{path}: {error.strerror}; name another place (`--reports`)") from None
        return str(path)


class Bucket:
    """A bucket, whose own default encrypts what is put into it."""

    def __init__(self, services: Services, name: str, prefix: str) -> None:
        self._services = services
        self._name = name
        self._prefix = f"{prefix}/" if prefix else ""

    def names(self, prefix: str) -> list[str]:
        """Return the names that begin so, in order."""
        with self._telling():
            pages = self._services.pages("s3", "ListObjectsV2", Bucket=self._name, Prefix=self._prefix + prefix)
            found = [str(one["Key"]) for page in pages for one in page.get("Contents", ())]
        return sorted(name.removeprefix(self._prefix) for name in found)

    def read(self, name: str) -> str:
        """Return a file's text."""
        return str(self._call("GetObject", Key=self._prefix + name)["Body"].read().decode())

    def write(self, name: str, text: str) -> str:
        """Keep a file; return where it is."""
        kind = _TYPES[Path(name).suffix]
        self._call("PutObject", Key=self._prefix + name, Body=text.encode(), ContentType=kind)
        return f"s3://{self._name}/{self._prefix}{name}"

    def _call(self, operation: str, **params: Any) -> dict[str, Any]:
        with self._telling():
            return self._services.call("s3", operation, Bucket=self._name, **params)

    @contextmanager
    def _telling(self) -> Generator[None]:
        try:
            yield
        except ServiceError as error:
            raise TuningError(
                f"s3://{self._name}: {error}; see that the bucket is there and the role may use it"
            ) from None
