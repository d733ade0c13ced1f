"""The secrets of the database: one for the master user and one for each machine's logins.

Passwords are born in Secrets Manager: what the program writes is where the database is, under a label of its own,
and for the master user the password of its birth, which opens nothing once `storefront database provision` has run.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.documents import Statement, document
from components.naming import PROJECT, Place

# The vocabulary of the function (`functions/database_access`), which imports nothing of this folder.
MASTER = "master"
BIRTH = "BIRTH"

# Whose servers read which secret: their roles are called after their kind, in either region.
READERS: Mapping[str, tuple[str, ...]] = {
    MASTER: (),
    "application": ("application",),
    "migration": ("migration",),
    "marketing": ("analytics",),
    "management": ("analytics",),
    "heartbeat": ("heartbeat",),
    "monitoring": ("monitoring",),
}
ON_REPLICA = ("management", "marketing")
# Secrets Manager's own most, which is the time to notice a mistake.
_RECOVERY_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class DatabaseSecretsArgs:
    """The database's name, addresses and first password; the keys of both sites; and the roles that write."""

    place: Place
    database: str
    port: pulumi.Input[int]
    primary_address: pulumi.Input[str]
    replica_address: pulumi.Input[str]
    master_user: str
    birth_password: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    replica_region: str
    replica_key_arn: pulumi.Input[str]
    writers: tuple[str, ...]


class DatabaseSecrets(pulumi.ComponentResource):
    """The secrets with their policies, and a copy of each in the standby region; `arns` holds them by role."""

    arns: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, *, args: DatabaseSecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:DatabaseSecrets", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self.arns = {role: self._secret(role) for role in READERS}
        self.register_outputs({})

    def _secret(self, role: str) -> pulumi.Output[str]:
        args, place = self._args, self._args.place
        logical = place.logical(f"database-{role}")
        secret = aws.secretsmanager.Secret(
            logical,
            name=secret_name(place.environment, role),
            description=f"where the database is, and the login of {role}",
            kms_key_id=args.key_arn,
            recovery_window_in_days=_RECOVERY_DAYS,
            replicas=[
                aws.secretsmanager.SecretReplicaArgs(region=args.replica_region, kms_key_id=args.replica_key_arn)
            ],
            force_overwrite_replica_secret=False,
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )
        aws.secretsmanager.SecretPolicy(
            logical,
            secret_arn=secret.arn,
            policy=secret_policy(place, READERS[role], args.writers),
            block_public_policy=True,
            opts=self._child,
        )
        version = aws.secretsmanager.SecretVersion(
            logical,
            secret_id=secret.id,
            secret_string=self._birth(role),
            version_stages=[BIRTH],
            # The first version of a secret is also the current one, until the function has made another.
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["versionStages"]),
        )
        # The secret's ARN, once it has a value: a rotation can be scheduled for no empty secret.
        return pulumi.Output.all(secret.arn, version.id).apply(lambda known: str(known[0]))

    def _birth(self, role: str) -> pulumi.Output[str]:
        args = self._args
        place: dict[str, pulumi.Input[object]] = {
            "engine": "postgres",
            "host": args.replica_address if role in ON_REPLICA else args.primary_address,
            "port": args.port,
            "dbname": args.database,
        }
        if role == MASTER:
            place |= {"username": args.master_user, "password": args.birth_password}
        return pulumi.Output.json_dumps(place)


def secret_name(environment: str, role: str) -> str:
    """Return the name of a role's secret, the same in both regions, since its copy has it too."""
    return f"{PROJECT}/{environment}/database/{role}"


def secret_policy(place: Place, readers: tuple[str, ...], writers: tuple[str, ...]) -> str:
    """Close a secret's value to everyone but its readers and writers, whatever their own policies allow.

    Deleting this policy stays a matter of IAM, so that nobody is locked out for good; with it gone, so is this
    bound, which is why people's boundaries forbid that.
    """
    allowed = [f"arn:aws:iam::{place.account}:role/{PROJECT}-{place.environment}-*-{kind}" for kind in readers]
    statements: list[Statement] = [
        {
            "Sid": "ReadByItsOwnServers",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": "*",
            "Condition": {"ArnNotLike": {"aws:PrincipalArn": [*allowed, *writers]}},
        },
        {
            "Sid": "WrittenByItsFunction",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
            "Resource": "*",
            "Condition": {"ArnNotLike": {"aws:PrincipalArn": list(writers)}},
        },
    ]
    return document(statements)
