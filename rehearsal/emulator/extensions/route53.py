"""Route 53: hosted zones that stand before the platform does, whose ids the settings give.

A rehearsal begins with an empty account. An id of a zone that the program made is known here; any other is of one
that somebody else made, under a name that no call tells, so that it takes records of every name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.route53 import urls
from moto.route53.models import FakeZone
from moto.route53.responses import Route53

if TYPE_CHECKING:
    from moto.core.responses import ActionResult


class ForeignZonesResponse(Route53):
    """Route 53 with the property of this module."""

    def change_resource_record_sets(self) -> ActionResult:
        """`ChangeResourceRecordSets`."""
        zone = str(self._get_param("HostedZoneId"))
        zones: dict[str, Any] = self.backend.zones
        if zone not in zones:
            zones[zone] = FakeZone(name=".", id_=zone, private_zone=False, caller_reference="stood before")
        return super().change_resource_record_sets()


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = ForeignZonesResponse.dispatch
