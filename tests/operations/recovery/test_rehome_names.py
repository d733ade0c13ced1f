"""Re-homing and the program name the same things: what is imported, let go of and kept, by the program's own URNs.

The program is run before and after each recovery, without an engine; that the engine takes the steps is shown in
`tests/engine/test_rehome.py`. Nothing here spells a name: a component that is renamed is followed.
"""

import json

import pytest

from operations.recovery.manifest import Manifest
from rehearsal.mocks.manifest import chosen
from rehearsal.mocks.recorder import Record
from tests.components.stacks import STANDBY, by_name, record
from tests.operations.recovery.recovered import CASES, INSTANCE, LOG_GROUP, SECRET, Case, plan_after
from tests.support.programs import recorded

PASSWORD = "random:index/randomPassword:RandomPassword"


def _manifest(program: Record) -> Manifest:
    """The manifest that the program writes."""
    document = {
        name.removeprefix("manifest-"): json.loads(parameter.inputs["insecureValue"])
        for name, parameter in by_name(program, "aws:ssm/parameter:Parameter", STANDBY).items()
        if name.startswith("manifest-")
    }
    return chosen(document, "prod", Manifest)


every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


@every_case
def test_what_is_imported_is_what_the_program_will_declare(case: Case) -> None:
    before, after = record("prod"), recorded("prod", case.settled())
    rehoming = plan_after(case, _manifest(before))
    declared = {one.urn: one for one in after.resources}
    assert len(rehoming.imported) >= 3
    for made in rehoming.imported:
        assert declared[made.urn].parent == made.parent
        assert declared[made.urn].region == made.region
        assert declared[made.urn].provider.startswith(rehoming.provider.format(region=made.region) + "::")
    known = {one.urn for one in before.resources}
    assert known.isdisjoint(one.urn for one in rehoming.imported)
    parents = {one.parent for one in rehoming.imported}
    assert parents & known <= rehoming.existing <= known


@every_case
def test_no_database_or_secret_would_be_made_a_second_time(case: Case) -> None:
    before, after = record("prod"), recorded("prod", case.settled())
    rehoming = plan_after(case, _manifest(before))
    known = {one.urn for one in before.resources} | {one.urn for one in rehoming.imported}
    new = {one.name for kind in (INSTANCE, SECRET) for one in after.of_type(kind) if one.urn not in known}
    # It holds a password for the instance that the program would make.
    assert new == ({f"{case.region}-database-bootstrap"} if case.moved else set())


@every_case
def test_what_is_let_go_of_is_what_the_program_will_not_declare(case: Case) -> None:
    """All of it that is protected, without which the engine would refuse, and nothing that stays."""
    before, after = record("prod"), recorded("prod", case.settled())
    rehoming = plan_after(case, _manifest(before))
    known, declared = ({one.urn for one in program.resources} for program in (before, after))
    assert set(rehoming.removed) <= known - declared
    assert len(set(rehoming.removed)) == len(rehoming.removed)
    assert {one.urn for one in before.resources if one.protect} - declared <= set(rehoming.removed)
    assert set(rehoming.refreshed) <= known & declared
    # What would be lost with the update: passwords that open what stays there, and logs of what happened.
    kept = {one.urn for kind in (PASSWORD, LOG_GROUP) for one in before.of_type(kind)}
    assert kept - declared <= set(rehoming.removed)
