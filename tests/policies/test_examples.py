"""Proves every guardrail by its own examples, over the analyzer protocol's messages, as the engine would ask.

That the pack starts and listens is in test_pack.py; that whole programs pass is in test_program.py.
"""

from dataclasses import replace

import pytest
from _pytest.mark import ParameterSet

from policies.catalogue import GUARDRAILS
from policies.frame.guardrail import (
    Example,
    Expected,
    Findings,
    Guardrail,
    ResourceGuardrail,
    Severity,
    StackGuardrail,
    fail,
)
from policies.frame.resources import Resource
from policies.frame.sdk import type_is_declared
from policies.frame.stack import Stack
from tests.policies.protocol import analyzer, ask, outcome

ADVISORY, MANDATORY = 0, 1


def _examples(*expected: Expected) -> list[ParameterSet]:
    return [
        pytest.param(guardrail, example, id=f"{guardrail.name}: {example.title}")
        for guardrail in GUARDRAILS
        for example in guardrail.examples
        if example.expected in expected
    ]


def _evaluated(guardrail: Guardrail, example: Example) -> Expected:
    return outcome(ask(analyzer(guardrail), example.resources), guardrail)


@pytest.mark.parametrize(("guardrail", "example"), _examples(*Expected))
def test_example(guardrail: Guardrail, example: Example) -> None:
    assert _evaluated(guardrail, example) is example.expected


@pytest.mark.parametrize(("guardrail", "example"), _examples(Expected.FAIL))
def test_violation_has_the_declared_level_and_says_how_to_mend(guardrail: Guardrail, example: Example) -> None:
    said = ask(analyzer(guardrail), example.resources)
    level = MANDATORY if guardrail.severity is Severity.MANDATORY else ADVISORY
    violations = [one for one in said if guardrail.mend in one.message]
    assert violations
    assert {one.enforcementLevel for one in violations} == {level}


@pytest.mark.parametrize(("guardrail", "example"), _examples(Expected.UNDECIDED))
def test_what_waits_never_stops_a_preview(guardrail: Guardrail, example: Example) -> None:
    said = ask(analyzer(guardrail), example.resources)
    assert {one.enforcementLevel for one in said} == {ADVISORY}
    assert all("is not known before the update" in one.message for one in said)


def _silent(_subject: Resource | Stack) -> Findings:
    return ()


def _shouting(_subject: Resource | Stack) -> Findings:
    return (fail("everything is wrong"),)


def _with(guardrail: Guardrail, check: object) -> Guardrail:
    assert isinstance(guardrail, ResourceGuardrail | StackGuardrail)
    return replace(guardrail, check=check)


@pytest.mark.parametrize("guardrail", GUARDRAILS, ids=lambda guardrail: guardrail.name)
def test_the_examples_notice_a_check_that_lost_its_mind(guardrail: Guardrail) -> None:
    def noticed(check: object) -> bool:
        return any(
            _evaluated(_with(guardrail, check), example) is not example.expected for example in guardrail.examples
        )

    assert noticed(_silent)
    assert noticed(_shouting)


@pytest.mark.parametrize("token", sorted({token for guardrail in GUARDRAILS for token in guardrail.types}))
def test_the_installed_sdk_declares_the_type(token: str) -> None:
    assert type_is_declared(token)
