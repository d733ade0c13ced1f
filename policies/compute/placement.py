"""Guardrails over the whole stack: servers stand in private subnets, and each has its playbook."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.guardrail import Finding, StackGuardrail, fail, fails, passes, resource, undecided, waits
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Value, at, has_unknown, listed, strings

KIND_TAG = "Server"


def _kind(template: Resource) -> Value:
    """Return the kind of server that a template launches, by the tag of its instances."""
    specifications = template.at("tagSpecifications")
    if has_unknown(specifications):
        return UNKNOWN
    for one in listed(specifications):
        if at(one, "resourceType") == "instance":
            return at(one, "tags", KIND_TAG)
    return None


def _applied(stack: Stack) -> Iterator[tuple[str, str | None]]:
    """Yield the kinds that associations are for, each with its region."""
    for association in stack.of(tokens.SSM_ASSOCIATION):
        for target in listed(association.at("targets")):
            if at(target, "key") == f"tag:{KIND_TAG}":
                yield from ((value, stack.region_of(association)) for value in strings(at(target, "values")))


def _have_playbooks(stack: Stack) -> Iterator[Finding]:
    applied = set(_applied(stack))
    for template in stack.of(tokens.LAUNCH_TEMPLATE):
        kind = _kind(template)
        if kind is UNKNOWN:
            yield undecided("tagSpecifications", template.urn)
        elif not isinstance(kind, str):
            yield fail(f"its servers carry no tag {KIND_TAG}, so that no playbook reaches them", urn=template.urn)
        elif (kind, stack.region_of(template)) not in applied:
            yield fail(f"no association brings servers of the kind {kind} to a playbook", urn=template.urn)


def _stand_private(stack: Stack) -> Iterator[Finding]:
    for group in stack.of(tokens.SCALING_GROUP):
        if stack.unresolved(group, "vpcZoneIdentifiers", tokens.SUBNET):
            yield undecided("vpcZoneIdentifiers", group.urn)
        for subnet in stack.referred(group, "vpcZoneIdentifiers", tokens.SUBNET):
            yield from (
                fail(f"it stands in {subnet.name}, whose route {route.name} leads to the internet", urn=group.urn)
                for route in _public_routes(stack, subnet)
            )


def _public_routes(stack: Stack, subnet: Resource) -> Iterator[Resource]:
    for link in stack.referring(subnet, "subnetId", tokens.ROUTE_TABLE_ASSOCIATION):
        for table in stack.referred(link, "routeTableId", tokens.ROUTE_TABLE):
            for route in stack.referring(table, "routeTableId", tokens.ROUTE):
                if stack.referred(route, "gatewayId", tokens.INTERNET_GATEWAY):
                    yield route


def _template(tags: Value) -> Resource:
    specification: Value = [{"resourceType": "instance", "tags": tags}]
    return resource(tokens.LAUNCH_TEMPLATE, {"tagSpecifications": specification}, "template")


def _association(kind: str) -> Resource:
    target: Value = [{"key": f"tag:{KIND_TAG}", "values": [kind]}]
    return resource(tokens.SSM_ASSOCIATION, {"targets": target}, f"{kind}-delivery")


_SUBNET = resource(tokens.SUBNET, {"id": "subnet-1"}, "application-a")
_TABLE = resource(tokens.ROUTE_TABLE, {"id": "rtb-1"}, "application")
_INTERNET = resource(tokens.INTERNET_GATEWAY, {"id": "igw-1"}, "internet")
_LINK = resource(tokens.ROUTE_TABLE_ASSOCIATION, {"subnetId": "subnet-1", "routeTableId": "rtb-1"}, "application-a")
_GROUP = resource(tokens.SCALING_GROUP, {"vpcZoneIdentifiers": ["subnet-1"]}, "fleet")


def _route(goal: str, to: str) -> Resource:
    return resource(tokens.ROUTE, {"routeTableId": "rtb-1", goal: to}, "application-internet")


GUARDRAILS = (
    StackGuardrail(
        name="server-has-playbook",
        summary="Every kind of server that is launched has an association that brings it to its playbook.",
        why="A server that nobody configures is neither hardened nor watched.",
        mend="Tag the instances with their kind, and add the association for it in the same region.",
        practice="OPS05-BP05",
        controls=("FSBP SSM.3", "NIST CM-6"),
        types=(tokens.LAUNCH_TEMPLATE, tokens.SSM_ASSOCIATION),
        check=_have_playbooks,
        examples=(
            passes("its own", _template({KIND_TAG: "application"}), _association("application")),
            fails("another's", _template({KIND_TAG: "application"}), _association("tableau-bridge")),
            fails("no kind at all", _template({"Name": "x"}), _association("application")),
            waits("tags are computed", _template(UNKNOWN), _association("application")),
        ),
    ),
    StackGuardrail(
        name="fleet-in-private-subnets",
        summary="No Auto Scaling group stands in a subnet with a route to an internet gateway.",
        why="A server there is one public address away from the internet.",
        mend="Give the group the application tier's subnets.",
        practice="SEC05-BP01",
        controls=("FSBP AutoScaling.5", "NIST SC-7"),
        types=(
            tokens.SCALING_GROUP,
            tokens.SUBNET,
            tokens.ROUTE_TABLE,
            tokens.ROUTE_TABLE_ASSOCIATION,
            tokens.ROUTE,
            tokens.INTERNET_GATEWAY,
        ),
        check=_stand_private,
        examples=(
            passes("behind NAT", _SUBNET, _TABLE, _LINK, _route("natGatewayId", "nat-1"), _GROUP),
            fails("in the public tier", _SUBNET, _TABLE, _LINK, _INTERNET, _route("gatewayId", "igw-1"), _GROUP),
            waits("computed", resource(tokens.SCALING_GROUP, {"vpcZoneIdentifiers": UNKNOWN}, "fleet")),
        ),
    ),
)
