"""Guardrails over the whole stack: what can reach the databases, and what they can reach."""

from collections.abc import Iterator

from policies.data.database import is_replica
from policies.frame import tokens
from policies.frame.guardrail import Finding, StackGuardrail, fail, fails, passes, resource, undecided, waits
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, at, has_unknown, listed
from policies.network.rules import Rule, is_anywhere, rules_of

_DEFAULT_ROUTE_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable"
_NETWORK_ACL_ASSOCIATION = "aws:ec2/networkAclAssociation:NetworkAclAssociation"
_BLOCK_PUBLIC_ACCESS_EXCLUSION = "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion"

GROUPS = (tokens.SECURITY_GROUP, tokens.DEFAULT_SECURITY_GROUP)
CALLERS = {
    "primary": ("application", "database-access", "database-reading", "heartbeat", "verification"),
    "replica": ("analytics", "application", "database-access", "database-reading", "heartbeat", "verification"),
}
"""The groups that may call a database, by the last words of their names: reports run on the replica alone."""
_SOURCES = ("referencedSecurityGroupId", "sourceSecurityGroupId", "securityGroups")
_GATEWAY_PROPERTIES = ("gatewayId", "natGatewayId", "egressOnlyGatewayId", "transitGatewayId", "networkInterfaceId")


def _rules_into(stack: Stack, group: Resource) -> Iterator[tuple[Resource, Rule]]:
    """Yield the ingress rules of a group, with the resource that declares each."""
    for holder in (
        group,
        *stack.referring(group, "securityGroupId", tokens.INGRESS_RULE, tokens.SECURITY_GROUP_RULE),
    ):
        for rule in rules_of(holder):
            if rule.ingress is not False:
                yield holder, rule


def _callers(stack: Stack) -> Iterator[Finding]:
    for database in stack.of(*tokens.DATABASES):
        groups = stack.referred(database, "vpcSecurityGroupIds", *GROUPS)
        if stack.unresolved(database, "vpcSecurityGroupIds", *GROUPS):
            yield undecided("vpcSecurityGroupIds", database.urn)
        elif not groups:
            yield fail("it has no security group of this stack: AWS gives it the default one", urn=database.urn)
        role = "replica" if is_replica(database) else "primary"
        for group in groups:
            for holder, rule in _rules_into(stack, group):
                yield from _evaluate_rule(stack, database, role, holder, rule)


def _evaluate_rule(stack: Stack, database: Resource, role: str, holder: Resource, rule: Rule) -> Iterator[Finding]:
    if rule.cidrs or at(rule.props, "prefixListId") is not None or listed(at(rule.props, "prefixListIds")):
        yield fail(
            f"{holder.name} lets addresses reach the {role} {database.name}; expected groups alone", urn=holder.urn
        )
    sources = [found for prop in _SOURCES for found in stack.referred(holder, prop, *GROUPS)]
    if not sources and any(stack.unresolved(holder, prop, *GROUPS) for prop in _SOURCES):
        yield undecided(_SOURCES[0], holder.urn)
    for source in sources:
        name = source.at("name")
        if name is UNKNOWN:
            yield undecided("name", source.urn)
        elif not any(f"-{name}".endswith(f"-{caller}") for caller in CALLERS[role]):
            yield fail(
                f"{holder.name} lets {source.name} reach the {role} {database.name}; "
                f"expected only {', '.join(CALLERS[role])}",
                urn=holder.urn,
            )
    port = database.at("port")
    if rule.ports is not None and isinstance(port, int | float) and rule.ports != (port, port):
        yield fail(f"{holder.name} opens more than port {port:g} of the {role} {database.name}", urn=holder.urn)


def database_subnets(stack: Stack) -> Iterator[Resource]:
    """Yield the subnets that databases stand in, or may be restored into, once each."""
    seen: set[str] = set()
    for group in stack.of(tokens.RDS_SUBNET_GROUP):
        for subnet in stack.referred(group, "subnetIds", tokens.SUBNET):
            if subnet.urn not in seen:
                seen.add(subnet.urn)
                yield subnet


