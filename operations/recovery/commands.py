"""`storefront guidelines` and `storefront failover`: the commands around recoveries.

Exit status 1 also tells that a guideline is not kept, 3 that a step waits for a person.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.command_line import DryRun, ManifestFile, Region, Stack, Yes, confirmed, required_region, tell
from operations.errors import CommandError

if TYPE_CHECKING:
    from operations.recovery.manifest import Manifest
    from operations.recovery.recovery import Planned, Recovery
    from operations.recovery.ways import Scenario

failover = typer.Typer(no_args_is_help=True, help="Bring the store back after the loss of a zone or a region.")

Which = Annotated[str, typer.Argument(metavar="SCENARIO", help="What happened; a runbook's name.")]
LostZones = Annotated[
    list[str] | None, typer.Option("--lost-zone", help="A zone that is lost; may be given again.")
]
Moment = Annotated[
    datetime | None,
    typer.Option(
        "--at",
        formats=["%Y-%m-%dT%H:%M:%SZ"],
        help="The moment to go back to (UTC): the last at which the data were whole.",
    ),
]


def guidelines(stack: Stack, *, region: Region = None, manifest: ManifestFile = None) -> None:
    """Show what is promised for each scenario beside what the topology gives; fail where it is not kept."""
    from operations.recovery.guidelines import judge, report  # noqa: PLC0415 - loads pydantic

    judgements = judge(manifest_of(stack, region, manifest))
    typer.echo(report(judgements))
    broken = [str(one.scenario) for one in judgements if not one.kept]
    if broken:
        raise CommandError(
            f"not kept: {', '.join(broken)}; change the topology or the promise in Pulumi.{stack}.yaml"
        )


@failover.command("plan")
def plan_failover(
    stack: Stack,
    scenario: Which,
    *,
    lost_zone: LostZones = None,
    at: Moment = None,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Say how the store would be brought back, with durations; changes nothing."""
    _planned(_recovery(stack, region, manifest), scenario, lost_zone, at)


