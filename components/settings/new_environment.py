"""The settings file of a new environment, made from another's: what cannot be the same in both is changed.

The text is kept, so that the new file reads like its model, and values are changed in their places. Comments are
not kept: they are the model's reasons, such as what it is for or why it has so many servers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory

from components.settings.beginning import Beginning, NewEnvironment
from components.settings.check import check, valid_sections
from components.settings.comments import with_head, with_headings, without_comments
from components.settings.document import Value
from components.settings.edits import Change, changed
from components.settings.free_networks import free_networks
from components.settings.load import load_file, stack_file
from components.settings.moved import Move, differences, placed, settled, with_sites_of
from components.settings.neighbours import file_name, neighbours
from components.settings.own_values import others_zones, own_name, own_values
from components.settings.problem import Path, Problem, SettingsError
from components.settings.refused import of_the_command
from components.settings.rules.kinds import KEY_DELETION_DAYS
from components.settings.sections.account_wide import AccountWide
from components.settings.sections.model import Kind, Settings
from components.settings.small import small_sizes
from components.settings.stack_file import read_stack_file
from components.settings.wanted_regions import move_wanted

_KIND, _OFF_HOURS, _HOME = ("kind",), ("offHours",), ("home",)
# What a disposable environment cannot have: a lock that nobody lifts.
_FIXED_LOCK = ("backups", "lock", "changeableForDays")
_LOCAL_TIME = "these hours are New York's: write the time zone of those who work with it, and their hours"
# What no other may have: keys that are gone in days.
_DELETION_WINDOW = ("keys", "deletionWindowDays")
# How the model's stack encrypts its secrets, by a key of its own account: `pulumi stack init` writes the new one's.
_OTHERS_SECRETS = re.compile(r"^(?:secretsprovider|encryptedkey|encryptionsalt):[^\n]*\n", re.MULTILINE)
_KEPT_ELSEWHERE = ("keptElsewhere",)
# What goes with the operations host, which cannot be where another stack keeps the preferences of sessions.
_OF_THE_HOST = ("operationsHost",), ("artifacts", "awsCli"), ("artifacts", "storefrontCli")
_ONLY_FOR_SERVERS = ("patchWindow",)


def make_environment(root: FilePath, wanted: NewEnvironment) -> tuple[FilePath, list[Change]]:
    """Write the settings file of a new environment into the project at `root`; returns it and what was changed.

    Raises:
        SettingsError: the model cannot be read, the environment exists, or what results is not valid; then nothing
            is written, and each problem names a key of the model's file or an option of the command.
    """
    _refuse_wrong_names(wanted)
    model = stack_file(root, wanted.like)
    file = root / file_name(wanted.name)
    if file.exists():
        problem = Problem((), f"the file {file.name}", "a new name", "choose another, or edit the file", key=False)
        raise SettingsError(file.name, [problem])
    others = neighbours(root)
    settings = load_file(model, [one for one in others if one.environment != wanted.like])
    move = move_wanted(settings, wanted)
    free = free_networks(root, others)
    with TemporaryDirectory() as scratch:
        draft = FilePath(scratch, file.name)
        _write(draft, _OTHERS_SECRETS.sub("", without_comments(model.read_bytes().decode("utf-8-sig"))))
        moves = _moved(draft, move, wanted) if move else []
        text, found = _read(draft), read_stack_file(draft)
        settings = valid_sections(found.values) if move else settings
        begin = Beginning(wanted=wanted, settings=settings, text=text, found=found, others=others)
        changes = _all_changes(begin, [*own_values(begin, free)])
        _fill(draft, begin, changes)
        try:
            load_file(draft, others)
        except SettingsError as error:
            raise of_the_command(error, begin, changes, read_stack_file(model)) from None
        _write(file, _read(draft))
    return file, [*(one for one in moves if one.path not in {change.path for change in changes}), *changes]


def _moved(draft: FilePath, move: Move, wanted: NewEnvironment) -> list[Change]:
    """Write the draft for other regions; returns what differs beside the sites' names."""
    _write(draft, with_sites_of(_read(draft), read_stack_file(draft), move))
    text, found = _read(draft), read_stack_file(draft)
    values = settled(placed(found.values, move), None if wanted.kind is None else str(wanted.kind))
    changes = differences(text, found, values)
    _write(draft, changed(text, found, changes))
    return changes


def _fill(draft: FilePath, begin: Beginning, changes: Sequence[Change]) -> None:
    """Write the new file's text, by way of the one without headings."""
    text = changed(begin.text, begin.found, changes)
    _write(draft, text)
    _write(draft, with_head(with_headings(text, read_stack_file(draft)), _head(begin.wanted)))


def _read(file: FilePath) -> str:
    return file.read_bytes().decode("utf-8")


