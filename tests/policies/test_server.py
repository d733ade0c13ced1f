"""Shows which resources are a stack to the pack: those that the program has, whatever else the engine names."""

from typing import Any

from policies.frame import tokens
from policies.frame.guardrail import resource
from policies.monitoring.alarms import GUARDRAILS
from tests.policies.protocol import NoContext, analyzer, one, whole

(ACTS,) = [guardrail for guardrail in GUARDRAILS if guardrail.name == "composite-alarms-act"]
CONTEXT: Any = NoContext()
CAUSE = resource(tokens.COMPOSITE_ALARM, {"alarmName": "cause"}, "cause")
PAGE = resource(tokens.COMPOSITE_ALARM, {"alarmName": "page", "alarmActions": ["arn"]}, "page")
SILENCED = resource(
    tokens.COMPOSITE_ALARM,
    {"alarmName": "page", "alarmActions": ["arn"], "actionsSuppressor": {"alarm": "cause"}},
    "page",
)


def test_what_an_update_refreshes_and_then_deletes_is_not_judged() -> None:
    pack = analyzer(ACTS)
    pack.Analyze(one(PAGE), CONTEXT)
    assert list(pack.AnalyzeStack(whole([PAGE, CAUSE]), CONTEXT).diagnostics) == []


def test_what_is_deleted_supports_nothing() -> None:
    pack = analyzer(ACTS)
    pack.Analyze(one(CAUSE), CONTEXT)
    (said,) = pack.AnalyzeStack(whole([CAUSE, SILENCED]), CONTEXT).diagnostics
    assert (said.policyName, said.urn) == (ACTS.name, CAUSE.urn)


def test_each_update_is_judged_by_what_it_registered_itself() -> None:
    """A preview and the update after it may ask the same process."""
    pack = analyzer(ACTS)
    for resources in ([CAUSE, SILENCED], [CAUSE]):
        for each in resources:
            pack.Analyze(one(each), CONTEXT)
        said = list(pack.AnalyzeStack(whole([CAUSE, SILENCED]), CONTEXT).diagnostics)
        assert bool(said) is (resources == [CAUSE])


def test_a_stack_of_which_nothing_was_sent_before_is_judged_whole() -> None:
    (said,) = analyzer(ACTS).AnalyzeStack(whole([CAUSE]), CONTEXT).diagnostics
    assert said.urn == CAUSE.urn
