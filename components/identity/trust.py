"""Who may take a role: people by MFA and under their name, the CI provider's jobs by a token."""

from collections.abc import Sequence

from components.settings import PeopleSettings, PipelineSettings, SignIn
from components.shared.naming import Account
from components.shared.policy_documents import Statement, document

# An hour, the minimum that IAM takes as a role's longest session, and as long as MFA counts.
SESSION_SECONDS = 3600
_STS = "sts.amazonaws.com"
# Every session carries a name that no chain of roles takes off:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
_NAMED = {"sts:SourceIdentity": "?*"}


def people_trust(people: PeopleSettings, regions: Sequence[str]) -> str:
    """Let people in by the sign-in of the settings; with SAML by the sign-in pages of AWS and of these regions."""
    saml = people.sign_in is SignIn.SAML
    return document([_by_assertion(people.trusted, regions) if saml else mfa(people.trusted)])


def break_glass_trust(principals: Sequence[str], regions: Sequence[str]) -> str:
    """Let named principals in with MFA, independent of any identity provider.

    Only through the regional endpoints where the alarm listens: elsewhere nobody would hear of it.
    """
    statement = dict(mfa(principals))
    statement["Condition"] = {**statement["Condition"], "StringEquals": {"aws:RequestedRegion": sorted(regions)}}
    return document([statement])


def mfa(principals: Sequence[str]) -> Statement:
    """Let principals take a role within an hour of showing MFA.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    """
    return {
        "Sid": "PeopleWithSecondFactor",
        "Effect": "Allow",
        "Principal": {"AWS": list(principals)},
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
        "Condition": {
            "Bool": {"aws:MultiFactorAuthPresent": "true"},
            "NumericLessThan": {"aws:MultiFactorAuthAge": str(SESSION_SECONDS)},
            "StringLike": _NAMED,
        },
    }


def _sign_in_pages(regions: Sequence[str]) -> list[str]:
    """Return the addresses that assertions may be made out to.

    AWS's own page stands in us-east-1; a region's goes on when that is lost, and AWS advises to have both:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
    """
    return [f"https://{host}signin.aws.amazon.com/saml" for host in ("", *(f"{one}." for one in sorted(regions)))]


def _by_assertion(providers: Sequence[str], regions: Sequence[str]) -> Statement:
    # A session by SAML has no aws:MultiFactorAuthPresent: the identity provider asserts MFA as a tag.
    return {
        "Sid": "PeopleOfTheIdentityProvider",
        "Effect": "Allow",
        "Principal": {"Federated": list(providers)},
        "Action": ["sts:AssumeRoleWithSAML", "sts:SetSourceIdentity", "sts:TagSession"],
        "Condition": {
            "StringEquals": {"SAML:aud": _sign_in_pages(regions), "aws:RequestTag/mfa": "true"},
            "StringLike": _NAMED,
        },
    }


def pipeline_trust(provider_arn: str, pipelines: PipelineSettings, context: str) -> Statement:
    """Let the jobs of one repository in, and of those only the ones that run in `context`, each to the letter.

    https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims
    https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
    """
    claims = {"aud": _STS, "sub": f"repo:{pipelines.repository}:{context}"}
    return {
        "Sid": "JobsOfTheRepository",
        "Effect": "Allow",
        "Principal": {"Federated": provider_arn},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{pipelines.issuer}:{claim}": value for claim, value in claims.items()}},
    }


def own_trust(account: Account, arn: str) -> Statement:
    """Let a role take itself: the program's provider takes the role of the settings, whoever runs the program.

    A trust policy cannot name a role that does not stand yet, so that a condition does.
    """
    return {
        "Sid": "Itself",
        "Effect": "Allow",
        "Principal": {"AWS": account.arn("iam", "root")},
        "Action": "sts:AssumeRole",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": arn}},
    }


def audience() -> list[str]:
    """Return whom the CI provider's tokens must be made out to."""
    return [_STS]
