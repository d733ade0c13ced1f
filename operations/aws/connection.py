"""botocore's session and clients, made once each; botocore makes neither safely from several threads at once."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, DataNotFoundError

from operations.errors import BadInputError

if TYPE_CHECKING:
    from operations.aws.settings import Settings

# Each variable of botocore's session as: name in the config file, in the environment, default, converter.
_ALONE: dict[str, Any] = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
"""A session that knows nothing of the user's files and profile."""


_ENVIRONMENT = "see your AWS environment (AWS_PROFILE, AWS_CONFIG_FILE, AWS_ENDPOINT_URL, AWS_REGION)"


class Connection:
    """The services of every region, by one set of settings; safe for threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._making = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._models: dict[tuple[str, str], Any] = {}
        # botocore carries no types.
        self._session = cast("Any", botocore.session.Session(_ALONE if settings.isolated else None))

    def service(self, region: str, service: str) -> Any:
        """Return botocore's client of a service."""
        with self._making:
            if (region, service) not in self._clients:
                self._clients[region, service] = self._make(region, service)
            return self._clients[region, service]

    def close(self) -> None:
        """Close the clients that were made; botocore leaves theirs open until Python's collector comes by."""
        with self._making:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def services(self) -> list[str]:
        """Return the names of all services."""
        return list(self._session.get_available_services())

    def operations(self, service: str) -> list[str]:
        """Return the names of a service's operations."""
        return list(self._model("get_service_model", service).operation_names)

    def operation(self, service: str, operation: str) -> Any:
        """Return botocore's `OperationModel`."""
        return self._model("get_service_model", service).operation_model(operation)

    def paginators(self, service: str) -> Any | None:
        """Return botocore's `PaginatorModel` of a service, None where it has none."""
        try:
            return self._model("get_paginator_model", service)
        except DataNotFoundError:
            return None

    def waiters(self, service: str) -> Any:
        """Return botocore's `WaiterModel` of a service."""
        return self._model("get_waiter_model", service)

    def partition(self, region: str) -> str:
        """Return the partition that a region is in: `aws`."""
        return str(self._session.get_partition_for_region(region))

    def home(self) -> str:
        """Return the region that the environment names; see `home_region`."""
        return home_region(self._session)

    def _model(self, getter: str, service: str) -> Any:
        with self._making:
            if (getter, service) not in self._models:
                try:
                    self._models[getter, service] = getattr(self._session, getter)(service)
                except DataNotFoundError:
                    raise
                except BotoCoreError as error:
                    # The first use of a session reads the user's profile.
                    raise BadInputError(f"{error}; {_ENVIRONMENT}") from None
            return self._models[getter, service]

    def _make(self, region: str, service: str) -> Any:
        settings = self.settings
        key, secret = settings.access_key or (None, None)
        config = Config(
            connect_timeout=settings.connect_seconds,
            read_timeout=settings.read_timeout(service),
            max_pool_connections=settings.connections,
            # The client above decides what is tried again.
            retries={"total_max_attempts": 1},
            **({"proxies": {}} if settings.isolated else {}),
        )
        try:
            client = self._session.create_client(
                service,
                region_name=region,
                endpoint_url=settings.endpoint,
                aws_access_key_id=key,
                aws_secret_access_key=secret,
                config=config,
            )
        except ValueError as error:
            # An endpoint or a region that makes no address.
            raise BadInputError(f"{error}; {_ENVIRONMENT}") from None
        self._hook(client)
        return client

    def _hook(self, client: Any) -> None:
        check, change = self.settings.check_parameters, self.settings.change_request

        def before_build(params: dict[str, Any], model: Any, **_: object) -> None:
            if check:
                check(model, params, str(client.meta.region_name))

        def before_call(params: dict[str, Any], **_: object) -> None:
            if change:
                change(params)

        client.meta.events.register_last("before-parameter-build.*.*", before_build)
        client.meta.events.register("before-call.*.*", before_call)


def home_region(session: Any = None) -> str:
    """Return the region that the environment or the AWS profile names; empty where neither names one.

    Raises:
        BadInputError: the profile cannot be read.
    """
    try:
        # Other SDKs read the first, which Lambda sets too; botocore reads the second and the profile alone.
        session = session or cast("Any", botocore.session.Session())
        named = os.environ.get("AWS_REGION") or session.get_config_variable("region")
    except BotoCoreError as error:
        raise BadInputError(f"{error}; {_ENVIRONMENT}") from None
    return str(named or "")
