"""By what a group launches its servers: a template's version and, of a mixed group, types and prices."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from manifest.site import Fleet

# Auto Scaling's names: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
_DISTRIBUTION = {
    "on_demand_strategy": "OnDemandAllocationStrategy",
    "on_demand_base": "OnDemandBaseCapacity",
    "on_demand_percent": "OnDemandPercentageAboveBaseCapacity",
    "spot_strategy": "SpotAllocationStrategy",
}


@dataclass(frozen=True)
class Configuration:
    """A configuration as a group has it, or is to have it."""

    template: str
    version: str
    types: tuple[str, ...] = ()
    """In their order; none: the template's own type, and no mixed-instances policy."""
    distribution: tuple[tuple[str, Any], ...] = ()
    """How the servers of a mixed group are bought, by Auto Scaling's names."""

    def desired(self) -> dict[str, Any]:
        """Return it as `DesiredConfiguration` takes it."""
        template = {"LaunchTemplateId": self.template, "Version": self.version}
        if not self.types:
            return {"LaunchTemplate": template}
        overrides = [{"InstanceType": kind} for kind in self.types]
        return {
            "MixedInstancesPolicy": {
                "LaunchTemplate": {"LaunchTemplateSpecification": template, "Overrides": overrides},
                "InstancesDistribution": dict(self.distribution),
            }
        }

    def launched(self, instance: Mapping[str, Any]) -> bool:
        """Whether a server of a group is as this has it; of what Auto Scaling compares when it skips what matches.

        https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh-skip-matching.html
        """
        template: Mapping[str, Any] = instance.get("LaunchTemplate") or {}
        same = (template.get("LaunchTemplateId"), template.get("Version")) == (self.template, self.version)
        return same and (not self.types or instance.get("InstanceType") in self.types)

    def at_version(self, version: str) -> "Configuration":
        """Return it with another version of the template."""
        return replace(self, version=version)

    def changes_to(self, other: "Configuration") -> str:
        """Say what another has otherwise."""
        return "; ".join(self._changes_to(other)) or "nothing"

    def _changes_to(self, other: "Configuration") -> Iterator[str]:
        if self.template != other.template:
            yield f"launch template {self.template} -> {other.template}"
        if self.version != other.version:
            yield f"version {self.version} -> {other.version}"
        if self.types != other.types:
            yield f"types {_words(self.types)} -> {_words(other.types)}"
        before, after = dict(self.distribution), dict(other.distribution)
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                yield f"{name} {before.get(name)} -> {after.get(name)}"

    def note(self) -> dict[str, Any]:
        """Return it as it is noted in the journal."""
        return asdict(self)

    @classmethod
    def of_note(cls, noted: Mapping[str, Any]) -> "Configuration":
        """Return what was noted."""
        distribution = tuple((str(name), value) for name, value in noted["distribution"])
        return cls(noted["template"], noted["version"], tuple(noted["types"]), distribution)

    @classmethod
    def of_answer(cls, shown: Mapping[str, Any]) -> "Configuration":
        """Return that of a group, or of an instance refresh, as Auto Scaling shows it."""
        policy = shown.get("MixedInstancesPolicy")
        if not policy:
            return cls(*_template(shown["LaunchTemplate"]))
        within = policy["LaunchTemplate"]
        kinds = tuple(str(one["InstanceType"]) for one in within.get("Overrides", ()) if "InstanceType" in one)
        given = policy.get("InstancesDistribution", {})
        distribution = tuple((name, given[name]) for name in _DISTRIBUTION.values() if name in given)
        return cls(*_template(within["LaunchTemplateSpecification"]), kinds, distribution)


def declared_fleet(fleet: Fleet) -> Configuration:
    """Return what the program declares for a site's fleet."""
    given = fleet.release.distribution.model_dump()
    distribution = tuple((name, given[own]) for own, name in _DISTRIBUTION.items())
    return Configuration(fleet.launch_template, fleet.release.version, fleet.release.instance_types, distribution)


def declared_reserve(fleet: Fleet) -> Configuration:
    """Return what the program declares for the reserve: the same version, of the template's own type."""
    return Configuration(fleet.launch_template, fleet.release.version)


def _template(specification: Mapping[str, Any]) -> tuple[str, str]:
    return str(specification["LaunchTemplateId"]), str(specification.get("Version", "$Default"))


def _words(kinds: tuple[str, ...]) -> str:
    return ", ".join(kinds) or "(the template's own)"
