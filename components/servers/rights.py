"""What each kind of server may do beside being managed: read its deliveries, its own secrets, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.encryption.keys import Keys, Purpose
from components.servers.delivery import DELIVERIES, REPORTS
from components.servers.kinds import ServerKind
from components.shared.naming import PROJECT, Place
from components.shared.policy_documents import Statement, publish_metrics
from components.storage.bucket import bucket_arn
from functions.shared.metrics import Namespace
from manifest.path import path

# The secrets that a kind reads, by what follows the environment in their names.
APPLICATION_CONNECTION, REPLICA_CONNECTION = "database/application", "database/marketing"
TABLEAU_TOKEN = "tableau-token"  # noqa: S105 - names a secret
SECRETS: Mapping[ServerKind, tuple[str, ...]] = {
    ServerKind.APPLICATION: (APPLICATION_CONNECTION,),
    ServerKind.TABLEAU_BRIDGE: (REPLICA_CONNECTION, TABLEAU_TOKEN),
    ServerKind.OPERATIONS_HOST: (),
}
# The folders of artefacts that a kind's playbook takes, as the roles name them.
ARTIFACTS: Mapping[ServerKind, tuple[str, ...]] = {
    ServerKind.APPLICATION: ("application", "cloudwatch-agent", "rds-ca"),
    ServerKind.TABLEAU_BRIDGE: ("cloudwatch-agent", "rds-ca", "tableau-bridge"),
    ServerKind.OPERATIONS_HOST: ("aws-cli", "cloudwatch-agent", "rds-ca", "storefront-cli"),
}


@dataclass(frozen=True, kw_only=True)
class ServerKeys:
    """The ARNs of the keys with which a server meets encrypted data."""

    storage: pulumi.Input[str]
    sessions: pulumi.Input[str]
    secrets: pulumi.Input[str]


def server_keys(keys: Keys) -> ServerKeys:
    """Return the keys of a site with which its servers meet encrypted data."""
    return ServerKeys(
        storage=keys.arn(Purpose.STORAGE), sessions=keys.arn(Purpose.SESSIONS), secrets=keys.arn(Purpose.SECRETS)
    )


def server_secret(place: Place, what: str) -> str:
    """Return the name of a secret that servers read: the same in both regions, since its copy has it too."""
    return f"{PROJECT}/{place.environment}/{what}"


def own_statements(place: Place, kind: ServerKind, keys: ServerKeys) -> Sequence[pulumi.Input[Statement]]:
    """Return the kind's own statements."""
    statements = [
        _deliveries(place, kind),
        _reports(place, kind),
        _key("StoredObjects", keys.storage, ["kms:Decrypt", "kms:GenerateDataKey"], f"s3.{place.region}"),
        _sessions(place),
        _session_key(keys.sessions),
    ]
    if SECRETS[kind]:
        statements.append(_secrets(place, kind))
        statements.append(_key("OwnSecrets", keys.secrets, ["kms:Decrypt"], f"secretsmanager.{place.region}"))
    if kind is ServerKind.APPLICATION:
        statements.append(publish_metrics("PublishStoreMetrics", Namespace.STORE))
    if kind is ServerKind.OPERATIONS_HOST:
        statements.append(_manifest(place))
    return statements


def _deliveries(place: Place, kind: ServerKind) -> Statement:
    arn = bucket_arn(place, DELIVERIES)
    folders = ("bundles", *ARTIFACTS[kind])
    return {
        "Sid": "TakeDeliveries",
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": [f"{arn}/{folder}/*" for folder in folders],
    }


def _reports(place: Place, kind: ServerKind) -> Statement:
    arn = bucket_arn(place, REPORTS)
    return {
        "Sid": "WriteReports",
        "Effect": "Allow",
        "Action": ["s3:GetEncryptionConfiguration", "s3:PutObject"],
        "Resource": [arn, f"{arn}/associations/{kind}/*", f"{arn}/patches/*"],
    }


def _key(sid: str, key_arn: pulumi.Input[str], actions: list[str], via: str) -> pulumi.Output[Statement]:
    return pulumi.Output.from_input(key_arn).apply(
        lambda arn: {
            "Sid": sid,
            "Effect": "Allow",
            "Action": actions,
            "Resource": arn,
            "Condition": {"StringEquals": {"kms:ViaService": f"{via}.amazonaws.com"}},
        }
    )


def _session_key(key_arn: pulumi.Input[str]) -> pulumi.Output[Statement]:
    """Session Manager's agent opens a session's data key by itself, through no service."""
    return pulumi.Output.from_input(key_arn).apply(
        lambda arn: {"Sid": "OpenSessions", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": arn}
    )


def _sessions(place: Place) -> Statement:
    group = place.arn("logs", f"log-group:/{place.name('sessions')}")
    return {
        "Sid": "WriteSessionsDown",
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        "Resource": [group, f"{group}:*"],
    }


def _secrets(place: Place, kind: ServerKind) -> Statement:
    # Secrets Manager ends an ARN with six letters of its own.
    return {
        "Sid": "ReadOwnSecrets",
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": [
            place.arn("secretsmanager", f"secret:{server_secret(place, secret)}-??????") for secret in SECRETS[kind]
        ],
    }


def _manifest(place: Place) -> Statement:
    return {
        "Sid": "ReadManifest",
        "Effect": "Allow",
        "Action": ["ssm:GetParameter", "ssm:GetParameters"],
        "Resource": place.arn("ssm", f"parameter{path(place.environment, '*')}"),
    }
