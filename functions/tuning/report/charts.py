"""Charts as SVG, without scripts or fonts from elsewhere; the one place that knows pygal, which has no types."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pygal
from pygal.style import Style

from functions.tuning.detect.words import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from functions.tuning.compare import Outcome
    from functions.tuning.snapshot import Load, Statement

# pygal's finder for maps, which are not used here, is of a kind that importlib asks in vain since Python 3.12.
sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]

# Colours that stay apart for the colour-blind (Okabe and Ito, https://jfly.uni-koeln.de/color/).
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#F0E442", "#999999")
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#333333",
    foreground_strong="#111111",
    foreground_subtle="#777777",
    font_family="system-ui, sans-serif",
    label_font_size=12,
    major_label_font_size=12,
    legend_font_size=12,
    value_font_size=12,
    title_font_size=16,
    opacity=".75",
    colors=_COLOURS,
)
_BARS = 10
_TIME_LABELS = 8


def load(found: Load) -> str:
    """Average active sessions by wait class over time, and the vCPUs as a line."""
    times = sorted({point.at for series in found.waits for point in series.points})
    chart = _chart("StackedLine", "Average active sessions by wait class", fill=True, show_dots=False)
    chart.x_labels = [f"{time:%d %b %H:%M}" for time in times]
    chart.x_labels_major_every = max(len(times) // _TIME_LABELS, 1)
    chart.show_minor_x_labels = False
    for series in found.waits:
        at = {point.at: point.sessions for point in series.points}
        chart.add(series.name, [at.get(time, 0.0) for time in times])
    if found.vcpus:
        chart.y_labels_major = [found.vcpus]
        chart.x_title = f"{found.vcpus} vCPUs: beyond as many sessions on CPU, sessions wait for one"
    return _svg(chart)


def statements(found: Sequence[Statement]) -> str:
    """The costliest statements by their share of all statements' time."""
    total = max(sum(one.total_ms for one in found), 1e-9)
    top = sorted(found, key=lambda one: -one.total_ms)[:_BARS]
    chart = _chart(
        "HorizontalBar", "Share of all statements' time, in per cent", show_legend=False, print_values=True
    )
    chart.value_formatter = "{:.1f}".format
    # The chart draws from the bottom up.
    chart.x_labels = [excerpt(one.text, 60) for one in reversed(top)]
    chart.add("share", [100 * one.total_ms / total for one in reversed(top)])
    return _svg(chart, height=120 + 36 * len(top))


def before_and_after(outcomes: Sequence[Outcome]) -> str | None:
    """Milliseconds a call up to the last report and since, of statements that recommendations were for; None if
    there are none."""
    found = {one.statement: one for outcome in outcomes for one in outcome.statements if one.after_ms is not None}
    if not found:
        return None
    rows = list(found.values())[:_BARS]
    chart = _chart("HorizontalBar", "Milliseconds a call, before and after", print_values=True)
    chart.value_formatter = "{:.4g}".format
    chart.x_labels = [excerpt(one.text, 60) for one in reversed(rows)]
    chart.add("up to the last report", [one.before_ms for one in reversed(rows)])
    chart.add("since", [one.after_ms for one in reversed(rows)])
    return _svg(chart, height=160 + 60 * len(rows))


def _chart(kind: str, title: str, **options: Any) -> Any:
    make: Any = getattr(pygal, kind)
    # pygal's tooltips are a script from its own server.
    return make(
        style=_STYLE,
        title=title,
        js=(),
        width=960,
        height=380,
        margin=12,
        truncate_label=-1,
        legend_at_bottom=True,
        **options,
    )


def _svg(chart: Any, height: int | None = None) -> str:
    if height:
        chart.height = height
    chart.add_xml_filter(_without_scripts)
    return str(chart.render(is_unicode=True, disable_xml_declaration=True))


def _without_scripts(root: Any) -> Any:
    """Take out the settings that pygal writes for a script which is not there."""
    for parent in list(root.iter()):
        for child in [child for child in parent if str(child.tag).endswith("script")]:
            parent.remove(child)
    return root
