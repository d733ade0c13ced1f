"""The summary of a rehearsal as a picture, for pages: what one would see, without fonts from elsewhere."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from rich.console import Console

from rehearsal.summary import show

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rehearsal.record import Record

COLUMNS = 100
# Rich's own format, less the fonts that it would load from a foreign host.
FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def write_picture(record: Record, scrub: Callable[[str], str], path: Path) -> None:
    """Write what `show` prints as an SVG picture.

    Args:
        record: what the rehearsal found.
        scrub: see `show`.
        path: the file to write.
    """
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    show(record, console, scrub)
    drawn = console.export_svg(
        title=f"make rehearse STACK={record.stack}", code_format=FORMAT, unique_id="rehearsal"
    )
    path.write_text(re.sub(r"[ \t]+$", "", drawn, flags=re.MULTILINE), encoding="utf-8")
