"""The one typed way of the procedures to AWS; the standard environment decides where and as whom."""

from __future__ import annotations

from typing import Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from operations.errors import CommandError

# A function may take Lambda's longest time; boto3 would give up after a minute and call it again.
_PATIENT = Config(read_timeout=910, retries={"total_max_attempts": 1})


class AwsError(CommandError):
    """AWS refused, or could not be reached; the message says what and how to mend it."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class Aws:
    """The services of one region."""

    def __init__(self, region: str | None = None) -> None:
        self._session = cast("Any", boto3.Session(region_name=region))
        self.region = str(self._session.region_name or "")
        if not self.region:
            raise AwsError("no region: set AWS_REGION to one of the environment's two")

    def call(self, service: str, operation: str, **arguments: Any) -> dict[str, Any]:
        """Call an operation by boto3's name for it."""
        try:
            return getattr(self._session.client(service, config=_PATIENT), operation)(**arguments)
        except ClientError as error:
            told = cast("dict[str, Any]", error.response)["Error"]
            message = (
                f"{service} {operation} in {self.region} was refused: {told['Code']}: {told.get('Message', '')}"
            )
            raise AwsError(message, str(told["Code"])) from None
        except BotoCoreError as error:
            message = (
                f"{service} {operation} in {self.region} failed: {error}; see your AWS environment (AWS_PROFILE)"
            )
            raise AwsError(message, type(error).__name__) from None
