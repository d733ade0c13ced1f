"""Auto Scaling: instance refreshes, as AWS documents what they do to a group and its servers, in its order.

A refresh replaces servers a batch at a time, by the desired configuration; the group keeps the configuration that
it was last saved with until every server is new. Taken back, servers return to *that*, whatever it is: whoever
saved the new one on the group first gets the new one back. A refresh goes one step on whenever it is looked at.
https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-rollback.html
https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh-skip-matching.html
https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moto.autoscaling.exceptions import AutoscalingClientError, ValidationError
from moto.autoscaling.models import autoscaling_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import ServiceException
from moto.core.utils import utcnow
from moto.moto_api._internal import mock_random

from rehearsal.emulator.extensions.launched import Source, launch, mismatched, saved, terminate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

ACTIVE = ("Pending", "InProgress", "Baking", "RollbackInProgress", "Cancelling")
# A server that is launched for a refresh and fails its checks is replaced; after so many in a row AWS gives up.
_SETBACKS = 3
_ALARMS = 10
_SSM_IMAGE = "resolve:ssm:"


class RefreshInProgressError(AutoscalingClientError):
    """There is one already."""

    code = "InstanceRefreshInProgress"
    message = "An Instance Refresh is already in progress and blocks the execution of this Instance Refresh."


class NoActiveRefreshError(AutoscalingClientError):
    """There is none."""

    code = "ActiveInstanceRefreshNotFound"
    message = "No in progress or pending Instance Refresh found for Auto Scaling group"


class IrreversibleError(AutoscalingClientError):
    """It cannot be taken back."""

    code = "IrreversibleInstanceRefresh"


@dataclass
class Refresh:
    """One refresh of a group."""

    group: Any
    desired: Source | None
    preferences: Mapping[str, Any]
    id: str = field(default_factory=lambda: str(mock_random.uuid4()))
    status: str = "Pending"
    reason: str | None = None
    began: datetime = field(default_factory=utcnow)
    ended: datetime | None = None
    rollback: dict[str, Any] | None = None
    setbacks: int = 0
    baked: bool = False
    checkpoints: list[int] = field(default_factory=list[int])
    unmatched: frozenset[str] = frozenset()
    """The servers that are replaced although they match: all that there were, unless what matches is skipped."""

    def __post_init__(self) -> None:
        self.checkpoints = list(self.preferences.get("CheckpointPercentages") or ())
        if not self.preferences.get("SkipMatching"):
            self.unmatched = frozenset(one.instance.id for one in self.group.instance_states)

    @property
    def active(self) -> bool:
        """Whether it still does something."""
        return self.status in ACTIVE

    @property
    def target(self) -> Source:
        """What servers are to become now."""
        return saved(self.group) if self.desired is None or self.rollback else self.desired

    def shown(self) -> dict[str, Any]:
        """The refresh as the service lists it."""
        left, all_of_it = len(self._left()), len(self.group.instance_states)
        found = {
            "InstanceRefreshId": self.id,
            "AutoScalingGroupName": self.group.name,
            "Status": self.status,
            "StatusReason": self.reason,
            "StartTime": self.began,
            "EndTime": self.ended,
            "PercentageComplete": 100 * (all_of_it - left) // all_of_it if all_of_it else 100,
            "InstancesToUpdate": left,
            "Preferences": dict(self.preferences),
            "DesiredConfiguration": deepcopy(self.desired.configuration) if self.desired else None,
            "RollbackDetails": self.rollback,
            "Strategy": "Rolling",
        }
        return {name: value for name, value in found.items() if value is not None}

    def step(self) -> None:
        """Go one step on."""
        if self.status == "Pending":
            self.status = "InProgress"
        elif self.status == "Cancelling":
            self._end("Cancelled")
        elif self.status == "RollbackInProgress":
            self._step_back()
        elif self.active:
            self._step_forward()

    def take_back(self, reason: str) -> None:
        """Begin to return every server to the configuration that the group was last saved with."""
        self.status = "RollbackInProgress"
        self.rollback = {"RollbackReason": reason, "RollbackStartTime": utcnow()}

    def _step_forward(self) -> None:
        if fired := self._alarms():
            self._fail(f"Rollback: alarms in ALARM state: {', '.join(fired)}")
        elif self._unhealthy():
            self.setbacks += 1
            terminate(self.group, self._unhealthy())
            self._launch_missing()
            if self.setbacks >= _SETBACKS:
                self._fail("instances launched for the instance refresh failed their health checks")
        elif self._left():
            self._replace()
        elif self.preferences.get("BakeTime") and not self.baked:
            self.status, self.baked = "Baking", True
        else:
            self._succeed()

    def _step_back(self) -> None:
        if not self._left():
            self._end("RollbackSuccessful")
            return
        try:
            self._batch()
        except ServiceException as error:
            self._end("RollbackFailed", str(error))

    def _replace(self) -> None:
        """Replace a batch, launching first; a checkpoint is one more look without a change."""
        done = int(self.shown()["PercentageComplete"])
        if self.checkpoints and done >= self.checkpoints[0]:
            self.checkpoints.pop(0)
            return
        try:
            self._batch()
        except ServiceException as error:
            self._fail(f"the instance could not be launched: {error}")

    def _batch(self) -> None:
        policy: Mapping[str, Any] = getattr(self.group, "instance_maintenance_policy", None) or {}
        more = int(self.preferences.get("MaxHealthyPercentage") or policy.get("MaxHealthyPercentage") or 100) - 100
        size = max(1, len(self.group.instance_states) * more // 100)
        old = self._left()[:size]
        launch(self.group, self.target, len(old))
        terminate(self.group, old)

    def _launch_missing(self) -> None:
        launch(
            self.group, self.target, max(0, (self.group.desired_capacity or 0) - len(self.group.instance_states))
        )

    def _left(self) -> list[Any]:
        """The servers that are to be replaced yet; on the way back, those alone that were replaced."""
        wrong = mismatched(self.group, self.target)
        if self.rollback:
            return wrong
        return [one for one in self.group.instance_states if one in wrong or one.instance.id in self.unmatched]

    def _unhealthy(self) -> list[Any]:
        old = self._left()
        return [
            one for one in self.group.instance_states if one not in old and one.health_status.lower() != "healthy"
        ]

    def _alarms(self) -> list[str]:
        known = cloudwatch_backends[self.group.account_id][self.group.region].alarms
        return [name for name in watched(self.preferences) if name in known and known[name].state_value == "ALARM"]

    def _fail(self, reason: str) -> None:
        if self.preferences.get("AutoRollback"):
            self.take_back(reason)
        else:
            self._end("Failed", reason)

    def _succeed(self) -> None:
        if self.desired is not None:
            self.desired.save(self.group)
        self._end("Successful")

    def _end(self, status: str, reason: str | None = None) -> None:
        self.status, self.reason, self.ended = status, reason or self.reason, utcnow()


class RefreshesBackend(BaseBackend):
    """The refreshes of a region's groups, the newest last."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.refreshes: dict[str, list[Refresh]] = {}

    def start(self, group: Any, given: Mapping[str, Any]) -> Refresh:
        """Start one."""
        if self.active(group):
            raise RefreshInProgressError
        preferences: Mapping[str, Any] = given.get("Preferences") or {}
        configuration = given.get("DesiredConfiguration")
        desired = Source.of(configuration, self._ec2()) if configuration else None
        if preferences.get("AutoRollback") and (why := irreversible(group, desired)):
            raise ValidationError(f"AutoRollback cannot be enabled: {why}")
        if len(watched(preferences)) > _ALARMS:
            raise ValidationError(f"AlarmSpecification: at most {_ALARMS} alarms")
        made = Refresh(group, desired, preferences)
        self.refreshes.setdefault(group.name, []).append(made)
        return made

    def roll_back(self, group: Any) -> Refresh:
        """Take the active one back."""
        found = self._active(group)
        if why := irreversible(group, found.desired):
            raise IrreversibleError(why)
        if not found.rollback:
            found.take_back("A rollback was started manually")
        return found

    def cancel(self, group: Any) -> Refresh:
        """End the active one where it is."""
        found = self._active(group)
        found.status = "Cancelling"
        return found

    def look(self, group: Any) -> list[dict[str, Any]]:
        """Let the active one go a step on, and show all, the newest first."""
        found = self.refreshes.get(group.name, [])
        for one in found:
            one.step()
        return [one.shown() for one in reversed(found)]

    def check_update(self, group: Any, given: Mapping[str, Any]) -> None:
        """Refuse to change what an active refresh has a desired configuration of."""
        found = self.active(group)
        if found and found.desired and ({"LaunchTemplate", "MixedInstancesPolicy"} & given.keys()):
            raise ValidationError(
                "An active instance refresh with a desired configuration exists. All configuration options derived "
                "from the desired configuration are not available for update while the instance refresh is active."
            )

    def active(self, group: Any) -> Refresh | None:
        """The active one, if there is one."""
        return next((one for one in self._of(group) if one.active), None)

    def _active(self, group: Any) -> Refresh:
        found = self.active(group)
        if found is None:
            raise NoActiveRefreshError
        return found

    def _of(self, group: Any) -> Iterator[Refresh]:
        yield from self.refreshes.get(group.name, [])

    def _ec2(self) -> Any:
        return autoscaling_backends[self.account_id][self.region_name].ec2_backend


def watched(preferences: Mapping[str, Any]) -> list[str]:
    """The names of the alarms that a refresh watches."""
    specification: Mapping[str, list[str]] = preferences.get("AlarmSpecification") or {}
    return specification.get("Alarms", [])


def irreversible(group: Any, desired: Source | None) -> str | None:
    """Why a refresh of a group could not be taken back; None: it could.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RollbackInstanceRefresh.html
    """
    if desired is None:
        return "there is no desired configuration"
    kept = saved(group)
    if not kept.version.isdigit():
        return f"the group uses the version {kept.version} of its launch template"
    if str(kept.image).startswith(_SSM_IMAGE):
        return "the group's launch template uses a Systems Manager parameter instead of an AMI id"
    return None


refreshes_backends: BackendDict[RefreshesBackend] = BackendDict(RefreshesBackend, "autoscaling")
