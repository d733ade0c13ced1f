"""A stood-up stack as a stage: its manifest and secrets, its deployment script, and a PostgreSQL in RDS's place.

The PostgreSQL has the master user and the password that the program gave the instance, under a certificate for the
endpoint names that the emulator made up; functions of the emulator find it by those names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manifest.database import Access, Database
from manifest.document import Sections
from operations.layout import messages
from operations.manifest import read_manifest
from rehearsal.database import rds
from rehearsal.database.authority import Authority
from rehearsal.database.cluster import ADDRESS, HOST, Foundation, Server, servers
from rehearsal.emulator.hosts import write
from rehearsal.keeping import access_key, home

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from operations.aws import AwsRegion
    from rehearsal.emulator import Emulator
    from rehearsal.record import Record

_LONGEST_SECONDS = 300


class StageSections(Sections):
    """What is asked of the manifest: where the database is, and who gets into it."""

    database: Database
    access: Access


class StageError(Exception):
    """The deployment script did not do its work; the message is its own."""


@dataclass(frozen=True)
class Stage:
    """Where it is rehearsed: the embedded AWS by region, and the environment of whoever works there."""

    stack: str
    root: Path
    aws: AwsRegion
    """In the region that serves."""
    client_for: Callable[[str], AwsRegion]
    environment: Mapping[str, str]
    manifest: StageSections

    def secret(self, arn: str) -> dict[str, Any]:
        """Return what a secret holds."""
        found = self.aws.call("secretsmanager", "GetSecretValue", SecretId=arn)
        return json.loads(found["SecretString"])

    def storefront(self, *arguments: str) -> list[str]:
        """Run the deployment script; return what it says, message by message.

        Raises:
            StageError: it failed.
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
            words = messages(done.stderr or done.stdout)[-1] or f"exit status {done.returncode}"
            message = f"storefront database {' '.join(arguments)}: {words}"
            raise StageError(message)
        return messages(done.stdout)


def set_stage(record: Record, emulator: Emulator, client_for: Callable[[str, str], AwsRegion], root: Path) -> Stage:
    """Return the stage of a stack that stands."""
    anywhere, account = home(record)
    # The manifest is in both regions, the database in one: providers are registered in no order.
    manifest = read_manifest(client_for(anywhere, account), record.stack, StageSections)
    region = manifest.index.serving
    aws = client_for(region, account)
    key = access_key(aws)
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": emulator.endpoint,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
    return Stage(record.stack, root, aws, lambda other: client_for(other, account), environment, manifest)


@dataclass
class Hosted:
    """The servers that stand in for the database, and where their endpoints' names lead."""

    place: Foundation
    authority: Authority
    hosts: Path
    password: str
    database: str
    main: Server
    replica: Server | None
    """None: the database has none."""
    names: dict[str, tuple[str, int]] = field(default_factory=dict[str, "tuple[str, int]"])

    @property
    def ca_bundle(self) -> str:
        """The authority's certificate (PEM)."""
        return self.authority.certificate

    def lead(self, name: str, server: Server) -> None:
        """Let an endpoint's name lead to a server."""
        self.names[name] = (ADDRESS, server.port)
        write(self.hosts, self.names)


@contextmanager
def host(stage: Stage, emulator: Emulator, place: Foundation) -> Generator[Hosted]:
    """Run a database, with its replica if it has one, as RDS creates it, and have the whole stack trust it."""
    database, access, index = stage.manifest.database, stage.manifest.access, stage.manifest.index
    names = [one.address for one in database.instances.every]
    authority, password = Authority(), os.urandom(16).hex()
    signed = authority.sign(*dict.fromkeys(names), HOST)
    with servers(place, signed, password, replica=database.instances.replica is not None) as running:
        main, *others = running
        hosted = Hosted(place, authority, emulator.hosts, password, database.name, main, next(iter(others), None))
        for name, server in zip(names, running, strict=True):
            hosted.lead(name, server)
        for region in index.regions:
            stage.client_for(region).call(
                "ssm",
                "PutParameter",
                Name=access.ca_bundle_parameter,
                Value=authority.certificate,
                Type="String",
                Overwrite=True,
            )
        bootstrap = stage.secret(access.bootstrap_secret)
        rds.bootstrap(main, authority.certificate, database=database.name, password=bootstrap["password"])
        yield hosted
