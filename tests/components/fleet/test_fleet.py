"""The fleet alone: how its servers are launched, which groups stand at which level, and what moves their number.

That its alarms are there and what else stands at each level is shown by `tests/components/test_program`; what settings
are refused is left to the settings' tests; that a template's change replaces nothing to tests/engine.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from components.encryption.keys import Purpose
from components.fleet.capacity import Capacity, capacity_of
from components.fleet.fleet import AppFleet, AppFleetArgs
from components.settings import FleetSettings, OffHoursSettings, StandbyLevel
from components.settings.types import parse_duration
from components.shared.address_plan import Tier
from rehearsal.mocks.recorder import Record
from tests.components.servers.alone import TARGET, servers_foundation_on
from tests.components.stacks import SERVING, STACKS, STANDBY, by_name, settings
from tests.support.alone import PlainBaseline, in_site, key_arn, settings_of, subnet_ids

GROUP, TEMPLATE = "aws:autoscaling/group:Group", "aws:ec2/launchTemplate:LaunchTemplate"
POLICY, HOOK = "aws:autoscaling/policy:Policy", "aws:autoscaling/lifecycleHook:LifecycleHook"
SCHEDULE = "aws:autoscaling/schedule:Schedule"
IN_PEAK = datetime(2027, 11, 26, 15, tzinfo=UTC)

every_stack = pytest.mark.parametrize("stack", STACKS)


QUIET = datetime(2027, 1, 1, tzinfo=UTC)
OFF_HOURS = OffHoursSettings.model_validate(
    {"from": "20:00", "until": "07:30", "days": "MON-FRI", "timeZone": "America/Santiago"}
)


@cache
def fleet(
    stack: str,
    region: str = SERVING,
    level: StandbyLevel | None = None,
    *,
    hold: bool = False,
    now: datetime = QUIET,
    stops: bool = False,
) -> Record:
    """What a fleet registers, with the servers' foundation that it stands on."""
    settings = settings_of(stack)
    target = settings.fleet.target.model_copy(update={"hold_scale_in": hold})

    def make(base: PlainBaseline) -> None:
        AppFleet(
            "fleet",
            args=AppFleetArgs(
                foundation=servers_foundation_on(base),
                fleet=settings.fleet.model_copy(update={"target": target}),
                target=TARGET,
                now=now,
                off_hours=OFF_HOURS if stops else None,
            ),
            opts=base.here,
        )

    return in_site(make, stack, region, level)


def _group(record: Record, region: str = SERVING) -> dict[str, Any]:
    return dict(by_name(record, GROUP, region)["fleet"].inputs)


@every_stack
def test_servers_are_launched_hardened(stack: str) -> None:
    data = by_name(fleet(stack), TEMPLATE, SERVING)["application"].inputs
    assert data["imageId"] == settings(stack)["fleet"]["images"][SERVING]
    assert data["metadataOptions"] == {
        "httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1,
        "httpProtocolIpv6": "disabled", "instanceMetadataTags": "disabled",
    }  # fmt: skip
    assert data["networkInterfaces"] == [
        {
            "deviceIndex": 0,
            "associatePublicIpAddress": "false",
            "deleteOnTermination": "true",
            "securityGroups": ["sg-application"],
        }
    ]
    assert data["blockDeviceMappings"] == [
        {
            "deviceName": "/dev/sda1",
            "ebs": {
                "volumeType": "gp3",
                "volumeSize": 20,
                "encrypted": "true",
                "kmsKeyId": key_arn(stack, SERVING, Purpose.STORAGE),
                "deleteOnTermination": "true",
            },
        }
    ]
    assert data["monitoring"] == {"enabled": True}
    assert "keyName" not in data
    assert "userData" not in data


@every_stack
def test_what_is_launched_carries_every_tag(stack: str) -> None:
    """The provider's default tags reach neither servers nor their volumes, nor the group itself."""
    data = by_name(fleet(stack), TEMPLATE, SERVING)["application"].inputs
    expected = {
        "project",
        "environment",
        "environment-kind",
        "owner",
        "cost-centre",
        "data-class",
        "Name",
        "Server",
    }
    specifications = {one["resourceType"]: one["tags"] for one in data["tagSpecifications"]}
    assert specifications.keys() == {"instance", "volume", "network-interface"}
    assert all(tags.keys() == expected and tags["Server"] == "application" for tags in specifications.values())
    for group in fleet(stack).of_type(GROUP):
        assert {tag["key"] for tag in group.inputs["tags"]} == expected
        assert {tag["propagateAtLaunch"] for tag in group.inputs["tags"]} == {False}


