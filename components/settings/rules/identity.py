"""What must hold between the settings of identity and audit."""

import re
from collections.abc import Iterator

from components.settings.problem import Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.identity import SignIn
from components.settings.sections.model import Settings
from components.shared.naming import PROJECT, account_of

_SAML = ":saml-provider/"
# A session of a role has no aws:MultiFactorAuthPresent, whoever took the role and however:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
_ROLE = ":role/"
# GitHub's issuers: of github.com, of an enterprise there, of GHE.com, and of a server of one's own.
# https://docs.github.com/en/actions/reference/security/oidc
_GITHUB = re.compile(
    r"token\.actions\.githubusercontent\.com(/[A-Za-z0-9-]+)?|token\.actions\.[a-z0-9-]+\.ghe\.com|"
    r"[a-z0-9.-]+/_services/token"
)
# "Role trust policy length", a quota that AWS raises on request: characters without white space.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
LONGEST_TRUST = 2048
# What stands in the policy beside the ARNs, with three regions of the longest names.
REST_OF_A_TRUST = 560
_NO_ROLE = "no role: its sessions carry no MFA, so that AWS would let nobody in"


def _trusted_suit_the_sign_in(settings: Settings, _: Others) -> Iterator[Problem]:
    """MFA is shown to IAM by its own principals, an assertion comes from a provider of the account."""
    people = settings.identity.people
    for index, arn in enumerate(people.trusted):
        path = ("identity", "people", "trusted", index)
        if (people.sign_in is SignIn.SAML) is not (_SAML in arn):
            allowed = "a SAML provider" if people.sign_in is SignIn.SAML else "an account or a user"
            yield Problem(path, show(arn), allowed, "name one, or change storefront:identity.people.signIn")
        elif _SAML in arn and account_of(arn) != settings.account:
            allowed = f"a SAML provider of the account {settings.account}"
            yield Problem(path, show(arn), allowed, "correct the account id in the ARN, or storefront:account")


def _trust_policies_fit(settings: Settings, _: Others) -> Iterator[Problem]:
    """IAM refuses a longer one in the middle of an update."""
    identity = settings.identity
    for path, arns in ((("people", "trusted"), identity.people.trusted), (("breakGlass",), identity.break_glass)):
        # Each in quotes, with a comma.
        length = sum(len(arn) + len('"",') for arn in arns)
        if length > LONGEST_TRUST - REST_OF_A_TRUST:
            allowed = (
                f"ARNs of {LONGEST_TRUST - REST_OF_A_TRUST} characters in all: a trust policy has {LONGEST_TRUST}"
            )
            mend = "name fewer, or users with shorter paths"
            yield Problem(("identity", *path), f"{len(arns)} ARNs of {length} characters", allowed, mend)


def _trusted_are_named_once(settings: Settings, _: Others) -> Iterator[Problem]:
    """AWS would take a principal twice; one of the two was meant to be another."""
    identity = settings.identity
    for path, arns in ((("people", "trusted"), identity.people.trusted), (("breakGlass",), identity.break_glass)):
        for index, arn in enumerate(arns):
            if arn in arns[:index]:
                mend = "name another, or take it out"
                yield Problem(("identity", *path, index), f"{arn!r} twice", "each ARN once", mend)


def _people_can_show_mfa(settings: Settings, _: Others) -> Iterator[Problem]:
    """A role that is trusted with MFA can never enter: nobody would find out before they need it."""
    people = settings.identity.people
    mend = "name the account whose users sign in with MFA, or set signIn: saml and its provider"
    for index, arn in enumerate(people.trusted):
        if people.sign_in is SignIn.MFA and _ROLE in arn:
            yield Problem(("identity", "people", "trusted", index), show(arn), _NO_ROLE, mend)
    for index, arn in enumerate(settings.identity.break_glass):
        if _ROLE in arn:
            mend = "name IAM users with MFA, kept for emergencies"
            yield Problem(("identity", "breakGlass", index), show(arn), _NO_ROLE, mend)


def _break_glass_is_for_named_ones(settings: Settings, _: Others) -> Iterator[Problem]:
    """Who trusts a whole account lets that account's administrators name the break-glass users."""
    for index, arn in enumerate(settings.identity.break_glass):
        if arn.endswith(":root"):
            path = ("identity", "breakGlass", index)
            yield Problem(path, show(arn), "a user", "name who is called in an emergency")


