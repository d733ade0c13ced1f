"""The settings file of a new environment, made from another's: what cannot be the same in both is changed.

The text is kept, so that the new file reads like its model, and values are changed in their places. Comments are
not kept: they are the model's reasons, such as what it is for or why it has so many servers.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network
from pathlib import Path as FilePath

from components.settings.check import check
from components.settings.comments import with_head, with_headings, without_comments
from components.settings.document import Span
from components.settings.load import load_file, neighbours, stack_file
from components.settings.problem import Path, Problem, SettingsError, write_path
from components.settings.sections.account_wide import AccountWide
from components.settings.sections.model import Kind, Settings
from components.settings.small import small_sizes
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
_NAMES = {("edge", "zones"), ("edge", "alternativeNames")}
# What a disposable environment cannot have: a lock that nobody lifts.
_FIXED_LOCK = ("backups", "lock", "changeableForDays")
# How the model's stack encrypts its secrets, by a key of its own account: `pulumi stack init` writes the new one's.
_OTHERS_SECRETS = re.compile(r"^(?:secretsprovider|encryptedkey|encryptionsalt):[^\n]*\n", re.MULTILINE)
_KEPT_ELSEWHERE = ("keptElsewhere",)
# What goes with the operations host, which cannot be where another stack keeps the preferences of sessions.
_OF_THE_HOST = ("operationsHost",), ("artifacts", "awsCli"), ("artifacts", "storefrontCli")
_SLEEP = ("sleep",)
_ONLY_FOR_SERVERS = ("patchWindow",)


@dataclass(frozen=True, kw_only=True)
class NewEnvironment:
    """Its name, whose settings it begins with, its account, and what differs.

    `zone`: its hosted zone; None: one below the model's. `kind`: what it is for; None: what the model is for.
    `kept_elsewhere`: what another stack of the account keeps; none: as the model.
    """

    name: str
    like: str
    account: str
    zone: str | None = None
    kind: Kind | None = None
    kept_elsewhere: Sequence[AccountWide] = ()


@dataclass(frozen=True, kw_only=True)
class Change:
    """A value that differs from the model's, or that one of the two leaves out (None); `note`: what to do of it."""

    path: Path
    was: str | None
    now: str | None
    note: str = ""

    def __str__(self) -> str:
        said = f"{write_path(self.path)}: {'left out' if self.now is None else self.now}"
        return f"{said}\n    {self.note}" if self.note else said


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
    settings, taken = load_file(model), _networks(root)
    text = _OTHERS_SECRETS.sub("", without_comments(model.read_bytes().decode("utf-8-sig")))
    try:
        changes = _fill(file, text, settings, wanted, taken)
        load_file(file)
    except BaseException as error:
        file.unlink()
        if isinstance(error, SettingsError):
            raise SettingsError(error.file, [_with_option(problem) for problem in error.problems]) from None
        raise
    return file, changes


def _fill(
    file: FilePath, text: str, settings: Settings, wanted: NewEnvironment, taken: list[IPv4Network]
) -> list[Change]:
    """Write the new file, by way of its model's text without comments; returns what was changed."""
    _write(file, text)
    found = read_stack_file(file)
    changes = _all_changes(settings, text, found, wanted, taken)
    text = _changed(text, found, changes)
    _write(file, text)
    _write(file, with_head(with_headings(text, read_stack_file(file)), _head(wanted)))
    return changes