@every_stack
def test_the_group_mixes_types_and_prices_and_leaves_its_size_to_scaling(stack: str) -> None:
    group, file = _group(fleet(stack)), settings(stack)["fleet"]
    template = by_name(fleet(stack), TEMPLATE, SERVING)["application"]
    assert group["mixedInstancesPolicy"] == {
        "launchTemplate": {
            "launchTemplateSpecification": {"launchTemplateId": template.id, "version": "1"},
            "overrides": [{"instanceType": kind} for kind in file["instanceTypes"]],
        },
        "instancesDistribution": {
            "onDemandAllocationStrategy": "prioritized",
            "onDemandBaseCapacity": file["spot"]["onDemandBase"],
            "onDemandPercentageAboveBaseCapacity": file["spot"]["onDemandPercent"],
            "spotAllocationStrategy": "price-capacity-optimized",
        },
    }
    assert "desiredCapacity" not in group
    assert group["capacityRebalance"] is True
    assert group["healthCheckType"] == "ELB"
    assert group["targetGroupArns"] == ["arn:tg"]
    assert group["vpcZoneIdentifiers"] == subnet_ids(stack, SERVING, Tier.APPLICATION)
    assert group["serviceLinkedRoleArn"].endswith(":role/scaling")


@every_stack
def test_no_update_changes_what_servers_are_launched_by(stack: str) -> None:
    """The provider sends the whole policy at any change of it, with the version of its state: a release's would be lost."""
    groups = by_name(fleet(stack), GROUP, SERVING)
    ignored = {what: one.ignore_changes for what, one in groups.items()}
    assert ignored == {
        "fleet": ("mixedInstancesPolicy",),
        **({"reserve": ("launchTemplate",)} if "reserve" in groups else {}),
    }
    assert all("instanceRefresh" not in one.inputs for one in groups.values())


@every_stack
def test_the_oldest_template_goes_first_and_none_goes_before_another_is_healthy(stack: str) -> None:
    file = settings(stack)["fleet"]
    groups = by_name(fleet(stack), GROUP, SERVING)
    for group in (groups[what] for what in ("fleet", "reserve") if what in groups):
        # Default comes last: it is what decides among those that are alike.
        assert group.inputs["terminationPolicies"] == ["OldestLaunchTemplate", "AllocationStrategy", "Default"]
        assert group.inputs["instanceMaintenancePolicy"] == {
            "minHealthyPercentage": 100,
            "maxHealthyPercentage": 110,
        }
        warmups = {group.inputs["defaultInstanceWarmup"], group.inputs["healthCheckGracePeriod"]}
        assert warmups == {parse_duration(file["warmup"]).total_seconds()}
        assert group.inputs["waitForCapacityTimeout"] == "0"
        assert set(group.inputs["enabledMetrics"]) == {
            "GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize", "GroupMinSize",
            "GroupPendingInstances", "GroupTerminatingInstances", "GroupTotalInstances",
        }  # fmt: skip


def test_the_reserve_is_on_demand_alone_and_prepared_where_the_site_serves() -> None:
    standby = settings_of("prod").standby_level
    for region, level, prepared in ((SERVING, None, 6), (STANDBY, standby, 0)):
        reserve = by_name(fleet("prod", region, level), GROUP, region)["reserve"].inputs
        assert "mixedInstancesPolicy" not in reserve
        assert (reserve["minSize"], reserve["maxSize"]) == (0, 30)
        assert reserve["warmPool"] == {
            "poolState": "Stopped",
            "minSize": prepared,
            "maxGroupPreparedCapacity": prepared,
            "instanceReusePolicy": {"reuseOnScaleIn": True},
        }
    assert "reserve" not in by_name(fleet("staging"), GROUP, SERVING)


def test_hooks_drain_every_group_and_hold_up_only_what_is_prepared() -> None:
    hooks = by_name(fleet("prod"), HOOK, SERVING)
    found = {
        what: (hook.inputs["lifecycleTransition"].rpartition("_")[2], hook.inputs["heartbeatTimeout"])
        for what, hook in hooks.items()
    }
    assert found == {
        "fleet-drain": ("TERMINATING", 60),
        "reserve-drain": ("TERMINATING", 60),
        "reserve-settle": ("LAUNCHING", 30),
    }
    assert {hook.inputs["defaultResult"] for hook in hooks.values()} == {"CONTINUE"}


