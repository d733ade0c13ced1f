"""Guardrail for the size of IAM's documents: IAM refuses a longer one in the middle of an update."""

import re
from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, fail, undecided
from policies.frame.resources import Resource
from policies.frame.samples import allow, policy
from policies.frame.values import UNKNOWN, Value

# Characters, of which white space is none. The one of trust is raised on request, to 4,096.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
_MOST = {tokens.POLICY: ("policy", 6144), tokens.ROLE: ("assumeRolePolicy", 2048)}
_MOST_OF_ITS_OWN = ("policy", 10_240)
_WHITE_SPACE = re.compile(r"\s")


def _fits(resource: Resource) -> Iterator[Finding]:
    prop, most = _MOST.get(resource.type, _MOST_OF_ITS_OWN)
    document = resource.at(prop)
    if document is UNKNOWN:
        yield undecided(prop)
    elif (length := len(_WHITE_SPACE.sub("", str(document)))) > most:
        yield fail(f"it has {length:,} characters, and IAM takes {most:,}", prop)


def _long(characters: int) -> Value:
    """A document with so many characters, and white space that does not count."""
    text = str(policy(allow(["s3:GetObject"], "arn:aws:s3:::store/*")))
    return text + "a" * (characters - len(_WHITE_SPACE.sub("", text)))


_DOCUMENT = Case(tokens.POLICY)
GUARDRAILS = (
    ResourceGuardrail(
        name="iam-document-within-quota",
        summary="A policy, and a role's trust, are no longer than IAM takes.",
        why="Names and lists of the settings stand in them: a longer one is found by IAM alone, half-way through.",
        mend="Name fewer or shorter roles, zones and buckets in the settings, or say the same in fewer statements.",
        practice="REL01-BP01",
        controls=("NIST CM-2",),
        types=(tokens.POLICY, tokens.ROLE_POLICY, tokens.ROLE),
        check=_fits,
        examples=(
            _DOCUMENT.good("as long as it may be", policy=_long(6144)),
            _DOCUMENT.bad("a character more", policy=_long(6145)),
            Case(tokens.ROLE_POLICY).good("a role's own", policy=_long(10_240)),
            Case(tokens.ROLE_POLICY).bad("a role's own, a character more", policy=_long(10_241)),
            Case(tokens.ROLE).good("trust", assumeRolePolicy=_long(2048)),
            Case(tokens.ROLE).bad("trust, a character more", assumeRolePolicy=_long(2049)),
            _DOCUMENT.unknown("computed", policy=UNKNOWN),
        ),
    ),
)
