"""`storefront release`: the application servers' releases."""

from typing import TYPE_CHECKING, Annotated

import typer

from operations.command_line import DryRun, ManifestFile, Region, Stack, Yes, confirmed, say, tell
from operations.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from operations.release.release import Releases

Only = Annotated[str | None, typer.Option(metavar="REGION", help="The servers of this region alone.")]
release = typer.Typer(
    no_args_is_help=True, help="Releases of the application servers: put into service, taken back."
)


@release.callback()
def top() -> None:
    """Releases of the application servers: put into service, taken back."""


@release.command("status")
def show_status(stack: Stack, *, only: Only = None, region: Region = None, manifest: ManifestFile = None) -> None:
    """Show which version runs, which is declared, and what is under way."""
    say(_releases(stack, only, region, manifest).status())


@release.command("run")
def run_release(
    stack: Stack,
    *,
    only: Only = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also a version that was taken back, or taken out of service.")
    ] = False,
    despite_alarms: Annotated[
        bool,
        typer.Option("--despite-alarms", help="Begin while alarms fire, and let no alarm take the release back."),
    ] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Put what is declared into service, the serving site first, or go on with it. AWS takes back what fails."""
    from operations.release.release import Wish  # noqa: PLC0415 - loads botocore

    releases = _releases(stack, only, region, manifest)
    say(releases.plan())
    if dry_run or not confirmed("Carry this out?", yes=yes):
        return
    releases.run(Wish(again=again, despite_alarms=despite_alarms))
    say("released: every server is as declared")


@release.command("back")
def take_back(
    stack: Stack,
    *,
    only: Only = None,
    version: Annotated[
        str | None,
        typer.Option(metavar="VERSION", help="To this version of the launch template; needs --only."),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    region: Region = None,
    manifest: ManifestFile = None,
) -> None:
    """Take a release back: the one that runs, or else the last one. The serving site comes first."""
    if version is not None and (only is None or not version.isdigit()):
        raise BadInputError(
            f"--version {version}: expected a number, and --only REGION with it, for each region counts its own: "
            f"storefront release back {stack} --only REGION --version NUMBER"
        )
    returning = _releases(stack, only, region, manifest).returning()
    say(returning.plan(version))
    if dry_run or not confirmed("Carry this out?", yes=yes):
        return
    returning.run(version)
    say("taken back: every server is as it was")


def _releases(stack: str, only: str | None, region: str | None, manifest: "Path | None") -> "Releases":
    from operations.manifest import manifest_source, read_manifest  # noqa: PLC0415 - loads botocore
    from operations.release.manifest import ReleaseSections  # noqa: PLC0415
    from operations.release.release import Releases  # noqa: PLC0415

    source = manifest_source(region, manifest)
    return Releases(read_manifest(source, stack, ReleaseSections), only=only, tell=tell)
