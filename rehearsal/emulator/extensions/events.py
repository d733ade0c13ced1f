"""EventBridge: how many rules, targets and buses may stand, and what another account's bus is sent.

The quotas are what an account has at first; those of rules and buses can be raised, the others cannot:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.exceptions import JsonRESTError
from moto.events import urls
from moto.events.responses import EventsHandler

if TYPE_CHECKING:
    from moto.events.models import EventBus

_RULES_OF_A_BUS, _RULES_IN_SMALL_REGIONS, _SMALL_REGIONS = 300, 100, {"af-south-1", "eu-south-1"}
_RULES_WITH_WILDCARDS, _TARGETS_OF_A_RULE, _BUSES = 30, 5, 100
_WILDCARD = '"wildcard"'
_INPUTS = {"Input", "InputPath", "InputTransformer"}


class CountedEventsResponse(EventsHandler):
    """EventBridge with the refusals of this module."""

    def put_rule(self) -> tuple[str, dict[str, Any]]:
        """`PutRule`; a rule that stands is changed, and is not one more."""
        name, pattern = self._get_param("Name"), self._get_param("EventPattern") or ""
        others = {key: rule for key, rule in self._bus().rules.items() if key != name}
        most = _RULES_IN_SMALL_REGIONS if self.region in _SMALL_REGIONS else _RULES_OF_A_BUS
        _refuse_above(most, len(others) + 1, "rules on an event bus")
        wild = sum(_WILDCARD in (rule.event_pattern.dump() or "") for rule in others.values())
        _refuse_above(_RULES_WITH_WILDCARDS, wild + (_WILDCARD in pattern), "rules with wildcards on an event bus")
        return super().put_rule()

    def put_targets(self) -> tuple[str, dict[str, Any]]:
        """`PutTargets`."""
        rule = self._bus().rules.get(self._get_param("Rule"))
        targets = self._get_param("Targets")
        standing = {str(one["Id"]) for one in (rule.targets if rule else ())}
        count = len(standing | {str(one["Id"]) for one in targets})
        _refuse_above(_TARGETS_OF_A_RULE, count, "targets of a rule")
        for target in targets:
            if _is_bus_elsewhere(target["Arn"], self.current_account) and _INPUTS & set(target):
                message = "an event bus of another account is sent the event as it is"
                raise JsonRESTError("ValidationException", message)
        return super().put_targets()

    def create_event_bus(self) -> tuple[str, dict[str, Any]]:
        """`CreateEventBus`."""
        _refuse_above(_BUSES, len(self.events_backend.event_buses) + 1, "event buses")
        return super().create_event_bus()

    def _bus(self) -> EventBus:
        given = self._get_param("EventBusName") or "default"
        return self.events_backend.describe_event_bus(given.rpartition("/")[2])


def _is_bus_elsewhere(arn: str, account: str) -> bool:
    _, _, service, _, owner, resource = arn.split(":", 5)
    return service == "events" and resource.startswith("event-bus/") and owner != account


def _refuse_above(most: int, count: int, what: str) -> None:
    if count > most:
        raise JsonRESTError("LimitExceededException", f"{count} {what}, of which EventBridge takes {most} at most")


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = CountedEventsResponse.dispatch
