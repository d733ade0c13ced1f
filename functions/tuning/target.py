"""Whom to ask: the function that reads the database, its load's id, and the reports' place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from functions.shared.aws import ServiceError, Services
from functions.tuning.document import NoReportError, structured
from functions.tuning.errors import TuningError
from functions.tuning.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class Target:
    """An environment's database: who reads it, its main server's id for Performance Insights, and its reports."""

    services: Services
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
            answer = self.services.call("lambda", "Invoke", FunctionName=self.reader, Payload=b"{}")
        except ServiceError as error:
            raise TuningError(str(error)) from None
        said: Any = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise TuningError(str(said.get("errorMessage", f"{self.reader} failed; see its log")))
        try:
            return structured(said, Snapshot)
        except NoReportError as error:
            raise TuningError(f"{self.reader} is of another version ({error}); deploy {self.environment}") from None
