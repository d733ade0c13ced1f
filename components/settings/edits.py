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
