"""The places of a stack: its sites, by the part that each plays, and that of what has no region."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.settings import Settings
from components.site.global_place import GlobalPlace, GlobalPlaceArgs
from components.site.site import Site
from components.stack.providers import Providers


@dataclass(frozen=True)
class Sites:
    """The sites by their region, and the settings that tell their parts.

    `global_place`: where CloudFront's parts stand, and what AWS tells of no region: one of the sites, or a place of
    its own.
    """

    settings: Settings
    by_region: Mapping[str, Site]
    global_place: Site | GlobalPlace

    @property
    def serving(self) -> Site:
        """The one that the store is served from."""
        return self.by_region[self.settings.serving]

    @property
    def standbys(self) -> tuple[Site, ...]:
        """Those that hold copies and are ready to serve: the other one, or none."""
        return tuple(site for region, site in self.by_region.items() if region != self.settings.serving)

    @property
    def recovery(self) -> Site:
        """The one from which recoveries run, and where backups are proven: the other, or the only one."""
        return self.by_region[self.settings.recovery_region]

    @property
    def home(self) -> Site:
        """The one in whose region what belongs to no region is made."""
        return self.by_region[self.settings.home_region]

    @property
    def places(self) -> tuple[Site | GlobalPlace, ...]:
        """Everything that has alarms: the site that serves, the others, and the global place if it is none."""
        sites = (self.serving, *self.standbys)
        return sites if self.global_place in sites else (*sites, self.global_place)


def global_place(
    settings: Settings, sites: Mapping[str, Site], boundary_arn: pulumi.Input[str], providers: Providers
) -> Site | GlobalPlace:
    """Return the site that stands in the global region, or make a place there."""
    region = settings.global_region
    if region in sites:
        return sites[region]
    return GlobalPlace(
        f"{region}-global-place",
        args=GlobalPlaceArgs(settings=settings, boundary_arn=boundary_arn),
        opts=providers.into(region),
    )
