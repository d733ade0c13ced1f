"""What several roles may look at: how things stand, and nothing of what is in them."""

from components.identity.arns import EnvironmentArns, allow
from components.shared.policy_documents import Statement
from functions.shared.metrics import Namespace
from manifest.path import path


def view_only(arns: EnvironmentArns) -> list[Statement]:
    """What shows how things are and answers a page. AWS knows no resources for most of it."""
    return [
        allow(
            "ViewStatus",
            [
                "autoscaling:Describe*",
                "cloudwatch:Describe*",
                "cloudwatch:GetDashboard",
                "cloudwatch:GetMetricData",
                "cloudwatch:GetMetricStatistics",
                "cloudwatch:ListDashboards",
                "cloudwatch:ListMetrics",
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInstanceStatus",
                "ec2:DescribeNetworkAcls",
                "ec2:DescribeRouteTables",
                "ec2:DescribeSecurityGroup*",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpc*",
                "elasticloadbalancing:Describe*",
                "health:Describe*",
                "logs:DescribeLogGroups",
                "rds:DescribeDB*",
                "rds:DescribeEvents",
                "rds:DescribePendingMaintenanceActions",
                "rds:ListTagsForResource",
            ],
        ),
        # An answer to a page is a metric of the support scheme's own.
        allow(
            "AnswerPages",
            ["cloudwatch:PutMetricData"],
            condition={"StringEquals": {"cloudwatch:namespace": Namespace.SUPPORT}},
        ),
        allow("ReadManifest", ["ssm:GetParameters"], sections_of_manifest(arns)),
    ]


def sections_of_manifest(arns: EnvironmentArns) -> list[str]:
    """Return the ARNs of the manifest's parameters."""
    return arns.each("ssm", f"parameter{path(arns.account.environment, '*')}")
