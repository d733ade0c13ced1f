"""Proves that the pipeline of the repository fits the settings: roles, environment, state, and commands that exist.

What the roles may do is `tests/access`'s; that GitHub runs it is left to GitHub.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest
import yaml

from components.identity.names import Pipeline
from components.identity.pipelines import PIPELINES
from rehearsal.mocks.recorder import ROOT
from tests.support.alone import settings_of
from tests.support.command_line import parse

FILE = ROOT / ".github/workflows/deploy.yml"
WORKFLOW = cast("dict[str, Any]", yaml.safe_load(FILE.read_text(encoding="utf-8")))
SETTINGS = settings_of("prod")
JOBS = {"preview": Pipeline.PREVIEW, "deploy": Pipeline.DEPLOYMENT}
CREDENTIALS = "aws-actions/configure-aws-credentials"
every_job = pytest.mark.parametrize("job", JOBS)


def _job(name: str) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", WORKFLOW["jobs"][name])


def _steps(name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The role that each step of a job acts as, by the log-in before it, and the step."""
    role = ""
    for step in cast("list[Mapping[str, Any]]", _job(name)["steps"]):
        if str(step.get("uses", "")).startswith(CREDENTIALS):
            role = str(step["with"]["role-to-assume"])
        yield role, step


def _runs(name: str) -> list[tuple[str, list[str]]]:
    return [(role, shlex.split(step["run"])) for role, step in _steps(name) if "run" in step]


def test_the_two_jobs_are_those_that_have_roles() -> None:
    assert WORKFLOW["jobs"].keys() == JOBS.keys()
    assert {*JOBS.values()} == {*Pipeline} == {*PIPELINES}


@every_job
def test_a_job_takes_the_role_that_lets_it_in(job: str) -> None:
    """By a token whose subject is the environment's, or that of a pull request."""
    pipeline = JOBS[job]
    logins = [step["with"] for _, step in _steps(job) if str(step.get("uses", "")).startswith(CREDENTIALS)]
    direct = {one["role-to-assume"] for one in logins if not one.get("role-chaining")}
    account = SETTINGS.whole_account
    assert direct == {account.arn("iam", f"role/{account.name(pipeline)}")}
    environment = _job(job).get("environment")
    assert PIPELINES[pipeline].context("prod") == (f"environment:{environment}" if environment else "pull_request")
    assert logins[0].get("role-duration-seconds", 3600) == PIPELINES[pipeline].session_seconds
    assert _job(job)["permissions"] == {"contents": "read", "id-token": "write"}
    assert WORKFLOW["permissions"] == {}


def test_only_the_job_that_was_approved_chains_into_the_role_that_deploys() -> None:
    chained = [
        (job, step["with"]) for job in JOBS for _, step in _steps(job) if step.get("with", {}).get("role-chaining")
    ]
    assert {(job, one["role-to-assume"]) for job, one in chained} == {("deploy", SETTINGS.deployment_role)}
    # The role's trust has no sts:TagSession.
    assert all(one["role-skip-session-tagging"] for _, one in chained)


def test_the_state_and_the_region_are_the_settings() -> None:
    pipelines = SETTINGS.identity.pipelines
    assert WORKFLOW["env"] == {
        "AWS_REGION": SETTINGS.regions[0],
        "PULUMI_BACKEND_URL": f"s3://{pipelines.state_bucket}",
    }


@every_job
def test_each_command_of_storefront_is_run_as_who_may(job: str) -> None:
    for role, words in _runs(job):
        if words[0] == ".venv/bin/storefront":
            parse(["storefront", *words[1:]])
            assert role == ("" if words[1] == "config" else SETTINGS.deployment_role)


def test_pulumi_refreshes_under_the_policy_pack_as_the_pipelines_role() -> None:
    commands = {job: [one for one in _runs(job) if one[1][0] == "pulumi"] for job in JOBS}
    (role, preview), (other, update) = commands["preview"][0], commands["deploy"][0]
    common = ["-s", "prod", "--policy-pack", "policies", "--refresh"]
    assert preview[1:7] == ["preview", *common]
    assert update[1:] == ["up", *common, "--yes"]
    assert (role, other) == tuple(str(SETTINGS.whole_account.arn("iam", f"role/{SETTINGS.whole_account.name(one)}"))
                                  for one in (Pipeline.PREVIEW, Pipeline.DEPLOYMENT))  # fmt: skip
    assert f"storefront:deploymentRole={role}" in preview
    assert yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))["options"] == {"refresh": "always"}


def test_the_secret_is_rotated_and_servers_are_released_after_the_update() -> None:
    commands = [" ".join(words[:3]) for _, words in _runs("deploy")]
    update, rotation, release = (
        commands.index(one) for one in ("pulumi up -s", ".venv/bin/storefront edge rotate-secret", ".venv/bin/storefront release run")
    )  # fmt: skip
    assert update < rotation < release


def test_actions_are_pinned_to_commits() -> None:
    uses = re.findall(r"uses: (\S+)( # v\d+\.\d+\.\d+)?", FILE.read_text(encoding="utf-8"))
    assert len(uses) > 8
    assert [one for one, version in uses if not (re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) and version)] == []


def test_the_cli_is_the_version_of_the_library() -> None:
    (library,) = re.findall(
        r"^pulumi==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE
    )
    versions = {
        step["with"]["pulumi-version"]
        for job in JOBS
        for _, step in _steps(job)
        if "pulumi-version" in step.get("with", {})
    }
    assert versions == {library}
