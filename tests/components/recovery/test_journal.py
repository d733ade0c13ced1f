"""The journal's tables: one in each site, encrypted, recoverable, and closed to deletion.

What is written there, and that the lock holds, is shown in `tests/operations/recovery`.
"""

import pytest

from tests.components.stacks import SITES, by_name, name, record

TABLE = "aws:dynamodb/table:Table"


@pytest.mark.parametrize(("stack", "region"), SITES)
def test_each_site_has_a_table_of_its_own(stack: str, region: str) -> None:
    found = by_name(record(stack), TABLE, region)
    assert found.keys() == {"recovery-journal"}
    table = found["recovery-journal"]
    key = by_name(record(stack), "aws:kms/key:Key", region)["recovery-key"]
    assert table.inputs == {
        "name": name(stack, region, "recovery-journal"),
        "billingMode": "PAY_PER_REQUEST",
        "hashKey": "part",
        "rangeKey": "entry",
        "attributes": [{"name": "part", "type": "S"}, {"name": "entry", "type": "S"}],
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": key.outputs["arn"]},
        "pointInTimeRecovery": {"enabled": True},
        "deletionProtectionEnabled": True,
    }
    assert table.protect
