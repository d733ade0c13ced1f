"""The settings file of a new environment, made from another's: what cannot be the same in both is changed.

The text is kept, comments and all, so that the new file reads like its model. Values are changed in their lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path as FilePath

from components.settings.check import check
from components.settings.load import load_file, stack_file, stacks
from components.settings.problem import Path, Problem, SettingsError, write_path
from components.settings.sections.model import Kind, Settings
from components.settings.stack_file import NAMESPACE, StackFile, read_stack_file, texts
from components.shared.address_plan import SITE_PREFIX

# Where networks are looked for; those from 10.16 on first, since offices and home routers use the lowest.
_SPACE = IPv4Network("10.0.0.0/8")
_FIRST = 16
# Names that others give: a pod of Tableau, a repository, where the runbooks are read.
_OF_OTHERS = {
    ("servers", "tableauBridge", "tableau", "serviceUrl"),
    ("identity", "pipelines", "repository"),
    ("notifications", "runbooks"),
}
_ENVIRONMENT, _KIND = ("environment",), ("kind",)
# What a disposable environment cannot have: a lock that nobody lifts.
_FIXED_LOCK = ("backups", "lock", "changeableForDays")
_HEAD = re.compile(r"^# Settings of [^\n]*\n(#[^\n]*\n)*", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class NewEnvironment:
    """Its name, whose settings it begins with, its account, and what differs.

    `zone`: its hosted zone; None: one below the model's. `kind`: what it is for; None: what the model is for.
    """

    name: str
    like: str
    account: str
    zone: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A value that differs from the model's, or that one of the two leaves out (None)."""

    path: Path
    was: str | None
    now: str | None

    def __str__(self) -> str:
        return f"{write_path(self.path)}: {'left out' if self.now is None else self.now}"


def make_environment(root: FilePath, wanted: NewEnvironment) -> tuple[FilePath, list[Change]]:
    """Write the settings file of a new environment into the project at `root`; returns it and what was changed.

    Raises:
        SettingsError: the model cannot be read, the environment exists, or what results is not valid; then nothing
            is written.
    """
    _refuse_wrong_names(wanted)
    model = stack_file(root, wanted.like)
    file = root / f"Pulumi.{wanted.name}.yaml"
    if file.exists():
        problem = Problem((), f"the file {file.name}", "a new name", "choose another, or edit the file", key=False)
        raise SettingsError(file.name, [problem])
    settings, found = load_file(model), read_stack_file(model)
    changes = [*_changes(settings, found, wanted, _networks(root)), *_changes_of_kind(settings, found, wanted)]
    text = _HEAD.sub(_head(wanted), _changed(model.read_text(encoding="utf-8"), found, changes), count=1)
    file.write_text(text, encoding="utf-8")
    try:
        load_file(file)
    except SettingsError:
        file.unlink()
        raise
    return file, changes


def _refuse_wrong_names(wanted: NewEnvironment) -> None:
    """Before a name becomes part of a path: what the settings themselves refuse."""
    given = {"environment": wanted.name, "account": wanted.account}
    problems = [problem for problem in check(given)[1] if problem.path[0] in given]
    if problems:
        raise SettingsError("a new environment", problems)


def _head(wanted: NewEnvironment) -> str:
    return (
        f"# Settings of the {wanted.name} environment, begun with those of {wanted.like}.\n"
        f"# `storefront config check {wanted.name}` reports every problem of this file; all times are UTC.\n"
    )


def _networks(root: FilePath) -> list[IPv4Network]:
    """What every environment of the project has taken."""
    taken: list[IPv4Network] = []
    for stack in stacks(root):
        taken += [site.cidr for site in load_file(stack_file(root, stack)).sites.values()]
    return taken


def _free(taken: list[IPv4Network]) -> Iterator[IPv4Network]:
    """Networks that overlap none of those."""
    blocks = list(_SPACE.subnets(new_prefix=SITE_PREFIX))
    for block in blocks[_FIRST:] + blocks[:_FIRST]:
        if not any(block.overlaps(other) for other in taken):
            yield block


def _changes(
    settings: Settings, found: StackFile, wanted: NewEnvironment, taken: list[IPv4Network]
) -> Iterator[Change]:
    free = _free(taken)
    zone = settings.edge.hosted_zone
    new_zone = wanted.zone or _renamed(zone, wanted)
    if new_zone == zone:
        new_zone = f"{wanted.name}.{zone}"
    for path, value in texts(found.values):
        now = value.replace(settings.account, wanted.account)
        now = now if path in _OF_OTHERS else _renamed(now, wanted)
        if path == _KIND:
            continue
        if path == _ENVIRONMENT:
            now = wanted.name
        elif path[0] == "sites" and path[-1] == "cidr":
            now = str(next(free, value))
        elif path[0] == "edge" and (value == zone or value.endswith(f".{zone}")):
            now = value.removesuffix(zone) + new_zone
        if now != value:
            yield Change(path=path, was=value, now=now)


def _changes_of_kind(settings: Settings, found: StackFile, wanted: NewEnvironment) -> Iterator[Change]:
    if wanted.kind in {None, settings.kind}:
        return
    yield Change(path=_KIND, was=str(settings.kind) if "kind" in found.values else None, now=str(wanted.kind))
    lock = settings.backups.lock.changeable_for_days
    if wanted.kind is Kind.DISPOSABLE and lock is not None:
        yield Change(path=_FIXED_LOCK, was=str(lock), now=None)


def _renamed(value: str, wanted: NewEnvironment) -> str:
    """The model's name, where it is a word of the value, becomes the new one."""
    return re.sub(rf"(?<![A-Za-z0-9]){re.escape(wanted.like)}(?![A-Za-z0-9])", wanted.name, value)


def _changed(text: str, found: StackFile, changes: list[Change]) -> str:
    """The text with each value changed in its line; a new key stands behind the environment's name."""
    lines: list[str | None] = [*text.split("\n")]
    for change in changes:
        number = (found.line_of(_ENVIRONMENT if change.was is None else change.path) or 1) - 1
        lines[number] = _changed_line(lines[number] or "", change)
    return "\n".join(line for line in lines if line is not None)


def _changed_line(line: str, change: Change) -> str | None:
    """The line with the value behind its key changed, the line and the new one after it, or nothing."""
    if change.now is None:
        return None
    if change.was is None:
        margin = line[: len(line) - len(line.lstrip())]
        return f"{line}\n{margin}{NAMESPACE}{change.path[0]}: {change.now}"
    key, colon, value = line.rpartition(": ")
    return key + colon + value.replace(change.was, change.now)
