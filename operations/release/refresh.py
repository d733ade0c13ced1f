"""An instance refresh as Auto Scaling shows it, and what its status means."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from operations.release.configuration import Configuration


class Status(StrEnum):
    """Auto Scaling's words: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html"""

    PENDING = "Pending"
    IN_PROGRESS = "InProgress"
    BAKING = "Baking"
    CANCELLING = "Cancelling"
    ROLLING_BACK = "RollbackInProgress"
    SUCCESSFUL = "Successful"
    FAILED = "Failed"
    CANCELLED = "Cancelled"
    ROLLED_BACK = "RollbackSuccessful"
    ROLLBACK_FAILED = "RollbackFailed"


_ACTIVE = frozenset({Status.PENDING, Status.IN_PROGRESS, Status.BAKING, Status.CANCELLING, Status.ROLLING_BACK})


@dataclass(frozen=True, kw_only=True)
class Refresh:
    """One refresh of a group."""

    id: str
    status: Status
    desired: Configuration | None
    """None: whoever started it named none, so that it cannot be taken back."""
    percent: int
    left: int
    """How many servers are not replaced yet."""
    reason: str
    goes_back: bool
    """Whether it is itself a way back: a release is taken back by AWS, and what goes back is not."""
    began: str

    @property
    def active(self) -> bool:
        """Whether it still does something."""
        return self.status in _ACTIVE

    @property
    def being_taken_back(self) -> bool:
        """Whether AWS returns the servers to what the group had before."""
        return self.status is Status.ROLLING_BACK

    def words(self) -> str:
        """Say where it stands."""
        to = f"to version {self.desired.version}" if self.desired else "without a desired configuration"
        why = f" ({self.reason})" if self.reason else ""
        return f"instance refresh {self.id} {to}: {self.status}, {self.percent} %, {self.left} servers left{why}"


def refresh_of(shown: Mapping[str, Any]) -> Refresh:
    """Return a refresh out of Auto Scaling's answer."""
    desired = shown.get("DesiredConfiguration")
    details: Mapping[str, Any] = shown.get("RollbackDetails") or {}
    preferences: Mapping[str, Any] = shown.get("Preferences") or {}
    reasons = (details.get("RollbackReason"), shown.get("StatusReason"))
    return Refresh(
        id=str(shown["InstanceRefreshId"]),
        status=Status(shown["Status"]),
        desired=Configuration.of_answer(desired) if desired else None,
        percent=int(shown.get("PercentageComplete", 0)),
        left=int(shown.get("InstancesToUpdate", 0)),
        reason="; ".join(dict.fromkeys(str(one) for one in reasons if one)),
        goes_back=not preferences.get("AutoRollback", False),
        began=str(shown.get("StartTime", "")),
    )
