"""Changes of single values in the text of a settings file, whose form stays as it was."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from components.settings.document import Span
from components.settings.problem import Path, write_path
from components.settings.stack_file import NAMESPACE, StackFile

_ENVIRONMENT = ("environment",)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A value that differs from the model's, or that one of the two leaves out (None); `note`: what to do of it.

    `option`: that of the command which asks for it.
    """

    path: Path
    was: str | None
    now: str | None
    note: str = ""
    option: str = ""

    def __str__(self) -> str:
        said = f"{write_path(self.path)}: {'left out' if self.now is None else self.now}"
        return f"{said}\n    {self.note}" if self.note else said


def written(text: str, found: StackFile, path: Path) -> str | None:
    """Return how a value is written; None where the file leaves it out."""
    span = found.spans.get(path)
    return text[span.start : span.end] if span else None


def changed(text: str, found: StackFile, changes: Sequence[Change]) -> str:
    """Return the text with each value changed in its place; a new key stands behind the environment's name."""
    edits = [(_span(found, change), change.was is None, change) for change in changes]
    # From the end on, so that what stands before is still where it was.
    for span, added, change in sorted(edits, key=lambda edit: (edit[0].start, edit[1]), reverse=True):
        if change.now is None:
            text = without_key(text, span)
        elif added:
            text = _with_key(text, span, _added(found, change))
        elif "\n" in text[span.key : span.start]:
            text = _in_the_keys_line(text, span, change.now)
        else:
            text = text[: span.start] + _rewritten(text[span.start : span.end], change) + text[span.end :]
    return text


def renamed(text: str, span: Span, old: str, new: str) -> str:
    """Return the text with another key before a value."""
    key = text[span.key : span.start]
    return text[: span.key] + key.replace(old, new, 1) + text[span.start :]


def doubled(text: str, span: Span, old: str, new: str) -> str:
    """Return the text with a key and its value a second time, behind the first, under another key."""
    return _with_key(text, span, text[span.key : span.end].replace(old, new, 1))


def _span(found: StackFile, change: Change) -> Span:
    """Where a change is made: at its own key, or where there is none behind the last one beside it."""
    if change.was is not None:
        return found.spans[change.path]
    beside = [path for path in found.spans if path[:-1] == _around(found, change.path)]
    return found.spans[beside[-1] if len(change.path) > 1 and beside else _ENVIRONMENT]


def _around(found: StackFile, path: Path) -> Path:
    """The innermost mapping of the file around a key that it lacks."""
    return next(path[:end] for end in range(len(path) - 1, -1, -1) if not end or path[:end] in found.spans)


def _added(found: StackFile, change: Change) -> str:
    """A new key with its value; within mappings that are new too, these in braces."""
    around = len(_around(found, change.path))
    first, *inner = change.path[around:]
    value = change.now
    for key in reversed(inner):
        value = f"{{{key}: {value}}}"
    return f"{'' if around else NAMESPACE}{first}: {value}"


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


def without_key(text: str, span: Span) -> str:
    """Return the text without a key and its value: without their lines, or without one comma within braces."""
    margin = _line_before(text, span)
    before, after = text[: span.key], text[span.end :]
    if not _within_braces(text, span):
        return before.removesuffix(margin) + after.partition("\n")[2]
    following = re.match(r"\s*,\s*", after)
    return before + after[following.end() :] if following else re.sub(r",\s*$", "", before) + after
