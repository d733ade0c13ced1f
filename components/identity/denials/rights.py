"""What changes the rights of roles."""

from collections.abc import Sequence

from components.identity.denials.denial import Denial

IAM_WRITES = Denial(
    sid="NoChangeOfRights",
    why="roles change by the program, which is reviewed",
    actions=(
        "iam:*Delegation*",
        "iam:Add*",
        "iam:Attach*",
        "iam:Create*",
        "iam:Delete*",
        "iam:Detach*",
        "iam:Disable*",
        "iam:Enable*",
        "iam:Put*",
        "iam:Remove*",
        "iam:Reset*",
        "iam:Set*",
        "iam:Tag*",
        "iam:Untag*",
        "iam:Update*",
        "iam:Upload*",
        "rolesanywhere:*",
        "sso:*",
        "sso-directory:*",
        "identitystore:*",
    ),
)


def roles_stay(sid: str, why: str, arns: Sequence[str]) -> Denial:
    """Refuse to make these roles, and every change of them."""
    return Denial(
        sid=sid,
        why=why,
        actions=(
            "iam:*tachRolePolicy",
            "iam:CreateRole",
            "iam:DeleteRole*",
            "iam:PutRole*",
            "iam:Update*Role*",
        ),
        resources=tuple(arns),
    )
