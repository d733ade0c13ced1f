"""The network of a site as it is declared, and whether a connection finds its way through all of it.

Before a connection is opened, its name passes DNS Firewall. Then it passes the group of whoever opens it, the network
ACLs of each subnet on its way and back, the route table, and where it ends an endpoint with its own group, S3's gateway,
or the internet behind a NAT gateway.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from ipaddress import ip_address, ip_network
from typing import Any, cast

import botocore.session

from tests.access.calls.call import Call

INTERNET = "203.0.113.10"
"""Some address of the internet, of those kept for documentation (RFC 5737)."""
ANYWHERE = "0.0.0.0/0"
# The ports from which Linux opens connections (net.ipv4.ip_local_port_range), and NAT gateways:
# https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
LINUX, NAT = (32768, 60999), (1024, 65535)


@dataclass(frozen=True)
class Part:
    """One resource of a site: its type, id, logical name, and what it was declared with and tells."""

    type: str
    id: str
    name: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]

    @classmethod
    def of(cls, resource: Mapping[str, Any]) -> Part:
        """Read it from a rehearsal's record, as `storefront rehearse --json` writes it."""
        return cls(*(resource[key] for key in ("type", "id", "name", "inputs", "outputs")))


class NoWayError(Exception):
    """A connection ends somewhere; the message says where, and what is missing."""


@cache
def host_at(service: str, region: str) -> str:
    """Return the host that botocore asks for a service: by the region, or by none where the service has one place."""
    # botocore carries no types.
    session = cast("Any", botocore.session.Session())
    client = session.create_client(service, region_name=region, aws_access_key_id="x", aws_secret_access_key="x")
    return str(client.meta.endpoint_url).removeprefix("https://")


def host_of(call: Call) -> str:
    """Return the host to which a call goes."""
    return host_at(call.service, call.region)


