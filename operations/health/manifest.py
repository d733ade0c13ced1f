"""The sections of the manifest that health reads."""

from manifest.database import Database
from manifest.document import Sections
from manifest.health import Health
from operations.aws import AwsClient
from operations.manifest import read_manifest


class HealthSections(Sections):
    """Under which names the alarms and dashboards are."""

    health: Health


class StoreSections(HealthSections):
    """Which database they are about too."""

    database: Database


def health_section(aws: AwsClient, region: str, environment: str) -> Health:
    """Read the section in a region that answers.

    Raises:
        BadInputError: the region holds no manifest of the environment, or one that cannot be used.
        AwsError: the region does not answer, or refuses.
    """
    return read_manifest(aws.region(region), environment, HealthSections).health


def store_sections(aws: AwsClient, region: str, environment: str) -> StoreSections:
    """Read that section and the database's; raises what `health_section` does."""
    return read_manifest(aws.region(region), environment, StoreSections)
