"""The one-screen summary of a rehearsal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from rehearsal.record import Level, State, type_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import Console

    from rehearsal.record import Finding, Record, Resource

# Lines of trouble of one kind shown; the record file has the rest, and one screen is what a summary may take.
SHOWN = 8
NO_REGION = "any region"
_LABEL_WIDTH = 11
STACK = "(the program itself)"


def show(record: Record, console: Console, scrub: Callable[[str], str]) -> None:
    """Print what a rehearsal found.

    Args:
        record: what it found.
        console: where to print.
        scrub: what blots secrets out of texts that others wrote (see `SecretScrubber.scrub`).
    """
    console.print(_components(record))
    for label, line in (*_counts(record), *_guardrail_lines(record), *_read_back_lines(record), _time_line(record)):
        console.print(_labelled(label, line))
    for label, line in _procedure_lines(record):
        console.print(_labelled(label, scrub(line)), highlight=False)
    for heading, lines in _troubles(record):
        _show_some(heading, [scrub(line) for line in lines], console)
    verdict = "[green]stands, guarded and as declared[/]" if record.passed else "[red]would not stand[/]"
    console.print(f"[bold]{record.stack}[/] {verdict}")


def _labelled(label: str, text: str) -> Table:
    """A line whose further lines stand below its text, not below its label."""
    line = Table.grid(padding=(0, 1, 0, 0))
    line.add_column(width=_LABEL_WIDTH)
    line.add_column(overflow="fold")
    line.add_row(label, text)
    return line


def _components(record: Record) -> Table:
    """Resources by component and region."""
    parents = {resource.urn: resource for resource in record.resources}
    counts: Counter[tuple[str, str]] = Counter()
    for resource in record.resources:
        if resource.custom and resource.state is not State.PROVIDER:
            counts[_component(resource, parents), resource.region or NO_REGION] += 1
    regions = sorted({region for _, region in counts}, key=lambda region: (region == NO_REGION, region))
    table = Table(title=f"Rehearsal of {record.stack}: resources by component", title_justify="left")
    table.add_column("component")
    for region in [*regions, "all"]:
        table.add_column(region, justify="right")
    for name in sorted({name for name, _ in counts}):
        row = [counts[name, region] for region in regions]
        table.add_row(escape(name), *(str(count or "") for count in row), str(sum(row)))
    return table


def _component(resource: Resource, parents: dict[str, Resource]) -> str:
    """The type of the nearest component the resource is a part of, in short."""
    parent = parents.get(resource.parent)
    while parent is not None and parent.custom:
        parent = parents.get(parent.parent)
    if parent is None or parent.type.startswith("pulumi:"):
        return STACK
    return parent.type.rpartition(":")[2]


def _counts(record: Record) -> Iterable[tuple[str, str]]:
    states = Counter(one.state for one in record.resources if one.custom and one.state is not State.PROVIDER)
    parts = [f"{count} {state}" for state, count in sorted(states.items())]
    yield "Resources", f"{states.total()}: {', '.join(parts)}"
    types = Counter(one.type for one in record.resources if one.state is State.RECORDED)
    if types:
        listed = ", ".join(f"{type_name(token)} ({count})" for token, count in sorted(types.items()))
        yield "", f"recorded, not emulated: {escape(listed)}"


def _guardrail_lines(record: Record) -> Iterable[tuple[str, str]]:
    active = [one for one in record.guardrails if one.level is not Level.DISABLED]
    violated = {finding.guardrail for finding in record.violations}
    noted = {one.guardrail for one in record.all_findings} - violated
    yield (
        "Guardrails",
        (
            f"{len(active)} of {escape(record.pack)}: {len(active) - len(violated | noted)} passed, "
            f"{len(noted)} advisory, {len(violated)} violated"
        ),
    )


def _read_back_lines(record: Record) -> Iterable[tuple[str, str]]:
    compared = [one.comparison for one in record.resources if one.comparison]
    equal = sum(one.equal for one in compared)
    hidden = sum(len(one.not_compared) for one in compared)
    wrong = sum(len(one.differences) for one in compared)
    yield (
        "Read back",
        (
            f"{len(compared)} resources: {equal} properties as declared, {wrong} otherwise, "
            f"{hidden} that the service does not show"
        ),
    )


def _time_line(record: Record) -> tuple[str, str]:
    seconds = dict(record.seconds)
    total = seconds.pop("total")
    inner = {name: seconds.pop(name, 0.0) for name in ("policies", "creation")}
    within = ", ".join(f"{name} {value:.1f}" for name, value in inner.items())
    parts = ", ".join(
        f"{name} {value:.1f}" + (f" (in it {within})" if name == "program" else "")
        for name, value in seconds.items()
    )
    return "Time", f"{total:.1f} s: {parts}"


def _procedure_lines(record: Record) -> Iterable[tuple[str, str]]:
    marks = {True: "[green]done[/]", False: "[red]failed[/]", None: "[yellow]left out[/]"}
    for one in record.procedures:
        yield one.name.capitalize(), f"{marks[one.passed]}: {escape(one.told)}"


def _troubles(record: Record) -> Iterable[tuple[str, Sequence[str]]]:
    names = {resource.urn: f"{resource.name} ({resource.type})" for resource in record.resources}
    yield "Guardrails violated", [_told(one, names) for one in record.violations]
    advisory = [one for one in record.all_findings if one.level is Level.ADVISORY]
    yield "Guardrails advise", [_told(one, names) for one in advisory]
    yield "Not created", [f"{names[one.urn]}: {one.error}" for one in record.failed]
    yield "Not as declared", [line for one in record.unfaithful for line in _differences(one)]
    yield "The program warns", record.messages


def _told(finding: Finding, names: dict[str, str]) -> str:
    where = names.get(finding.urn, "the stack")
    return f"{finding.guardrail}: {where}: {finding.message}"


def _differences(resource: Resource) -> Iterable[str]:
    comparison = resource.comparison
    if comparison is None:
        return
    if comparison.error:
        yield f"{resource.name} ({resource.type}): cannot be read: {comparison.error}"
    for one in comparison.differences:
        yield f"{resource.name}.{one.path}: declared {one.declared!r}, stands {one.live!r}"


def _show_some(heading: str, lines: Sequence[str], console: Console) -> None:
    if not lines:
        return
    console.print(f"[bold]{heading}[/]")
    for line in lines[:SHOWN]:
        console.print(Padding(escape(line), (0, 0, 0, 2)), highlight=False)
    if len(lines) > SHOWN:
        console.print(f"  … and {len(lines) - SHOWN} more; --json FILE writes them all")