@dataclass(frozen=True)
class Network:
    """The parts of one region's site."""

    region: str
    parts: Sequence[Part]
    regions: tuple[str, ...] = ()
    """Those of the whole stack."""

    def of(self, kind: str) -> list[Part]:
        """Return the parts whose type ends so."""
        return self._by_kind.get(kind, [])

    @cached_property
    def _by_kind(self) -> Mapping[str, list[Part]]:
        found: dict[str, list[Part]] = defaultdict(list)
        for one in self.parts:
            found[one.type.rpartition(":")[2]].append(one)
        return found

    @property
    def has_interfaces(self) -> bool:
        """Whether there are interface endpoints, which cost by the hour: servers run nowhere else."""
        return any(one.inputs["vpcEndpointType"] == "Interface" for one in self.of("VpcEndpoint"))

    def group(self, name: str) -> Part | None:
        """Return a security group by the name of its members; None: there are none here."""
        return next((one for one in self.of("SecurityGroup") if one.name == f"{self.region}-{name}"), None)

    def way(self, group: Part, tier: str, host: str, port: int) -> str:
        """Return by what a host is reached from every subnet of a tier; raises NoWayError."""
        self.resolve(host)
        return self.way_to(group, tier, host, port)

    def way_to(self, group: Part, tier: str, host: str, port: int, address: str = INTERNET) -> str:
        """Return the same of a host whose address is known; raises NoWayError."""
        ways = {self._from(subnet, group, host, port, address) for subnet in self._subnets(tier)}
        return ", ".join(sorted(ways))

    def resolve(self, host: str) -> str:
        """Return which list of DNS Firewall lets a name be asked for; raises NoWayError where one blocks it.

        Rules are tried by priority, and the first whose list holds the name decides:
        https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-rule-groups.html
        """
        lists = {one.id: one for one in self.of("ResolverFirewallDomainList")}
        groups = {one.inputs["firewallRuleGroupId"] for one in self.of("ResolverFirewallRuleGroupAssociation")}
        rules = [one for one in self.of("ResolverFirewallRule") if one.inputs["firewallRuleGroupId"] in groups]
        for rule in sorted(rules, key=lambda one: int(one.inputs["priority"])):
            listed = lists[str(rule.inputs["firewallDomainListId"])]
            if any(_holds(domain, host) for domain in cast("list[str]", listed.inputs["domains"])):
                if rule.inputs["action"] == "BLOCK":
                    raise NoWayError(f"{rule.name}: DNS Firewall answers that there is no {host}")
                return listed.name
        return "no list"

    def _subnets(self, tier: str) -> list[Part]:
        found = [one for one in self.of("Subnet") if one.inputs["tags"]["tier"] == tier]
        if not found:
            raise NoWayError(f"no subnet of the tier {tier} in {self.region}")
        return found

    def _from(self, subnet: Part, group: Part, host: str, port: int, address: str) -> str:
        interface = self._interface(host)
        if interface:
            return self._to_interface(subnet, group, interface, port)
        gateway = self._gateway(host)
        if gateway:
            return self._to_gateway(subnet, group, gateway, host, port)
        return self._to_internet(subnet, group, port, address)

    def _interface(self, host: str) -> Part | None:
        """The endpoint that answers to a service's own name within the VPC."""
        for one in self.of("VpcEndpoint"):
            service = str(one.inputs["serviceName"]).rpartition(".")[2]
            private = one.inputs.get("privateDnsEnabled")
            if private and host == f"{service}.{self.region}.amazonaws.com":
                return one
        return None

    def _gateway(self, host: str) -> Part | None:
        for one in self.of("VpcEndpoint"):
            service = str(one.inputs["serviceName"]).rpartition(".")[2]
            if one.inputs["vpcEndpointType"] == "Gateway" and self._bucket(service, host) is not None:
                return one
        return None

    def _bucket(self, service: str, host: str) -> str | None:
        """What stands before a service's name in a host; None: the host is of no such service here.

        S3's name without a region is that of us-east-1 for buckets that are there:
        https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html#VirtualHostingBackwardsCompatibility
        """
        names = [f"{service}.{self.region}.amazonaws.com", f"{service}.dualstack.{self.region}.amazonaws.com"]
        names += ["s3.amazonaws.com"] if (service, self.region) == ("s3", "us-east-1") else []
        return next((host[: -len(name)].rstrip(".") for name in names if f".{host}".endswith(f".{name}")), None)

    def _to_interface(self, subnet: Part, group: Part, endpoint: Part, port: int) -> str:
        (its_group,) = endpoint.inputs["securityGroupIds"]
        self._let_out(group, port, referencedSecurityGroupId=its_group)
        self._let_in(its_group, group, port)
        for there in (one for one in self.of("Subnet") if one.id in endpoint.inputs["subnetIds"]):
            self._pass(subnet, _first(there), port, LINUX)
            self._answer(there, _first(subnet), port, LINUX)
        return f"the endpoint {endpoint.name}"

    def _to_gateway(self, subnet: Part, group: Part, endpoint: Part, host: str, port: int) -> str:
        if self._table(subnet) not in endpoint.inputs["routeTableIds"]:
            raise NoWayError(f"{endpoint.name}: no route from {subnet.name}")
        self._let_out(group, port, prefixListId=endpoint.outputs["prefixListId"], cidrIpv4=ANYWHERE)
        self._pass(subnet, INTERNET, port, LINUX)
        bucket = self._bucket("s3", host)
        own = {str(one.inputs["bucket"]) for one in self.of("Bucket")}
        if bucket and bucket not in own and not _opens(endpoint.inputs["policy"], bucket):
            raise NoWayError(f"{endpoint.name}: its policy lets nobody read {bucket} without a signature of ours")
        return f"the endpoint {endpoint.name}"

    def _to_internet(self, subnet: Part, group: Part, port: int, address: str) -> str:
        self._let_out_to(group, port, address)
        self._pass(subnet, address, port, LINUX)
        nat_id = self._route(subnet, "natGatewayId")
        nat = next(one for one in self.of("NatGateway") if one.id == nat_id)
        public = next(one for one in self.of("Subnet") if one.id == nat.inputs["subnetId"])
        self._route(public, "gatewayId")
        self._pass(public, address, port, NAT)
        self._answer(public, _first(subnet), port, LINUX)
        return "the internet behind NAT"

    def _let_out_to(self, group: Part, port: int, address: str) -> None:
        blocks = (rule.get("cidrIpv4") for rule in self._egress(group) if _covers(rule, port))
        if not any(ip_address(address) in ip_network(str(block)) for block in blocks if block):
            raise NoWayError(f"{group.name}: no rule lets port {port} out to {address}")

    def _egress(self, group: Part) -> list[Mapping[str, Any]]:
        rules = self.of("SecurityGroupEgressRule")
        return [one.inputs for one in rules if one.inputs["securityGroupId"] == group.id]

    def _let_out(self, group: Part, port: int, **to: str) -> None:
        rules = self._egress(group)
        if not any(_covers(rule, port) and rule.get(key) == value for rule in rules for key, value in to.items()):
            raise NoWayError(f"{group.name}: no rule lets port {port} out to {' or '.join(to.values())}")

    def _let_in(self, target: str, group: Part, port: int) -> None:
        rules = [
            one.inputs for one in self.of("SecurityGroupIngressRule") if one.inputs["securityGroupId"] == target
        ]
        if not any(_covers(rule, port) and rule.get("referencedSecurityGroupId") == group.id for rule in rules):
            raise NoWayError(f"{target}: no rule lets port {port} in from {group.name}")

    def _table(self, subnet: Part) -> str:
        tables = [
            one.inputs["routeTableId"]
            for one in self.of("RouteTableAssociation")
            if one.inputs["subnetId"] == subnet.id
        ]
        if not tables:
            raise NoWayError(f"{subnet.name}: no route table")
        return str(tables[0])

    def _route(self, subnet: Part, by: str) -> str:
        table = self._table(subnet)
        for one in self.of("Route"):
            if (
                one.inputs["routeTableId"] == table
                and one.inputs.get("destinationCidrBlock") == ANYWHERE
                and by in one.inputs
            ):
                return str(one.inputs[by])
        raise NoWayError(f"{subnet.name}: no route to the internet ({by})")

    def _pass(self, subnet: Part, address: str, port: int, answers: tuple[int, int]) -> None:
        """Leave a subnet for an address, and let the answers back in."""
        self._acl(subnet, address, (port, port), egress=True)
        self._acl(subnet, address, answers, egress=False)

    def _answer(self, subnet: Part, address: str, port: int, answers: tuple[int, int]) -> None:
        """Enter a subnet from an address, and send the answers back."""
        self._acl(subnet, address, (port, port), egress=False)
        self._acl(subnet, address, answers, egress=True)

    def _acl(self, subnet: Part, address: str, ports: Iterable[int], *, egress: bool) -> None:
        acl = next((one for one in self.of("NetworkAcl") if subnet.id in one.inputs["subnetIds"]), None)
        rules = sorted(
            (one.inputs for one in self.of("NetworkAclRule") if acl and one.inputs["networkAclId"] == acl.id),
            key=lambda rule: int(rule["ruleNumber"]),
        )
        for port in ports:
            first = next(
                (one for one in rules if bool(one["egress"]) is egress and _matches(one, address, port)), None
            )
            if first is None or first["ruleAction"] != "allow":
                what = "out to" if egress else "in from"
                raise NoWayError(f"{subnet.name}: its network ACL lets port {port} not {what} {address}")


