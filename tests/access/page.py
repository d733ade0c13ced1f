"""The page docs/access.md: each role, each call of the matrix, what IAM answers, and the statement that decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from components.encryption.keys import Purpose
from components.identity.people import PEOPLE
from components.secrets.secrets import READERS
from tests.access.matrix import Answer, filled
from tests.access.provider.page import render_withheld
from tests.access.rows.row import Row
from tests.access.rows.takings import Taking

_INTRODUCTION = """\
# Who can do what

Made by `make access` from the rows in `tests/access/rows`, the roles of a rehearsal of prod, and an evaluator of
IAM's rules (identity policies, boundaries, resource and key policies, conditions): change those, not this page. The
tests hold staging to the same rows.

*policy* names the deciding statement of the role's own policies, *boundary* that of its permission boundary,
*resource* that of the resource's own policy; *nothing* means that no statement allows the call. A role that stands in
both regions is shown once.
"""
_TAKING = """A person signs in as themselves and takes one of these roles for an hour, with MFA: by the command of the
[runbooks' first page](runbooks/README.md#a-shell-that-may-act), or by the identity provider's own tool where the settings
say `signIn: saml`; the break-glass role by that command alone, by the users whom the settings name. A step of a runbook is
the operator's unless it names another.
"""
_SHOWN = {
    "p": "storefront-prod-", "e": "prod", "a": "ACCOUNT", "r": "REGION", "primary": "PRIMARY", "replica": "REPLICA",
}  # fmt: skip
_KINDS = {"identity": "policy", "pb": "boundary", "resource": "resource"}


def render(calls: Sequence[Answer], taken: Sequence[Answer]) -> str:
    """Return the page, but for its last section, which is `closure.page`'s."""
    return "\n".join((_INTRODUCTION, *_people(), *_calls(calls), *_taken(taken), "", render_withheld(), ""))


def _people() -> Iterator[str]:
    """Which role somebody takes for what: the table of people in a few lines."""
    yield "## Which role is mine\n"
    yield _TAKING
    yield "| role | why one takes it |"
    yield "|---|---|"
    yield from (f"| [{person}](#{person}) | {role.why} |" for person, role in PEOPLE.items())
    yield ""


def _calls(answers: Sequence[Answer]) -> Iterator[str]:
    ordered = sorted(answers, key=lambda one: (one.row.role, one.role))
    for role, group in groupby(ordered, key=lambda one: one.row.role):
        yield f"## {role}\n"
        yield "| call | on | given | outcome | decided by |"
        yield "|---|---|---|---|---|"
        yield from dict.fromkeys(_call(one) for one in group)
        yield ""


def _call(answer: Answer) -> str:
    row = answer.row
    assert isinstance(row, Row)
    words = {
        **_SHOWN,
        **{f"key-{purpose}": f"the {purpose} key" for purpose in Purpose},
        **{f"secret-{role}": f"the secret of {role}" for role in READERS},
        "secret-bootstrap": "the bootstrap secret",
    }
    given = ", ".join(
        f"{key} = {value if isinstance(value, str) else value[0]}" for key, value in row.context.items()
    )
    if row.region:
        given = ", ".join(filter(None, (given, f"in {row.region}")))
    outcome = "allowed" if answer.verdict.allowed else "refused"
    return (
        f"| {row.action} | `{filled(row.on, words)}` | {filled(given, words)} | {outcome} | {_deciding(answer)} |"
    )


def _deciding(answer: Answer) -> str:
    named = [(kind, sid) for kind, _, sid in (one.partition(":") for one in answer.verdict.by) if sid]
    return ", ".join(dict.fromkeys(f"{_KINDS[kind]} {sid}" for kind, sid in named)) or "nothing"


def _taken(answers: Sequence[Answer]) -> Iterator[str]:
    yield "## Who takes a role\n"
    yield "| role | who | given | outcome |"
    yield "|---|---|---|---|"
    for answer in answers:
        row = answer.row
        assert isinstance(row, Taking)
        given = ", ".join(f"{key} = {value}" for key, value in row.context.items())
        outcome = "let in" if answer.verdict.allowed else "refused"
        yield f"| {row.role} | `{filled(row.who, _SHOWN)}` | {given} | {outcome} |"
    yield ""
