"""Proves that the real command, killed by the kernel in the middle, is taken up by another: over HTTP, on a real clock.

Which call it is killed after, is chance; every call is tried in `test_kill_anywhere`.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from operations.aws import AwsClient
from operations.recovery.journal import Journal, Run, RunState
from rehearsal.drills.small_stack import PASSWORD, SECRET, SERVING, STANDBY, stand_up
from tests.operations.processes import Command, emulated

# What the command says when it has begun, is in the middle of the restore, and has restored service.
MOMENTS = ("1/13 close", "4/13 restore", "the store serves again")


@pytest.fixture
def failover(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Command]:
    def stack() -> dict[str, Any]:
        return stand_up(AwsClient(lambda _seconds: None))

    with emulated("failover", STANDBY, stack, tmp_path, monkeypatch) as command:
        yield command


def runs() -> list[Run]:
    return Journal(AwsClient(lambda _seconds: None), STANDBY, "journal").runs()


@pytest.mark.slow
def test_a_killed_process_is_taken_up_by_another(failover: Command) -> None:
    """Each waits out the lease of the one before, half a minute."""
    told = ""
    for words, until in zip(
        (("run", "prod", "region-outage"), ("resume", "prod"), ("resume", "prod")), MOMENTS, strict=True
    ):
        process = failover.start(*words, "--yes")
        assert process.stderr is not None
        for line in process.stderr:
            told += line
            if until in line:
                break
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert [run.state for run in runs()] in ([], [RunState.RUNNING])
    last = failover.start("resume", "prod", "--yes")
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
    closed = json.loads(failover.manifest.read_text())[f"site-{SERVING}"]["closed_group"]
    assert [group["VpcSecurityGroupId"] for group in old["VpcSecurityGroups"]] == [closed]
