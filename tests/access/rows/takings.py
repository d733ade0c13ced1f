"""Who takes a role, and who is not let in."""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.rows.arns import ELSEWHERE
from tests.access.rows.people import PEOPLE
from tests.access.rows.row import Context

_NAME: Context = {"sts:SourceIdentity": "somebody"}
_FACTOR: Context = {**_NAME, "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "60"}
_ISSUER = "token.actions.githubusercontent.com"


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Somebody who takes a role, or is not let in: whom the request comes from, how, and what it says of itself."""

    role: str
    who: str
    may: bool
    context: Context
    action: str = "sts:AssumeRole"


PERSON, BREAK_GLASS = "arn:aws:iam::222233334444:user/somebody", "arn:aws:iam::222233334444:user/break-glass-1"
JOB = f"arn:aws:iam::{{a}}:oidc-provider/{_ISSUER}"


def _job(subject: str, audience: str = "sts.amazonaws.com") -> Context:
    return {f"{_ISSUER}:sub": subject, f"{_ISSUER}:aud": audience}


TAKINGS: tuple[Taking, ...] = (
    *(
        Taking(role=role, who=PERSON, may=allowed, context=context)
        for role in PEOPLE
        for allowed, context in (
            (True, _FACTOR),
            (False, _NAME),
            (False, {**_FACTOR, "aws:MultiFactorAuthAge": "7200"}),
            (False, {key: value for key, value in _FACTOR.items() if key != "sts:SourceIdentity"}),
        )
    ),
    Taking(role="break-glass", who=BREAK_GLASS, may=True, context=_FACTOR),
    Taking(role="break-glass", who=BREAK_GLASS, may=False, context=_NAME),
    Taking(role="break-glass", who=BREAK_GLASS, may=False, context={**_FACTOR, **ELSEWHERE}),
    Taking(role="break-glass", who=PERSON, may=False, context=_FACTOR),
    *(
        Taking(role=role, who=JOB, may=allowed, context=context, action="sts:AssumeRoleWithWebIdentity")
        for role, allowed, context in (
            ("deployment", True, _job("repo:example@123456/storefront@456789:environment:prod")),
            ("deployment", False, _job("repo:example@123456/storefront@456789:environment:staging")),
            ("deployment", False, _job("repo:example@123456/storefront@456789:pull_request")),
            ("deployment", False, _job("repo:example@123456/storefront@456789:ref:refs/heads/main")),
            ("deployment", False, _job("repo:example/storefront:environment:prod")),
            ("deployment", False, _job("repo:example@999999/storefront@888888:environment:prod")),
            ("deployment", False, _job("repo:stranger@123456/storefront@456789:environment:prod")),
            ("deployment", False, _job("repo:example@123456/storefront@456789:environment:prod", "another")),
            ("preview", True, _job("repo:example@123456/storefront@456789:pull_request")),
            ("preview", False, _job("repo:example@123456/storefront@456789:environment:prod")),
            ("preview", False, _job("repo:stranger@123456/storefront@456789:pull_request")),
        )
    ),
)
