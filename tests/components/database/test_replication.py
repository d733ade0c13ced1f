"""Replicated automated backups: kept by the standby, in its region and under its key.

That this is one of two places where the sites touch is shown in `test_program`; that RDS copies is left to RDS.
"""

import pytest

from components.encryption.keys import Purpose
from tests.components.database.alone import database
from tests.components.stacks import SERVING, STACKS, STANDBY, by_name, settings
from tests.support.alone import key_arn

REPLICATED = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"


@pytest.mark.parametrize("stack", STACKS)
def test_the_standby_keeps_the_primarys_backups_under_its_own_key(stack: str) -> None:
    primary = by_name(database(stack), "aws:rds/instance:Instance", SERVING)["database-a"]
    replicated = database(stack).one(REPLICATED)
    assert replicated.name == f"{STANDBY}-replicated-backups-a"
    assert replicated.region == STANDBY
    assert replicated.inputs == {
        "sourceDbInstanceArn": primary.outputs["arn"],
        "kmsKeyId": key_arn(stack, STANDBY, Purpose.DATABASE),
        "retentionPeriod": settings(stack)["database"]["replicatedBackupRetentionDays"],
    }
    assert replicated.dependencies == {primary.urn}
    assert replicated.protect