def _no_internet_route(stack: Stack) -> Iterator[Finding]:
    for group in stack.of(tokens.RDS_SUBNET_GROUP):
        if stack.unresolved(group, "subnetIds", tokens.SUBNET):
            yield undecided("subnetIds", group.urn)
    for subnet in database_subnets(stack):
        links = list(stack.referring(subnet, "subnetId", tokens.ROUTE_TABLE_ASSOCIATION))
        if not links:
            yield fail("it has no route table of its own, so that it follows the VPC's main one", urn=subnet.urn)
        for link in links:
            tables = stack.referred(link, "routeTableId", tokens.ROUTE_TABLE, _DEFAULT_ROUTE_TABLE)
            if not tables and has_unknown(link.at("routeTableId")):
                yield undecided("routeTableId", link.urn)
            for table in tables:
                yield from _internet_routes(stack, subnet, table)


def _internet_routes(stack: Stack, subnet: Resource, table: Resource) -> Iterator[Finding]:
    routes = [(route, route.props) for route in stack.referring(table, "routeTableId", tokens.ROUTE)]
    inline = [(table, entry) for entry in listed(table.at("routes"))]
    for holder, route in (*routes, *inline):
        goals = [
            at(route, prop)
            for prop in ("destinationCidrBlock", "destinationIpv6CidrBlock", "cidrBlock", "ipv6CidrBlock")
        ]
        if any(map(is_anywhere, goals)) and any(at(route, gateway) for gateway in _GATEWAY_PROPERTIES):
            yield fail(
                f"{subnet.name}, a subnet of databases, reaches the internet by {holder.name}", urn=holder.urn
            )
        elif UNKNOWN in goals:
            yield undecided("destinationCidrBlock", holder.urn)


def _own_acl(stack: Stack) -> Iterator[Finding]:
    acls = stack.of(tokens.NETWORK_ACL)
    pending = any(stack.unresolved(acl, "subnetIds", tokens.SUBNET) for acl in acls)
    for subnet in database_subnets(stack):
        own = [acl for acl in acls if subnet in stack.referred(acl, "subnetIds", tokens.SUBNET)]
        linked = [
            acl
            for link in stack.referring(subnet, "subnetId", _NETWORK_ACL_ASSOCIATION)
            for acl in stack.referred(link, "networkAclId", tokens.NETWORK_ACL)
        ]
        if not own and not linked:
            yield (
                undecided("subnetIds", subnet.urn) if pending else fail("no network ACL guards it", urn=subnet.urn)
            )
        for acl in (*own, *linked):
            yield from _acl_closed(stack, acl)


def _acl_closed(stack: Stack, acl: Resource) -> Iterator[Finding]:
    rules = [(rule, rule.props) for rule in stack.referring(acl, "networkAclId", tokens.NETWORK_ACL_RULE)]
    inline = [(acl, entry) for entry in (*listed(acl.at("ingress")), *listed(acl.at("egress")))]
    for holder, rule in (*rules, *inline):
        if (at(rule, "ruleAction") or at(rule, "action")) != "allow":
            continue
        if any(is_anywhere(at(rule, prop)) for prop in ("cidrBlock", "ipv6CidrBlock")):
            yield fail(f"{holder.name} opens the data tier to every address", urn=holder.urn)
        elif at(rule, "cidrBlock") is UNKNOWN:
            yield undecided("cidrBlock", holder.urn)


def _not_excluded(stack: Stack) -> Iterator[Finding]:
    subnets = list(database_subnets(stack))
    for exclusion in stack.of(_BLOCK_PUBLIC_ACCESS_EXCLUSION):
        for subnet in stack.referred(exclusion, "subnetId", tokens.SUBNET):
            if subnet in subnets:
                yield fail(f"{subnet.name} holds databases, and is open to the internet", urn=exclusion.urn)
        if stack.unresolved(exclusion, "subnetId", tokens.SUBNET):
            yield undecided("subnetId", exclusion.urn)
        if stack.referred(exclusion, "vpcId", tokens.VPC):
            yield fail("it opens a whole VPC; expected single subnets", urn=exclusion.urn)


