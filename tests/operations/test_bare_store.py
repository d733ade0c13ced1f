"""A store that leaves out every optional part: its manifest is read by every procedure, and promises the same.

That it stands with each such part or without it is shown in `tests/rehearsal/shapes`.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from manifest.document import Document, Sections
from operations.database.access import AccessSections
from operations.database.tuning_target import TuningSections
from operations.edge.manifest import EdgeSections
from operations.health.manifest import HealthSections
from operations.manifest import read_manifest
from operations.recovery.guidelines import assess
from operations.recovery.manifest import Manifest
from rehearsal.mocks.manifest import chosen
from rehearsal.mocks.recorder import Record
from tests.components.parts import BARE
from tests.components.stacks import SERVING, STANDBY, record
from tests.support.programs import recorded

READERS: tuple[type[Sections], ...] = (
    Document, AccessSections, TuningSections, EdgeSections, HealthSections, Manifest,
)  # fmt: skip


def _manifest(made: Record) -> dict[str, Any]:
    return json.loads(json.dumps(made.exports["manifest"]))


@pytest.fixture
def bare() -> dict[str, Any]:
    return _manifest(recorded("staging", BARE))


@pytest.mark.parametrize("sections", READERS)
def test_every_procedure_reads_its_sections(bare: dict[str, Any], tmp_path: Path, sections: type[Sections]) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(bare))
    read = read_manifest(file, "staging", sections)
    assert read.index.environment == "staging"


def test_it_lacks_the_servers_and_their_security_groups_alone(bare: dict[str, Any]) -> None:
    whole = _manifest(record("staging"))
    assert whole["servers"].pop("groups").keys() == {"tableau-bridge", "operations-host"}
    assert bare["servers"].pop("groups") == {}
    for region in (SERVING, STANDBY):
        before, after = (one[f"site-{region}"].pop("security_groups") for one in (whole, bare))
        assert before.keys() - after.keys() == {"analytics", "operations"}
        assert after.keys() <= before.keys()
    assert bare == whole


def test_it_keeps_what_it_promises_in_the_same_ways(bare: dict[str, Any]) -> None:
    promises = assess(chosen(bare, "staging", Manifest))
    assert promises == assess(chosen(_manifest(record("staging")), "staging", Manifest))
    assert all(one.kept for one in promises)
