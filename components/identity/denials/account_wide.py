"""What holds in the whole account: its regions, its owner, its organization, and the state of deployments."""

from collections.abc import Sequence

from components.identity.denials.denial import Denial

ACCOUNT_LOSS = Denial(
    sid="AccountIsKept",
    why="an account that leaves its organisation leaves the organisation's limits",
    actions=("organizations:Leave*", "account:CloseAccount", "account:PutAlternateContact"),
)
ROOT = Denial(
    sid="NoRoot",
    why="the account's owner is bounded by nothing in the account; what takes root, an organization does for it",
    actions=("*",),
    condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}},
)


def elsewhere(regions: Sequence[str]) -> Denial:
    """Refuse every region but those; the global one is among them, where services without regions answer.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html
    """
    return Denial(
        sid="OnlyOurRegions",
        why="what stands in a region that nobody watches is noticed on the bill",
        actions=("*",),
        condition={"StringNotEquals": {"aws:RequestedRegion": sorted(regions)}},
    )


def state_stays(bucket: str) -> Denial:
    """Refuse to change what deployments take for what stands."""
    return Denial(
        sid="StateStays",
        why="a deployment undoes what the state has and the program has not",
        actions=("s3:Delete*", "s3:Put*"),
        resources=(f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"),
    )
