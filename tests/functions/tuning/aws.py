"""An instance in the embedded AWS whose Performance Insights have something to say."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from operations.aws import AwsClient, AwsRegion
from rehearsal.emulator import start
from rehearsal.emulator.extensions.performance_insights import SAMPLES_PATH
from rehearsal.host.offline import offline

REGION = "us-east-1"
END = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
SECRET = "hunter2"


@contextmanager
def embedded() -> Generator[AwsRegion]:
    """An embedded AWS, to which the standard environment points."""
    with start() as emulator, offline(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
        yield AwsClient().region(REGION)


def instance(aws: AwsRegion, name: str, *, insights: bool = True) -> str:
    """Make one; return its resource id."""
    made = aws.call(
        "rds", "CreateDBInstance", DBInstanceIdentifier=name, Engine="postgres", DBInstanceClass="db.r8g.large",
        AllocatedStorage=20, MasterUsername="master", MasterUserPassword="long-enough-for-RDS", EnablePerformanceInsights=insights,
    )  # fmt: skip
    return str(made["DBInstance"]["DbiResourceId"])


def put(endpoint: str, resource: str, rows: list[dict[str, Any]], vcpus: int = 8) -> None:
    """Put samples in."""
    sent = json.dumps({"vcpus": vcpus, "rows": rows}).encode()
    request = urllib.request.Request(f"{endpoint}{SAMPLES_PATH}{resource}", data=sent, method="POST")
    with urllib.request.urlopen(request, timeout=10):
        pass


def sample(hour: int, sessions: float, wait: str = "CPU", statement: int = 0) -> dict[str, Any]:
    """Load of one minute, so many hours before the end."""
    return {
        "at": (END - timedelta(hours=hour)).timestamp(),
        "sessions": sessions,
        "dimensions": {
            "db.wait_event_type.name": wait,
            "db.sql_tokenized.id": f"DIGEST{statement}",
            "db.sql_tokenized.db_id": str(-1000 - statement),
            "db.sql_tokenized.statement": f"SELECT {statement}, '{SECRET}' FROM orders WHERE id = $1",
            "db.host.name": f"10.16.1.{statement}",
            "db.user.name": "application_a",
        },
    }
