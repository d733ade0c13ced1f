"""Guardrails for the network: what is open to whom, and by which words in the rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network

from policies.frame import tokens
from policies.frame.checks import must_be, must_be_true, must_not_be_true, show
from policies.frame.documents import read
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, Severity, fail, undecided
from policies.frame.resources import Resource
from policies.frame.samples import allow, policy
from policies.frame.values import UNKNOWN, Value, at, is_map, listed, number

_DEFAULT_NETWORK_ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
_ENCRYPTION_CONTROL = "aws:ec2/vpcEncryptionControl:VpcEncryptionControl"
_RULE_TYPES = (tokens.SECURITY_GROUP, tokens.SECURITY_GROUP_RULE, tokens.INGRESS_RULE, tokens.EGRESS_RULE)

# A network that holds more than one in so many addresses of its family is as good as all of them: 2000::/3 is the
# whole internet of IPv6, and two halves of a family are all of it.
_A_SHARE_OF = 256
_EDGE_PORTS = (80, 443)
_ICMP_V6, _PACKET_TOO_BIG = ("icmpv6", "58", 58), 2
_ADMIN_PORTS = (22, 3389)
_BLOCKS = ("cidrBlock", "ipv6CidrBlock")
_ACL_FIELDS = ("ruleAction", "action", *_BLOCKS, "protocol", "fromPort", "toPort", "icmpType")
_CIDR_PROPS = ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6")
_PERIMETER = (
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalArn",
    "aws:ResourceAccount",
    "aws:ResourceOrgID",
)


def is_anywhere(cidr: Value) -> bool:
    """Whether an address block is the internet, or so much of it that nobody meant somebody by it."""
    try:
        network = ip_network(str(cidr), strict=False)
    except ValueError:
        return False
    return 2**network.prefixlen < _A_SHARE_OF and not network.is_private


@dataclass(frozen=True, slots=True)
class Rule:
    """One security-group rule, whichever of the provider's four ways it was written in."""

    ingress: bool | None
    """None where the direction is unknown before the update."""
    props: Value
    place: str

    @property
    def cidrs(self) -> list[Value]:
        """The addresses that it names, unknown ones included."""
        return [cidr for prop in _CIDR_PROPS for cidr in listed(at(self.props, prop))]

    @property
    def protocol(self) -> Value:
        """The protocol as it is written, by its name or its number."""
        named = at(self.props, "ipProtocol")
        return at(self.props, "protocol") if named is None else named

    @property
    def too_big(self) -> bool:
        """Whether it lets in what tells a sender of IPv6 that its packets are too big (RFC 8201), and no more."""
        kind = at(self.props, "fromPort") if at(self.props, "icmpType") is None else at(self.props, "icmpType")
        return self.protocol in _ICMP_V6 and number(kind) == _PACKET_TOO_BIG

    @property
    def ports(self) -> tuple[float, float] | None:
        """The ports it opens: all where the protocol is any; None where they are unknown."""
        protocol = self.protocol
        low, high = at(self.props, "fromPort"), at(self.props, "toPort")
        if UNKNOWN in (protocol, low, high):
            return None
        if str(protocol) in ("-1", "-1.0", "all") or number(low) is None or number(high) is None:
            return 0, 65535
        return number(low) or 0, number(high) or 0


def rules_of(resource: Resource) -> Iterator[Rule]:
    """Yield the rules that a resource holds: inline ones, or the one that it is."""
    if resource.type == tokens.INGRESS_RULE:
        yield Rule(True, resource.props, "")  # noqa: FBT003 - ingress
    elif resource.type == tokens.EGRESS_RULE:
        yield Rule(False, resource.props, "")  # noqa: FBT003 - egress
    elif resource.type == tokens.SECURITY_GROUP_RULE:
        kind = resource.at("type")
        yield Rule(None if kind is UNKNOWN else kind == "ingress", resource.props, "")
    else:
        for prop in ("ingress", "egress"):
            for index, entry in enumerate(listed(resource.at(prop))):
                yield Rule(prop == "ingress", entry, f"{prop}[{index}].")


def _ingress(resource: Resource) -> Iterator[Rule | Finding]:
    for rule in rules_of(resource):
        if rule.ingress is None or rule.props is UNKNOWN:
            yield undecided(rule.place or "type")
        elif rule.ingress:
            yield rule


