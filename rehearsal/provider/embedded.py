"""The client of the embedded AWS: every call is checked before it leaves, and none is made twice."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from operations.aws import AwsClient, AwsRegion, Settings
from rehearsal.provider.strict import check_call

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

# The emulator asks for a signature and checks none.
_ANY_KEY = ("AKIAIOSFODNN7EXAMPLE", "not-a-secret")
_ACCOUNT_HEADER = "x-moto-account-id"


_MAKING = threading.Lock()
_CLIENTS: dict[tuple[str, str], AwsClient] = {}


def embedded(endpoint: str, region: str, account: str) -> AwsRegion:
    """Return the client of one region of one account of an embedded AWS.

    Its calls raise `RefusedCallError`, beside what each client raises, where AWS would not accept the parameters.
    """
    with _MAKING:
        if (endpoint, account) not in _CLIENTS:
            _CLIENTS[endpoint, account] = _client(endpoint, account)
        return _CLIENTS[endpoint, account].region(region)


@contextmanager
def clients(endpoint: str) -> Generator[Callable[[str, str], AwsRegion]]:
    """Give the clients by region and account, and close their connections at the end: some 200 of a rehearsal."""
    try:
        yield partial(embedded, endpoint)
    finally:
        with _MAKING:
            for key in [one for one in _CLIENTS if one[0] == endpoint]:
                _CLIENTS.pop(key).close()


def _client(endpoint: str, account: str) -> AwsClient:
    def name_account(request: dict[str, Any]) -> None:
        request["headers"][_ACCOUNT_HEADER] = account
        # S3 Control writes the account before the host's name, which no address on this machine has.
        request["url"] = request["url"].replace(f"//{account}.", "//", 1)

    return AwsClient(
        settings=Settings(
            endpoint=endpoint,
            access_key=_ANY_KEY,
            # No profile, endpoint or proxy of the user's environment reaches the rehearsal.
            isolated=True,
            account=account,
            # What the emulator refuses once it refuses always.
            attempts=1,
            # The emulator shares the machine with everything else that runs on it.
            connect_seconds=60,
            read_seconds=60,
            connections=32,
            check_parameters=_check,
            change_request=name_account,
        )
    )


def _check(operation: Any, params: Mapping[str, Any], region: str) -> None:
    check_call(str(operation.service_model.service_name), operation, params, region)
