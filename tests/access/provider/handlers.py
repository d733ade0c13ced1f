"""The cross-check: what CloudFormation's handlers ask for to make the same resources, by AWS's own schemas.

A handler is another program than the provider. Of what both read, each difference says why the provider does without;
what handlers ask for to make, change and delete a resource is put to IAM beside the provider's calls (`requests.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from rehearsal.facts.source import schema
from tests.access.provider.table import Phase, Row, table


@dataclass(frozen=True)
class Difference:
    """What a handler reads, and why the provider does not."""

    schema: str
    actions: tuple[str, ...]
    why: str


_ELSEWHERE = "another type of the provider's has this property, and the program makes none of it"
_OTHER_CALL = "the provider learns the same by another call"
_NETWORK = "what the handler checks beforehand; the service looks itself"
DIFFERENCES = (
    Difference("AWS::AccessAnalyzer::Analyzer", ("access-analyzer:ListAnalyzers",), _OTHER_CALL),
    Difference("AWS::AccessAnalyzer::Analyzer", ("access-analyzer:ListArchiveRules",), _ELSEWHERE),
    Difference("AWS::AutoScaling::AutoScalingGroup", ("managed-fleets:Get*",), "the service's former name"),
    Difference("AWS::CloudFront::Distribution", ("cloudfront:GetDistributionConfig",), _OTHER_CALL),
    Difference("AWS::CloudTrail::Trail", ("cloudtrail:GetTrail",), _OTHER_CALL),
    Difference("AWS::CloudTrail::Trail", ("cloudtrail:GetEventConfiguration",), "no property of the provider's type"),
    Difference("AWS::CloudWatch::Dashboard", ("cloudwatch:ListTagsForResource",), "the provider tags no dashboard"),
    Difference("AWS::Events::Rule", ("iam:PassRole",), "no call; the handler's author asks for it"),
    Difference("AWS::Logs::DeliveryDestination", ("logs:GetDeliveryDestinationPolicy",), _ELSEWHERE),
    Difference("AWS::Logs::LogGroup", ("logs:DescribeIndexPolicies", "logs:GetDataProtectionPolicy"), _ELSEWHERE),
    Difference("AWS::Logs::LogGroup", ("logs:DescribeResourcePolicies",), "read as a type of its own"),
    Difference("AWS::DynamoDB::Table", ("dynamodb:DescribeContributorInsights", "dynamodb:DescribeKinesisStreamingDestination",
               "dynamodb:GetResourcePolicy"), _ELSEWHERE),
    Difference("AWS::EC2::NetworkAcl", ("ec2:DescribeTags",), "the description has the tags"),
    Difference("AWS::EC2::SecurityGroupIngress", ("ec2:DescribeSecurityGroups",), _OTHER_CALL),
    Difference("AWS::EC2::Subnet", ("ec2:DescribeNetworkAcls",), "no property of the provider's type"),
    Difference("AWS::EC2::VPC", ("ec2:DescribeVpcEncryptionControls",), "read as a type of its own"),
    Difference("AWS::EC2::VPCEncryptionControl", ("ec2:DescribeTags",), "no property of the provider's type"),
    Difference("AWS::EC2::VPCEndpoint", ("ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"), _NETWORK),
    Difference("AWS::EC2::VPCEndpoint", ("vpc-lattice:*",), "for endpoints of VPC Lattice"),
    Difference("AWS::GuardDuty::Detector", ("guardduty:ListTagsForResource",), "GetDetector has the tags"),
    Difference("AWS::IAM::ManagedPolicy", ("iam:ListEntitiesForPolicy",), "attachments are types of their own"),
    Difference("AWS::ImageBuilder::Component", ("kms:Decrypt",), "implied: put to IAM by `requests.py`"),
    Difference("AWS::Lambda::Function", ("kms:Decrypt",), "implied: put to IAM by `requests.py`"),
    Difference("AWS::Lambda::Function", ("lambda:GetFunctionRecursionConfig", "lambda:GetFunctionScalingConfig",
               "lambda:GetRuntimeManagementConfig"), _ELSEWHERE),
    Difference("AWS::ElasticLoadBalancingV2::TargetGroup", ("elasticloadbalancing:DescribeTargetHealth",), "targets are no property of the provider's type"),
    Difference("AWS::RDS::DBInstance", ("ec2:Describe*",), _NETWORK),
    Difference("AWS::Route53::HostedZone", ("route53:ListQueryLoggingConfigs",), _ELSEWHERE),
    Difference("AWS::Route53Resolver::FirewallRuleGroup", ("route53resolver:ListFirewallRules",), "read as a type of its own"),
    Difference("AWS::Route53Resolver::ResolverQueryLoggingConfig", ("route53resolver:ListResolverQueryLogConfigs",), _OTHER_CALL),
    Difference("AWS::Route53Resolver::ResolverQueryLoggingConfig", ("resolverquerylogging:GetConfig",), "the service's former name"),
    Difference("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", ("resolverquerylogging:GetConfigAssociation",),
               "the service's former name"),
    Difference("AWS::S3::Bucket", ("s3:GetAnalyticsConfiguration", "s3:GetBucketAbac", "s3:GetBucketMetadataTableConfiguration",
               "s3:GetBucketNotification", "s3:GetIntelligentTieringConfiguration", "s3:GetInventoryConfiguration",
               "s3:GetMetricsConfiguration"), _ELSEWHERE),
    Difference("AWS::SecretsManager::Secret", ("secretsmanager:GetSecretValue",), "the value is a type of its own, which the pipeline alone reads"),
    Difference("AWS::SNS::Topic", ("sns:GetDataProtectionPolicy",), _ELSEWHERE),
    Difference("AWS::SNS::Topic", ("sns:ListSubscriptionsByTopic",), "subscriptions are types of their own"),
    Difference("AWS::SSM::Association", ("resource-groups:*",), "for targets by resource group, which no association of ours has"),
    Difference("AWS::SSM::Document", ("ssm:ListTagsForResource",), "DescribeDocument has the tags"),
    Difference("AWS::SSM::Parameter", ("ssm:GetParameters",), _OTHER_CALL),
    Difference("AWS::SSM::PatchBaseline", ("ssm:GetDefaultPatchBaseline",), "read as a type of its own"),
    Difference("AWS::WAFv2::WebACLAssociation", ("*",), "the handler asks for every service's part; the provider calls GetWebACLForResource, and who makes the association depends on it"),
)  # fmt: skip


def handlers(row: Row, *phases: Phase) -> frozenset[str]:
    """Return the actions that CloudFormation's handlers for a row's type ask for in these phases."""
    if row.schema is None:
        return frozenset()
    found = schema(row.schema)["handlers"]
    return frozenset(str(one) for phase in phases for one in found.get(phase, {}).get("permissions", ()))


def unread() -> Iterator[tuple[str, str]]:
    """Yield each schema with an action by which its handler reads, and the provider does not, and no row says why."""
    for name, actions in sorted(_only_handlers_read().items()):
        for action in sorted(actions):
            if not any(one.schema == name and _covers(one, action) for one in DIFFERENCES):
                yield name, action


def explained() -> Iterator[Difference]:
    """Yield the rows that explain a difference there is."""
    only = _only_handlers_read()
    for one in DIFFERENCES:
        if any(_covers(one, action) for action in only.get(one.schema, ())):
            yield one


def _covers(difference: Difference, action: str) -> bool:
    return any(fnmatchcase(action.lower(), one.lower()) for one in difference.actions)


def _only_handlers_read() -> Mapping[str, set[str]]:
    """By schema: several types of the provider's can be parts of one."""
    ours: dict[str, set[str]] = defaultdict(set)
    asked: dict[str, set[str]] = defaultdict(set)
    for row in table().values():
        if row.schema:
            ours[row.schema] |= {one.lower() for one in row.actions(Phase.READ)}
            asked[row.schema] |= handlers(row, Phase.READ)
    return {
        name: {one for one in actions if not any(fnmatchcase(own, one.lower()) for own in ours[name])}
        for name, actions in asked.items()
    }
