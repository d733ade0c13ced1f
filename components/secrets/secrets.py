"""The secrets of the database: one for the master user and one for each machine's logins.

They are declared empty: every value, the first too, is written by the function of `components.secrets.access`, so
that no password is in the program's state and the pipeline need not, and may not, read any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.encryption.keys import Purpose
from components.functions.names import role_arn
from components.identity.names import Person
from components.identity.names import role_arn as persons_role
from components.secrets.ca_bundle import read_ca_bundle
from components.servers.kinds import ServerKind, kinds_of
from components.shared.filling import Filled, fill
from components.shared.naming import PROJECT, Account
from components.shared.policy_documents import Statement, document
from components.shared.urns import urn_pattern
from manifest.program import SecretsComponent

# The function that gives the database its roles and passwords, in every site that stands ready.
ACCESS = "database-access"
# The vocabulary of the function (`functions/database_access`), which imports nothing of this folder.
MASTER = "master"

# Whose servers read which secret: their roles are called after their kind, in either region.
READERS: Mapping[str, tuple[str, ...]] = {
    MASTER: (),
    "application": ("application",),
    "migration": ("migration",),
    "marketing": ("tableau-bridge",),
    "management": (),
    "heartbeat": ("heartbeat",),
    "monitoring": ("database-reading",),
}
# Whose secrets name the replica; the function knows it too.
ON_REPLICA = ("management", "marketing")


@dataclass(frozen=True, kw_only=True)
class DatabaseSecretsArgs:
    """Where the secrets and their copies stand; of these, what stands ready writes them."""

    baseline: Baseline
    copies: Sequence[Baseline]


class DatabaseSecrets(pulumi.ComponentResource):
    """The secrets with their policies, and a copy of each in a standby's region; `arns` holds them by role."""

    arns: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, *, args: DatabaseSecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:secrets:DatabaseSecrets", name, None, opts)
        self._args, self._place = args, args.baseline.place
        self._child = pulumi.ResourceOptions(parent=self)
        self._secrets = {role: self._secret(role) for role in READERS}
        self.arns = {role: secret.arn for role, secret in self._secrets.items()}
        self.register_outputs({})

    def declared(self) -> Filled[SecretsComponent]:
        """Return what it is called, and the secrets in it."""
        region = self._place.region
        secret = urn_pattern(self._secrets[MASTER], region=region, role=MASTER)
        return fill(SecretsComponent, urn=urn_pattern(self, region=region), secret=secret)

    def grant_read(self, login: str, *, describe: bool = False) -> list[Statement]:
        """Let a function read one login's secret through its key, and the CA bundle with which it uses it.

        `describe`: also which version of the secret is which, for one that reads it while it is rotated.
        """
        place = self._place
        secret = place.arn("secretsmanager", f"secret:{secret_name(place.environment, login)}-??????")
        actions = ["secretsmanager:DescribeSecret"] if describe else []
        return [
            {
                "Sid": "ItsLogin",
                "Effect": "Allow",
                "Action": [*actions, "secretsmanager:GetSecretValue"],
                "Resource": secret,
            },
            self._args.baseline.keys.grant_decrypt(Purpose.SECRETS, via="secretsmanager"),
            read_ca_bundle(place),
        ]

    def _secret(self, role: str) -> aws.secretsmanager.Secret:
        args, place = self._args, self._place
        logical = place.logical(f"database-{role}")
        # Where no function can be run, the break-glass role points clients at a new writer; everybody hears of it.
        account = Account(environment=place.environment, account=place.account)
        functions = [role_arn(one.place, ACCESS) for one in (args.baseline, *args.copies) if one.can_serve]
        writers = [*functions, persons_role(account, Person.BREAK_GLASS)]
        secret = aws.secretsmanager.Secret(
            logical,
            name=secret_name(place.environment, role),
            description=f"where the database is, and the login of {role}",
            kms_key_id=args.baseline.key_arn(Purpose.SECRETS),
            recovery_window_in_days=place.lifecycle.secret_recovery_days,
            replicas=[
                aws.secretsmanager.SecretReplicaArgs(
                    region=copies.place.region, kms_key_id=copies.key_arn(Purpose.SECRETS)
                )
                for copies in args.copies
            ]
            or None,
            # After a failover the region that was lost still has what it had: the copy takes its place.
            force_overwrite_replica_secret=True if args.copies else None,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        aws.secretsmanager.SecretPolicy(
            logical,
            secret_arn=secret.arn,
            policy=secret_policy([*self._readers(role), *writers], writers),
            block_public_policy=True,
            opts=self._child,
        )
        return secret

    def _readers(self, role: str) -> list[str]:
        place = self._place
        absent = {*ServerKind} - {*kinds_of(self._args.baseline.settings.servers)}
        return [
            f"arn:aws:iam::{place.account}:role/{PROJECT}-{place.environment}-*-{kind}"
            for kind in READERS[role]
            if kind not in absent
        ]


def secret_name(environment: str, role: str) -> str:
    """Return the name of a role's secret, the same in both regions, since its copy has it too."""
    return f"{PROJECT}/{environment}/database/{role}"


def secret_names(environment: str) -> dict[str, str]:
    """Return the names of all secrets, by role."""
    return {role: secret_name(environment, role) for role in READERS}


def secret_policy(readers: Sequence[str], writers: Sequence[str]) -> str:
    """Close a secret's value to everyone but its readers and writers, whatever their own policies allow.

    Deleting this policy stays a matter of IAM, so that nobody is locked out for good; with it gone, so is this
    bound, which is why people's boundaries forbid that.
    """
    statements: list[Statement] = [
        {
            "Sid": "ReadByItsOwn",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": "*",
            "Condition": {"ArnNotLike": {"aws:PrincipalArn": list(readers)}},
        },
        {
            "Sid": "WrittenByItsOwn",
            "Effect": "Deny",
            "Principal": "*",
            "Action": ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
            "Resource": "*",
            "Condition": {"ArnNotLike": {"aws:PrincipalArn": list(writers)}},
        },
    ]
    return document(statements)
