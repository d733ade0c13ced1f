"""The region's defaults that AWS leaves open, closed."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.shared.naming import Place

# Documents of Systems Manager that are shared with everyone show how servers are set up, and take them over.
_DOCUMENT_SHARING = "servicesetting/ssm/documents/console/public-sharing-permission"


@dataclass(frozen=True, kw_only=True)
class RegionDefaultsArgs:
    """The region, and the key under which volumes are encrypted that name none."""

    place: Place
    storage_key_arn: pulumi.Input[str]


class RegionDefaults(pulumi.ComponentResource):
    """Volumes are encrypted under our key, instances have IMDSv2, nothing made here can be given to everyone."""

    def __init__(self, name: str, *, args: RegionDefaultsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:baseline:RegionDefaults", name, None, opts)
        place, child = args.place, pulumi.ResourceOptions(parent=self)
        aws.ebs.EncryptionByDefault(place.logical("volumes"), enabled=True, opts=child)
        aws.ebs.DefaultKmsKey(place.logical("volumes"), key_arn=args.storage_key_arn, opts=child)
        aws.ebs.SnapshotBlockPublicAccess(place.logical("snapshots"), state="block-all-sharing", opts=child)
        aws.ec2.ImageBlockPublicAccess(place.logical("images"), state="block-new-sharing", opts=child)
        aws.ec2.InstanceMetadataDefaults(
            place.logical("instance-metadata"),
            http_tokens="required",
            # One hop: what runs in a container on the server does not reach the server's role.
            http_put_response_hop_limit=1,
            http_endpoint="enabled",
            instance_metadata_tags="disabled",
            opts=child,
        )
        aws.ssm.ServiceSetting(
            place.logical("document-sharing"),
            # By ARN, as the provider reads it back; by its path it would be replaced at each update.
            setting_id=place.arn("ssm", _DOCUMENT_SHARING),
            setting_value="Disable",
            opts=child,
        )
        self.register_outputs({})
