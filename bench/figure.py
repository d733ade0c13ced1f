"""A figure, the bound it must keep, and the table of all figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.markup import escape
from rich.table import Table


class MeasurementError(Exception):
    """Something that was to be measured did not work; the message says what, and in its own words why."""


@dataclass(frozen=True)
class Figure:
    """One measured figure; without a bound it is there to be read alone.

    `ratio` and `bound` are ratios both, so that they hold on any machine.
    """

    name: str
    measured: str
    ratio: float | None = None
    bound: float | None = None

    @property
    def kept(self) -> bool:
        """Whether its bound is kept."""
        return self.ratio is None or self.bound is None or self.ratio <= self.bound

    @property
    def verdict(self) -> str:
        """The last column."""
        if self.ratio is None or self.bound is None:
            return ""
        return "[green]kept[/]" if self.kept else "[bold red]broken[/]"


@dataclass(frozen=True)
class Measured:
    """What one measurement has to say: figures for the table, and lines that explain them."""

    figures: Sequence[Figure]
    explanations: Sequence[str]


def table(figures: Sequence[Figure]) -> Table:
    """All figures, a line each."""
    made = Table(title="The project's figures", title_justify="left")
    made.add_column("figure", overflow="fold")
    for heading in ("measured", "ratio", "bound", ""):
        made.add_column(heading, justify="right", no_wrap=True)
    for figure in figures:
        made.add_row(
            escape(figure.name),
            escape(figure.measured),
            _number(figure.ratio),
            _number(figure.bound),
            figure.verdict,
        )
    return made


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
