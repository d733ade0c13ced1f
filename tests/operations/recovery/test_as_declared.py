"""Shows that the instances which recoveries make have every setting that the program declares for theirs.

The declaration is that of the recorded program, property by property, so that one which is declared from tomorrow on
is missed here until recoveries ask for it too.
"""

import json
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from operations.recovery.scenarios import Scenario
from operations.recovery.steps import Plan
from rehearsal.drills.small_stack import SERVING
from rehearsal.provider.rds import INSTANCE_PROPERTIES
from tests.components.stacks import record
from tests.operations.recovery.test_planner import AT, chosen, plan, seen_in
from tests.operations.recovery.world import World, world

INSTANCE = "aws:rds/instance:Instance"
# The names of the provider's properties in RDS's API: a rehearsal makes its instances by them.
NAMES = {name: one.api for name, one in INSTANCE_PROPERTIES.items()} | {"tags": "Tags"}
# What the backup, or the writer, gives: it is never asked for.
FROM_THE_BACKUP_OR_WRITER = {"allocatedStorage", "dbName", "engine", "engineVersion", "kmsKeyId", "password", "port", "storageEncrypted",
         "username"}  # fmt: skip
# What says how the program changes an instance, and RDS's own default.
NOT_ASKED_FOR = {"allowMajorVersionUpgrade", "applyImmediately", "deleteAutomatedBackups", "finalSnapshotIdentifier",
         "identifier", "networkType", "skipFinalSnapshot"}  # fmt: skip
# A replica has its writer's windows, and is written to by nobody who would need its backups.
OF_A_WRITER = {"backupRetentionPeriod", "backupWindow", "engineLifecycleSupport", "maintenanceWindow", "multiAz"}


@pytest.fixture
def standing() -> Generator[World]:
    with world() as made:
        yield made


def _declared(name: str) -> dict[str, Any]:
    return dict(record("prod").one(INSTANCE, f"us-east-1-{name}").inputs)


def _asked(made: Plan, *kinds: str) -> dict[str, Any]:
    """What the steps of these kinds ask for together, by RDS's names."""
    asked: dict[str, Any] = {}
    for step in made.steps:
        if step.kind in kinds:
            asked |= step.params.get("request", {}) | step.params.get("wanted", {})
            asked |= {name: _plain(value) for name, value in step.params.get("metadata", {}).items()}
    return asked


def _plain(text: str) -> object:
    """A value of a restore job's metadata, in which everything is a text."""
    return json.loads(text) if text in {"true", "false"} or text.startswith("[") else text


def _missing(declared: dict[str, Any], asked: dict[str, Any], aside: set[str]) -> list[str]:
    """Return the declared properties that are not asked for, and the switches that are set otherwise."""
    wanted = {key: value for key, value in declared.items() if key not in aside}
    unknown = sorted(wanted.keys() - NAMES.keys())
    assert unknown == [], "add RDS's name to NAMES, or the property to what is not asked for, with the reason"
    return sorted(
        key
        for key, value in wanted.items()
        if NAMES[key] not in asked or (isinstance(value, bool) and asked[NAMES[key]] is not value)
    )


# The steps that make it and those that give it what a restore does not.
RESTORED = ("restore-replicated-backup", "restore-backup", "restore-vault-copy", "apply-settings", "add-standby")
# What a restore job gives by itself: the volume as it was backed up, and the tags of the recovery point.
FROM_THE_RECOVERY_POINT = {"iops", "storageThroughput", "storageType", "tags"}
# Which a recovery from the vault leaves to the program's next update.
LEFT_TO_AN_UPDATE = {"backupWindow", "enabledCloudwatchLogsExports", "engineLifecycleSupport"}


def test_a_restored_database_has_every_setting_of_the_declared_one(standing: World) -> None:
    made = plan(standing, Scenario.REGION_OUTAGE, replace(seen_in(standing), serving=None))
    assert (
        _missing(_declared("database-a"), _asked(made, *RESTORED), FROM_THE_BACKUP_OR_WRITER | NOT_ASKED_FOR) == []
    )


def test_one_restored_beside_the_damaged_has_them_too(standing: World) -> None:
    asked = _asked(chosen(standing, AT), *RESTORED)
    assert _missing(_declared("database-a"), asked, FROM_THE_BACKUP_OR_WRITER | NOT_ASKED_FOR) == []
    assert asked["VpcSecurityGroupIds"] == [standing.manifest.sites[SERVING].copy_group]


def test_one_restored_from_the_vault_has_them_too_but_for_what_it_is_not_asked_for(standing: World) -> None:
    asked = _asked(chosen(standing, None, Scenario.ACCOUNT_COMPROMISE), *RESTORED)
    missing = _missing(
        _declared("database-a"), asked, FROM_THE_BACKUP_OR_WRITER | NOT_ASKED_FOR | FROM_THE_RECOVERY_POINT
    )
    assert missing == sorted(LEFT_TO_AN_UPDATE)
    assert asked["VpcSecurityGroupIds"] == [standing.manifest.sites[SERVING].copy_group]


def test_a_new_replica_has_every_setting_of_the_declared_one(standing: World) -> None:
    made = plan(standing, Scenario.REGION_OUTAGE, replace(seen_in(standing), serving=None))
    asked = _asked(made, "create-replica")
    assert _missing(_declared("database-b"), asked, FROM_THE_BACKUP_OR_WRITER | NOT_ASKED_FOR | OF_A_WRITER) == []
    assert asked["VpcSecurityGroupIds"] == [standing.manifest.standby.security_groups["replica"]]


def test_a_replica_in_the_other_region_has_them_too_and_is_closed(standing: World) -> None:
    asked = _asked(plan(standing, Scenario.FAILBACK, seen_in(standing)), "create-replica-across")
    aside = (
        FROM_THE_BACKUP_OR_WRITER | NOT_ASKED_FOR | OF_A_WRITER | {"availabilityZone"}
    )  # it becomes one of a pair, in RDS's choice of zones
    assert _missing(_declared("database-b"), asked, aside) == []
    assert asked["VpcSecurityGroupIds"] == [standing.manifest.standby.copy_group]
