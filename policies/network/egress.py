"""Guardrails over the whole stack: by which ports, and to which names, its networks lead out."""

import json
from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.guardrail import (
    Finding,
    Severity,
    StackGuardrail,
    fail,
    fails,
    passes,
    resource,
    undecided,
    waits,
)
from policies.frame.resources import Resource
from policies.frame.sections import INDEX_SUFFIX, content_of, parameters_of
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Value, is_map, listed
from policies.network.rules import Rule, rules_of

_DOMAIN_LIST = "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList"
_FIREWALL_RULE = "aws:route53/resolverFirewallRule:ResolverFirewallRule"
_RULE_GROUP = "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup"
_ASSOCIATION = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"

_RULES = (tokens.EGRESS_RULE, tokens.SECURITY_GROUP_RULE, tokens.SECURITY_GROUP)
_STORE = "application"
"""The group of the store's servers, by the last word of its name: the settings say where it leads."""
OUTWARD = ("analytics", "images", "operations")
"""The groups that call whatever DNS Firewall lists, by HTTPS alone: bridges, image builds, the operations host."""
_HTTPS = 443
_Stated = set[tuple[str, str]] | Finding


def _stated(stack: Stack) -> _Stated:
    """The ports and networks that the manifest's index states for the store; a finding where it is unread."""
    parameters = parameters_of(stack, INDEX_SUFFIX)
    if not parameters:
        return set()
    index = content_of(parameters[0])
    if isinstance(index, Finding):
        return index
    egress = index.get("egress")
    return (
        {(port, str(one)) for port, there in egress.items() for one in listed(there)} if is_map(egress) else set()
    )


def _opened(stack: Stack) -> Iterator[Finding]:
    stated = _stated(stack)
    for holder in stack.of(*_RULES):
        for rule in rules_of(holder):
            if rule.ingress is not True and rule.cidrs:
                yield from _judge(stack, holder, rule, stated)


def _judge(stack: Stack, holder: Resource, rule: Rule, stated: _Stated) -> Iterator[Finding]:
    if UNKNOWN in rule.cidrs or rule.ports is None:
        yield undecided("cidrIpv4", holder.urn)
        return
    groups = [holder] if holder.type == tokens.SECURITY_GROUP else _groups(stack, holder)
    if not groups:
        yield undecided("securityGroupId", holder.urn)
    for group in groups:
        name = group.at("name")
        if name is UNKNOWN:
            yield undecided("name", group.urn)
        elif f"-{name}".endswith(f"-{_STORE}"):
            yield from _as_stated(holder, rule, stated)
        elif not any(f"-{name}".endswith(f"-{one}") for one in OUTWARD) or rule.ports != (_HTTPS, _HTTPS):
            yield fail(
                f"{holder.name} leads from {group.name} to addresses by {_ports(rule)}; expected only "
                f"{', '.join(OUTWARD)}, by {_HTTPS}",
                urn=holder.urn,
            )


def _groups(stack: Stack, holder: Resource) -> list[Resource]:
    return stack.referred(holder, "securityGroupId", tokens.SECURITY_GROUP, tokens.DEFAULT_SECURITY_GROUP)


def _as_stated(holder: Resource, rule: Rule, stated: _Stated) -> Iterator[Finding]:
    if isinstance(stated, Finding):
        yield stated
        return
    low, high = rule.ports or (0, 0)
    for cidr in rule.cidrs:
        if low != high or (f"{low:g}", str(cidr)) not in stated:
            yield fail(
                f"{holder.name} lets the store's servers call {cidr} by {_ports(rule)}: no setting names it",
                urn=holder.urn,
            )


def _ports(rule: Rule) -> str:
    low, high = rule.ports or (0, 0)
    return f"port {low:g}" if low == high else f"ports {low:g} to {high:g}"


