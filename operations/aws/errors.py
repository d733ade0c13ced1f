"""What a call to AWS can end in, beside its answer: one error, whose subclasses say whether anything was done."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, HTTPClientError

from operations.errors import BAD_INPUT, CommandError

# https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
_THROTTLED = frozenset({
    "BandwidthLimitExceeded", "PriorRequestNotComplete", "ProvisionedThroughputExceededException",
    "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException", "SlowDown", "ThrottledException",
    "Throttling", "ThrottlingException", "TooManyRequestsException",
})  # fmt: skip
# A transaction that met another one did nothing, unless a condition of its own failed:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
CANCELLED, _CONDITION_FAILED = "TransactionCanceledException", "ConditionalCheckFailed"
# What was asked is not ready yet, and did nothing: an instance at work, or a function that was long idle, whose
# first calls are refused while Lambda makes its interfaces anew.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-idle
_NOT_READY = frozenset({
    "CodeArtifactUserPendingException", "ENINotReadyException", "InvalidDBInstanceState",
    "InvalidDBInstanceStateFault", "ResourceConflictException", "ResourceNotReadyException",
})  # fmt: skip
_SERVER_FAULT = 500

# Each is a service's own code or the name of botocore's exception.
_NO_CREDENTIALS = frozenset({
    "AuthFailure", "CredentialRetrievalError", "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId",
    "LoginRefreshRequired", "NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "RequestExpired",
    "SSOError", "SSOTokenLoadError", "TokenRetrievalError", "UnauthorizedSSOTokenError",
    "UnrecognizedClientException",
})  # fmt: skip
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"})
_SHOW_CALLER = "`aws sts get-caller-identity` shows who you are"


class AwsError(CommandError):
    """A call to AWS failed. The text says operation, resource, region and reason; no parameter that is secret."""

    def __init__(
        self, region: str, service: str, operation: str, reason: str, *, resource: str = "", code: str = ""
    ) -> None:
        what = f"{service}.{operation} of {resource}" if resource else f"{service}.{operation}"
        super().__init__(f"{what} in {region}: {reason}")
        self.region, self.service, self.operation, self.resource = region, service, operation, resource
        self.reason = reason
        self.code = code
        """The service's own code, or the name of botocore's exception; empty where no answer came."""


class NoRegionError(AwsError):
    """Nothing says in which region to look."""

    exit_status = BAD_INPUT

    def __init__(self, service: str = "aws", operation: str = "any call") -> None:
        super().__init__(
            "no region",
            service,
            operation,
            "nothing names a region; set AWS_REGION to one of the environment's regions",
            code="NoRegionError",
        )


class RefusedError(AwsError):
    """The service refused it; `code` is the service's own."""

    def __init__(
        self, region: str, service: str, operation: str, code: str, words: str, *, resource: str = ""
    ) -> None:
        reason = "; ".join(part for part in (f"refused: {code}: {words}", _next_step(code)) if part)
        super().__init__(region, service, operation, reason, resource=resource, code=code)
        self.words = words


class PassingError(RefusedError):
    """The service did nothing, for a reason that passes by itself."""


class ThrottledError(PassingError):
    """The service did nothing, for there are too many calls."""


class UnreachableError(AwsError):
    """No connection to the region could be made: nothing was done."""


class UnknownOutcomeError(AwsError):
    """The answer was lost on its way or was a fault of the server: it may be done or not."""


class WaitError(AwsError):
    """What was waited for did not come: in time, or ever."""


def _next_step(code: str) -> str:
    if code in _NO_CREDENTIALS:
        return f"log in, or set AWS_PROFILE to a profile that is logged in ({_SHOW_CALLER})"
    if code in _DENIED:
        return f"use a role that may, by AWS_PROFILE ({_SHOW_CALLER})"
    return ""


def of_answer(call: tuple[str, str, str], resource: str, response: dict[str, Any], words: str) -> AwsError:
    """Return the error that a service's refusal is.

    Args:
        call: region, service and operation.
        resource: what the call was about.
        response: botocore's parsed answer.
        words: the service's message, without secrets.
    """
    code = str(response.get("Error", {}).get("Code", "?"))
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if code in _THROTTLED or (code == CANCELLED and _CONDITION_FAILED not in words):
        return ThrottledError(*call, code, words, resource=resource)
    if code in _NOT_READY:
        return PassingError(*call, code, words, resource=resource)
    if status >= _SERVER_FAULT:
        return UnknownOutcomeError(*call, f"{status} {code}: {words}", resource=resource, code=code)
    return RefusedError(*call, code, words, resource=resource)


def of_botocore(call: tuple[str, str, str], resource: str, error: Exception, words: str) -> AwsError:
    """Return the error that botocore's own exception is; the arguments are those of `of_answer`."""
    if isinstance(error, EndpointConnectionError | ConnectTimeoutError):
        return UnreachableError(*call, words, resource=resource)
    if isinstance(error, HTTPClientError):
        return UnknownOutcomeError(*call, words, resource=resource)
    return RefusedError(*call, type(error).__name__, words, resource=resource)
