"""The stack's settings file, handed to the program as the engine hands it over: one text a key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.settings import SettingsError, stack_file
from components.settings.document import read_document
from components.settings.stack_file import config_of, config_text, encrypted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from components.settings.document import Value

ORGANIZATION = "organization"  # what the engine calls it for a back end that has none


class StackFileError(Exception):
    """The project or the stack cannot be read; the message says where and how to mend it."""


@dataclass(frozen=True)
class StackFile:
    """A project and one of its stacks."""

    root: Path
    project: str
    stack: str
    config: Mapping[str, str]
    """Full key (with its namespace) to text; a structured value is a JSON text."""

    @classmethod
    def read(cls, root: Path, stack: str) -> StackFile:
        """Read Pulumi.yaml and Pulumi.<stack>.yaml.

        Raises:
            StackFileError: no such stack, or a file that is missing or malformed.
        """
        try:
            project = str(read_document(root / "Pulumi.yaml").values.get("name") or "")
            if not project:
                message = f"{root / 'Pulumi.yaml'}: `name` is missing; it names the project"
                raise StackFileError(message)
            config = structured_config(stack_file(root, stack), project)
            return cls(root, project, stack, {key: config_text(value) for key, value in config.items()})
        except SettingsError as error:
            raise StackFileError(str(error)) from error

    def environment(self) -> dict[str, str]:
        """The variables through which a program and a policy pack learn what they run for."""
        return {
            "PULUMI_PROJECT": self.project,
            "PULUMI_STACK": self.stack,
            "PULUMI_ORGANIZATION": ORGANIZATION,
            "PULUMI_DRY_RUN": "false",
            "PULUMI_CONFIG": json.dumps(dict(self.config)),
            "PULUMI_CONFIG_SECRET_KEYS": "[]",
        }


def structured_config(file: Path, project: str) -> dict[str, Value]:
    """Return a stack's configuration, each key with its namespace, before the engine makes texts of it.

    Raises:
        SettingsError: the file is missing or malformed.
        StackFileError: a value is encrypted.
    """
    document = read_document(file)
    if document.problems:
        raise SettingsError(document.name, document.problems)
    config = config_of(document)
    for key, value in config.items():
        if list(encrypted(value, ())):
            message = (
                f"{file}: {key} is encrypted, and a rehearsal has no key; "
                "settings hold no secrets, which are born in Secrets Manager"
            )
            raise StackFileError(message)
    return {key if ":" in key else f"{project}:{key}": value for key, value in config.items()}
