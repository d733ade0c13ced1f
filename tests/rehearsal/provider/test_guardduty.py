"""Proves that a feature of GuardDuty answers its management of agents, as AWS does, whether or not it was asked for."""

from __future__ import annotations

import pytest

from operations.aws import AwsRegion
from rehearsal.provider import HANDLERS

FEATURE = HANDLERS["aws:guardduty/detectorFeature:DetectorFeature"]
AGENTS = ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT")


@pytest.fixture
def detector(aws: AwsRegion) -> str:
    return HANDLERS["aws:guardduty/detector:Detector"].create(aws, {"enable": True}).id


def _made(aws: AwsRegion, detector: str, name: str, **more: object) -> dict[str, str]:
    created = FEATURE.create(aws, {"detectorId": detector, "name": name, "status": "ENABLED", **more})
    return {one["name"]: one["status"] for one in created.outputs["additionalConfigurations"]}


def test_what_nobody_asked_for_is_off_and_is_answered(aws: AwsRegion, detector: str) -> None:
    assert _made(aws, detector, "RUNTIME_MONITORING") == dict.fromkeys(AGENTS, "DISABLED")
    assert _made(aws, detector, "S3_DATA_EVENTS") == {}


def test_what_was_asked_for_is_kept(aws: AwsRegion, detector: str) -> None:
    asked = [{"name": "EC2_AGENT_MANAGEMENT", "status": "ENABLED"}]
    made = _made(aws, detector, "RUNTIME_MONITORING", additionalConfigurations=asked)
    assert made == {**dict.fromkeys(AGENTS, "DISABLED"), "EC2_AGENT_MANAGEMENT": "ENABLED"}
