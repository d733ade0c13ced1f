"""Guardrails for where visitors arrive: a firewall that refuses and records, and nothing open behind CloudFront."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import must_be_set, show
from policies.frame.companion import Companion
from policies.frame.guardrail import (
    Case,
    Finding,
    ResourceGuardrail,
    StackGuardrail,
    fail,
    fails,
    passes,
    resource,
    undecided,
    waits,
)
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, at, has_unknown, listed, number
from policies.network.rules import is_anywhere, rules_of

_WEB_ACLS = (tokens.WEB_ACL,)
_WEB_ACL_ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
_WEB_ACL_LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"

_MIN, _MAX = 10, 2_000_000_000
_OLD_TLS = ("SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016")


def _limits_rate(resource: Resource) -> Iterator[Finding]:
    rules = resource.at("rules")
    if rules is UNKNOWN:
        yield undecided("rules")
        return
    limits = [at(rule, "statement", "rateBasedStatement", "limit") for rule in listed(rules)]
    groups = [rule for rule in listed(rules) if at(rule, "statement", "managedRuleGroupStatement") is not None]
    if not groups and not has_unknown(rules):
        yield fail("no rule group of AWS is in it", "rules")
    if UNKNOWN in limits:
        yield undecided("rules")
    elif not any(_MIN <= (number(limit) or 0) <= _MAX for limit in limits):
        yield fail(f"no rule limits how often one client may ask, from {_MIN} to {_MAX} times", "rules")


def _viewers_encrypted(resource: Resource) -> Iterator[Finding]:
    behaviours = [resource.at("defaultCacheBehavior"), *listed(resource.at("orderedCacheBehaviors"))]
    for behaviour in behaviours:
        policy = at(behaviour, "viewerProtocolPolicy")
        if UNKNOWN in (behaviour, policy):
            yield undecided("defaultCacheBehavior")
        elif policy not in ("redirect-to-https", "https-only"):
            yield fail(f"visitors may come by {show(policy)}", "defaultCacheBehavior")
    yield from _modern(resource)
    for origin in listed(resource.at("origins")):
        protocol = at(origin, "customOriginConfig", "originProtocolPolicy")
        if UNKNOWN in (origin, protocol):
            yield undecided("origins")
        elif at(origin, "customOriginConfig") is not None and protocol != "https-only":
            yield fail(f"it fetches by {show(protocol)}, expected https-only", "origins")


def _modern(resource: Resource) -> Iterator[Finding]:
    certificate = resource.at("viewerCertificate")
    version = at(certificate, "minimumProtocolVersion")
    if UNKNOWN in (certificate, version):
        yield undecided("viewerCertificate")
    elif not isinstance(version, str) or version in _OLD_TLS:
        yield fail(
            f"minimumProtocolVersion is {show(version)}, expected TLSv1.2_2021 or later", "viewerCertificate"
        )


_LOGGED = Companion(_WEB_ACLS, (_WEB_ACL_LOGGING,), "resourceArn", "nothing records what it refused")


def _guarded(stack: Stack) -> Iterator[Finding]:
    """A public load balancer has a firewall, or lets in nobody but the lists of a distribution that has one."""
    for balancer in stack.of(*tokens.LOAD_BALANCERS):
        if balancer.at("internal") is True or balancer.at("loadBalancerType") not in (None, "application"):
            continue
        if any(stack.referring(balancer, "resourceArn", _WEB_ACL_ASSOCIATION)):
            continue
        yield from _behind_distribution(stack, balancer)


def _behind_distribution(stack: Stack, balancer: Resource) -> Iterator[Finding]:
    pending = any(
        stack.unresolved(one, "resourceArn", *tokens.LOAD_BALANCERS) for one in stack.of(_WEB_ACL_ASSOCIATION)
    )
    groups = stack.referred(balancer, "securityGroups", tokens.SECURITY_GROUP)
    entries = [
        rule
        for group in groups
        for token in (tokens.INGRESS_RULE, tokens.SECURITY_GROUP_RULE)
        for holder in stack.referring(group, "securityGroupId", token)
        for rule in rules_of(holder)
        if rule.ingress is not False
    ]
    open_to_all = any(cidr is UNKNOWN or is_anywhere(cidr) for rule in entries for cidr in rule.cidrs)
    distributions = stack.of(tokens.DISTRIBUTION)
    if groups and entries and not open_to_all and distributions:
        return
    if pending:
        yield undecided("resourceArn", balancer.urn)
    else:
        yield fail("it is open to the internet, and no web ACL stands before it", urn=balancer.urn)


_MEMBERSHIP = ("vpcSecurityGroupIds", "securityGroupIds", "securityGroups", "networkInterfaces", "vpcConfig")


def _open_groups(stack: Stack) -> Iterator[Finding]:
    """Nothing but a load balancer is a member of a group that the internet may reach."""
    for holder in stack.of(tokens.INGRESS_RULE, tokens.SECURITY_GROUP_RULE):
        if not any(is_anywhere(cidr) for rule in rules_of(holder) if rule.ingress for cidr in rule.cidrs):
            continue
        for group in stack.referred(holder, "securityGroupId", tokens.SECURITY_GROUP):
            yield from _members_but_balancers(stack, group)
        if stack.unresolved(holder, "securityGroupId", tokens.SECURITY_GROUP):
            yield undecided("securityGroupId", holder.urn)


def _members_but_balancers(stack: Stack, group: Resource) -> Iterator[Finding]:
    for member in stack.resources:
        if member.type in tokens.LOAD_BALANCERS:
            continue
        for prop in _MEMBERSHIP:
            if prop in member.props and group in stack.referred(member, prop, tokens.SECURITY_GROUP):
                yield fail(f"it is a member of {group.name}, which is open to the internet", prop, member.urn)


_RATE = {"name": "rate", "statement": {"rateBasedStatement": {"limit": 2000, "aggregateKeyType": "IP"}}}
_GROUP_RULE = {
    "name": "common",
    "statement": {"managedRuleGroupStatement": {"vendorName": "AWS", "name": "AWSManagedRulesCommonRuleSet"}},
}
_ACL = Case(_WEB_ACLS[0])
_FRONT = {
    "webAclId": "arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge/1",
    "viewerCertificate": {"minimumProtocolVersion": "TLSv1.2_2021"},
    "defaultCacheBehavior": {"viewerProtocolPolicy": "redirect-to-https"},
    "origins": [{"customOriginConfig": {"originProtocolPolicy": "https-only"}}],
}
_DISTRIBUTION = Case(tokens.DISTRIBUTION, _FRONT)
_ARN = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/edge/1"
_BALANCER = resource(
    tokens.LOAD_BALANCERS[0], {"arn": _ARN, "internal": False, "securityGroups": ["sg-lb"]}, "edge"
)
_GROUP = resource(tokens.SECURITY_GROUP, {"id": "sg-lb"}, "load-balancer")
_FROM_ALL = resource(tokens.INGRESS_RULE, {"securityGroupId": "sg-lb", "cidrIpv4": "0.0.0.0/0"}, "internet")
_FROM_ALL_V6 = resource(tokens.INGRESS_RULE, {"securityGroupId": "sg-lb", "cidrIpv6": "::/0"}, "internet-ipv6")
_FROM_LIST = resource(tokens.INGRESS_RULE, {"securityGroupId": "sg-lb", "prefixListId": "pl-1"}, "cloudfront")
_FRONT_DOOR = resource(tokens.DISTRIBUTION, _FRONT, "front")
_ATTACHED = resource(_WEB_ACL_ASSOCIATION, {"resourceArn": _ARN}, "firewall")
_LATER = resource(_WEB_ACL_ASSOCIATION, {"resourceArn": UNKNOWN}, "later")
_ACL_ARN = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/edge/1"
_STANDING_ACL = resource(_WEB_ACLS[0], {"arn": _ACL_ARN, "id": "1"}, "acl")

GUARDRAILS = (
    ResourceGuardrail(
        name="firewall-limits",
        summary="A web ACL has rule groups of AWS, and limits how often one client may ask.",
        why="Guessed passwords and scraped prices come by the thousand from one address.",
        mend="Add a rateBasedStatement and the managed groups.",
        practice="SEC05-BP03",
        controls=("FSBP WAF.10", "NIST SC-5"),
        types=_WEB_ACLS,
        check=_limits_rate,
        examples=(
            _ACL.good("both", rules=[_RATE, _GROUP_RULE]),
            _ACL.bad("no limit", rules=[_GROUP_RULE]),
            _ACL.bad("a limit alone", rules=[_RATE]),
            _ACL.bad("nothing"),
            _ACL.unknown("computed", rules=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="distribution-encrypted",
        summary="CloudFront speaks TLS 1.2 or later to visitors, and HTTPS alone to the load balancers.",
        why="Passwords and orders cross the internet.",
        mend="Set viewerProtocolPolicy redirect-to-https, TLSv1.2_2021 and originProtocolPolicy https-only.",
        practice="SEC09-BP02",
        controls=("FSBP CloudFront.3", "FSBP CloudFront.9", "FSBP CloudFront.10", "NIST SC-8"),
        types=(tokens.DISTRIBUTION,),
        check=_viewers_encrypted,
        examples=(
            _DISTRIBUTION.good("TLS on both sides"),
            _DISTRIBUTION.bad("plain visitors", defaultCacheBehavior={"viewerProtocolPolicy": "allow-all"}),
            _DISTRIBUTION.bad("an old version", viewerCertificate={"minimumProtocolVersion": "TLSv1"}),
            _DISTRIBUTION.bad(
                "as visitors come", origins=[{"customOriginConfig": {"originProtocolPolicy": "match-viewer"}}]
            ),
            _DISTRIBUTION.unknown("computed", viewerCertificate=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="distribution-guarded",
        summary="A web ACL stands before CloudFront.",
        why="It is where every visitor arrives, the bad ones among them.",
        mend="Set webAclId.",
        practice="SEC05-BP03",
        controls=("FSBP CloudFront.6", "NIST SC-7"),
        types=(tokens.DISTRIBUTION,),
        check=must_be_set("webAclId", "the ARN of a web ACL of scope CLOUDFRONT"),
        examples=(
            _DISTRIBUTION.good("guarded"),
            _DISTRIBUTION.bad("not guarded", webAclId=None),
            _DISTRIBUTION.unknown("new web ACL", webAclId=UNKNOWN),
        ),
    ),
    StackGuardrail(
        name="open-groups-hold-load-balancers",
        summary="A security group that the internet reaches has no members but load balancers.",
        why="Ports 443 and 80 of a server, open to everyone, are a second entry without a firewall.",
        mend="Give the server a group of its own that lets in the load balancer's group.",
        practice="SEC05-BP02",
        controls=("FSBP EC2.18", "NIST SC-7"),
        types=(
            tokens.INGRESS_RULE,
            tokens.SECURITY_GROUP_RULE,
            tokens.SECURITY_GROUP,
            tokens.RDS_INSTANCE,
            tokens.VPC_ENDPOINT,
        ),
        check=_open_groups,
        examples=(
            passes("a load balancer's", _BALANCER, _GROUP, _FROM_ALL),
            passes(
                "by list", _GROUP, _FROM_LIST, resource(tokens.VPC_ENDPOINT, {"securityGroupIds": ["sg-lb"]}, "s3")
            ),
            fails(
                "an endpoint's",
                _GROUP,
                _FROM_ALL,
                resource(tokens.VPC_ENDPOINT, {"securityGroupIds": ["sg-lb"]}, "s3"),
            ),
            fails(
                "an endpoint's, by IPv6",
                _GROUP,
                _FROM_ALL_V6,
                resource(tokens.VPC_ENDPOINT, {"securityGroupIds": ["sg-lb"]}, "s3"),
            ),
            fails(
                "a database's",
                _BALANCER,
                _GROUP,
                _FROM_ALL,
                resource(tokens.RDS_INSTANCE, {"vpcSecurityGroupIds": ["sg-lb"]}, "primary"),
            ),
            waits(
                "only the update tells whose",
                resource(tokens.INGRESS_RULE, {"securityGroupId": UNKNOWN, "cidrIpv4": "0.0.0.0/0"}, "later"),
            ),
        ),
    ),
    StackGuardrail(
        name="firewall-recorded",
        summary="Every web ACL records what it refused.",
        why="A rule that refuses customers is found by its record alone, and so is an attack.",
        mend="Add a WebAclLoggingConfiguration of the web ACL.",
        practice="SEC04-BP01",
        controls=("FSBP WAF.11", "NIST AU-12"),
        types=(*_WEB_ACLS, _WEB_ACL_LOGGING),
        check=_LOGGED.check,
        examples=(
            passes("recorded", _STANDING_ACL, resource(_WEB_ACL_LOGGING, {"resourceArn": _ACL_ARN}, "log")),
            fails("not recorded", _STANDING_ACL),
            waits("computed", _STANDING_ACL, resource(_WEB_ACL_LOGGING, {"resourceArn": UNKNOWN}, "log")),
        ),
    ),
    StackGuardrail(
        name="load-balancer-guarded",
        summary="A public load balancer has a web ACL, or lets in CloudFront alone.",
        why="Everything else that answers the internet is probed within minutes.",
        mend="Add a WebAclAssociation; or let in the prefix list of CloudFront alone, behind a distribution.",
        practice="SEC05-BP03",
        controls=("FSBP ELB.16", "NIST SC-7"),
        types=(
            *tokens.LOAD_BALANCERS,
            _WEB_ACL_ASSOCIATION,
            tokens.SECURITY_GROUP,
            tokens.INGRESS_RULE,
            tokens.SECURITY_GROUP_RULE,
            tokens.DISTRIBUTION,
        ),
        check=_guarded,
        examples=(
            passes("its own", _BALANCER, _GROUP, _FROM_ALL, _ATTACHED),
            passes("CloudFront's", _BALANCER, _GROUP, _FROM_LIST, _FRONT_DOOR),
            passes("inside", resource(tokens.LOAD_BALANCERS[1], {"arn": _ARN, "internal": True}, "inside")),
            fails("none", _BALANCER, _GROUP, _FROM_ALL),
            fails("open beside CloudFront", _BALANCER, _GROUP, _FROM_LIST, _FROM_ALL, _FRONT_DOOR),
            fails("open to IPv6 beside CloudFront", _BALANCER, _GROUP, _FROM_LIST, _FROM_ALL_V6, _FRONT_DOOR),
            fails("a list, and nothing before it", _BALANCER, _GROUP, _FROM_LIST),
            waits("only the update tells", _BALANCER, _GROUP, _FROM_ALL, _LATER),
        ),
    ),
)
