"""Lines for a terminal of 80 columns."""

import re
import textwrap

WIDTH = 80
_COMMAND = re.compile(r"`[^`]+`")
_KEPT = "\0"


def fit(text: str, *, first: str = "", rest: str = "") -> str:
    """Break a text into lines, indented by `first` and `rest`; names, and commands in backticks, stay whole."""
    whole = _COMMAND.sub(lambda found: found.group().replace(" ", _KEPT), text)
    lines = textwrap.wrap(
        whole,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).replace(_KEPT, " ")
