"""Guardrails for KMS keys: who may use them, and how long they live."""

import re
from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import must_be_at_least, must_be_set, must_be_true, show, unless_disposable
from policies.frame.documents import Statement, read
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, fail, undecided
from policies.frame.resources import Resource
from policies.frame.values import UNKNOWN, Value

ROOT = {
    "Sid": "AccountAdministration",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "kms:*",
    "Resource": "*",
}
_LOGS = {
    "Sid": "Logs",
    "Effect": "Allow",
    "Principal": {"Service": "logs.us-east-1.amazonaws.com"},
    "Action": ["kms:Encrypt*", "kms:Decrypt*"],
    "Resource": "*",
}
_OF_LOGS = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:log-group:*"}}
_KEY = Case(tokens.KMS_KEY)
_WAITING_DAYS = 30
SERVICE_LIMITS = (
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "kms:ViaService",
    "kms:EncryptionContext:",
)
"""Condition keys that keep a service from acting for a stranger:
https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html"""
_ROOT_ARN = re.compile(r"(arn:aws[\w-]*:iam::\d{12}:root|\d{12})")


def _policy(*statements: Value) -> Value:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _rotates(resource: Resource) -> Iterator[Finding]:
    spec = resource.at("customerMasterKeySpec")
    if spec is UNKNOWN:
        yield undecided("customerMasterKeySpec")
    elif spec in (None, "SYMMETRIC_DEFAULT"):  # KMS rotates no other kind
        yield from must_be_true("enableKeyRotation")(resource)


def _waits(resource: Resource) -> Iterator[Finding]:
    if resource.at("deletionWindowInDays") is not None:  # the default is 30
        yield from must_be_at_least("deletionWindowInDays", _WAITING_DAYS, "days")(resource)


def _states_policy(resource: Resource) -> Iterator[Finding]:
    yield from must_be_set("policy", "a key policy")(resource)
    lockout = resource.at("bypassPolicyLockoutSafetyCheck")
    if lockout is UNKNOWN:
        yield undecided("bypassPolicyLockoutSafetyCheck")
    elif lockout:
        yield fail(f"bypassPolicyLockoutSafetyCheck is {show(lockout)}: the key could become unmanageable")


def _closed(resource: Resource) -> Iterator[Finding]:
    document = read(resource, "policy")
    yield from document.problems
    for statement in document.statements:
        if statement.allows and (statement.open_to_all or "NotPrincipal" in statement.inverses):
            yield fail(f"{statement.label} lets anyone use the key", "policy")


def _administered_by_account(resource: Resource) -> Iterator[Finding]:
    document = read(resource, "policy")
    yield from document.problems
    for statement in document.statements:
        everything = (
            any(action in {"*", "kms:*"} for action in statement.actions) or "NotAction" in statement.inverses
        )
        if statement.allows and everything and not _only_root(statement):
            yield fail(f"{statement.label} gives kms:* to others than the account itself", "policy")


def _only_root(statement: Statement) -> bool:
    return bool(statement.principals) and all(
        kind == "AWS" and _ROOT_ARN.fullmatch(value) for kind, value in statement.principals
    )


def _services_limited(resource: Resource) -> Iterator[Finding]:
    document = read(resource, "policy")
    yield from document.problems
    for statement in document.statements:
        services = [value for kind, value in statement.principals if kind == "Service"]
        if statement.allows and services and not statement.conditioned_by(SERVICE_LIMITS):
            yield fail(f"{statement.label} lets {', '.join(services)} act for any account", "policy")


