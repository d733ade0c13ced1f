"""The journal's tables: one in each site, encrypted, recoverable, and closed to deletion.

What is written there, and that the lock holds, is shown in `tests/operations/recovery`.
"""

import pytest

from components.encryption.keys import Purpose
from tests.components.recovery.alone import recovery
from tests.components.stacks import SITES, by_name, name
from tests.support.alone import key_arn

TABLE = "aws:dynamodb/table:Table"


@pytest.mark.parametrize(("stack", "region"), SITES)
def test_each_site_has_a_table_of_its_own(stack: str, region: str) -> None:
    found = by_name(recovery(stack), TABLE, region)
    assert found.keys() == {"recovery-journal"}
    table = found["recovery-journal"]
    assert table.inputs == {
        "name": name(stack, region, "recovery-journal"),
        "billingMode": "PAY_PER_REQUEST",
        "hashKey": "part",
        "rangeKey": "entry",
        "attributes": [{"name": "part", "type": "S"}, {"name": "entry", "type": "S"}],
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": key_arn(stack, region, Purpose.RECOVERY)},
        "pointInTimeRecovery": {"enabled": True},
        "deletionProtectionEnabled": True,
    }
    assert table.protect
