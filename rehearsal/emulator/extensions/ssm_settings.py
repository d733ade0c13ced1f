"""Systems Manager: service settings.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateServiceSetting.html
"""

from __future__ import annotations

import json

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import JsonRESTError

from rehearsal.emulator.extensions.ops_items import OpsItemsResponse

# The settings that are kept here, with what an account is born with.
DEFAULTS = {"/ssm/documents/console/public-sharing-permission": "Enable"}


class ServiceSettingsBackend(BaseBackend):
    """A region's service settings that differ from what it is born with."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.changed: dict[str, str] = {}

    def path(self, setting: str) -> str:
        """A setting's path, whether it is named by its path or by its ARN."""
        prefix = f"arn:{self.partition}:ssm:{self.region_name}:{self.account_id}:servicesetting"
        path = setting.removeprefix(prefix)
        if path not in DEFAULTS:
            raise JsonRESTError("ServiceSettingNotFound", f"The service setting {setting} does not exist.")
        return path


setting_backends = BackendDict(ServiceSettingsBackend, "ssm")


class ServiceSettingsResponse(OpsItemsResponse):
    """Systems Manager with the operations of this module."""

    def update_service_setting(self) -> str:
        """`UpdateServiceSetting`."""
        backend = self._settings
        backend.changed[backend.path(self._get_param("SettingId"))] = self._get_param("SettingValue")
        return "{}"

    def get_service_setting(self) -> str:
        """`GetServiceSetting`."""
        backend = self._settings
        path = backend.path(self._get_param("SettingId"))
        value = backend.changed.get(path, DEFAULTS[path])
        arn = f"arn:{backend.partition}:ssm:{self.region}:{self.current_account}:servicesetting{path}"
        status = "Customized" if path in backend.changed else "Default"
        shown = {"SettingId": path, "SettingValue": value, "ARN": arn, "Status": status}
        return json.dumps({"ServiceSetting": shown})

    @property
    def _settings(self) -> ServiceSettingsBackend:
        return setting_backends[self.current_account][self.region]
