"""Proves that an alias of another zone's name is refused as Route 53 refuses it, and one of its own zone's stands."""

import pytest

from operations.aws import AwsRegion, RefusedError
from rehearsal.emulator import start
from rehearsal.provider.embedded import embedded
from rehearsal.provider.route53 import HANDLERS

RECORD = "aws:route53/record:Record"


def _alias(aws: AwsRegion, zone: str, name: str, target: str) -> None:
    alias = {"name": target, "zoneId": zone, "evaluateTargetHealth": False}
    HANDLERS[RECORD].create(aws, {"zoneId": zone, "name": name, "type": "A", "aliases": [alias]})


def test_an_alias_leads_to_a_name_of_its_own_zone_alone() -> None:
    with start() as running:
        aws = embedded(running.endpoint, "us-east-1", "123412341234")
        made = aws.call("route53", "CreateHostedZone", Name="example.com", CallerReference="x")["HostedZone"]
        zone = str(made["Id"]).rpartition("/")[2]
        _alias(aws, zone, "www.example.com", "origin.www.example.com")
        for outside in ("origin.www.example.net", "badexample.com"):
            with pytest.raises(RefusedError, match=r"does not lie within the zone example\.com"):
                _alias(aws, zone, f"x.{outside}.example.com", outside)
        # Of a zone that stood before nobody here knows the name.
        _alias(aws, "Z0123456789STANDING", "www.example.org", "origin.www.example.org")