def _limited(stack: Stack) -> Iterator[Finding]:
    associations = stack.of(_ASSOCIATION)
    pending = any(stack.unresolved(one, "vpcId", tokens.VPC) for one in associations)
    for vpc in stack.of(tokens.VPC):
        own = list(stack.referring(vpc, "vpcId", _ASSOCIATION))
        groups = [group for one in own for group in stack.referred(one, "firewallRuleGroupId", _RULE_GROUP)]
        if own and any(stack.unresolved(one, "firewallRuleGroupId", _RULE_GROUP) for one in own):
            yield undecided("firewallRuleGroupId", vpc.urn)
        elif not groups:
            yield undecided("vpcId", vpc.urn) if pending else fail("any name can be asked for in it", urn=vpc.urn)
        else:
            yield from _of_vpc(stack, vpc, groups)


def _of_vpc(stack: Stack, vpc: Resource, groups: list[Resource]) -> Iterator[Finding]:
    rules = [rule for group in groups for rule in stack.referring(group, "firewallRuleGroupId", _FIREWALL_RULE)]
    closing = False
    for rule in rules:
        lists = stack.referred(rule, "firewallDomainListId", _DOMAIN_LIST)
        if not lists:
            yield undecided("firewallDomainListId", rule.urn)
        names = [name for one in lists for name in listed(one.at("domains"))]
        closing = closing or (rule.at("action") in ("BLOCK", "ALERT") and "*" in names)
        wide = [name for name in names if _is_wide(name)]
        if rule.at("action") == "ALLOW" and wide:
            yield fail(f"{rule.name} lets {wide[0]} be asked for, which is nearly every name", urn=rule.urn)
        if UNKNOWN in names:
            yield undecided("domains", rule.urn)
    if not closing:
        yield fail("no rule of its DNS Firewall is about * , the names that no list holds", urn=vpc.urn)


def _is_wide(name: Value) -> bool:
    """Whether an entry stands for all names, or for all of a top level."""
    text = str(name)
    return text.startswith("*") and "." not in text.strip("*.")


def _blocked(stack: Stack) -> Iterator[Finding]:
    for rule in stack.of(_FIREWALL_RULE):
        if rule.at("action") is UNKNOWN:
            yield undecided("action", rule.urn)
        elif rule.at("action") == "ALERT":
            yield fail("a name that nobody listed is answered, and only written down", urn=rule.urn)


def _index(egress: Value) -> Resource:
    text = UNKNOWN if egress is UNKNOWN else json.dumps({"egress": egress})
    return resource(
        tokens.SSM_PARAMETER, {"name": f"/storefront/prod{INDEX_SUFFIX}", "insecureValue": text}, "index"
    )


def _group(what: str) -> Resource:
    return resource(tokens.SECURITY_GROUP, {"id": f"sg-{what}", "name": f"storefront-prod-us-east-1-{what}"}, what)


def _out(what: str, port: int, cidr: Value) -> Resource:
    props = {
        "securityGroupId": f"sg-{what}", "cidrIpv4": cidr, "ipProtocol": "tcp", "fromPort": port, "toPort": port,
    }  # fmt: skip
    return resource(tokens.EGRESS_RULE, props, f"{what}-out")


_APP, _ANALYTICS, _DATABASE, _ANY = _group("application"), _group("analytics"), _group("database"), "0.0.0.0/0"
_VPC = resource(tokens.VPC, {"id": "vpc-1"}, "vpc")
_GROUP = resource(_RULE_GROUP, {"id": "rslvr-frg-1"}, "names")
_OF_VPC = resource(_ASSOCIATION, {"vpcId": "vpc-1", "firewallRuleGroupId": "rslvr-frg-1"}, "names")
_NAMED = resource(_DOMAIN_LIST, {"id": "rslvr-fdl-1", "domains": ["api.example.com"]}, "named")
_REST = resource(_DOMAIN_LIST, {"id": "rslvr-fdl-2", "domains": ["*"]}, "rest")
_TOP = resource(_DOMAIN_LIST, {"id": "rslvr-fdl-1", "domains": ["*.com"]}, "top")
_TOP_WITH_DOT = resource(_DOMAIN_LIST, {"id": "rslvr-fdl-1", "domains": ["*.com."]}, "top")
_BELOW = resource(_DOMAIN_LIST, {"id": "rslvr-fdl-1", "domains": ["*.example.com."]}, "below")


def _rule(which: str, action: Value) -> Resource:
    props = {"firewallRuleGroupId": "rslvr-frg-1", "firewallDomainListId": f"rslvr-fdl-{which}", "action": action}
    return resource(_FIREWALL_RULE, props, f"rule-{which}")


