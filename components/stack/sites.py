"""The places of a stack: the two sites, by the part that each plays, and that of what has no region."""

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
    def standby(self) -> Site:
        """The other one."""
        return self.by_region[self.settings.standby]

    @property
    def home(self) -> Site:
        """The one in whose region what belongs to no region is made."""
        return self.by_region[self.settings.home]

    @property
    def places(self) -> tuple[Site | GlobalPlace, ...]:
        """Everything that has alarms: the site that serves, the other, and the global place if it is neither."""
        both = (self.serving, self.standby)
        return both if self.global_place in both else (*both, self.global_place)


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
