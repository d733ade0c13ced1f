"""`storefront drill`: holds drills, and puts away what one that was cut off left behind.

Exit status 1 also tells that the guideline was not kept.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.arguments import directory, one_of, unexpected
from operations.command_line import DryRun, ManifestFile, Region, Stack, Yes, confirmed, say, tell
from operations.drill.evidence import DEFAULT_FOLDER, Evidence, report, write
from operations.drill.target import DrillRequest, DrillTargets
from operations.errors import FAILED
from operations.recovery.commands import manifest_of
from operations.recovery.scenarios import PROMISED, Scenario

if TYPE_CHECKING:
    from operations.aws import AwsClient
    from operations.drill.copy import CopyDrill
drill = typer.Typer(no_args_is_help=True, help="Practise recoveries, and measure them against the guidelines.")

COPY = "copy"
Which = Annotated[
    Scenario,
    typer.Argument(metavar="SCENARIO", parser=one_of(Scenario), help=f"What is drilled: {', '.join(PROMISED)}."),
]
Target = Annotated[
    str,
    typer.Option(
        metavar="TARGET",
        help=f"rehearsal: an embedded AWS on this machine, for outages. {COPY}: the real backups, restored beside "
        "the database that serves.",
    ),
]
Folder = Annotated[
    Path, typer.Option("--evidence", metavar="DIRECTORY", parser=directory, help="Where the evidence is written.")
]


@drill.command("run")
def run_drill(
    context: typer.Context,
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
    """Hold a drill: a disaster in a rehearsal, or a restore beside the real database; write JSON and one page."""
    targets = {**context.ensure_object(DrillTargets).by_name, COPY: _copied}
    if target not in targets:
        raise typer.BadParameter(unexpected(target, targets), ctx=context, param_hint="--target")
    request = DrillRequest(
        stack=stack,
        scenario=scenario,
        region=region,
        manifest=manifest,
        dry_run=dry_run,
        yes=yes,
    )
    found = targets[target](request)
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
    """Delete the copies that are left of drills which were cut off."""
    copies, _ = _copies(stack, region, manifest)
    left = copies.leftovers()
    for one in left:
        say(f"{one.identifier} in {one.arn.split(':')[3]}: {one.status}")
    if not left:
        say("no drill left anything")
        return
    if dry_run or not confirmed("Delete these?", yes=yes):
        return
    for one in left:
        copies.delete(one.arn.split(":")[3], one.identifier)
    say(f"{len(left)} deleted")


def _copied(request: DrillRequest) -> Evidence | None:
    from operations.drill.metrics import publish  # noqa: PLC0415 - loads botocore

    copies, aws = _copies(request.stack, request.region, request.manifest)
    plan = copies.plan(request.scenario)
    say(plan.text())
    if request.dry_run or not confirmed("Hold this drill?", yes=request.yes):
        return None
    found = copies.carry_out(plan)
    publish(aws, copies.home, found)
    return found


def _copies(stack: str, region: str | None, file: Path | None) -> "tuple[CopyDrill, AwsClient]":
    from operations.aws import AwsClient  # noqa: PLC0415
    from operations.drill.copy import CopyDrill  # noqa: PLC0415 - loads botocore
    from operations.recovery.clock import SYSTEM  # noqa: PLC0415

    manifest = manifest_of(stack, region, file)
    aws = AwsClient(SYSTEM.sleep)
    return CopyDrill(manifest, aws, SYSTEM, tell), aws


def _conclude(found: Evidence, folder: Path) -> None:
    say(report(found))
    for path in write(found, folder):
        tell(f"{path} written")
    if not found.passed:
        raise typer.Exit(FAILED)
