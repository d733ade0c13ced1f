"""GuardDuty: one detector a region, and a change of one feature that leaves the others as they are.

https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdateDetector.html
"""

from __future__ import annotations

from typing import Any, cast

from moto.core.exceptions import JsonRESTError
from moto.guardduty import urls
from moto.guardduty.responses import GuardDutyResponse


class FeaturedGuardDutyResponse(GuardDutyResponse):
    """GuardDuty with the properties of this module."""

    def create_detector(self) -> str:
        """`CreateDetector`, of which an account has one in each region."""
        if self.guardduty_backend.list_detectors():
            message = "The request is rejected because a detector already exists for the current account."
            raise JsonRESTError("BadRequestException", message)
        return super().create_detector()

    def update_detector(self) -> str:
        """`UpdateDetector`."""
        detector = self.guardduty_backend.get_detector(self.path.split("/")[-1])
        before = {one["name"]: one for one in detector.features}
        answer = super().update_detector()
        changed = {one["name"]: one for one in cast("list[dict[str, Any]]", self._get_param("features") or [])}
        detector.features = list((before | changed).values())
        return answer


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = FeaturedGuardDutyResponse.dispatch
