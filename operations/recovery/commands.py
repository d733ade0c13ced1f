"""`storefront guidelines` and `storefront failover`: the commands around recoveries.

Exit status 1 also tells that a guideline is not kept, 3 that a step waits for a person.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.arguments import moment, one_of
from operations.command_line import (
    DryRun,
    ManifestFile,
    MissingRegionError,
    Region,
    Stack,
    Yes,
    confirmed,
    say,
    tell,
)
from operations.errors import BadInputError, CommandError
from operations.layout import fit
from operations.recovery.scenarios import PROMISED, Scenario

if TYPE_CHECKING:
    from operations.recovery.manifest import Manifest
    from operations.recovery.recovery import Planned, Recovery

failover = typer.Typer(
    no_args_is_help=True,
    help="Recover the store: from a lost zone or region, damaged data, an intruder; and fail back.",
)

_WHAT = {
    Scenario.ZONE_OUTAGE: "one zone is lost, or both of the Multi-AZ pair",
    Scenario.MULTI_ZONE_OUTAGE: "several zones of the region: name each with --lost-zone",
    Scenario.REGION_OUTAGE: "the region that serves",
    Scenario.DATA_CORRUPTION: "the data are wrong: name a moment with --at",
    Scenario.ACCOUNT_COMPROMISE: "an intruder",
}
Which = Annotated[
    Scenario,
    typer.Argument(
        metavar="SCENARIO",
        parser=one_of(Scenario),
        help=f"What happened: {'; '.join(f'{one} ({_WHAT[one]})' for one in PROMISED)}. Or {Scenario.FAILBACK}, "
        "which is planned: the store moves back after a region-outage. "
        "Each has a page of that name in docs/runbooks.",
    ),
]
LostZones = Annotated[
    list[str] | None,
    typer.Option(
        "--lost-zone",
        metavar="ZONE",
        help="A zone that is lost, by its letter: us-east-1a, also where the settings name zones by id "
        "(`aws ec2 describe-availability-zones` shows both). Once for each zone.",
    ),
]
Moment = Annotated[
    datetime | None,
    typer.Option(
        "--at",
        metavar="MOMENT",
        parser=moment,
        help="The last moment at which the data were right, in UTC: 2026-11-25T14:03:00Z.",
    ),
]


def guidelines(
    stack: Stack,
    *,
    sources: Annotated[
        bool, typer.Option("--sources", help="Show every strategy too, its steps, and where each figure is from.")
    ] = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Show what RTO and RPO each scenario is promised and what the stack can do; fail if one is not kept."""
    from operations.recovery.guidelines import assess, report  # noqa: PLC0415 - loads pydantic

    try:
        found = manifest_of(stack, region, manifest)
    except MissingRegionError as error:
        rehearsed = f"  storefront rehearse {stack} --manifest {stack}.json\n"
        alone = f"  storefront guidelines {stack} --manifest {stack}.json"
        raise BadInputError(f"{error}\nWithout an AWS account, on a rehearsal:\n{rehearsed}{alone}") from None
    assessments = assess(found)
    say(report(assessments, sources=sources))
    broken = [str(one.scenario) for one in assessments if not one.kept]
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
    """Show the steps of a recovery, and how long they take; change nothing."""
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
    """Recover the store: show the plan, ask, carry it out."""
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
    """Continue a recovery that was cut off or failed."""
    recovery = _recovery(stack, region, manifest)
    _show_under_way(recovery, "resume")
    if dry_run or not confirmed("Continue it?", yes=yes):
        return
    recovery.resume()
    _status(recovery)


@failover.command("status")
def show_failover(stack: Stack, *, region: Region = None, manifest: ManifestFile = None) -> None:
    """Show every recovery, the state of each step, and the debts: steps that are still to be done."""
    _status(_recovery(stack, region, manifest))


