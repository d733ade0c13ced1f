"""What the CI provider's jobs may do: one deploys by taking the deployment role, one looks for a preview."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from components.identity.arns import EnvironmentArns, allow
from components.identity.names import Pipeline, role_arn
from components.identity.previews import reads
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
    """What the provider takes and reads, as whoever previews."""
    return [
        allow("TakeItself", ["sts:AssumeRole"], [role_arn(arns.account, Pipeline.PREVIEW)]),
        *_state(pipelines, writing=False),
        *reads(arns),
    ]


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
