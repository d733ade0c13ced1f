"""How soon a further server serves, by what the program declares: hooks that hold it up, and the health check.

Launching is AWS's and the image's; the figures below are typical. What is declared must add nothing to it but one
cycle of the load balancer's health check.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.figure import Figure

BOUND = 1.0
# From the order to a running instance and to nginx, which a golden image has installed.
# https://aws.amazon.com/blogs/compute/scaling-your-applications-faster-with-ec2-auto-scaling-warm-pools/
LAUNCH_SECONDS = {"fleet": 60.0, "reserve": 30.0}
"""The fleet's servers are new, the reserve's are stopped ones that are started."""
_LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING"


@dataclass(frozen=True)
class Moment:
    """What has happened so many seconds after the order."""

    seconds: float
    what: str


@dataclass(frozen=True)
class Timeline:
    """From the order of a server to its first request; `cycle` is one health-check cycle (seconds)."""

    group: str
    launch: float
    cycle: float
    moments: Sequence[Moment]

    @property
    def figure(self) -> Figure:
        """The whole against launching plus one cycle."""
        served, minimum = self.moments[-1].seconds, self.launch + self.cycle
        return Figure(
            f"scale-out of the {self.group}, against launch plus one health-check cycle",
            f"{served:.0f} : {minimum:.0f} s",
            served / minimum,
            BOUND,
        )

    def lines(self) -> Iterator[str]:
        """The moments, a line each."""
        yield f"scale-out of the {self.group}, as declared:"
        for moment in self.moments:
            yield f"  {moment.seconds:5.0f} s  {moment.what}"


def timelines(resources: Sequence[Mapping[str, Any]]) -> list[Timeline]:
    """The timelines that the serving site's groups imply, from the resources of a rehearsal's record."""
    groups = {
        name: next(
            (one for one in resources if one["type"].endswith(":Group") and one["name"].endswith(f"-{name}")), None
        )
        for name in LAUNCH_SECONDS
    }
    check = _health_check(resources)
    return [_timeline(name, group, check, resources) for name, group in groups.items() if group is not None]


def _health_check(resources: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    return next(one["inputs"]["healthCheck"] for one in resources if one["type"].endswith(":TargetGroup"))


def _timeline(
    name: str, group: Mapping[str, Any], check: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]
) -> Timeline:
    launch = LAUNCH_SECONDS[name]
    cycle = float(check["interval"]) * float(check["healthyThreshold"])
    held = max([0.0, *(float(hook["heartbeatTimeout"]) for hook in _launching_hooks(group, resources))])
    # A hook's wait begins when the instance runs, which is while its system starts.
    registered = max(launch, held)
    return Timeline(
        group=name,
        launch=launch,
        cycle=cycle,
        moments=[
            Moment(0.0, "the policy orders a server"),
            Moment(launch, "it has started, and nginx and the application answer"),
            Moment(registered, f"it is registered with the load balancer (hooks hold it up to {held:.0f} s)"),
            Moment(
                registered + cycle,
                f"{check['healthyThreshold']} health checks {check['interval']} s apart have passed: it serves",
            ),
        ],
    )


def _launching_hooks(
    group: Mapping[str, Any], resources: Sequence[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    for one in resources:
        inputs: Mapping[str, Any] = one["inputs"]
        if inputs.get("lifecycleTransition") == _LAUNCHING and inputs["autoscalingGroupName"] == group["id"]:
            yield inputs
