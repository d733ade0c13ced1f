"""The table of exfiltration paths: each row names a test that exists, and the page says what the table says.

The attempts themselves are in `tests/postgres`.
"""

import ast

import pytest

from operations.bulk_data.page import render
from operations.bulk_data.sql import SQL_PATHS, SqlPath
from rehearsal.mocks.recorder import ROOT


@pytest.mark.parametrize("path", SQL_PATHS, ids=lambda path: path.attempt)
def test_its_proof_is_a_test(path: SqlPath) -> None:
    file, _, name = path.test.partition("::")
    functions = {
        node.name for node in ast.walk(ast.parse((ROOT / file).read_text())) if isinstance(node, ast.FunctionDef)
    }
    assert name.partition("[")[0] in functions


def test_no_path_is_told_twice() -> None:
    assert len({path.attempt for path in SQL_PATHS}) == len({path.test for path in SQL_PATHS}) == len(SQL_PATHS)


def test_the_page_is_written_from_it() -> None:
    assert (ROOT / "docs/bulk-data.md").read_text() == render()
