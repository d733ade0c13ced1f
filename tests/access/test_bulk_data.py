"""Every call of the table of exfiltration paths (`operations/bulk_data/calls.py`) is a row of the matrix that a developer is refused.

That IAM answers so is `test_matrix`'s; the paths through SQL have a table and proofs of their own.
"""

import pytest

from operations.bulk_data.calls import API_PATHS, TEST, ApiPath
from tests.access import test_matrix
from tests.access.rows import ROWS

REFUSED = {row.action for row in ROWS if row.role == "developer" and not row.may}


@pytest.mark.parametrize("path", API_PATHS, ids=lambda path: path.attempt)
def test_a_developer_is_refused_each_call_of_it(path: ApiPath) -> None:
    assert set(path.calls) - REFUSED == set()


def test_the_proof_is_there() -> None:
    file, _, name = TEST.partition("::")
    assert file == "tests/access/test_matrix.py"
    assert callable(getattr(test_matrix, name))
