"""Proves what the guardrail on guidelines takes each way back to give: where it helps, and how fast and fresh it is.

That the pack finds the guidelines where the program writes them is shown here too; its other answers are shown by its
own examples (test_examples).
"""

import json
from collections.abc import Iterator

import pytest

from manifest.document import Document, section_names
from manifest.path import path
from policies.data.guidelines import GUARDRAILS, GUIDELINES_SUFFIX
from policies.data.recovery import SCENARIOS, STRATEGIES, RecoveryStrategy
from policies.frame import tokens
from policies.frame.guardrail import resource
from policies.frame.resources import Provider, Resource
from policies.frame.stack import Stack
from policies.frame.values import Value

(GUIDELINES,) = GUARDRAILS
HERE, ABROAD = (Provider(name=region, props={"region": region}) for region in ("us-east-1", "us-west-2"))
ARN = "arn:aws:rds:us-east-1:111122223333:db:main"


def primary(**props: Value) -> Resource:
    return resource(tokens.RDS_INSTANCE, {"identifier": "main", "arn": ARN, **props}, "primary", provider=HERE)


def replica(provider: Provider) -> Resource:
    return resource(tokens.RDS_INSTANCE, {"replicateSourceDb": ARN}, "replica", provider=provider)


RULE: Value = {"schedule": "rate(6 hours)", "startWindow": 60, "lifecycle": {"deleteAfter": 35}, "copyActions": []}
# What stands where a way back is the only one there.
ALONE = {
    "the standby of a Multi-AZ database": (primary(multiAz=True),),
    "a replica in another zone, promoted": (primary(), replica(HERE)),
    "a replica in another region, promoted": (primary(), replica(ABROAD)),
    "the automated backups, restored to a point in time": (primary(backupRetentionPeriod=14),),
    "the automated backups that are replicated to another region, restored": (
        primary(),
        resource(tokens.RDS_REPLICATED_BACKUPS, {"sourceDbInstanceArn": ARN}, "copy", provider=ABROAD),
    ),
    "the copies in a locked vault, restored": (
        primary(),
        resource(tokens.VAULT_LOCK, {"minRetentionDays": 14}, "lock"),
        resource(tokens.BACKUP_PLAN, {"rules": [RULE]}, "plan"),
    ),
}
HOUR = 3600
# What AWS's documents say that each gives (seconds), which are the sources in policies/data/recovery.py.
GIVES = dict(
    zip(ALONE, ((120, 0), (900, 60), (900, 300), (HOUR, 300), (3 * HOUR, 1800), (4 * HOUR, 6 * HOUR)), strict=True)
)


def said(strategy: RecoveryStrategy, scenario: str, *, rto: int, rpo: int) -> Iterator[str]:
    """Yield what the guardrail finds where the strategy stands alone and so much is promised of a scenario."""
    promise = json.dumps({scenario: {"rto_seconds": rto, "rpo_seconds": rpo}})
    parameter = {"name": f"/storefront/prod{GUIDELINES_SUFFIX}", "insecureValue": promise}
    stack = Stack([resource(tokens.SSM_PARAMETER, parameter, "guidelines"), *ALONE[strategy.what]])
    return (finding.text for finding in GUIDELINES.check(stack))


def test_the_pack_reads_the_section_that_the_manifest_writes() -> None:
    assert "guidelines" in section_names(Document, ["us-east-1"])
    assert path("prod", "guidelines") == f"/storefront/prod{GUIDELINES_SUFFIX}"


def test_every_way_back_is_tried_alone() -> None:
    assert [strategy.what for strategy in STRATEGIES] == [*ALONE]
    assert {scenario for strategy in STRATEGIES for scenario in strategy.scenarios} == {*SCENARIOS}


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda one: one.what)
def test_it_allows_what_it_gives_and_not_a_second_less(strategy: RecoveryStrategy, scenario: str) -> None:
    rto, rpo = GIVES[strategy.what]
    if scenario not in strategy.scenarios:
        (message,) = said(strategy, scenario, rto=10**9, rpo=10**9)
        assert message.endswith("there is no strategy")
        return
    assert list(said(strategy, scenario, rto=rto, rpo=rpo)) == []
    for less in ({"rto": rto - 1, "rpo": rpo}, {"rto": rto, "rpo": rpo - 1}):
        (message,) = said(strategy, scenario, **less)
        assert message.endswith(f"there is {strategy.what}: RTO {rto} s, RPO {rpo} s")
