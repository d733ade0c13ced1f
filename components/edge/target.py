"""The target group that sends requests to the servers."""

from dataclasses import dataclass

import pulumi

from components.shared.outputs import known_after


@dataclass(frozen=True, kw_only=True)
class Target:
    """The load balancer's target group: its ARN, the ends of ARNs that name metrics, and a rule's ARN.

    The rule sends requests to the group: before it does, nobody can scale by them.
    """

    group_arn: pulumi.Input[str]
    rule_arn: pulumi.Input[str]
    group_suffix: pulumi.Input[str]
    load_balancer_suffix: pulumi.Input[str]

    @property
    def label(self) -> pulumi.Output[str]:
        """The label by which Auto Scaling finds the requests for each server.

        https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredefinedMetricSpecification.html
        """
        label = pulumi.Output.concat(self.load_balancer_suffix, "/", self.group_suffix)
        return known_after(label, pulumi.Output.from_input(self.rule_arn))

    def dimensions(self) -> dict[str, pulumi.Input[str]]:
        """Return the dimensions of the target group's metrics in CloudWatch."""
        return {"LoadBalancer": self.load_balancer_suffix, "TargetGroup": self.group_suffix}
