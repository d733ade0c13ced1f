"""Proves that an editor marks what is wrong by itself, and nothing that `storefront config check` takes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from components.settings.check import check
from components.settings.document import read_document
from components.settings.editor_schema import FIRST_LINE, editor_schema
from components.settings.stack_file import NAMESPACE
from tests.components.settings.files import GONE, ROOT, STACKS, Path_, Values, put, values_of
from tests.components.settings.test_mutations import LEAVES, MAPPINGS, PLACES, VALUES, of_another_type

# Mappings whose keys are names; which may stand there, and which must, is for the rules to say.
NAMED: set[Path_] = {("sites",), ("guidelines",), ("fleet", "images")}
SCHEMA: Any = editor_schema()
VALIDATOR: Any = Draft7Validator(SCHEMA)


def marked(values: Values) -> list[Path_]:
    """The places that an editor marks in a file with these settings."""
    document = {"config": {NAMESPACE + key: value for key, value in values.items()}}
    return [tuple(error.absolute_path) for error in VALIDATOR.iter_errors(document)]


def marked_below(key: str, value: Any) -> list[Path_]:
    """The places that an editor marks in one key's value by that key's own schema, which is a part of the whole."""
    own: Any = SCHEMA["properties"]["config"]["properties"][NAMESPACE + key]
    return [(key, *error.absolute_path) for error in VALIDATOR.evolve(schema=own).iter_errors(value)]


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(editor_schema())


@pytest.mark.parametrize("stack", STACKS)
def test_a_stacks_file_names_the_schema_and_keeps_it(stack: str) -> None:
    file = ROOT / f"Pulumi.{stack}.yaml"
    assert file.read_text().startswith(FIRST_LINE + "\n")
    assert not list(VALIDATOR.iter_errors(read_document(file).values))


@pytest.mark.parametrize("stack", STACKS)
def test_every_missing_key_is_marked(stack: str) -> None:
    missing, unmarked = 0, set[Path_]()
    for path, _ in PLACES[stack]:
        named = path[:-1] in NAMED or not isinstance(path[-1], str)
        without = VALUES[stack] if named else put(VALUES[stack], path, GONE)
        if any(problem.path == path and problem.given == "nothing" for problem in check(without)[1]):
            missing += 1
            unmarked |= set() if marked(without) else {path}
    assert missing > 100
    assert unmarked == {
        ("home",),
        *((("database", "replica"),) if stack == "prod" else ()),
        *(("sites", region, "database", "replicaZone") for region in ("us-east-1", "us-west-2")),
        ("backups", "copyDeleteAfterDays"),
        ("database", "replicatedBackupRetentionDays"),
        ("visitors", "federation"),
        ("servers", "patchWindow"),
        *(("servers", "artifacts", what) for what in ("awsCli", "storefrontCli", "tableauBridge")),
        *(("servers", "artifacts", "cloudwatchAgent", what) for what in ("arm64", "x86_64")),
    }, "required by rules alone, where something else is there"


@given(st.sampled_from(STACKS), st.data())
def test_every_unknown_key_is_marked(stack: str, data: st.DataObject) -> None:
    mapping = data.draw(st.sampled_from(MAPPINGS[stack]))
    if mapping not in NAMED:
        assert marked(put(VALUES[stack], (*mapping, "surely-unknown"), 1))


@pytest.mark.parametrize("stack", STACKS)
def test_every_wrong_type_is_marked_at_its_place(stack: str) -> None:
    for path, value in LEAVES[stack]:
        for other in of_another_type(value):
            changed = put(VALUES[stack], path, other)
            places = marked_below(str(path[0]), changed[str(path[0])])
            marked_there = any(path[: len(place)] == place for place in places)
            assert marked_there or other is None, (path, other, places)


@given(st.sampled_from(STACKS), st.data())
def test_what_is_taken_is_not_marked(stack: str, data: st.DataObject) -> None:
    path, value = data.draw(st.sampled_from(LEAVES[stack]))
    alike: list[Any] = [other for _, other in LEAVES[stack] if type(other) is type(value)]
    drawn = st.sampled_from(alike) | (st.integers(0, 4000) if isinstance(value, int) else st.just(value))
    changed = put(VALUES[stack], path, data.draw(drawn))
    if not check(changed)[1]:
        assert not marked(changed)


def test_the_other_environments_values_are_taken_where_the_rules_take_them() -> None:
    taken = 0
    for path, _ in LEAVES["prod"]:
        theirs = dict(LEAVES["staging"]).get(path)
        changed = put(values_of("prod"), path, theirs)
        if theirs is not None and not check(changed)[1]:
            taken += 1
            assert not marked(changed), path
    assert taken > 50
