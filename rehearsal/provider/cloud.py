"""The one typed way to the embedded AWS: every call is checked before it leaves."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from rehearsal.provider.strict import check_call

# The emulator asks for a signature and checks none.
_ANY_KEY = "AKIAIOSFODNN7EXAMPLE"
_ANY_SECRET = "not-a-secret"  # noqa: S105

_ACCOUNT_HEADER = "x-moto-account-id"
_making = threading.Lock()


class CloudError(Exception):
    """The embedded AWS refused a call; the message has the service's own code and words."""

    def __init__(self, service: str, operation: str, code: str, words: str) -> None:
        super().__init__(f"{service}.{operation} was refused: {code}: {words}")
        self.code = code


@dataclass(frozen=True)
class Cloud:
    """One region of one account. Safe to use from several threads."""

    endpoint: str
    region: str
    account: str
    partition: str = "aws"

    def call(self, service: str, operation: str, **params: Any) -> dict[str, Any]:
        """Call an operation by its API name (`CreateVpc`) with its API parameters.

        Raises:
            RefusedCallError: AWS would not accept the parameters.
            CloudError: the service answered with an error.
        """
        client = self._client(service)
        # The event hook of the client sees every call that leaves, paginators and waiters included.
        try:
            return client._make_api_call(operation, params)  # noqa: SLF001 - the public methods only rename it
        except client.exceptions.ClientError as error:
            told = error.response.get("Error", {})
            raise CloudError(service, operation, told.get("Code", "?"), told.get("Message", "")) from error
        except BotoCoreError as error:
            raise CloudError(service, operation, type(error).__name__, str(error)) from error

    def parameters(self, service: str, operation: str) -> frozenset[str]:
        """The parameters that an operation takes."""
        model = self._client(service).meta.service_model.operation_model(operation)
        return frozenset(model.input_shape.members)

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this region and account."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def _client(self, service: str) -> Any:
        with _making:
            return _client(self.endpoint, self.region, self.account, service)


@cache
def _session() -> Any:
    # A session of its own: no profile or endpoint of the user's environment reaches the rehearsal.
    session = cast("Any", botocore.session.Session(profile=None))
    session.set_config_variable("profile", None)
    return session


@cache
def _client(endpoint: str, region: str, account: str, service: str) -> Any:
    client = _session().create_client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=_ANY_KEY,
        aws_secret_access_key=_ANY_SECRET,
        config=Config(retries={"total_max_attempts": 1}, max_pool_connections=32, proxies={}),
    )

    def check(params: dict[str, Any], model: Any, **_: object) -> None:
        check_call(service, model, params)

    def say_account(params: dict[str, Any], **_: object) -> None:
        params["headers"][_ACCOUNT_HEADER] = account
        # S3 Control writes the account before the host's name, which no address on this machine has.
        params["url"] = params["url"].replace(f"//{account}.", "//", 1)

    client.meta.events.register_last("before-parameter-build.*.*", check)
    client.meta.events.register("before-call.*.*", say_account)
    return client
