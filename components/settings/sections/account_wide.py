"""What AWS has once for an account, or once for each of its regions, whoever makes it."""

from enum import StrEnum


class AccountWide(StrEnum):
    """What one stack of an account keeps, and the others leave to it.

    Each with what happens where two make it, and AWS's page on it.
    """

    # Refused: IAM has one provider for each issuer.
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
    OIDC_PROVIDER = "oidc-provider"
    # Refused: a region has one detector. https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
    GUARDDUTY_DETECTOR = "guardduty-detector"
    # Refused: an account has one analyser of each kind in a region.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
    ACCESS_ANALYZERS = "access-analyzers"
    # Refused: one log group for all instances of a region, which outlives them.
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html
    RDS_OS_METRICS = "rds-os-metrics"
    # Refused: a document of this name is the region's. Whose sessions it records cannot be two stores' choice.
    # https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-configure-preferences-cli.html
    SESSION_PREFERENCES = "session-preferences"
    # Refused: an account has one monitor of its services.
    # https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html
    COST_MONITOR = "cost-monitor"
    # The last one to write wins, and whoever is destroyed resets it for all.
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-block-public-access-account.html
    PUBLIC_BUCKETS_BLOCK = "public-buckets-block"
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
    PASSWORD_POLICY = "password-policy"  # noqa: S105 - the name of a policy
    # https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
    # https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
    REGION_DEFAULTS = "region-defaults"
    # https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
    PUBLIC_VPCS_BLOCK = "public-vpcs-block"
    # https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-default-patch-baseline.html
    DEFAULT_PATCH_BASELINE = "default-patch-baseline"


OF_THE_ACCOUNT = frozenset(
    {
        AccountWide.OIDC_PROVIDER,
        AccountWide.COST_MONITOR,
        AccountWide.PUBLIC_BUCKETS_BLOCK,
        AccountWide.PASSWORD_POLICY,
    }
)
"""Those of which an account has one in all; of the others it has one in each region."""
