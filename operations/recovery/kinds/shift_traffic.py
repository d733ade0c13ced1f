"""The steps that send visitors to a site's load balancer, or turn them away there (decision 8)."""

from typing import Any

from manifest.site import Site
from operations.aws import AwsClient
from operations.recovery.durations import MINUTE, allowed
from operations.recovery.kinds.declaration import StepKind, UndoneBy, old_region
from operations.recovery.kinds.look import Look, ready, settled
from operations.recovery.planning.context import PlanningContext
from operations.recovery.steps import Params, Step


def _answer(status: int, text: str) -> dict[str, Any]:
    answer = {"StatusCode": str(status), "ContentType": "text/plain", "MessageBody": text}
    return {"Type": "fixed-response", "FixedResponseConfig": answer}


def actions(*, serves: bool, target_group: str) -> dict[str, dict[str, Any]]:
    """Return what each rule does, by the rule's name, as the program declares it too."""
    if serves:
        return {"store": {"Type": "forward", "TargetGroupArn": target_group}, "serving": _answer(200, "serving")}
    return {
        "serving": _answer(503, "standing by"),
        "store": _answer(503, "The store will be back shortly."),
    }


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once every rule does what it should."""
    wrong = _wrong(aws, step)
    answer = "serves visitors" if step.params["serves"] else "turns visitors away"
    if wrong:
        return ready(f"these rules must be changed: {', '.join(wrong)}")
    return settled(f"the load balancer of {step.region} {answer}")


def act(aws: AwsClient, step: Step) -> None:
    """Change the rules: DNS is told after visitors are served, and before they are turned away."""
    wanted = actions(serves=step.params["serves"], target_group=step.params["target_group"])
    for name in _wrong(aws, step):
        rule = step.params["rules"][name]
        aws.call_again(step.region, "elbv2", "ModifyRule", RuleArn=rule, Actions=[wanted[name]])


def _wrong(aws: AwsClient, step: Step) -> list[str]:
    """The rules that do something else, in the order in which they are to be changed."""
    wanted = actions(serves=step.params["serves"], target_group=step.params["target_group"])
    arns = {name: step.params["rules"][name] for name in wanted}
    rules = aws.list_all(step.region, "elbv2", "DescribeRules", RuleArns=list(arns.values()))
    does = {rule["RuleArn"]: _shown(rule["Actions"][0]) for rule in rules}
    return [name for name, arn in arns.items() if does.get(arn) != _shown(wanted[name])]


def _shown(action: dict[str, Any]) -> tuple[str, str]:
    """What tells one action from another: where it leads, or the status with which it answers."""
    if action["Type"] == "fixed-response":
        return "answers", str(action["FixedResponseConfig"]["StatusCode"])
    groups: list[dict[str, str]] = action.get("ForwardConfig", {}).get("TargetGroups") or [action]
    return "leads to", groups[0]["TargetGroupArn"]


def _params(context: PlanningContext, site: Site, *, serves: bool) -> Params | None:
    traffic = context.manifest.traffic
    if traffic is None or site.region not in traffic.load_balancers:
        return None
    balancer = traffic.load_balancers[site.region]
    return {"serves": serves, "rules": balancer.rules, "target_group": balancer.target_group}


def _away(context: PlanningContext) -> Params | None:
    return _params(context, context.manifest.serving, serves=False)


def _to(context: PlanningContext) -> Params | None:
    # Visitors are sent where servers are.
    served = context.site.region in context.manifest.fleets
    return _params(context, context.site, serves=True) if served else None


def _by_hand(context: PlanningContext) -> str:
    region = context.site.region
    return (
        f"start servers in {region} and send visitors there: set `serving: {region}` in "
        f"Pulumi.{context.manifest.index.environment}.yaml, then run pulumi up --target '**::{region}-**'"
    )


SHIFT_TRAFFIC_AWAY = StepKind(
    name="shift-traffic-away",
    summary="turn visitors away",
    title="turn visitors away in {region}",
    duration=allowed(
        MINUTE,
        "a listener rule's change is applied at once",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
    ),
    params=_away,
    region=old_region,
    look=look,
    act=act,
    timeout_seconds=5 * MINUTE,
    runbook="visitors-do-not-reach-the-store",
    undo=UndoneBy(lambda step: SHIFT_TRAFFIC_TO.step(step.region, {**step.params, "serves": True})),
    protection="DNS follows the health check of the other region's load balancer",
)
SHIFT_TRAFFIC_TO = StepKind(
    name="shift-traffic-to",
    summary="send visitors to the new region",
    title="send visitors to {region}",
    duration=allowed(
        2 * MINUTE,
        "three health checks, ten seconds apart, and a DNS answer that is kept for a minute",
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
    ),
    params=_to,
    by_hand=_by_hand,
    look=look,
    act=act,
    timeout_seconds=5 * MINUTE,
    runbook="visitors-do-not-reach-the-store",
    undo=UndoneBy(lambda step: SHIFT_TRAFFIC_AWAY.step(step.region, {**step.params, "serves": False})),
)
