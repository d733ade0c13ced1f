"""Proves that the settings take a promise just where the procedures and the pack say that it can be kept."""

from typing import Any, cast

import pytest

from components.settings import Settings
from components.settings.rules.promises import STRATEGIES, RecoveryStrategy
from components.settings.sections.recovery import Scenario
from operations.recovery.scenarios import PROMISED
from operations.recovery.strategies import promised_for
from policies.data.recovery import strategies_for
from tests.components.settings.files import values_of

PROD = Settings.model_validate(values_of("prod"))
# What operations and the pack call the same.
PACK = {
    "fail over to the Multi-AZ standby": "the standby of a Multi-AZ database",
    "promote the replica in another zone": "a replica in another zone, promoted",
    "restore the automated backups in a zone that is left": "the automated backups, restored to a point in time",
    "restore the automated backups beside the damaged database": "the automated backups, restored to a point in time",
    "restore the automated backups that are replicated to the other region": (
        "the automated backups that are replicated to another region, restored"
    ),
    "restore a backup from the locked vault in the other region": "the copies in a locked vault, restored",
    "restore a backup from the locked vault": "the copies in a locked vault, restored",
}


def test_the_settings_know_every_strategy_of_the_procedures() -> None:
    known = {(strategy.name, scenario) for strategy in STRATEGIES for scenario in strategy.scenarios}
    there = {(theirs.name, Scenario(str(one))) for one in PROMISED for theirs in promised_for(one)}
    assert known == there


@pytest.mark.parametrize("strategy", STRATEGIES, ids=[strategy.name for strategy in STRATEGIES])
def test_a_strategy_takes_and_loses_what_the_procedures_say(strategy: RecoveryStrategy) -> None:
    for one in PROMISED:
        for theirs in promised_for(one):
            if theirs.name == strategy.name:
                assert strategy.rto.total_seconds() == theirs.rto()
                if "vault" not in strategy.name:  # what is lost there is the longest time between two backups
                    assert strategy.rpo(PROD).total_seconds() == theirs.max_loss(cast("Any", None))


@pytest.mark.parametrize("strategy", STRATEGIES, ids=[strategy.name for strategy in STRATEGIES])
def test_the_pack_takes_what_the_settings_take(strategy: RecoveryStrategy) -> None:
    for scenario in strategy.scenarios:
        [row] = [row for row in strategies_for(scenario.value) if row.what == PACK[strategy.name]]
        assert row.rto <= strategy.rto.total_seconds()
        if not callable(row.rpo):
            assert row.rpo <= strategy.rpo(PROD).total_seconds()
