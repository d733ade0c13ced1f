"""Settings files to start from, and how to change one value of them."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from components.settings import SettingsError, load_file
from components.settings.stack_file import NAMESPACE, read_stack_file

ROOT = Path(__file__).parents[3]
STACKS = ("prod", "staging")
GONE: Any = object()  # as a value: take the key out

Values = dict[str, Any]
Path_ = tuple[str | int, ...]


def values_of(stack: str) -> Values:
    """What a stack's own settings file holds."""
    return dict(read_stack_file(ROOT / f"Pulumi.{stack}.yaml").values)


def put(values: Values, path: Path_, value: object) -> Values:
    """The same values with another one at a path."""
    changed: Any = deepcopy(values)
    place = changed
    for part in path[:-1]:
        place = place[part]
    if value is GONE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def write(folder: Path, stack: str, values: Values) -> Path:
    """Write values as a stack's settings file."""
    file = folder / f"Pulumi.{stack}.yaml"
    config = {NAMESPACE + key: value for key, value in values.items()}
    file.write_text(yaml.safe_dump({"config": config}, sort_keys=False))
    return file


def report_of(file: Path) -> str:
    """The report on a file that must be refused."""
    try:
        load_file(file)
    except SettingsError as error:
        return str(error)
    raise AssertionError(f"{file.name} was taken")
