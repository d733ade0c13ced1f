"""Draws a dashboard's graphs into one picture, two in a line."""

import textwrap
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from matplotlib import dates
from matplotlib.figure import Figure
from matplotlib.ticker import EngFormatter

from operations.health.dashboards import Graph
from operations.health.data import Drawn

_COLUMNS, _WIDTH, _HEIGHT = 2, 7.5, 2.7  # inches, of one graph
_DPI = 110
_BAND, _LIMIT = "#9ecae1", "#c0392b"
_FEW_LABELS = 6
# What of a unit fits beside a graph, in one line.
_UNIT_LETTERS = 36


def draw(title: str, graphs: Sequence[tuple[Graph, Sequence[Drawn]]], file: Path) -> None:
    """Draw all graphs of a dashboard; the file's suffix (png, svg) decides how."""
    rows = -(-len(graphs) // _COLUMNS)
    # matplotlib's types end where its figures begin.
    figure: Any = Figure(figsize=(_WIDTH * _COLUMNS, _HEIGHT * rows + 0.6), layout="constrained")
    axes = figure.subplots(rows, _COLUMNS, squeeze=False)
    figure.suptitle(title, fontsize=14, fontweight="bold")
    places: list[Any] = list(axes.flat)
    for place, (graph, lines) in zip(places, graphs, strict=False):
        _graph(place, graph, lines)
    for place in places[len(graphs) :]:
        place.set_visible(False)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=_DPI)


def _graph(place: Any, graph: Graph, lines: Sequence[Drawn]) -> None:
    place.set_title(f"{graph.title} ({graph.region})", fontsize=9, loc="left")
    bands = _bands(lines)
    for low, high in bands:
        place.fill_between(low.times, low.values, high.values, color=_BAND, alpha=0.45, lw=0, label=low.label)
    banded = {one.id for pair in bands for one in pair}
    for line in lines:
        if line.id not in banded:
            marker = "." if len(line.times) == 1 else ""
            place.plot(line.times, line.values, lw=1.1, marker=marker, label=line.label)
    for label, value in graph.limits.items():
        place.axhline(value, color=_LIMIT, lw=0.9, ls="--")
        place.annotate(
            label, (1, value), xycoords=("axes fraction", "data"), color=_LIMIT, fontsize=6, ha="right", va="bottom"
        )
    if not any(line.times for line in lines):
        place.text(0.5, 0.5, "no data", transform=place.transAxes, ha="center", va="center", color="grey")
    _axes(place, graph, lines)


def _axes(place: Any, graph: Graph, lines: Sequence[Drawn]) -> None:
    # A long unit must not run into the graph below.
    place.set_ylabel(textwrap.fill(graph.unit, _UNIT_LETTERS), fontsize=7)
    place.yaxis.set_major_formatter(EngFormatter(sep=""))
    place.set_ylim(bottom=min(0.0, *(value for line in lines for value in line.values), 0.0))
    place.tick_params(labelsize=7)
    place.grid(visible=True, alpha=0.25)
    place.xaxis.set_major_formatter(dates.ConciseDateFormatter(place.xaxis.get_major_locator()))
    if lines:
        columns = 1 if len(lines) < _FEW_LABELS else 2
        place.legend(fontsize=6, loc="upper left", framealpha=0.6, ncols=columns)


def _bands(lines: Sequence[Drawn]) -> list[tuple[Drawn, Drawn]]:
    """Return the pairs of lines that have one id: the edges of a band."""
    found: dict[str, list[Drawn]] = {}
    for line in lines:
        found.setdefault(line.id, []).append(line)
    return [(pair[0], pair[1]) for pair in found.values() if len(pair) == len(("low", "high"))]


def page(title: str, pictures: Sequence[str], at: datetime) -> str:
    """Return an HTML page with pictures (SVG) in it, which needs nothing else."""
    drawn = "\n".join(picture[picture.index("<svg") :] for picture in pictures)
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title>\n'
        "<style>body{font-family:sans-serif;margin:1rem}svg{max-width:100%;height:auto}</style>\n"
        f"<h1>{title}</h1><p>{at:%Y-%m-%d %H:%M} UTC</p>\n{drawn}\n</html>\n"
    )
