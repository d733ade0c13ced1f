"""Proves that the embedded EventBridge holds to an account's quotas, and lets in what lies just inside."""

from collections.abc import Iterator
from typing import Any

import pytest

from operations.aws import AwsError, AwsRegion
from rehearsal.emulator import start
from rehearsal.provider.embedded import embedded

ACCOUNT = "123412341234"
PLAIN, WILD = '{"source":["aws.rds"]}', '{"source":[{"wildcard":"aws.*"}]}'
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:operations"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with start() as running:
        yield running.endpoint


def _rule(aws: AwsRegion, name: str, pattern: str = PLAIN) -> None:
    aws.call("events", "PutRule", Name=name, EventPattern=pattern)


@pytest.mark.parametrize(("region", "most"), [("us-east-2", 300), ("eu-south-1", 100)])
def test_a_bus_takes_as_many_rules_as_its_region_allows(endpoint: str, region: str, most: int) -> None:
    aws = embedded(endpoint, region, ACCOUNT)
    for number in range(most):
        _rule(aws, f"r{number}")
    with pytest.raises(AwsError, match=f"{most + 1} rules on an event bus"):
        _rule(aws, "one-more")
    _rule(aws, "r0")  # changed, not added


def test_wildcards_are_counted_by_rule(endpoint: str) -> None:
    aws = embedded(endpoint, "us-west-1", ACCOUNT)
    for number in range(30):
        _rule(aws, f"r{number}", WILD)
    with pytest.raises(AwsError, match="31 rules with wildcards"):
        _rule(aws, "one-more", WILD)
    _rule(aws, "one-more")
    _rule(aws, "r0", WILD)


def _tell(aws: AwsRegion, name: str, arn: str = TOPIC, **more: Any) -> None:
    aws.call("events", "PutTargets", Rule="told", Targets=[{"Id": name, "Arn": arn, **more}])


def test_a_rule_takes_five_targets_over_all_calls(endpoint: str) -> None:
    aws = embedded(endpoint, "us-east-1", ACCOUNT)
    _rule(aws, "told")
    for number in range(5):
        _tell(aws, f"t{number}")
    with pytest.raises(AwsError, match="6 targets of a rule"):
        _tell(aws, "one-more")
    _tell(aws, "t0")


def test_another_accounts_bus_is_sent_the_event_as_it_is(endpoint: str) -> None:
    aws = embedded(endpoint, "us-west-2", ACCOUNT)
    _rule(aws, "told")
    theirs, ours = (
        f"arn:aws:events:us-west-2:{account}:event-bus/default" for account in ("210987654321", ACCOUNT)
    )
    with pytest.raises(AwsError, match="the event as it is"):
        _tell(aws, "theirs", theirs, InputPath="$.detail")
    _tell(aws, "theirs", theirs)
    _tell(aws, "ours", ours, InputPath="$.detail")


def test_an_account_takes_a_hundred_buses(endpoint: str) -> None:
    aws = embedded(endpoint, "us-east-1", ACCOUNT)
    for number in range(99):  # beside the default one
        aws.call("events", "CreateEventBus", Name=f"b{number}")
    with pytest.raises(AwsError, match="101 event buses"):
        aws.call("events", "CreateEventBus", Name="one-more")
