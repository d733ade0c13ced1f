"""Drills on a whole stack: what each disaster costs, by the real procedure and a real database, as the operator.

Each call of the procedure is put to IAM as the operator's before it is made, and refused where the role lacks a right.
What is made of it is shown in `tests/operations/drill`; the loss under heavier load in `tests/postgres/test_loss.py`.
"""

import pytest

from operations.drill.evidence import report
from operations.recovery.scenarios import Scenario
from rehearsal.database.binaries import NoPostgresError, find
from rehearsal.drills.drill import DrillError, Guards, rehearse_disaster
from rehearsal.mocks.recorder import ROOT
from rehearsal.record import Record
from tests.access.calls.enforced import Enforcement, as_role
from tests.access.evaluator import missing
from tests.support.sweeps import one_of

SCENARIOS = (Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE, Scenario.REGION_OUTAGE)


@pytest.fixture(autouse=True)
def postgresql() -> None:
    try:
        find()
    except NoPostgresError as error:
        pytest.skip(str(error))
    if reason := missing():
        pytest.skip(reason)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "stack"),
    [(scenario, stack) for scenario in SCENARIOS for stack in one_of(scenario, ("prod", "staging"))],
)
def test_a_disaster_is_survived_within_the_guideline(scenario: Scenario, stack: str) -> None:
    said: list[str] = []
    rights: dict[str, Enforcement] = {}

    def guards(record: Record) -> Guards:
        rights.update((role, as_role(record, role)) for role in ("operator", "break-glass"))
        return Guards(operator=rights["operator"].check, break_glass=rights["break-glass"].check)

    found = rehearse_disaster(scenario, stack, root=ROOT, tell=said.append, guards_for=guards)
    assert len(rights["operator"].judged) > 20
    assert rights["break-glass"].refused == []
    if rights["break-glass"].judged:
        # Staging's other site is at level `backups`: no function stands there that could write the secret.
        assert (scenario, stack) == (Scenario.REGION_OUTAGE, "staging")
        assert {one.split(" ", 1)[0] for one in rights["operator"].refused} == {
            "secretsmanager:StopReplicationToReplica"
        }
    else:
        assert rights["operator"].refused == []
    assert found.problems == ()
    assert found.passed, report(found)
    # The procedure's own part, to the first client that is let in: a minute is ample on a busy machine.
    assert 0 < found.measured_recovery_seconds < 60
    assert found.measured_loss_seconds > 0
    assert found.steps
    (clients,) = found.noted
    assert "acknowledged orders" in clients


def test_a_scenario_that_no_procedure_carries_out_is_refused_without_a_trace() -> None:
    with pytest.raises(DrillError, match=r"allowed +prod, staging") as refusal:
        rehearse_disaster(Scenario.REGION_OUTAGE, "nowhere", root=ROOT, tell=print)
    assert refusal.value.exit_status == 2
