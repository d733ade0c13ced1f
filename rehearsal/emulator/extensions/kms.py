"""KMS: the period of a key's rotation.

https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.kms import urls
from moto.kms.responses import KmsResponse

_DEFAULT_PERIOD_DAYS = 365


class RotatingKmsResponse(KmsResponse):
    """KMS with the properties of this module."""

    def enable_key_rotation(self) -> str:
        """`EnableKeyRotation`."""
        answer = super().enable_key_rotation()
        self._key().rotation_period = self._get_param("RotationPeriodInDays", _DEFAULT_PERIOD_DAYS)
        return answer

    def get_key_rotation_status(self) -> str:
        """`GetKeyRotationStatus`, which shows the period of a key that rotates."""
        shown: dict[str, Any] = json.loads(super().get_key_rotation_status())
        key = self._key()
        shown["KeyId"] = key.id
        if shown["KeyRotationEnabled"]:
            shown["RotationPeriodInDays"] = getattr(key, "rotation_period", _DEFAULT_PERIOD_DAYS)
        return json.dumps(shown)

    def _key(self) -> Any:
        return self.kms_backend.keys[self.kms_backend.get_key_id(self._get_param("KeyId"))]


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = RotatingKmsResponse.dispatch
