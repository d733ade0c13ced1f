"""The role by which Auto Scaling launches this site's servers.

A service-linked role of our own: unlike the account's common one it cannot exist already, and the key opens to it
alone. With its name in the key's policy it must stand before the key.
https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.shared.naming import PROJECT, Place

# A role's name has 64 characters; this one begins with AWSServiceRoleForAutoScaling_.
_SUFFIX = 64 - len("AWSServiceRoleForAutoScaling_")


@dataclass(frozen=True, kw_only=True)
class ScalingRoleArgs:
    """Where the role's servers stand."""

    place: Place


class ScalingRole(pulumi.ComponentResource):
    """The role. Every level of standby has it, since IAM cannot be changed while its home region is lost."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, *, args: ScalingRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:baseline:ScalingRole", name, None, opts)
        place = args.place
        role = aws.iam.ServiceLinkedRole(
            place.logical("scaling"),
            aws_service_name="autoscaling.amazonaws.com",
            custom_suffix=place.prefix(limit=_SUFFIX),
            description=f"Auto Scaling of {PROJECT} {place.environment} in {place.region}",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = role.arn
        self.register_outputs({"arn": self.arn})
