"""Reads the manifest for a command: out of a region over the one AWS client, or out of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from manifest.document import Sections
from manifest.errors import ManifestError
from manifest.reading import read
from operations.aws import AwsClient, AwsError, AwsRegion, UnknownOutcomeError, UnreachableError
from operations.command_line import required_region
from operations.errors import BadInputError
from operations.stack_regions import another_region

S = TypeVar("S", bound=Sections)


@dataclass(frozen=True)
class RegionParameters:
    """Parameter Store in a region, as the manifest's reader asks it."""

    aws: AwsRegion

    @property
    def region(self) -> str:
        """Which one."""
        return self.aws.region

    def values(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return the values of those that there are, by name."""
        found = self.aws.call("ssm", "GetParameters", Names=list(names))["Parameters"]
        return {str(one["Name"]): str(one["Value"]) for one in found}


def manifest_source(region: str | None, file: Path | None) -> AwsRegion | Path:
    """Return where a command reads the manifest: in a file if one was given, else in a region.

    Raises:
        BadInputError: neither was given, and nothing else names a region.
    """
    return file or AwsClient().region(required_region(region))


def read_manifest(source: AwsRegion | Path, environment: str, chosen: type[S]) -> S:
    """Return the sections that a procedure chose.

    Raises:
        BadInputError: there is no manifest, or none that can be used.
        AwsError: the region does not answer, or refuses.
    """
    try:
        return read(source if isinstance(source, Path) else RegionParameters(source), environment, chosen)
    except ManifestError as error:
        raise BadInputError(f"{error}{_elsewhere(source, environment, answers=True)}") from None
    except AwsError as error:
        silent = isinstance(error, UnreachableError | UnknownOutcomeError)
        error.say_more(_elsewhere(source, environment, answers=not silent))
        raise


def _elsewhere(source: AwsRegion | Path, environment: str, *, answers: bool) -> str:
    """What to say of another region to read the manifest in."""
    return "" if isinstance(source, Path) else another_region(environment, source.region, answers=answers)
