"""Secrets Manager: a copy in another region made a secret of its own.

https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html
"""

from __future__ import annotations

import copy
import json

from moto.secretsmanager import urls
from moto.secretsmanager.exceptions import InvalidRequestException
from moto.secretsmanager.models import ReplicaSecret
from moto.secretsmanager.responses import SecretsManagerResponse


class ExtendedSecretsManagerResponse(SecretsManagerResponse):
    """Secrets Manager with the operation of this module."""

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


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = ExtendedSecretsManagerResponse.dispatch
