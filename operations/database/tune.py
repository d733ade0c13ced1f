"""`storefront database tune`: reads, reports, and changes nothing in the database."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from operations.arguments import number
from operations.command_line import ManifestFile, Region, Stack, say, tell
from operations.errors import CommandError

if TYPE_CHECKING:
    from functions.tuning.tune import Done

LONGEST_DAYS = 7


def tune(
    stack: Stack,
    *,
    reports: Annotated[
        str | None,
        typer.Option(metavar="PLACE", help="s3://BUCKET/PREFIX or a folder, in place of the stack's own reports."),
    ] = None,
    days: Annotated[
        int,
        typer.Option(
            metavar="DAYS",
            parser=number(int, least=1, most=LONGEST_DAYS),
            help=f"Days of Performance Insights: 1 to {LONGEST_DAYS}.",
        ),
    ] = LONGEST_DAYS,
    unused_after: Annotated[
        int,
        typer.Option(
            metavar="DAYS", parser=number(int, least=1), help="An index without use for so long is unused."
        ),
    ] = 30,
    ops_items: Annotated[
        bool, typer.Option("--ops-items", help="Open an OpsItem for what needs a person.")
    ] = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Examine the database, rank what is worth a change, and keep the report beside the last one."""
    from functions.tuning.detect.thresholds import Thresholds  # noqa: PLC0415 - a refusal comes at once
    from functions.tuning.errors import TuningError  # noqa: PLC0415
    from functions.tuning.tune import tune as run  # noqa: PLC0415
    from operations.database.tuning_target import target  # noqa: PLC0415

    try:
        thresholds = Thresholds(unused_after=timedelta(days=unused_after))
        found = target(stack, region, manifest)
        tell(f"reading {days} days of Performance Insights, and what the database says of itself")
        done = run(found, reports or found.reports, days, thresholds, ops_items=ops_items)
    except TuningError as error:
        raise CommandError(str(error)) from None
    _show(done)


def _show(done: "Done") -> None:
    report = done.report
    for note in report.snapshot.notes:
        tell(f"note: {note}")
    say(f"{len(report.recommendations)} recommendations")
    for place, one in enumerate(report.recommendations, 1):
        mark = "danger" if one.danger else "person" if one.person else "apply"
        say(f"{place:3} {mark:6} {one.gain.sessions:8.3f} sessions  {one.what}")
    for outcome in report.outcomes:
        faster = [one.factor for one in outcome.statements if one.factor]
        say(f"since the last report, {outcome.fate}: {outcome.recommendation.what}"
                   + (f" ({max(faster):.1f} times as fast)" if faster else ""))  # fmt: skip
    if done.opened or done.known:
        say(f"OpsItems: {done.opened} opened, {done.known} were open")
    for file in done.files:
        say(file)
