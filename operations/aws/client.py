"""The client: one typed way to call, list, page and wait, with retries only where a second call cannot do harm.

A call that only reads is tried again whatever went wrong on the way. One that changes something is tried again when
AWS said that it did nothing (throttling) or was never reached; otherwise nobody knows whether it was done, and the
caller has to look.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import botocore
from botocore.exceptions import BotoCoreError, ClientError, PaginationError
from botocore.parsers import ResponseParserError
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from operations.aws.connection import Connection
from operations.aws.errors import (
    AwsError,
    NoRegionError,
    ThrottledError,
    UnknownOutcomeError,
    UnreachableError,
    of_answer,
    of_botocore,
)
from operations.aws.paging import UnpagedListError, at, merged, paginator, paths, refuse_list, rule_of
from operations.aws.parameters import resource_of, without_secrets
from operations.aws.region import AwsRegion
from operations.aws.settings import ENVIRONMENT, Settings
from operations.aws.waiting import wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

READS = ("Describe", "Get", "List", "Query")
_NOTHING_DONE = (ThrottledError, UnreachableError)
_HARMLESS = (*_NOTHING_DONE, UnknownOutcomeError)


class AwsClient:
    """AWS in every region, as its settings give it; safe for threads.

    Args:
        sleep: waits so many seconds.
        settings: how to reach AWS; the standard environment decides by default.
        connection: another client's, to share what is dear to make.
    """

    def __init__(
        self,
        sleep: Callable[[float], None] = time.sleep,
        settings: Settings = ENVIRONMENT,
        *,
        connection: Connection | None = None,
    ) -> None:
        self.connection = connection or Connection(settings)
        self._sleep = sleep

    def close(self) -> None:
        """Close every connection; a later call makes new ones."""
        self.connection.close()

    def region(self, region: str | None = None) -> AwsRegion:
        """Return the client of one region, by default the one that the environment names.

        Raises:
            NoRegionError: it names none.
        """
        named = region or self.connection.home()
        if not named:
            raise NoRegionError
        return AwsRegion(self, named)

    def call(self, region: str, service: str, operation: str, /, **params: Any) -> dict[str, Any]:
        """Call an operation by its API name (`DescribeDBInstances`) with its API parameters.

        Raises:
            RefusedError: the service refused.
            UnreachableError: no connection could be made.
            UnknownOutcomeError: it may be done or not.
            UnpagedListError: it answers in pages, of which a call reads the first alone.
        """
        refuse_list(self.connection, service, operation)
        safe = _HARMLESS if operation.startswith(READS) else _NOTHING_DONE
        return self._attempts(safe, region, service, operation, params)

    def call_again(self, region: str, service: str, operation: str, /, **params: Any) -> dict[str, Any]:
        """Call what does the same when it is done twice: whatever goes wrong on the way, it is tried again."""
        refuse_list(self.connection, service, operation)
        return self._attempts(_HARMLESS, region, service, operation, params)

    def pages(self, region: str, service: str, operation: str, /, **params: Any) -> Iterator[dict[str, Any]]:
        """Read the pages of a list one by one, each when it is wanted; raises as `call` does."""
        send = partial(self._page, region, service, operation)
        pager, _ = paginator(self.connection, service, operation, send)
        return self._read(pager, region, service, operation, params)

    def list_all(
        self, region: str, service: str, operation: str, /, result_key: str = "", **params: Any
    ) -> list[Any]:
        """Return what a list has on all of its pages together.

        Args:
            region: where.
            service: its name in botocore.
            operation: the API's name of a list (`DescribeDBInstances`).
            result_key: which of the answer's lists, where it has several (`MetricAlarms`).
            **params: the API parameters.

        Raises:
            AwsError: as `call` does.
            UnpagedListError: it is no list, or has several and none was chosen.
        """
        pager, found = paginator(
            self.connection, service, operation, partial(self._page, region, service, operation)
        )
        chosen = [path for path in found if not result_key or path == result_key]
        if len(chosen) != 1:
            raise UnpagedListError(
                f"{service}.{operation} answers the lists {', '.join(found) or '(none)'}; "
                f"{result_key or 'nothing'} was chosen; name one of them as result_key, or use pages()"
            )
        whole = merged(self._read(pager, region, service, operation, params), chosen)
        return cast("list[Any]", at(whole, chosen[0]) or [])

    def whole(self, region: str, service: str, operation: str, /, **params: Any) -> dict[str, Any]:
        """Return the whole answer of an operation that reads, whether it comes in pages or not.

        What is beside the lists is the first page's. Raises as `call` does.
        """
        rule = rule_of(self.connection, service, operation)
        if rule is None:
            return self.call(region, service, operation, **params)
        return merged(self.pages(region, service, operation, **params), paths(rule))

    def wait(
        self,
        region: str,
        service: str,
        waiter: str,
        /,
        *,
        within_seconds: float,
        every_seconds: float,
        sleep: Callable[[float], None] | None = None,
        **params: Any,
    ) -> None:
        """Wait by one of botocore's waiters (`DBInstanceAvailable`).

        Args:
            region: where.
            service: its name in botocore.
            waiter: the waiter's name.
            within_seconds: how long at most.
            every_seconds: how long between two looks.
            sleep: waits between two looks, if not as the client does.
            **params: of the operation that the waiter looks by.

        Raises:
            WaitError: it did not come in time, or never will.
            AwsError: as `call` does.
        """
        model = self.connection.waiters(service).get_waiter(waiter)
        look = partial(self._attempts, _HARMLESS, region, service, model.operation)
        resource = resource_of(self.connection.operation(service, model.operation).input_shape, params)
        wait(
            (region, service, waiter),
            model,
            lambda: look(params),
            resource=resource,
            looks=max(1, round(within_seconds / every_seconds)),
            pause=lambda: (sleep or self._sleep)(every_seconds),
        )

    def send(self, region: str, service: str, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Make one attempt at a call; every way to AWS ends here."""
        where = (region, service, operation)
        try:
            client = self.connection.service(region, service)
            return cast("dict[str, Any]", getattr(client, _method_of(operation))(**params))
        except ClientError as error:
            response = cast("dict[str, Any]", error.response)
            words = self._clean(service, operation, params, str(response.get("Error", {}).get("Message", "")))
            raise of_answer(where, self._resource(service, operation, params), response, words) from None
        except ResponseParserError:
            # A proxy's page, or half an answer; what it says may be anybody's.
            raise UnknownOutcomeError(
                *where, "the answer cannot be read", resource=self._resource(service, operation, params)
            ) from None
        except BotoCoreError as error:
            words = self._clean(service, operation, params, str(error))
            raise of_botocore(where, self._resource(service, operation, params), error, words) from None

    def _page(self, region: str, service: str, operation: str, /, **params: Any) -> dict[str, Any]:
        return self._attempts(_HARMLESS, region, service, operation, params)

    def _attempts(
        self,
        safe: tuple[type[AwsError], ...],
        region: str,
        service: str,
        operation: str,
        params: Mapping[str, Any],
    ) -> dict[str, Any]:
        attempts = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, safe)),
            stop=stop_after_attempt(self.connection.settings.attempts),
            wait=wait_exponential_jitter(multiplier=0.2, max=2, jitter=0.2),
            sleep=self._sleep,
            reraise=True,
        )
        return attempts(self.send, region, service, operation, params)

    def _read(
        self, pager: Any, region: str, service: str, operation: str, params: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        try:
            yield from pager.paginate(**params)
        except PaginationError as error:
            # A service that gives the same token for ever.
            raise UnknownOutcomeError(region, service, operation, str(error)) from None

    def _resource(self, service: str, operation: str, params: Mapping[str, Any]) -> str:
        return resource_of(self.connection.operation(service, operation).input_shape, params)

    def _clean(self, service: str, operation: str, params: Mapping[str, Any], text: str) -> str:
        return without_secrets(text, self.connection.operation(service, operation).input_shape, params)


def _method_of(operation: str) -> str:
    # botocore carries no types.
    return str(cast("Any", botocore).xform_name(operation))
