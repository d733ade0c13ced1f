"""The files that a rehearsal was asked to write: tried before the work, and written one by one after it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from manifest.errors import ManifestError
from rehearsal.manifest import write_manifest
from rehearsal.picture import write_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from operations.aws import AwsRegion
    from rehearsal.record import Record
    from rehearsal.scrubber import SecretScrubber


class RequestError(Exception):
    """The command was asked for something it cannot do."""


@dataclass(frozen=True, kw_only=True)
class Results:
    """Where to write what; None: not wanted."""

    manifest: Path | None
    record: Path | None
    picture: Path | None

    def check(self) -> None:
        """Find out before the work, not after it, that a result could not be written.

        Raises:
            RequestError: naming the file and the system's reason.
        """
        for path in filter(None, (self.manifest, self.record, self.picture)):
            try:
                _try(path)
            except OSError as error:
                message = f"cannot write {path}: {error.strerror}; name a file in a folder that takes files"
                raise RequestError(message) from None

    def write(
        self, record: Record, scrubber: SecretScrubber, client_for: Callable[[str, str], AwsRegion]
    ) -> list[str]:
        """Write each file whatever became of the others, and return what went wrong, a line for each."""
        return [*self._written(record, scrubber, client_for)]

    def _written(
        self, record: Record, scrubber: SecretScrubber, client_for: Callable[[str, str], AwsRegion]
    ) -> Iterator[str]:
        if self.record:
            yield from _attempt(self.record, lambda path: record.write(path, scrubber))
        if self.picture:
            yield from _attempt(self.picture, lambda path: write_picture(record, scrubber.scrub, path))
        if self.manifest:
            yield from _attempt(self.manifest, lambda path: write_manifest(record, client_for, path))


def _try(path: Path) -> None:
    if path.exists():
        path.open("ab").close()
    else:
        tempfile.TemporaryFile(dir=path.absolute().parent).close()


def _attempt(path: Path, write: Callable[[Path], None]) -> Iterator[str]:
    try:
        write(path)
    except OSError as error:
        yield f"{path} was not written: {error.strerror or error}; the rest of the rehearsal holds"
    except ManifestError as error:
        yield str(error)
