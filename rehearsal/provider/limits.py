"""What AWS documents and its service models leave out: the table, and how a call is held against it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

import jmespath

from rehearsal.provider.limits_access import LIMITS as ACCESS
from rehearsal.provider.limits_cloudwatch import LIMITS as CLOUDWATCH
from rehearsal.provider.limits_dynamodb import LIMITS as DYNAMODB
from rehearsal.provider.limits_edge import LIMITS as EDGE
from rehearsal.provider.limits_events import LIMITS as EVENTS
from rehearsal.provider.limits_network import LIMITS as NETWORK
from rehearsal.provider.limits_rds import LIMITS as RDS
from rehearsal.provider.limits_scheduler import LIMITS as SCHEDULER
from rehearsal.provider.limits_secrets import LIMITS as SECRETS
from rehearsal.provider.limits_servers import LIMITS as SERVERS
from rehearsal.provider.limits_services import LIMITS as SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rehearsal.provider.limit import Limit


def broken_limits(service: str, operation: str, params: Mapping[str, Any]) -> Iterator[tuple[Limit, Any]]:
    """The rows that a call breaks, with what it gave."""
    for limit in _TABLE.get((service, operation), ()):
        for given in _given(limit, params):
            if not limit.accepts(given):
                yield limit, _named(limit, given)


def _given(limit: Limit, params: Mapping[str, Any]) -> list[Any]:
    if not limit.parameter:
        return [params]
    # jmespath carries no types.
    found: Any = jmespath.search(limit.parameter, params)  # pyright: ignore[reportUnknownMemberType]
    if found is None:
        return []
    return cast("list[Any]", found) if "[" in limit.parameter else [found]


def _named(limit: Limit, given: Any) -> Any:
    """What a message may show: of several parameters their names alone, since one of them may be a secret."""
    return given if limit.parameter else sorted(given)


def _by_operation(limits: Iterable[Limit]) -> dict[tuple[str, str], list[Limit]]:
    table: dict[tuple[str, str], list[Limit]] = defaultdict(list)
    for limit in limits:
        for operation in limit.operations:
            table[limit.service, operation].append(limit)
    return dict(table)


LIMITS = (
    *ACCESS,
    *CLOUDWATCH,
    *DYNAMODB,
    *EDGE,
    *EVENTS,
    *NETWORK,
    *RDS,
    *SCHEDULER,
    *SECRETS,
    *SERVERS,
    *SERVICES,
)
_TABLE = _by_operation(LIMITS)