def _not_open(resource: Resource) -> Iterator[Finding]:
    for rule in _ingress(resource):
        if isinstance(rule, Finding):
            yield rule
            continue
        ports = rule.ports
        for cidr in rule.cidrs:
            if cidr is UNKNOWN:
                yield undecided(f"{rule.place}cidr")
            elif is_anywhere(cidr) and ports is None:
                yield undecided(f"{rule.place}fromPort")
            elif is_anywhere(cidr) and not rule.too_big and ports not in [(port, port) for port in _EDGE_PORTS]:
                yield fail(f"ports {_span(ports)} are open to {show(cidr)}", f"{rule.place}cidr")


def _span(ports: tuple[float, float] | None) -> str:
    low, high = ports or (0, 65535)
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _by_group(resource: Resource) -> Iterator[Finding]:
    for rule in _ingress(resource):
        if isinstance(rule, Finding):
            yield rule
            continue
        for cidr in rule.cidrs:
            if cidr is UNKNOWN:
                yield undecided(f"{rule.place}cidr")
            elif not is_anywhere(cidr):
                yield fail(f"{show(cidr)} is let in by address", f"{rule.place}cidr")


def _egress_narrow(resource: Resource) -> Iterator[Finding]:
    for rule in rules_of(resource):
        if rule.ingress is None or rule.props is UNKNOWN:
            yield undecided(rule.place or "type")
        elif not rule.ingress:
            yield from _egress_of(rule)


def _egress_of(rule: Rule) -> Iterator[Finding]:
    for cidr in rule.cidrs:
        if cidr is UNKNOWN or (is_anywhere(cidr) and rule.ports is None):
            yield undecided(f"{rule.place}cidr")
        elif is_anywhere(cidr) and rule.ports and rule.ports[0] != rule.ports[1]:
            yield fail(f"ports {_span(rule.ports)} lead to {show(cidr)}", f"{rule.place}cidr")


def _no_inline(resource: Resource) -> Iterator[Finding]:
    for prop in ("ingress", "egress"):
        value = resource.at(prop)
        if value is UNKNOWN:
            yield undecided(prop)
        elif listed(value):
            yield fail(f"{prop} rules are written inside the group", prop)


def _described(resource: Resource) -> Iterator[Finding]:
    value = resource.at("description")
    if value is UNKNOWN:
        yield undecided("description")
    elif value in (None, "", "Managed by Pulumi"):
        yield fail("it has no description", "description")


def _nacl_rules(resource: Resource) -> Iterator[Value]:
    if resource.type == tokens.NETWORK_ACL_RULE:
        egress = resource.at("egress")
        yield UNKNOWN if egress is UNKNOWN else None if egress else resource.props
    else:
        yield from listed(resource.at("ingress"))


def _nacl_closed(resource: Resource) -> Iterator[Finding]:
    for entry in _nacl_rules(resource):
        pending = [prop for prop in _ACL_FIELDS if at(entry, prop) is UNKNOWN]
        if pending:
            yield undecided(pending[0])
        elif is_map(entry) and (at(entry, "ruleAction") or at(entry, "action")) == "allow":
            open_to = [at(entry, prop) for prop in _BLOCKS if is_anywhere(at(entry, prop))]
            rule = Rule(True, entry, "")  # noqa: FBT003 - ingress
            low, high = (0, 0) if rule.too_big else rule.ports or (0, 0)
            admin = [str(port) for port in _ADMIN_PORTS if low <= port <= high]
            if open_to and admin:
                yield fail(f"ports {' and '.join(admin)} are open to {show(open_to[0])}", "cidrBlock")


def _gives_no_address(resource: Resource) -> Iterator[Finding]:
    for prop in ("mapPublicIpOnLaunch", "assignIpv6AddressOnCreation"):
        yield from must_not_be_true(prop)(resource)


def _endpoint_bounded(resource: Resource) -> Iterator[Finding]:
    document = read(resource, "policy")
    yield from document.problems
    if not document.statements and not document.problems:
        yield fail("it has no policy: AWS's default lets everything through", "policy")
    for statement in document.statements:
        wide = statement.allows and statement.open_to_all and statement.on_everything
        if wide and not statement.conditioned_by(_PERIMETER):
            yield fail(f"{statement.label} lets anyone reach anything through it", "policy")


