"""Secrets Manager and Parameter Store, as far as functions use the database's secrets."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.shared.errors import AccessError

if TYPE_CHECKING:
    from collections.abc import Mapping

CURRENT, PENDING, PREVIOUS = "AWSCURRENT", "AWSPENDING", "AWSPREVIOUS"

PASSWORD_LENGTH = 48
# RDS refuses / @ " and space in a master password; the others are here so that no shell or URL needs quoting.
EXCLUDED = "/@\"'\\ `$;%&?#=+:{}[]()<>|,!*^~"

_REMEDIES = {
    "AccessDeniedException": "give the function's role this action on the secret and its key",
    "ResourceNotFoundException": "see that the secret stands and has this version: `pulumi up`, then provision",
    "DecryptionFailure": "see that the key of the secret is enabled",
    "InvalidRequestException": "see whether the secret is marked for deletion, and restore it",
    "ResourceExistsException": "another run wrote this version: run it again, which goes on from there",
    "ThrottlingException": "wait a minute; then run it again",
}


@dataclass(frozen=True)
class Version:
    """One version of a secret: its id and its document."""

    id: str
    document: dict[str, Any] = field(repr=False)

    @property
    def username(self) -> str | None:
        """Whom it lets in; None in a version that says only where the database is."""
        return self.document.get("username")


class Secrets:
    """The secrets of one region."""

    def __init__(self, client: Any, parameters: Any) -> None:
        self._client, self._parameters = client, parameters

    def stages(self, secret: str) -> dict[str, str]:
        """Return the version's id by label; an expired (label-less) version is not among them."""
        described = self._call("describe_secret", SecretId=secret)
        versions: dict[str, list[str]] = described.get("VersionIdsToStages") or {}
        return {stage: version for version, stages in versions.items() for stage in stages}

    def names(self, secret: str) -> set[str]:
        """Return what a secret goes by, its ARN and its name, given either."""
        described = self._call("describe_secret", SecretId=secret)
        return {str(described["ARN"]), str(described["Name"])}

    def read(self, secret: str, version: str) -> Version:
        """Return the version with this id.

        Raises:
            AccessError: it has expired, has no value, may not be read, or is not a document of ours.
        """
        answer = self._call("get_secret_value", SecretId=secret, VersionId=version)
        try:
            document: Any = json.loads(answer["SecretString"])
        except (KeyError, ValueError):
            document = None
        if not isinstance(document, dict) or not {"host", "port", "dbname"} <= document.keys():
            raise AccessError(
                f"{_name(secret)}: version {version} is no JSON object with host, port and dbname",
                "write its `host`, `port` and `dbname` again; a password is not needed",
            )
        return Version(version, document)  # pyright: ignore[reportUnknownArgumentType]

    def holds(self, secret: str, version: str) -> bool:
        """Return whether the version with this id has a value yet."""
        try:
            self._client.get_secret_value(SecretId=secret, VersionId=version)
        except ClientError as error:
            if _code(error) == "ResourceNotFoundException":
                return False
            raise _explained("get_secret_value", secret, error) from None
        return True

    def write_first(self, secret: str, document: dict[str, Any]) -> None:
        """Write a secret's first version, which is the current one at once.

        Its id is made of the secret's own name, so that a run that is repeated writes the same version again.
        """
        version = str(uuid.uuid5(uuid.NAMESPACE_URL, secret))
        self._call(
            "put_secret_value", SecretId=secret, ClientRequestToken=version, SecretString=json.dumps(document)
        )

    def make_own(self, secret: str) -> None:
        """Set a copy free, so that it can be written: its original's region may not answer."""
        primary = self._call("describe_secret", SecretId=secret).get("PrimaryRegion")
        if primary not in {None, self._client.meta.region_name}:
            self._call("stop_replication_to_replica", SecretId=secret)

    def schedule(self, secret: str, function: str, rules: Mapping[str, Any]) -> bool:
        """Have a function rotate a secret by Secrets Manager's rules; return whether that was not so already."""
        described = self._call("describe_secret", SecretId=secret)
        # Secrets Manager adds the days that an expression comes to.
        found: dict[str, Any] = described.get("RotationRules") or {}
        same = described.get("RotationLambdaARN") == function and rules.items() <= found.items()
        if described.get("RotationEnabled") and same:
            return False
        self._call(
            "rotate_secret",
            SecretId=secret,
            RotationLambdaARN=function,
            RotationRules=dict(rules),
            RotateImmediately=False,
        )
        return True

    def write_pending(self, secret: str, version: str, document: dict[str, Any]) -> None:
        """Write a version which nobody uses until it is made current."""
        self._call(
            "put_secret_value",
            SecretId=secret,
            ClientRequestToken=version,
            SecretString=json.dumps(document),
            VersionStages=[PENDING],
        )

    def make_current(self, secret: str, version: str) -> None:
        """Move the label that clients follow; the version that had it stays as the previous one."""
        current = self.stages(secret).get(CURRENT)
        if current == version:
            return
        removal = {} if current is None else {"RemoveFromVersionId": current}
        self._call(
            "update_secret_version_stage",
            SecretId=secret,
            VersionStage=CURRENT,
            MoveToVersionId=version,
            **removal,
        )

    def end_pending(self, secret: str, version: str) -> None:
        """Take the label of a begun rotation off a version, so that none seems to be under way."""
        if self.stages(secret).get(PENDING) == version:
            self._call(
                "update_secret_version_stage", SecretId=secret, VersionStage=PENDING, RemoveFromVersionId=version
            )

    def new_password(self) -> str:
        """Return a password that Secrets Manager made up."""
        answer = self._call(
            "get_random_password",
            PasswordLength=PASSWORD_LENGTH,
            ExcludeCharacters=EXCLUDED,
            RequireEachIncludedType=True,
        )
        return str(answer["RandomPassword"])

    def parameter(self, name: str) -> str:
        """Return the value of a parameter."""
        try:
            answer: Any = self._parameters.get_parameter(Name=name)
        except (ClientError, BotoCoreError) as error:
            raise _explained(
                "get_parameter", name, error, "run `storefront database ca-bundle`, which writes it"
            ) from None
        return str(answer["Parameter"]["Value"])

    def _call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            return getattr(self._client, operation)(**arguments)
        except (ClientError, BotoCoreError) as error:
            raise _explained(operation, str(arguments.get("SecretId", "")), error) from None


def _explained(operation: str, subject: str, error: Exception, mend: str | None = None) -> AccessError:
    code = _code(error) if isinstance(error, ClientError) else type(error).__name__
    return AccessError(
        f"{_name(subject) or 'Secrets Manager'}: {operation} failed ({code})",
        mend or _REMEDIES.get(code, "see CloudTrail for the call, then run it again"),
    )


def _code(error: ClientError) -> str:
    response: Any = error.response
    return str(response["Error"]["Code"])


def _name(secret: str) -> str:
    """The part of an ARN that a person knows it by."""
    return secret.rpartition(":secret:")[2]
