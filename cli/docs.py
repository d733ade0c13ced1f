"""`storefront docs`: the documentation's pages that are written from code."""

from pathlib import Path

import typer

from operations.project import project_root

docs = typer.Typer(no_args_is_help=True, help="The documentation's pages that are written from code.")


@docs.command("write")
def write_docs() -> None:
    """Write the generated pages."""
    from cli.generated import write  # noqa: PLC0415 - loads the policy pack

    for page in write(project_root(Path.cwd())):
        typer.echo(f"{page} written")


@docs.command("check")
def check_docs() -> None:
    """Fail unless the generated pages say what the code says."""
    from cli.generated import check  # noqa: PLC0415 - loads the policy pack

    check(project_root(Path.cwd()))