@failover.command("run")
def run_failover(
    stack: Stack,
    scenario: Which,
    *,
    lost_zone: LostZones = None,
    at: Moment = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Bring the store back: plan, ask, carry out."""
    recovery = _recovery(stack, region, manifest)
    planned = _planned(recovery, scenario, lost_zone, at)
    if dry_run or not confirmed("Carry this out?", yes=yes):
        return
    recovery.run(planned)
    _status(recovery)


@failover.command("resume")
def resume_failover(
    stack: Stack,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Go on with a recovery that was cut off or failed."""
    recovery = _recovery(stack, region, manifest)
    _show_under_way(recovery)
    if dry_run or not confirmed("Go on with it?", yes=yes):
        return
    recovery.resume()
    _status(recovery)


@failover.command("status")
def show_failover(stack: Stack, *, region: Region = None, manifest: ManifestFile = None) -> None:
    """Show every recovery, how far each step is, and what is owed."""
    _status(_recovery(stack, region, manifest))


@failover.command("confirm")
def confirm_failover(
    stack: Stack, *, yes: Yes = False, region: Region = None, manifest: ManifestFile = None
) -> None:
    """Say that your part of a recovery is done: the data are judged, or the store takes orders."""
    recovery = _recovery(stack, region, manifest)
    run, number = recovery.waiting()
    for task in run.plan.to_serve if number is None else (run.plan.steps[number - 1].title,):
        typer.echo(task)
    question = "Does the store serve?" if number is None else "Are the data as they should be?"
    if not confirmed(f"Is this done? {question}", yes=yes):
        return
    recovery.confirm()
    _status(recovery)


@failover.command("abort")
def abort_failover(
    stack: Stack,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Take a recovery back before clients are pointed at what it made."""
    recovery = _recovery(stack, region, manifest)
    _show_under_way(recovery)
    if dry_run or not confirmed("Take it back?", yes=yes):
        return
    recovery.abort()
    _status(recovery)


@failover.command("undo")
def undo_failover(
    stack: Stack,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Go back to the database from before the last recovery; what was written since stays in the other."""
    from operations.recovery.texts import run_text  # noqa: PLC0415 - loads pydantic

    recovery = _recovery(stack, region, manifest)
    run = recovery.last()
    typer.echo(run_text(run, recovery.journal.entries(run.id)))
    if dry_run or not confirmed("Take it back, and leave what was written since where it is?", yes=yes):
        return
    recovery.undo()
    _status(recovery)


@failover.command("reconcile")
def reconcile_failover(
    stack: Stack,
    *,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Settle what could not be done while a region was lost."""
    from operations.recovery.texts import debt_text  # noqa: PLC0415 - loads pydantic

    recovery = _recovery(stack, region, manifest)
    for journal in recovery.journals():
        for debt in journal.open_debts():
            typer.echo(debt_text(debt))
    if dry_run or not confirmed("Settle these?", yes=yes):
        return
    settled = recovery.reconcile()
    typer.echo(f"{len(settled)} settled")


@failover.command("rehome")
def rehome_failover(
    stack: Stack,
    *,
    imports: Annotated[
        Path | None, typer.Option("--imports", metavar="FILE", help="Where the imports are written.")
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Bring program and reality together after a recovery: point every secret, and say each step with Pulumi."""
    from operations.recovery.rehoming.plan import last_recovery  # noqa: PLC0415 - loads botocore
    from operations.recovery.rehoming.steps import text  # noqa: PLC0415

    recovery = _recovery(stack, region, manifest)
    run = last_recovery(recovery.journal)
    planned = recovery.rehoming(run)
    if planned is None:
        typer.echo(f"after {run.plan.way!r} nothing differs: there is nothing to do")
        return
    file = imports or Path("build", f"rehome-{stack}.json")
    typer.echo(text(planned, str(file)))
    if dry_run or not confirmed(
        "Point every secret of the database at what serves now, and write the imports?", yes=yes
    ):
        return
    for line in recovery.settle_secrets(run):
        tell(line)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(planned.imports(), indent=2) + "\n", encoding="utf-8")
    tell(f"{file} written")


def _recovery(stack: str, region: str | None, file: Path | None) -> "Recovery":
    from operations.recovery.recovery import Recovery  # noqa: PLC0415 - loads botocore

    manifest = manifest_of(stack, region, file)
    return Recovery(manifest, tell=tell)


def manifest_of(stack: str, region: str | None, file: Path | None) -> "Manifest":
    """The manifest in a file, or the newest one of a stack."""
    from operations.aws import AwsClient  # noqa: PLC0415 - loads botocore
    from operations.manifest import read_manifest  # noqa: PLC0415
    from operations.recovery.clock import SYSTEM  # noqa: PLC0415
    from operations.recovery.manifest import Manifest  # noqa: PLC0415

    source = file or AwsClient(SYSTEM.sleep).region(required_region(region))
    return read_manifest(source, stack, Manifest)


def _planned(recovery: "Recovery", scenario: str, lost_zones: list[str] | None, at: datetime | None) -> "Planned":
    from operations.recovery.texts import plan_text  # noqa: PLC0415

    moment = at.replace(tzinfo=UTC) if at else None
    planned = recovery.plan(scenario_of(scenario), frozenset(lost_zones or ()), moment)
    typer.echo(plan_text(planned.plan))
    return planned


def scenario_of(text: str) -> "Scenario":
    """The scenario that a person named."""
    from operations.recovery.errors import RequestError  # noqa: PLC0415
    from operations.recovery.ways import Scenario  # noqa: PLC0415

    try:
        return Scenario(text)
    except ValueError:
        raise RequestError(f"{text!r} is no scenario; expected one of {', '.join(Scenario)}") from None


def _show_under_way(recovery: "Recovery") -> None:
    from operations.recovery.texts import run_text  # noqa: PLC0415

    run = recovery.under_way()
    typer.echo(run_text(run, recovery.journal.entries(run.id)))


def _status(recovery: "Recovery") -> None:
    from operations.recovery.texts import debt_text, run_text  # noqa: PLC0415

    told = False
    for journal in recovery.journals():
        for run in journal.runs():
            typer.echo(run_text(run, journal.entries(run.id)))
            told = True
        for debt in journal.debts():
            typer.echo(debt_text(debt))
    if not told:
        typer.echo("no recovery was ever run")
