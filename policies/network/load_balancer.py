"""Guardrails for load balancers: how they treat requests, what they record, and that they stay."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import must_be, must_be_true, show, unless_disposable
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, fail, undecided
from policies.frame.resources import Resource
from policies.frame.values import UNKNOWN, at, has_unknown


def _is_application(resource: Resource) -> bool:
    return resource.at("loadBalancerType") in (None, "application")


def _sanitised(resource: Resource) -> Iterator[Finding]:
    if _is_application(resource):
        yield from must_be_true("dropInvalidHeaderFields")(resource)
        yield from must_be("desyncMitigationMode", "defensive", "strictest")(resource)


def _recorded(resource: Resource) -> Iterator[Finding]:
    logs = resource.at("accessLogs")
    if logs is UNKNOWN or at(logs, "enabled") is UNKNOWN:
        yield undecided("accessLogs")
    elif at(logs, "enabled") is not True or not (at(logs, "bucket") or has_unknown(logs)):
        yield fail("no access logs are kept", "accessLogs")


def _targets_encrypted(resource: Resource) -> Iterator[Finding]:
    protocol = resource.at("protocol")
    if protocol is UNKNOWN:
        yield undecided("protocol")
    elif resource.at("targetType") != "lambda" and protocol not in ("HTTPS", "TLS"):
        yield fail(f"it sends by {show(protocol)}, expected HTTPS", "protocol")
    elif (checks := resource.at("healthCheck", "protocol")) not in (None, "HTTPS", "TCP", UNKNOWN):
        yield fail(f"it asks for health by {show(checks)}, expected HTTPS", "healthCheck")


_BALANCER = Case(tokens.LOAD_BALANCERS[0], {"loadBalancerType": "application", "desyncMitigationMode": "strictest"})
_OLD_BALANCER = Case(tokens.LOAD_BALANCERS[1])
_TARGETS = Case(tokens.TARGET_GROUPS[0])

GUARDRAILS = (
    ResourceGuardrail(
        name="load-balancer-protected",
        summary="A load balancer that is not disposable cannot be deleted by the way.",
        why="With it go its names and addresses, and every visitor.",
        mend="Set enableDeletionProtection.",
        practice="REL05-BP07",
        controls=("FSBP ELB.6",),
        types=tokens.LOAD_BALANCERS,
        check=unless_disposable(must_be_true("enableDeletionProtection")),
        examples=(
            _BALANCER.good("protected", enableDeletionProtection=True),
            _BALANCER.disposable("of a disposable environment", enableDeletionProtection=False),
            _OLD_BALANCER.bad("left out"),
            _BALANCER.unknown("computed", enableDeletionProtection=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="load-balancer-strict",
        summary="A load balancer drops malformed headers, and does not let ambiguous requests through.",
        why="What two servers read differently is how a request is smuggled past the first.",
        mend="Set dropInvalidHeaderFields, and desyncMitigationMode defensive or strictest.",
        practice="SEC05-BP03",
        controls=("FSBP ELB.4", "FSBP ELB.12", "NIST SI-10"),
        types=tokens.LOAD_BALANCERS,
        check=_sanitised,
        examples=(
            _BALANCER.good("both", dropInvalidHeaderFields=True),
            _BALANCER.bad("headers kept", dropInvalidHeaderFields=False),
            _OLD_BALANCER.bad("only watched", dropInvalidHeaderFields=True, desyncMitigationMode="monitor"),
            Case(tokens.LOAD_BALANCERS[0]).good("of packets", loadBalancerType="network"),
            _BALANCER.unknown("computed", dropInvalidHeaderFields=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="load-balancer-recorded",
        summary="A load balancer keeps access logs.",
        why="Who came, and what was answered, is otherwise unknown when it matters.",
        mend="Set accessLogs with the access-logs bucket of the site.",
        practice="SEC04-BP01",
        controls=("FSBP ELB.5", "NIST AU-12"),
        types=tokens.LOAD_BALANCERS,
        check=_recorded,
        examples=(
            _BALANCER.good("recorded", accessLogs={"enabled": True, "bucket": "records"}),
            _BALANCER.good("in a bucket to come", accessLogs={"enabled": True, "bucket": UNKNOWN}),
            _OLD_BALANCER.bad("switched off", accessLogs={"enabled": False, "bucket": "records"}),
            _BALANCER.bad("left out"),
            _BALANCER.unknown("computed", accessLogs=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="targets-encrypted",
        summary="A load balancer speaks TLS to its servers too.",
        why="Passwords and orders cross the network between them.",
        mend="Set protocol HTTPS, also of the health check.",
        practice="SEC09-BP02",
        controls=("FSBP ELB.22", "NIST SC-8"),
        types=tokens.TARGET_GROUPS,
        check=_targets_encrypted,
        examples=(
            _TARGETS.good("HTTPS", protocol="HTTPS", healthCheck={"protocol": "HTTPS"}),
            _TARGETS.good("a function", targetType="lambda"),
            Case(tokens.TARGET_GROUPS[1]).bad("plain", protocol="HTTP"),
            _TARGETS.bad("plain checks", protocol="HTTPS", healthCheck={"protocol": "HTTP"}),
            _TARGETS.unknown("computed", protocol=UNKNOWN),
        ),
    ),
)
