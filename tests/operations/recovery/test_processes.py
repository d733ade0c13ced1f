"""Proves that the real command, killed by the kernel in the middle, is taken up by another: over HTTP, on a real clock.

Which call it is killed after, is chance; every call is tried in `test_kill_anywhere`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from operations.aws import AwsClient
from operations.recovery.journal import Journal, Run, RunState
from rehearsal.drills.small_stack import PASSWORD, SECRET, SERVING, STANDBY, stand_up
from rehearsal.emulator.process import start
from rehearsal.mocks.recorder import ROOT

# What the command says when it has begun, is in the middle of the restore, and has restored service.
MOMENTS = ("1/13 close", "4/13 restore", "the store serves again")


class Standing:
    """A stack on an emulator of its own, and the command that acts on it."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self.environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
            "AWS_REGION": STANDBY,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        self.manifest = folder / "manifest.json"

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start `storefront failover ...`."""
        command = [sys.executable, "-c", "from cli.main import main; main()", "failover", *words, "--yes"]
        return subprocess.Popen(
            [*command, "--manifest", str(self.manifest)],
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def standing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Standing]:
    with start() as emulator:
        made = Standing(tmp_path, emulator.endpoint)
        for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, made.environment[name])
        made.manifest.write_text(json.dumps(stand_up(AwsClient(lambda _seconds: None))))
        yield made


def runs() -> list[Run]:
    return Journal(AwsClient(lambda _seconds: None), STANDBY, "journal").runs()


@pytest.mark.slow
def test_a_killed_process_is_taken_up_by_another(standing: Standing) -> None:
    """Each waits out the lease of the one before, half a minute."""
    told = ""
    for words, until in zip(
        (("run", "prod", "region-outage"), ("resume", "prod"), ("resume", "prod")), MOMENTS, strict=True
    ):
        process = standing.start(*words)
        assert process.stderr is not None
        for line in process.stderr:
            told += line
            if until in line:
                break
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert [run.state for run in runs()] in ([], [RunState.RUNNING])
    last = standing.start("resume", "prod")
    output, errors = last.communicate(timeout=120)
    assert last.returncode == 0, errors
    (run,) = runs()
    assert run.state is RunState.DONE
    assert run.serving_again
    assert PASSWORD not in told + output + errors
    aws = AwsClient(lambda _seconds: None)
    secret = json.loads(aws.call(STANDBY, "secretsmanager", "GetSecretValue", SecretId=SECRET)["SecretString"])
    (new,) = aws.whole(
        STANDBY, "rds", "DescribeDBInstances", DBInstanceIdentifier=f"storefront-prod-{STANDBY}-database-a"
    )["DBInstances"]
    assert secret["host"] == new["Endpoint"]["Address"]
    (old,) = aws.whole(
        SERVING, "rds", "DescribeDBInstances", DBInstanceIdentifier=f"storefront-prod-{SERVING}-database-a"
    )["DBInstances"]
    closed = json.loads(standing.manifest.read_text())[f"site-{SERVING}"]["closed_group"]
    assert [group["VpcSecurityGroupId"] for group in old["VpcSecurityGroups"]] == [closed]
