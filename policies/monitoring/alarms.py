"""Guardrails for alarms: each is told to somebody, says what to do, and knows what silence means."""

import re
from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import both, must_be, must_be_set, must_not_be_false, show
from policies.frame.guardrail import (
    Case,
    Finding,
    ResourceGuardrail,
    StackGuardrail,
    fail,
    fails,
    passes,
    resource,
    undecided,
    waits,
)
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, at, listed

_TOPIC = "arn:aws:sns:us-east-1:111122223333:storefront-prod-us-east-1-operations"
# Wherever a company keeps its copy of the folder.
_RUNBOOK = re.compile(r"https://[^\s?#]+/[a-z0-9-]+\.md(?![\w-])")
_SILENCES = ("breaching", "notBreaching", "ignore", "missing")


def _names_a_runbook(alarm: Resource) -> Iterator[Finding]:
    text = alarm.at("alarmDescription")
    if text is UNKNOWN:
        yield undecided("alarmDescription")
    elif not isinstance(text, str) or not _RUNBOOK.search(text):
        yield fail(f"its description is {show(text)}, expected the address of a runbook's page", "alarmDescription")


def _silent_composites_suppress(stack: Stack) -> Iterator[Finding]:
    alarms = stack.of(tokens.COMPOSITE_ALARM)
    given = [at(alarm.at("actionsSuppressor"), "alarm") for alarm in alarms]
    sources = {urn for alarm in alarms for urn in alarm.dependencies.get("actionsSuppressor", ())}
    for alarm in alarms:
        actions = alarm.at("alarmActions")
        told = actions is not UNKNOWN and listed(actions)
        if told or alarm.urn in sources or alarm.at("alarmName") in given:
            continue
        if actions is UNKNOWN or UNKNOWN in given:
            yield undecided("alarmActions" if actions is UNKNOWN else "actionsSuppressor", alarm.urn)
        else:
            yield fail("it tells nobody, and no other alarm is silent because of it", "alarmActions", alarm.urn)


_ALARM = Case(tokens.METRIC_ALARM)
_SAYS = "Bad. Runbook: https://example.com/docs/runbooks/database.md#load"


def _composite(name: str, **props: object) -> Resource:
    return resource(tokens.COMPOSITE_ALARM, {"alarmName": name, **props}, name)  # pyright: ignore[reportArgumentType] - plain values


GUARDRAILS = (
    ResourceGuardrail(
        name="alarms-have-actions",
        summary="An alarm tells somebody that it is on, and that it is off again.",
        why="An alarm without an action is found by whoever looks for what already went wrong.",
        mend="Set alarmActions and okActions to a topic of the site, and leave actionsEnabled out.",
        practice="OPS08-BP04",
        controls=("FSBP CloudWatch.15", "FSBP CloudWatch.17", "NIST SI-4(12)"),
        types=(tokens.METRIC_ALARM,),
        check=both(
            both(must_be_set("alarmActions", "a topic"), must_be_set("okActions", "a topic")),
            must_not_be_false("actionsEnabled"),
        ),
        examples=(
            _ALARM.good("told", alarmActions=[_TOPIC], okActions=[_TOPIC]),
            _ALARM.bad("untold", okActions=[_TOPIC]),
            _ALARM.bad("an empty list", alarmActions=[], okActions=[_TOPIC]),
            _ALARM.bad("no end", alarmActions=[_TOPIC]),
            _ALARM.bad("switched off", alarmActions=[_TOPIC], okActions=[_TOPIC], actionsEnabled=False),
            _ALARM.unknown("new topic", alarmActions=UNKNOWN, okActions=[_TOPIC]),
        ),
    ),
    ResourceGuardrail(
        name="alarms-name-a-runbook",
        summary="An alarm's description names the page of the runbook.",
        why="Whoever is woken has the notification alone.",
        mend="Put the https address of the runbook's page, which ends in .md, into alarmDescription, or add the "
        "alarm to the catalogue.",
        practice="OPS07-BP03",
        types=(tokens.METRIC_ALARM,),
        check=_names_a_runbook,
        examples=(
            _ALARM.good("named", alarmDescription=_SAYS),
            _ALARM.bad("bare"),
            _ALARM.good("elsewhere", alarmDescription="Bad. Runbook: https://wiki.example.com/runbooks/fleet.md"),
            _ALARM.bad("a folder", alarmDescription="Bad. Runbook: https://wiki.example.com/runbooks"),
            _ALARM.bad("no address", alarmDescription="see database.md"),
            _ALARM.bad("words alone", alarmDescription="the database is slow"),
            _ALARM.unknown("computed", alarmDescription=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="alarms-state-what-silence-means",
        summary="An alarm says what a missing datapoint counts as.",
        why="Left out, an alarm whose metric stops goes to INSUFFICIENT_DATA: nobody sees the outage.",
        mend="Set treatMissingData: breaching where silence is trouble, notBreaching where it is quiet.",
        practice="OPS08-BP04",
        types=(tokens.METRIC_ALARM,),
        check=must_be("treatMissingData", *_SILENCES),
        examples=(
            _ALARM.good("trouble", treatMissingData="breaching"),
            _ALARM.good("quiet", treatMissingData="notBreaching"),
            _ALARM.bad("left out"),
            _ALARM.unknown("computed", treatMissingData=UNKNOWN),
        ),
    ),
    StackGuardrail(
        name="composite-alarms-act",
        summary="A composite alarm tells somebody, or another alarm is silent because of it.",
        why="One that does neither costs money and hides that nobody is told.",
        mend="Set alarmActions, or name it in another composite alarm's actionsSuppressor.",
        practice="OPS08-BP04",
        controls=("FSBP CloudWatch.15",),
        types=(tokens.COMPOSITE_ALARM,),
        check=_silent_composites_suppress,
        examples=(
            passes("told", _composite("page", alarmActions=[_TOPIC])),
            passes(
                "a suppressor",
                _composite("cause"),
                _composite("page", alarmActions=[_TOPIC], actionsSuppressor={"alarm": "cause"}),
            ),
            fails("neither", _composite("page")),
            fails(
                "not that suppressor",
                _composite("cause"),
                _composite("page", alarmActions=[_TOPIC], actionsSuppressor={"alarm": "other"}),
            ),
            waits("new topic", _composite("page", alarmActions=UNKNOWN)),
        ),
    ),
)
