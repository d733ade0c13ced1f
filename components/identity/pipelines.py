"""What the CI provider's jobs may do: one deploys by taking the deployment role, one looks for a preview."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from components.identity.arns import EnvironmentArns, allow
from components.identity.names import Pipeline, role_arn
from components.identity.view_only import sections_of_manifest
from components.settings import PipelineSettings
from components.shared.policy_documents import Statement

# A deployment of both sites takes hours where databases are made; the provider renews its session from this one.
_DEPLOYMENT_SECONDS, _PREVIEW_SECONDS = 4 * 3600, 3600


@dataclass(frozen=True, kw_only=True)
class Job:
    """One role for jobs: which of the repository's jobs take it, for how long, and what it may do."""

    why: str
    context: Callable[[str], str]
    """The end of the token's subject, by environment."""
    session_seconds: int
    statements: Callable[[EnvironmentArns, PipelineSettings, str], Sequence[Statement]]
    """What it may do, by the settings and the ARN of the role that deploys."""


def _state(pipelines: PipelineSettings, *, writing: bool) -> list[Statement]:
    """Pulumi's own state; its secrets are encrypted, so that reading it needs the key as well."""
    bucket = f"arn:aws:s3:::{pipelines.state_bucket}"
    written = ["s3:DeleteObject", "s3:PutObject"] if writing else []
    return [
        allow("FindState", ["s3:ListBucket"], [bucket]),
        allow("State", ["s3:GetObject", *written], [f"{bucket}/.pulumi/*"]),
        allow("StateKey", ["kms:Decrypt", *(["kms:Encrypt", "kms:GenerateDataKey"] if writing else [])],
              [pipelines.state_key]),
    ]  # fmt: skip


def _deployment(_: EnvironmentArns, pipelines: PipelineSettings, deployment_role: str) -> list[Statement]:
    return [
        allow("TakeDeploymentRole", ["sts:AssumeRole"], [deployment_role]),
        *_state(pipelines, writing=True),
    ]


def _preview(arns: EnvironmentArns, pipelines: PipelineSettings, _: str) -> list[Statement]:
    """What the provider reads of what stands; no value of a secret, no object, no log."""
    return [
        allow("TakeItself", ["sts:AssumeRole"], [role_arn(arns.account, Pipeline.PREVIEW)]),
        *_state(pipelines, writing=False),
        allow("ReadManifest", ["ssm:GetParameter", "ssm:GetParameters"], sections_of_manifest(arns)),
        allow("ReadConfigurations", _CONFIGURATIONS),
    ]


_CONFIGURATIONS = (
    "access-analyzer:GetAnalyzer",
    "access-analyzer:ListTagsForResource",
    "acm:DescribeCertificate",
    "acm:ListTagsForCertificate",
    "autoscaling:Describe*",
    "backup:Describe*",
    "backup:GetBackup*",
    "backup:GetRestoreTesting*",
    "backup:List*",
    "cloudfront:Get*",
    "cloudfront:List*",
    "cloudtrail:Get*",
    "cloudtrail:ListTags",
    "cloudwatch:Describe*",
    "cloudwatch:ListTagsForResource",
    "dynamodb:Describe*",
    "dynamodb:ListTagsOfResource",
    "ec2:Describe*",
    "ec2:GetEbs*",
    "ec2:GetImageBlockPublicAccessState",
    "ec2:GetInstanceMetadataDefaults",
    "ec2:GetManagedPrefixList*",
    "ec2:GetSnapshotBlockPublicAccessState",
    "elasticloadbalancing:Describe*",
    "events:Describe*",
    "events:List*",
    "guardduty:GetDetector",
    "guardduty:ListTagsForResource",
    "iam:Get*",
    "iam:List*",
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:List*",
    "lambda:GetFunctionConfiguration",
    "lambda:GetPolicy",
    "lambda:List*",
    "logs:Describe*",
    "logs:ListTagsForResource",
    "rds:Describe*",
    "rds:ListTagsForResource",
    "route53:Get*",
    "route53:List*",
    "route53resolver:Get*",
    "route53resolver:List*",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucket*",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetResourcePolicy",
    "sns:Get*",
    "sns:List*",
    "ssm:DescribeParameters",
    "ssm:GetServiceSetting",
    "ssm:ListTagsForResource",
    "wafv2:Get*",
    "wafv2:List*",
)

PIPELINES: Mapping[Pipeline, Job] = {
    Pipeline.DEPLOYMENT: Job(
        why="jobs that deploy the environment, after its approval",
        context=lambda environment: f"environment:{environment}",
        session_seconds=_DEPLOYMENT_SECONDS,
        statements=_deployment,
    ),
    Pipeline.PREVIEW: Job(
        why="jobs that preview a proposed change; they change nothing",
        context=lambda _: "pull_request",
        session_seconds=_PREVIEW_SECONDS,
        statements=_preview,
    ),
}
