"""What each kind of server may do beside being managed: read its deliveries, its own secrets, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.encryption.keys import Keys, Purpose
from components.servers.kinds import ServerKind
from components.servers.names import DELIVERIES, REPORTS, server_secret
from components.shared.naming import Place
from components.shared.policy_documents import Statement
from components.storage.bucket import bucket_arn

# The folders of the deliveries' bucket that every kind's playbook takes from, as the roles name them.
_ARTIFACTS = ("cloudwatch-agent", "rds-ca")


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


def own_statements(place: Place, kind: ServerKind, keys: ServerKeys) -> Sequence[pulumi.Input[Statement]]:
    """Return the kind's own statements."""
    statements = [
        _deliveries(place, kind),
        _reports(place, kind),
        _key("StoredObjects", keys.storage, ["kms:Decrypt", "kms:GenerateDataKey"], f"s3.{place.region}"),
        *_sessions(place),
        _session_key(keys.sessions),
    ]
    if kind.declared.secrets:
        statements.append(_secrets(place, kind))
        statements.append(_key("OwnSecrets", keys.secrets, ["kms:Decrypt"], f"secretsmanager.{place.region}"))
    statements += [statement(place) for statement in kind.declared.statements]
    return statements


def _deliveries(place: Place, kind: ServerKind) -> Statement:
    arn = bucket_arn(place, DELIVERIES)
    folders = ("bundles", *sorted((*_ARTIFACTS, *kind.declared.artifacts)))
    return {
        "Sid": "TakeDeliveries",
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": [f"{arn}/{folder}/*" for folder in folders],
    }


def _reports(place: Place, kind: ServerKind) -> Statement:
    """Return what uploads reports: the agent gives each an ACL, bucket-owner-full-control.

    https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/s3util/s3util.go
    """
    arn = bucket_arn(place, REPORTS)
    return {
        "Sid": "WriteReports",
        "Effect": "Allow",
        "Action": ["s3:GetEncryptionConfiguration", "s3:PutObject", "s3:PutObjectAcl"],
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


def _sessions(place: Place) -> list[Statement]:
    """Return what writes sessions down; the agent starts none before it has seen that the group is encrypted.

    https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/session/shell/shell.go
    """
    group = place.arn("logs", f"log-group:/{place.name('sessions')}")
    return [
        {
            "Sid": "WriteSessionsDown",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": [group, f"{group}:*"],
        },
        {
            "Sid": "SeeThatSessionsAreEncrypted",
            "Effect": "Allow",
            "Action": "logs:DescribeLogGroups",
            "Resource": "*",
        },
    ]


def _secrets(place: Place, kind: ServerKind) -> Statement:
    # Secrets Manager ends an ARN with six letters of its own.
    return {
        "Sid": "ReadOwnSecrets",
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": [
            place.arn("secretsmanager", f"secret:{server_secret(place, secret)}-??????")
            for secret in kind.declared.secrets
        ],
    }
