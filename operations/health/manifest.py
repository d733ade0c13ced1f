"""The sections of the manifest that health reads."""

from pathlib import Path

from manifest.database import Database
from manifest.document import Sections
from manifest.health import Health
from operations.aws import AwsRegion
from operations.manifest import read_manifest


class HealthSections(Sections):
    """Under which names the alarms and dashboards are."""

    health: Health


class StoreSections(HealthSections):
    """Which database they are about too."""

    database: Database


def health_section(source: AwsRegion | Path, environment: str) -> Health:
    """Read the section in a region that answers, or in a file.

    Raises:
        BadInputError: the region holds no manifest of the environment, or one that cannot be used.
        AwsError: the region does not answer, or refuses.
    """
    return read_manifest(source, environment, HealthSections).health


def store_sections(source: AwsRegion | Path, environment: str) -> StoreSections:
    """Read that section and the database's; raises what `health_section` does."""
    return read_manifest(source, environment, StoreSections)
