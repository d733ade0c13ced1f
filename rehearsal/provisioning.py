"""The provisioning of the database, rehearsed end to end on what was stood up.

A PostgreSQL is started in RDS's place, with the master user and the password that the program gave the instance,
under a certificate for the endpoint names that the emulator made up. Then the deployment script runs as it would
for real: `storefront database provision` invokes the function, whose uploaded archive the emulator runs; the
function reads the secrets, verifies the server's name, and does its work. Nothing of it is told that this is a
rehearsal.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from functions.shared.postgresql import Login
from rehearsal.database import rds
from rehearsal.database.binaries import NoPostgresError, find
from rehearsal.database.cluster import HOST, Foundation, Server, ServerError, foundation
from rehearsal.record import Procedure
from rehearsal.stage import Stage, StageError, host, set_stage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from operations.aws import AwsRegion
    from rehearsal.emulator import Emulator
    from rehearsal.record import Record

NAME = "provision"
_ACCESS = "aws:lambda/function:Function"


def provision(
    record: Record, emulator: Emulator, client_for: Callable[[str, str], AwsRegion], root: Path
) -> list[Procedure]:
    """Rehearse the provisioning; none where the stack has no function for it."""
    if not any(one.type == _ACCESS for one in record.resources):
        return []
    try:
        binaries = find()
    except NoPostgresError as error:
        return [Procedure(NAME, passed=None, told=str(error))]
    stage = set_stage(record, emulator, client_for, root)
    started = time.monotonic()
    try:
        with foundation(binaries) as place:
            said = _rehearse(stage, emulator, place)
    except (StageError, ServerError) as error:
        return [Procedure(NAME, passed=False, told=str(error))]
    seconds = time.monotonic() - started
    return [Procedure(NAME, passed=True, told=f"{said} (PostgreSQL {binaries.version}, {seconds:.1f} s)")]


def _rehearse(stage: Stage, emulator: Emulator, place: Foundation) -> str:
    with host(stage, emulator, place) as hosted:
        first = stage.storefront("provision", stage.stack, "--yes")[-2]
        _check_repetition(stage)
        bootstrap = stage.secret(stage.manifest.access.bootstrap_secret)
        _check_bootstrap(hosted.main, hosted.ca_bundle, hosted.database, bootstrap)
    return f"{first}; a second run changed nothing, and the bootstrap password no longer logs in"


def _check_repetition(stage: Stage) -> None:
    again = stage.storefront("provision", stage.stack, "--yes")[-2]
    if again != "0 changes; rotated: none; scheduled: none":
        message = f"a second run should change nothing: {again}"
        raise StageError(message)
    stage.storefront("rotate", stage.stack, "application", "--yes")


def _check_bootstrap(main: Server, ca_bundle: str, database: str, bootstrap: Mapping[str, Any]) -> None:
    login = Login.of({**bootstrap, "dbname": database}, at=(HOST, main.port))
    if rds.lets_in(login, ca_bundle):
        message = "the bootstrap password still opens it"
        raise StageError(message)