def test_what_moves_the_number_of_servers() -> None:
    policies = by_name(fleet("prod"), POLICY, SERVING)
    tracked = {
        what: (
            policy.inputs["autoscalingGroupName"].rpartition("-")[2],
            policy.inputs["targetTrackingConfiguration"]["targetValue"],
            policy.inputs["targetTrackingConfiguration"]["disableScaleIn"],
        )
        for what, policy in policies.items()
        if policy.inputs["policyType"] == "TargetTrackingScaling"
    }
    assert tracked == {
        "fleet-cpu": ("fleet", 50, False),
        "fleet-requests": ("fleet", 1200, False),
        "fleet-reserve": ("reserve", 1800, False),
    }
    forecast = policies["fleet-forecast"].inputs["predictiveScalingConfiguration"]
    assert (forecast["mode"], forecast["schedulingBufferTime"]) == ("ForecastAndScale", "90")
    label = policies["fleet-requests"].inputs["targetTrackingConfiguration"]["predefinedMetricSpecification"]
    assert label["resourceLabel"].startswith("app/")
    assert "/targetgroup/" in label["resourceLabel"]


def test_held_scale_in_protects_what_runs() -> None:
    held = fleet("prod", hold=True)
    assert _group(held)["protectFromScaleIn"] is True
    tracking = [p.inputs.get("targetTrackingConfiguration") for p in held.of_type(POLICY, region=SERVING)]
    assert {one["disableScaleIn"] for one in tracking if one} == {True}


def test_a_peak_is_ordered_beforehand_and_undone_afterwards() -> None:
    found = {
        what: (action.inputs["startTime"], action.inputs["minSize"], action.inputs["maxSize"])
        for what, action in by_name(fleet("prod"), SCHEDULE, SERVING).items()
    }
    assert found == {
        "fleet-black-friday-2027-begins": ("2027-11-25T12:00:00Z", 60, 400),
        "fleet-black-friday-2027-ends": ("2027-11-30T06:00:00Z", 6, 90),
    }
    standby = settings_of("prod").standby_level
    assert by_name(fleet("prod", STANDBY, standby), SCHEDULE, STANDBY) == {}
    assert {a.inputs["desiredCapacity"] for a in fleet("prod").of_type(SCHEDULE)} == {-1}


def test_a_deployment_in_a_peak_keeps_the_peaks_bounds() -> None:
    during = fleet("prod", now=IN_PEAK)
    assert (_group(during)["minSize"], _group(during)["maxSize"]) == (60, 400)
    assert by_name(during, SCHEDULE, SERVING).keys() == {"fleet-black-friday-2027-ends"}


def test_a_peak_that_is_over_is_left_out() -> None:
    after = fleet("prod", now=datetime(2027, 11, 30, 6, 0, tzinfo=UTC))
    assert by_name(after, SCHEDULE, SERVING) == {}
    assert (_group(after)["minSize"], _group(after)["maxSize"]) == (6, 90)


@pytest.mark.parametrize(
    ("level", "region", "running"), [(None, SERVING, (6, 90, 6)), (StandbyLevel.WARM, STANDBY, (3, 90, 3))]
)
def test_a_fleet_that_sleeps_goes_to_zero_and_comes_back(
    level: StandbyLevel | None, region: str, running: tuple[int, int, int]
) -> None:
    actions = by_name(fleet("prod", region, level, stops=True), SCHEDULE, region)
    found = {
        what: (action.inputs["recurrence"], action.inputs["timeZone"], *_sizes(action.inputs))
        for what, action in actions.items()
        if "recurrence" in action.inputs
    }
    assert found == {
        "fleet-stops": ("0 20 * * 1,2,3,4,5", "America/Santiago", 0, 0, 0),
        "fleet-starts": ("30 7 * * 1,2,3,4,5", "America/Santiago", *running),
        "reserve-stops": ("0 20 * * 1,2,3,4,5", "America/Santiago", 0, 0, 0),
        "reserve-starts": ("30 7 * * 1,2,3,4,5", "America/Santiago", 0, 30, 0),
    }


def _sizes(inputs: Mapping[str, Any]) -> tuple[int, int, int]:
    return (inputs["minSize"], inputs["maxSize"], inputs["desiredCapacity"])


@pytest.mark.parametrize(("hour", "bounds"), [(4, {(0, 0)}), (15, {(6, 90), (0, 30)})])
def test_a_deployment_in_the_night_wakes_nothing(hour: int, bounds: set[tuple[int, int]]) -> None:
    groups = fleet("prod", stops=True, now=datetime(2027, 1, 5, hour, tzinfo=UTC)).of_type(GROUP)
    assert {(group.inputs["minSize"], group.inputs["maxSize"]) for group in groups} == bounds


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (None, Capacity(min_size=6, max_size=90)),
        (StandbyLevel.WARM, Capacity(min_size=3, max_size=90)),
        (StandbyLevel.PILOT_LIGHT, Capacity(min_size=0, max_size=90)),
    ],
)
def test_the_level_says_how_many_stand(level: StandbyLevel | None, expected: Capacity) -> None:
    fleet = FleetSettings.model_validate(settings("prod")["fleet"])
    assert capacity_of(fleet, level, datetime(2027, 1, 1, tzinfo=UTC)) == expected
