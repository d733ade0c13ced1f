"""CloudWatch: composite alarms with their suppressor and their state, mute rules, and the refusals of both.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
"""

from __future__ import annotations

import re
from typing import Any

from moto.cloudwatch import urls
from moto.cloudwatch.exceptions import ResourceNotFoundException, ValidationError
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.responses import ActionResult, EmptyResult

_FUNCTION = re.compile(r'(ALARM|OK|INSUFFICIENT_DATA)\(\s*"?([^")]+?)"?\s*\)')
_WORD = re.compile(r"\s*(TRUE|FALSE|AND|OR|NOT|[()])")


class MuteRulesBackend(BaseBackend):
    """The mute rules of one region, by name."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.rules: dict[str, dict[str, Any]] = {}


mute_rules_backends = BackendDict(MuteRulesBackend, "cloudwatch")


class ComposingCloudWatchResponse(CloudWatchResponse):
    """CloudWatch with the properties of this module."""

    def put_composite_alarm(self) -> ActionResult:
        """`PutCompositeAlarm`, whose rule and suppressor name alarms that stand."""
        alarms = self.cloudwatch_backend.alarms
        rule, suppressor = self._get_param("AlarmRule"), self._get_param("ActionsSuppressor")
        named = [name.rpartition(":")[2] for _, name in _FUNCTION.findall(rule)]
        absent = [name for name in (*named, suppressor) if name and name not in alarms]
        if absent:
            raise ValidationError(
                f"Could not save the composite alarm as alarms [{', '.join(absent)}] do not exist"
            )
        self.put_metric_alarm()
        alarm: Any = alarms[self._get_param("AlarmName")]
        alarm.actions_suppressor = suppressor
        alarm.actions_suppressor_wait_period = self._get_param("ActionsSuppressorWaitPeriod")
        alarm.actions_suppressor_extension_period = self._get_param("ActionsSuppressorExtensionPeriod")
        return EmptyResult()

    def describe_alarms(self) -> ActionResult:
        """`DescribeAlarms`, with the state that each composite alarm has of those that it names."""
        alarms: dict[str, Any] = self.cloudwatch_backend.alarms
        for alarm in alarms.values():
            if alarm.rule is not None:
                state = "ALARM" if holds(alarm.rule, alarms) else "OK"
                if state != alarm.state_value:
                    alarm.update_state("its rule", "{}", state)
        return super().describe_alarms()

    def put_alarm_mute_rule(self) -> ActionResult:
        """`PutAlarmMuteRule`."""
        given = {key: self._get_param(key) for key in ("Name", "Description", "Rule", "MuteTargets")}
        arn = f"arn:aws:cloudwatch:{self.region}:{self.current_account}:alarm-mute-rule:{given['Name']}"
        self._mute_rules()[given["Name"]] = {**given, "AlarmMuteRuleArn": arn, "Status": "SCHEDULED"}
        self.cloudwatch_backend.tagger.tag_resource(arn, self._get_param("Tags", []))
        return EmptyResult()

    def get_alarm_mute_rule(self) -> ActionResult:
        """`GetAlarmMuteRule`."""
        name = self._get_param("AlarmMuteRuleName")
        if name not in self._mute_rules():
            raise ResourceNotFoundException
        return ActionResult(self._mute_rules()[name])

    def _mute_rules(self) -> dict[str, dict[str, Any]]:
        return mute_rules_backends[self.current_account][self.region].rules


def holds(rule: str, alarms: dict[str, Any]) -> bool:
    """Say whether a composite alarm's rule is true, by the states of the alarms that it names."""

    def known(found: re.Match[str]) -> str:
        state, name = found.groups()
        return str(alarms[name.rpartition(":")[2]].state_value == state).upper()

    words = _WORD.findall(_FUNCTION.sub(known, rule))
    # Python's own words for the same logic, made of nothing but those found above.
    return bool(eval(" ".join(word.title() if word in {"TRUE", "FALSE"} else word.lower() for word in words)))  # noqa: S307


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = ComposingCloudWatchResponse.dispatch
