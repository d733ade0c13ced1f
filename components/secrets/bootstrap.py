"""The secret with which the database is handed over to the function: where it was born, and its first password.

RDS takes a master password as it makes an instance, and does not manage one where there are read replicas. So the
program makes one up; here the function finds it, once, and replaces it at once. From then on it opens nothing. It
is no secret of the path `database/`, whose values the pipeline must not read: this value is the pipeline's own.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.secrets.secrets import RECOVERY_DAYS, secret_policy
from components.shared.naming import PROJECT, Place


@dataclass(frozen=True, kw_only=True)
class DatabaseBootstrapArgs:
    """The database and its first password; the secrets' key; the ARNs of who writes the secret and who reads it."""

    place: Place
    database: str
    primary: aws.rds.Instance
    replica: aws.rds.Instance
    master_user: str
    password: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    writer: str
    reader: str


class DatabaseBootstrap(pulumi.ComponentResource):
    """The secret, closed to all but the pipeline, which writes it, and the function, which reads it."""

    arn: pulumi.Output[str]

    def __init__(
        self, name: str, *, args: DatabaseBootstrapArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("storefront:site:DatabaseBootstrap", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        logical = args.place.logical("database-bootstrap")
        secret = aws.secretsmanager.Secret(
            logical,
            name=bootstrap_name(args.place.environment),
            description="where the database was born, and a password that opens nothing once it is provisioned",
            kms_key_id=args.key_arn,
            recovery_window_in_days=RECOVERY_DAYS,
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )
        aws.secretsmanager.SecretPolicy(
            logical,
            secret_arn=secret.arn,
            policy=secret_policy([args.writer, args.reader], [args.writer]),
            block_public_policy=True,
            opts=child,
        )
        version = aws.secretsmanager.SecretVersion(
            logical, secret_id=secret.id, secret_string=_document(args), opts=child
        )
        # The ARN, once there is a value behind it.
        self.arn = pulumi.Output.all(secret.arn, version.id).apply(lambda known: str(known[0]))
        self.register_outputs({})


def bootstrap_name(environment: str) -> str:
    """Return the secret's name."""
    return f"{PROJECT}/{environment}/bootstrap/database"


def _document(args: DatabaseBootstrapArgs) -> pulumi.Output[str]:
    return pulumi.Output.json_dumps(
        {
            "engine": "postgres",
            "host": args.primary.address,
            "port": args.primary.port,
            "replica": {"host": args.replica.address, "port": args.replica.port},
            "dbname": args.database,
            "username": args.master_user,
            "password": args.password,
        }
    )
