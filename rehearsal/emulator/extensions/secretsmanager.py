"""Secrets Manager: replicas with keys of their own, replicas set free, the current version, scheduled rotations.

Who asks for a value without a version gets the one labelled AWSCURRENT; moto forgets that once the label is moved.

A rotation is under way while AWSPENDING is on another version than AWSCURRENT, and no other can begin then.

A rotation that is only scheduled leaves no version behind: Secrets Manager makes a pending one to try the function
with, and takes it away again:
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html
"""

from __future__ import annotations

import copy
import json
from typing import Any, cast

from moto.secretsmanager import urls
from moto.secretsmanager.exceptions import InvalidRequestException
from moto.secretsmanager.models import ReplicaSecret
from moto.secretsmanager.responses import SecretsManagerResponse


class ReplicatingSecretsManagerResponse(SecretsManagerResponse):
    """Secrets Manager with the properties of this module."""

    def create_secret(self) -> str:
        """`CreateSecret`, which keeps the replicas' keys."""
        answer = super().create_secret()
        wanted = cast("list[dict[str, str]]", self._get_param("AddReplicaRegions") or [])
        keys = {one["Region"]: one.get("KmsKeyId") for one in wanted}
        found: Any = self.backend.secrets[json.loads(answer)["ARN"]]
        for replica in found.replicas:
            if keys.get(replica.region):
                replica.config["KmsKeyId"] = keys[replica.region]
        return answer

    def rotate_secret(self) -> str:
        """`RotateSecret`."""
        found: Any = self.backend.secrets[str(self._get_param("SecretId"))]
        _end_finished(found.versions)
        before = set(found.versions)
        answer = super().rotate_secret()
        rules = cast("dict[str, Any]", self._get_param("RotationRules") or {})
        if rules:
            found.schedule = rules if "ScheduleExpression" in rules else {}
            found.rotation_enabled = True
        if self._get_param("RotateImmediately") is False:
            for version in set(found.versions) - before:
                del found.versions[version]
        return answer

    def describe_secret(self) -> str:
        """`DescribeSecret`, with a schedule that is an expression: moto keeps a number of days alone."""
        described: dict[str, Any] = json.loads(super().describe_secret())
        found: Any = self.backend.secrets.get(str(self._get_param("SecretId")))
        if schedule := getattr(found, "schedule", None):
            described["RotationRules"] = schedule
        return json.dumps(described)

    def update_secret_version_stage(self) -> str:
        """`UpdateSecretVersionStage`."""
        answer = super().update_secret_version_stage()
        found: Any = self.backend.secrets[str(self._get_param("SecretId"))]
        for version, held in found.versions.items():
            if "AWSCURRENT" in held["version_stages"]:
                found.set_default_version_id(version)
        return answer

    def stop_replication_to_replica(self) -> str:
        """`StopReplicationToReplica`, called in the region of the copy."""
        name = self._get_param("SecretId")
        replica = self.backend.describe_secret(name)
        if not isinstance(replica, ReplicaSecret):
            raise InvalidRequestException("The operation can be called only on a replica secret.")
        source = replica.source
        own = copy.copy(source)
        own.arn, own.region, own.replicas = replica.arn, replica.region, []
        own.versions = copy.deepcopy(source.versions)
        self.backend.secrets[replica.arn] = own
        source.replicas = [one for one in source.replicas if one is not replica]
        return json.dumps({"ARN": own.arn})


def _end_finished(versions: dict[str, Any]) -> None:
    """Refuse while a rotation is under way, and only then; moto does so once it is finished instead."""
    for held in versions.values():
        labels: list[str] = held["version_stages"]
        if "AWSPENDING" in labels and "AWSCURRENT" not in labels:
            raise InvalidRequestException("A previous rotation isn't complete. That rotation will be reattempted.")
        if "AWSPENDING" in labels:
            labels.remove("AWSPENDING")


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = ReplicatingSecretsManagerResponse.dispatch
