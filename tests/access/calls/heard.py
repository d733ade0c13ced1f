"""Records what a program calls: by the one way on which every call of ours to AWS ends."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from operations.aws import AwsClient
from tests.access.calls.call import Call


@contextmanager
def heard(of: type[AwsClient]) -> Generator[list[Call]]:
    """Record every attempt at a call by clients of this class, whatever becomes of it."""
    calls: list[Call] = []
    send = of.send

    def record(
        self: AwsClient, region: str, service: str, operation: str, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        calls.append(Call(region, service, operation, dict(params)))
        return send(self, region, service, operation, params)

    with patch.object(of, "send", record):
        yield calls
