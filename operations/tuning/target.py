"""Whom to ask: the function that reads the database, its load's id, and the reports' place, by the manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from operations.aws import AwsClient, AwsError, AwsRegion
from operations.manifest import section
from operations.tuning.document import NoReportError, read_snapshot
from operations.tuning.errors import TuningError

if TYPE_CHECKING:
    from operations.tuning.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class Target:
    """An environment's database: who reads it, its main server's id for Performance Insights, and its reports."""

    aws: AwsRegion
    environment: str
    reader: str
    resource_id: str
    reports: str

    def read(self) -> Snapshot:
        """Have the database read: nothing outside the VPC reaches it.

        Raises:
            TuningError: the function failed; the text is its own.
        """
        try:
            answer = self.aws.call("lambda", "Invoke", FunctionName=self.reader, Payload=b"{}")
        except AwsError as error:
            raise TuningError(str(error)) from None
        said: Any = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise TuningError(str(said.get("errorMessage", f"{self.reader} failed; see its log")))
        try:
            return read_snapshot(said)
        except NoReportError as error:
            raise TuningError(f"{self.reader} is of another version ({error}); deploy {self.environment}") from None


def target(environment: str, region: str | None = None) -> Target:
    """Find the database by the manifest, in the region that serves; the environment's region if none is given.

    Raises:
        TuningError: the manifest is not within reach, or not whole.
    """
    try:
        client = AwsClient()
        aws = client.region(str(section(client.region(region), environment, "index")["serving"]))
        tuning = section(aws, environment, "access")["tuning"]
        instances = section(aws, environment, "database")["instances"]
        return Target(
            aws=aws,
            environment=environment,
            reader=str(tuning["reader"]),
            resource_id=str(instances["primary"]["resource_id"]),
            reports=str(tuning["reports"]),
        )
    except AwsError as error:
        raise TuningError(str(error)) from None
    except KeyError as error:
        raise TuningError(f"the manifest of {environment} is not whole (no {error}); deploy it again") from None
