"""Where the names lead: certificates and their proof, the switch, and the records that follow it.

That a flip of the settings changes none of it is shown in `test_program`; that Route 53 follows is left to Route 53.
"""

import pytest

from components.settings import StandbyLevel
from tests.components.edge.alone import edge
from tests.components.edge.test_load_balancer import BALANCER, HOSTS
from tests.components.stacks import SERVING, STACKS, STANDBY, by_name

RECORD, CHECK = "aws:route53/record:Record", "aws:route53/healthCheck:HealthCheck"
CERTIFICATE, ISSUED = "aws:acm/certificate:Certificate", "aws:acm/certificateValidation:CertificateValidation"

every_stack = pytest.mark.parametrize("stack", STACKS)


@every_stack
def test_one_set_of_records_proves_the_certificates_of_both_regions(stack: str) -> None:
    """ACM asks for the same record in each region of an account: to make it twice is an error."""
    for region in (SERVING, STANDBY):
        made = by_name(edge(stack), CERTIFICATE, region)["certificate"].inputs
        assert [made["domainName"], *made["subjectAlternativeNames"]] == HOSTS[stack]
        assert made["validationMethod"] == "DNS"
    records = [one for one in edge(stack).of_type(RECORD) if "-certificate-" in one.name]
    assert [one.region for one in records] == [SERVING] * len(HOSTS[stack])
    names = [one.inputs["name"] for one in records]
    proved = {name.partition(".")[2].removesuffix("."): name for name in names}
    assert {one.name.partition("-certificate-")[2]: one.inputs["name"] for one in records} == proved
    assert proved.keys() == set(HOSTS[stack])
    assert {one.inputs["allowOverwrite"] for one in records} == {True}
    issued = edge(stack).of_type(ISSUED)
    assert [one.inputs["validationRecordFqdns"] for one in issued] == [[proved[name] for name in HOSTS[stack]]] * 2


@every_stack
def test_traffic_leaves_home_only_when_the_other_region_says_that_it_serves(stack: str) -> None:
    made = edge(stack, StandbyLevel.PILOT_LIGHT)
    checks = by_name(made, CHECK, SERVING)
    load_balancers = {region: by_name(made, BALANCER, region)["load-balancer"] for region in (SERVING, STANDBY)}
    switch = checks[f"{STANDBY}-not-serving"]
    assert {what: (one.inputs["fqdn"], one.inputs["resourcePath"], one.inputs["invertHealthcheck"])
            for what, one in checks.items()} == {
        f"{SERVING}-reachable": (load_balancers[SERVING].outputs["dnsName"], "/health", False),
        f"{STANDBY}-reachable": (load_balancers[STANDBY].outputs["dnsName"], "/health", False),
        f"{STANDBY}-not-serving": (load_balancers[STANDBY].outputs["dnsName"], "/.storefront/serving", True),
    }  # fmt: skip
    # The switch follows within half a minute; what only tells may take three times as long, at a third of the price.
    intervals = {
        what: (one.inputs["requestInterval"], one.inputs["failureThreshold"]) for what, one in checks.items()
    }
    assert intervals.pop(f"{STANDBY}-not-serving") == (10, 3)
    assert set(intervals.values()) == {(30, 3)}
    records = by_name(made, RECORD, SERVING)
    assert {
        region: (
            records[f"origin-{region}"].inputs["failoverRoutingPolicies"],
            records[f"origin-{region}"].inputs.get("healthCheckId"),
            records[f"origin-{region}"].inputs["aliases"],
        )
        for region in (SERVING, STANDBY)
    } == {
        region: (
            [{"type": role}],
            check,
            [
                {
                    "name": load_balancers[region].outputs["dnsName"],
                    "zoneId": load_balancers[region].outputs["zoneId"],
                    "evaluateTargetHealth": False,
                }
            ],
        )
        for region, role, check in ((SERVING, "PRIMARY", switch.id), (STANDBY, "SECONDARY", None))
    }


@every_stack
@pytest.mark.parametrize("serving", [SERVING, STANDBY])
def test_while_one_site_has_a_load_balancer_both_records_lead_to_it(stack: str, serving: str) -> None:
    made = edge(stack, StandbyLevel.BACKUPS, serving)
    load_balancer = by_name(made, BALANCER, serving)["load-balancer"].outputs["dnsName"]
    origins = [one.inputs for one in made.of_type(RECORD) if "-origin-" in one.name]
    assert [[alias["name"] for alias in one["aliases"]] for one in origins] == [[load_balancer], [load_balancer]]
    assert not any("healthCheckId" in one for one in origins)


def test_visitors_reach_cloudfront_by_both_families_of_addresses() -> None:
    front = edge("prod").one("aws:cloudfront/distribution:Distribution")
    visitors = [one.inputs for one in edge("prod").of_type(RECORD) if "-visitors-" in one.name]
    assert sorted((one["name"], one["type"]) for one in visitors) == [
        (name, kind) for name in ("example.com", "www.example.com") for kind in ("A", "AAAA")
    ]
    assert {alias["name"] for one in visitors for alias in one["aliases"]} == {front.outputs["domainName"]}
    assert front.inputs["aliases"] == ["www.example.com", "example.com"]


def test_without_cloudfront_visitors_follow_the_origins_name() -> None:
    (visitors,) = [one.inputs for one in edge("staging").of_type(RECORD) if "-visitors-" in one.name]
    assert (visitors["name"], visitors["type"]) == ("www.staging.example.com", "A")
    assert [alias["name"] for alias in visitors["aliases"]] == ["origin.www.staging.example.com"]


def test_cloudfront_fetches_by_tls_from_the_origins_name_with_its_header() -> None:
    front = edge("prod").one("aws:cloudfront/distribution:Distribution")
    (origin,) = front.inputs["origins"]
    assert origin["domainName"] == "origin.www.example.com"
    assert origin["customOriginConfig"]["originProtocolPolicy"] == "https-only"
    # A lost packet costs a visitor one more attempt, not the page.
    assert (origin["connectionAttempts"], origin["connectionTimeout"]) == (2, 5)
    assert [header["name"] for header in origin["customHeaders"]] == ["X-Storefront-Origin"]
    assert front.ignore_changes == ("origins[0].customHeaders[0].value",)
    assert front.inputs["webAclId"] == edge("prod").one("aws:wafv2/webAcl:WebAcl").outputs["arn"]


def test_what_visitors_ask_of_cloudfront_is_recorded_without_their_cookies() -> None:
    made = edge("prod")
    source = made.one("aws:cloudwatch/logDeliverySource:LogDeliverySource")
    destination = made.one("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination")
    delivery = made.one("aws:cloudwatch/logDelivery:LogDelivery")
    assert {one.region for one in (source, destination, delivery)} == {"us-east-1"}
    assert source.inputs["resourceArn"] == made.one("aws:cloudfront/distribution:Distribution").outputs["arn"]
    assert source.inputs["logType"] == "ACCESS_LOGS"
    bucket = "arn:aws:s3:::storefront-prod-us-east-1-access-logs"
    assert destination.inputs["deliveryDestinationConfiguration"] == {"destinationResourceArn": bucket}
    assert delivery.inputs["deliverySourceName"] == source.inputs["name"]
    assert delivery.inputs["deliveryDestinationArn"] == destination.outputs["arn"]
    assert {"c-ip", "cs-uri-stem", "sc-status"} <= set(delivery.inputs["recordFields"])
    assert "cs(Cookie)" not in delivery.inputs["recordFields"]
    assert not edge("staging").of_type("aws:cloudwatch/logDeliverySource:LogDeliverySource")
