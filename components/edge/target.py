"""The target group that sends requests to the servers."""

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class Target:
    """The load balancer's target group: its ARN, and the ends of both ARNs by which metrics are named."""

    group_arn: pulumi.Input[str]
    group_suffix: pulumi.Input[str]
    load_balancer_suffix: pulumi.Input[str]

    @property
    def label(self) -> pulumi.Output[str]:
        """The label by which Auto Scaling finds the requests for each server.

        https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredefinedMetricSpecification.html
        """
        return pulumi.Output.concat(self.load_balancer_suffix, "/", self.group_suffix)

    def dimensions(self) -> dict[str, pulumi.Input[str]]:
        """Return the dimensions of the target group's metrics in CloudWatch."""
        return {"LoadBalancer": self.load_balancer_suffix, "TargetGroup": self.group_suffix}
