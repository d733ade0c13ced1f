"""The dashboards that the program declares, from a run under the SDK's mocks: nothing need stand for them."""

import json
from pathlib import Path

from cli.config import settings_file
from manifest.health import Health
from manifest.path import path
from operations.command_line import tell
from operations.health.dashboards import Declared, read
from operations.project import project_root
from rehearsal.mocks.recorder import Record, run_program

_DASHBOARD, _PARAMETER = "aws:cloudwatch/dashboard:Dashboard", "aws:ssm/parameter:Parameter"


def declared_dashboards(stack: str) -> Declared:
    """Return a stack's dashboards, by what they show.

    Raises:
        BadInputError: with every problem of the stack's settings file.
    """
    settings_file(stack, project_root(Path.cwd()))
    tell(f"running the program for {stack}, to see which dashboards it declares")
    return dashboards_of(stack, run_program(stack))


def dashboards_of(stack: str, record: Record) -> Declared:
    """Return the dashboards of a run."""
    parameters = {one.inputs["name"]: one.inputs for one in record.of_type(_PARAMETER)}
    names = Health.model_validate_json(parameters[path(stack, "health")]["insecureValue"]).dashboards
    bodies = {one.inputs["dashboardName"]: one.inputs["dashboardBody"] for one in record.of_type(_DASHBOARD)}
    return {what: (name, [*read(json.loads(bodies[name]))]) for what, name in names.items()}
