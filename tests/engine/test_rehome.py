"""Proves that re-homing, step by step as `storefront failover rehome` says it, brings program and reality together:
nothing stateful is replaced or deleted on the way, and the preview after it changes nothing.

AWS is the stand-in, in which a test puts what a recovery has made; that recoveries make it is shown in
`tests/operations/recovery`, and how secrets are pointed in `test_rehome` there.
"""

import json
import shlex
import textwrap
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from operations.recovery.manifest import Manifest
from operations.recovery.rehoming.steps import Rehoming
from operations.recovery.rehoming.urns import type_of
from rehearsal.mocks.manifest import chosen
from rehearsal.mocks.recorder import Record, Registered
from tests.components.test_contract import STATEFUL
from tests.engine.standin import Reality, StandIn
from tests.engine.workspace import PACK, Outcome, Workspace
from tests.operations.recovery.recovered import CASES, EAST, INSTANCE, Case, plan_after
from tests.support.programs import recorded

pytestmark = pytest.mark.slow


@pytest.fixture
def reality(provider: StandIn) -> Generator[dict[str, Reality]]:
    yield provider.reality
    provider.reality.clear()


def _manifest(workspace: Workspace) -> Manifest:
    shown = workspace.pulumi("stack", "output", "-s", workspace.stack, "manifest", "--json")
    return chosen(json.loads(shown.stdout), workspace.stack, Manifest)


def _put(reality: dict[str, Reality], rehoming: Rehoming, after: Record) -> None:
    """Let everything stand that is to be imported, as the program wants it but for what a recovery leaves out."""
    for made in rehoming.imported:
        (wanted,) = [one for one in after.resources if one.urn == made.urn]
        inputs = {
            key: value for key, value in wanted.inputs.items() if key not in {"password", "finalSnapshotIdentifier"}
        }
        reality[made.id] = Reality(inputs, {**inputs, **wanted.outputs})


def _carry_out(workspace: Workspace, rehoming: Rehoming, folder: Path) -> list[Outcome]:
    """Run every command as it is said; what a person would answer is answered."""
    file = folder / "imports.json"
    file.write_text(json.dumps(rehoming.imports()))
    ran: list[Outcome] = []
    for command in rehoming.commands(str(file)):
        name, *words = shlex.split(command.replace("\\\n", " "))
        assert name == "pulumi"
        if words[0] in {"up", "preview"}:
            more = ("--yes", "--skip-preview") if words[0] == "up" else ()
            ran.append(workspace.outcome(*words, "--json", *more).assert_ok())
        else:
            done = workspace.pulumi(*words)
            assert done.returncode == 0, done.stdout[-4000:]
    return ran


def _assert_kept(outcome: Outcome) -> None:
    """Nothing stateful was replaced or deleted."""
    lost = {
        resource: step
        for resource, step in outcome.steps.items()
        if step not in {"create", "update", "same", "read", "refresh", "import"} and resource.split()[0] in STATEFUL
    }
    assert lost == {}


def _together(
    workspace: Workspace, reality: dict[str, Reality], folder: Path, rehoming: Rehoming, settled: dict[str, Any]
) -> None:
    """Carry it out under the settings that it asks for; nothing stateful is lost, and then nothing differs."""
    after = recorded("prod", settled)
    _put(reality, rehoming, after)
    if rehoming.refreshed:
        _promote(reality, recorded("prod"), after)
    for key, value in settled.items():
        workspace.configure(key, value)
    if rehoming.exemption:
        with (workspace.tree / PACK / "exemptions.yaml").open("a", encoding="utf-8") as file:
            file.write(textwrap.indent(rehoming.exemption, "  "))
    up, preview = _carry_out(workspace, rehoming, folder)
    _assert_kept(up)
    assert preview.steps == {}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_steps_bring_program_and_reality_together_after(
    case: Case, workspace: Workspace, reality: dict[str, Reality], tmp_path: Path
) -> None:
    rehoming = plan_after(case, _manifest(workspace))
    assert rehoming.settings == case.said()
    assert {type_of(one.urn) for one in rehoming.imported} == case.taken_over
    # Of what the program has already, only a promoted replica changed its part.
    assert bool(rehoming.refreshed) is not case.restored
    _together(workspace, reality, tmp_path, rehoming, case.settled())


def _promote(reality: dict[str, Reality], before: Record, after: Record) -> None:
    """Let RDS show the replica as the writer that it is: it replicates nothing, and has a name and a master user."""
    replica, writer = (_instance(record, f"{EAST}-database-b") for record in (before, after))
    shown = {key: value for key, value in writer.inputs.items() if key != "password"}
    kept = {key: shown[key] for key in replica.inputs.keys() & shown.keys()}
    reality[replica.id] = Reality(kept, {**replica.outputs, **shown})


def _instance(record: Record, name: str) -> Registered:
    (found,) = [one for one in record.of_type(INSTANCE) if one.name == name]
    return found