@failover.command("confirm")
def confirm_failover(
    stack: Stack, *, yes: Yes = False, region: Region = None, manifest: ManifestFile = None
) -> None:
    """Confirm that your part of a recovery is done: the restored data are right, or the store takes orders."""
    recovery = _recovery(stack, region, manifest)
    run, number = recovery.waiting()
    for task in run.plan.to_serve if number is None else (run.plan.steps[number - 1].title,):
        say(fit(task))
    question = "Does the store take orders?" if number is None else "Are the data right?"
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
    """Roll back a recovery that is under way, as long as clients use the old database."""
    recovery = _recovery(stack, region, manifest)
    _show_under_way(recovery, "abort")
    if dry_run or not confirmed("Roll it back?", yes=yes):
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
    """Return to the database from before the last recovery, without what clients wrote since."""
    from operations.recovery.texts import run_text  # noqa: PLC0415 - loads pydantic

    recovery = _recovery(stack, region, manifest)
    run = recovery.last()
    say(run_text(run, recovery.journal.entries(run.id)))
    if dry_run or not confirmed("Return to the old database, without what clients wrote since?", yes=yes):
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
    """Settle the debts: do the steps that could not be done while a region was lost."""
    from operations.recovery.texts import debt_text  # noqa: PLC0415 - loads pydantic

    recovery = _recovery(stack, region, manifest)
    debts = [debt for journal in recovery.journals() for debt in journal.open_debts()]
    if not debts:
        say("no debts are open")
        return
    for debt in debts:
        say(debt_text(debt))
    if dry_run or not confirmed("Settle these?", yes=yes):
        return
    settled = recovery.reconcile()
    say(f"{len(settled)} settled")


@failover.command("rehome")
def rehome_failover(
    stack: Stack,
    *,
    imports: Annotated[
        Path | None,
        typer.Option(
            "--imports",
            metavar="FILE",
            help="Where the imports are written; the script of the jobs stands beside it.",
        ),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Re-home the stack after a recovery: update every secret, write what a job of the pipeline then runs."""
    from operations.recovery.errors import NothingToDoError  # noqa: PLC0415
    from operations.recovery.rehoming.plan import last_recovery  # noqa: PLC0415 - loads botocore
    from operations.recovery.rehoming.steps import text  # noqa: PLC0415

    recovery = _recovery(stack, region, manifest)
    try:
        run = last_recovery(recovery.journal)
    except NothingToDoError as nothing:
        say(str(nothing))
        return
    planned = recovery.rehoming(run)
    if planned is None:
        say(f"after {run.plan.strategy!r} nothing differs: there is nothing to do")
        return
    file = imports or Path("rehoming", f"{stack}.json")
    script = file.with_suffix(".sh")
    say(text(planned, str(file), str(script)))
    if dry_run or not confirmed("Update every secret of the database, and write the two files?", yes=yes):
        return
    for line in recovery.settle_secrets(run):
        tell(line)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(planned.imports(), indent=2) + "\n", encoding="utf-8")
    script.write_text(planned.script(str(file)), encoding="utf-8")
    tell(f"{file} and {script} written")


def _recovery(stack: str, region: str | None, file: Path | None) -> "Recovery":
    from operations.recovery.recovery import Recovery  # noqa: PLC0415 - loads botocore

    manifest = manifest_of(stack, region, file)
    return Recovery(manifest, tell=tell)


def manifest_of(stack: str, region: str | None, file: Path | None) -> "Manifest":
    """The manifest in a file, or the newest one of a stack."""
    from operations.manifest import manifest_source, read_manifest  # noqa: PLC0415 - loads botocore
    from operations.recovery.manifest import Manifest  # noqa: PLC0415

    return read_manifest(manifest_source(region, file), stack, Manifest)


def _planned(
    recovery: "Recovery", scenario: Scenario, lost_zones: list[str] | None, at: datetime | None
) -> "Planned":
    from operations.recovery.texts import plan_text  # noqa: PLC0415

    planned = recovery.plan(scenario, frozenset(lost_zones or ()), at)
    if scenario is Scenario.FAILBACK:
        say(fit(recovery.direction(), rest="  "))
    say(plan_text(planned.plan))
    return planned


def _show_under_way(recovery: "Recovery", wanted: str) -> None:
    from operations.recovery.nothing import Wanted  # noqa: PLC0415 - loads pydantic
    from operations.recovery.texts import run_text  # noqa: PLC0415

    run = recovery.under_way(Wanted(wanted))
    say(run_text(run, recovery.journal.entries(run.id)))


def _status(recovery: "Recovery") -> None:
    from operations.recovery.texts import debt_text, run_text  # noqa: PLC0415

    told = False
    for journal in recovery.journals():
        for run in journal.runs():
            say(run_text(run, journal.entries(run.id)))
            told = True
        for debt in journal.debts():
            say(debt_text(debt))
    if not told:
        say("no recovery was ever run")
