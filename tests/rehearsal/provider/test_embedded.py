"""Whoever rehearses many times in one process keeps no connection to an embedded AWS that has ended."""

import gc
from pathlib import Path

from rehearsal.emulator import Emulator
from rehearsal.provider.embedded import clients


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_no_connection_outlives_its_rehearsal(emulator: Emulator) -> None:
    # What other tests left is closed now, not meanwhile.
    gc.collect()
    before = _descriptors()
    with clients(emulator.endpoint) as client_for:
        for account in ("210000000001", "210000000002"):
            client_for("us-east-1", account).call("sts", "GetCallerIdentity")
            client_for("us-west-2", account).call("sqs", "CreateQueue", QueueName="orders")
        assert _descriptors() == before + 4
    assert _descriptors() == before
