"""Guardrails for roles: what bounds them, who takes them, for how long, and what they hand on."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import must_be_set, show
from policies.frame.documents import Statement, read
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, fail, undecided
from policies.frame.resources import Resource
from policies.frame.samples import allow, policy, trust
from policies.frame.values import UNKNOWN, Value, listed, number
from policies.rights.iam import IDENTITY_POLICIES, each_allow

_SHORTEST = 3600  # seconds; IAM takes no shorter one as a role's longest session
_READS_DATA = (
    "athena:GetQueryResults",
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "ebs:GetSnapshotBlock",
    "kinesis:GetRecords",
    "lambda:GetFunction",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:StartQuery",
    "rds-data:ExecuteStatement",
    "rds-db:connect",
    "rds:DownloadDBLogFilePortion",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "sqs:ReceiveMessage",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
)
"""Actions that return data rather than how something is set: AWS calls both of them reads."""


def _takers(resource: Resource, kind: str) -> Iterator[Finding | Statement]:
    """Yield the statements by which principals of a kind take a role, and what could not be read."""
    document = read(resource, "assumeRolePolicy")
    yield from document.problems
    for statement in document.statements:
        if statement.allows and any(found == kind for found, _ in statement.principals):
            yield statement


def _values(statement: Statement, operator: str, key: str) -> tuple[Value, ...]:
    """Return what a condition key is compared with by one operator."""
    tests = statement.conditions.get(key.lower(), ())
    return tuple(value for name, values in tests if name.lower() == operator.lower() for value in listed(values))


def _is_self(statement: Statement) -> bool:
    """Whether a statement lets one role alone in, by its ARN: it shows MFA where it was taken."""
    return bool(_values(statement, "ArnEquals", "aws:PrincipalArn"))


def _mfa(resource: Resource) -> Iterator[Finding]:
    for item in _takers(resource, "AWS"):
        if isinstance(item, Finding):
            yield item
        elif not _is_self(item):
            yield from (fail(f"{item.label} {said}", "assumeRolePolicy") for said in _without_factor(item))
    for item in _takers(resource, "Federated"):
        if isinstance(item, Statement) and any(":saml-provider/" in name for _, name in item.principals):
            yield from (fail(f"{item.label} {said}", "assumeRolePolicy") for said in _without_assertion(item))


def _without_factor(statement: Statement) -> Iterator[str]:
    if _values(statement, "Bool", "aws:MultiFactorAuthPresent") != ("true",):
        yield "lets people in without MFA"
    age = [number(value) for value in _values(statement, "NumericLessThan", "aws:MultiFactorAuthAge")]
    if not age or age[0] is None or age[0] > _SHORTEST:
        yield "takes MFA that was shown more than an hour ago"
    if not _values(statement, "StringLike", "sts:SourceIdentity"):
        yield "lets people in without their name"


def _without_assertion(statement: Statement) -> Iterator[str]:
    if not _values(statement, "StringEquals", "SAML:aud"):
        yield "takes assertions that were made out to others"
    if _values(statement, "StringEquals", "aws:RequestTag/mfa") != ("true",):
        yield "takes assertions without MFA"
    if not _values(statement, "StringLike", "sts:SourceIdentity"):
        yield "lets people in without their name"


def _short_sessions(resource: Resource) -> Iterator[Finding]:
    people = [
        item
        for kind in ("AWS", "Federated")
        for item in _takers(resource, kind)
        if isinstance(item, Statement) and (kind == "AWS" or any("saml" in name for _, name in item.principals))
        if not _is_self(item)
    ]
    longest = resource.at("maxSessionDuration")
    if people and longest is UNKNOWN:
        yield undecided("maxSessionDuration")
    elif people and (number(longest) or _SHORTEST + 1) > _SHORTEST:
        yield fail(f"maxSessionDuration is {show(longest)}, expected {_SHORTEST}", "maxSessionDuration")


def _exact_subjects(resource: Resource) -> Iterator[Finding]:
    for item in _takers(resource, "Federated"):
        if isinstance(item, Finding):
            yield item
        elif any("oidc-provider/" in name for _, name in item.principals):
            for claim in ("aud", "sub"):
                keys = [key for key in item.conditions if key.endswith(f":{claim}")]
                exact = [value for key in keys for value in _values(item, "StringEquals", key)]
                if not exact or any(not isinstance(one, str) or set(one) & set("*?") for one in exact):
                    yield fail(f"{item.label} compares no exact {claim}", "assumeRolePolicy")


def _passing(statement: Statement) -> str | None:
    passes = any(statement.allows_action("iam:PassRole"))
    named = statement.conditioned_by(("iam:PassedToService",))
    return "hands a role to any service" if passes and not named else None


def _data_on_everything(statement: Statement) -> str | None:
    reads = list(statement.allows_action(*_READS_DATA)) if statement.on_everything else []
    return f"allows {', '.join(reads)} on every resource" if reads else None


_ROLE = Case(tokens.ROLE, {"maxSessionDuration": 3600})
_POLICY = Case(tokens.ROLE_POLICY)
_BOUND = "arn:aws:iam::111122223333:policy/boundary/storefront-prod-people"
_PEOPLE = {"AWS": "arn:aws:iam::222233334444:root"}
_ISSUER = {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
_SAML = {"Federated": "arn:aws:iam::111122223333:saml-provider/identity"}
_NAMED = {"StringLike": {"sts:SourceIdentity": "?*"}}
_FACTOR = {
    "Bool": {"aws:MultiFactorAuthPresent": "true"},
    "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
    **_NAMED,
}
_ASSERTED = {
    "StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml", "aws:RequestTag/mfa": "true"},
    **_NAMED,
}


def _claims(subject: str, operator: str = "StringEquals") -> Value:
    issuer = "token.actions.githubusercontent.com"
    condition = {"StringEquals": {f"{issuer}:aud": "sts.amazonaws.com"}}
    condition.setdefault(operator, {})[f"{issuer}:sub"] = subject
    return condition


_SELF = {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/storefront-prod-preview"}}
_PASS = allow("iam:PassRole", "arn:aws:iam::111122223333:role/storefront-prod-us-east-1-restore-test")

GUARDRAILS = (
    ResourceGuardrail(
        name="role-bounded",
        summary="Every role has a permissions boundary.",
        why="A policy that says too much is found at the next review; a boundary holds until then.",
        mend="Set permissionsBoundary (the stack's boundary for machines, people or pipelines).",
        practice="SEC03-BP05",
        controls=("NIST AC-6", "NIST AC-6(5)"),
        types=(tokens.ROLE,),
        check=must_be_set("permissionsBoundary", "the ARN of a boundary"),
        examples=(
            _ROLE.good("bounded", permissionsBoundary=_BOUND),
            _ROLE.bad("unbounded"),
            _ROLE.unknown("a new boundary", permissionsBoundary=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="people-mfa",
        summary="People take roles with MFA of the last hour, and under their name.",
        why="A stolen password opens nothing by itself, and the record names who acted.",
        mend=(
            "Add conditions on aws:MultiFactorAuthPresent, aws:MultiFactorAuthAge and sts:SourceIdentity; "
            "for SAML on SAML:aud, aws:RequestTag/mfa and sts:SourceIdentity."
        ),
        practice="SEC02-BP01",
        controls=("CIS 1.10", "NIST IA-2(1)"),
        types=(tokens.ROLE,),
        check=_mfa,
        examples=(
            _ROLE.good("with MFA", assumeRolePolicy=trust(_PEOPLE, _FACTOR)),
            _ROLE.good("asserted by the identity provider", assumeRolePolicy=trust(_SAML, _ASSERTED)),
            _ROLE.good("a service", assumeRolePolicy=trust({"Service": "backup.amazonaws.com"})),
            _ROLE.good("the role itself", assumeRolePolicy=trust(_PEOPLE, _SELF)),
            _ROLE.bad("without", assumeRolePolicy=trust(_PEOPLE)),
            _ROLE.bad(
                "without a name",
                assumeRolePolicy=trust(
                    _PEOPLE, {key: test for key, test in _FACTOR.items() if key != "StringLike"}
                ),
            ),
            _ROLE.bad(
                "of long ago",
                assumeRolePolicy=trust(
                    _PEOPLE, {**_FACTOR, "NumericLessThan": {"aws:MultiFactorAuthAge": "86400"}}
                ),
            ),
            _ROLE.bad(
                "where it is known",
                assumeRolePolicy=trust(
                    _PEOPLE, {**_FACTOR, "Bool": {}, "BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}
                ),
            ),
            _ROLE.bad("assertions for others", assumeRolePolicy=trust(_SAML, _NAMED)),
            _ROLE.bad("no JSON", assumeRolePolicy="{"),
            _ROLE.unknown("computed", assumeRolePolicy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="people-short-sessions",
        summary="Sessions of people last no longer than an hour.",
        why="Credentials that were left on a laptop are worth as much as the time that they have left.",
        mend="Set maxSessionDuration to 3600.",
        practice="SEC02-BP02",
        controls=("NIST AC-12",),
        types=(tokens.ROLE,),
        check=_short_sessions,
        examples=(
            _ROLE.good("an hour", assumeRolePolicy=trust(_PEOPLE, _FACTOR)),
            _ROLE.good(
                "a pipeline's hours",
                assumeRolePolicy=trust(_ISSUER, _claims("repo:a/b:environment:prod")),
                maxSessionDuration=14400,
            ),
            _ROLE.bad("half a day", assumeRolePolicy=trust(_PEOPLE, _FACTOR), maxSessionDuration=43200),
            _ROLE.bad("of SAML", assumeRolePolicy=trust(_SAML, _ASSERTED), maxSessionDuration=7200),
            _ROLE.unknown("computed", assumeRolePolicy=trust(_PEOPLE, _FACTOR), maxSessionDuration=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="pipeline-subject-exact",
        summary="Jobs of the CI provider take roles by an exact audience and subject.",
        why="The issuer signs tokens for all its customers; a wildcard lets a branch, a fork or a stranger in.",
        mend="Compare the issuer's :aud and :sub with StringEquals and without * or ?.",
        practice="SEC03-BP09",
        controls=("NIST AC-3", "NIST IA-9"),
        types=(tokens.ROLE,),
        check=_exact_subjects,
        examples=(
            _ROLE.good("one environment", assumeRolePolicy=trust(_ISSUER, _claims("repo:a/b:environment:prod"))),
            _ROLE.good("no issuer", assumeRolePolicy=trust(_SAML, _ASSERTED)),
            _ROLE.bad("any subject", assumeRolePolicy=trust(_ISSUER, _claims("repo:a/b:*"))),
            _ROLE.bad("like", assumeRolePolicy=trust(_ISSUER, _claims("repo:a/b:environment:prod", "StringLike"))),
            _ROLE.bad("nothing compared", assumeRolePolicy=trust(_ISSUER)),
            _ROLE.bad("no JSON", assumeRolePolicy="]"),
            _ROLE.unknown("computed", assumeRolePolicy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="role-handed-to-named-service",
        summary="A role is handed on to a named service only.",
        why="Another service would run the caller's own code with it.",
        mend="Add a condition on iam:PassedToService.",
        practice="SEC03-BP05",
        controls=("NIST AC-6(5)",),
        types=IDENTITY_POLICIES,
        check=each_allow(_passing),
        examples=(
            _POLICY.good(
                "to one",
                policy=policy(
                    {**_PASS, "Condition": {"StringEquals": {"iam:PassedToService": "rds.amazonaws.com"}}}
                ),
            ),
            _POLICY.bad("to any", policy=policy(_PASS)),
            _POLICY.bad("to any, spelt", policy=policy({**_PASS, "Action": "iam:Pass*"})),
            _POLICY.unknown("computed", policy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="data-reads-bounded",
        summary="What returns data is allowed on named resources.",
        why="A read of everything is an export of everything.",
        mend="Name the secret, the bucket, the table, the log group or the parameter.",
        practice="SEC03-BP02",
        controls=("NIST AC-6", "NIST AC-3"),
        types=IDENTITY_POLICIES,
        check=each_allow(_data_on_everything),
        examples=(
            _POLICY.good("how things are set", policy=policy(allow("rds:Describe*", "*"))),
            _POLICY.good(
                "one secret", policy=policy(allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*"))
            ),
            _POLICY.bad("every secret", policy=policy(allow("secretsmanager:GetSecretValue", "*"))),
            _POLICY.bad("every object, spelt", policy=policy(allow("s3:Get*", "*"))),
            _POLICY.unknown("computed", policy=UNKNOWN),
        ),
    ),
)
