"""The `storefront` command line.

Commands import what they need when they run, so that `--help` and a refusal come at once. Results go to standard
output and everything else to standard error; `operations.command_line` has the exit statuses.
"""

from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated

import typer

from cli.config import config
from cli.docs import docs
from cli.environment import environment
from cli.organization import organization
from cli.rehearse import REHEARSAL, rehearse, rehearse_disaster
from operations.command_line import Commands, say
from operations.database.commands import app as database
from operations.database.tune import tune
from operations.drill.commands import drill
from operations.drill.target import DrillTargets
from operations.edge.commands import edge
from operations.health.commands import DECLARED, dashboards, health
from operations.recovery.commands import failover, guidelines
from operations.release.commands import release

if TYPE_CHECKING:
    from operations.health.dashboards import Declared

app = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
app.add_typer(config, name="config")
app.add_typer(docs, name="docs")
app.add_typer(environment, name="environment")
app.add_typer(organization, name="organization")
app.add_typer(edge, name="edge")
app.add_typer(release, name="release")
app.add_typer(failover, name="failover")
app.add_typer(drill, name="drill")
app.add_typer(health, name="health")
app.add_typer(dashboards, name="dashboards")
app.command()(rehearse)
app.command()(guidelines)
app.add_typer(database, name="database")
database.command()(tune)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - as Typer calls it
    if asked:
        say(f"storefront {version('storefront')}")
        raise typer.Exit


def _declared(stack: str) -> "Declared":
    from cli.declared_dashboards import declared_dashboards  # noqa: PLC0415 - loads the Pulumi SDK

    return declared_dashboards(stack)


@app.callback()
def storefront(
    context: typer.Context,
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Run the storefront platform: settings, rehearsals, releases, recoveries, drills, database and dashboards."""
    context.obj = DrillTargets({REHEARSAL: rehearse_disaster})
    context.meta[DECLARED] = _declared