_ALLOW, _BLOCK, _ALERT = _rule("1", "ALLOW"), _rule("2", "BLOCK"), _rule("2", "ALERT")
_LATER = resource(_ASSOCIATION, {"vpcId": UNKNOWN, "firewallRuleGroupId": "rslvr-frg-1"}, "later")

GUARDRAILS = (
    StackGuardrail(
        name="egress-as-stated",
        summary="The store's servers call by the ports and networks that the settings name, and no others.",
        why="A port that was opened by the way is the one by which data leave.",
        mend="Name the destination in storefront:egress.destinations, or take the rule out.",
        practice="SEC05-BP02",
        controls=("NIST AC-4", "NIST SC-7(5)"),
        types=(*_RULES, tokens.SSM_PARAMETER),
        check=_opened,
        examples=(
            passes("a port that is stated", _index({"443": [_ANY]}), _APP, _out("application", 443, _ANY)),
            passes(
                "a network", _index({"22": ["203.0.113.0/28"]}), _APP, _out("application", 22, "203.0.113.0/28")
            ),
            passes("bridges, by HTTPS", _index(None), _ANALYTICS, _out("analytics", 443, _ANY)),
            fails("another port", _index({"443": [_ANY]}), _APP, _out("application", 587, _ANY)),
            fails("more than the network", _index({"22": ["203.0.113.0/28"]}), _APP, _out("application", 22, _ANY)),
            fails("nothing is stated", _index(None), _APP, _out("application", 443, _ANY)),
            fails("no index", _APP, _out("application", 443, _ANY)),
            fails("bridges, by another port", _index(None), _ANALYTICS, _out("analytics", 22, _ANY)),
            fails("a database that calls out", _index({"443": [_ANY]}), _DATABASE, _out("database", 443, _ANY)),
            waits("only the update tells the network", _index(None), _APP, _out("application", 443, UNKNOWN)),
            waits("only the update tells what is stated", _index(UNKNOWN), _APP, _out("application", 443, _ANY)),
        ),
    ),
    StackGuardrail(
        name="vpc-names-listed",
        summary="Every VPC's DNS Firewall lists the names that may be asked for, and has a rule for all others.",
        why="By names data leave although every port is closed, and malice finds whom it obeys.",
        mend="Associate a rule group with the VPC: what is listed is allowed, and after it a rule is about *.",
        practice="SEC05-BP03",
        controls=("NIST SC-7(8)", "NIST SC-20"),
        types=(tokens.VPC, _ASSOCIATION, _RULE_GROUP, _FIREWALL_RULE, _DOMAIN_LIST),
        check=_limited,
        examples=(
            passes("listed", _VPC, _OF_VPC, _GROUP, _NAMED, _ALLOW, _REST, _BLOCK),
            fails("no firewall", _VPC),
            fails("nothing about the rest", _VPC, _OF_VPC, _GROUP, _NAMED, _ALLOW),
            fails("a whole top level", _VPC, _OF_VPC, _GROUP, _TOP, _ALLOW, _REST, _BLOCK),
            fails("a whole top level, as DNS ends it", _VPC, _OF_VPC, _GROUP, _TOP_WITH_DOT, _ALLOW, _REST, _BLOCK),
            passes("all of one domain, as DNS ends it", _VPC, _OF_VPC, _GROUP, _BELOW, _ALLOW, _REST, _BLOCK),
            waits("only the update tells which VPC", _VPC, _LATER, _GROUP, _NAMED, _ALLOW, _REST, _BLOCK),
        ),
    ),
    StackGuardrail(
        name="vpc-unlisted-names-blocked",
        severity=Severity.ADVISORY,
        summary="A name that nobody listed is blocked, not only written down.",
        why="An alert is read after the data have left.",
        mend="When the log holds no name that the store needs: storefront:egress.unlistedNames: block.",
        practice="SEC05-BP03",
        controls=("NIST SC-7(5)",),
        types=(_FIREWALL_RULE,),
        check=_blocked,
        examples=(
            passes("blocked", _BLOCK),
            fails("written down", _ALERT),
            waits("computed", _rule("2", UNKNOWN)),
        ),
    ),
)
