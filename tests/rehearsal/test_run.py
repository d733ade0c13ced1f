"""Proves that a program with the real SDK and a real pack is guarded, created and read back as an engine would.

Resources are made by stand-in handlers; that the real handlers fit the embedded AWS is shown in
tests/rehearsal/provider, the command around it all in test_command.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from rehearsal.host.pack import PackError
from rehearsal.record import Level, State
from rehearsal.run import ProgramError
from tests.rehearsal.tiny import PACK, THING, FakeHandler, make_project, named, rehearse_project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rehearsal.record import Record


def test_components_and_their_resources_stand(tmp_path: Path) -> None:
    handler = FakeHandler()
    record, _ = rehearse_project(make_project(tmp_path / "p", 'Box("one")\n'), {THING: handler})
    assert [(one.name, one.state) for one in record.resources] == [
        ("storefront-prod", State.COMPONENT),
        ("one", State.COMPONENT),
        ("one-child", State.CREATED),
    ]
    child = named(record, "one-child")
    assert child.urn == "urn:pulumi:prod::storefront::storefront:test:Box$test:index:Thing::one-child"
    assert child.parent == named(record, "one").urn
    assert child.options.protect
    assert handler.created == [{"size": 1}]
    assert named(record, "one").outputs == {"child": "id-1"}
    assert record.passed


def test_settings_reach_the_program_as_texts(tmp_path: Path) -> None:
    program = """
        pulumi.export("seen", [
            config.require("plain"), config.require("clock"), config.require_int("count"),
            config.require_bool("on"), config.require_object("zones"), pulumi.Config("aws").require("region"),
            pulumi.get_project(), pulumi.get_stack(),
        ])
    """
    settings = """
config:
  storefront:plain: yes
  storefront:clock: 12:30
  count: 3
  storefront:on: true
  storefront:zones: [{name: a, size: 1}]
  aws:region: us-east-1
