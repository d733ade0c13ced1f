"""Draws a report: its files by name."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from functions.tuning.detect import words
from functions.tuning.detect.table import DETECTORS
from functions.tuning.report import charts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from functions.tuning.compare import Report
    from functions.tuning.detect.thresholds import Thresholds

PAGE = "report.html"
TEXT = "report.md"
_TOP = 15


def render(report: Report, thresholds: Thresholds) -> dict[str, str]:
    """Return the report in Markdown and HTML, and its charts."""
    drawn = _charts(report)
    context = {
        "report": report,
        "snapshot": report.snapshot,
        "top": sorted(report.snapshot.statements, key=lambda one: -one.total_ms)[:_TOP],
        "total_ms": max(sum(one.total_ms for one in report.snapshot.statements), 1e-9),
        "detectors": DETECTORS,
        "thresholds": asdict(thresholds),
    }
    environment = _environment()
    page = environment.get_template("report.html.j2")
    # Our own charts, whose texts pygal has escaped.
    inline = {name: Markup(svg) for name, svg in drawn.items()}  # noqa: S704
    return {
        **{f"{name}.svg": svg for name, svg in drawn.items()},
        TEXT: environment.get_template("report.md.j2").render(**context, charts=drawn),
        PAGE: page.render(**context, charts=inline),
    }


def _charts(report: Report) -> Mapping[str, str]:
    drawn = {
        "load": charts.load(report.snapshot.load) if report.snapshot.load and report.snapshot.load.waits else None,
        "statements": charts.statements(report.snapshot.statements) if report.snapshot.statements else None,
        "before-and-after": charts.before_and_after(report.outcomes),
    }
    return {name: svg for name, svg in drawn.items() if svg is not None}


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("functions.tuning.report"),
        autoescape=select_autoescape(("html", "html.j2")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Any] = {
        "size": words.size,
        "number": words.number,
        "percent": words.percent,
        "milliseconds": words.milliseconds,
        "excerpt": words.excerpt,
    }
    environment.filters.update(filters)
    return environment
