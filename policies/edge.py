"""Guardrails for what the internet talks to."""

from collections.abc import Iterator

from policies.checks import must_be_set, show
from policies.guardrail import Case, Finding, ResourceGuardrail, fail, undecided
from policies.resources import Resource
from policies.values import UNKNOWN, at, has_unknown, listed

_LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")


def _listener(resource: Resource) -> Iterator[Finding]:
    protocol = resource.at("protocol")
    if protocol is UNKNOWN:
        yield undecided("protocol")
    elif protocol in ("HTTPS", "TLS"):
        yield from _tls_policy(resource)
    else:
        actions = listed(resource.at("defaultActions"))
        if has_unknown(actions):
            yield undecided("defaultActions")
        elif not actions or any(at(action, "redirect", "protocol") != "HTTPS" for action in actions):
            yield fail(f"protocol is {show(protocol)}, and it does not redirect to HTTPS", "protocol")


def _tls_policy(resource: Resource) -> Iterator[Finding]:
    yield from must_be_set("sslPolicy", "a policy of the ELBSecurityPolicy-TLS13 family")(resource)
    given = resource.at("sslPolicy")
    if isinstance(given, str) and given and "TLS13" not in given:
        yield fail(f"sslPolicy is {given}, which allows old versions of TLS", "sslPolicy")


GUARDRAILS = (
    ResourceGuardrail(
        name="listener-encrypted",
        summary="A load balancer's listener speaks TLS 1.2 or later, or sends the client to one that does.",
        why="Passwords and orders cross the internet.",
        mend="Set protocol HTTPS and a sslPolicy of the ELBSecurityPolicy-TLS13 family, or redirect to HTTPS.",
        practice="SEC09-BP02",
        controls=("FSBP ELB.1", "FSBP ELB.17", "NIST SC-8"),
        types=_LISTENERS,
        check=_listener,
        examples=(
            Case(_LISTENERS[0]).good("TLS", protocol="HTTPS", sslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06"),
            Case(_LISTENERS[1]).good(
                "redirects",
                protocol="HTTP",
                defaultActions=[{"type": "redirect", "redirect": {"protocol": "HTTPS"}}],
            ),
            Case(_LISTENERS[0]).bad("plain", protocol="HTTP", defaultActions=[{"type": "forward"}]),
            Case(_LISTENERS[1]).bad("an old policy", protocol="HTTPS", sslPolicy="ELBSecurityPolicy-2016-08"),
            Case(_LISTENERS[0]).unknown("computed", protocol="HTTPS", sslPolicy=UNKNOWN),
        ),
    ),
)
