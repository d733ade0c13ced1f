"""`storefront drill`: holds drills, and puts away what one that was cut off left behind.

Exit status: 0 the guideline was kept, 1 it was not or the drill failed, 2 it was asked for wrongly.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.drill.evidence import DEFAULT_FOLDER, Evidence, report, write
from operations.recovery.commands import (
    BAD_INPUT,
    FAILED,
    DryRun,
    ManifestFile,
    Region,
    Stack,
    Yes,
    agreed,
    manifest_of,
    or_exit,
    scenario_of,
)

if TYPE_CHECKING:
    from operations.drill.copy import CopyDrill
    from operations.recovery.cloud import Cloud
    from operations.recovery.ways import Scenario

drill = typer.Typer(no_args_is_help=True, help="Practise recoveries, and measure them against the guidelines.")

REHEARSAL, COPY = "rehearsal", "copy"
Which = Annotated[str, typer.Argument(metavar="SCENARIO", help="such as region-outage or data-corruption.")]
Target = Annotated[
    str,
    typer.Option(help=f"{REHEARSAL}: an embedded AWS on this machine; {COPY}: the real backups, restored beside."),
]
Folder = Annotated[Path, typer.Option("--evidence", metavar="DIR", help="Where the evidence is written.")]


@drill.command("run")
def run_drill(
    stack: Stack,
    scenario: Which,
    *,
    target: Target,
    evidence: Folder = DEFAULT_FOLDER,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Hold a drill: a rehearsed disaster, or a real restore beside the database; writes JSON and one page."""
    which = or_exit(lambda: scenario_of(scenario))
    if target == REHEARSAL:
        found = _rehearsed(which, stack, dry_run=dry_run)
    elif target == COPY:
        found = _copied(which, stack, region, manifest, dry_run=dry_run, yes=yes)
    else:
        typer.echo(f"got the target {target!r}, expected {REHEARSAL} or {COPY}", err=True)
        raise typer.Exit(BAD_INPUT)
    if found is not None:
        _conclude(found, evidence)


@drill.command("clean")
def clean_drills(
    stack: Stack,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Delete the copies that a drill which was cut off left standing."""
    copies, _ = _copies(stack, region, manifest)
    left = or_exit(copies.leftovers)
    for one in left:
        typer.echo(f"{one.identifier} in {one.arn.split(':')[3]}: {one.status}")
    if not left:
        typer.echo("no drill left anything")
        return
    if dry_run or not agreed("Delete these?", yes=yes):
        return
    for one in left:
        or_exit(lambda one=one: copies.delete(one.arn.split(":")[3], one.identifier))
    typer.echo(f"{len(left)} deleted")


def _rehearsed(scenario: "Scenario", stack: str, *, dry_run: bool) -> Evidence | None:
    if dry_run:
        typer.echo(f"{scenario} of {stack} would be rehearsed on this machine: no AWS account is touched")
        return None
    from operations.project import project_root  # noqa: PLC0415
    from rehearsal.drills.drill import DrillError, rehearse_disaster  # noqa: PLC0415 - loads the Pulumi SDK

    try:
        return rehearse_disaster(scenario, stack, root=project_root(Path.cwd()), tell=_tell)
    except DrillError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.status) from None


def _copied(
    scenario: "Scenario", stack: str, region: str | None, manifest: Path | None, *, dry_run: bool, yes: bool
) -> Evidence | None:
    from operations.drill.metrics import publish  # noqa: PLC0415 - loads botocore

    copies, cloud = _copies(stack, region, manifest)
    plan = or_exit(lambda: copies.plan(scenario))
    typer.echo(plan.text())
    if dry_run or not agreed("Hold this drill?", yes=yes):
        return None
    found = or_exit(lambda: copies.carry_out(plan))
    or_exit(lambda: publish(cloud, copies.home, found))
    return found


def _copies(stack: str, region: str | None, file: Path | None) -> "tuple[CopyDrill, Cloud]":
    from operations.drill.copy import CopyDrill  # noqa: PLC0415 - loads botocore
    from operations.recovery.clock import SYSTEM  # noqa: PLC0415
    from operations.recovery.cloud import Cloud  # noqa: PLC0415

    manifest = or_exit(lambda: manifest_of(stack, region, file))
    cloud = Cloud(SYSTEM.sleep)
    return CopyDrill(manifest, cloud, SYSTEM, _tell), cloud


def _conclude(found: Evidence, folder: Path) -> None:
    typer.echo(report(found))
    for path in write(found, folder):
        typer.echo(f"{path} written", err=True)
    if not found.passed:
        raise typer.Exit(FAILED)


def _tell(line: str) -> None:
    typer.echo(line, err=True)
