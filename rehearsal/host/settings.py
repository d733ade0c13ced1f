"""The stack's settings file, handed to the program as the engine hands it over: one text a key."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ORGANIZATION = "organization"  # what the engine calls it for a back end that has none


class StackFileError(Exception):
    """The project or the stack cannot be read; the message says where and how to mend it."""


class _Loader(yaml.SafeLoader):
    """YAML as Pulumi's own reader takes it: `yes` and `12:30` are texts, not a truth and a number in base sixty."""

    # Emptied, and filled below. The stubs take a table of the class for one of each instance.
    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # pyright: ignore[reportIncompatibleVariableOverride]


def _scalar(tag: str, pattern: str, first: str) -> None:
    # The stubs leave this method's parameters untyped.
    _Loader.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]
        f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first)
    )


_scalar("bool", "true|True|TRUE|false|False|FALSE", "tTfF")
_scalar("null", "~|null|Null|NULL|", "~nN\0")
_scalar("int", r"[-+]?[0-9]+", "-+0123456789")
_scalar("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789")


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
        project = str(_mapping(root / "Pulumi.yaml").get("name") or "")
        if not project:
            message = f"{root / 'Pulumi.yaml'}: `name` is missing; it names the project"
            raise StackFileError(message)
        path = root / f"Pulumi.{stack}.yaml"
        known = sorted(file.name.split(".")[1] for file in root.glob("Pulumi.*.yaml"))
        if stack not in known:
            message = f"there is no stack called {stack!r}; {root} has settings for: {', '.join(known) or 'none'}"
            raise StackFileError(message)
        return cls(root, project, stack, _config(path, project))

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


def _config(path: Path, project: str) -> dict[str, str]:
    given: object = _mapping(path).get("config") or {}
    if not isinstance(given, dict):
        message = f"{path}: `config` is {type(given).__name__}; expected a mapping of settings"
        raise StackFileError(message)
    config = {str(key): value for key, value in cast("dict[Any, Any]", given).items()}
    return {key if ":" in key else f"{project}:{key}": _text(path, key, value) for key, value in config.items()}


def _text(path: Path, key: str, value: Any) -> str:
    if _encrypted(value):
        message = (
            f"{path}: {key} is encrypted, and a rehearsal has no key; "
            "settings hold no secrets, which are born in Secrets Manager"
        )
        raise StackFileError(message)
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _encrypted(value: Any) -> bool:
    if isinstance(value, dict):
        content = cast("dict[str, Any]", value)
        return set(content) == {"secure"} or any(_encrypted(item) for item in content.values())
    if isinstance(value, list):
        return any(_encrypted(item) for item in cast("list[Any]", value))
    return False


def _mapping(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - built on SafeLoader
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise StackFileError(message) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        message = f"{path} is not YAML: {_first_trouble(error)}"
        raise StackFileError(message) from error
    if content is not None and not isinstance(content, dict):
        message = f"{path} holds {type(content).__name__}; expected a mapping"
        raise StackFileError(message)
    return cast("dict[str, Any]", content or {})


def _first_trouble(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark = error.problem_mark
        return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}"
    return str(error)
