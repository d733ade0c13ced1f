"""Prod in two regions of which neither is the global one."""

from typing import Any, cast

from rehearsal.mocks.recorder import Record
from tests.components.settings.files import put, values_of
from tests.components.settings.rules.common import at
from tests.support.programs import recorded


def overrides(serving: str = "sa-east-1", standby: str = "us-east-2", **edge: Any) -> dict[str, Any]:
    """Prod's settings in two regions that are not the global one."""
    values = values_of("prod")
    for path, value in at(serving, standby):
        values = put(values, path, value)
    cloud_front = {**cast("dict[str, Any]", values["edge"])["cloudFront"], **edge}
    return put(values, ("edge", "cloudFront"), cloud_front)


def program_elsewhere() -> Record:
    """Return the record of the whole program there."""
    values = overrides()
    gone = dict.fromkeys(values_of("prod")["sites"])
    return recorded("prod", {**values, "sites": {**gone, **values["sites"]}})
