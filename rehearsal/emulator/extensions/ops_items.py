"""Systems Manager: OpsItems, of which one with the same deduplication string is open at a time.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateOpsItem.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import JsonRESTError
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random
from moto.ssm.responses import SimpleSystemManagerResponse

_LIMITS = {"Title": 1024, "Source": 128, "Description": 2048}
_DEDUP = "/aws/dedup"


class OpsItemBackend(BaseBackend):
    """The OpsItems of a region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.items: dict[str, dict[str, Any]] = {}

    def create(self, item: dict[str, Any]) -> str:
        """Open one, unless one with the same deduplication string is open."""
        for name, longest in _LIMITS.items():
            if not 1 <= len(item.get(name, "")) <= longest:
                raise JsonRESTError("ValidationException", f"{name}: 1 to {longest} characters")
        key = _dedup(item)
        twin = next((one for one in self.items.values() if key and _dedup(one) == key), None)
        if twin is not None:
            raise JsonRESTError("OpsItemAlreadyExistsException", f"OpsItem {twin['OpsItemId']} is the same")
        number = f"oi-{mock_random.get_random_hex(12)}"
        self.items[number] = {**item, "OpsItemId": number, "Status": "Open", "CreatedTime": unix_time()}
        return number


class OpsItemsResponse(SimpleSystemManagerResponse):
    """Systems Manager with the operations of this module."""

    @property
    def _ops_items(self) -> OpsItemBackend:
        return ops_item_backends[self.current_account][self.region]

    def create_ops_item(self) -> str:
        """`CreateOpsItem`."""
        return json.dumps({"OpsItemId": self._ops_items.create(json.loads(self.body))})

    def describe_ops_items(self) -> str:
        """`DescribeOpsItems`, all of them."""
        shown = ("OpsItemId", "Title", "Source", "Status", "Severity", "Category", "OperationalData", "CreatedTime")
        found = [{name: item[name] for name in shown if name in item} for item in self._ops_items.items.values()]
        return json.dumps({"OpsItemSummaries": found})

    def get_ops_item(self) -> str:
        """`GetOpsItem`."""
        number = self._get_param("OpsItemId")
        if number not in self._ops_items.items:
            raise JsonRESTError("OpsItemNotFoundException", f"OpsItem {number} does not exist")
        return json.dumps({"OpsItem": self._ops_items.items[number]})


def _dedup(item: dict[str, Any]) -> str | None:
    data = item.get("OperationalData", {}).get(_DEDUP)
    return str(json.loads(data["Value"])["dedupString"]) if data else None


ops_item_backends = BackendDict(OpsItemBackend, "ssm")
