"""CloudFront, two load balancers and two secrets on moto, in this process, as a stack leaves them.

Beside moto stands what it does not tell: which values the edges send while a change is on its way to them.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from moto import mock_aws
from moto.cloudfront.models import cloudfront_backends
from moto.elbv2.models import elbv2_backends
from moto.secretsmanager.models import secretsmanager_backends

from operations.edge.manifest import EdgeSections, edge_resources
from operations.edge.rotation import Rotation
from rehearsal.emulator.extensions import install
from rehearsal.mocks import manifest
from rehearsal.mocks.manifest import chosen
from tests.operations.recovery.world import ACCOUNT, SERVING, SHARED, STANDBY, Doomed, FakeClock, Fate, spare

BORN = "b" * 64
HEADER = "X-Storefront-Origin"
HOSTS = ["www.example.com", "example.com", "origin.www.example.com"]
REGIONS = (SERVING, STANDBY)
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
VALUES_OF_A_RULE = 5
_SECRET = "storefront-prod-{}-origin-secret"


@dataclass
class Stack:
    """The stack, the clock of whoever rotates, and all that was told."""

    sections: dict[str, Any]
    edges: set[str]
    """The values that an edge may still send."""
    clock: FakeClock = field(default_factory=FakeClock)
    said: list[str] = field(default_factory=list)

    def rotation(self, fate: Fate = spare, *, dark: frozenset[str] = frozenset()) -> tuple[Rotation, Doomed]:
        """A new process of the procedure, and its way to AWS."""
        aws = Doomed(self.clock, fate, dark, check=self.check)
        made = Rotation(
            edge_resources(chosen(self.sections, "prod", EdgeSections)),
            aws=aws,
            clock=self.clock.clock(),
            tell=self.said.append,
        )
        return made, aws

    def check(self) -> None:
        """At no moment does CloudFront send a value that a load balancer refuses."""
        distribution = _distribution()
        self.edges.add(sent())
        for region in REGIONS:
            assert self.edges <= set(accepted(region)), (
                f"the load balancer in {region} refuses what CloudFront sends"
            )
        # Read past the status, which would move on by being looked at.
        if distribution.__dict__["_status"] == "Deployed":
            self.edges &= {sent()}


def _distribution() -> Any:
    (only,) = cloudfront_backends[ACCOUNT]["aws"].distributions.values()
    return only


def sent() -> str:
    """What the distribution's last configuration sends."""
    (origin,) = _distribution().distribution_config.Origins["Items"]
    (header,) = origin.custom_headers["Items"]
    return str(header["HeaderValue"])


def _conditions(region: str) -> list[dict[str, Any]]:
    (listener,) = [
        one for balancer in elbv2_backends[ACCOUNT][region].load_balancers.values() for one in balancer.listeners.values()
    ]  # fmt: skip
    return next(rule.conditions for rule in listener.rules.values() if rule.conditions)


def accepted(region: str) -> list[str]:
    """The values that a load balancer accepts; what else it asks for has not changed, and ELB takes all of it."""
    hosts, header = _conditions(region)
    assert hosts == {"Field": "host-header", "HostHeaderConfig": {"Values": HOSTS}}
    assert header["HttpHeaderConfig"]["HttpHeaderName"] == HEADER
    values = list(header["HttpHeaderConfig"]["Values"])
    assert len(hosts["HostHeaderConfig"]["Values"]) + len(values) <= VALUES_OF_A_RULE
    return values


def kept(region: str, stage: str = "AWSCURRENT") -> str | None:
    """The value of a site's secret at a stage."""
    versions = secretsmanager_backends[ACCOUNT][region].secrets[_SECRET.format(region)].versions.values()
    return next((one["secret_string"] for one in versions if stage in one["version_stages"]), None)


@contextmanager
def stack() -> Generator[Stack]:
    """Stand a stack up; every one is new."""
    install()
    with mock_aws():
        rules = {region: _region(region) for region in REGIONS}
        made = SHARED.call(
            "us-east-1", "cloudfront", "CreateDistribution", DistributionConfig=_configuration()
        )["Distribution"]["Id"]  # fmt: skip
        yield Stack(_sections(made, rules), edges={BORN})


def _sections(distribution: str, rules: dict[str, str]) -> dict[str, Any]:
    whole = manifest.sections()
    whole["traffic"] |= {
        "distribution": distribution,
        "origin_header": HEADER,
        "load_balancers": {
            region: manifest.load_balancer(region) | {"rules": {"store": rule, "serving": "another"}}
            for region, rule in rules.items()
        },
    }
    for region in REGIONS:
        whole[f"site-{region}"] |= {"origin_secret": _SECRET.format(region)}
    return whole


def _configuration() -> dict[str, Any]:
    return {
        "CallerReference": "once",
        "Comment": "The store",
        "Enabled": True,
        "Origins": {
            "Quantity": 1,
            "Items": [
                {
                    "Id": "store",
                    "DomainName": "origin.www.example.com",
                    "CustomHeaders": {"Quantity": 1, "Items": [{"HeaderName": HEADER, "HeaderValue": BORN}]},
                    "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"},
                }
            ],
        },
        "DefaultCacheBehavior": {"TargetOriginId": "store", "ViewerProtocolPolicy": "redirect-to-https"},
    }


def _region(region: str) -> str:
    """Make a region's lock, secret and load balancer; returns the ARN of the load balancer's rule."""
    call = SHARED.call
    call(
        region, "dynamodb", "CreateTable", TableName="journal", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "part", "AttributeType": "S"}, {"AttributeName": "entry", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "part", "KeyType": "HASH"}, {"AttributeName": "entry", "KeyType": "RANGE"}],
    )  # fmt: skip
    call(region, "secretsmanager", "CreateSecret", Name=_SECRET.format(region), SecretString=BORN)
    vpc = call(region, "ec2", "CreateVpc", CidrBlock="10.16.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        call(region, "ec2", "CreateSubnet", VpcId=vpc, CidrBlock=f"10.16.{number}.0/24", AvailabilityZone=region + zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate("ab")
    ]  # fmt: skip
    balancer = call(region, "elbv2", "CreateLoadBalancer", Name="edge", Subnets=subnets)["LoadBalancers"][0]
    refuse = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "403"}}]
    listener = call(
        region, "elbv2", "CreateListener", LoadBalancerArn=balancer["LoadBalancerArn"], Port=80, Protocol="HTTP",
        DefaultActions=refuse,
    )["Listeners"][0]  # fmt: skip
    return call(
        region, "elbv2", "CreateRule", ListenerArn=listener["ListenerArn"], Priority=100, Actions=refuse,
        Conditions=[
            {"Field": "host-header", "HostHeaderConfig": {"Values": HOSTS}},
            {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": HEADER, "Values": [BORN]}},
        ],
    )["Rules"][0]["RuleArn"]  # fmt: skip
