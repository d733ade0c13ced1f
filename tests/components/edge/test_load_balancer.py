"""How each load balancer treats a request, in a site that serves and in one that stands by.

What the firewall refuses is shown in `test_firewall`, where the names lead in `test_traffic`; who may come in, in
`tests/components/network/test_flows`. What AWS makes of all this is left to AWS.
"""

from functools import cache
from typing import Any

import pytest

from components.edge.certificate import Certificate, CertificateArgs
from components.edge.domain import Domain, DomainArgs
from components.edge.firewall_log import FirewallLog, FirewallLogArgs
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.settings import StandbyLevel
from components.shared.address_plan import Tier
from rehearsal.mocks.recorder import Record
from tests.components.stacks import SERVING, STACKS, STANDBY, by_name
from tests.support.alone import PlainBaseline, in_region, registered, settings_of, subnet_ids
from tests.support.programs import recorded

BALANCER, TARGETS = "aws:lb/loadBalancer:LoadBalancer", "aws:lb/targetGroup:TargetGroup"
LISTENER, RULE = "aws:lb/listener:Listener", "aws:lb/listenerRule:ListenerRule"
HOSTS = {
    "prod": ["www.example.com", "example.com", "origin.www.example.com"],
    "staging": ["www.staging.example.com", "origin.www.staging.example.com"],
}

every_stack = pytest.mark.parametrize("stack", STACKS)
every_load_balancer = pytest.mark.parametrize(
    ("stack", "region"), [(s, r) for s in STACKS for r in (SERVING, STANDBY)]
)


def both_load_balancers(stack: str) -> Record:
    """A whole stack whose standby has its load balancer too."""
    return recorded(stack, {"standbyLevel": "pilot-light"})


@cache
def load_balancer(stack: str, region: str) -> Record:
    """What a load balancer registers, with the names, the certificate and the log that it takes."""
    settings, level = settings_of(stack), None if region == SERVING else StandbyLevel.PILOT_LIGHT

    def make() -> None:
        baseline, here = PlainBaseline(stack, region, level), in_region(stack, region)
        place, edge = baseline.place, settings.edge
        domain = Domain("domain", args=DomainArgs(place=place, edge=edge), opts=here)
        names = CertificateArgs(place=place, names=edge.names, zone_id=domain.zone_id)
        LoadBalancer(
            "load-balancer",
            args=LoadBalancerArgs(
                baseline=baseline,
                edge=edge,
                certificate=Certificate("certificate", args=names, opts=here),
                domain=domain,
                firewall_log=FirewallLog("log", args=FirewallLogArgs(baseline=baseline), opts=here),
            ),
            opts=here,
        )

    return registered(make, stack=stack)


@every_stack
@pytest.mark.parametrize(("level", "load_balancers"), [("backups", 1), ("pilot-light", 2), ("warm", 2)])
def test_a_standby_has_a_load_balancer_from_pilot_light_on(stack: str, level: str, load_balancers: int) -> None:
    assert len(recorded(stack, {"standbyLevel": level}).of_type(BALANCER)) == load_balancers


@every_load_balancer
def test_the_load_balancer_is_strict_kept_and_recorded(stack: str, region: str) -> None:
    made = by_name(load_balancer(stack, region), BALANCER, region)["load-balancer"].inputs
    logs = {"bucket": f"storefront-{stack}-{region}-access-logs", "prefix": "edge", "enabled": True}
    assert {key: value for key, value in made.items() if key != "name"} == {
        "loadBalancerType": "application",
        "internal": False,
        "ipAddressType": "ipv4",
        "subnets": subnet_ids(stack, region, Tier.PUBLIC),
        "securityGroups": ["sg-load-balancer", "sg-health-checks"],
        "dropInvalidHeaderFields": True,
        "desyncMitigationMode": "strictest",
        "xffHeaderProcessingMode": "append",
        "preserveHostHeader": True,
        "enableHttp2": True,
        "enableDeletionProtection": True,
        "enableWafFailOpen": False,
        "enableZonalShift": True,
        "idleTimeout": 60,
        "accessLogs": logs,
        "connectionLogs": logs,
        "healthCheckLogs": logs,
    }


