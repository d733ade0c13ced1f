"""Guardrails for what the internet talks to."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import must_be_set, show
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, Severity, fail, undecided
from policies.frame.resources import Resource
from policies.frame.values import UNKNOWN, at, has_unknown, listed

# https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html#general-limits
_QUOTA_OF_NAMES = 10


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


def _names_fit(resource: Resource) -> Iterator[Finding]:
    domain, others = resource.at("domainName"), resource.at("subjectAlternativeNames")
    if has_unknown([domain, others]):
        yield undecided("subjectAlternativeNames")
        return
    names = {str(name).lower() for name in (domain, *listed(others))}
    if len(names) > _QUOTA_OF_NAMES:
        message = (
            f"it has {len(names)} names, and ACM takes {_QUOTA_OF_NAMES} unless the account's quota was raised"
        )
        yield fail(message, "subjectAlternativeNames")


_MANY = [f"{number}.example.com" for number in range(10)]
_NAMED = Case(tokens.CERTIFICATE, {"domainName": "www.example.com"})

GUARDRAILS = (
    ResourceGuardrail(
        name="certificate-names-within-quota",
        severity=Severity.ADVISORY,
        summary="A certificate has no more names than every account may put into one.",
        why="ACM refuses a name too many when the update has begun, in one region after the other.",
        mend="Have the quota raised in each region first (Service Quotas, ACM), or take names out.",
        practice="REL01-BP01",
        types=(tokens.CERTIFICATE,),
        check=_names_fit,
        examples=(
            _NAMED.good("one name"),
            _NAMED.good("ten, one of them said twice", subjectAlternativeNames=["WWW.example.com", *_MANY[:9]]),
            _NAMED.bad("eleven", subjectAlternativeNames=_MANY[:10]),
            _NAMED.unknown("computed", subjectAlternativeNames=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="listener-encrypted",
        summary="A load balancer's listener speaks TLS 1.2 or later, or sends the client to one that does.",
        why="Passwords and orders cross the internet.",
        mend="Set protocol HTTPS and a sslPolicy of the ELBSecurityPolicy-TLS13 family, or redirect to HTTPS.",
        practice="SEC09-BP02",
        controls=("FSBP ELB.1", "FSBP ELB.17", "NIST SC-8"),
        types=tokens.LISTENERS,
        check=_listener,
        examples=(
            Case(tokens.LISTENERS[0]).good(
                "TLS", protocol="HTTPS", sslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06"
            ),
            Case(tokens.LISTENERS[1]).good(
                "redirects",
                protocol="HTTP",
                defaultActions=[{"type": "redirect", "redirect": {"protocol": "HTTPS"}}],
            ),
            Case(tokens.LISTENERS[0]).bad("plain", protocol="HTTP", defaultActions=[{"type": "forward"}]),
            Case(tokens.LISTENERS[1]).bad("an old policy", protocol="HTTPS", sslPolicy="ELBSecurityPolicy-2016-08"),
            Case(tokens.LISTENERS[0]).unknown("computed", protocol="HTTPS", sslPolicy=UNKNOWN),
        ),
    ),
)