"""
    record, _ = rehearse_project(make_project(tmp_path / "p", program, settings=settings))
    seen = record.resources[0].outputs["seen"]
    zones = [{"name": "a", "size": 1}]
    assert seen == ["yes", "12:30", 3, True, zones, "us-east-1", "storefront", "prod"]


def test_what_depends_on_another_gets_its_outputs(tmp_path: Path) -> None:
    program = """
        first = Thing("first", {"size": 1})
        Thing("second", {"made": first.made})
    """
    handler = FakeHandler(outputs=lambda inputs: {"made": f"of {inputs.get('size')}"})
    record, _ = rehearse_project(make_project(tmp_path / "p", program), {THING: handler})
    assert handler.created[1] == {"made": "of 1"}
    second = named(record, "second")
    assert second.dependencies == (named(record, "first").urn,)
    assert second.property_dependencies == {"made": (named(record, "first").urn,)}


def test_secrets_are_created_in_the_clear_and_recorded_masked(tmp_path: Path) -> None:
    program = """
        word = Thing("word", {"secretWord": pulumi.Output.secret("swordfish-99")})
        nested = Thing("nested", {"size": {"inner": word.secretWord}})
        Thing("told", {"made": pulumi.Output.concat("it is ", word.secretWord)})
        pulumi.export("word", word.secretWord)
    """
    handler = FakeHandler(
        outputs=lambda inputs: {"hint": f"starts like {inputs.get('secretWord')}"},
        live=lambda inputs: {**inputs, "secretWord": "another"},
    )
    project = make_project(tmp_path / "p", program)
    record, scrubber = rehearse_project(project, {THING: handler})
    assert handler.created[0] == {"secretWord": "swordfish-99"}
    path = tmp_path / "record.json"
    record.write(path, scrubber)
    assert "swordfish" not in path.read_text()
    documents = {one["name"]: one for one in json.loads(path.read_text())["resources"]}
    assert documents["word"]["inputs"] == {"secretWord": "[secret]"}
    assert documents["word"]["outputs"]["secretWord"] == "[secret]"
    assert documents["word"]["outputs"]["hint"] == "starts like [secret]"
    assert documents["word"]["read_back"]["differences"] == [
        {"path": "secretWord", "declared": "[secret]", "live": "[secret]"}
    ]
    assert documents["nested"]["inputs"] == {"size": {"inner": "[secret]"}}
    assert documents["told"]["inputs"] == {"made": "[secret]"}
    assert documents["storefront-prod"]["outputs"] == {"word": "[secret]"}


def test_a_violation_keeps_a_resource_and_what_needs_it_from_standing(tmp_path: Path) -> None:
    program = """
        big = Thing("big", {"size": 500})
        Thing("by-value", {"made": big.made})
        Thing("by-order", {"size": 1}, pulumi.ResourceOptions(depends_on=[big]))
        Thing("also-big", {"size": 600})
        Thing("apart", {"size": 2})
    """
    handler = FakeHandler()
    record, _ = rehearse_project(make_project(tmp_path / "p", program), {THING: handler})
    states = {one.name: one.state for one in record.resources if one.custom}
    assert states == {
        "big": State.REFUSED,
        "by-value": State.SKIPPED,
        "by-order": State.SKIPPED,
        "also-big": State.REFUSED,
        "apart": State.CREATED,
    }
    assert handler.created == [{"size": 2}]
    assert {one.message for one in record.violations} == {
        "it is 500, more than 100",
        "it is 600, more than 100",
    }
    assert not record.passed


def test_the_stack_is_guarded_as_a_whole(tmp_path: Path) -> None:
    program = "for number in range(7):\n    Thing(f'thing-{number}')\n"
    record, _ = rehearse_project(make_project(tmp_path / "p", program), {THING: FakeHandler()})
    (finding,) = record.findings
    assert (finding.guardrail, finding.level, finding.message) == ("few-things", Level.ADVISORY, "there are 7")
    assert record.passed
    assert [(one.name, one.level) for one in record.guardrails] == [
        ("small-things", Level.MANDATORY),
        ("few-things", Level.ADVISORY),
    ]


def test_guardrails_see_options_provider_and_merged_tags(tmp_path: Path) -> None:
    pack = PACK.replace(
        "def small(args, report):",
        """def small(args, report):
    if args.resource_type == "aws:sns/topic:Topic":
        inputs = {name: args.props[name] for name in args.props}
        report(f"{args.opts.protect} {args.opts.ignore_changes} {args.opts.custom_timeouts.create_seconds} "
               f"{args.provider.name} {sorted(args.props['tags'].items())}")""",
    )
    program = """
        import pulumi_aws as aws
        west = aws.Provider("west", region="us-west-2", allowed_account_ids=["111122223333"],
                            default_tags={"tags": {"owner": "us", "kind": "any"}})
        aws.sns.Topic("topic", name="t", tags={"kind": "own"}, opts=pulumi.ResourceOptions(
            provider=west, protect=True, ignore_changes=["name"],
            custom_timeouts=pulumi.CustomTimeouts(create="1h30m")))
    """
    record, _ = rehearse_project(make_project(tmp_path / "p", program, pack=pack))
    (finding,) = record.violations
    assert finding.message == "True ['name'] 5400.0 west [('kind', 'own'), ('owner', 'us')]"


def test_a_provider_gives_region_account_and_tags(tmp_path: Path) -> None:
    program = """
        import pulumi_aws as aws
        west = aws.Provider("west", region="us-west-2", allowed_account_ids=["111122223333"],
                            default_tags={"tags": {"owner": "us"}})
        within = pulumi.ResourceOptions(provider=west)
        aws.sns.Topic("topic", name="t", opts=within)
        aws.sns.TopicPolicy("policy", arn="arn:aws:sns:us-west-2:111122223333:t", policy="{}", opts=within)
        aws.sns.Topic("homeless", name="u")
    """
    topics, policies = FakeHandler(), FakeHandler()
    handlers = {"aws:sns/topic:Topic": topics, "aws:sns/topicPolicy:TopicPolicy": policies}
    record, _ = rehearse_project(make_project(tmp_path / "p", program), handlers)
    assert topics.created == [{"name": "t", "tags": {"owner": "us"}, "tagsAll": {"owner": "us"}}]
    assert topics.regions == policies.regions == [("us-west-2", "111122223333")]
    assert set(policies.created[0]) == {"arn", "policy"}
    homeless = named(record, "homeless")
    assert homeless.state is State.FAILED
    assert "no explicit provider" in homeless.error


def test_a_type_without_handler_is_recorded_and_can_be_built_on(tmp_path: Path) -> None:
    program = """
        first = Thing("first", {"size": 1})
        Thing("second", {"made": first.id})
    """
    record, _ = rehearse_project(make_project(tmp_path / "p", program), {})
    assert named(record, "first").state is State.RECORDED
    assert named(record, "second").inputs == {"made": named(record, "first").id}
    assert record.passed


def test_a_refused_creation_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    def refuse_large(inputs: object) -> dict[str, object]:
        if inputs == {"size": 7}:
            message = "size 7 is out of stock"
            raise RuntimeError(message)
        return {}

    program = "Thing('seven', {'size': 7})\nThing('eight', {'size': 8})\n"
    handler = FakeHandler(outputs=refuse_large)
    record, _ = rehearse_project(make_project(tmp_path / "p", program), {THING: handler})
    assert (named(record, "seven").state, named(record, "seven").error) == (State.FAILED, "size 7 is out of stock")
    assert named(record, "eight").state is State.CREATED
    assert not record.passed


def test_what_stands_otherwise_than_declared_fails(tmp_path: Path) -> None:
    handler = FakeHandler(live=lambda inputs: {**inputs, "size": 2})
    record, _ = rehearse_project(make_project(tmp_path / "p", "Thing('one', {'size': 1})\n"), {THING: handler})
    comparison = named(record, "one").comparison
    assert comparison is not None
    assert [vars(one) for one in comparison.differences] == [{"path": "size", "declared": 1, "live": 2}]
    assert not record.passed


def test_what_stands_is_worked_with_while_it_is_read_back(tmp_path: Path) -> None:
    begun = threading.Event()

    def read(inputs: Mapping[str, Any]) -> dict[str, Any]:
        assert begun.wait(20)
        return dict(inputs)

    def work(record: Record) -> None:
        assert named(record, "it").state is State.CREATED
        begun.set()

    handler = FakeHandler(live=read)
    program = "Thing('it', {'size': 1})\n"
    record, _ = rehearse_project(make_project(tmp_path / "p", program), {THING: handler}, work)
    assert record.passed
    assert "read-back" in record.seconds


def test_nobody_works_with_what_does_not_stand(tmp_path: Path) -> None:
    def refuse(_: object) -> dict[str, object]:
        message = "out of stock"
        raise RuntimeError(message)

    given: list[Record] = []
    project = make_project(tmp_path / "p", "Thing('it', {'size': 1})\n")
    record, _ = rehearse_project(project, {THING: FakeHandler(outputs=refuse)}, given.append)
    assert not record.passed
    assert not given


def test_what_cannot_be_read_back_fails(tmp_path: Path) -> None:
    def gone(inputs: object) -> dict[str, object]:
        message = f"nothing there for {inputs}"
        raise LookupError(message)

    project = make_project(tmp_path / "p", "Thing('one', {'size': 1})\n")
    record, _ = rehearse_project(project, {THING: FakeHandler(live=gone)})
    comparison = named(record, "one").comparison
    assert comparison is not None
    assert comparison.error == "nothing there for {'size': 1}"
    assert not record.passed


def test_a_crash_is_told_without_the_frames_of_the_sdk(tmp_path: Path) -> None:
    program = """
        def build():
            raise ValueError("no such shape")
        build()
    """
    with pytest.raises(ProgramError) as caught:
        rehearse_project(make_project(tmp_path / "p", program))
    lines = str(caught.value).splitlines()
    assert lines[0] == "ValueError: no such shape"
    assert [line.split(":")[0] for line in lines[1:]] == ["  at __main__.py", "  at __main__.py"]
    assert caught.value.status == 1


def test_refused_settings_are_told_in_the_programs_own_words(tmp_path: Path) -> None:
    program = 'raise pulumi.RunError("size: got 0, expected at least 1")\n'
    with pytest.raises(ProgramError) as caught:
        rehearse_project(make_project(tmp_path / "p", program))
    assert str(caught.value) == "size: got 0, expected at least 1"
    assert caught.value.status == 2


@pytest.mark.parametrize(
    ("program", "refusal"),
    [
        ("import pulumi_aws\npulumi_aws.get_caller_identity()\n", "looks up aws:index/getCallerIdentity"),
        ("pulumi.StackReference('other')\n", "reads other (pulumi:pulumi:StackReference)"),
        ("pulumi.runtime.register_resource_transform(lambda args: None)\n", "registers a transform"),
        ("Thing('x', opts=pulumi.ResourceOptions(import_='abc'))\n", "x (test:index:Thing) asks for imports"),
        ("Thing('x')\nThing('x')\n", "two resources are called x"),
    ],
)
def test_what_a_rehearsal_does_not_do_is_refused_by_name(tmp_path: Path, program: str, refusal: str) -> None:
    with pytest.raises(ProgramError) as caught:
        rehearse_project(make_project(tmp_path / "p", program), {THING: FakeHandler()})
    assert refusal in str(caught.value)


def test_a_pack_that_does_not_start_is_told_by_its_last_words(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p", pack="raise ValueError('a guardrail without examples')\n")
    with pytest.raises(PackError) as caught:
        rehearse_project(project)
    message = str(caught.value)
    assert "ValueError: a guardrail without examples" in message
    assert "__main__.py" in message
    assert "Traceback" not in message


def test_a_pack_that_fails_at_a_resource_is_told_with_it(tmp_path: Path) -> None:
    pack = PACK.replace('report("it is %d', 'raise KeyError("oops")\n            report("it is %d')
    project = make_project(tmp_path / "p", "Thing('big', {'size': 500})\n", pack=pack)
    with pytest.raises(PackError, match=r"failed on big \(test:index:Thing\).*oops"):
        rehearse_project(project)


def test_warnings_of_the_program_are_kept(tmp_path: Path) -> None:
    record, _ = rehearse_project(make_project(tmp_path / "p", 'pulumi.log.warn("mind the gap")\n'))
    assert record.messages == ["mind the gap"]
