"""The standalone servers, on which the business depends: each a group of one, which replaces itself.

Their state is elsewhere (Tableau Cloud, Parameter Store, CloudWatch), so that a server may come up in any zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pulumi
import pulumi_aws as aws

from components.servers.launching import LaunchArgs, group_tags, launch_template
from components.servers.names import group_name
from components.servers.off_hours import Capacity, at, stop_and_start
from components.settings import OffHoursSettings
from components.shared.naming import Place

# Until Systems Manager has brought a fresh server to its playbook.
_WARMUP_SECONDS = 600
_ONE = Capacity(min_size=1, max_size=1)


@dataclass(frozen=True, kw_only=True)
class StandaloneServerArgs:
    """How the server is launched, in which subnets, by whom, and when it stops."""

    place: Place
    launch: LaunchArgs
    subnet_ids: Sequence[pulumi.Input[str]]
    scaling_role_arn: pulumi.Input[str]
    now: datetime
    off_hours: OffHoursSettings | None


class StandaloneServer(pulumi.ComponentResource):
    """The template and the group of one; `group_name` is what procedures take."""

    group_name: pulumi.Output[str]

    def __init__(
        self, name: str, *, args: StandaloneServerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("storefront:servers:StandaloneServer", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self.group_name = self._group(launch_template(args.launch, self))
        if args.off_hours:
            stop_and_start(self, args.place, args.launch.kind, self.group_name, _ONE, args.off_hours)
        self.register_outputs({"group": self.group_name})

    def _group(self, template: aws.ec2.LaunchTemplate) -> pulumi.Output[str]:
        place, kind = self._args.place, self._args.launch.kind
        bounds = at(self._args.now, self._args.off_hours, _ONE)
        group = aws.autoscaling.Group(
            place.logical(kind),
            name=group_name(place, kind),
            min_size=bounds.min_size,
            max_size=bounds.max_size,
            vpc_zone_identifiers=list(self._args.subnet_ids),
            launch_template=aws.autoscaling.GroupLaunchTemplateArgs(
                id=template.id, version=template.latest_version.apply(str)
            ),
            force_delete=place.lifecycle.force_destroy or None,
            health_check_type="EC2",
            health_check_grace_period=_WARMUP_SECONDS,
            default_instance_warmup=_WARMUP_SECONDS,
            instance_refresh=aws.autoscaling.GroupInstanceRefreshArgs(
                strategy="Rolling",
                # There is never a second one: it goes before its successor comes.
                preferences=aws.autoscaling.GroupInstanceRefreshPreferencesArgs(
                    min_healthy_percentage=0, max_healthy_percentage=100, skip_matching=True
                ),
            ),
            service_linked_role_arn=self._args.scaling_role_arn,
            enabled_metrics=[aws.autoscaling.Metric.GROUP_IN_SERVICE_INSTANCES],
            # A deployment need not wait for a server whose playbook is applied afterwards.
            wait_for_capacity_timeout="0",
            tags=group_tags(self._args.launch),
            opts=self._child,
        )
        return group.name