GUARDRAILS = (
    ResourceGuardrail(
        name="key-rotates",
        summary="A symmetric key's material changes by itself.",
        why="What an old copy of the material opens is limited to what was encrypted before.",
        mend="Set enableKeyRotation.",
        practice="SEC08-BP01",
        controls=("FSBP KMS.4", "CIS 3.6", "NIST SC-12"),
        types=(tokens.KMS_KEY,),
        check=_rotates,
        examples=(
            _KEY.good("rotates", enableKeyRotation=True),
            _KEY.good("KMS rotates no asymmetric key", customerMasterKeySpec="RSA_2048"),
            _KEY.bad("left out"),
            _KEY.unknown("computed", enableKeyRotation=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="key-deletion-waits",
        summary=f"A key that is deleted can be had back for {_WAITING_DAYS} days, if not disposable.",
        why="With the key go all data under it, in the backups too.",
        mend="Set deletionWindowInDays to 30, or leave it out.",
        practice="SEC08-BP01",
        controls=("FSBP KMS.3", "NIST SC-12"),
        types=tokens.KMS_KEYS,
        check=unless_disposable(_waits),
        examples=(
            _KEY.good("thirty days", deletionWindowInDays=30),
            _KEY.good("AWS's default is thirty"),
            _KEY.disposable("a week, of a disposable environment", deletionWindowInDays=7),
            _KEY.bad("a week", deletionWindowInDays=7),
            _KEY.unknown("computed", deletionWindowInDays=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="key-policy-stated",
        summary="A key has a policy of its own, and AWS has checked that it locks nobody out.",
        why="The default policy opens the key to whatever any IAM policy of the account allows.",
        mend="Set policy; leave bypassPolicyLockoutSafetyCheck out.",
        practice="SEC08-BP01",
        controls=("NIST AC-3",),
        types=tokens.KMS_KEYS,
        check=_states_policy,
        examples=(
            _KEY.good("stated", policy=_policy(ROOT)),
            _KEY.bad("the default policy"),
            _KEY.bad("unchecked", policy=_policy(ROOT), bypassPolicyLockoutSafetyCheck=True),
            _KEY.unknown("computed", policy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="key-policy-closed",
        summary="No statement of a key policy is open to everyone.",
        why="With Principal * a key protects from nobody, whatever the conditions are meant to say.",
        mend="Name the principals.",
        practice="SEC03-BP07",
        controls=("FSBP KMS.5", "NIST AC-3"),
        types=tokens.KMS_KEYS,
        check=_closed,
        examples=(
            _KEY.good("named principals", policy=_policy(ROOT)),
            _KEY.bad("everyone", policy=_policy({**ROOT, "Principal": "*"})),
            _KEY.bad("all but one", policy=_policy({"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}})),
            _KEY.bad("no JSON", policy="{"),
            _KEY.unknown("computed", policy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="key-policy-least-privilege",
        summary="Only the account itself has kms:* on a key.",
        why="A user of the data must not be able to delete the key or to give it away.",
        mend="List the actions that the principal needs.",
        practice="SEC03-BP02",
        controls=("NIST AC-6",),
        types=tokens.KMS_KEYS,
        check=_administered_by_account,
        examples=(
            _KEY.good("the account", policy=_policy(ROOT)),
            _KEY.bad(
                "a role", policy=_policy({**ROOT, "Principal": {"AWS": "arn:aws:iam::111122223333:role/developer"}})
            ),
            _KEY.bad("all actions but one", policy=_policy({**_LOGS, "Action": [], "NotAction": "kms:Decrypt"})),
            _KEY.unknown("computed", policy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="key-policy-services-limited",
        summary="A service may use a key only for this account or for a stated resource.",
        why="A service acts for all its customers: a stranger could have it use our key (the confused deputy).",
        mend=f"Add a condition on {', '.join(SERVICE_LIMITS)}.",
        practice="SEC03-BP09",
        controls=("NIST AC-6",),
        types=tokens.KMS_KEYS,
        check=_services_limited,
        examples=(
            _KEY.good("by encryption context", policy=_policy(ROOT, {**_LOGS, "Condition": _OF_LOGS})),
            _KEY.bad("no condition", policy=_policy(ROOT, _LOGS)),
            _KEY.bad(
                "a condition that lets everyone pass",
                policy=_policy(ROOT, {**_LOGS, "Condition": {"StringLike": {"aws:SourceAccount": "*"}}}),
            ),
            _KEY.unknown("computed", policy=UNKNOWN),
        ),
    ),
)
