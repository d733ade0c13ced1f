"""How every server is launched, whether it is one of a fleet or the only one of its kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.servers.kinds import KIND_TAG, ServerKind
from components.shared.naming import Place

# Ubuntu's names: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html
_ROOT_DEVICE, _DATA_DEVICE = "/dev/sda1", "/dev/sdf"
# Provider tags reach neither what an Auto Scaling group launches nor its volumes and interfaces.
_TAGGED = ("instance", "volume", "network-interface")


@dataclass(frozen=True, kw_only=True)
class LaunchArgs:
    """What is launched: the image, its type, the volumes (GiB), their key, the group, the profile, and the tags.

    A mixed-instances policy may name other types. `data_gib` None: there is no second volume.
    """

    place: Place
    kind: ServerKind
    image: str
    instance_type: str
    volume_gib: int
    key_arn: pulumi.Input[str]
    group_id: pulumi.Input[str]
    profile_arn: pulumi.Input[str]
    tags: Mapping[str, str]
    data_gib: int | None = None


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
        block_device_mappings=list(_volumes(args)),
        tag_specifications=[
            aws.ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=server_tags(args))
            for kind in _TAGGED
        ],
        tags={"Name": place.name(args.kind), KIND_TAG: args.kind},
        opts=pulumi.ResourceOptions(parent=parent),
    )


def server_tags(args: LaunchArgs) -> dict[str, str]:
    """Return the tags of a server and of what belongs to it."""
    return {**args.tags, "Name": args.place.name(args.kind), KIND_TAG: args.kind}


def _volumes(args: LaunchArgs) -> Iterator[aws.ec2.LaunchTemplateBlockDeviceMappingArgs]:
    for device, gib in {_ROOT_DEVICE: args.volume_gib, _DATA_DEVICE: args.data_gib}.items():
        if gib is not None:
            yield aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
                device_name=device,
                ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                    volume_type="gp3",
                    volume_size=gib,
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
