"""A customer-managed KMS key per purpose, so that access to one kind of data opens no other."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import pulumi
import pulumi_aws as aws

from components.settings import KeySettings
from components.shared.naming import PROJECT, Place
from components.shared.policy_documents import Statement, document

_USE = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey")


class Purpose(StrEnum):
    """What a key protects, and through which services; one vocabulary for keys, their aliases and the guardrails.

    The services act for a caller who has rights of its own: the key opens only on their way. A key without them is
    opened by services in their own names.
    """

    services: tuple[str, ...]

    def __new__(cls, value: str, *services: str) -> Self:
        """Make a purpose that equals its name."""
        purpose = str.__new__(cls, value)
        purpose._value_ = value
        purpose.services = services
        return purpose

    DATABASE = "database", "rds"
    SECRETS = "secrets", "secretsmanager", "lambda"
    LOGS = "logs"
    STORAGE = "storage", "s3", "ec2"
    BACKUPS = "backups", "backup", "rds"
    NOTIFICATIONS = "notifications"
    RECOVERY = "recovery", "dynamodb"
    AUDIT = "audit"
    SESSIONS = "sessions", "ssm"


# Services that publish to an encrypted topic in their own name:
# https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
PUBLISHERS = (
    "backup.amazonaws.com",
    "cloudwatch.amazonaws.com",
    "costalerts.amazonaws.com",
    "events.rds.amazonaws.com",
)


# EventBridge publishes by rules, and can be held to no condition:
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
RULES_PUBLISHER = "events.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class KeysArgs:
    """Where the keys stand, their purposes, the settings, and the role by which Auto Scaling launches servers."""

    place: Place
    purposes: tuple[Purpose, ...]
    scaling_role_arn: pulumi.Input[str] | None
    keys: KeySettings


class Keys(pulumi.ComponentResource):
    """A key and an alias per purpose; `arn(purpose)` is what resources take, `grant_...` what roles are given."""

    def __init__(self, name: str, *, args: KeysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:encryption:Keys", name, None, opts)
        self._place = args.place
        self._keys = {purpose: self._key(purpose, args) for purpose in args.purposes}
        self.register_outputs({str(purpose): key.arn for purpose, key in self._keys.items()})

    def arn(self, purpose: Purpose) -> pulumi.Output[str]:
        """Return the ARN of the key for `purpose`."""
        return self._keys[purpose].arn

    def arns(self) -> dict[str, pulumi.Output[str]]:
        """Return every key's ARN by purpose."""
        return {str(purpose): key.arn for purpose, key in self._keys.items()}

    def grant_decrypt(self, purpose: Purpose, *, via: str) -> Statement:
        """Let a role read what a service, such as `secretsmanager`, keeps under the key: through it alone."""
        return self._grant(purpose, ["kms:Decrypt"], via)

    def grant_encrypt_decrypt(self, purpose: Purpose, *, via: str) -> Statement:
        """Let a role write and read what a service keeps under the key: through that service alone."""
        return self._grant(purpose, ["kms:Decrypt", "kms:GenerateDataKey"], via)

    def condition(self, purpose: Purpose, *, via: str) -> dict[str, dict[str, str]]:
        """Return what holds a right on keys to one key, and to a service.

        The key goes by its alias, so that a preview can evaluate the policy before the key stands.
        """
        return {
            "StringEquals": {"kms:ViaService": f"{via}.{self._place.region}.amazonaws.com"},
            "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{self._place.name(purpose)}"},
        }

    def _grant(self, purpose: Purpose, actions: list[str], via: str) -> Statement:
        return {
            "Sid": f"{purpose.title()}Key",
            "Effect": "Allow",
            "Action": actions,
            "Resource": self._place.arn("kms", "key/*"),
            "Condition": self.condition(purpose, via=via),
        }

    def _key(self, purpose: Purpose, args: KeysArgs) -> aws.kms.Key:
        place = args.place
        key = aws.kms.Key(
            place.logical(f"{purpose}-key"),
            description=f"{PROJECT} {place.environment}: {purpose}",
            policy=_policy(purpose, args),
            enable_key_rotation=True,
            rotation_period_in_days=args.keys.rotation_period_days,
            deletion_window_in_days=args.keys.deletion_window_days,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        aws.kms.Alias(
            place.logical(f"{purpose}-key"),
            name=f"alias/{place.name(purpose)}",
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return key


def _policy(purpose: Purpose, args: KeysArgs) -> pulumi.Input[str]:
    """Only the volumes' key waits for the role of Auto Scaling: KMS refuses a principal that does not exist."""
    if purpose is not Purpose.STORAGE or args.scaling_role_arn is None:
        return key_policy(purpose, args.place)
    role = pulumi.Output.from_input(args.scaling_role_arn)
    return role.apply(lambda arn: key_policy(purpose, args.place, launched_by=arn))


def key_policy(
    purpose: Purpose, place: Place, *, launched_by: str | None = None, recorded: Place | None = None
) -> str:
    """Return the key policy for `purpose`: the account's own administration, then the services that need it.

    `launched_by` is the ARN of the role that launches servers whose volumes the key encrypts; `recorded`, of whose
    trails the key keeps the files: another account's, where the record is archived.
    """
    statements: list[Statement] = [
        {
            # Without it a key can become unmanageable; what people may do is then a matter of their IAM policies.
            "Sid": "AccountAdministration",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{place.account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ]
    if purpose.services:
        statements += _via_service_statements(place, purpose.services)
    elif purpose is Purpose.LOGS:
        statements.append(_logs_statement(place))
    elif purpose is Purpose.NOTIFICATIONS:
        statements += [_publishers_statement(place), _rules_statement(place)]
    elif purpose is Purpose.AUDIT:
        statements += _trail_statements(recorded or place)
    if launched_by:
        statements += _launch_statements(launched_by)
    return document(statements)


def _via_service_statements(place: Place, services: tuple[str, ...]) -> list[Statement]:
    via: dict[str, Any] = {
        "kms:ViaService": [f"{service}.{place.region}.amazonaws.com" for service in services],
        "kms:CallerAccount": place.account,
    }
    principal = {"AWS": f"arn:aws:iam::{place.account}:root"}
    return [
        {
            "Sid": "UseThroughServices",
            "Effect": "Allow",
            "Principal": principal,
            "Action": list(_USE),
            "Resource": "*",
            "Condition": {"StringEquals": via},
        },
        {
            # Services keep working after the caller's session ends by a grant, which they alone may ask for.
            "Sid": "GrantsForServices",
            "Effect": "Allow",
            "Principal": principal,
            "Action": ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
            "Resource": "*",
            "Condition": {"StringEquals": via, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        },
    ]


def _launch_statements(role: str) -> list[Statement]:
    """Let Auto Scaling, which no identity policy of ours reaches, give encrypted volumes to what it launches.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
    """
    return [
        {
            "Sid": "VolumesOfLaunchedServers",
            "Effect": "Allow",
            "Principal": {"AWS": role},
            "Action": list(_USE),
            "Resource": "*",
        },
        {
            "Sid": "GrantsForLaunchedServers",
            "Effect": "Allow",
            "Principal": {"AWS": role},
            "Action": "kms:CreateGrant",
            "Resource": "*",
            "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        },
    ]


def _logs_statement(place: Place) -> Statement:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    return {
        "Sid": "CloudWatchLogs",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{place.region}.amazonaws.com"},
        "Action": list(_USE),
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": place.arn("logs", "log-group:*")}},
    }


def _publishers_statement(place: Place) -> Statement:
    return {
        "Sid": "Publishers",
        "Effect": "Allow",
        "Principal": {"Service": list(PUBLISHERS)},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": place.account}},
    }


def _rules_statement(place: Place) -> Statement:
    # SNS encrypts each message in the context of its topic, which holds the rules of any account to ours.
    topics = {"kms:EncryptionContext:aws:sns:topicArn": place.arn("sns", f"{PROJECT}-{place.environment}-*")}
    return {
        "Sid": "EventRules",
        "Effect": "Allow",
        "Principal": {"Service": RULES_PUBLISHER},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"ArnLike": topics},
    }


def _trail_statements(place: Place) -> list[Statement]:
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    service, trails = {"Service": "cloudtrail.amazonaws.com"}, {"aws:SourceArn": place.arn("cloudtrail", "trail/*")}
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{place.account}:trail/*"}
    return [
        {
            "Sid": "TrailsEncrypt",
            "Effect": "Allow",
            "Principal": service,
            "Action": "kms:GenerateDataKey*",
            "Resource": "*",
            "Condition": {"ArnLike": trails, "StringLike": context},
        },
        {
            # Decryption is for the bucket's own key, which spares calls of KMS.
            "Sid": "TrailsDescribe",
            "Effect": "Allow",
            "Principal": service,
            "Action": ["kms:Decrypt", "kms:DescribeKey"],
            "Resource": "*",
            "Condition": {"ArnLike": trails},
        },
    ]