_DB_GROUP = resource(
    tokens.SECURITY_GROUP, {"id": "sg-db", "name": "storefront-prod-us-east-1-database"}, "database"
)
_APP_GROUP = resource(
    tokens.SECURITY_GROUP, {"id": "sg-app", "name": "storefront-prod-us-east-1-application"}, "app"
)
_BI_GROUP = resource(
    tokens.SECURITY_GROUP, {"id": "sg-bi", "name": "storefront-prod-us-east-1-analytics"}, "analytics"
)
_DATABASE = resource(tokens.RDS_INSTANCE, {"vpcSecurityGroupIds": ["sg-db"], "port": 5432}, "primary")
_OPENING = {"securityGroupId": "sg-db", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432}
_FROM_APP = resource(tokens.INGRESS_RULE, {**_OPENING, "referencedSecurityGroupId": "sg-app"}, "app-in")
_FROM_BI = resource(tokens.INGRESS_RULE, {**_OPENING, "referencedSecurityGroupId": "sg-bi"}, "bi-in")
_FROM_CIDR = resource(tokens.INGRESS_RULE, {**_OPENING, "cidrIpv4": "10.0.0.0/8"}, "network-in")
_WIDE = resource(tokens.INGRESS_RULE, {**_OPENING, "fromPort": 0, "referencedSecurityGroupId": "sg-app"}, "wide-in")
_PENDING = resource(
    tokens.INGRESS_RULE,
    {**_OPENING, "securityGroupId": UNKNOWN, "referencedSecurityGroupId": UNKNOWN},
    "pending-in",
    made_from={"securityGroupId": [_DB_GROUP]},
)
_BY_DEPENDENCY = resource(
    tokens.INGRESS_RULE,
    {**_OPENING, "securityGroupId": UNKNOWN, "referencedSecurityGroupId": UNKNOWN},
    "bi-in-by-dependency",
    made_from={"securityGroupId": [_DB_GROUP], "referencedSecurityGroupId": [_BI_GROUP]},
)

_SUBNET = resource(tokens.SUBNET, {"id": "subnet-data", "availabilityZone": "us-east-1a"}, "data-a")
_SUBNET_GROUP = resource(tokens.RDS_SUBNET_GROUP, {"name": "databases", "subnetIds": ["subnet-data"]}, "databases")
_TABLE = resource(tokens.ROUTE_TABLE, {"id": "rtb-data"}, "data")
_LINK = resource(tokens.ROUTE_TABLE_ASSOCIATION, {"routeTableId": "rtb-data", "subnetId": "subnet-data"}, "data-a")
_OUT = {"routeTableId": "rtb-data", "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"}
_OUT_V6 = {"routeTableId": "rtb-data", "destinationIpv6CidrBlock": "2000::/3", "egressOnlyGatewayId": "eigw-1"}
_LATER = resource(tokens.RDS_SUBNET_GROUP, {"name": "databases", "subnetIds": UNKNOWN}, "later")
_ACL = resource(tokens.NETWORK_ACL, {"id": "acl-data", "subnetIds": ["subnet-data"]}, "data")
_ACL_ROW = {"networkAclId": "acl-data", "ruleAction": "allow"}
_EXCLUSION = {"internetGatewayExclusionMode": "allow-bidirectional"}

