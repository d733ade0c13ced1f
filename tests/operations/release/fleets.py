"""Fleets in two regions on moto, in this process, as a stack leaves them after a change of the image was declared.

moto launches servers and runs nothing on them: `fires` and `unhealthy` say how those of the new version behave.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from moto import mock_aws
from moto.autoscaling.models import autoscaling_backends

from operations.aws import AwsClient
from operations.release.manifest import ReleaseSections
from operations.release.release import Releases, Wish
from rehearsal.emulator.extensions import install
from rehearsal.emulator.extensions.launched import mismatched, saved
from rehearsal.mocks import manifest
from rehearsal.mocks.manifest import chosen
from tests.operations.recovery.world import ACCOUNT, SERVING, SHARED, STANDBY, Doomed, FakeClock, Fate, spare

FLEET, RESERVE = "fleet", "reserve"
OLD, NEW = "1", "2"
TYPES = ("m8g.large", "m7g.large")
ALARM = "errors-of-the-store"
SERVERS = 12
REGIONS = (SERVING, STANDBY)


@dataclass
class Stack:
    """The stack, the clock of whoever releases, and all that was told."""

    sections: dict[str, Any]
    clock: FakeClock = field(default_factory=FakeClock)
    said: list[str] = field(default_factory=list)
    fires: bool = False
    """Whether customers get errors of servers of the new version."""
    unhealthy: bool = False
    """Whether servers of the new version fail their health checks."""

    def releases(
        self, fate: Fate = spare, *, only: str | None = None, dark: frozenset[str] = frozenset()
    ) -> tuple[Releases, Doomed]:
        """A new process of the procedure, and its way to AWS."""
        aws = Doomed(self.clock, fate, dark, check=self.check)
        sections = chosen(self.sections, "prod", ReleaseSections)
        return Releases(sections, only=only, aws=aws, clock=self.clock.clock(), tell=self.said.append), aws

    def run(self, fate: Fate = spare, **wish: bool) -> None:
        """Release as one process."""
        self.releases(fate)[0].run(Wish(**wish))

    def back(self, version: str | None = None, only: str | None = None) -> None:
        """Take back as one process."""
        self.releases(only=only)[0].returning().run(version)

    def check(self) -> None:
        """At no moment does a fleet have fewer servers than it is to have; and what is bad shows."""
        for region in REGIONS:
            group = group_of(region)
            assert len(group.instance_states) >= group.desired_capacity, f"servers are missing in {region}"
        new = [one for one in group_of(SERVING).instance_states if _launched_by(one) == NEW]
        for one in new if self.unhealthy else ():
            one.health_status = "Unhealthy"
        if self.fires:
            fire(SERVING, firing=bool(new))


def group_of(region: str, name: str = FLEET) -> Any:
    """The group in moto."""
    return autoscaling_backends[ACCOUNT][region].autoscaling_groups[name]


def _launched_by(state: Any) -> str:
    return str(state.launch_template["Version"])


def runs(region: str, name: str = FLEET) -> tuple[str, set[str]]:
    """The version that a group launches by, and those that its servers were launched by."""
    group = group_of(region, name)
    return saved(group).version, {_launched_by(one) for one in group.instance_states}


def types_of(region: str) -> set[str]:
    """The types that a group may launch."""
    return set(saved(group_of(region)).types)


def fire(region: str, *, firing: bool, name: str = ALARM) -> None:
    """Let an alarm fire, or end."""
    state = "ALARM" if firing else "OK"
    SHARED.call(region, "cloudwatch", "SetAlarmState", AlarmName=name, StateValue=state, StateReason="a test's")


def refresh(region: str, name: str = FLEET) -> list[dict[str, Any]]:
    """The group's refreshes, the newest first, each a step further."""
    return SHARED.list_all(region, "autoscaling", "DescribeInstanceRefreshes", AutoScalingGroupName=name)


def settled(region: str, name: str = FLEET) -> bool:
    """Whether every server is as the group launches them."""
    return not mismatched(group_of(region, name), saved(group_of(region, name)))


@contextmanager
def stack(*, servers: int = SERVERS, standby: int = 0) -> Generator[Stack]:
    """Stand a stack up; every one is new."""
    install()
    with patch.dict(os.environ, {"MOTO_EC2_LOAD_DEFAULT_AMIS": "false"}), mock_aws():
        yield Stack(stand_up(SHARED, servers=servers, standby=standby))


def stand_up(aws: AwsClient, *, servers: int = SERVERS, standby: int = 0) -> dict[str, Any]:
    """Stand the fleets up, and return the sections of the manifest."""
    templates = {SERVING: _region(aws, SERVING, servers), STANDBY: _region(aws, STANDBY, standby)}
    return _sections(templates)


def _region(aws: AwsClient, region: str, servers: int) -> str:
    aws.call(
        region, "dynamodb", "CreateTable", TableName="journal", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("part", "entry")],
        KeySchema=[{"AttributeName": "part", "KeyType": "HASH"}, {"AttributeName": "entry", "KeyType": "RANGE"}],
    )  # fmt: skip
    aws.call(
        region, "cloudwatch", "PutMetricAlarm", AlarmName=ALARM, MetricName="HTTPCode_Target_5XX_Count",
        Namespace="AWS/ApplicationELB", Statistic="Sum", Period=60, EvaluationPeriods=5, Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    template = _template(aws, region)
    mixed = {
        "LaunchTemplate": {
            "LaunchTemplateSpecification": {"LaunchTemplateId": template, "Version": OLD},
            "Overrides": [{"InstanceType": kind} for kind in TYPES],
        },
        "InstancesDistribution": {
            "OnDemandAllocationStrategy": "prioritized", "OnDemandBaseCapacity": 2,
            "OnDemandPercentageAboveBaseCapacity": 50, "SpotAllocationStrategy": "price-capacity-optimized",
        },
    }  # fmt: skip
    _group(aws, region, FLEET, servers, MixedInstancesPolicy=mixed)
    _group(aws, region, RESERVE, 0, LaunchTemplate={"LaunchTemplateId": template, "Version": OLD})
    return template


def _template(aws: AwsClient, region: str) -> str:
    data = {"ImageId": "ami-0123456789abcdef0", "InstanceType": TYPES[0]}
    made = aws.call(region, "ec2", "CreateLaunchTemplate", LaunchTemplateName=FLEET, LaunchTemplateData=data)
    template = str(made["LaunchTemplate"]["LaunchTemplateId"])
    new = {**data, "ImageId": "ami-0fedcba9876543210"}
    aws.call(region, "ec2", "CreateLaunchTemplateVersion", LaunchTemplateId=template, LaunchTemplateData=new)
    return template


def _group(aws: AwsClient, region: str, name: str, servers: int, **source: Any) -> None:
    aws.call(
        region, "autoscaling", "CreateAutoScalingGroup", AutoScalingGroupName=name, MinSize=0, MaxSize=40,
        DesiredCapacity=servers, AvailabilityZones=[f"{region}a"],
        InstanceMaintenancePolicy={"MinHealthyPercentage": 100, "MaxHealthyPercentage": 110}, **source,
    )  # fmt: skip


def _sections(templates: dict[str, str]) -> dict[str, Any]:
    whole = manifest.sections()
    for region, template in templates.items():
        release = manifest.release() | {"version": NEW, "instance_types": list(TYPES), "alarms": [ALARM]}
        whole[f"fleet-{region}"] = manifest.fleet() | {
            "launch_template": template, "reserve": RESERVE, "release": release,
        }  # fmt: skip
    return whole
