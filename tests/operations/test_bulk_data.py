"""The table of ways out: each row names a test that exists, and the page says what the table says.

The attempts themselves are in `tests/postgres`.
"""

import ast

import pytest

from operations.bulk_data import WAYS, Way, render
from rehearsal.mocks.recorder import ROOT


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.way)
def test_its_proof_is_a_test(way: Way) -> None:
    file, _, name = way.proof.partition("::")
    functions = {
        node.name for node in ast.walk(ast.parse((ROOT / file).read_text())) if isinstance(node, ast.FunctionDef)
    }
    assert name.partition("[")[0] in functions


def test_no_way_is_told_twice() -> None:
    assert len({way.way for way in WAYS}) == len({way.proof for way in WAYS}) == len(WAYS)


def test_the_page_is_written_from_it() -> None:
    assert (ROOT / "docs/bulk-data.md").read_text() == render()
