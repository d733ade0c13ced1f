"""Who may act in the account, what records it, and what watches it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from components.settings.sections.elsewhere import Elsewhere
from components.settings.sections.section import Section
from components.settings.types import IAM_PATH, BucketName, Whole

# A user, a role or a whole account, each by name: no wildcard, no other kind of principal. A rule refuses roles.
_PRINCIPAL = rf"arn:aws:iam::[0-9]{{12}}:(root|(user|role)/{IAM_PATH}[A-Za-z0-9_+=,.@-]{{1,64}})"
_PROVIDER = r"arn:aws:iam::[0-9]{12}:saml-provider/[A-Za-z0-9_.-]{1,128}"
Principal = Annotated[str, StringConstraints(pattern=f"^{_PRINCIPAL}$")]
Trusted = Annotated[str, StringConstraints(pattern=f"^({_PRINCIPAL}|{_PROVIDER})$")]
KeyArn = Annotated[str, StringConstraints(pattern=r"^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9A-Za-z-]{1,64}$")]


# Tokens of repositories that were created, renamed or transferred since 2026-07-15 name owner and repository with
# their ids: https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
# A name of dots alone is a folder's.
_OWNER, _NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*", r"[.]*[A-Za-z0-9_-][A-Za-z0-9_.-]*"
Repository = Annotated[
    str, StringConstraints(pattern=rf"^({_OWNER}@[0-9]+/{_NAME}@[0-9]+|{_OWNER}/{_NAME})$", max_length=180)
]


class SignIn(StrEnum):
    """How people show who they are."""

    MFA = "mfa"
    SAML = "saml"


class ThreatFeature(StrEnum):
    """What GuardDuty looks at beyond its foundation (each is paid for by what it reads)."""

    S3_DATA_EVENTS = "S3_DATA_EVENTS"
    RDS_LOGIN_EVENTS = "RDS_LOGIN_EVENTS"
    LAMBDA_NETWORK_LOGS = "LAMBDA_NETWORK_LOGS"
    EBS_MALWARE_PROTECTION = "EBS_MALWARE_PROTECTION"
    RUNTIME_MONITORING = "RUNTIME_MONITORING"


class PeopleSettings(Section):
    """Who takes the roles for people."""

    sign_in: SignIn = Field(
        description="mfa (IAM principals with MFA) or saml (an identity provider that asserts one)",
        examples=["mfa"],
    )
    trusted: Annotated[tuple[Trusted, ...], Elsewhere.OF_ITS_ACCOUNT] = Field(
        min_length=1,
        max_length=4,
        description="one to four ARNs: with mfa of accounts or users, with saml of SAML providers",
        examples=[["arn:aws:iam::222233334444:root"]],
    )


class PipelineSettings(Section):
    """The CI provider's jobs, and the state that they work on."""

    issuer: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9_.-]+)*$", max_length=200)
    ] = Field(
        description="the OpenID Connect issuer's host and path, without https://; one of GitHub's",
        examples=["token.actions.githubusercontent.com", "token.actions.githubusercontent.com/octo-enterprise"],
    )
    repository: Repository = Field(
        description="the one repository whose jobs are let in, as GitHub's tokens name it: OWNER@ID/NAME@ID, or "
        "OWNER/NAME of one that kept its name since before 2026-07-15",
        examples=["example@123456/storefront@456789"],
    )
    state_bucket: Annotated[BucketName, Elsewhere.NAMED_FOR_IT] = Field(
        description="the name of the bucket of Pulumi's state", examples=["example-storefront-prod-state"]
    )
    state_key: Annotated[KeyArn, Elsewhere.ITS_OWN_KEY] = Field(
        description="the ARN of the KMS key of Pulumi's state",
        examples=["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
    )


class IdentitySettings(Section):
    """People, the break-glass role, and pipelines."""

    people: PeopleSettings = Field(description="signIn and trusted")
    break_glass: Annotated[tuple[Principal, ...], Elsewhere.OF_ITS_ACCOUNT] = Field(
        min_length=1,
        max_length=5,
        description="one to five ARNs of IAM users who may take the break-glass role",
        examples=[["arn:aws:iam::222233334444:user/break-glass-1"]],
    )
    pipelines: PipelineSettings = Field(description="issuer, repository, stateBucket and stateKey")


class LogArchiveSettings(Section):
    """The account of its own that keeps the record, as `storefront organization log-archive` writes its parts.

    Its buckets and event buses have names that follow from the environment's; ids of keys AWS alone gives.
    """

    account: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")] = Field(
        description="the id of an account in which no store stands and nobody signs in, 12 digits in quotes",
        examples=["555566667777"],
    )
    keys: Annotated[dict[str, KeyArn], Elsewhere.ITS_OWN_KEY] = Field(
        description="by region of each site, the ARN of the key there, as the archive's stack answers it",
        examples=[
            {"us-east-1": "arn:aws:kms:us-east-1:555566667777:key/1234abcd-12ab-34cd-56ef-1234567890ab"},
        ],
    )


class AuditSettings(Section):
    """The record of what is done in the account, and what watches it."""

    retention_days: Annotated[Whole, Field(ge=90, le=3653)] = Field(
        description="days that the trails' files are kept, 90 to 3653", examples=[1096]
    )
    locked_days: Annotated[Whole, Field(ge=1, le=3653)] = Field(
        description="days in which nobody can delete them, 1 to 3653, fewer than retentionDays", examples=[365]
    )
    threat_features: tuple[ThreatFeature, ...] = Field(
        max_length=len(ThreatFeature),
        description="what GuardDuty looks at beyond its foundation, [] for nothing: " + ", ".join(ThreatFeature),
        examples=[["S3_DATA_EVENTS", "RDS_LOGIN_EVENTS"]],
    )
    unused_access_days: Annotated[Whole, Field(ge=1, le=365)] = Field(
        description="days after which a right that nobody used is reported, 1 to 365", examples=[90]
    )
    log_archive: LogArchiveSettings | None = Field(
        default=None,
        description="account and keys; leave out to keep the record in the account itself",
    )
