"""What opens keys and secrets, or loses them."""

from collections.abc import Sequence

from components.identity.denials.denial import Denial

SECRETS = Denial(
    sid="NoSecretValues",
    why="who reads a password is the application",
    actions=(
        "secretsmanager:GetSecretValue",
        "secretsmanager:BatchGetSecretValue",
        "secretsmanager:PutSecretValue",
    ),
)
# A rule's condition and a distribution's origin have the header's value, and these answer with them whole:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html
# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginCustomHeader.html
ORIGIN_SECRET = Denial(
    sid="OriginSecretUnread",
    why="with the header's value a distribution of one's own passes for ours, and for its firewall",
    actions=("cloudfront:GetDistribution*", "cloudfront:ListDistributions*", "elasticloadbalancing:DescribeRules"),
)
SECRET_POLICIES = Denial(
    sid="SecretsStayClosed",
    why="a secret's own policy can let others read it",
    actions=("secretsmanager:PutResourcePolicy", "secretsmanager:DeleteResourcePolicy"),
)


def secrets_unread(needed: Sequence[str]) -> Denial:
    """Refuse to read the values of all secrets but those whose ARNs match."""
    return Denial(
        sid="SecretsUnread",
        why="a password that a pipeline reads ends in its log",
        actions=("secretsmanager:*GetSecretValue",),
        except_on=tuple(needed),
    )


KEY_POLICIES = Denial(
    sid="KeyPoliciesStay",
    why="a key's policy opens what the key protects",
    actions=("kms:PutKeyPolicy",),
)
GRANTS = Denial(
    sid="GrantsAreForServices",
    why="a grant opens a key past its policy; AWS services ask for theirs on the caller's way",
    actions=("kms:CreateGrant",),
    condition={"Bool": {"kms:GrantIsForAWSResource": "false"}},
)
KEY_LOSS = Denial(
    sid="KeysAreKept",
    why="without its key all that it protects is lost, backups too",
    actions=("kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:DeleteImported*"),
)
