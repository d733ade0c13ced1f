"""Collects the manifest that the stack left in the embedded AWS: one JSON document out of its sections."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from manifest.errors import ManifestError, NoManifestError
from manifest.path import folder
from manifest.reading import stored
from operations.manifest import RegionParameters
from rehearsal.keeping import home

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from operations.aws import AwsRegion
    from rehearsal.record import Record


def write_manifest(record: Record, client_for: Callable[[str, str], AwsRegion], path: Path) -> None:
    """Write the manifest, sections by name, as it is stored in the first region that has one.

    Args:
        record: where the stack was declared.
        client_for: the embedded AWS by region and account.
        path: the file to write.

    Raises:
        ManifestError: the stack left none.
    """
    aws = client_for(*home(record))
    try:
        sections = stored(RegionParameters(aws), record.stack)
    except NoManifestError:
        message = f"the stack left no manifest: nothing under {folder(record.stack)} in {aws.region}"
        raise ManifestError(message) from None
    path.write_text(json.dumps(sections, indent=2, sort_keys=True) + "\n", encoding="utf-8")
