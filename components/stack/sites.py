"""The two sites of a stack, by the part that each plays."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.settings import Settings
from components.site.site import Site


@dataclass(frozen=True)
class Sites:
    """The sites by their region, and the settings that tell their parts."""

    settings: Settings
    by_region: Mapping[str, Site]

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
