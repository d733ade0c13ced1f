"""The `storefront` command line.

Commands import what they need when they run, so that `--help` and a refusal come at once. Results go to standard
output and everything else to standard error; `operations.command_line` has the exit statuses.
"""

import typer

from cli.config import config
from cli.docs import docs
from cli.environment import environment
from cli.rehearse import REHEARSAL, rehearse, rehearse_disaster
from operations.command_line import Commands
from operations.database.commands import app as database
from operations.database.tune import tune
from operations.drill.commands import drill
from operations.drill.target import DrillTargets
from operations.edge.commands import edge
from operations.health.commands import dashboards, health
from operations.recovery.commands import failover, guidelines

app = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
app.add_typer(config, name="config")
app.add_typer(docs, name="docs")
app.add_typer(environment, name="environment")
app.add_typer(edge, name="edge")
app.add_typer(failover, name="failover")
app.add_typer(drill, name="drill")
app.add_typer(health, name="health")
app.add_typer(dashboards, name="dashboards")
app.command()(rehearse)
app.command()(guidelines)
app.add_typer(database, name="database")
database.command()(tune)


@app.callback()
def storefront(context: typer.Context) -> None:
    """The procedures of the storefront platform."""
    context.obj = DrillTargets({REHEARSAL: rehearse_disaster})
