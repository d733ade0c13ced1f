"""Proves that each key of the settings has its finding in the reference, and how the command answers."""

import json
import re
from pathlib import Path

import pytest

from cli.effects.alternatives import keys_of
from cli.effects.table import MODEL, NEVER, name_of, summary, tries, write
from cli.effects.trial import tried
from components.settings.check import check
from components.settings.effects import FILE, kept
from components.settings.reference import render
from operations.errors import BadInputError
from rehearsal.changes.effects import Effect, Kind
from rehearsal.mocks.recorder import ROOT
from tests.components.settings.files import STACKS, values_of
from tests.support.sweeps import sample

ONE_IN = 40
# They take one value alone, which a rule explains.
FIXED = {("database", "masterPassword"), ("database", "blueGreenUpdates"), ("keys", "deletionWindowDays")}
TRIES = list(tries(ROOT))


def test_every_key_of_the_model_is_tried_with_another_valid_value() -> None:
    """A section that is new to prod's settings says in cli/effects/left_out.py what it stands on."""
    assert {one.key for one in TRIES if one.after is None} == {name_of(path) for path in FIXED}
    assert [one.key for one in TRIES if check(one.before)[1] or (one.after and check(one.after)[1])] == []
    own = [name_of(path) for path in keys_of(values_of(MODEL)) if path != ("environment",)]
    assert [one.key for one in TRIES][: len(own)] == own
    assert [row for row in render().splitlines() if "not tried" in row] == [
        row for row in render().splitlines() if row.startswith("| `environment`")
    ]


def test_one_key_is_tried_where_one_is_asked_for() -> None:
    assert [one.key for one in tries(ROOT, ["edge.zones", "offHours.d"])] == [
        "offHours.days",
        "edge.zones.name",
        "edge.zones.zoneId",
        "edge.zones.role",
    ]


def test_what_is_asked_for_alone_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    for stack in STACKS:
        (tmp_path / f"Pulumi.{stack}.yaml").write_text((ROOT / f"Pulumi.{stack}.yaml").read_text())
    file = tmp_path / FILE
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({**kept(), "edge.ipv6": "something else", "logs.retentionDays": "as it was"}))
    assert write(tmp_path, ["edge.ipv6"]) == 1
    assert json.loads(file.read_text()) == {**kept(), "logs.retentionDays": "as it was"}


def test_every_key_has_its_finding() -> None:
    assert list(kept()) == [one.key for one in TRIES], "run `make effects`"
    assert {key for key, found in kept().items() if found == NEVER} == {name_of(path) for path in FIXED}


@pytest.mark.slow
def test_findings_are_as_the_program_is() -> None:
    for one in sample("effects", [one for one in TRIES if one.after is not None], ONE_IN):
        assert one.finding() == kept()[one.key], f"{one.key}: run `make effects`"


def test_the_gravest_comes_first_and_many_are_counted() -> None:
    found = [
        *(Effect(type="aws:ec2/subnet:Subnet", name=str(n), kind=Kind.REPLACE) for n in range(3)),
        Effect(type="aws:rds/instance:Instance", name="a", kind=Kind.UPDATE, stops=True),
        Effect(type="aws:sns/topic:Topic", name="b", kind=Kind.CREATE),
        Effect(type="aws:sns/topic:Topic", name="c", kind=Kind.UPDATE),
        Effect(type="aws:ssm/parameter:Parameter", name="d", kind=Kind.UPDATE),
    ]
    assert summary(found) == (
        "updates 1 rds.Instance, which stops meanwhile; replaces 3 ec2.Subnet; creates 1 sns.Topic; "
        "and 2 other resources"
    )
    assert summary([]) == "nothing that stands"


def test_the_command_says_what_each_resource_undergoes(capsys: pytest.CaptureFixture[str]) -> None:
    lines = list(tried(ROOT, "staging", ["network.flowLogRetentionDays=60", "database.engineVersion=17.7"]))
    said = capsys.readouterr()
    assert (said.out, said.err.startswith("running the program for staging")) == ("", True)
    assert " ~ cloudwatch.LogGroup us-east-1-flow-logs  [retentionInDays]" in lines
    assert " ~ rds.Instance us-east-1-database-a  [engineVersion]  STOPS MEANWHILE" in lines
    assert re.fullmatch(r"\d+ to update; nothing was changed", lines[-1])


def test_the_command_says_what_pulumi_refuses_to_delete() -> None:
    lines = list(tried(ROOT, "staging", ["home=us-west-2"]))
    assert " - route53.Zone us-east-1-zone  PROTECTED" in lines
    assert "+- iam.Role account-deployment  [provider]" in lines
    assert lines[-2] == "Pulumi refuses this update: 1 of what it deletes or replaces is protected"


REFUSED = [
    ("network", "expected KEY=VALUE"),
    ("=1", "expected KEY=VALUE"),
    ("network.nonsense=1", "an unknown key"),
    ("nonsense=1", "no key of the settings"),
    ("network.nat=both", "per-zone or single"),
    ("database.engineVersion=99.1", "that RDS sells"),
    ("edge.alternativeNames=[a", "expected YAML"),
    ("fleet.reserve.prepared=3", "no such section"),
    ("environment=qa", "another name is another stack"),
    ("sites={}", "there are fewer than 1"),
]


@pytest.mark.parametrize(("change", "words"), REFUSED)
def test_a_change_that_cannot_be_is_refused(change: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadInputError, match=re.escape(words)):
        list(tried(ROOT, "staging", [change]))
    assert capsys.readouterr().err == ""  # before any work
