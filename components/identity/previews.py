"""What a preview reads to compare the program with what stands: configurations, and nothing that is kept in them.

`tests/access` holds these rights to what the provider calls for each type of resource, in both directions.
"""

from components.encryption.keys import Purpose
from components.identity.arns import EnvironmentArns, allow
from components.identity.view_only import sections_of_manifest
from components.servers.names import DELIVERIES
from components.shared.naming import Place
from components.shared.policy_documents import Statement
from components.storage.bucket import bucket_arn


def reads(arns: EnvironmentArns) -> list[Statement]:
    """Return what `pulumi preview --refresh` reads; no value of a secret, no object of the store's, no log."""
    deliveries = [bucket_arn(_place(arns, region), DELIVERIES) for region in sorted(arns.regions)]
    return [
        allow("ReadConfigurations", _CONFIGURATIONS),
        # It answers with the way to a function's code as well: the repository's own.
        allow("ReadFunctions", ["lambda:GetFunction"], arns.each("lambda", f"function:{arns.prefix}-*")),
        allow("ReadManifest", ["ssm:GetParameter"], sections_of_manifest(arns)),
        # A request for a bucket's head is one for a list; objects themselves stay closed.
        allow("FindBuckets", ["s3:ListBucket"], [f"arn:aws:s3:::{arns.prefix}-*"]),
        # Playbooks are the repository's own; the provider asks for their checksums.
        allow("ReadBundles", ["s3:GetObject", "s3:GetObjectTagging"], [f"{one}/bundles/*" for one in deliveries]),
        *_keys(arns),
    ]


def _place(arns: EnvironmentArns, region: str) -> Place:
    return Place(environment=arns.account.environment, region=region, account=arns.account.account)


def _keys(arns: EnvironmentArns) -> list[Statement]:
    """Return what opens configurations under keys of ours, by the service that shows them alone.

    Lambda shows a function's environment to whoever may decrypt it, and Image Builder a component's text; without
    the right the provider finds the environment empty, and a preview sets it anew:
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
    https://docs.aws.amazon.com/imagebuilder/latest/userguide/data-protection.html
    """
    return [
        allow("ReadEnvironments", ["kms:Decrypt"], arns.keys, arns.through(Purpose.SECRETS, via=["lambda"])),
        allow(
            "ReadComponentsAndBundles",
            ["kms:Decrypt"],
            arns.keys,
            arns.through(Purpose.STORAGE, via=["imagebuilder", "s3"]),
        ),
    ]


_CONFIGURATIONS = (
    "access-analyzer:GetAnalyzer",
    "acm:DescribeCertificate",
    "acm:ListTagsForCertificate",
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DescribeLifecycleHooks",
    "autoscaling:DescribePolicies",
    "autoscaling:DescribeScheduledActions",
    "backup:DescribeBackupVault",
    "backup:GetBackupPlan",
    "backup:GetBackupSelection",
    "backup:GetBackupVaultAccessPolicy",
    "backup:GetBackupVaultNotifications",
    "backup:GetRestoreTestingPlan",
    "backup:GetRestoreTestingSelection",
    "backup:ListTags",
    "ce:GetAnomalyMonitors",
    "ce:GetAnomalySubscriptions",
    "ce:ListTagsForResource",
    "cloudfront:GetDistribution",
    "cloudfront:ListTagsForResource",
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetEventSelectors",
    "cloudtrail:GetInsightSelectors",
    "cloudtrail:GetTrailStatus",
    "cloudtrail:ListTags",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:GetAlarmMuteRule",
    "cloudwatch:GetDashboard",
    "cloudwatch:ListTagsForResource",
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:DescribeTable",
    "dynamodb:DescribeTimeToLive",
    "dynamodb:ListTagsOfResource",
    "ec2:DescribeAddresses",
    "ec2:DescribeAddressesAttribute",
    "ec2:DescribeFlowLogs",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribeManagedPrefixLists",
    "ec2:DescribeNatGateways",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribePrefixLists",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroupRules",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcBlockPublicAccessExclusions",
    "ec2:DescribeVpcBlockPublicAccessOptions",
    "ec2:DescribeVpcEncryptionControls",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
    "ec2:GetEbsDefaultKmsKeyId",
    "ec2:GetEbsEncryptionByDefault",
    "ec2:GetImageBlockPublicAccessState",
    "ec2:GetInstanceMetadataDefaults",
    "ec2:GetManagedPrefixListEntries",
    "ec2:GetSnapshotBlockPublicAccessState",
    "elasticloadbalancing:DescribeCapacityReservation",
    "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:GetLoadBalancerWebACL",
    "events:DescribeRule",
    "events:ListTagsForResource",
    "events:ListTargetsByRule",
    "guardduty:GetDetector",
    "iam:GetAccountPasswordPolicy",
    "iam:GetInstanceProfile",
    "iam:GetOpenIDConnectProvider",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "imagebuilder:GetComponent",
    "imagebuilder:GetDistributionConfiguration",
    "imagebuilder:GetImagePipeline",
    "imagebuilder:GetImageRecipe",
    "imagebuilder:GetInfrastructureConfiguration",
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListResourceTags",
    "lambda:GetFunctionCodeSigningConfig",
    "lambda:GetFunctionEventInvokeConfig",
    "lambda:GetPolicy",
    "lambda:ListTags",
    "lambda:ListVersionsByFunction",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetDelivery",
    "logs:GetDeliveryDestination",
    "logs:GetDeliverySource",
    "logs:ListTagsForResource",
    "rds:DescribeDBInstanceAutomatedBackups",
    "rds:DescribeDBInstances",
    "rds:DescribeDBParameterGroups",
    "rds:DescribeDBParameters",
    "rds:DescribeDBSubnetGroups",
    "rds:DescribeEventSubscriptions",
    "rds:ListTagsForResource",
    "route53:GetHealthCheck",
    "route53:GetHostedZone",
    "route53:ListResourceRecordSets",
    "route53:ListTagsForResource",
    "route53resolver:GetFirewallDomainList",
    "route53resolver:GetFirewallRuleGroup",
    "route53resolver:GetFirewallRuleGroupAssociation",
    "route53resolver:GetResolverQueryLogConfig",
    "route53resolver:GetResolverQueryLogConfigAssociation",
    "route53resolver:ListFirewallConfigs",
    "route53resolver:ListFirewallDomains",
    "route53resolver:ListFirewallRules",
    "route53resolver:ListTagsForResource",
    "s3:GetAccelerateConfiguration",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucketAcl",
    "s3:GetBucketCORS",
    "s3:GetBucketLogging",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketRequestPayment",
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetBucketWebsite",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListTagsForResource",
    "scheduler:GetSchedule",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetResourcePolicy",
    "sns:GetSubscriptionAttributes",
    "sns:GetTopicAttributes",
    "sns:ListTagsForResource",
    "ssm:DescribeAssociation",
    "ssm:DescribeDocument",
    "ssm:DescribeDocumentPermission",
    "ssm:DescribeMaintenanceWindowTargets",
    "ssm:DescribeParameters",
    "ssm:GetDefaultPatchBaseline",
    "ssm:GetDocument",
    "ssm:GetMaintenanceWindow",
    "ssm:GetMaintenanceWindowTask",
    "ssm:GetPatchBaseline",
    "ssm:GetServiceSetting",
    "ssm:ListTagsForResource",
    "wafv2:GetLoggingConfiguration",
    "wafv2:GetWebACL",
    "wafv2:GetWebACLForResource",
    "wafv2:ListTagsForResource",
)
