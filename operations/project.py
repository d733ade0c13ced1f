"""Finds the project that a command works on."""

from pathlib import Path

from operations.errors import BadInputError

PROJECT_FILE = "Pulumi.yaml"


class NoProjectError(BadInputError):
    """The command was not run inside the project; the message says where it looked."""


def project_root(start: Path) -> Path:
    """The nearest folder, from `start` upwards, that holds the project's file."""
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    message = f"{start}: no {PROJECT_FILE} here or in any folder above; run this inside the project"
    raise NoProjectError(message)
