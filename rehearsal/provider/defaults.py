"""What an account or a region does where a request names nothing: each is there, and changed, not created."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Created, Handler, Inputs, dig

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from operations.aws import AwsRegion


@dataclass(frozen=True, kw_only=True)
class _Default:
    """One call that changes it and one that shows it, with the property's name in each.

    `properties`: parameters of the changing call by the provider's property; none where the call is the value.
    `shown`: the JMESPath of each property in what the other call answers.
    """

    service: str
    change: str
    show: str
    shown: Mapping[str, str]
    properties: Mapping[str, str]
    resource_id: Callable[[AwsRegion, Inputs], str]
    about: Callable[[AwsRegion, Inputs], dict[str, Any]] = lambda _aws, _inputs: {}
    """The parameters that say whose it is, in both calls."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        given = {api: inputs[name] for name, api in self.properties.items() if inputs.get(name) is not None}
        aws.call(self.service, self.change, **self.about(aws, inputs), **given)
        resource_id = self.resource_id(aws, inputs)
        return Created(resource_id, self.read(aws, resource_id, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        live = aws.whole(self.service, self.show, **self.about(aws, inputs))
        found = {name: dig(path, live) for name, path in self.shown.items()}
        return {name: value for name, value in found.items() if value is not None}


def _region(aws: AwsRegion, inputs: Inputs) -> str:  # noqa: ARG001 - as `_Default` has it
    return aws.region


def _account(aws: AwsRegion, inputs: Inputs) -> str:  # noqa: ARG001 - as `_Default` has it
    return aws.account


_METADATA = {
    "httpTokens": "HttpTokens",
    "httpPutResponseHopLimit": "HttpPutResponseHopLimit",
    "httpEndpoint": "HttpEndpoint",
    "instanceMetadataTags": "InstanceMetadataTags",
}
_BLOCKS = {
    name: name[0].upper() + name[1:]
    for name in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
}


class _AccountBlock:
    """S3's block for the whole account; its id is the account."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        block = {api: inputs[name] for name, api in _BLOCKS.items() if inputs.get(name) is not None}
        account = str(inputs.get("accountId") or aws.account)
        aws.call("s3control", "PutPublicAccessBlock", AccountId=account, PublicAccessBlockConfiguration=block)
        return Created(account, self.read(aws, account, inputs))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        live = aws.call("s3control", "GetPublicAccessBlock", AccountId=resource_id)
        shown = live["PublicAccessBlockConfiguration"]
        return {"accountId": resource_id, **{name: shown[api] for name, api in _BLOCKS.items() if api in shown}}


HANDLERS: Mapping[str, Handler] = {
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": _AccountBlock(),
    "aws:ebs/encryptionByDefault:EncryptionByDefault": _Default(
        service="ec2",
        change="EnableEbsEncryptionByDefault",
        show="GetEbsEncryptionByDefault",
        properties={},
        shown={"enabled": "EbsEncryptionByDefault"},
        resource_id=_account,
    ),
    "aws:ebs/defaultKmsKey:DefaultKmsKey": _Default(
        service="ec2",
        change="ModifyEbsDefaultKmsKeyId",
        show="GetEbsDefaultKmsKeyId",
        properties={"keyArn": "KmsKeyId"},
        shown={"keyArn": "KmsKeyId"},
        resource_id=lambda _, inputs: str(inputs["keyArn"]),
    ),
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": _Default(
        service="ec2",
        change="EnableSnapshotBlockPublicAccess",
        show="GetSnapshotBlockPublicAccessState",
        properties={"state": "State"},
        shown={"state": "State"},
        resource_id=_region,
    ),
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess": _Default(
        service="ec2",
        change="EnableImageBlockPublicAccess",
        show="GetImageBlockPublicAccessState",
        properties={"state": "ImageBlockPublicAccessState"},
        shown={"state": "ImageBlockPublicAccessState"},
        resource_id=_region,
    ),
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults": _Default(
        service="ec2",
        change="ModifyInstanceMetadataDefaults",
        show="GetInstanceMetadataDefaults",
        properties=_METADATA,
        shown={name: f"AccountLevel.{api}" for name, api in _METADATA.items()},
        resource_id=_region,
    ),
    "aws:ssm/serviceSetting:ServiceSetting": _Default(
        service="ssm",
        change="UpdateServiceSetting",
        show="GetServiceSetting",
        about=lambda _, inputs: {"SettingId": inputs["settingId"]},
        properties={"settingValue": "SettingValue"},
        # By ARN, as the provider writes it.
        shown={"settingId": "ServiceSetting.ARN", "settingValue": "ServiceSetting.SettingValue"},
        resource_id=lambda _, inputs: str(inputs["settingId"]),
    ),
}
