"""Proves that a session of each role gets at what a decision lets it, and at nothing else: closures against its table.

The steps are tables of their own (`closure`). That they are all is proven from lists that others keep: a power that a
role is allowed opens a step, or a row says why it leads nowhere. Whether a step that nobody is allowed would be seen if
it were is shown by taking rows of boundaries away.
"""

from dataclasses import replace
from fnmatch import filter as matching

import pytest

from components.identity.boundaries import BoundariesArgs, rows
from components.identity.names import PermissionsBoundary
from components.settings import load_file, stack_file
from rehearsal.mocks.recorder import ROOT
from tests.access.closure.decided import decided
from tests.access.closure.heard import UNHEARD, reported, unheard
from tests.access.closure.methods import REASONS, methods, modelling, nowhere, sources
from tests.access.closure.nowhere import NOWHERE, Unstepped, idle, unexplained, unstepped
from tests.access.closure.page import HEADING, render_closure
from tests.access.closure.powers import left_to
from tests.access.closure.rising import made_under
from tests.access.closure.search import Open, closure, open_steps, open_to, open_under_organization, ways, without
from tests.access.closure.steps import climbing, steps
from tests.access.evaluator import missing
from tests.access.matrix import principals, short_name
from tests.access.principals import Stack
from tests.access.provider.tripwires import RULE
from tests.access.rows import ROWS
from tests.access.rows.row import SERVING

reason = missing()
pytestmark = pytest.mark.skipif(reason is not None, reason=reason or "")


@pytest.fixture(scope="module")
def found(stack: Stack) -> Open:
    """The steps that are open to each role."""
    return open_steps(stack)


@pytest.fixture(scope="module")
def further(stack: Stack, found: Open) -> dict[str, Unstepped]:
    """By role the powers that open no step."""
    return unstepped(stack, found, list(steps(stack)))


@pytest.fixture(scope="module")
def guarded(stack: Stack, found: Open) -> Open:
    """The steps that are open to each role under the organization's policies."""
    return open_under_organization(stack, found)


# The page shows prod, and the reasons are written for it: what staging's roles lack leaves some without a power.
on_prod = pytest.mark.parametrize("stack", ["prod"], indirect=True, scope="session")


@pytest.mark.parametrize("under_organization", [False, True])
def test_each_role_gets_at_what_the_decision_says(found: Open, guarded: Open, *, under_organization: bool) -> None:
    ends = closure(guarded if under_organization else found)
    allowed = decided(ends, guarded=under_organization)
    more = {role: sorted(reached.keys() - allowed[role]) for role, reached in ends.items()}
    less = {role: sorted(allowed[role] - reached.keys()) for role, reached in ends.items()}
    assert {role: some for role, some in more.items() if some} == {}, "roles get at more than is decided"
    assert {role: some for role, some in less.items() if some} == {}, "the decision allows what nobody gets at"


@on_prod
def test_the_page_says_what_is_found(found: Open, guarded: Open) -> None:
    page = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    section = HEADING + page.partition(HEADING)[2]
    assert section == render_closure(closure(found), closure(guarded)), (
        "docs/access.md is out of date: run `make access`"
    )


def test_steps_have_names_of_their_own(stack: Stack) -> None:
    named = [(one.to, one.by) for one in steps(stack)]
    assert len(set(named)) == len(named) > 180


def test_a_power_opens_a_step_or_a_row_says_why_it_leads_nowhere(further: dict[str, Unstepped]) -> None:
    assert sum(len(of.powers) for of in further.values()) > 500
    assert list(unexplained(further)) == []


@on_prod
def test_a_row_is_about_a_power_and_has_a_source(further: dict[str, Unstepped]) -> None:
    assert list(idle(further)) == []
    assert [problem for row in NOWHERE if (problem := row.problem())] == []


def test_what_the_decision_calls_reported_has_a_tripwire_that_hears_it(prod: Stack) -> None:
    table = list(steps(prod))
    assert len(list(reported(table))) > 80
    assert list(unheard(prod, table)) == []
    asked = {ask.action for step in reported(table) for ask in step.calls()}
    assert UNHEARD.keys() <= asked


@on_prod
def test_every_published_way_to_rise_is_a_step_or_leads_nowhere(stack: Stack) -> None:
    table = list(climbing(stack))
    ways = methods()
    modelled = [one for one in ways if any(modelling(one, table))]
    assert len(ways) > 80
    assert len(modelled) > 30
    left = [str(one) for one in ways if one not in modelled and not nowhere(stack, one)]
    assert left == [], "make it a step in tests/access/closure, or say in REASONS in closure/methods.py why not"


@on_prod
def test_a_reason_is_about_a_way_that_no_step_models(stack: Stack) -> None:
    table = list(climbing(stack))
    unmodelled = {one.actions for one in methods() if not any(modelling(one, table))}
    assert {row.actions for row in REASONS} <= unmodelled
    assert all(row.source.startswith("https://") for row in REASONS)


def test_every_published_way_says_where_it_is_from() -> None:
    known = {*sources(), "cloudsplaining"}
    unknown = {name for one in methods() for name in one.lists if not name.startswith(tuple(known))}
    assert unknown == set()
    assert all(address.startswith("https://") for address in sources().values())


