"""A guardrail on what AWS fills in where it is left out: every refresh finds a difference, or a replacement.

The provider's schema has these attributes as optional and not computed, and its read sets them to what AWS answers.
Where AWS adds to a list by itself, over the years, a declaration is overtaken: there changes are ignored.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from policies.frame.guardrail import Example, Finding, ResourceGuardrail, fail, fails, passes, resource
from policies.frame.resources import Resource
from policies.frame.values import Props

_PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/"
_HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck"


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """An attribute that AWS fills in: with what, when, whether the list grows by itself, and the source."""

    type: str
    prop: str
    value: str
    when: Callable[[Resource], bool] = lambda _: True
    grows: bool = False
    source: str
    left_out: Props
    """An example, in which AWS fills it in."""


def _asks(check: Resource) -> bool:
    """Whether a health check asks an address, rather than an alarm or other checks."""
    return str(check.at("type")).startswith(("HTTP", "TCP"))


FILLED = (
    Filled(
        type="aws:guardduty/detectorFeature:DetectorFeature",
        prop="additionalConfigurations",
        value="every management of agents that the feature has, DISABLED; the name of each replaces the resource",
        grows=True,
        source=_PROVIDER + "issues/36695",
        left_out={"name": "RUNTIME_MONITORING", "status": "DISABLED"},
    ),
    Filled(
        type=_HEALTH_CHECK,
        prop="requestInterval",
        value="30, which replaces the resource",
        when=_asks,
        source=_PROVIDER + "issues/23514",
        left_out={"type": "HTTPS", "failureThreshold": 3},
    ),
    Filled(
        type=_HEALTH_CHECK,
        prop="failureThreshold",
        value="3",
        when=_asks,
        source=_PROVIDER + "issues/1645",
        left_out={"type": "HTTPS", "requestInterval": 30},
    ),
    Filled(
        type="aws:autoscaling/lifecycleHook:LifecycleHook",
        prop="heartbeatTimeout",
        value="3600",
        source="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LifecycleHook.html",
        left_out={"lifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING"},
    ),
)


def _left_out(resource: Resource) -> Iterator[Finding]:
    for one in FILLED:
        if resource.type != one.type or one.prop in resource.ignored or not one.when(resource):
            continue
        if one.grows:
            yield fail(f"AWS fills it in, and adds to it by itself: {one.value} ({one.source})", one.prop)
        elif resource.at(one.prop) is None:
            yield fail(f"it is left out, and AWS fills in {one.value} ({one.source})", one.prop)


def _examples() -> Iterator[Example]:
    for one in FILLED:
        what = f"{one.type.rpartition(':')[2]}.{one.prop}"
        yield fails(f"{what}: left out", resource(one.type, one.left_out))
        yield passes(f"{what}: ignored", resource(one.type, one.left_out, ignored=[one.prop]))
        declared = resource(one.type, {**one.left_out, one.prop: 10})
        yield fails(f"{what}: declared", declared) if one.grows else passes(f"{what}: declared", declared)
    yield passes("HealthCheck of an alarm", resource(_HEALTH_CHECK, {"type": "CLOUDWATCH_METRIC"}))


GUARDRAILS = (
    ResourceGuardrail(
        name="declares-what-aws-fills-in",
        summary="What AWS fills in where it is left out is declared, or its changes are ignored.",
        why="Every refresh finds it changed; where the change replaces the resource, every deployment does.",
        mend="Declare the property, or name it in ignore_changes where AWS adds to it by itself.",
        practice="OPS05-BP04",
        controls=("NIST CM-6",),
        types=tuple(dict.fromkeys(one.type for one in FILLED)),
        check=_left_out,
        examples=tuple(_examples()),
    ),
)
