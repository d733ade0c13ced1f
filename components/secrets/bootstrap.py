"""The secret with which the database is handed over to the function: where it was created, and its first password.

RDS takes a master password as it makes an instance, and does not manage one where there are read replicas. So the
program makes one up; here the function finds it, once, and replaces it at once. From then on it opens nothing. It
is no secret of the path `database/`, whose values the pipeline must not read: this value is the pipeline's own.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.database.database import MASTER_USER, Database
from components.encryption.keys import Purpose
from components.functions.names import role_arn
from components.secrets.secrets import ACCESS, secret_policy
from components.shared.filling import Filled, fill
from components.shared.naming import PROJECT
from components.shared.outputs import known_after
from components.shared.urns import urn_pattern
from manifest.program import SecretsComponent


@dataclass(frozen=True, kw_only=True)
class DatabaseBootstrapArgs:
    """The database, beside which the secret stands."""

    database: Database


class DatabaseBootstrap(pulumi.ComponentResource):
    """The secret, closed to all but the pipeline, which writes it, and the function, which reads it."""

    arn: pulumi.Output[str]

    def __init__(
        self, name: str, *, args: DatabaseBootstrapArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("storefront:secrets:DatabaseBootstrap", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        baseline = args.database.baseline
        place, writer = baseline.place, baseline.settings.deployment_role
        logical = place.logical("database-bootstrap")
        self._region = place.region
        secret = self._secret = aws.secretsmanager.Secret(
            logical,
            name=bootstrap_name(place.environment),
            description="the first instance, and a password that logs in nowhere once the database is provisioned",
            kms_key_id=baseline.key_arn(Purpose.SECRETS),
            recovery_window_in_days=place.lifecycle.secret_recovery_days,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        aws.secretsmanager.SecretPolicy(
            logical,
            secret_arn=secret.arn,
            policy=secret_policy([writer, role_arn(place, ACCESS)], [writer]),
            block_public_policy=True,
            opts=child,
        )
        version = aws.secretsmanager.SecretVersion(
            logical, secret_id=secret.id, secret_string=_document(args.database), opts=child
        )
        # The ARN, once there is a value behind it.
        self.arn = known_after(secret.arn, version.id)
        self.register_outputs({})

    def declared(self) -> Filled[SecretsComponent]:
        """Return what it is called, and the secret in it."""
        secret = urn_pattern(self._secret, region=self._region)
        return fill(SecretsComponent, urn=urn_pattern(self, region=self._region), secret=secret)


def bootstrap_name(environment: str) -> str:
    """Return the secret's name."""
    return f"{PROJECT}/{environment}/bootstrap/database"


def _document(database: Database) -> pulumi.Output[str]:
    return pulumi.Output.json_dumps(
        {
            "engine": "postgres",
            "host": database.primary.address,
            "port": database.primary.port,
            **_replica(database),
            "dbname": database.name,
            "username": MASTER_USER,
            "password": database.bootstrap_password,
        }
    )


def _replica(database: Database) -> dict[str, object]:
    replica = database.replica
    return {"replica": {"host": replica.address, "port": replica.port}} if replica else {}
