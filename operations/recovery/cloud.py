"""The one typed way to AWS, with retries only where a second call cannot do harm.

A call that only reads is tried again whatever went wrong on the way. One that changes something is tried again when
AWS said that it did nothing (throttling) or was never reached; otherwise nobody knows whether it was done, and the
caller has to look.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
)
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from operations.errors import CommandError

# A region that does not answer must not hold a recovery up: a handshake over a continent takes well under a second.
CONNECT_SECONDS, READ_SECONDS = 2, 10
ATTEMPTS = 4
# Whoever runs a function waits for it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
_LONGEST_SECONDS = {"lambda": 910}
READS = ("Describe", "Get", "List", "Query")
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
_THROTTLED = frozenset({
    "BandwidthLimitExceeded", "PriorRequestNotComplete", "ProvisionedThroughputExceededException",
    "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException", "SlowDown", "ThrottledException",
    "Throttling", "ThrottlingException", "TooManyRequestsException",
})  # fmt: skip
# A transaction that met another one did nothing, unless a condition of its own failed:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
CANCELLED, CONDITION_FAILED = "TransactionCanceledException", "ConditionalCheckFailed"
# What was asked is not ready yet, and did nothing: an instance at work, or a function that was long idle, whose
# first calls are refused while Lambda makes its interfaces anew.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-idle
_NOT_READY = frozenset({
    "CodeArtifactUserPendingException", "ENINotReadyException", "InvalidDBInstanceState",
    "InvalidDBInstanceStateFault", "ResourceConflictException", "ResourceNotReadyException",
})  # fmt: skip
_SERVER_FAULT = 500


class CloudError(CommandError):
    """A call to AWS failed."""

    def __init__(self, region: str, service: str, operation: str, told: str) -> None:
        super().__init__(f"{service}.{operation} in {region}: {told}")
        self.region = region


class RefusedError(CloudError):
    """The service refused it; `code` is the service's own."""

    def __init__(self, region: str, service: str, operation: str, code: str, words: str) -> None:
        super().__init__(region, service, operation, f"refused: {code}: {words}")
        self.code = code


class PassingError(RefusedError):
    """The service did nothing, for a reason that passes by itself."""


class ThrottledError(PassingError):
    """The service did nothing, for there are too many calls."""


class UnreachableError(CloudError):
    """No connection to the region could be made: nothing was done."""


class UnknownOutcomeError(CloudError):
    """The answer was lost on its way or was a fault of the server: it may be done or not."""


_NOTHING_DONE = (ThrottledError, UnreachableError)


class Cloud:
    """AWS as the standard environment (`AWS_PROFILE`, `AWS_ENDPOINT_URL`, ...) gives it; safe for threads."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        # botocore carries no types.
        self._session = cast("Any", botocore.session.Session())
        self._sleep = sleep
        self._clients: dict[tuple[str, str], Any] = {}
        self._making = threading.Lock()

    def call(self, region: str, service: str, operation: str, **params: Any) -> dict[str, Any]:
        """Call an operation by its API name (`DescribeDBInstances`) with its API parameters.

        Raises:
            RefusedError: the service refused.
            UnreachableError: no connection could be made.
            UnknownOutcomeError: it may be done or not.
        """
        if operation.startswith(READS):
            return self.call_again(region, service, operation, **params)
        return self._attempts(_NOTHING_DONE, region, service, operation, params)

    def call_again(self, region: str, service: str, operation: str, **params: Any) -> dict[str, Any]:
        """Call what does the same when it is done twice: whatever goes wrong on the way, it is tried again."""
        return self._attempts((*_NOTHING_DONE, UnknownOutcomeError), region, service, operation, params)

    def _attempts(
        self,
        safe: tuple[type[CloudError], ...],
        region: str,
        service: str,
        operation: str,
        params: Mapping[str, Any],
    ) -> dict[str, Any]:
        attempts = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, safe)),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential_jitter(multiplier=0.2, max=2, jitter=0.2),
            sleep=self._sleep,
            reraise=True,
        )
        return attempts(self._once, region, service, operation, params)

    def _once(self, region: str, service: str, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self._client(region, service)._make_api_call(operation, dict(params))  # noqa: SLF001 - the public methods only rename it
        except ClientError as error:
            raise _refusal(region, service, operation, cast("Any", error)) from None
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            raise UnreachableError(region, service, operation, str(error)) from None
        except HTTPClientError as error:
            raise UnknownOutcomeError(region, service, operation, str(error)) from None
        except BotoCoreError as error:
            raise RefusedError(region, service, operation, type(error).__name__, str(error)) from None

    def _client(self, region: str, service: str) -> Any:
        with self._making:
            if (region, service) not in self._clients:
                self._clients[region, service] = self._session.create_client(
                    service,
                    region_name=region,
                    config=Config(
                        connect_timeout=CONNECT_SECONDS,
                        read_timeout=_LONGEST_SECONDS.get(service, READ_SECONDS),
                        retries={"total_max_attempts": 1},
                    ),
                )
            return self._clients[region, service]


def _refusal(region: str, service: str, operation: str, error: Any) -> CloudError:
    told: dict[str, Any] = error.response.get("Error", {})
    code, words = str(told.get("Code", "?")), str(told.get("Message", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if code in _THROTTLED or (code == CANCELLED and CONDITION_FAILED not in words):
        return ThrottledError(region, service, operation, code, words)
    if code in _NOT_READY:
        return PassingError(region, service, operation, code, words)
    if status >= _SERVER_FAULT:
        return UnknownOutcomeError(region, service, operation, f"{status} {code}: {words}")
    return RefusedError(region, service, operation, code, words)
