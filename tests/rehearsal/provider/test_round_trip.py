"""Proves that every type can be created and read back over HTTP, with the ids and outputs of the real provider.

What AWS would refuse is left to test_strict and test_limits; what our extensions of the emulator do beyond storing, to
tests/rehearsal/emulator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, cast

import pytest

from operations.aws import AwsError, AwsRegion
from rehearsal.emulator import Emulator
from rehearsal.provider import HANDLERS
from rehearsal.provider.embedded import embedded
from tests.rehearsal.provider.site import AWAY, HOME, SITE, TAGS, Standing, stand

# What no call of the service shows, so that there is nothing to compare.
NOT_SHOWN = {
    "aws:acm/certificate:Certificate": {"options"},
    "aws:acm/certificateValidation:CertificateValidation": {"validationRecordFqdns"},
    "aws:kms/key:Key": {"deletionWindowInDays"},
    "aws:rds/instance:Instance": {"password"},
    "aws:ec2/launchTemplate:LaunchTemplate": {"updateDefaultVersion"},
    "aws:autoscaling/group:Group": {"waitForCapacityTimeout"},
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": {"changeableForDays"},
    "aws:lambda/function:Function": {"code"},
    "random:index/randomPassword:RandomPassword": {"length", "overrideSpecial"},
}
IDS = {
    "vpc": r"vpc-[0-9a-f]{17}",
    "public": r"subnet-[0-9a-f]{17}",
    "internet": r"igw-[0-9a-f]{17}",
    "address": r"eipalloc-[0-9a-f]{17}",
    "nat": r"nat-[0-9a-f]{17}",
    "table": r"rtb-[0-9a-f]{17}",
    # The provider's checksum of 0.0.0.0/0, as its users know it from their states.
    "route": r"r-rtb-[0-9a-f]{17}1080289494",
    "internet-route": r"r-rtb-[0-9a-f]{17}1080289494",
    "association": r"rtbassoc-[0-9a-f]{17}",
    "default-group": r"sg-[0-9a-f]{17}",
    "default-acl": r"acl-[0-9a-f]{17}",
    "acl": r"acl-[0-9a-f]{17}",
    "acl-rule": r"nacl-\d+",
    "group": r"sg-[0-9a-f]{17}",
    "Ingress-rule": r"sgr-[0-9a-f]{17}",
    "Egress-rule": r"sgr-[0-9a-f]{17}",
    "s3": r"vpce-[0-9a-f]{17}",
    "block": HOME,
    "exclusion": r"vpcbpa-exclude-[0-9a-f]{17}",
    "control": r"vpcec-[0-9a-f]{17}",
    "key": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "alias": r"alias/storefront-logs",
    "log-group": r"/storefront/flows",
    "role": r"monitoring",
    "role-policy": r"monitoring:read",
    "attachment": r"monitoring/arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
    "flow-log": r"fl-[0-9a-f]{17}",
    "names": r"rslvr-fdl-[0-9a-f]{16}",
    "any-name": r"rslvr-fdl-[0-9a-f]{16}",
    "name-rules": r"rslvr-frg-[0-9a-f]{16}",
    "allow": r"rslvr-frg-[0-9a-f]{16}:rslvr-fdl-[0-9a-f]{16}",
    "refuse": r"rslvr-frg-[0-9a-f]{16}:rslvr-fdl-[0-9a-f]{16}",
    "guarded": r"rslvr-frgassoc-[0-9a-f]{16}",
    "fail-open": r"rslvr-fc-[0-9a-f]{16}",
    "questions": r"rslvr-qlc-[0-9a-f]{17}",
    "questions-of": r"rslvr-qla-[0-9a-f]{17}",
    "topic": rf"arn:aws:sns:{HOME}:\d{{12}}:operations",
    "topic-policy": rf"arn:aws:sns:{HOME}:\d{{12}}:operations",
    "subscription": rf"arn:aws:sns:{HOME}:\d{{12}}:operations:[0-9a-f-]{{36}}",
    "subnet-group": r"data",
    "parameter-group": r"postgres17-data",
    "password": r"none",
    "primary": r"db-[A-Z0-9]{26}",
    "replica": r"db-[A-Z0-9]{26}",
    "events": r"database-events",
    "replicated": rf"arn:aws:rds:{AWAY}:\d{{12}}:auto-backup:ab-[a-z0-9]{{26}}",
    "vault": r"vault",
    "lock": r"vault",
    "vault-policy": r"vault",
    "notifications": r"vault",
    "plan": r"[0-9a-f-]{36}",
    "selection": r"[0-9a-f-]{36}",
    "restore-test": r"restore_test",
    "restored": r"restore_test:database",
    "bucket": r"storefront-media",
    "bucket-logging": r"storefront-media",
    "checkers": r"pl-[0-9a-f]{17}",
    "secret": rf"arn:aws:secretsmanager:{HOME}:\d{{12}}:secret:origin-\w{{6}}",
    "zone": r"[A-Z0-9]{10,32}",
    "certificate": rf"arn:aws:acm:{HOME}:\d{{12}}:certificate/[0-9a-f-]{{36}}",
    "load-balancer": rf"arn:aws:elasticloadbalancing:{HOME}:\d{{12}}:loadbalancer/app/edge/[0-9a-f]+",
    "record": rf"[A-Z0-9]{{10,32}}_origin.example.com_A_{HOME}",
    "journal": r"journal",
    "section": r"/storefront/prod/manifest/database",
    "boundary": r"arn:aws:iam::\d{12}:policy/boundary/machines",
    "bounded-role": r"bounded",
    "issuer": r"arn:aws:iam::\d{12}:oidc-provider/token\.actions\.githubusercontent\.com",
    "passwords": r"iam-account-password-policy",
    "account-block": r"\d{12}",
    "volumes": r"\d{12}",
    "volumes-key": rf"arn:aws:kms:{HOME}:\d{{12}}:key/[0-9a-f-]{{36}}",
    "snapshots": HOME,
    "images": HOME,
    "metadata": HOME,
    "documents": rf"arn:aws:ssm:{HOME}:\d{{12}}:servicesetting/ssm/documents/console/public-sharing-permission",
    "audit": r"audit-\d{12}",
    "audit-lock": r"audit-\d{12}",
    "trail": rf"arn:aws:cloudtrail:{HOME}:\d{{12}}:trail/trail",
    "detector": r"[0-9a-f]{32}",
    "logins": r"[0-9a-f]{32}/RDS_LOGIN_EVENTS",
    "malware": r"[0-9a-f]{32}/EBS_MALWARE_PROTECTION",
    "tripwire": r"tripwire-root",
    "told": r"tripwire-root-operations",
    "clock": r"clock",
    "runs": r"rotate",
    "schedule": r"default/each-minute",
    "drill": r"default/drill",
    "scaling-role": r"arn:aws:iam::\d{12}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_storefront-prod",
    "profile": r"application",
    "template": r"lt-[0-9a-f]{17}",
    "fleet": r"fleet",
    "drain": r"drain",
    "scaling": r"cpu",
    "peak": r"peak",
    "delivery": r"bundles/one\.tar\.gz",
    "deliver": r"deliver",
    "delivered": r"[0-9a-f-]{36}",
    "baseline": r"pb-[0-9a-f]{17}",
    "default-baseline": r"UBUNTU",
    "window": r"mw-[0-9a-f]{17}",
    "window-target": r"[0-9a-f-]{36}",
    "window-task": r"[0-9a-f-]{36}",
    "alarm": r"replica-lagging",
    "page": r"page-visitors",
    "mute": r"maintenance",
    "dashboard": r"on-call",
    "test-page": r"default/test-page",
}
# What other resources are built on, and the manifest made of.
OUTPUTS = {
    "vpc": {"arn", "defaultNetworkAclId", "defaultSecurityGroupId", "mainRouteTableId", "ownerId"},
    "address": {"allocationId", "publicIp"},
    "nat": {"publicIp", "privateIp", "networkInterfaceId", "vpcId"},
    "group": {"arn", "ownerId"},
    "Ingress-rule": {"arn", "securityGroupRuleId"},
    "s3": {"arn", "prefixListId", "state"},
    "kms": {"arn", "dnsEntries", "networkInterfaceIds"},
    "key": {"arn", "keyId"},
    "alias": {"arn", "targetKeyArn"},
    "log-group": {"arn"},
    "role": {"arn", "uniqueId"},
    "topic": {"arn", "owner"},
    "subnet-group": {"arn", "vpcId"},
    "parameter-group": {"arn"},
    "primary": {"arn", "address", "endpoint", "port", "resourceId", "status", "engineVersionActual"},
    "replica": {"arn", "address", "endpoint", "port", "resourceId", "engine", "engineVersion"},
    "events": {"arn"},
    "vault": {"arn"},
    "plan": {"arn", "version"},
    "restore-test": {"arn"},
    "bucket": {"arn", "bucketRegionalDomainName", "bucketRegion", "hostedZoneId"},
    "certificate": {"arn", "domainValidationOptions"},
    "load-balancer": {"arn", "arnSuffix", "dnsName", "zoneId"},
    "targets": {"arn", "arnSuffix"},
    "listener": {"arn"},
    "listener-rule": {"arn"},
    "firewall": {"arn"},
    "front": {"arn", "domainName", "hostedZoneId"},
    "zone": {"arn", "zoneId", "nameServers"},
    "record": {"fqdn"},
    "journal": {"arn"},
    "section": {"arn", "version"},
    "boundary": {"arn", "policyId"},
    "issuer": {"arn"},
    "trail": {"arn", "homeRegion"},
    "detector": {"arn"},
    "tripwire": {"arn"},
    "schedule": {"arn"},
    "drill": {"arn"},
    "alarm": {"arn"},
    "page": {"arn"},
    "mute": {"arn"},
    "dashboard": {"dashboardArn"},
    "test-page": {"arn"},
    "password": {"result"},
}


@pytest.fixture(scope="module")
def site(emulator: Emulator) -> dict[str, Standing]:
    return stand(lambda region: embedded(emulator.endpoint, region, "210987654321"))


def test_the_site_has_every_type() -> None:
    assert {one.type for one in SITE} == set(HANDLERS)


@pytest.mark.parametrize("name", [one.name for one in SITE])
def test_what_was_declared_is_what_stands(site: dict[str, Standing], name: str) -> None:
    one = site[name]
    declared = {key: _comparable(value) for key, value in one.inputs.items()}
    live = {key: _comparable(one.live.get(key)) for key in one.inputs}
    different = {key for key, value in declared.items() if live[key] != value}
    assert different == NOT_SHOWN.get(one.declared.type, set()) & set(declared)


@pytest.mark.parametrize("name", IDS)
def test_ids_are_the_providers(site: dict[str, Standing], name: str) -> None:
    assert re.fullmatch(IDS[name], site[name].created.id)


@pytest.mark.parametrize("name", OUTPUTS)
def test_outputs_that_others_need_are_there(site: dict[str, Standing], name: str) -> None:
    outputs = site[name].created.outputs
    assert [key for key in OUTPUTS[name] if not outputs.get(key)] == []


def test_a_resource_is_read_from_the_service_and_not_from_memory(aws: AwsRegion) -> None:
    handler = HANDLERS["aws:ssm/parameter:Parameter"]
    inputs = {"name": "/storefront/x", "type": "String", "insecureValue": "declared", "tagsAll": TAGS}
    created = handler.create(aws, inputs)
    aws.call("ssm", "PutParameter", Name="/storefront/x", Value="changed", Type="String", Overwrite=True)
    assert handler.read(aws, created.id, inputs)["insecureValue"] == "changed"


def test_a_resource_that_is_gone_is_an_error(aws: AwsRegion) -> None:
    handler = HANDLERS["aws:ec2/vpc:Vpc"]
    created = handler.create(aws, {"cidrBlock": "10.1.0.0/16"})
    aws.call("ec2", "DeleteVpc", VpcId=created.id)
    with pytest.raises(
        AwsError, match=r"ec2\.DescribeVpcs of vpc-.* in us-east-1: refused: InvalidVpcID\.NotFound"
    ):
        handler.read(aws, created.id, {})


def test_the_rule_that_a_group_is_born_with_is_removed(site: dict[str, Standing], emulator: Emulator) -> None:
    aws = embedded(emulator.endpoint, HOME, "210987654321")
    filters: list[dict[str, Any]] = [{"Name": "group-id", "Values": [site["database-group"].created.id]}]
    rules = aws.whole("ec2", "DescribeSecurityGroupRules", Filters=filters)["SecurityGroupRules"]
    assert {rule["SecurityGroupRuleId"] for rule in rules} == {
        site["Ingress-rule"].created.id,
        site["Egress-rule"].created.id,
    }


def test_accounts_and_regions_are_apart(client_for: Callable[[str], AwsRegion], emulator: Emulator) -> None:
    HANDLERS["aws:backup/vault:Vault"].create(client_for(HOME), {"name": "only-here"})
    elsewhere = (client_for(AWAY), embedded(emulator.endpoint, HOME, "300000000000"))
    for aws in elsewhere:
        with pytest.raises(AwsError):
            aws.call("backup", "DescribeBackupVault", BackupVaultName="only-here")


@pytest.mark.parametrize(
    ("inputs", "letters"),
    [
        ({"length": 40, "special": False, "upper": False, "numeric": False}, "abcdefghijklmnopqrstuvwxyz"),
        ({"length": 40, "lower": False, "upper": False, "numeric": False, "overrideSpecial": "!#"}, "!#"),
        ({"length": 40, "lower": False, "upper": False, "special": False, "minNumeric": 40}, "0123456789"),
    ],
)
def test_passwords_keep_to_their_letters(aws: AwsRegion, inputs: dict[str, Any], letters: str) -> None:
    handler = HANDLERS["random:index/randomPassword:RandomPassword"]
    first, second = (handler.create(aws, inputs).outputs["result"] for _ in range(2))
    assert len(first) == 40
    assert set(first) <= set(letters)
    assert first != second


def test_a_password_too_short_for_its_minima_is_refused(aws: AwsRegion) -> None:
    with pytest.raises(Exception, match="a password of 3 characters cannot hold 4"):
        HANDLERS["random:index/randomPassword:RandomPassword"].create(aws, {"length": 3, "minUpper": 4})


def _comparable(value: Any) -> Any:
    """JSON documents by their content, lists of names as sets."""
    if isinstance(value, str) and value.startswith("{"):
        return json.loads(value)
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return sorted(items) if all(isinstance(item, str) for item in items) else items
    return value