GUARDRAILS = (
    StackGuardrail(
        name="database-callers-expected",
        summary="Only the application and the access function reach a primary; reports reach the replica alone.",
        why="Every other path is one by which bulk data leave, or by which a report slows the store down.",
        mend="Remove the rule, or add the group to the table of callers after a review.",
        practice="SEC05-BP02",
        controls=("NIST AC-4", "NIST SC-7"),
        types=(*tokens.DATABASES, *GROUPS, tokens.INGRESS_RULE, tokens.SECURITY_GROUP_RULE),
        check=_callers,
        examples=(
            passes("the application", _DATABASE, _DB_GROUP, _APP_GROUP, _FROM_APP),
            fails("reports on the primary", _DATABASE, _DB_GROUP, _BI_GROUP, _FROM_BI),
            fails("reports, known by dependency alone", _DATABASE, _DB_GROUP, _BI_GROUP, _BY_DEPENDENCY),
            fails("a network", _DATABASE, _DB_GROUP, _FROM_CIDR),
            fails("more than its port", _DATABASE, _DB_GROUP, _APP_GROUP, _WIDE),
            fails("the default group", resource(tokens.RDS_INSTANCE, {"port": 5432}, "bare")),
            waits("a caller from elsewhere", _DATABASE, _DB_GROUP, _PENDING),
        ),
    ),
    StackGuardrail(
        name="database-subnets-closed",
        summary="No subnet of databases has a route to the internet.",
        why="What cannot be reached cannot be attacked, and what cannot call out cannot carry data away.",
        mend="Give the data tier a route table without default route.",
        practice="SEC05-BP01",
        controls=("FSBP RDS.46", "NIST SC-7"),
        types=(
            tokens.RDS_SUBNET_GROUP,
            tokens.SUBNET,
            tokens.ROUTE_TABLE_ASSOCIATION,
            tokens.ROUTE_TABLE,
            tokens.ROUTE,
        ),
        check=_no_internet_route,
        examples=(
            passes("no default route", _SUBNET, _SUBNET_GROUP, _TABLE, _LINK),
            fails("by IPv6", _SUBNET, _SUBNET_GROUP, _TABLE, _LINK, resource(tokens.ROUTE, _OUT_V6, "out")),
            fails("through NAT", _SUBNET, _SUBNET_GROUP, _TABLE, _LINK, resource(tokens.ROUTE, _OUT, "out")),
            fails("the main route table", _SUBNET, _SUBNET_GROUP),
            waits("subnets from elsewhere", _LATER),
        ),
    ),
    StackGuardrail(
        name="database-subnets-guarded",
        summary="Every subnet of databases has a network ACL, which is open to no unbounded network.",
        why="A second fence: it holds where a security group is changed by mistake.",
        mend="List the subnet in the data tier's network ACL; name the tiers' networks in its rows.",
        practice="SEC05-BP02",
        controls=("NIST SC-7",),
        types=(
            tokens.RDS_SUBNET_GROUP,
            tokens.NETWORK_ACL,
            tokens.NETWORK_ACL_RULE,
            _NETWORK_ACL_ASSOCIATION,
        ),
        check=_own_acl,
        examples=(
            passes(
                "guarded",
                _SUBNET,
                _SUBNET_GROUP,
                _ACL,
                resource(tokens.NETWORK_ACL_RULE, {**_ACL_ROW, "cidrBlock": "10.16.64.0/18"}, "row"),
            ),
            fails("no ACL", _SUBNET, _SUBNET_GROUP),
            fails(
                "an ACL that is open",
                _SUBNET,
                _SUBNET_GROUP,
                _ACL,
                resource(tokens.NETWORK_ACL_RULE, {**_ACL_ROW, "cidrBlock": "0.0.0.0/0"}, "row"),
            ),
            fails(
                "an ACL that is open to IPv6",
                _SUBNET,
                _SUBNET_GROUP,
                _ACL,
                resource(tokens.NETWORK_ACL_RULE, {**_ACL_ROW, "ipv6CidrBlock": "::/0"}, "row"),
            ),
            waits(
                "subnets from elsewhere",
                _SUBNET,
                _SUBNET_GROUP,
                resource(tokens.NETWORK_ACL, {"id": "acl", "subnetIds": UNKNOWN}, "later"),
            ),
        ),
    ),
    StackGuardrail(
        name="public-access-excludes-no-database",
        summary="What is excluded from the block of public access is a single subnet, and holds no database.",
        why="An exclusion of the whole VPC takes the block away.",
        mend="Exclude the public subnets one by one.",
        practice="SEC05-BP01",
        controls=("FSBP EC2.172", "NIST SC-7"),
        types=(_BLOCK_PUBLIC_ACCESS_EXCLUSION, tokens.RDS_SUBNET_GROUP, tokens.VPC),
        check=_not_excluded,
        examples=(
            passes(
                "a public subnet",
                _SUBNET,
                _SUBNET_GROUP,
                resource(tokens.SUBNET, {"id": "subnet-public"}, "public"),
                resource(_BLOCK_PUBLIC_ACCESS_EXCLUSION, {**_EXCLUSION, "subnetId": "subnet-public"}),
            ),
            fails(
                "a database's subnet",
                _SUBNET,
                _SUBNET_GROUP,
                resource(_BLOCK_PUBLIC_ACCESS_EXCLUSION, {**_EXCLUSION, "subnetId": "subnet-data"}),
            ),
            fails(
                "the whole VPC",
                resource(tokens.VPC, {"id": "vpc-1"}, "vpc"),
                resource(_BLOCK_PUBLIC_ACCESS_EXCLUSION, {**_EXCLUSION, "vpcId": "vpc-1"}),
            ),
            waits(
                "from elsewhere",
                resource(_BLOCK_PUBLIC_ACCESS_EXCLUSION, {**_EXCLUSION, "subnetId": UNKNOWN}),
            ),
        ),
    ),
)
