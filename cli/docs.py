"""`storefront docs`: the documentation's pages that are written from code."""

from pathlib import Path

import typer

from operations.command_line import say, tell
from operations.project import project_root

_MAKING = "making the pages anew from the code, with a run of the program for each environment: some 20 seconds"

docs = typer.Typer(no_args_is_help=True, help="The documentation's pages that are written from code.")


@docs.command("write")
def write_docs() -> None:
    """Write the pages that are generated from the code: docs/alarms.md, docs/settings.md and the like."""
    from cli.generated import write  # noqa: PLC0415 - loads the policy pack

    tell(_MAKING)
    for page in write(project_root(Path.cwd())):
        say(f"{page} written")


@docs.command("check")
def check_docs() -> None:
    """Fail unless the generated pages say what the code says."""
    from cli.generated import check  # noqa: PLC0415 - loads the policy pack

    tell(_MAKING)
    check(project_root(Path.cwd()))
