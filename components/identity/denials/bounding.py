"""What makes roles without a boundary, under a higher one, or changes a boundary."""

from collections.abc import Sequence

from components.identity.denials.denial import Denial
from components.identity.names import BOUNDARY_PATH
from components.shared.naming import Account


def boundaries_stay(account: Account) -> Denial:
    """Refuse the loosening of any boundary; making one for the first time is allowed to those who may."""
    return Denial(
        sid="BoundariesStay",
        why="who may change a boundary has none",
        actions=(
            "iam:CreatePolicyVersion",
            "iam:DeletePolicy*",
            "iam:SetDefault*",
        ),
        resources=(account.arn("iam", f"policy{BOUNDARY_PATH}*"),),
    )


NO_UNBOUNDING = Denial(
    sid="NoBoundaryIsTakenOff",
    why="a role without its boundary is a role with all that its policies say",
    actions=("iam:Delete*PermissionsBoundary",),
)


def only_bounded(arns: Sequence[str], *, but: Sequence[str] = ()) -> Denial:
    """Refuse roles, and rights for roles, that are not under one of these boundaries; a missing one is refused too.

    `but`: roles that another row keeps.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
    """
    return Denial(
        sid="RolesAreBounded",
        why="rights that are given on are no more than the giver's",
        actions=(
            "iam:CreateRole",
            "iam:*tachRolePolicy",
            "iam:DeleteRolePolicy",
            "iam:PutRole*",
        ),
        except_on=tuple(but),
        condition={"StringNotEquals": {"iam:PermissionsBoundary": list(arns)}},
    )


def highest_boundary_stays(boundary: str, role: str) -> Denial:
    """Refuse the boundary of one role to every other: it leaves more than those that roles may be given."""
    return Denial(
        sid="HighestBoundaryStays",
        why="a role under the break-glass role's boundary reads every secret, and nobody is told when it is taken",
        actions=("iam:CreateRole", "iam:PutRole*", "iam:AttachRolePolicy"),
        except_on=(role,),
        condition={"StringEquals": {"iam:PermissionsBoundary": boundary}},
    )


def boundary_not_given(boundary: str) -> Denial:
    """Refuse roles under that boundary to whoever makes roles."""
    return Denial(
        sid="PipelinesAreNotMade",
        why="a role under the boundary of pipelines may change who is told",
        actions=("iam:CreateRole", "iam:PutRolePermissionsBoundary"),
        condition={"StringEquals": {"iam:PermissionsBoundary": boundary}},
    )