@on_prod
def test_who_has_all_that_a_published_way_takes_has_a_step_open_or_a_row_says_why_not(
    stack: Stack, found: Open
) -> None:
    table = list(climbing(stack))
    ways = [(one, set(modelling(one, table))) for one in methods()]
    more: list[str] = []
    # Of who is allowed everything, a step that is closed is one that a boundary closes.
    for role in (one for one in principals(stack) if not one.everything):
        name, _ = short_name(stack, role.name)
        having = [(way, by) for way, by in ways if by and way.actions <= left_to(role, set(way.actions))]
        ends = {step.to for step in found[name]}
        more += [
            f"{name}: {way}"
            for way, by in having
            if by.isdisjoint(found[name])
            and not any(row.covers(name, action, ends) for row in NOWHERE for action in way.actions)
        ]
    assert more == []


# A rule, a part of its pattern, and what stands there instead.
@pytest.mark.parametrize(
    ("rule", "part", "other"),
    [
        ("keys", "PutKeyPolicy", "x"),
        ("keys", "UpdateAlias", "x"),
        ("record", '{"prefix":"Update"}', '"x"'),
        ("record", "-audit-", "-x-"),
        ("detection", '{"prefix":"Archive"}', '"x"'),
        ("notifications", '-tripwire-*"', '-x-*"'),
        ("record", "SSM-SessionManagerRunShell", "x"),
        ("trust", "UpdateAssumeRolePolicy", "x"),
    ],
)
def test_a_tripwire_that_goes_deaf_is_seen(prod: Stack, rule: str, part: str, other: str) -> None:
    (old,) = [one for one in prod.of_type(RULE) if one["name"] == f"{SERVING}-tripwire-{rule}"]
    pattern = str(old["inputs"]["eventPattern"])
    assert part in pattern
    deaf = {**old, "inputs": {**old["inputs"], "eventPattern": pattern.replace(part, other)}}
    stack = replace(prod, resources=[one for one in prod.resources if one is not old] + [deaf])
    assert list(unheard(stack, list(steps(prod))))


@pytest.mark.parametrize("bound", list(PermissionsBoundary))
def test_each_action_that_a_boundary_refuses_is_asked_by_a_step_or_a_row(
    prod: Stack, bound: PermissionsBoundary
) -> None:
    asked = {ask.action.lower() for step in steps(prod) for ask in step.calls()} | {
        row.action.lower() for row in ROWS
    }
    args = BoundariesArgs(settings=load_file(stack_file(ROOT, "prod")))
    refused = {action for row in rows(bound, args) for action in row.actions if action != "*"}
    assert sorted(one for one in refused if not matching(asked, one.lower())) == []


# A right that a role is given, in a service that is in use or not, and what is told of it.
@on_prod
@pytest.mark.parametrize(
    ("role", "action"),
    [
        ("developer", "codebuild:CreateProject"),
        ("developer", "s3:PutBucketPolicy"),
        ("analyst", "ssm:CreateActivation"),
        ("us-east-1-heartbeat", "lambda:PutFunctionEventInvokeConfig"),
        ("us-east-1-visitors-schedule", "scheduler:*"),
    ],
)
def test_a_new_power_is_told(stack: Stack, found: Open, role: str, action: str) -> None:
    name = f"{stack.prefix}{role}"
    old, more = (
        stack.principals[name],
        {"Statement": [{"Sid": "New", "Effect": "Allow", "Action": action, "Resource": "*"}]},
    )
    given = replace(stack, principals={name: replace(old, policies={**old.policies, "new": more}, boundary=None)})
    told = [one.lower() for one in unexplained(unstepped(given, found, list(steps(stack))))]
    short, _ = short_name(stack, name)
    assert [one for one in told if one.startswith(f"{short}: {action.lower().rstrip('*')}")]


# A row of a boundary, the role that is under it, and what a session of that gets at without the row.
OPENED = (
    ("break-glass", "AuditIsKept", "a record that is silent"),
    ("break-glass", "RecordStays", "a record that is silent"),
    ("break-glass", "RecordsKeysStay", "a record that is silent"),
    ("break-glass", "ItselfStays", "a record that is silent"),
    ("break-glass", "ItselfStays", made_under("break-glass")),
    ("break-glass", "SubscriptionsStay", "people who are not told"),
    ("break-glass", "BackupsAreKept", "backups that end"),
    ("break-glass", "PipelinesAreNotMade", made_under("pipelines")),
    ("break-glass", "PipelinesTrustStays", "deployment"),
    ("break-glass", "StateStays", "storefront-deployment"),
    ("break-glass", "NoUsersNorKeys", "a user with keys"),
    ("us-east-1-backup", "CommandsArePatches", "application"),
    ("us-east-1-backup", "DatabaseStays", "the master's password"),
    ("us-west-2-restore-test", "NoServersOfOnesOwn", "application"),
)


@pytest.mark.parametrize(("role", "sid", "end"), OPENED)
def test_a_row_that_goes_missing_is_seen(prod: Stack, role: str, sid: str, end: str) -> None:
    name = f"{prod.prefix}{role}"
    short, _ = short_name(prod, name)
    assert not open_to(prod, short, end)
    assert open_to(without(prod, name, sid), short, end)


def test_the_auditor_reads_the_origins_secret_in_the_record_alone(prod: Stack) -> None:
    """AWS's own policy for auditors would show it in a rule and in a distribution as well."""
    end, record = "the origin's secret", {"looks up the calls that wrote it", "reads the files of the record"}
    assert ways(prod, "auditor", end) == record
    opened = ways(without(prod, f"{prod.prefix}auditor", "OriginSecretUnread"), "auditor", end)
    assert opened - record == {"reads a load balancer's rule", "reads the distribution"}