def _holds(domain: str, host: str) -> bool:
    """Whether an entry of a list stands for a name: `*` for every one, `*.example.com` for those below it."""
    return domain in {"*", host} or (domain.startswith("*.") and host.endswith(domain[1:]))


def _covers(rule: Mapping[str, Any], port: int) -> bool:
    if str(rule["ipProtocol"]) == "-1":
        return True
    return rule["ipProtocol"] == "tcp" and int(rule["fromPort"]) <= port <= int(rule["toPort"])


def _matches(rule: Mapping[str, Any], address: str, port: int) -> bool:
    block = rule.get("cidrBlock")
    if block is None or ip_address(address) not in ip_network(str(block)):
        return False
    protocol = str(rule["protocol"])
    return protocol == "-1" or (protocol in ("tcp", "6") and int(rule["fromPort"]) <= port <= int(rule["toPort"]))


def _first(subnet: Part) -> str:
    """Some server's address in a subnet: AWS keeps the first four and the last."""
    return str(ip_network(str(subnet.inputs["cidrBlock"]))[10])


def _opens(policy: str, bucket: str) -> bool:
    """Whether an endpoint's policy lets anybody read a bucket: AWS's agents ask some of its own without a signature."""
    for one in cast("list[dict[str, Any]]", json.loads(policy)["Statement"]):
        given = one["Resource"]
        patterns = cast("list[str]", given if isinstance(given, list) else [given])
        reads = "s3:GetObject" in one["Action"] and not one.get("Condition")
        if reads and any(fnmatchcase(f"arn:aws:s3:::{bucket}/x", pattern) for pattern in patterns):
            return True
    return False
