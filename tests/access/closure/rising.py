"""The steps to rights that no role is meant to have: roles of one's own, boundaries, users, sign-ins, state."""

from __future__ import annotations

from collections.abc import Iterator

from components.identity.names import PermissionsBoundary
from tests.access.closure.step import Ask, Step
from tests.access.matrix import DEPLOYMENT
from tests.access.rows.arns import BOUNDARY, ROLE, STATE, STATE_KEY
from tests.access.rows.row import Context

# Secrets let roles in by their names; a role of one's own takes such a name.
OWN_ROLE = ROLE + "x-application"
_USER = "arn:aws:iam::{a}:user/x"
_SAML, _OIDC = "arn:aws:iam::{a}:saml-provider/x", "arn:aws:iam::{a}:oidc-provider/x"
_INSTANCE = "arn:aws:sso:::instance/ssoins-0123456789abcdef"


def made_under(bound: str) -> str:
    """Return what a role that somebody makes is called here: it may do all that its boundary leaves."""
    return f"any role under the boundary of {bound}"


def under(bound: str) -> Step:
    """Return the step to a role of one's own under a boundary."""
    context: Context = {"iam:PermissionsBoundary": BOUNDARY + bound}
    asks = tuple(Ask(action, OWN_ROLE, context) for action in ("iam:CreateRole", "iam:AttachRolePolicy"))
    return Step(made_under(bound), "makes it", asks)


def rising() -> Iterator[Step]:
    """Yield the steps."""
    everybody = Ask("iam:CreateRole", OWN_ROLE)
    yield Step("a role without its boundary", "makes one", (everybody,))
    off = (Ask("iam:DeleteRolePermissionsBoundary", OWN_ROLE), Ask("iam:DeleteUserPermissionsBoundary", _USER))
    yield Step("a role without its boundary", "takes it off", (), off)
    for bound in PermissionsBoundary:
        changes = ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy")
        yield Step(
            f"another boundary of {bound}", "changes it", (), tuple(Ask(one, BOUNDARY + bound) for one in changes)
        )
    keys = (
        "CreateAccessKey", "CreateLoginProfile", "CreateServiceSpecificCredential", "CreateUser", "UpdateAccessKey",
        "UpdateLoginProfile", "UploadSSHPublicKey", "UploadSigningCertificate", "ResetServiceSpecificCredential",
    )  # fmt: skip
    yield Step("a user with keys", "makes one", (), tuple(Ask(f"iam:{one}", _USER) for one in keys))
    rights = ("AttachUserPolicy", "PutUserPolicy", "PutUserPermissionsBoundary")
    yield Step("a user with keys", "gives one more rights", (), (
        *(Ask(f"iam:{one}", _USER) for one in rights),
        *(Ask(f"iam:{one}", "arn:aws:iam::{a}:group/x") for one in ("AddUserToGroup", "AttachGroupPolicy", "PutGroupPolicy")),
    ))  # fmt: skip
    # Its sessions have the rights of the user that asks; sessions of roles may not ask, but boundaries are all there is.
    # https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
    yield Step("a user with keys", "trusts certificates of its own", (), (
        Ask("rolesanywhere:CreateTrustAnchor", "*"),
        Ask("rolesanywhere:CreateProfile", "*"),
    ))  # fmt: skip
    providers = (
        *(Ask(f"iam:{one}", _SAML) for one in ("CreateSAMLProvider", "UpdateSAMLProvider")),
        *(Ask(f"iam:{one}", _OIDC) for one in (
            "AddClientIDToOpenIDConnectProvider", "CreateOpenIDConnectProvider", "UpdateOpenIDConnectProviderThumbprint",
        )),
    )  # fmt: skip
    yield Step("another provider of sign-ins", "makes or changes one", (), providers)
    outbound = (Ask("iam:EnableOutboundWebIdentityFederation", "*"),)
    yield Step("another provider of sign-ins", "lets the account's roles in elsewhere", outbound)
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-temporary-delegation.html
    asked = "arn:aws:iam::{a}:delegation-request/x"
    yield Step("another provider of sign-ins", "gives rights to who asks for them", (), tuple(
        Ask(f"iam:{one}", asked) for one in ("AcceptDelegationRequest", "SendDelegationToken")
    ))  # fmt: skip
    centre = ("sso:CreateAccountAssignment", "sso:PutInlinePolicyToPermissionSet", "sso:CreateTrustedTokenIssuer")
    yield Step("people of Identity Center", "lets them in", (), tuple(Ask(one, _INSTANCE) for one in centre))
    directories = (Ask("identitystore:CreateUser", "arn:aws:identitystore::{a}:identitystore/d-0123456789"),
                   Ask("sso-directory:CreateUser", "*"))  # fmt: skip
    yield Step("people of Identity Center", "makes one", (), directories)
    yield Step("an account out of its organization", "leaves it", (), (
        Ask("organizations:LeaveOrganization", "*"), Ask("account:CloseAccount", "*"),
    ))  # fmt: skip
    yield Step(DEPLOYMENT, "changes Pulumi's state", (Ask("s3:PutObject", STATE),))
    yield Step("Pulumi's state", "reads it", (Ask("s3:GetObject", STATE), Ask("kms:Decrypt", STATE_KEY)))