def _write(file: FilePath, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")


def _all_changes(
    settings: Settings, text: str, found: StackFile, wanted: NewEnvironment, taken: list[IPv4Network]
) -> list[Change]:
    """All that differs; a key that is left out takes what is within it along."""
    changes = [
        *_changes(settings, found, wanted, taken),
        *_changes_of_kind(settings, text, found, wanted),
        *_left_out_names(settings, text, found, wanted),
        *_left_to_others(settings, text, found, wanted),
    ]
    gone = {change.path for change in changes if change.now is None}
    return [one for one in changes if not any(one.path[:n] in gone for n in range(len(one.path)))]


def _with_option(problem: Problem) -> Problem:
    """Say by which option of the command an account can be shared, where the file's own check names the key."""
    if problem.path != ("account",) or "keptElsewhere" not in problem.mend:
        return problem
    return replace(
        problem,
        mend="give it an account of its own, or leave to the other what the account has once: "
        "the same command with --kept-elsewhere all",
    )


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
    return [network for neighbour in neighbours(root) for network in neighbour.networks]


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
    for path, value in texts(found.values):
        now = value.replace(settings.account, wanted.account)
        now = now if path in _OF_OTHERS else _renamed(now, wanted)
        if path == _KIND or (path[:2] in _NAMES and _others_zones(settings)):
            continue
        if path == _ENVIRONMENT:
            now = wanted.name
        elif path[0] == "sites" and path[-1] == "cidr":
            now = str(next(free, value))
        elif path[0] == "edge":
            now = _own_name(settings, value, wanted) or now
        if now != value:
            yield Change(path=path, was=value, now=now)


def _own_name(settings: Settings, name: str, wanted: NewEnvironment) -> str | None:
    """The name in the new environment's zone that a name of the model's has there; None of a name elsewhere."""
    zone = settings.edge.hosted_zone
    new_zone = wanted.zone or _renamed(zone, wanted)
    if new_zone == zone:
        new_zone = f"{wanted.name}.{zone}"
    return name.removesuffix(zone) + new_zone if name == zone or name.endswith(f".{zone}") else None


def _others_zones(settings: Settings) -> list[str]:
    """The zones that the model alone can have: those that stand, and those outside its first one."""
    first = settings.edge.hosted_zone
    return [
        zone.name for zone in settings.edge.zones if zone.zone_id is not None or not zone.name.endswith(f".{first}")
    ]


def _left_to_others(settings: Settings, text: str, found: StackFile, wanted: NewEnvironment) -> Iterator[Change]:
    """What another stack of the account keeps, and what cannot be without it."""
    if not wanted.kept_elsewhere:
        return
    span = found.spans.get(_KEPT_ELSEWHERE)
    was = text[span.start : span.end] if span else None
    yield Change(path=_KEPT_ELSEWHERE, was=was, now=f"[{', '.join(wanted.kept_elsewhere)}]")
    servers = settings.servers
    if AccountWide.SESSION_PREFERENCES not in wanted.kept_elsewhere or servers.operations_host is None:
        return
    note = "whose sessions nobody could open where session-preferences are kept elsewhere"
    for path in _OF_THE_HOST if servers.tableau_bridge else (*_OF_THE_HOST, _ONLY_FOR_SERVERS):
        span = found.spans[("servers", *path)]
        yield Change(path=("servers", *path), was=text[span.start : span.end], now=None, note=note)
        note = "it goes with operationsHost"


def _left_out_names(settings: Settings, text: str, found: StackFile, wanted: NewEnvironment) -> Iterator[Change]:
    """The lists of zones and names without what stays the model's, where there is any."""
    edge, left_out = settings.edge, _others_zones(settings)
    if not left_out:
        return
    zones = [_own_name(settings, zone.name, wanted) for zone in edge.zones if zone.name not in left_out]
    names = [_own_name(settings, name, wanted) for name in edge.alternative_names]
    lost = [name for name, now in zip(edge.alternative_names, names, strict=True) if now is None]
    note = f"without {wanted.like}'s {', '.join(left_out)}; write zones there that are {wanted.name}'s alone"
    rows = [f"{{name: {zone}}}" for zone in zones if zone is not None]
    yield _list_change(("edge", "zones"), rows, text, found, note)
    if lost:
        note = f"without {wanted.like}'s {', '.join(lost)}; write names in those zones there"
        yield _list_change(("edge", "alternativeNames"), [name for name in names if name], text, found, note)


def _list_change(path: Path, items: Sequence[str], text: str, found: StackFile, note: str) -> Change:
    """A whole list, written in one line."""
    span = found.spans[path]
    return Change(path=path, was=text[span.start : span.end], now=f"[{', '.join(items)}]", note=note)


def _changes_of_kind(settings: Settings, text: str, found: StackFile, wanted: NewEnvironment) -> Iterator[Change]:
    if wanted.kind in {None, settings.kind}:
        return
    yield Change(path=_KIND, was=str(settings.kind) if "kind" in found.values else None, now=str(wanted.kind))
    if wanted.kind is Kind.DISPOSABLE:
        small = {_FIXED_LOCK: None, **dict(small_sizes(settings))}
        for path, now in small.items():
            span = found.spans.get(path)
            was = text[span.start : span.end] if span else None
            if now != was and (span or path == _SLEEP):
                yield Change(path=path, was=was, now=now)


def _renamed(value: str, wanted: NewEnvironment) -> str:
    """The model's name, where it is a word of the value, becomes the new one."""
    return re.sub(rf"(?<![A-Za-z0-9]){re.escape(wanted.like)}(?![A-Za-z0-9])", wanted.name, value)


def _changed(text: str, found: StackFile, changes: Sequence[Change]) -> str:
    """The text with each value changed in its place; a new key stands behind the environment's name."""
    edits = [
        (found.spans[_ENVIRONMENT if change.was is None else change.path], change.was is None, change)
        for change in changes
    ]
    # From the end on, so that what stands before is still where it was.
    for span, added, change in sorted(edits, key=lambda edit: (edit[0].start, edit[1]), reverse=True):
        if change.now is None:
            text = _without(text, span)
        elif added:
            text = _with_key(text, span, f"{NAMESPACE}{change.path[0]}: {change.now}")
        elif "\n" in text[span.key : span.start]:
            text = _in_the_keys_line(text, span, change.now)
        else:
            text = text[: span.start] + _rewritten(text[span.start : span.end], change) + text[span.end :]
    return text


def _rewritten(raw: str, change: Change) -> str:
    """What stands for a value, with the new one in it; a text whose escapes hide the old one is written anew.

    A text in quotes stays in them: within braces a cron expression is none without.
    """
    was, now = change.was or "", change.now or ""
    if was == raw and raw[:1] in {"'", '"'} and now[:1] not in {"[", "{", "'", '"'}:
        return f"{raw[0]}{now}{raw[0]}"
    return raw.replace(was, now) if was in raw else json.dumps(now)


def _in_the_keys_line(text: str, span: Span, value: str) -> str:
    """The text with a value in one line for one that stood in lines of its own below its key."""
    key = re.match(r"\S+?:(?=\s)", text[span.key :])
    return text[: span.key] + (key[0] if key else "") + f" {value}" + text[span.end :]


def _line_before(text: str, span: Span) -> str:
    return text[text.rfind("\n", 0, span.key) + 1 : span.key]


def _within_braces(text: str, span: Span) -> bool:
    """Whether a key stands in a mapping within braces, whose lines may be broken anywhere."""
    return bool(_line_before(text, span).strip()) or bool(re.match(r"\s*[,}]", text[span.end :]))


def _with_key(text: str, span: Span, added: str) -> str:
    """The text with a key and its value behind another: in a line of the same depth, or within the same braces."""
    margin = _line_before(text, span)
    if _within_braces(text, span):
        return f"{text[: span.end]}, {added}{text[span.end :]}"
    line, end, rest = text[span.end :].partition("\n")
    return f"{text[: span.end]}{line}\n{margin}{added}{end}{rest}"


def _without(text: str, span: Span) -> str:
    """The text without a key and its value: without their lines, or without one comma within braces."""
    margin = _line_before(text, span)
    before, after = text[: span.key], text[span.end :]
    if not _within_braces(text, span):
        return before.removesuffix(margin) + after.partition("\n")[2]
    following = re.match(r"\s*,\s*", after)
    return before + after[following.end() :] if following else re.sub(r",\s*$", "", before) + after
