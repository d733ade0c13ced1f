"""The page of wishes: a table with each outcome, then each wish with its settings and the answer in full."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

import yaml

from cli.wishes.table import WISHES
from cli.wishes.wish import Wish
from components.settings.problem import Problem, write_path
from components.settings.stack_file import NAMESPACE

FILE = "docs/wishes.md"
_HEAD = """# Wishes

What stores have wished of the platform, the settings that say so, and what `storefront config check` answers. Each
is laid over the settings of prod or of staging; `null` takes a key out. The page is made of the answers themselves.
What is accepted is rehearsed without a finding: each by `make exhaustive`, a sample of them by `make proofs`.
"""


def render() -> str:
    """Return the page."""
    rows = "".join(f"| [{wish.title}](#{_anchor(wish.title)}) | {_outcome(wish)} |\n" for wish in WISHES)
    return f"{_HEAD}\n| wish | outcome |\n|---|---|\n{rows}\n" + "\n".join(map(_section, WISHES))


def _outcome(wish: Wish) -> str:
    return "refused, with what would do" if wish.problems() else "accepted"


def _anchor(title: str) -> str:
    """Return how GitHub calls a heading in an address."""
    return "".join(one for one in title.lower() if one.isalnum() or one in " -_").replace(" ", "-")


def _section(wish: Wish) -> str:
    settings = yaml.safe_dump(_flat(wish.settings), sort_keys=False, default_flow_style=None, width=110)
    laid_over = f"Laid over {wish.like}'s settings:\n\n```yaml\n{settings}```"
    return f"## {wish.title}\n\n{laid_over}\n\n{_answer(wish.problems())}\n"


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys as a stack's file has them."""
    return {NAMESPACE + key: _plain(value) for key, value in settings.items()}


def _plain(value: object) -> object:
    """Return a value that YAML writes without tags or aliases."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("Iterable[object]", value)]
    return value


def _answer(problems: list[Problem]) -> str:
    if not problems:
        return "**Accepted.**"
    return "**Refused.**\n\n" + "\n".join(_refusals(problems))


def _refusals(problems: Iterable[Problem]) -> Iterator[str]:
    for one in problems:
        yield f"- `{write_path(one.path)}` is {one.given}; allowed: {one.allowed}. What would do: {one.mend}."
