"""Systems Manager: what moto does not say of a maintenance window and of its tasks.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetMaintenanceWindow.html
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetMaintenanceWindowTask.html
"""

from __future__ import annotations

from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult

from rehearsal.emulator.extensions.ssm_settings import ServiceSettingsResponse


class WindowsBackend(BaseBackend):
    """Whether a window's tasks may run on targets that are not registered with it, by window."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.open_windows: dict[str, bool] = {}


window_backends = BackendDict(WindowsBackend, "ssm")


class WindowsResponse(ServiceSettingsResponse):
    """Systems Manager with the operations of this module."""

    def create_maintenance_window(self) -> ActionResult:
        """`CreateMaintenanceWindow`, with the targets that it allows."""
        answer = super().create_maintenance_window()
        made: Any = answer.result
        self._windows[made["WindowId"]] = bool(self._get_param("AllowUnassociatedTargets"))
        return answer

    def get_maintenance_window(self) -> ActionResult:
        """`GetMaintenanceWindow`, likewise."""
        window = self.ssm_backend.get_maintenance_window(self._get_param("WindowId")).to_json()
        return ActionResult({**window, "AllowUnassociatedTargets": self._windows[window["WindowId"]]})

    def get_maintenance_window_task(self) -> ActionResult:
        """`GetMaintenanceWindowTask`, which moto lacks."""
        window = self.ssm_backend.get_maintenance_window(self._get_param("WindowId"))
        task = window.tasks.get(self._get_param("WindowTaskId"))
        if task is None:
            raise JsonRESTError("DoesNotExistException", f"Window {window.id} has no such task.")
        return ActionResult({**task.to_json(), "CutoffBehavior": task.cutoff_behavior})

    @property
    def _windows(self) -> dict[str, bool]:
        return window_backends[self.current_account][self.region].open_windows