_GROUP = Case(tokens.SECURITY_GROUP, {"description": "application servers"})
_INGRESS = Case(
    tokens.INGRESS_RULE, {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432, "description": "orders"}
)
_EGRESS = Case(
    tokens.EGRESS_RULE, {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "description": "endpoints"}
)
_OLD_RULE = Case(
    tokens.SECURITY_GROUP_RULE, {"protocol": "tcp", "fromPort": 22, "toPort": 22, "description": "admin"}
)
_NACL_RULE = Case(tokens.NETWORK_ACL_RULE, {"ruleAction": "allow", "protocol": "tcp", "egress": False})
_ENDPOINT = Case(tokens.VPC_ENDPOINT, {"serviceName": "com.amazonaws.us-east-1.s3"})
_SUBNET = Case(tokens.SUBNET, {"cidrBlock": "10.16.0.0/24"})
_DEFAULTS = (tokens.DEFAULT_SECURITY_GROUP, _DEFAULT_NETWORK_ACL)
_ANYONE = {**allow("*", "*"), "Principal": "*"}

GUARDRAILS = (
    ResourceGuardrail(
        name="group-not-open",
        summary="No security group lets the internet in, but to the ports of a web page.",
        why="Everything else that answers the internet is attacked within minutes.",
        mend="Reference a security group; at the edge open 80 and 443 alone.",
        practice="SEC05-BP02",
        controls=("FSBP EC2.13", "FSBP EC2.14", "FSBP EC2.18", "FSBP EC2.19", "CIS 5.2", "CIS 5.3", "NIST AC-4"),
        types=(*_RULE_TYPES, tokens.DEFAULT_SECURITY_GROUP),
        check=_not_open,
        examples=(
            _INGRESS.good("from a group", referencedSecurityGroupId="sg-1"),
            _INGRESS.good("the edge", cidrIpv4="0.0.0.0/0", fromPort=443, toPort=443),
            _INGRESS.bad("PostgreSQL", cidrIpv4="0.0.0.0/0"),
            _INGRESS.good("the edge, by IPv6", cidrIpv6="::/0", fromPort=443, toPort=443),
            _INGRESS.good("packets too big", cidrIpv6="::/0", ipProtocol="icmpv6", fromPort=2, toPort=0),
            _INGRESS.bad("every protocol, by IPv6", ipProtocol="-1", cidrIpv6="::/0"),
            _INGRESS.bad("PostgreSQL, by IPv6", cidrIpv6="0::0/0"),
            _INGRESS.bad("the internet of IPv6, as it is assigned", cidrIpv6="2000::/3"),
            _INGRESS.bad("half of IPv4", cidrIpv4="128.0.0.0/1"),
            _INGRESS.bad("every message of ICMPv6", ipProtocol="icmpv6", cidrIpv6="::/0", fromPort=-1, toPort=-1),
            _OLD_RULE.bad("the older kind, by IPv6", type="ingress", ipv6CidrBlocks=["::/0"]),
            _GROUP.bad(
                "inline, by IPv6",
                ingress=[{"protocol": "tcp", "fromPort": 22, "toPort": 22, "ipv6CidrBlocks": ["::/0"]}],
            ),
            _OLD_RULE.bad("the older kind of rule", type="ingress", cidrBlocks=["0.0.0.0/0"]),
            _GROUP.bad(
                "inline", ingress=[{"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}]
            ),
            _INGRESS.unknown("computed", cidrIpv4=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="group-rules-name-groups",
        summary="Inside the network a rule names a security group, not an address.",
        why="Addresses change hands; whoever holds one next comes in too.",
        mend="Set referencedSecurityGroupId to the group of the caller.",
        practice="SEC05-BP02",
        controls=("NIST AC-4",),
        types=(*_RULE_TYPES, tokens.DEFAULT_SECURITY_GROUP),
        check=_by_group,
        examples=(
            _INGRESS.good("from a group", referencedSecurityGroupId="sg-1"),
            _INGRESS.bad("from a network", cidrIpv4="10.16.0.0/16"),
            _INGRESS.bad("from a network of IPv6", cidrIpv6="2600:1f18::/36"),
            _GROUP.bad("inline", ingress=[{"protocol": "-1", "cidrBlocks": ["10.0.0.0/8"]}]),
            _INGRESS.unknown("computed", cidrIpv4=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="group-egress-narrow",
        summary="No security group lets everything out to the internet.",
        why="Stolen data leave by whatever port is open.",
        mend="Name the group or the prefix list that is called; to the internet, one port a rule.",
        practice="SEC05-BP02",
        controls=("NIST SC-7(5)",),
        types=_RULE_TYPES,
        check=_egress_narrow,
        examples=(
            _EGRESS.good("to a group", referencedSecurityGroupId="sg-1"),
            _EGRESS.good("one port", ipProtocol="tcp", fromPort=587, toPort=587, cidrIpv4="0.0.0.0/0"),
            _EGRESS.bad("everything", ipProtocol="-1", cidrIpv4="0.0.0.0/0"),
            _EGRESS.bad("everything, by IPv6", ipProtocol="-1", cidrIpv6="::/0"),
            _GROUP.bad(
                "inline", egress=[{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]
            ),
            _EGRESS.unknown("computed", cidrIpv4=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="group-rules-apart",
        summary="A security group's rules are resources of their own.",
        why="Inline rules and separate ones delete each other at every update.",
        mend="Use SecurityGroupIngressRule and SecurityGroupEgressRule.",
        practice="SEC05-BP02",
        controls=("NIST CM-3",),
        types=(tokens.SECURITY_GROUP,),
        check=_no_inline,
        examples=(
            _GROUP.good("no rules inside"),
            _GROUP.bad("inline", ingress=[{"protocol": "tcp", "fromPort": 443, "toPort": 443, "self": True}]),
            _GROUP.unknown("computed", egress=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="group-rules-explained",
        severity=Severity.ADVISORY,
        summary="Every security group and rule says what it is for.",
        why="A rule that nobody can explain is never removed.",
        mend="Set description.",
        practice="SEC05-BP02",
        types=_RULE_TYPES,
        check=_described,
        examples=(
            _GROUP.good("explained"),
            _GROUP.bad("the SDK's default", description="Managed by Pulumi"),
            _INGRESS.bad("none", description=None),
            _GROUP.unknown("computed", description=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="network-defaults-emptied",
        summary="The VPC's default security group and network ACL hold no rule.",
        why="What is created without a group or a subnet's ACL falls into them; they must allow nothing.",
        mend="Adopt them with no ingress and no egress.",
        practice="SEC05-BP02",
        controls=("FSBP EC2.2", "CIS 5.4", "NIST AC-4(21)"),
        types=_DEFAULTS,
        check=_no_inline,
        examples=(
            Case(tokens.DEFAULT_SECURITY_GROUP).good("emptied", vpcId="vpc-1"),
            Case(_DEFAULT_NETWORK_ACL).bad("AWS's own rules", egress=[{"protocol": "-1", "action": "allow"}]),
            Case(tokens.DEFAULT_SECURITY_GROUP).bad("members reach each other", ingress=[{"self": True}]),
            Case(tokens.DEFAULT_SECURITY_GROUP).unknown("computed", ingress=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="acl-no-administration-ports",
        summary="No network ACL opens ports 22 and 3389 to the internet.",
        why="Administration goes through Session Manager, which needs no open port.",
        mend="Name the ports and the networks that the tier needs.",
        practice="SEC05-BP02",
        controls=("FSBP EC2.21", "CIS 5.1", "NIST AC-4"),
        types=(tokens.NETWORK_ACL, tokens.NETWORK_ACL_RULE, _DEFAULT_NETWORK_ACL),
        check=_nacl_closed,
        examples=(
            _NACL_RULE.good("from a tier", cidrBlock="10.16.0.0/18", fromPort=5432, toPort=5432),
            _NACL_RULE.good("its ACL is new", cidrBlock="10.16.0.0/18", networkAclId=UNKNOWN),
            _NACL_RULE.good("packets too big", ipv6CidrBlock="::/0", protocol="58", icmpType=2, icmpCode=-1),
            _NACL_RULE.bad("SSH", cidrBlock="0.0.0.0/0", fromPort=22, toPort=22, networkAclId=UNKNOWN),
            _NACL_RULE.bad("SSH, by IPv6", ipv6CidrBlock="::/0", fromPort=22, toPort=22),
            _NACL_RULE.bad("all of IPv6, as it is assigned", ipv6CidrBlock="2000::/3", protocol="-1"),
            Case(tokens.NETWORK_ACL).bad(
                "inline, all protocols", ingress=[{"action": "allow", "protocol": "-1", "cidrBlock": "0.0.0.0/0"}]
            ),
            _NACL_RULE.unknown("computed", cidrBlock=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="subnet-gives-no-public-address",
        summary="A subnet gives no public address by itself.",
        why="A server becomes public by being started; it must be by being meant.",
        mend="Set mapPublicIpOnLaunch and assignIpv6AddressOnCreation to false.",
        practice="SEC05-BP01",
        controls=("FSBP EC2.15", "NIST AC-4(21)"),
        types=(tokens.SUBNET,),
        check=_gives_no_address,
        examples=(
            _SUBNET.good("none", mapPublicIpOnLaunch=False),
            _SUBNET.good("a block of IPv6 for those who are given one", ipv6CidrBlock="2600:1f18:0:1::/64"),
            _SUBNET.bad("every server", mapPublicIpOnLaunch=True),
            _SUBNET.bad("every server, by IPv6", assignIpv6AddressOnCreation=True),
            _SUBNET.unknown("computed", mapPublicIpOnLaunch=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="endpoint-policy-bounded",
        summary="A VPC endpoint has a policy that lets only our identities or our resources through.",
        why="Otherwise data leave through the endpoint into a stranger's bucket, past every firewall.",
        mend="Set policy, with a condition on aws:PrincipalAccount or aws:ResourceAccount.",
        practice="SEC05-BP02",
        controls=("FSBP EC2.10", "NIST AC-4"),
        types=(tokens.VPC_ENDPOINT,),
        check=_endpoint_bounded,
        examples=(
            _ENDPOINT.good(
                "our account",
                policy=policy({**_ANYONE, "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}}),
            ),
            _ENDPOINT.bad("AWS's default"),
            _ENDPOINT.bad("the default, spelt", policy=policy(_ANYONE)),
            _ENDPOINT.bad("no JSON", policy="Allow"),
            _ENDPOINT.unknown("computed", policy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="flow-log-complete",
        summary="A flow log records what was accepted and what was refused.",
        why="An attack shows in what was refused, a theft in what was accepted.",
        mend="Set trafficType to ALL.",
        practice="SEC04-BP01",
        controls=("FSBP EC2.6", "CIS 3.7", "NIST AU-12"),
        types=(tokens.FLOW_LOG,),
        check=must_be("trafficType", "ALL"),
        examples=(
            Case(tokens.FLOW_LOG).good("all", trafficType="ALL"),
            Case(tokens.FLOW_LOG).bad("refusals alone", trafficType="REJECT"),
            Case(tokens.FLOW_LOG).unknown("computed", trafficType=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="vpc-public-access-blocked",
        summary="The region blocks connections from the internet, but to subnets that are excluded by name.",
        why="It holds whatever a route or a group says later.",
        mend="Set internetGatewayBlockMode to block-ingress or block-bidirectional.",
        practice="SEC05-BP01",
        controls=("FSBP EC2.172", "NIST SC-7"),
        types=(tokens.BLOCK_PUBLIC_ACCESS,),
        check=must_be("internetGatewayBlockMode", "block-bidirectional", "block-ingress"),
        examples=(
            Case(tokens.BLOCK_PUBLIC_ACCESS).good("both ways", internetGatewayBlockMode="block-bidirectional"),
            Case(tokens.BLOCK_PUBLIC_ACCESS).bad("off", internetGatewayBlockMode="off"),
            Case(tokens.BLOCK_PUBLIC_ACCESS).unknown("computed", internetGatewayBlockMode=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="vpc-encryption-watched",
        severity=Severity.ADVISORY,
        summary="The VPC watches or enforces that traffic between its members is encrypted.",
        why="It shows which flows are still in the clear before encryption is enforced.",
        mend="Set mode to monitor or enforce.",
        practice="SEC09-BP02",
        controls=("NIST SC-8",),
        types=(_ENCRYPTION_CONTROL,),
        check=must_be("mode", "monitor", "enforce"),
        examples=(
            Case(_ENCRYPTION_CONTROL).good("watched", mode="monitor"),
            Case(_ENCRYPTION_CONTROL).bad("neither"),
            Case(_ENCRYPTION_CONTROL).unknown("computed", mode=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="vpc-resolves-privately",
        severity=Severity.ADVISORY,
        summary="A VPC resolves names, so that private endpoints are found.",
        why="Without it, clients fall back to the public addresses of AWS's services.",
        mend="Set enableDnsSupport and enableDnsHostnames.",
        practice="SEC05-BP02",
        types=(tokens.VPC,),
        check=must_be_true("enableDnsHostnames"),
        examples=(
            Case(tokens.VPC).good("resolves", enableDnsHostnames=True, enableDnsSupport=True),
            Case(tokens.VPC).bad("left out", enableDnsSupport=True),
            Case(tokens.VPC).unknown("computed", enableDnsHostnames=UNKNOWN),
        ),
    ),
)
