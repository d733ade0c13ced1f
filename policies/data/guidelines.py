"""The guardrail over availability guidelines: what is promised must be possible in the topology."""

from collections.abc import Iterator

from policies.data.recovery import SCENARIOS, strategies_for
from policies.data.zones import primaries
from policies.frame import tokens
from policies.frame.guardrail import Finding, StackGuardrail, fail, fails, passes, resource, undecided, waits
from policies.frame.resources import Provider, Resource
from policies.frame.sections import GUIDELINES_SUFFIX, content_of, parameters_of
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Value, at, number


def _met(stack: Stack) -> Iterator[Finding]:
    targets = primaries(stack)
    parameters = parameters_of(stack, GUIDELINES_SUFFIX)
    if targets and not parameters:
        yield fail(
            f"a database stands, but no parameter *{GUIDELINES_SUFFIX} states what may be lost and for how long"
        )
    # Each region holds a copy: one violation each would say the same thing twice.
    for parameter in parameters[:1]:
        guidelines = content_of(parameter)
        if isinstance(guidelines, Finding):
            yield guidelines
            continue
        for scenario, guideline in guidelines.items():
            for primary in targets:
                yield from _evaluate(stack, primary, scenario, guideline)


def _evaluate(stack: Stack, primary: Resource, scenario: str, guideline: Value) -> Iterator[Finding]:
    rto, rpo = number(at(guideline, "rto_seconds")), number(at(guideline, "rpo_seconds"))
    if scenario not in SCENARIOS or rto is None or rpo is None:
        yield fail(f"the guideline {scenario!r} is none of {', '.join(SCENARIOS)} with rto_seconds and rpo_seconds")
        return
    pending, offers = False, list[str]()
    for strategy in strategies_for(scenario):
        present, point = strategy.present(stack, primary), strategy.rpo_in(stack)
        if present and point is not None and strategy.rto <= rto and point <= rpo:
            return
        pending = pending or present is None or (bool(present) and point is None)
        if present and point is not None:
            offers.append(f"{strategy.what}: RTO {strategy.rto:g} s, RPO {point:g} s")
    if pending:
        yield undecided("the way back", primary.urn)
    else:
        yield fail(
            f"{scenario} allows RTO {rto:g} s and RPO {rpo:g} s; there is {'; '.join(offers) or 'no strategy'}",
            urn=primary.urn,
        )


_EAST = Provider(name="us-east-1", props={"region": "us-east-1"})
_WEST = Provider(name="us-west-2", props={"region": "us-west-2"})
_PRIMARY_ARN = "arn:aws:rds:us-east-1:111122223333:db:main"


def _primary(**props: Value) -> Resource:
    return resource(
        tokens.RDS_INSTANCE, {"identifier": "main", "arn": _PRIMARY_ARN, **props}, "primary", provider=_EAST
    )


def _guidelines(text: Value) -> Resource:
    return resource(
        tokens.SSM_PARAMETER, {"name": f"/storefront/prod{GUIDELINES_SUFFIX}", "insecureValue": text}, "guidelines"
    )


_ZONE = _guidelines('{"zone-outage": {"rto_seconds": 300, "rpo_seconds": 0}}')
_REGION = _guidelines('{"region-outage": {"rto_seconds": 28800, "rpo_seconds": 1800}}')
_REPLICATED = resource(tokens.RDS_REPLICATED_BACKUPS, {"sourceDbInstanceArn": _PRIMARY_ARN}, "copy", provider=_WEST)
_REPLICA = resource(tokens.RDS_INSTANCE, {"replicateSourceDb": "main"}, "replica", provider=_EAST)
_LOCK = resource(tokens.VAULT_LOCK, {"minRetentionDays": 14}, "lock")
_COMPROMISE = _guidelines('{"account-compromise": {"rto_seconds": 86400, "rpo_seconds": 46800}}')


_MONTHLY = _guidelines('{"account-compromise": {"rto_seconds": 86400, "rpo_seconds": 2678400}}')
_MONTH = "cron(30 12 1 * ? *)"


def _plan(schedule: Value, keeps: Value = 90, copies_keep: Value = 90) -> Resource:
    rule: Value = {
        "schedule": schedule,
        "startWindow": 60,
        "lifecycle": {"deleteAfter": keeps},
        "copyActions": [{"lifecycle": {"deleteAfter": copies_keep}}],
    }
    return resource(tokens.BACKUP_PLAN, {"rules": [rule]}, "plan")


GUARDRAILS = (
    StackGuardrail(
        name="guidelines-possible",
        summary="For every availability guideline the stack has a recovery strategy that is fast and fresh enough.",
        why="A promise that the topology cannot keep is found out in the outage.",
        mend="Add Multi-AZ, a replica, replicated backups or a more frequent plan, or change the promise.",
        practice="REL13-BP02",
        controls=("NIST CP-2", "NIST CP-10"),
        types=(
            tokens.SSM_PARAMETER,
            tokens.RDS_INSTANCE,
            tokens.RDS_REPLICATED_BACKUPS,
            tokens.BACKUP_PLAN,
            tokens.VAULT_LOCK,
        ),
        check=_met,
        examples=(
            passes("a zone, with Multi-AZ", _ZONE, _primary(multiAz=True)),
            passes("a region, with replicated backups", _REGION, _primary(), _REPLICATED),
            passes(
                "an account, with a locked vault", _COMPROMISE, _primary(), _LOCK, _plan("cron(30 6,18 ? * * *)")
            ),
            fails("a zone, with a replica alone: it loses a minute", _ZONE, _primary(multiAz=False), _REPLICA),
            fails("a region, with nothing there", _REGION, _primary(multiAz=True)),
            fails("an account, backed up once a day", _COMPROMISE, _primary(), _LOCK, _plan("cron(30 6 ? * * *)")),
            passes(
                "an account, backed up and kept for a month", _MONTHLY, _primary(), _LOCK, _plan(_MONTH, 32, 32)
            ),
            fails(
                "a month, of which the vault is empty for an hour", _MONTHLY, _primary(), _LOCK, _plan(_MONTH, 31)
            ),
            fails("a month, with copies for a week", _MONTHLY, _primary(), _LOCK, _plan(_MONTH, 90, 7)),
            fails("no such day", _MONTHLY, _primary(), _LOCK, _plan("cron(30 12 30 2 ? *)")),
            waits("the retention is computed", _MONTHLY, _primary(), _LOCK, _plan(_MONTH, UNKNOWN)),
            fails("no guidelines", _primary(multiAz=True)),
            fails("no JSON", _guidelines("{"), _primary(multiAz=True)),
            fails(
                "an unknown scenario", _guidelines('{"meteor": {"rto_seconds": 1, "rpo_seconds": 1}}'), _primary()
            ),
            waits("Multi-AZ is computed", _ZONE, _primary(multiAz=UNKNOWN)),
            waits("the guidelines are computed", _guidelines(UNKNOWN), _primary(multiAz=True)),
        ),
    ),
)
