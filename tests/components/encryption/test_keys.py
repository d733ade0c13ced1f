"""The keys: one per purpose and site, rotated, and open to the account and to the services whose resources take it.

Which services may open a key is judged by the registered resources that take it, in both directions: so a resource
with the key of another purpose is found here too, unless both keys are its service's. That whatever can take a key
has one is shown in `test_contract`; what KMS makes of a policy is left to AWS.
"""

from collections.abc import Mapping

import pytest

from components.encryption.keys import Purpose
from rehearsal.mocks.recorder import Registered
from tests.components.stacks import (
    ACCOUNTS,
    SERVING,
    SITES,
    STANDBY,
    Statement,
    by_name,
    listed,
    name,
    record,
    settings,
    statements,
)

KEY, ALIAS = "aws:kms/key:Key", "aws:kms/alias:Alias"
USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
GRANTS = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]
PURPOSES = {str(purpose) for purpose in Purpose}

# These name a key without having anything encrypted under it.
NAMING = ("aws:iam/", "aws:kms/", "aws:s3/bucketPolicy:", "aws:ssm/parameter:")
# The service of a type, as KMS knows it, where the provider's module is called otherwise. What Image Builder encrypts
# are volumes, which are EC2's.
SERVICES = {"cloudwatch": "logs", "ebs": "ec2", "imagebuilder": "ec2"}
# What takes a key through no type of its own: backups of the database are RDS's snapshots under the vault's key.
UNSEEN = {"backups": {"rds"}}
# Keys that are opened in another name than the service's whose resources take them: what is encrypted, by service.
OTHERWISE = {"logs": {"logs"}, "notifications": {"sns"}, "audit": {"cloudtrail", "s3"}}

pytestmark = pytest.mark.parametrize(("stack", "region"), SITES)


def _keys(stack: str, region: str) -> dict[str, Registered]:
    keys = by_name(record(stack), KEY, region)
    return {what.removesuffix("-key"): key for what, key in keys.items()}


def _administration(account: str) -> Statement:
    return {
        "Sid": "AccountAdministration",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }


