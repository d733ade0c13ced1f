"""Guardrails for secrets, and for the functions that write them."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import is_own_key, must_be_at_least, must_be_own_key, show, unless_disposable
from policies.frame.documents import read
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, fail, fails, passes, resource, undecided
from policies.frame.resources import Resource
from policies.frame.samples import KEY, policy
from policies.frame.values import UNKNOWN, at, listed, number

_LONGEST_ROTATION_DAYS = 90
_RUNTIMES = ("python3.13", "python3.14")
"""Those that AWS keeps for two years more: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"""

_SECRET = Case(tokens.SECRET)
_POLICY = Case(tokens.SECRET_POLICY)
_ROTATION = Case(tokens.SECRET_ROTATION)
_FUNCTION = Case(tokens.FUNCTION)
_VARIABLES = {"variables": {"SECRET": "storefront/prod/database/application"}}
_PERMISSION = Case(tokens.FUNCTION_PERMISSION)


def _replicas(secret: Resource) -> Iterator[Finding]:
    replicas = secret.at("replicas")
    if replicas is UNKNOWN:
        yield undecided("replicas")
        return
    for index, _ in enumerate(listed(replicas)):
        key = at(replicas, index, "kmsKeyId")
        if key is UNKNOWN:
            yield undecided(f"replicas[{index}].kmsKeyId")
        elif not is_own_key(key):
            prop = f"replicas[{index}].kmsKeyId"
            yield fail(f"{prop} is {show(key)}, expected a customer-managed key of its region", prop)


def _closed(secret_policy: Resource) -> Iterator[Finding]:
    document = read(secret_policy, "policy")
    yield from document.problems
    if document.problems:
        return
    bounded = [
        one
        for one in document.statements
        if not one.allows
        and list(one.allows_action("secretsmanager:GetSecretValue"))
        and any("not" in operator.lower() for operator, _ in one.conditions.get("aws:principalarn", ()))
    ]
    if not bounded:
        yield fail("no statement denies secretsmanager:GetSecretValue to all but named roles", "policy")


def _secret_value(version: Resource) -> Iterator[Finding]:
    value = version.at("secretString")
    if value is UNKNOWN:
        yield undecided("secretString")
    elif isinstance(value, str) and value not in version.secrets:
        yield fail("secretString is not marked as secret", "secretString")


def _rotated(rotation: Resource) -> Iterator[Finding]:
    days = rotation.at("rotationRules", "automaticallyAfterDays")
    if days is UNKNOWN:
        yield undecided("rotationRules.automaticallyAfterDays")
        return
    given = number(days)
    if given is None or given > _LONGEST_ROTATION_DAYS:
        prop = "rotationRules.automaticallyAfterDays"
        yield fail(f"{prop} is {show(days)}, expected at most {_LONGEST_ROTATION_DAYS} days", prop)


def _own_key(function: Resource) -> Iterator[Finding]:
    """Where there are no variables, Lambda encrypts nothing, and keeps no key."""
    if at(function.at("environment"), "variables"):
        yield from must_be_own_key("kmsKeyArn")(function)


def _supported(function: Resource) -> Iterator[Finding]:
    runtime = function.at("runtime")
    if runtime is UNKNOWN:
        yield undecided("runtime")
    elif runtime not in _RUNTIMES:
        yield fail(f"runtime is {show(runtime)}, expected one of {', '.join(_RUNTIMES)}", "runtime")


def _bounded(permission: Resource) -> Iterator[Finding]:
    principal = permission.at("principal")
    limits = [permission.at(name) for name in ("sourceAccount", "sourceArn", "principalOrgId")]
    if principal is UNKNOWN:
        yield undecided("principal")
    elif (principal == "*" or str(principal).endswith(".amazonaws.com")) and not any(limits):
        yield fail(f"{show(principal)} may run it on behalf of any account", "sourceAccount")


_ALL_BUT = {"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::111122223333:role/storefront-prod-*-application"]}}
_DENIED = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "secretsmanager:GetSecretValue",
    "Resource": "*",
    "Condition": _ALL_BUT,
}

GUARDRAILS = (
    ResourceGuardrail(
        name="secret-copies-encrypted",
        summary="A secret's copy in another region is encrypted with that region's customer-managed key.",
        why="Left out, the copy falls to the default key of its region, whatever the original has.",
        mend="Set kmsKeyId in each of replicas (the secrets key of that site).",
        practice="SEC08-BP02",
        controls=("NIST SC-28(1)",),
        types=(tokens.SECRET,),
        check=_replicas,
        examples=(
            _SECRET.good("own key", replicas=[{"region": "us-west-2", "kmsKeyId": KEY}]),
            _SECRET.good("no copies"),
            _SECRET.bad("the default key", replicas=[{"region": "us-west-2"}]),
            _SECRET.unknown("new key", replicas=[{"region": "us-west-2", "kmsKeyId": UNKNOWN}]),
        ),
    ),
    ResourceGuardrail(
        name="secret-deleted-slowly",
        summary="A deleted secret that is not disposable can be restored for at least 7 days.",
        why="A secret that is gone at once takes every client's login with it.",
        mend="Set recoveryWindowInDays to 7 to 30.",
        practice="REL09-BP01",
        controls=("NIST CP-9",),
        types=(tokens.SECRET,),
        check=unless_disposable(must_be_at_least("recoveryWindowInDays", 7, "days")),
        examples=(
            _SECRET.good("a month", recoveryWindowInDays=30),
            _SECRET.disposable("at once, of a disposable environment", recoveryWindowInDays=0),
            _SECRET.bad("at once", recoveryWindowInDays=0),
            _SECRET.unknown("computed", recoveryWindowInDays=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="secret-closed-by-policy",
        summary="A secret's own policy denies its value to all but named roles.",
        why="Otherwise one generous identity policy anywhere in the account opens every secret.",
        mend="Deny secretsmanager:GetSecretValue where aws:PrincipalArn is none of its readers.",
        practice="SEC03-BP07",
        controls=("NIST AC-3", "NIST AC-6"),
        types=(tokens.SECRET_POLICY,),
        check=_closed,
        examples=(
            _POLICY.good("closed", policy=policy(_DENIED)),
            _POLICY.bad("denied to nobody", policy=policy({**_DENIED, "Condition": {}})),
            _POLICY.unknown("computed", policy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="secret-value-marked",
        summary="A secret's value is marked as secret for Pulumi too.",
        why="Otherwise it stands readable in Pulumi's state and in every preview.",
        mend="Wrap it in pulumi.Output.secret, or let a function write it.",
        practice="SEC02-BP03",
        controls=("NIST IA-5(7)",),
        types=(tokens.SECRET_VERSION,),
        check=_secret_value,
        examples=(
            passes("marked", resource(tokens.SECRET_VERSION, {"secretString": "x7-secret"}, secrets=["x7-secret"])),
            fails("in the open", resource(tokens.SECRET_VERSION, {"secretString": "x7-secret"})),
            Case(tokens.SECRET_VERSION).unknown("computed", secretString=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="secret-rotated",
        summary="A secret rotates at least every 90 days.",
        why="A password that leaked unnoticed stays of use for as long as it stays the same.",
        mend="Set rotationRules.automaticallyAfterDays (`passwordRotationDays`).",
        practice="SEC02-BP05",
        controls=("FSBP SecretsManager.1", "FSBP SecretsManager.4", "NIST IA-5(1)"),
        types=(tokens.SECRET_ROTATION,),
        check=_rotated,
        examples=(
            _ROTATION.good("monthly", rotationRules={"automaticallyAfterDays": 30}),
            _ROTATION.good("just often enough", rotationRules={"automaticallyAfterDays": 90}),
            _ROTATION.bad("a day too late", rotationRules={"automaticallyAfterDays": 91}),
            _ROTATION.bad("yearly", rotationRules={"automaticallyAfterDays": 365}),
            _ROTATION.unknown("computed", rotationRules={"automaticallyAfterDays": UNKNOWN}),
        ),
    ),
    ResourceGuardrail(
        name="function-environment-encrypted",
        summary="A function's environment is encrypted with a customer-managed key.",
        why="Under Lambda's own key nobody can limit who decrypts it.",
        mend="Set kmsKeyArn (the secrets key of the site).",
        practice="SEC08-BP02",
        controls=("NIST SC-28(1)",),
        types=(tokens.FUNCTION,),
        check=_own_key,
        examples=(
            _FUNCTION.good("own key", kmsKeyArn=KEY, environment=_VARIABLES),
            _FUNCTION.good("nothing to encrypt"),
            _FUNCTION.bad("Lambda's key", environment=_VARIABLES),
            _FUNCTION.bad("Lambda's key for what is computed", environment=UNKNOWN),
            _FUNCTION.unknown("new key", kmsKeyArn=UNKNOWN, environment=_VARIABLES),
        ),
    ),
    ResourceGuardrail(
        name="function-runtime-supported",
        summary="A function runs on a runtime that AWS keeps for long.",
        why="A runtime out of support gets no security fixes, and one day the function cannot be changed.",
        mend=f"Set runtime to one of {', '.join(_RUNTIMES)}.",
        practice="SEC06-BP01",
        controls=("FSBP Lambda.2", "NIST SI-2"),
        types=(tokens.FUNCTION,),
        check=_supported,
        examples=(
            _FUNCTION.good("current", runtime="python3.13"),
            _FUNCTION.bad("out of support", runtime="python3.8"),
            _FUNCTION.unknown("computed", runtime=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="function-run-by-own-account",
        summary="A service may run a function on behalf of named accounts only.",
        why="Otherwise the same service runs it for whoever asks it to, in any account.",
        mend="Set sourceAccount or sourceArn.",
        practice="SEC03-BP07",
        controls=("FSBP Lambda.1", "NIST AC-3"),
        types=(tokens.FUNCTION_PERMISSION,),
        check=_bounded,
        examples=(
            _PERMISSION.good("own account", principal="secretsmanager.amazonaws.com", sourceAccount="111122223333"),
            _PERMISSION.bad("any account", principal="secretsmanager.amazonaws.com"),
            _PERMISSION.bad("everybody", principal="*"),
            _PERMISSION.unknown("computed", principal=UNKNOWN),
        ),
    ),
)
