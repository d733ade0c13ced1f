"""A server and its secrets as they are before anybody has provisioned them, and what a test needs to look at them.

The function runs as it does in Lambda: its own handler, boto3 over HTTP, TLS to a real PostgreSQL. The secrets are
made as `components/secrets` makes them.
"""

import io
import itertools
import json
import os
import time
import zipfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import boto3

from functions.database_access.handler import BOOTSTRAP_SECRET, CA_BUNDLE_PARAMETER, ROTATION, SECRETS, handle
from functions.database_access.roles import MACHINES, MASTER, MASTER_USER, ROLES
from functions.database_access.rotation import Rotation
from functions.shared.postgresql import Login, Session, session
from functions.shared.secrets import CURRENT, Secrets
from rehearsal.database import rds
from rehearsal.database.authority import Authority
from rehearsal.database.cluster import HOST, Foundation, Server, servers
from tests.postgres.store import fill, migrate

DATABASE = "storefront"
BOOTSTRAP_PASSWORD = "Bootstrap-password-in-the-state-of-the-program"
SUPERUSERS = "Superuser-of-the-tests-alone"
ROTATION_DAYS = 30
BY_TOKEN = {role.name for role in ROLES if role.iam}
_numbers = itertools.count(1)


@dataclass
class World:
    """One server with its replica, and one set of secrets."""

    main: Server
    replica: Server
    authority: Authority
    arns: Mapping[str, str]
    bootstrap: str
    function: str
    client: Any
    parameters: Any
    ca_bundle_parameter: str
    passwords: set[str] = field(default_factory=set)

    def handle(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Have the function do it, and remember the passwords that there are then."""
        try:
            return self.run(event)
        finally:
            self.note_passwords()

    def run(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Have the function do it."""
        os.environ.update(
            {
                SECRETS: json.dumps(dict(self.arns)),
                BOOTSTRAP_SECRET: self.bootstrap,
                CA_BUNDLE_PARAMETER: self.ca_bundle_parameter,
                ROTATION: json.dumps({"function": self.function, "days": ROTATION_DAYS}),
            }
        )
        return handle(event, None)

    def provision(self) -> dict[str, Any]:
        """Have the function provision."""
        return self.handle({"action": "provision"})

    def drift(self) -> dict[str, Any]:
        """Have the function look."""
        return self.handle({"action": "drift"})

    def rotation(self, role: str, client: Any = None) -> Rotation:
        """The rotation of a role, through another client if that is given."""
        secrets, ca_bundle = Secrets(client or self.client, self.parameters), self.authority.certificate
        return Rotation(
            secrets=secrets, ca_bundle=ca_bundle, arns=self.arns, role=role, bootstrap=self.bootstrap, settle=5
        )

    def stages(self, role: str) -> dict[str, str]:
        """The version by label of a role's secret."""
        return Secrets(self.client, self.parameters).stages(self.arns[role])

    def document(self, role: str, stage: str = CURRENT) -> dict[str, Any]:
        """What a role's secret holds."""
        found = self.client.get_secret_value(SecretId=self.arns[role], VersionStage=stage)
        return json.loads(found["SecretString"])

    def login(self, role: str, stage: str = CURRENT) -> Login:
        """Whom the secret of a role lets in, as a client reads it; people and proofs have a token instead."""
        if role in BY_TOKEN:
            return self._by_token(role)
        return Login.of(self.document(role, stage))

    @contextmanager
    def as_role(self, role: str) -> Generator[Session]:
        """A session with the secret of a role, or by a token, for which nobody asks here."""
        with session(self.login(role), self.authority.certificate) as opened:
            yield opened

    def _by_token(self, role: str) -> Login:
        """A login without a password; analysts are let in on the replica only."""
        server = self.replica if role == "analyst" else self.main
        return Login(host=HOST, port=server.port, dbname=DATABASE, username=role, password=None)

    @contextmanager
    def as_superuser(self, server: Server | None = None) -> Generator[Session]:
        """A session as RDS's own user, on the main server unless another is given."""
        with session(rds.superuser(server or self.main, DATABASE), self.authority.certificate) as opened:
            yield opened

    def lets_in(self, login: Login) -> bool:
        """Whether the server lets this login in."""
        return rds.lets_in(login, self.authority.certificate)

    def note_passwords(self) -> None:
        """Remember every password that any version of any secret has had so far."""
        for arn in self.arns.values():
            listed = self.client.list_secret_version_ids(SecretId=arn, IncludeDeprecated=True)
            for version in listed["Versions"]:
                try:
                    found = self.client.get_secret_value(SecretId=arn, VersionId=version["VersionId"])
                except self.client.exceptions.ResourceNotFoundException:
                    continue
                password = json.loads(found["SecretString"]).get("password")
                self.passwords |= {password} - {None}


@contextmanager
def fresh_database(place: Foundation, settings: Mapping[str, str] | None = None) -> Generator[World]:
    """A world before provisioning; the environment must point at the embedded AWS."""
    authority = Authority()
    client = cast("Any", boto3).client
    secrets, parameters = client("secretsmanager"), client("ssm")
    number = next(_numbers)
    with servers(place, authority.sign(HOST), SUPERUSERS, settings, replica=True) as (main, replica):
        rds.bootstrap(main, authority.certificate, database=DATABASE, password=BOOTSTRAP_PASSWORD)
        named = {role: f"storefront/test{number}/database/{role}" for role in (MASTER, *MACHINES)}
        arns = {role: secrets.create_secret(Name=name)["ARN"] for role, name in named.items()}
        where: dict[str, Any] = {"engine": "postgres", "host": HOST, "port": main.port, "dbname": DATABASE}
        where |= {"replica": {"host": HOST, "port": replica.port}}
        document = json.dumps({**where, "username": MASTER_USER, "password": BOOTSTRAP_PASSWORD})
        bootstrap = secrets.create_secret(
            Name=f"storefront/test{number}/bootstrap/database", SecretString=document
        )["ARN"]
        ca_bundle = f"/storefront/test{number}/database/ca-bundle"
        parameters.put_parameter(Name=ca_bundle, Value=authority.certificate, Type="String")
        function = _function(number)
        yield World(
            main,
            replica,
            authority,
            arns,
            bootstrap,
            function,
            secrets,
            parameters,
            ca_bundle,
            {BOOTSTRAP_PASSWORD},
        )


def _function(number: int) -> str:
    """The function as Secrets Manager knows it: it must be there to be scheduled; nobody runs it here."""
    client = cast("Any", boto3).client
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = client("iam").create_role(RoleName=f"test{number}", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    code = io.BytesIO()
    zipfile.ZipFile(code, "w").close()
    made = client("lambda").create_function(
        FunctionName=f"test{number}", Role=role, Runtime="python3.13", Handler="handler.handle",
        Code={"ZipFile": code.getvalue()},
    )  # fmt: skip
    return made["FunctionArn"]


def furnish(world: World) -> None:
    """Provision, let the pipeline make the store's tables and fill them, and provision again for their rights."""
    world.provision()
    with world.as_role("migration") as pipeline:
        migrate(pipeline)
        fill(pipeline)
    world.provision()


def caught_up(world: World) -> None:
    """Wait until the replica has replayed what the main server has written so far."""
    with world.as_superuser() as main:
        ((position,),) = main.rows("SELECT pg_current_wal_lsn()::text")
    deadline = time.monotonic() + 30
    with world.as_superuser(world.replica) as replica:
        while not replica.rows("SELECT 1 WHERE pg_last_wal_replay_lsn() >= CAST(:p AS pg_lsn)", p=position):
            assert time.monotonic() < deadline, "the replica does not follow"
            time.sleep(0.05)