def _issuer_is_githubs(settings: Settings, _: Others) -> Iterator[Problem]:
    """The roles trust subjects in GitHub's words; the tokens of others would never match one."""
    issuer = settings.identity.pipelines.issuer
    if not _GITHUB.fullmatch(issuer):
        allowed = (
            "an issuer of GitHub: the roles trust its subjects, repo:OWNER/NAME:environment:ENVIRONMENT; those of "
            "GitLab and Bitbucket name no environment that the issuer guards"
        )
        mend = "deploy by GitHub Actions: token.actions.githubusercontent.com"
        yield Problem(("identity", "pipelines", "issuer"), show(issuer), allowed, mend)


def _lock_ends_before_the_record(settings: Settings, _: Others) -> Iterator[Problem]:
    """S3 would not expire a locked object, and the lifecycle would fall behind unseen."""
    audit = settings.audit
    if audit.locked_days >= audit.retention_days:
        allowed = f"fewer than the {audit.retention_days} days of retentionDays"
        yield Problem(
            ("audit", "lockedDays"), show(audit.locked_days), allowed, "lock for less, or keep for longer"
        )


def _features_are_named_once(settings: Settings, _: Others) -> Iterator[Problem]:
    """Two of a kind would be one resource declared twice."""
    features = settings.audit.threat_features
    for index, feature in enumerate(features):
        if feature in features[:index]:
            path = ("audit", "threatFeatures", index)
            yield Problem(path, f"{feature.value!r} twice", "each feature once", "take one of them out")


def _state_key_is_the_accounts(settings: Settings, _: Others) -> Iterator[Problem]:
    """Preview jobs may decrypt with it, so that it must be this environment's own."""
    key = settings.identity.pipelines.state_key
    if account_of(key) != settings.account:
        allowed = f"a key in the account {settings.account}"
        mend = "correct the account id in the ARN, or storefront:account"
        yield Problem(("identity", "pipelines", "stateKey"), show(key), allowed, mend)


def _state_is_its_own(settings: Settings, others: Others) -> Iterator[Problem]:
    """The pipeline's roles read and write the whole bucket: those of one would have the state of both."""
    bucket = settings.identity.pipelines.state_bucket
    for other in others:
        if other.state_bucket == bucket:
            allowed = f"a bucket that no other environment has: {other.environment} keeps its state there"
            mend = (
                f"make one, such as {other.state_bucket}-{settings.environment}, as README.md has it, and name it"
            )
            yield Problem(("identity", "pipelines", "stateBucket"), show(bucket), allowed, mend)


def _the_first_names_are_free(settings: Settings, others: Others) -> Iterator[Problem]:
    """What stands before the program has no name of the program's own: it would be there when that is made."""
    environments = [settings.environment, *(other.environment for other in others)]
    bucket = settings.identity.pipelines.state_bucket
    given = (
        (("deploymentRole",), settings.deployment_role, settings.deployment_role.rpartition("/")[2]),
        (("identity", "pipelines", "stateBucket"), bucket, bucket),
    )
    for path, value, name in given:
        for begins in (f"{PROJECT}-{environment}-" for environment in environments):
            if name.startswith(begins):
                allowed = f"a name that does not begin with {begins}, as all that the program makes does"
                mend = f"give it another name, such as {PROJECT}-{name.removeprefix(begins)}"
                yield Problem(path, show(value), allowed, mend)


RULES = (
    Rule(("account", "identity"), _trusted_suit_the_sign_in),
    Rule(("identity",), _trusted_are_named_once),
    Rule(("identity",), _trust_policies_fit),
    Rule(("identity",), _people_can_show_mfa),
    Rule(("identity",), _break_glass_is_for_named_ones),
    Rule(("identity",), _issuer_is_githubs),
    Rule(("account", "identity"), _state_key_is_the_accounts),
    Rule(("environment", "identity"), _state_is_its_own),
    Rule(("environment", "deployment_role", "identity"), _the_first_names_are_free),
    Rule(("audit",), _lock_ends_before_the_record),
    Rule(("audit",), _features_are_named_once),
)
