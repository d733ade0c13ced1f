"""EC2: what a region does where a request names nothing, and what may be given to everyone.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
"""

from __future__ import annotations

from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.responses import EC2Response

_METADATA = ("HttpTokens", "HttpPutResponseHopLimit", "HttpEndpoint", "InstanceMetadataTags")
_MAX_HOPS = 64


class DefaultsBackend(BaseBackend):
    """A region's defaults, as an account is born with them."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.metadata: dict[str, Any] = {}
        self.snapshots = "unblocked"
        self.images = "unblocked"

    def change_metadata(self, wanted: dict[str, Any]) -> None:
        """Change what instances are started with; what has no preference is forgotten."""
        hops = wanted.get("HttpPutResponseHopLimit")
        if hops is not None and hops != -1 and not 1 <= int(hops) <= _MAX_HOPS:
            raise EC2ClientError("InvalidParameterValue", f"The hop limit must be 1 to {_MAX_HOPS}, or -1.")
        self.metadata |= wanted
        self.metadata = {k: v for k, v in self.metadata.items() if v not in ("no-preference", -1)}


defaults_backends = BackendDict(DefaultsBackend, "ec2")


class DefaultsEC2Response(EC2Response):
    """EC2 with the operations of this module."""

    @property
    def _defaults(self) -> DefaultsBackend:
        return defaults_backends[self.current_account][self.region]

    def modify_instance_metadata_defaults(self) -> ActionResult:
        """`ModifyInstanceMetadataDefaults`."""
        self.error_on_dryrun()
        given = {name: self._get_param(name) for name in _METADATA}
        self._defaults.change_metadata({name: value for name, value in given.items() if value is not None})
        return ActionResult({"Return": True})

    def get_instance_metadata_defaults(self) -> ActionResult:
        """`GetInstanceMetadataDefaults`."""
        return ActionResult({"AccountLevel": {**self._defaults.metadata, "ManagedBy": "account"}})

    def enable_snapshot_block_public_access(self) -> ActionResult:
        """`EnableSnapshotBlockPublicAccess`."""
        self.error_on_dryrun()
        self._defaults.snapshots = self._get_param("State")
        return ActionResult({"State": self._defaults.snapshots})

    def get_snapshot_block_public_access_state(self) -> ActionResult:
        """`GetSnapshotBlockPublicAccessState`."""
        return ActionResult({"State": self._defaults.snapshots, "ManagedBy": "account"})

    def enable_image_block_public_access(self) -> ActionResult:
        """`EnableImageBlockPublicAccess`."""
        self.error_on_dryrun()
        self._defaults.images = self._get_param("ImageBlockPublicAccessState")
        return ActionResult({"ImageBlockPublicAccessState": self._defaults.images})

    def get_image_block_public_access_state(self) -> ActionResult:
        """`GetImageBlockPublicAccessState`."""
        state = {"ImageBlockPublicAccessState": self._defaults.images, "ManagedBy": "account"}
        return ActionResult(state)

    def get_ebs_default_kms_key_id(self) -> ActionResult:
        """`GetEbsDefaultKmsKeyId`, of which moto has the other half."""
        key = getattr(self.ec2_backend, "default_kms_key_id", None)
        return ActionResult({"KmsKeyId": key or "alias/aws/ebs"})
