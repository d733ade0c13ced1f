"""AWS's services in one region for code that runs in Lambda: the runtime's own boto3, and one error.

Nothing is tried again here: whoever started the function starts it again. Procedures on an operator's machine have
a client with retries and waiters (`operations.aws`), whose libraries no archive should carry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import boto3
import botocore
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Another function may take Lambda's longest time; boto3 would give up after a minute and call it again.
_PATIENT = Config(read_timeout=910, retries={"total_max_attempts": 1})


class ServiceError(Exception):
    """AWS refused or could not be reached; the message says what, `code` is the service's own."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Services:
    """The services of one region, by default the one that the environment names."""

    def __init__(self, region: str | None = None) -> None:
        self._session = cast("Any", boto3.Session(region_name=region))

    def call(self, service: str, operation: str, /, **params: Any) -> dict[str, Any]:
        """Call an operation by its API name (`GetSecretValue`).

        Raises:
            ServiceError: AWS refused or could not be reached.
            TypeError: it is a list that botocore can page, of which one call reads the first page alone.
        """
        client, method = self._client(service), _method(operation)
        if client.can_paginate(method):
            raise TypeError(f"{service}.{operation} answers in pages; read them all with pages()")
        try:
            return getattr(client, method)(**params)
        except (ClientError, BotoCoreError) as error:
            raise _told(service, operation, error) from None

    def pages(self, service: str, operation: str, /, **params: Any) -> Iterator[Mapping[str, Any]]:
        """Yield the pages of a list that botocore can page; raises ServiceError."""
        try:
            yield from self._client(service).get_paginator(_method(operation)).paginate(**params)
        except (ClientError, BotoCoreError) as error:
            raise _told(service, operation, error) from None

    def _client(self, service: str) -> Any:
        return self._session.client(service, config=_PATIENT)


def _method(operation: str) -> str:
    """Return boto3's name of an operation."""
    return str(cast("Any", botocore).xform_name(operation))


def _told(service: str, operation: str, error: ClientError | BotoCoreError) -> ServiceError:
    if isinstance(error, ClientError):
        told = cast("dict[str, Any]", error.response)["Error"]
        words = f"{service} {operation} was refused: {told['Code']}: {told.get('Message', '')}"
        return ServiceError(words, str(told["Code"]))
    return ServiceError(f"{service} {operation} failed: {error}", type(error).__name__)
