"""What releases need of the manifest: the groups, in the order in which they are released."""

from collections.abc import Iterator
from dataclasses import dataclass

from manifest.document import Sections
from manifest.site import Fleet, Site
from operations.errors import BadInputError
from operations.release.configuration import Configuration, declared_fleet, declared_reserve


class ReleaseSections(Sections):
    """What stands at each site, and the servers there."""

    sites: dict[str, Site]
    fleets: dict[str, Fleet]


@dataclass(frozen=True, kw_only=True)
class Target:
    """An Auto Scaling group, what the program declares for it, and the alarms that take a release of it back."""

    region: str
    level: str
    """`serving`, or what the standby is ready for."""
    name: str
    declared: Configuration
    alarms: tuple[str, ...]
    watch_seconds: int
    journal: str
    """The table, in the group's own region, in which releases are noted."""


def targets(found: ReleaseSections, only: str | None = None) -> list[Target]:
    """Return the groups in the order of a release: the serving site first, so that a standby gets what is proven.

    A standby that keeps backups alone has no fleet. `only`: the groups of one region.

    Raises:
        BadInputError: there is no fleet there.
    """
    chosen = [
        target for region in found.index.regions if only in {None, region} for target in _of_site(found, region)
    ]
    if not chosen:
        with_fleet = ", ".join(region for region in found.index.regions if region in found.fleets)
        raise BadInputError(
            f"{found.index.environment} has no fleet in {only or 'any region'}; expected one of: "
            f"{with_fleet or '(it has none)'}"
        )
    return chosen


def _of_site(found: ReleaseSections, region: str) -> Iterator[Target]:
    fleet, site = found.fleets.get(region), found.sites[region]
    if fleet is None:
        return
    groups = {fleet.group: declared_fleet(fleet)}
    if fleet.reserve is not None:
        groups[fleet.reserve] = declared_reserve(fleet)
    for name, declared in groups.items():
        yield Target(
            region=region,
            level=site.level,
            name=name,
            declared=declared,
            alarms=fleet.release.alarms,
            watch_seconds=fleet.release.watch_seconds,
            journal=site.journal,
        )