def _write(file: FilePath, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")


def _all_changes(begin: Beginning, own: Sequence[Change]) -> list[Change]:
    """All that differs, each key once; one that is left out takes what is within it along.

    What is put in for a kind is of what is left of the model: a server that stays elsewhere needs no window.
    """
    left = [*(change for change in own if change.now is None), *_left_to_others(begin)]
    remaining = valid_sections(_without(begin.found.values, [one.path for one in left if one.now is None]))
    every = [*left, *_changes_of_kind(begin, remaining), *_left_out_names(begin), *_home(begin), *own]
    changes = {change.path: change for change in reversed(every)}
    gone = {path for path, change in changes.items() if change.now is None}
    return [one for path, one in reversed(changes.items()) if not any(path[:n] in gone for n in range(len(path)))]


def _without(values: Mapping[str, Value], paths: Sequence[Path]) -> dict[str, Value]:
    """The values without some keys."""
    left: dict[str, Value] = {}
    for key, value in values.items():
        within = [path[1:] for path in paths if path[0] == key]
        if () not in within:
            left[key] = _without(value, within) if within and isinstance(value, dict) else value
    return left


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


def _left_to_others(begin: Beginning) -> Iterator[Change]:
    """What another stack of the account keeps, and what cannot be without it."""
    wanted, servers = begin.wanted, begin.settings.servers
    if not wanted.kept_elsewhere:
        yield from _kept_by_nobody(begin)
        return
    now = f"[{', '.join(wanted.kept_elsewhere)}]"
    yield Change(path=_KEPT_ELSEWHERE, was=begin.written(_KEPT_ELSEWHERE), now=now)
    if AccountWide.SESSION_PREFERENCES not in wanted.kept_elsewhere or servers.operations_host is None:
        return
    note = "whose sessions nobody could open where session-preferences are kept elsewhere"
    for path in _OF_THE_HOST if servers.tableau_bridge else (*_OF_THE_HOST, _ONLY_FOR_SERVERS):
        yield Change(path=("servers", *path), was=begin.written(("servers", *path)), now=None, note=note)
        note = "it goes with operationsHost"


def _kept_by_nobody(begin: Beginning) -> Iterator[Change]:
    """What another stack of the model's account keeps is kept by nobody in an account that no other stack has."""
    kept = begin.settings.kept_elsewhere
    there = [other for other in begin.others if other.account == begin.settings.account]
    by_stacks = [what for what in kept if any(what not in other.kept_elsewhere for other in there)]
    if by_stacks and begin.wanted.account not in {other.account for other in begin.others}:
        rest = [what for what in kept if what not in by_stacks]
        note = f"in {begin.wanted.account} no other stack keeps what is left out"
        now = f"[{', '.join(rest)}]" if rest else None
        yield Change(path=_KEPT_ELSEWHERE, was=begin.written(_KEPT_ELSEWHERE), now=now, note=note)


def _home(begin: Beginning) -> Iterator[Change]:
    """Nothing of the new environment stands: its home is where it serves, wherever the model's was."""
    was, now = begin.written(_HOME), begin.settings.serving
    if begin.settings.home != now:
        yield Change(path=_HOME, was=was, now=now, note="it must stay when a site is added, or another one serves")


def _left_out_names(begin: Beginning) -> Iterator[Change]:
    """The lists of zones and names without what stays the model's, where there is any."""
    edge, left_out, wanted = begin.settings.edge, others_zones(begin), begin.wanted
    if not left_out:
        return
    zones = [own_name(begin, zone.name) for zone in edge.zones if zone.name not in left_out]
    names = [own_name(begin, name) for name in edge.alternative_names]
    lost = [name for name, now in zip(edge.alternative_names, names, strict=True) if now is None]
    note = f"without {wanted.like}'s {', '.join(left_out)}; write zones there that are {wanted.name}'s alone"
    rows = [f"{{name: {zone}}}" for zone in zones if zone is not None]
    yield _list_change(begin, ("edge", "zones"), rows, note)
    if lost:
        note = f"without {wanted.like}'s {', '.join(lost)}; write names in those zones there"
    if edge.alternative_names:
        yield _list_change(
            begin, ("edge", "alternativeNames"), [name for name in names if name], note if lost else ""
        )


def _list_change(begin: Beginning, path: Path, items: Sequence[str], note: str) -> Change:
    """A whole list, written in one line."""
    return Change(path=path, was=begin.written(path), now=f"[{', '.join(items)}]", note=note)


def _changes_of_kind(begin: Beginning, remaining: Settings) -> Iterator[Change]:
    """What another kind of environment must have, must not have, or is the better for."""
    wanted, model = begin.wanted.kind, begin.settings.kind
    if wanted in {None, model}:
        return
    yield Change(path=_KIND, was=str(model) if "kind" in begin.found.values else None, now=str(wanted))
    values: dict[Path, str | None] = {}
    if wanted is Kind.DISPOSABLE:
        values = {_FIXED_LOCK: None, **dict(small_sizes(remaining))}
    elif model is Kind.DISPOSABLE:
        values = {_DELETION_WINDOW: str(KEY_DELETION_DAYS)}
    if wanted is Kind.PRODUCTION:
        values[_OFF_HOURS] = None
    for path, now in values.items():
        was = begin.written(path)
        if now != was and (was is not None or path == _OFF_HOURS):
            note = _LOCAL_TIME if path == _OFF_HOURS and now else ""
            yield Change(path=path, was=was, now=now, note=note)
