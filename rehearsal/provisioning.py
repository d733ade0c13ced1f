"""The provisioning of the database, rehearsed end to end on what was stood up.

A PostgreSQL is started in RDS's place, with the master user and the password that the program gave the instance,
under a certificate for the endpoint names that the emulator made up. Then the deployment script runs as it would
for real: `storefront database provision` invokes the function, whose uploaded archive the emulator runs; the
function reads the secrets, verifies the server's name, and does its work. Nothing of it is told that this is a
rehearsal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearsal.database import rds
from rehearsal.database.authority import Authority
from rehearsal.database.binaries import NoPostgresError, find
from rehearsal.database.cluster import ADDRESS, HOST, Server, ServerError, ground, servers
from rehearsal.emulator.hosts import write
from rehearsal.keeping import access_key, home
from rehearsal.record import Procedure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rehearsal.emulator import Emulator
    from rehearsal.provider.cloud import Cloud
    from rehearsal.record import Record

NAME = "provision"
_LONGEST_SECONDS = 300
_ACCESS = "aws:lambda/function:Function"


class ProvisioningError(Exception):
    """The deployment script did not do its work; the message is its own."""


@dataclass(frozen=True)
class Stage:
    """Where it is rehearsed: the embedded AWS, and the deployment script's environment."""

    stack: str
    root: Path
    cloud: Cloud
    environment: Mapping[str, str]

    def section(self, name: str) -> dict[str, Any]:
        """Return a section of the manifest, as the program left it."""
        parameter = f"/storefront/{self.stack}/manifest/{name}"
        return json.loads(self.cloud.call("ssm", "GetParameter", Name=parameter)["Parameter"]["Value"])

    def secret(self, arn: str) -> dict[str, Any]:
        """Return what a secret holds."""
        found = self.cloud.call("secretsmanager", "GetSecretValue", SecretId=arn)
        return json.loads(found["SecretString"])

    def storefront(self, *arguments: str) -> str:
        """Run the deployment script; return what it says.

        Raises:
            ProvisioningError: it failed.
        """
        command = [str(Path(sys.executable).with_name("storefront")), "database", *arguments]
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            cwd=self.root,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST_SECONDS,
        )
        if done.returncode:
            words = (done.stderr or done.stdout).strip().splitlines() or [f"exit status {done.returncode}"]
            message = f"storefront database {' '.join(arguments)}: {words[-1]}"
            raise ProvisioningError(message)
        return done.stdout


def provision(
    record: Record, emulator: Emulator, clouds: Callable[[str, str], Cloud], root: Path
) -> list[Procedure]:
    """Rehearse the provisioning; none where the stack has no function for it."""
    if not any(one.type == _ACCESS for one in record.resources):
        return []
    try:
        binaries = find()
    except NoPostgresError as error:
        return [Procedure(NAME, passed=None, told=str(error))]
    region, account = home(record)
    cloud = clouds(region, account)
    key = access_key(cloud)
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": emulator.endpoint,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
    stage = Stage(record.stack, root, cloud, environment)
    started = time.monotonic()
    try:
        with ExitStack() as stack:
            place = stack.enter_context(ground(binaries))
            said = _rehearse(stage, emulator, stack, place)
    except (ProvisioningError, ServerError) as error:
        return [Procedure(NAME, passed=False, told=str(error))]
    seconds = time.monotonic() - started
    return [Procedure(NAME, passed=True, told=f"{said} (PostgreSQL {binaries.version}, {seconds:.1f} s)")]


def _rehearse(stage: Stage, emulator: Emulator, stack: ExitStack, place: Any) -> str:
    database, access = stage.section("database"), stage.section("access")
    names = [database["instances"][part]["address"] for part in ("primary", "replica")]
    authority = Authority()
    signed = authority.sign(*dict.fromkeys(names), HOST)
    main, replica = stack.enter_context(servers(place, signed, os.urandom(16).hex(), replica=True))
    write(emulator.hosts, dict(zip(names, ((ADDRESS, main.port), (ADDRESS, replica.port)), strict=True)))
    stage.cloud.call(
        "ssm",
        "PutParameter",
        Name=access["trust_parameter"],
        Value=authority.certificate,
        Type="String",
        Overwrite=True,
    )
    birth = stage.secret(access["birth_secret"])
    rds.give_birth(main, authority.certificate, database=database["name"], password=birth["password"])
    first = stage.storefront("provision", stage.stack, "--yes").strip().splitlines()[-2]
    _check_repetition(stage)
    _check_birth(main, authority.certificate, database["name"], birth)
    return f"{first}; a second run changed nothing, and the birth password opens nothing"


def _check_repetition(stage: Stage) -> None:
    again = stage.storefront("provision", stage.stack, "--yes").strip().splitlines()[-2]
    if again != "0 changes; rotated: none; scheduled: none":
        message = f"a second run should change nothing: {again}"
        raise ProvisioningError(message)
    stage.storefront("rotate", stage.stack, "application", "--yes")


def _check_birth(main: Server, trust: str, database: str, birth: Mapping[str, Any]) -> None:
    login = rds.Login(
        host=HOST, port=main.port, dbname=database, username=birth["username"], password=birth["password"]
    )
    if rds.lets_in(login, trust):
        message = "the password of the database's birth still opens it"
        raise ProvisioningError(message)
