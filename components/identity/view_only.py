"""What several roles may look at: how things stand, and nothing of what is in them."""

from components.identity.arns import EnvironmentArns, allow
from components.shared.policy_documents import Statement
from functions.shared.metrics import Namespace
from manifest.path import path

READS_LOGS = ("logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery")
"""By the console, `aws logs tail`, and CloudWatch Logs Insights."""


def view_only(arns: EnvironmentArns) -> list[Statement]:
    """What shows how things are and acknowledges a page. AWS knows no resources for most of it."""
    return [
        allow(
            "ViewStatus",
            [
                "access-analyzer:ListAnalyzers",
                "access-analyzer:ListFindings",
                "acm:DescribeCertificate",
                "acm:ListCertificates",
                "arc-zonal-shift:List*",
                "autoscaling:Describe*",
                "backup:List*",
                "cloudwatch:Describe*",
                "cloudwatch:GetDashboard",
                "cloudwatch:GetMetricData",
                "cloudwatch:GetMetricStatistics",
                "cloudwatch:ListDashboards",
                "cloudwatch:ListMetrics",
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInstanceStatus",
                "ec2:DescribeInstances",
                "ec2:DescribeNatGateways",
                "ec2:DescribeNetworkAcls",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeRouteTables",
                "ec2:DescribeSecurityGroup*",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpc*",
                # Not the rules, which have the value by which CloudFront is known.
                "elasticloadbalancing:DescribeL*",
                "elasticloadbalancing:DescribeT*",
                "events:DescribeRule",
                "guardduty:GetFindings",
                "guardduty:List*",
                "health:Describe*",
                "logs:DescribeLogGroups",
                # Of a query whose id one knows; ids are listed to nobody.
                "logs:GetQueryResults",
                "rds:DescribeDB*",
                "rds:DescribeEvents",
                "rds:DescribePendingMaintenanceActions",
                "rds:ListTagsForResource",
                "secretsmanager:ListSecrets",
                "servicequotas:Get*",
                "servicequotas:List*",
                "ssm:DescribeOpsItems",
            ],
        ),
        allow("ReadLogsWithoutValues", READS_LOGS, _logs(arns)),
        # An answer to a page is a metric of the support scheme's own.
        allow(
            "AnswerPages",
            ["cloudwatch:PutMetricData"],
            condition={"StringEquals": {"cloudwatch:namespace": Namespace.SUPPORT}},
        ),
        allow("ReadManifest", ["ssm:GetParameters"], sections_of_manifest(arns)),
    ]


def _logs(arns: EnvironmentArns) -> list[str]:
    """Return the logs that repeat no customers' data: of functions, of servers' programs, of the network.

    Not what visitors asked for (operating.py), what people typed on a server, nor the database's own log.
    """
    groups = (
        f"/aws/lambda/{arns.prefix}-*",
        f"/{arns.prefix}-{{region}}-servers/*/nginx-error",
        f"/{arns.prefix}-{{region}}-servers/*/services",
        f"/{arns.prefix}-{{region}}-dns-queries",
        f"/{arns.prefix}-{{region}}-flow-logs",
    )
    return arns.logs(*groups)


def sections_of_manifest(arns: EnvironmentArns) -> list[str]:
    """Return the ARNs of the manifest's parameters."""
    return arns.each("ssm", f"parameter{path(arns.account.environment, '*')}")
