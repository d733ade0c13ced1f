"""How each load balancer treats a request, in a site that serves and in one that stands by.

What the firewall refuses is shown in `test_firewall`, where the names lead in `test_traffic`; who may come in, in
`tests/components/network/test_security_groups`; at which level a
standby has one, in `tests/components/test_program`. What AWS makes of all this is left to AWS.
"""

from typing import Any

import pytest

from components.settings import StandbyLevel
from components.shared.address_plan import Tier
from rehearsal.mocks.recorder import Record
from tests.components.edge.alone import edge
from tests.components.stacks import SERVING, STACKS, STANDBY, by_name
from tests.support.alone import settings_of, subnet_ids

BALANCER, TARGETS = "aws:lb/loadBalancer:LoadBalancer", "aws:lb/targetGroup:TargetGroup"
LISTENER, RULE = "aws:lb/listener:Listener", "aws:lb/listenerRule:ListenerRule"
HOSTS = {
    "prod": ["www.example.com", "example.com", "origin.www.example.com"],
    "staging": ["www.staging.example.com", "origin.www.staging.example.com"],
}

every_load_balancer = pytest.mark.parametrize(
    ("stack", "region"), [(s, r) for s in STACKS for r in (SERVING, STANDBY)]
)


def with_both(stack: str) -> Record:
    """Visitors' way in where the standby has its load balancer too."""
    return edge(stack, StandbyLevel.PILOT_LIGHT)


@every_load_balancer
def test_the_load_balancer_is_strict_kept_and_recorded(stack: str, region: str) -> None:
    made = by_name(with_both(stack), BALANCER, region)["load-balancer"].inputs
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
    made = by_name(with_both(stack), TARGETS, region)["store"].inputs
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
    assert (made["targetType"], made["protocolVersion"]) == ("instance", "HTTP1")
    # What Auto Scaling grants a server to end its answers, the load balancer grants their visitors.
    assert made["deregistrationDelay"] == settings_of(stack).fleet.drain.total_seconds()
    assert made["stickiness"] == {"type": "lb_cookie", "enabled": False}


@every_load_balancer
def test_what_no_rule_knows_is_refused_by_a_listener_of_modern_tls(stack: str, region: str) -> None:
    listeners = by_name(with_both(stack), LISTENER, region)
    assert listeners.keys() == ({"https"} if stack == "prod" else {"https", "http"})
    https = listeners["https"].inputs
    assert (https["port"], https["protocol"]) == (443, "HTTPS")
    assert https["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    certificate = by_name(with_both(stack), "aws:acm/certificate:Certificate", region)["certificate"]
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
    rules = by_name(with_both(stack), RULE, region)
    forward = {
        "type": "forward",
        "targetGroupArn": by_name(with_both(stack), TARGETS, region)["store"].outputs["arn"],
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
    store = by_name(with_both(stack), RULE, region)["store"]
    secret = with_both(stack).of_type("random:index/randomPassword:RandomPassword")
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
    versions = edge("prod", StandbyLevel.BACKUPS).of_type("aws:secretsmanager/secretVersion:SecretVersion")
    made = [one for one in versions if one.name.endswith("-origin-secret")]
    assert {one.region for one in made} == {SERVING, STANDBY}
    assert all("secretString" in one.secret_inputs and one.ignore_changes == ("secretString",) for one in made)
    assert len({one.inputs["secretString"] for one in made}) == 1
