"""Who comes in: users, issuers of tokens, and the taking of roles."""

from collections.abc import Sequence

from components.identity.denials.denial import Denial

USERS = Denial(
    sid="NoUsersNorKeys",
    why="a user's keys, and who signs in by another's word, stay when the session that made them is over",
    actions=(
        # Whoever answers a request for rights hands them on, and an account's tokens let its roles in elsewhere:
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-temporary-delegation.html
        "iam:*Delegation*",
        "iam:EnableOutbound*",
        # Made and changed; broken-in keys are still deleted, by the break-glass role too.
        "iam:*ateAccessKey",
        "iam:*ateLoginProfile",
        "iam:*ateSAMLProvider",
        "iam:CreateUser",
        "iam:PutUser*",
        "iam:AttachUser*",
        "iam:PutGroup*",
        "iam:AttachGroup*",
        "iam:AddUserToGroup",
        "iam:CreateServiceSpecific*",
        "iam:Reset*",
        "iam:Upload*",
        "identitystore:*",
        "rolesanywhere:*",
        "sso:*",
        "sso-directory:*",
    ),
)


def other_issuers(arn: str) -> Denial:
    """Refuse providers of tokens but that one."""
    return Denial(
        sid="NoOtherIssuers",
        why="whoever makes the tokens that are trusted is whoever they name",
        actions=(
            "iam:AddClientID*",
            "iam:*ateOpenIDConnectProvider*",
        ),
        except_on=(arn,),
    )


def trust_stays(arns: Sequence[str]) -> Denial:
    """Refuse to change who may take these roles; to shut somebody out, add a policy that denies to the role."""
    return Denial(
        sid="PipelinesTrustStays",
        why="who deploys may change who is told",
        actions=("iam:UpdateAssumeRolePolicy",),
        resources=tuple(arns),
    )


def not_taken(sid: str, why: str, arns: Sequence[str]) -> Denial:
    """Refuse to take these roles on."""
    return Denial(sid=sid, why=why, actions=("sts:AssumeRole", "sts:TagSession"), resources=tuple(arns))


def only_taken(sid: str, why: str, arns: Sequence[str]) -> Denial:
    """Refuse to take any role on but these, in any account."""
    return Denial(sid=sid, why=why, actions=("sts:AssumeRole", "sts:TagSession"), except_on=tuple(arns))
