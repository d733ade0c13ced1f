"""Finds by the manifest what an examination of a stack's database works with."""

from pathlib import Path

from functions.shared.aws import Services
from functions.tuning.target import Target
from manifest.database import Access, Database
from manifest.document import Sections
from operations.manifest import manifest_source, read_manifest


class TuningSections(Sections):
    """Where the database is, and who examines it."""

    database: Database
    access: Access


def target(environment: str, region: str | None, file: Path | None) -> Target:
    """Find the database, in the region that serves; the manifest is read in the region or the file that is given.

    Raises:
        BadInputError: the region holds no manifest of the environment, or none that can be used.
        AwsError: the region does not answer, or refuses.
    """
    found = read_manifest(manifest_source(region, file), environment, TuningSections)
    return Target(
        services=Services(found.index.serving),
        environment=environment,
        reader=found.access.tuning.reader,
        resource_id=found.database.instances.primary.resource_id,
        reports=found.access.tuning.reports,
    )
