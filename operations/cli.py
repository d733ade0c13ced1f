"""The `storefront` command line.

Commands import what they need when they run, so that `--help` and a refusal come at once. Results go to standard
output and everything else to standard error. Exit status: 0 done, 1 it failed, 2 it was asked for wrongly.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from operations.database_cli import app as database
from operations.drill.commands import drill
from operations.edge.commands import edge
from operations.health.commands import dashboards, health
from operations.project import NoProjectError, project_root
from operations.recovery.commands import failover, guidelines
from operations.tuning.command import tune

FAILED, BAD_INPUT = 1, 2
HIGHEST_PORT = 65535
T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
config = typer.Typer(no_args_is_help=True, help="The settings of an environment.")
docs = typer.Typer(no_args_is_help=True, help="The documentation's pages that are written from code.")
app.add_typer(config, name="config")
app.add_typer(docs, name="docs")
app.add_typer(edge, name="edge")
app.add_typer(failover, name="failover")
app.add_typer(drill, name="drill")
app.add_typer(health, name="health")
app.add_typer(dashboards, name="dashboards")
app.command()(guidelines)
app.add_typer(database, name="database")
database.command()(tune)

Stack = Annotated[str, typer.Argument(metavar="STACK", help="prod or staging, as in Pulumi.STACK.yaml.")]


@app.callback()
def storefront() -> None:
    """The procedures of the storefront platform."""


@config.command("check")
def check_config(stack: Stack) -> None:
    """Report every problem of a stack's settings file."""
    typer.echo(_checked_settings(stack, _root()))


@app.command()
def rehearse(
    stack: Stack,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the embedded AWS running.")] = False,
    manifest: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the manifest.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the full record.")] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the summary as an SVG picture.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=HIGHEST_PORT, help="The embedded AWS's port.")] = None,
) -> None:
    """Stand a stack up on an embedded AWS on this machine."""
    root = _root()
    _checked_settings(stack, root)
    from rehearsal.command import rehearse as stand_up  # noqa: PLC0415 - loads the Pulumi SDK

    status = stand_up(
        stack, keep=keep, manifest=manifest, json_file=json_file, picture=picture, port=port, root=root
    )
    raise typer.Exit(status)


@docs.command("write")
def write_docs() -> None:
    """Write the generated pages."""
    from operations.generated import write  # noqa: PLC0415 - loads the policy pack

    for page in write(_root()):
        typer.echo(f"{page} written")


@docs.command("check")
def check_docs() -> None:
    """Fail unless the generated pages say what the code says."""
    from operations.generated import StalePageError, check  # noqa: PLC0415 - loads the policy pack

    root = _root()
    _or_exit(lambda: check(root), StalePageError, FAILED)


def main() -> None:
    """Run the command line."""
    app(prog_name="storefront")


def _root() -> Path:
    return _or_exit(lambda: project_root(Path.cwd()), NoProjectError, BAD_INPUT)


def _checked_settings(stack: str, root: Path) -> str:
    from components.settings import SettingsError  # noqa: PLC0415 - pydantic builds the models
    from operations.config import check  # noqa: PLC0415

    return _or_exit(lambda: check(stack, root), SettingsError, BAD_INPUT)


def _or_exit(attempt: Callable[[], T], expected: type[Exception], status: int) -> T:
    """Do it; say an expected error's text, which is the whole story, and end with the status."""
    try:
        return attempt()
    except expected as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(status) from None
