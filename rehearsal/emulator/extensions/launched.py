"""Auto Scaling: by which version of the launch template, and as which type, each server of a group was launched.

moto shows the template's default version of every server, whatever it was launched by.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from moto.autoscaling.models import InstanceState

if TYPE_CHECKING:
    from collections.abc import Mapping

_LAUNCHED_BY = "launched_by_version"


@dataclass(frozen=True)
class Source:
    """What servers are launched by: a version of a template, and the types of a mixed-instances policy."""

    template: Any
    configuration: Mapping[str, Any]
    """As `DesiredConfiguration` has it: `LaunchTemplate` or `MixedInstancesPolicy`."""

    @classmethod
    def of(cls, configuration: Mapping[str, Any], ec2: Any) -> Source:
        """Return what a desired configuration names; the version must be there."""
        template = _specification(configuration)
        found = (
            ec2.get_launch_template(template["LaunchTemplateId"])
            if template.get("LaunchTemplateId")
            else ec2.get_launch_template_by_name(template["LaunchTemplateName"])
        )
        made = cls(found, configuration)
        found.get_version(made.version)
        return made

    @property
    def version(self) -> str:
        """The version, as it is given: a number, or `$Latest` or `$Default`."""
        return str(_specification(self.configuration).get("Version") or "$Default")

    @property
    def number(self) -> str:
        """The version's number."""
        return str(self.template.get_version(self.version).number)

    @property
    def image(self) -> str:
        """The image's id, or the parameter that it is read from."""
        return str(self.template.get_version(self.version).image_id)

    @property
    def types(self) -> frozenset[str]:
        """The types that are allowed; none: the template's own."""
        overrides = self.configuration.get("MixedInstancesPolicy", {}).get("LaunchTemplate", {}).get("Overrides")
        return frozenset(one["InstanceType"] for one in overrides or () if one.get("InstanceType"))

    def save(self, group: Any) -> None:
        """Make it the group's own."""
        policy: dict[str, Any] | None = self.configuration.get("MixedInstancesPolicy")
        if policy is not None:
            policy = {"InstancesDistribution": _distribution(group.mixed_instances_policy), **policy}
        group.mixed_instances_policy = policy
        group._set_launch_configuration(None, self.configuration.get("LaunchTemplate"), policy)  # noqa: SLF001 - moto's own way


def _distribution(policy: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return (policy or {}).get("InstancesDistribution", {})


def _specification(configuration: Mapping[str, Any]) -> Mapping[str, Any]:
    policy = configuration.get("MixedInstancesPolicy")
    return policy["LaunchTemplate"]["LaunchTemplateSpecification"] if policy else configuration["LaunchTemplate"]


def saved(group: Any) -> Source:
    """Return the configuration that a group was last saved with."""
    specification = {"LaunchTemplateId": group.ec2_launch_template.id, "Version": group.launch_template_version}
    policy = group.mixed_instances_policy
    if not policy:
        return Source(group.ec2_launch_template, {"LaunchTemplate": specification})
    within = {**policy["LaunchTemplate"], "LaunchTemplateSpecification": specification}
    return Source(group.ec2_launch_template, {"MixedInstancesPolicy": {**policy, "LaunchTemplate": within}})


def mark(group: Any) -> None:
    """Note of servers that nobody has noted yet that the group's own configuration launched them."""
    if group.ec2_launch_template is None:
        return
    number = saved(group).number
    for one in group.instance_states:
        one.instance.__dict__.setdefault(_LAUNCHED_BY, number)


def launch(group: Any, source: Source, count: int) -> None:
    """Launch servers by a configuration that need not be the group's."""
    if not count:
        return
    mark(group)
    kept = group.ec2_launch_template, group.launch_template_version
    group.ec2_launch_template, group.launch_template_version = source.template, source.version
    try:
        group.replace_autoscaling_group_instances(count, group.get_propagated_tags())
        mark(group)
    finally:
        group.ec2_launch_template, group.launch_template_version = kept


def terminate(group: Any, states: list[Any]) -> None:
    """End servers of a group without having them replaced."""
    group.instance_states = [one for one in group.instance_states if one not in states]
    if states:
        group.ec2_backend.terminate_instances([one.instance.id for one in states])
    if group.target_group_arns:
        group.autoscaling_backend.update_attached_target_groups(group.name)


def mismatched(group: Any, source: Source) -> list[Any]:
    """Return the servers that are not as a configuration has them.

    A server is, if the template's version is the same and the policy has its type.
    """
    mark(group)
    types = source.types
    return [
        one
        for one in group.instance_states
        if one.instance.__dict__[_LAUNCHED_BY] != source.number or (types and one.instance_type not in types)
    ]


def _shown(state: Any) -> dict[str, Any] | None:
    group = state.auto_scaling_group
    if group is None or group.ec2_launch_template is None:
        return None
    mark(group)
    template = group.ec2_launch_template
    return {
        "LaunchTemplateId": template.id,
        "LaunchTemplateName": template.name,
        "Version": state.instance.__dict__.get(_LAUNCHED_BY) or saved(group).number,
    }


def install() -> None:
    """Let each server show the version that it was launched by."""
    cast("Any", InstanceState).launch_template = property(_shown)