def _through(account: str, *services: str) -> list[Statement]:
    """The account's own identities may use the key, on their way through these services alone."""
    principal = {"AWS": f"arn:aws:iam::{account}:root"}
    via = {"kms:ViaService": list(services), "kms:CallerAccount": account}
    return [
        {
            "Sid": "UseThroughServices",
            "Effect": "Allow",
            "Principal": principal,
            "Action": USE,
            "Resource": "*",
            "Condition": {"StringEquals": via},
        },
        {
            "Sid": "GrantsForServices",
            "Effect": "Allow",
            "Principal": principal,
            "Action": GRANTS,
            "Resource": "*",
            "Condition": {"StringEquals": via, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        },
    ]


def _for_log_groups(account: str, region: str) -> Statement:
    return {
        "Sid": "CloudWatchLogs",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Action": USE,
        "Resource": "*",
        "Condition": {
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{account}:log-group:*"}
        },
    }


def _for_publishers(account: str) -> Statement:
    return {
        "Sid": "Publishers",
        "Effect": "Allow",
        "Principal": {
            "Service": [
                "backup.amazonaws.com",
                "cloudwatch.amazonaws.com",
                "costalerts.amazonaws.com",
                "events.rds.amazonaws.com",
            ]
        },
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": account}},
    }


def _for_event_rules(stack: str, account: str, region: str) -> Statement:
    topics = f"arn:aws:sns:{region}:{account}:storefront-{stack}-*"
    return {
        "Sid": "EventRules",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": topics}},
    }


def _for_trails(account: str, region: str) -> list[Statement]:
    principal = {"Service": "cloudtrail.amazonaws.com"}
    source = {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudtrail:{region}:{account}:trail/*"}}
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{account}:trail/*"}
    encrypt = {"Sid": "TrailsEncrypt", "Effect": "Allow", "Principal": principal, "Action": "kms:GenerateDataKey*"}
    describe = {"Sid": "TrailsDescribe", "Effect": "Allow", "Principal": principal}
    return [
        {**encrypt, "Resource": "*", "Condition": {**source, "StringLike": context}},
        {**describe, "Action": ["kms:Decrypt", "kms:DescribeKey"], "Resource": "*", "Condition": source},
    ]


def _for_launches(account: str, stack: str, region: str) -> list[Statement]:
    """Auto Scaling's role of this site gives volumes to what it launches, and hands out grants to AWS alone."""
    service = "aws-service-role/autoscaling.amazonaws.com"
    role = f"arn:aws:iam::{account}:role/{service}/AWSServiceRoleForAutoScaling_storefront-{stack}-{region}"
    return [
        {
            "Sid": "VolumesOfLaunchedServers",
            "Effect": "Allow",
            "Principal": {"AWS": role},
            "Action": USE,
            "Resource": "*",
        },
        {
            "Sid": "GrantsForLaunchedServers",
            "Effect": "Allow",
            "Principal": {"AWS": role},
            "Action": "kms:CreateGrant",
            "Resource": "*",
            "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        },
    ]


def _in_other_names(purpose: str, stack: str, account: str, region: str) -> list[Statement]:
    """What a key's policy has beside administration and the way through services."""
    return {
        "storage": _for_launches(account, stack, region),
        "logs": [_for_log_groups(account, region)],
        "notifications": [_for_publishers(account), _for_event_rules(stack, account, region)],
        "audit": _for_trails(account, region),
    }.get(purpose, [])


def _taken_by(stack: str, region: str) -> Mapping[str, set[str]]:
    """The services whose resources take each key, by purpose, whichever site needs them."""
    keys = {key.urn: purpose for purpose, key in _keys(stack, region).items()}
    taken: dict[str, set[str]] = {purpose: set() for purpose in keys.values()}
    for resource in record(stack).resources:
        if resource.type.startswith("aws:") and not resource.type.startswith(NAMING):
            module = resource.type.split(":")[1].split("/")[0]
            for urn in keys.keys() & set().union(*resource.property_dependencies.values()):
                taken[keys[urn]].add(SERVICES.get(module, module))
    return taken


def _services(purpose: str, stack: str, region: str) -> list[str]:
    """The services through which a key's policy lets the account's identities use it."""
    through = [one for one in statements(_keys(stack, region)[purpose]) if one["Sid"] == "UseThroughServices"]
    return [service for one in through for service in one["Condition"]["StringEquals"]["kms:ViaService"]]


def test_there_is_one_key_for_each_purpose(stack: str, region: str) -> None:
    assert _keys(stack, region).keys() == PURPOSES


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_a_policy_grants_use_through_services_and_what_is_written_down(
    stack: str, region: str, purpose: str
) -> None:
    services, account = _services(purpose, stack, region), ACCOUNTS[stack]
    assert statements(_keys(stack, region)[purpose]) == [
        _administration(account),
        *(_through(account, *services) if services else []),
        *_in_other_names(purpose, stack, account, region),
    ]


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_a_key_opens_to_the_services_whose_resources_take_it(stack: str, region: str, purpose: str) -> None:
    """In either site, for both have the same keys whatever stands there."""
    taken = set[str]().union(*(_taken_by(stack, site)[purpose] for site in (SERVING, STANDBY)))
    assert taken
    if purpose in OTHERWISE:
        assert (_services(purpose, stack, region), taken) == ([], OTHERWISE[purpose])
    else:
        at = f".{region}.amazonaws.com"
        assert {service.removesuffix(at) for service in _services(purpose, stack, region)} == taken | UNSEEN.get(
            purpose, set()
        )


def test_no_policy_opens_a_key_to_everyone_or_altogether(stack: str, region: str) -> None:
    """Said of whatever the policies hold, so that it also holds for a purpose to come."""
    found = [one for key in _keys(stack, region).values() for one in statements(key)]
    assert {one["Effect"] for one in found} == {"Allow"}
    assert not [one for one in found if "*" in listed(next(iter(one["Principal"].values())))]
    whole = [one for one in found if {"kms:*", "*"} & set(listed(one["Action"]))]
    assert whole == [_administration(ACCOUNTS[stack])] * len(PURPOSES)
    launches = [one for one in found if one["Sid"] == "VolumesOfLaunchedServers"]
    assert len(launches) == 1
    assert [one for one in found if "Condition" not in one and one not in launches] == whole


def test_keys_rotate_and_are_deleted_late(stack: str, region: str) -> None:
    expected = settings(stack)["keys"]
    for purpose, key in _keys(stack, region).items():
        assert {what: value for what, value in key.inputs.items() if what != "policy"} == {
            "description": f"storefront {stack}: {purpose}",
            "enableKeyRotation": True,
            "rotationPeriodInDays": expected["rotationPeriodDays"],
            "deletionWindowInDays": expected["deletionWindowDays"],
        }


def test_each_key_has_its_alias(stack: str, region: str) -> None:
    aliases = {alias.inputs["name"]: alias.inputs for alias in record(stack).of_type(ALIAS, region=region)}
    assert aliases == {
        f"alias/{name(stack, region, purpose)}": {
            "name": f"alias/{name(stack, region, purpose)}",
            "targetKeyId": key.outputs["keyId"],
        }
        for purpose, key in _keys(stack, region).items()
    }
