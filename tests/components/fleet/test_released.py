"""What a release of the fleet brings, of the whole program: the same as a new group is made with, and watched by alarms.

How a release goes is left to tests/operations/release.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from components.fleet.release import ROLLBACK
from manifest.site import Fleet
from operations.release.configuration import Configuration, declared_fleet, declared_reserve
from rehearsal.provider.nested import Nested
from tests.components.stacks import STACKS, record

every_stack = pytest.mark.parametrize("stack", STACKS)


@every_stack
def test_the_alarms_that_take_a_release_back_are_there_and_decide_while_it_is_watched(stack: str) -> None:
    alarms = {
        one.inputs["name"]: one.inputs for one in record(stack).of_type("aws:cloudwatch/metricAlarm:MetricAlarm")
    }
    named = [(alarm, one.release.watch_seconds) for one in _fleets(stack) for alarm in one.release.alarms]
    assert {alarm.rsplit("-us-", 1)[1].split("-", 2)[2] for alarm, _ in named} == set(ROLLBACK)
    for alarm, watched in named:
        metrics = [
            metric["metric"]["period"] for metric in alarms[alarm].get("metricQueries", []) if "metric" in metric
        ]
        period = alarms[alarm].get("period") or max(metrics)
        assert period * alarms[alarm]["evaluationPeriods"] <= watched, alarm


@every_stack
def test_what_a_release_brings_is_what_a_new_group_is_made_with(stack: str) -> None:
    """So that a group that was made anew has nothing to release."""
    groups = {one.inputs["name"]: one.inputs for one in record(stack).of_type("aws:autoscaling/group:Group")}
    for fleet in _fleets(stack):
        assert _shown(groups[fleet.group]) == declared_fleet(fleet)
        if fleet.reserve:
            assert _shown(groups[fleet.reserve]) == declared_reserve(fleet)


def _fleets(stack: str) -> list[Fleet]:
    """The fleets of the manifest, of which each region holds the whole."""
    parameters = record(stack).of_type("aws:ssm/parameter:Parameter")
    found = [one.inputs["insecureValue"] for one in parameters if "/fleet-" in one.inputs["name"]]
    assert found
    return [Fleet.model_validate_json(one) for one in found]


def _shown(group: Mapping[str, Any]) -> Configuration:
    """The group's configuration as Auto Scaling shows it, once the group was made of these inputs."""
    if "launchTemplate" in group:
        template = group["launchTemplate"]
        return Configuration(template["id"], template["version"])
    return Configuration.of_answer({"MixedInstancesPolicy": Nested().send(group["mixedInstancesPolicy"])})
