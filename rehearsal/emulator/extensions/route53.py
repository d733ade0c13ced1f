"""Route 53: hosted zones that stand before the platform, whose ids the settings give; and aliases within a zone.

A rehearsal begins with an empty account. An id of a zone that the program made is known here; any other is of one
that somebody else made, under a name that no call tells, so that it takes records of every name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.route53 import urls
from moto.route53.exceptions import Route53ClientError
from moto.route53.models import FakeZone
from moto.route53.responses import Route53

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moto.core.responses import ActionResult

_ANY_NAME = "."


class ForeignZonesResponse(Route53):
    """Route 53 with the properties of this module."""

    def change_resource_record_sets(self) -> ActionResult:
        """`ChangeResourceRecordSets`."""
        zone = str(self._get_param("HostedZoneId"))
        zones: dict[str, Any] = self.backend.zones
        if zone not in zones:
            zones[zone] = FakeZone(name=_ANY_NAME, id_=zone, private_zone=False, caller_reference="stood before")
        for change in self._get_param("ChangeBatch.Changes"):
            _check_alias(change["ResourceRecordSet"].get("AliasTarget") or {}, zone, str(zones[zone].name))
        return super().change_resource_record_sets()


def _check_alias(alias: Mapping[str, Any], zone: str, name: str) -> None:
    """Refuse an alias of a name in no record of its own zone, of which moto keeps all.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html
    """
    target = str(alias.get("DNSName")).strip(".")
    if alias.get("HostedZoneId") == zone and name != _ANY_NAME and not f".{target}.".endswith(f".{name}"):
        raise Route53ClientError(
            "InvalidChangeBatch",
            f"the alias target name {target} does not lie within the zone {name.strip('.')}",
        )


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = ForeignZonesResponse.dispatch
