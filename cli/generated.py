"""The pages of the documentation that are written from code."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from cli.made_alarms import made_alarms
from cli.wishes import page as wishes
from components.monitoring.alarms_doc import render as render_alarms
from components.monitoring.support_doc import render as render_support
from components.settings import editor_schema, load_file, reference, stack_file, stacks
from operations.bulk_data.page import render as render_bulk_data
from operations.errors import CommandError
from policies.docs import render as render_guardrails
from rehearsal.mocks.recorder import run_program


class StalePageError(CommandError):
    """Pages that no longer say what the code says; the message names them."""


def pages(root: Path) -> Mapping[Path, str]:
    """Each generated page, by its path in the project."""
    settings = {stack: load_file(stack_file(root, stack)) for stack in _kept_stacks(root)}
    return {
        Path("docs/alarms.md"): render_alarms({stack: made_alarms(run_program(stack)) for stack in settings}),
        Path("docs/bulk-data.md"): render_bulk_data(),
        Path("docs/guardrails.md"): render_guardrails(),
        Path("docs/settings.md"): reference.render(),
        Path(editor_schema.FILE): editor_schema.render(),
        Path("docs/support.md"): render_support(settings),
        Path(wishes.FILE): wishes.render(),
    }


def _kept_stacks(root: Path) -> list[str]:
    """The stacks whose files are the project's; one that git does not keep is somebody's own, and may be broken."""
    command = ("git", "-C", str(root), "ls-files", "--others", "--", "Pulumi.*.yaml")
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - git's own list
    except (OSError, subprocess.CalledProcessError):
        return stacks(root)  # no git here, so that nothing tells them apart
    own = set(done.stdout.splitlines())
    return [stack for stack in stacks(root) if f"Pulumi.{stack}.yaml" not in own]


def write(root: Path) -> list[Path]:
    """Write every page whose text changed; returns those."""
    stale = _stale(root)
    for page, text in stale.items():
        (root / page).parent.mkdir(parents=True, exist_ok=True)
        (root / page).write_text(text, encoding="utf-8")
    return list(stale)


def check(root: Path) -> None:
    """Raise StalePageError unless every page says what the code says."""
    stale = _stale(root)
    if stale:
        names = ", ".join(map(str, stale))
        message = f"{names}: differs from what the code says; run `storefront docs write` and commit the result"
        raise StalePageError(message)


def _stale(root: Path) -> dict[Path, str]:
    return {page: text for page, text in pages(root).items() if _text(root / page) != text}


def _text(page: Path) -> str | None:
    return page.read_text(encoding="utf-8") if page.is_file() else None