@every_load_balancer
def test_the_servers_are_reached_by_tls_alone(stack: str, region: str) -> None:
    made = by_name(load_balancer(stack, region), TARGETS, region)["store"].inputs
    assert (made["protocol"], made["port"], made["healthCheck"]["protocol"]) == ("HTTPS", 443, "HTTPS")
    # AWS refuses anomaly mitigation with any other algorithm, and a slow start with this one.
    assert (made["loadBalancingAlgorithmType"], made["loadBalancingAnomalyMitigation"]) == ("weighted_random", "on")
    assert "slowStart" not in made
    # A server leaves after half a minute of silence, and is back after twenty seconds: longer than a garbage
    # collection, shorter than a visitor's patience.
    assert made["healthCheck"] == {
        "protocol": "HTTPS", "port": "traffic-port", "path": "/health", "matcher": "200",
        "interval": 10, "timeout": 5, "healthyThreshold": 2, "unhealthyThreshold": 3,
    }  # fmt: skip
    assert (made["targetType"], made["protocolVersion"], made["deregistrationDelay"]) == ("instance", "HTTP1", 60)
    assert made["stickiness"] == {"type": "lb_cookie", "enabled": False}


@every_load_balancer
def test_what_no_rule_knows_is_refused_by_a_listener_of_modern_tls(stack: str, region: str) -> None:
    listeners = by_name(load_balancer(stack, region), LISTENER, region)
    assert listeners.keys() == ({"https"} if stack == "prod" else {"https", "http"})
    https = listeners["https"].inputs
    assert (https["port"], https["protocol"]) == (443, "HTTPS")
    assert https["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    certificate = by_name(load_balancer(stack, region), "aws:acm/certificate:Certificate", region)["certificate"]
    assert https["certificateArn"] == certificate.id
    assert https["defaultActions"] == [_answer(403, "Forbidden")]
    if stack == "staging":
        redirect = {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}
        assert listeners["http"].inputs["defaultActions"] == [{"type": "redirect", "redirect": redirect}]


def _answer(status: int, text: str) -> dict[str, Any]:
    return {
        "type": "fixed-response",
        "fixedResponse": {"statusCode": str(status), "contentType": "text/plain", "messageBody": text},
    }


@every_load_balancer
def test_only_the_site_that_serves_says_so_and_lets_visitors_in(stack: str, region: str) -> None:
    rules = by_name(load_balancer(stack, region), RULE, region)
    forward = {
        "type": "forward",
        "targetGroupArn": by_name(load_balancer(stack, region), TARGETS, region)["store"].outputs["arn"],
    }
    serves = region == SERVING
    assert {what: (rule.inputs["priority"], rule.inputs["actions"]) for what, rule in rules.items()} == {
        "serving": (10, [_answer(200, "serving") if serves else _answer(503, "standing by")]),
        "health": (20, [forward]),
        "store": (100, [forward if serves else _answer(503, "The store will be back shortly.")]),
    }
    assert rules["serving"].inputs["conditions"] == [{"pathPattern": {"values": ["/.storefront/serving"]}}]
    assert rules["health"].inputs["conditions"] == [{"pathPattern": {"values": ["/health"]}}]


@every_load_balancer
def test_behind_cloudfront_a_visitor_must_bring_its_header(stack: str, region: str) -> None:
    store = by_name(load_balancer(stack, region), RULE, region)["store"]
    secret = load_balancer(stack, region).of_type("random:index/randomPassword:RandomPassword")
    value = next((one.outputs["result"] for one in secret if one.name.endswith("origin-secret")), None)
    header = [{"httpHeader": {"httpHeaderName": "X-Storefront-Origin", "values": [value]}}] if value else []
    assert store.inputs["conditions"] == [{"hostHeader": {"values": HOSTS[stack]}}, *header]
    assert bool(header) == (stack == "prod")
    if header:
        assert [one.additional_secret_outputs for one in secret if one.name.endswith("origin-secret")] == [
            {"bcryptHash", "result"}
        ]
        assert store.ignore_changes == ("conditions[1].httpHeader.values",)


def test_the_header_is_kept_in_both_regions_at_every_level() -> None:
    versions = recorded("prod", {"standbyLevel": "backups"}).of_type(
        "aws:secretsmanager/secretVersion:SecretVersion"
    )
    made = [one for one in versions if one.name.endswith("-origin-secret")]
    assert {one.region for one in made} == {SERVING, STANDBY}
    assert all("secretString" in one.secret_inputs and one.ignore_changes == ("secretString",) for one in made)
    assert len({one.inputs["secretString"] for one in made}) == 1
