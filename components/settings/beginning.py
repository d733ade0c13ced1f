"""What a new environment begins with: what is wanted of it, and the settings of the one that is its model."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from components.settings.edits import written
from components.settings.problem import Path
from components.settings.rules.rule import Others
from components.settings.sections.account_wide import AccountWide
from components.settings.sections.model import Kind, Settings
from components.settings.stack_file import StackFile

NOWHERE = "none"


@dataclass(frozen=True, kw_only=True)
class NewEnvironment:
    """Its name, whose settings it begins with, its account, and what differs.

    `zone`: its hosted zone; None: one below the model's. `kind`: what it is for; None: what the model is for.
    `kept_elsewhere`: what another stack of the account keeps; none: as the model. `region`: where it serves; None:
    where the model does. `standby`: where it stands by; `NOWHERE`: it has one site alone; None: as the model, or
    where that cannot be in the first region that exchanges backups with `region`.
    """

    name: str
    like: str
    account: str
    zone: str | None = None
    kind: Kind | None = None
    kept_elsewhere: Sequence[AccountWide] = ()
    region: str | None = None
    standby: str | None = None


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What is wanted, the model's settings, their text without comments and its places, and the others.

    `others`: what every other environment occupies, the model among them.
    """

    wanted: NewEnvironment
    settings: Settings
    text: str
    found: StackFile
    others: Others

    def written(self, path: Path) -> str | None:
        """Return how the model writes a value; None where it leaves it out."""
        return written(self.text, self.found, path)

    @property
    def places(self) -> Iterator[tuple[Path, object]]:
        """Every key of the model, and every item of its lists, with what stands there."""
        return _places(self.found.values, ())


def _places(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    if path:
        yield path, value
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[str, object]", value).items():
            yield from _places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _places(item, (*path, index))
