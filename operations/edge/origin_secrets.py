"""The header's value as Secrets Manager keeps it, in every site: one version that counts, and one that is to come.

The value to come is AWSPENDING on a version that is not AWSCURRENT, as in any rotation of Secrets Manager, so that
a procedure which was cut off goes on with the value that it had.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from operations.aws import AwsClient, RefusedError
from operations.recovery.errors import RecoveryError

CURRENT, PENDING = "AWSCURRENT", "AWSPENDING"
# Letters and digits: a value that load balancers compare has at most 128, without their wildcards * and ?.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
LENGTH = 64
_MISSING = "ResourceNotFoundException"


@dataclass(frozen=True)
class _Versions:
    """The ids of a secret's versions; `pending` is None while no value is to come."""

    current: str
    pending: str | None


class OriginSecrets:
    """The secrets of both sites, by region."""

    def __init__(self, aws: AwsClient, names: Mapping[str, str]) -> None:
        self._aws, self._names = aws, names

    def pending(self) -> str | None:
        """Return the value that an earlier rotation has left to come, if there is one; asks every site."""
        found = {region: self._versions(region) for region in self._names}
        waiting = [(region, one.pending) for region, one in found.items() if one.pending is not None]
        return self._value(*waiting[0]) if waiting else None

    def new(self) -> str:
        """Return a random value."""
        region = next(iter(self._names))
        answer = self._aws.call(
            region, "secretsmanager", "GetRandomPassword", PasswordLength=LENGTH, ExcludePunctuation=True
        )
        return str(answer["RandomPassword"])

    def prepare(self, region: str, value: str) -> None:
        """Keep the value in a site as the one to come, unless it is there already."""
        versions = self._versions(region)
        if self._value(region, versions.pending or versions.current) == value:
            return
        # With a token of its own, a second attempt of the call is the first.
        self._aws.call_again(
            region,
            "secretsmanager",
            "PutSecretValue",
            SecretId=self._names[region],
            SecretString=value,
            VersionStages=[PENDING],
            ClientRequestToken=str(uuid.uuid4()),
        )

    def promote(self, region: str, value: str) -> None:
        """Make the value the one that counts in a site, unless it is."""
        versions = self._versions(region)
        if self._value(region, versions.current) == value:
            return
        if versions.pending is None or self._value(region, versions.pending) != value:
            raise RecoveryError(
                f"the secret {self._names[region]} in {region} was changed meanwhile; expected the value that was "
                "prepared there. Run it again"
            )
        self._aws.call(
            region,
            "secretsmanager",
            "UpdateSecretVersionStage",
            SecretId=self._names[region],
            VersionStage=CURRENT,
            MoveToVersionId=versions.pending,
            RemoveFromVersionId=versions.current,
        )

    def _versions(self, region: str) -> _Versions:
        name = self._names[region]
        try:
            described = self._aws.call(region, "secretsmanager", "DescribeSecret", SecretId=name)
        except RefusedError as error:
            if error.code != _MISSING:
                raise
            raise RecoveryError(f"{region} has no secret {name}; deploy the stack") from None
        staged = {stage: version for version, stages in described["VersionIdsToStages"].items() for stage in stages}
        if CURRENT not in staged:
            raise RecoveryError(f"the secret {name} in {region} has no value; deploy the stack")
        pending = staged.get(PENDING)
        # The label stays where it is when its version has become the one that counts.
        return _Versions(staged[CURRENT], None if pending == staged[CURRENT] else pending)

    def _value(self, region: str, version: str) -> str:
        answer = self._aws.call(
            region, "secretsmanager", "GetSecretValue", SecretId=self._names[region], VersionId=version
        )
        return str(answer["SecretString"])
