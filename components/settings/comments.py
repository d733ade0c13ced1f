"""The comments of a settings file: another environment's are taken out, each section says what it is instead."""

import inspect
import re

import yaml

from components.settings.check import section_in
from components.settings.sections.model import Settings
from components.settings.stack_file import StackFile

# Outside of scalars; a comment in lines of its own goes with the break before it.
_COMMENT = re.compile(r"(?:\r?\n)?[ \t]*#[^\r\n]*")
_FOR_EDITORS = "# yaml-language-server:"


def without_comments(text: str) -> str:
    """Return a file's text without comments; what tells editors its schema stays."""
    scalars = [token for token in yaml.scan(text) if isinstance(token, yaml.ScalarToken)]
    parts: list[str] = []
    end = 0
    for token in scalars:
        parts += (
            _uncommented(text[end : token.start_mark.index]),
            text[token.start_mark.index : token.end_mark.index],
        )
        end = token.end_mark.index
    return "".join((*parts, _uncommented(text[end:]))).lstrip("\r\n")


def _uncommented(gap: str) -> str:
    return _COMMENT.sub(lambda found: found[0] if found[0].startswith(_FOR_EDITORS) else "", gap)


def with_head(text: str, head: str) -> str:
    """Return a text that begins with `head`, behind what tells editors its schema."""
    first, end, rest = text.partition("\n")
    return f"{first}{end}{head}{rest}" if first.startswith(_FOR_EDITORS) else head + text


def with_headings(text: str, found: StackFile) -> str:
    """Return a file's text with a line above each section that says what it holds, in any environment."""
    for name, span in sorted(found.spans.items(), key=lambda item: item[1].key, reverse=True):
        margin = text[text.rfind("\n", 0, span.key) + 1 : span.key]
        if len(name) == 1 and not margin.strip() and (heading := _headings().get(str(name[0]))):
            text = f"{text[: span.key]}# {heading}\n{margin}{text[span.key :]}"
    return text


def _headings() -> dict[str, str]:
    """What each section says of itself, by its key."""
    sections = {str(field.alias): section_in(field) for field in Settings.model_fields.values()}
    return {
        key: inspect.cleandoc(section.__doc__ or "").partition("\n")[0]
        for key, section in sections.items()
        if section
    }
