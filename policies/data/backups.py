"""Guardrails for AWS Backup: vaults that keep, plans that copy, restores that are tried."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import (
    both,
    must_be_kept,
    must_be_own_key,
    must_be_set,
    must_not_be_true,
    show,
    unless,
    unless_disposable,
)
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, fail, fails, provider_of, resource, undecided
from policies.frame.resources import DISPOSABLE, TEST, Resource
from policies.frame.samples import KEY
from policies.frame.values import UNKNOWN, Value, at, listed, number
from standards.retention import BACKUP_DAYS, shortest_days

_RESTORE_TESTING_PLAN = "aws:backup/restoreTestingPlan:RestoreTestingPlan"


def _rules(resource: Resource) -> Iterator[tuple[str, Value]]:
    for index, rule in enumerate(listed(resource.at("rules"))):
        yield f"rules[{index}]", rule


def _copied(resource: Resource) -> Iterator[Finding]:
    found = False
    for place, rule in _rules(resource):
        copies = at(rule, "copyActions")
        found = True
        if copies is UNKNOWN:
            yield undecided(f"{place}.copyActions")
        elif not listed(copies):
            yield fail(f"{place} makes no copy", f"{place}.copyActions")
    if not found:
        yield fail("it has no rule", "rules")


def _copies_nothing_in_a_test(resource: Resource) -> bool:
    """Whether a test environment's plan copies nothing: then its stack must state that it has one site alone.

    The guardrail `backup-copies-in-another-region` asks it for that.
    """
    rules = [rule for _, rule in _rules(resource)]
    copied = any(at(rule, "copyActions") is UNKNOWN or listed(at(rule, "copyActions")) for rule in rules)
    return resource.kind in (TEST, DISPOSABLE) and bool(rules) and not copied


def _kept(resource: Resource) -> Iterator[Finding]:
    shortest = shortest_days(BACKUP_DAYS, resource.kind)
    for place, rule in _rules(resource):
        yield from _lifecycle(rule, place, shortest)
        for index, copy in enumerate(listed(at(rule, "copyActions"))):
            yield from _lifecycle(copy, f"{place}.copyActions[{index}]", shortest)


def _lifecycle(holder: Value, place: str, shortest: int) -> Iterator[Finding]:
    days = at(holder, "lifecycle", "deleteAfter")
    if days is UNKNOWN:
        yield undecided(f"{place}.lifecycle.deleteAfter")
    elif (number(days) or 0) < shortest:
        yield fail(f"{place} keeps for {show(days)}, expected at least {shortest} days", f"{place}.lifecycle")


_VAULT = Case(tokens.VAULT)
_PLAN = Case(tokens.BACKUP_PLAN)
_COPY = {
    "destinationVaultArn": "arn:aws:backup:us-west-2:111122223333:backup-vault:x",
    "lifecycle": {"deleteAfter": 90},
}
_RULE = {"ruleName": "daily", "lifecycle": {"deleteAfter": 35}, "copyActions": [_COPY]}
_UNCOPIED = {**_RULE, "copyActions": []}

GUARDRAILS = (
    ResourceGuardrail(
        name="vault-encrypted",
        summary="A backup vault is encrypted with a customer-managed key.",
        why="Backups hold everything; under the default key they cannot be copied to another account either.",
        mend="Set kmsKeyArn (the backups key of the site).",
        practice="REL09-BP02",
        controls=("FSBP Backup.1", "NIST CP-9(8)"),
        types=(tokens.VAULT,),
        check=must_be_own_key("kmsKeyArn"),
        examples=(
            _VAULT.good("own key", kmsKeyArn=KEY),
            _VAULT.bad("the default key"),
            _VAULT.unknown("new key", kmsKeyArn=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="vault-not-emptied",
        summary="A vault that holds recovery points cannot be destroyed, if not disposable.",
        why="forceDestroy deletes every recovery point with the vault.",
        mend="Leave forceDestroy out.",
        practice="REL09-BP02",
        controls=("NIST CP-9",),
        types=(tokens.VAULT,),
        check=unless_disposable(must_not_be_true("forceDestroy")),
        examples=(
            _VAULT.good("kept", forceDestroy=False),
            _VAULT.disposable("of a disposable environment", forceDestroy=True),
            _VAULT.bad("emptied", forceDestroy=True),
            _VAULT.unknown("computed", forceDestroy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="vault-lock-effective",
        summary=f"A vault's lock keeps recovery points for at least {BACKUP_DAYS} days in production.",
        why="A lock without a minimum retention lets an intruder set it to a day and wait.",
        mend="Set minRetentionDays.",
        practice="REL09-BP02",
        controls=("NIST CP-9(8)",),
        types=(tokens.VAULT_LOCK,),
        check=must_be_kept("minRetentionDays", BACKUP_DAYS),
        examples=(
            Case(tokens.VAULT_LOCK).good("two weeks", minRetentionDays=14),
            Case(tokens.VAULT_LOCK).good("just long enough", minRetentionDays=7),
            Case(tokens.VAULT_LOCK).bad("a day too short", minRetentionDays=6),
            Case(tokens.VAULT_LOCK).bad("none"),
            Case(tokens.VAULT_LOCK).of_test("a day of a test environment", minRetentionDays=1),
            Case(tokens.VAULT_LOCK).disposable("a day of a disposable environment", minRetentionDays=1),
            Case(tokens.VAULT_LOCK).unknown("computed", minRetentionDays=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="backup-plan-copies",
        summary="Every rule of a backup plan makes a copy in another vault; of a test environment, if any does.",
        why="What is lost with the vault's region or account is not backed up.",
        mend="Add copyActions with the vault of the standby region.",
        practice="REL09-BP01",
        controls=("NIST CP-6(1)",),
        types=(tokens.BACKUP_PLAN,),
        check=unless(_copies_nothing_in_a_test, _copied),
        examples=(
            _PLAN.good("copied", rules=[_RULE]),
            _PLAN.of_test("a test environment of one site, which the stack must state", rules=[_UNCOPIED]),
            _PLAN.disposable("a disposable environment of one site", rules=[_UNCOPIED]),
            fails(
                "some rules of a test environment alone",
                resource(tokens.BACKUP_PLAN, {"rules": [_RULE, _UNCOPIED]}, provider=provider_of(TEST)),
            ),
            _PLAN.bad("one rule without", rules=[_RULE, _UNCOPIED]),
            _PLAN.bad("no rule", rules=[]),
            _PLAN.unknown("computed", rules=[{**_RULE, "copyActions": UNKNOWN}]),
        ),
    ),
    ResourceGuardrail(
        name="backup-plan-keeps",
        summary="Recovery points and their copies are kept for at least "
        f"{BACKUP_DAYS} days in production, and not for ever.",
        why="Too short, corruption outlives its cure; without an end the bill grows for ever.",
        mend="Set lifecycle.deleteAfter (days) on each rule and copy.",
        practice="REL09-BP03",
        controls=("NIST CP-9",),
        types=(tokens.BACKUP_PLAN,),
        check=_kept,
        examples=(
            _PLAN.good("kept", rules=[_RULE]),
            _PLAN.good("just long enough", rules=[{**_RULE, "lifecycle": {"deleteAfter": 7}}]),
            _PLAN.bad("a day too short", rules=[{**_RULE, "lifecycle": {"deleteAfter": 6}}]),
            _PLAN.of_test("a day of a test environment", rules=[{**_RULE, "lifecycle": {"deleteAfter": 1}}]),
            fails(
                "a rule of a test environment for ever",
                resource(tokens.BACKUP_PLAN, {"rules": [{**_RULE, "lifecycle": {}}]}, provider=provider_of(TEST)),
            ),
            _PLAN.bad("a rule for ever", rules=[{**_RULE, "lifecycle": {}}]),
            _PLAN.bad(
                "a copy for a day", rules=[{**_RULE, "copyActions": [{**_COPY, "lifecycle": {"deleteAfter": 1}}]}]
            ),
            _PLAN.unknown("computed", rules=[{**_RULE, "lifecycle": {"deleteAfter": UNKNOWN}}]),
        ),
    ),
    ResourceGuardrail(
        name="restore-test-states-what",
        summary="A restore test says when it runs and which recovery points it takes.",
        why="A copy that was never restored is a hope, not a backup.",
        mend="Set scheduleExpression and recoveryPointSelection.",
        practice="REL09-BP04",
        controls=("NIST CP-4", "NIST CP-9(1)"),
        types=(_RESTORE_TESTING_PLAN,),
        check=both(
            must_be_set("scheduleExpression", "a schedule"),
            must_be_set("recoveryPointSelection", "a selection of recovery points"),
        ),
        examples=(
            Case(_RESTORE_TESTING_PLAN).good(
                "weekly", scheduleExpression="cron(0 11 ? * SUN *)", recoveryPointSelection={"includeVaults": ["*"]}
            ),
            Case(_RESTORE_TESTING_PLAN).bad("never", recoveryPointSelection={"includeVaults": ["*"]}),
            Case(_RESTORE_TESTING_PLAN).unknown(
                "computed", scheduleExpression=UNKNOWN, recoveryPointSelection={"includeVaults": ["*"]}
            ),
        ),
    ),
)
