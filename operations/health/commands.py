"""`storefront health` and `storefront dashboards`: how the store is.

`storefront health` ends with exit status 1 while an alarm is on that pages somebody.
"""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from operations.arguments import directory, number
from operations.command_line import DryRun, ManifestFile, Region, Stack, say, tell
from operations.errors import FAILED

_DEFAULT = "show"
DECLARED = f"{__name__}.declared"
"""Where the command line puts, in a context's `meta`, what says which dashboards the program declares."""


class _ShowsByDefault(TyperGroup):
    """Takes `health prod` for `health show prod`: it is what one types most."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        mistyped = len(args) > 1 and not args[1].startswith("-")
        if args and args[0] not in self.commands and not mistyped:
            args = [_DEFAULT, *args]
        return super().resolve_command(ctx, args)


health = typer.Typer(
    cls=_ShowsByDefault,
    no_args_is_help=True,
    help="What is wrong with the store, and who answers it. `storefront health STACK` is short for `show STACK`.",
)

dashboards = typer.Typer(no_args_is_help=True, help="The dashboards, as pictures.")


@health.command(_DEFAULT)
def show(
    stack: Stack,
    *,
    region: Region = None,
    manifest: ManifestFile = None,
    whole: Annotated[
        bool, typer.Option("--all", help="Show every alarm and every indicator, not what is wrong alone.")
    ] = False,
) -> None:
    """Show what is wrong in every region, and count the rest; exit status 1 while a page is on."""
    from operations.health.look import look  # noqa: PLC0415 - loads botocore
    from operations.health.screen import screen, utc_now  # noqa: PLC0415
    from operations.terminal import Terminal  # noqa: PLC0415 - loads Rich

    now = utc_now()
    seen = look(stack, region, now, manifest)
    for problem in seen.problems:
        tell(problem)
    console, command = Terminal(), f"storefront health {stack}{f' --region {region}' if region else ''} --all"
    shown = screen(seen.alarms, now, seen.indicators, whole=whole, width=console.width, how_to_see_all=command)
    console.print(shown, highlight=False)
    if any(one.pages and one.state == "ALARM" for one in seen.alarms):
        raise typer.Exit(FAILED)


@health.command()
def acknowledge(
    stack: Stack, *, region: Region = None, manifest: ManifestFile = None, dry_run: DryRun = False
) -> None:
    """Acknowledge every page that is on: for an hour it is not escalated. Repeat it if the trouble lasts longer."""
    from operations.health.acknowledge import acknowledge as put  # noqa: PLC0415 - loads botocore

    acknowledged = put(stack, region, manifest, dry_run=dry_run)
    for line in acknowledged or ["no page is on"]:
        say(line)


@dashboards.command("render")
def render_dashboards(
    context: typer.Context,
    stack: Stack,
    *,
    region: Region = None,
    out: Annotated[Path, typer.Option(metavar="DIRECTORY", parser=directory, help="Where the pictures go.")] = Path(
        "dashboards"
    ),
    hours: Annotated[
        float,
        typer.Option(
            metavar="HOURS", parser=number(float, least=0.25, most=336), help="How far back they look: 0.25 to 336."
        ),
    ] = 6,
    html: Annotated[bool, typer.Option("--html", help="Draw one HTML page each instead of a PNG.")] = False,
    sample: Annotated[
        bool,
        typer.Option(
            "--sample", help="Draw made-up data on the dashboards that the program declares; needs no AWS account."
        ),
    ] = False,
    record: Annotated[Path | None, typer.Option(metavar="FILE", help="Keep the data that are drawn.")] = None,
    recorded: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the data of a record.")] = None,
) -> None:
    """Draw the dashboards that stand on CloudWatch, or with --sample those that the program declares."""
    from operations.health.rendering import Request, render  # noqa: PLC0415 - loads matplotlib
    from operations.health.screen import utc_now  # noqa: PLC0415

    request = Request(
        stack=stack,
        region=region,
        out=out,
        hours=hours,
        html=html,
        sample=sample,
        record=record,
        recorded=recorded,
        declared=context.meta[DECLARED],
    )
    for file in render(request, utc_now()):
        say(f"{file} written")
