"""What must hold between the settings of identity and audit."""

from collections.abc import Iterator

from components.settings.problem import Problem, show
from components.settings.rules.rule import Others, Rule
from components.settings.sections.identity import SignIn
from components.settings.sections.model import Settings

_SAML = ":saml-provider/"


def _trusted_suit_the_sign_in(settings: Settings, _: Others) -> Iterator[Problem]:
    """A second factor is shown to IAM by its own principals, an assertion comes from a provider of the account."""
    people = settings.identity.people
    for index, arn in enumerate(people.trusted):
        path = ("identity", "people", "trusted", index)
        if (people.sign_in is SignIn.SAML) is not (_SAML in arn):
            allowed = "a SAML provider" if people.sign_in is SignIn.SAML else "an account, a user or a role"
            yield Problem(path, show(arn), allowed, "name one, or change storefront:identity.people.signIn")
        elif _SAML in arn and arn.split(":")[4] != settings.account:
            allowed = f"a SAML provider of the account {settings.account}"
            yield Problem(path, show(arn), allowed, "correct the account id in the ARN, or storefront:account")


def _trusted_are_named_once(settings: Settings, _: Others) -> Iterator[Problem]:
    """AWS would take a principal twice; one of the two was meant to be another."""
    identity = settings.identity
    for path, arns in ((("people", "trusted"), identity.people.trusted), (("breakGlass",), identity.break_glass)):
        for index, arn in enumerate(arns):
            if arn in arns[:index]:
                mend = "name another, or take it out"
                yield Problem(("identity", *path, index), f"{arn!r} twice", "each ARN once", mend)


def _break_glass_is_for_named_ones(settings: Settings, _: Others) -> Iterator[Problem]:
    """Who trusts a whole account lets that account's administrators name the break-glass users."""
    for index, arn in enumerate(settings.identity.break_glass):
        if arn.endswith(":root"):
            path = ("identity", "breakGlass", index)
            yield Problem(path, show(arn), "a user or a role", "name who is called in an emergency")


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
    if key.split(":")[4] != settings.account:
        allowed = f"a key in the account {settings.account}"
        mend = "correct the account id in the ARN, or storefront:account"
        yield Problem(("identity", "pipelines", "stateKey"), show(key), allowed, mend)


RULES = (
    Rule(("account", "identity"), _trusted_suit_the_sign_in),
    Rule(("identity",), _trusted_are_named_once),
    Rule(("identity",), _break_glass_is_for_named_ones),
    Rule(("account", "identity"), _state_key_is_the_accounts),
    Rule(("audit",), _lock_ends_before_the_record),
    Rule(("audit",), _features_are_named_once),
)
