"""CloudWatch Logs: a group's class and deletion protection, and a key that must exist and let the service in.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.kms.models import kms_backends
from moto.logs import urls
from moto.logs.responses import LogsResponse


class GuardedLogsResponse(LogsResponse):
    """CloudWatch Logs with the properties of this module."""

    def create_log_group(self) -> str:
        """`CreateLogGroup`."""
        key = self._get_param("kmsKeyId")
        if key is not None:
            self._check_key(key)
        answer = super().create_log_group()
        group: Any = self.logs_backend.groups[self._get_param("logGroupName")]
        group.log_group_class = self._get_param("logGroupClass", "STANDARD")
        group.deletion_protection_enabled = self._get_param("deletionProtectionEnabled", if_none=False)
        return answer

    def delete_log_group(self) -> str:
        """`DeleteLogGroup`."""
        group = self.logs_backend.groups.get(self._get_param("logGroupName"))
        if getattr(group, "deletion_protection_enabled", False):
            raise JsonRESTError("ValidationException", "The log group is protected from deletion.")
        return super().delete_log_group()

    def describe_log_groups(self) -> str:
        """`DescribeLogGroups`."""
        answer: dict[str, Any] = json.loads(super().describe_log_groups())
        for shown in answer["logGroups"]:
            group = self.logs_backend.groups[shown["logGroupName"]]
            # moto itself makes groups for other services, without these properties.
            shown["logGroupClass"] = getattr(group, "log_group_class", "STANDARD")
            shown["deletionProtectionEnabled"] = getattr(group, "deletion_protection_enabled", False)
        return json.dumps(answer)

    def _check_key(self, arn: str) -> None:
        keys = kms_backends[self.current_account][self.region].keys
        key = next((one for one in keys.values() if one.arn == arn), None)
        service = f"logs.{self.region}.amazonaws.com"
        if key is None or service not in (key.policy or ""):
            raise JsonRESTError(
                "InvalidParameterException",
                f"The specified KMS key {arn} does not exist or does not allow {service} to use it.",
            )


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = GuardedLogsResponse.dispatch
