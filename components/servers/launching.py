"""How every server is launched, whether it is one of a fleet or the only one of its kind."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.naming import Place
from components.servers.kinds import KIND_TAG, ServerKind

_ROOT_DEVICE = "/dev/sda1"  # Ubuntu's: https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
# Provider tags reach neither what an Auto Scaling group launches nor its volumes and interfaces.
_TAGGED = ("instance", "volume", "network-interface")


@dataclass(frozen=True, kw_only=True)
class LaunchArgs:
    """What is launched: the image, the root volume (GiB), its key, the group, the profile, and the tags.

    `instance_type` None: a mixed-instances policy names the types.
    """

    place: Place
    kind: ServerKind
    image: str
    instance_type: str | None
    volume_gib: int
    key_arn: pulumi.Input[str]
    group_id: pulumi.Input[str]
    profile_arn: pulumi.Input[str]
    tags: Mapping[str, str]
    user_data: str | None = None


def launch_template(args: LaunchArgs, parent: pulumi.Resource) -> aws.ec2.LaunchTemplate:
    """Make the template: no public address, no SSH key, IMDSv2 that no container reaches, our key, full metrics."""
    place = args.place
    return aws.ec2.LaunchTemplate(
        place.logical(args.kind),
        name=place.name(args.kind, limit=128),
        description=f"servers of the kind {args.kind}",
        image_id=args.image,
        instance_type=args.instance_type,
        update_default_version=True,
        iam_instance_profile=aws.ec2.LaunchTemplateIamInstanceProfileArgs(arn=args.profile_arn),
        monitoring=aws.ec2.LaunchTemplateMonitoringArgs(enabled=True),
        metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled",
            http_tokens="required",
            http_put_response_hop_limit=1,
            http_protocol_ipv6="disabled",
            instance_metadata_tags="disabled",
        ),
        network_interfaces=[
            aws.ec2.LaunchTemplateNetworkInterfaceArgs(
                device_index=0,
                associate_public_ip_address="false",
                delete_on_termination="true",
                security_groups=[args.group_id],
            )
        ],
        block_device_mappings=[_root_volume(args)],
        tag_specifications=[
            aws.ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=server_tags(args))
            for kind in _TAGGED
        ],
        user_data=args.user_data,
        tags={"Name": place.name(args.kind), KIND_TAG: args.kind},
        opts=pulumi.ResourceOptions(parent=parent),
    )


def server_tags(args: LaunchArgs) -> dict[str, str]:
    """Return the tags of a server and of what belongs to it."""
    return {**args.tags, "Name": args.place.name(args.kind), KIND_TAG: args.kind}


def _root_volume(args: LaunchArgs) -> aws.ec2.LaunchTemplateBlockDeviceMappingArgs:
    return aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
        device_name=_ROOT_DEVICE,
        ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
            volume_type="gp3",
            volume_size=args.volume_gib,
            encrypted="true",
            kms_key_id=args.key_arn,
            delete_on_termination="true",
        ),
    )


def group_tags(args: LaunchArgs) -> list[aws.autoscaling.GroupTagArgs]:
    """Return the tags of an Auto Scaling group itself; its servers have theirs from the template."""
    return [
        aws.autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=False)
        for key, value in server_tags(args).items()
    ]
