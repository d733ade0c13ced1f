"""Proves the exemptions: what the file must say, and that each one in force is told, and each other a violation.

The messages pass through the same analyzer as the engine's; that the pack refuses to start with a wrong file is in
test_pack.py.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.catalogue import GUARDRAILS
from policies.engine.exemptions import Exemption, ExemptionsError, load
from policies.engine.review import EXEMPTIONS
from policies.frame.guardrail import Expected, Guardrail
from tests.policies.protocol import TODAY, NoContext, analyzer, ask, whole
from tests.support.examples import times

NAMES = {guardrail.name for guardrail in GUARDRAILS}
BY_NAME: dict[str, Guardrail] = {guardrail.name: guardrail for guardrail in GUARDRAILS}
PUBLIC, RECORDED = BY_NAME["database-not-public"], BY_NAME["vpc-recorded"]
ENTRY = """\
exemptions:
  - guardrail: database-not-public
    resource: it
    stacks: [example]
    why: a migration reads it from outside
    who: platform
    until: 2026-06-30
"""


def _exemption(
    guardrail: str = PUBLIC.name, resource: str = "it", *, days: int = 29, stack: str = "example"
) -> Exemption:
    return Exemption(
        guardrail=guardrail,
        resource=resource,
        stacks=(stack,),
        why="a migration reads it from outside",
        who="platform",
        until=TODAY + timedelta(days=days),
    )


def _said(
    guardrail: Guardrail, exemption: Exemption, expected: Expected = Expected.FAIL
) -> list[tuple[str, int, str]]:
    resources = next(example.resources for example in guardrail.examples if example.expected is expected)
    pack = analyzer(guardrail, exemptions=[exemption])
    return [(one.policyName, one.enforcementLevel, one.message.split("\n")[1]) for one in ask(pack, resources)]


def test_in_force_the_violation_is_told_but_stops_nothing() -> None:
    said = _said(PUBLIC, _exemption())
    assert [(name, level) for name, level, _ in said] == [(PUBLIC.name, 0), (EXEMPTIONS, 0)]
    assert said[0][2].startswith(
        "exempted: publiclyAccessible is true, expected false (until 2026-06-30, platform: "
    )
    assert said[1][2].startswith("in force: database-not-public for it")


@pytest.mark.parametrize("pattern", ["it", "i?", "urn:pulumi:example::*:it"])
def test_a_resource_is_named_by_name_or_urn(pattern: str) -> None:
    assert [level for _, level, _ in _said(PUBLIC, _exemption(resource=pattern))] == [0, 0]


def test_on_its_last_day_it_holds_and_a_day_later_it_is_a_violation() -> None:
    assert [level for _, level, _ in _said(PUBLIC, _exemption(days=0))] == [0, 0]
    said = _said(PUBLIC, _exemption(days=-1))
    assert [(name, level) for name, level, _ in said] == [(PUBLIC.name, 1), (EXEMPTIONS, 1)]
    assert said[1][2].startswith("expired: ")


@pytest.mark.parametrize(
    ("guardrail", "exemption"),
    [
        (PUBLIC, _exemption()),
        (PUBLIC, _exemption(resource="another")),
        (RECORDED, _exemption(RECORDED.name, "vpc")),
    ],
)
def test_what_nothing_needs_is_a_violation(guardrail: Guardrail, exemption: Exemption) -> None:
    said = _said(guardrail, exemption, Expected.PASS)
    assert [(name, level, text[:6]) for name, level, text in said] == [(EXEMPTIONS, 1, "unused")]


def test_what_may_still_be_needed_is_not_called_unused() -> None:
    said = _said(PUBLIC, _exemption(), Expected.UNDECIDED)
    assert [level for _, level, _ in said] == [0, 0]
    assert said[1][2].startswith("in force")


@pytest.mark.parametrize(("stack", "covered"), [("*", True), ("dev-*", True), ("stag*", False), ("dev", False)])
def test_stacks_are_named_with_wildcards(stack: str, *, covered: bool) -> None:
    one = _exemption(stack=stack)
    assert one.covers(one.guardrail, "dev-1", one.resource, "urn") is covered


def test_another_stacks_exemption_is_left_alone() -> None:
    assert [(name, level) for name, level, _ in _said(PUBLIC, _exemption(stack="prod"))] == [(PUBLIC.name, 1)]


def test_what_was_not_looked_at_is_not_called_unused() -> None:
    pack = analyzer(PUBLIC, exemptions=[_exemption()])
    resources = next(example.resources for example in PUBLIC.examples if example.expected is Expected.PASS)
    context: Any = NoContext()
    assert list(pack.AnalyzeStack(whole(resources), context).diagnostics) == []


def test_a_stack_guardrail_is_exempted_by_the_resource_it_is_about() -> None:
    assert [level for _, level, _ in _said(RECORDED, _exemption(RECORDED.name, "vpc"))] == [0, 0]


def test_the_shipped_file_is_right() -> None:
    for exemption in load(Path("policies/exemptions.yaml"), NAMES):
        assert exemption.until > date(2026, 1, 1)


def test_a_right_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "exemptions.yaml").write_text(ENTRY)
    assert load(tmp_path / "exemptions.yaml", NAMES) == (_exemption(),)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("exemptions:", "exceptions:", "expected the one key 'exemptions'"),
        ("database-not-public", "database-not-publick", "there is no guardrail 'database-not-publick'"),
        ("resource: it", "resource: '*'", "exempts everything"),
        ("    who: platform\n", "", "exemptions[0].who: expected a text, got nothing"),
        ("who: platform", "who: [7]", "exemptions[0].who: expected a text, got list"),
        ("why: a", "when: now\n    why: a", "exemptions[0].when: is no key"),
        ("[example]", "example", "exemptions[0].stacks: expected a list"),
        ("[example]", "[]", "exemptions[0].stacks: expected a list"),
        ("2026-06-30", "soon", "exemptions[0].until: expected a day"),
        ("2026-06-30", "2026-06-31", "exemptions[0].until: expected a day"),
        ("exemptions:", "exemptions: [", "is no YAML"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "exemptions.yaml").write_text(ENTRY.replace(old, new))
    with pytest.raises(ExemptionsError) as refused:
        load(tmp_path / "exemptions.yaml", NAMES)
    assert said in str(refused.value)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "exemptions.yaml").write_text("exemptions:\n  - guardrail: x\n  - 7\n")
    with pytest.raises(ExemptionsError) as refused:
        load(tmp_path / "exemptions.yaml", NAMES)
    assert len(str(refused.value).splitlines()) == 7


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExemptionsError, match="cannot be read"):
        load(tmp_path / "exemptions.yaml", NAMES)


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["guardrail", "resource", "stacks", "until", "who", "why", "x"]), inner, max_size=7
        )
    ),
    max_leaves=10,
)


@settings(max_examples=times(2))
@given(content=_ANY)
def test_garbage_is_told_and_never_breaks(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    path = tmp_path_factory.mktemp("garbage") / "exemptions.yaml"
    path.write_text(yaml.safe_dump({"exemptions": [content]}))
    with pytest.raises(ExemptionsError):
        load(path, NAMES)
