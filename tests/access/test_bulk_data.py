"""Every call of the table of ways out (`operations/bulk_data_aws.py`) is a row of the matrix that a developer is refused.

That IAM answers so is `test_matrix`'s; the ways through SQL have a table and proofs of their own.
"""

import pytest

from operations.bulk_data_aws import AWS_WAYS, PROOF, Call
from tests.access import test_matrix
from tests.access.rows import ROWS

REFUSED = {row.action for row in ROWS if row.role == "developer" and not row.may}


@pytest.mark.parametrize("way", AWS_WAYS, ids=lambda way: way.way)
def test_a_developer_is_refused_each_call_of_it(way: Call) -> None:
    assert set(way.calls) - REFUSED == set()


def test_the_proof_is_there() -> None:
    file, _, name = PROOF.partition("::")
    assert file == "tests/access/test_matrix.py"
    assert callable(getattr(test_matrix, name))
