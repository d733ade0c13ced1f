"""`storefront rehearse`, and the embedded AWS as a target of drills."""

from pathlib import Path
from typing import Annotated

import typer

from cli.config import checked_settings, settings_file
from operations.arguments import number
from operations.command_line import Stack, say, tell
from operations.drill.evidence import Evidence
from operations.drill.target import DrillRequest
from operations.project import project_root

REHEARSAL = "rehearsal"
HIGHEST_PORT = 65535


def rehearse(
    stack: Stack,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the embedded AWS running.")] = False,
    manifest: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the manifest.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the full record.")] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the summary as an SVG picture.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            metavar="PORT",
            parser=number(int, least=1, most=HIGHEST_PORT),
            help="The embedded AWS's port, in place of a free one.",
        ),
    ] = None,
) -> None:
    """Stand a stack up on an embedded AWS on this machine."""
    root = project_root(Path.cwd())
    checked_settings(stack, root)
    from rehearsal.command import rehearse as stand_up  # noqa: PLC0415 - loads the Pulumi SDK

    status = stand_up(
        stack, keep=keep, manifest=manifest, json_file=json_file, picture=picture, port=port, root=root
    )
    raise typer.Exit(status)


def rehearse_disaster(request: DrillRequest) -> Evidence | None:
    """Hold a drill on the embedded AWS; returns None where it was a dry run.

    Raises:
        BadInputError: the scenario cannot be rehearsed.
        DrillError: the stack does not stand, there is no PostgreSQL here, or the procedure failed.
    """
    from rehearsal.drills.scenarios import check_rehearsed  # noqa: PLC0415 - loads the scenarios' strategies

    root = project_root(Path.cwd())
    check_rehearsed(request.scenario, request.stack, settings_file(request.stack, root)[1].standby)
    if request.dry_run:
        say(f"{request.scenario} of {request.stack} would be rehearsed on this machine: no AWS account is touched")
        return None
    from rehearsal.drills.drill import rehearse_disaster as hold  # noqa: PLC0415 - loads the Pulumi SDK

    return hold(request.scenario, request.stack, root=root, tell=tell)
