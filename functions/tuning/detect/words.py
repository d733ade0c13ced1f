"""Numbers as people read them."""

from __future__ import annotations

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_STEP = 1024


def size(count: float) -> str:
    """Bytes in the unit that leaves three digits: `12.3 MiB`."""
    value = float(count)
    for unit in _UNITS:
        if abs(value) < _STEP or unit == _UNITS[-1]:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= _STEP
    raise AssertionError("the last unit takes everything")


def number(count: float) -> str:
    """A count with its thousands apart."""
    return f"{count:,.0f}"


def percent(fraction: float) -> str:
    """A fraction in per cent."""
    return f"{fraction * 100:.1f}%" if abs(fraction) < 0.1 else f"{fraction * 100:.0f}%"  # noqa: PLR2004 - a digit more for little


def milliseconds(count: float) -> str:
    """Milliseconds with as many digits as tell."""
    return f"{count:.3f} ms" if count < 1 else f"{count:,.1f} ms"


def duration(seconds: float) -> str:
    """Seconds, minutes or hours."""
    if seconds < 120:  # noqa: PLR2004 - two minutes
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"  # noqa: PLR2004 - two hours


def excerpt(text: str, width: int = 120) -> str:
    """A statement's beginning on one line."""
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
