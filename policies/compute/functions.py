"""Guardrails for functions that run by themselves: how often they are tried, and what their environment holds."""

import re
from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import show
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, fail, fails, passes, resource, undecided
from policies.frame.resources import Resource
from policies.frame.values import UNKNOWN, at, is_map, number, strings

_FUNCTION_EVENT_INVOKE = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"

_RETRIES = ("maximumRetryAttempts", "maximumEventAgeInSeconds")
_STATED = {
    tokens.SCHEDULE: tuple(("target", "retryPolicy", name) for name in _RETRIES),
    _FUNCTION_EVENT_INVOKE: tuple((name,) for name in _RETRIES),
}
# What a key looks like whatever it is called: AWS's own, and those in PEM.
_KEYS = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----")


def _retries(scheduled: Resource) -> Iterator[Finding]:
    for path in _STATED.get(scheduled.type, ()):
        prop, given = ".".join(path), scheduled.at(*path)
        if given is UNKNOWN:
            yield undecided(prop)
        elif number(given) is None:
            yield fail(f"{prop} is {show(given)}, expected a number", prop)


def _environment(function: Resource) -> Iterator[Finding]:
    variables = function.at("environment", "variables")
    if variables is UNKNOWN:
        yield undecided("environment.variables")
        return
    for name in variables if is_map(variables) else ():
        prop, value = f"environment.variables.{name}", at(variables, name)
        if value is UNKNOWN:
            yield undecided(prop)
        elif any(text in function.secrets or _KEYS.search(text) for text in strings(value)):
            yield fail(f"{prop} holds a secret", prop)


_SCHEDULE, _INVOKE, _FUNCTION = (
    Case(tokens.SCHEDULE),
    Case(_FUNCTION_EVENT_INVOKE),
    Case(tokens.FUNCTION),
)
_LOGIN = {"environment": {"variables": {"LOGIN": "x7-secret"}}}
_PEM = '{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----\\nMIIE..."}'

GUARDRAILS = (
    ResourceGuardrail(
        name="schedule-retries-stated",
        summary="What runs by a schedule says how often, and for how long, a failed run is tried again.",
        why="Left out, Scheduler tries 185 times in a day and Lambda for six hours: an outage becomes a storm.",
        mend="Set maximumRetryAttempts and maximumEventAgeInSeconds.",
        practice="REL05-BP03",
        controls=("NIST SC-5",),
        types=(tokens.SCHEDULE, _FUNCTION_EVENT_INVOKE),
        check=_retries,
        examples=(
            _SCHEDULE.good(
                "stated", target={"retryPolicy": {"maximumRetryAttempts": 0, "maximumEventAgeInSeconds": 60}}
            ),
            _SCHEDULE.bad("left out", target={"arn": "arn:aws:lambda:us-east-1:111122223333:function:visitors"}),
            _SCHEDULE.bad("without an age", target={"retryPolicy": {"maximumRetryAttempts": 2}}),
            _SCHEDULE.unknown("computed", target=UNKNOWN),
            _INVOKE.good("stated", maximumRetryAttempts=0, maximumEventAgeInSeconds=60),
            _INVOKE.bad("left out"),
        ),
    ),
    ResourceGuardrail(
        name="function-environment-without-secrets",
        summary="A function's environment holds no password and no key.",
        why="Whoever may describe the function reads it, and it stands in every backup of its configuration.",
        mend="Put it into Secrets Manager and the secret's ARN into the environment, or use no key at all.",
        practice="SEC02-BP03",
        controls=("NIST IA-5(7)",),
        types=(tokens.FUNCTION,),
        check=_environment,
        examples=(
            _FUNCTION.good("names", environment={"variables": {"SECRET": "arn:aws:secretsmanager:…"}}),
            _FUNCTION.good("none"),
            _FUNCTION.bad("a key of Google's", environment={"variables": {"GOOGLE": _PEM}}),
            _FUNCTION.bad("a key of AWS's", environment={"variables": {"ID": "AKIAIOSFODNN7EXAMPLE"}}),
            fails("what Pulumi holds for secret", resource(tokens.FUNCTION, _LOGIN, secrets=["x7-secret"])),
            passes("no secret for Pulumi", resource(tokens.FUNCTION, _LOGIN)),
            _FUNCTION.unknown("computed", environment={"variables": {"LOGIN": UNKNOWN}}),
        ),
    ),
)
