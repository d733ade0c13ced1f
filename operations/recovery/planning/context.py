"""What the steps of one plan are made from: the situation, where the store will serve, and what is made there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from manifest.site import Site
from operations.recovery.manifest import Manifest
from operations.recovery.planning.situation import Situation


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where a new instance is made: its subnet group, and its zone (empty: RDS chooses)."""

    subnet_group: str
    zone: str


def usual_placement(manifest: Manifest, site: Site) -> Placement:
    """Return where the site's writer belongs: in the pair's zones, or in the one zone of a single instance."""
    zone = "" if manifest.database.multi_az else site.database_zones.primary[0]
    return Placement(subnet_group=site.subnet_groups.primary, zone=zone)


@dataclass(frozen=True, kw_only=True)
class PlanningContext:
    """The situation, and what a strategy has chosen in it."""

    situation: Situation
    site: Site
    """Where the new writer serves."""
    new: str
    """The identifier of the new writer."""
    placement: Placement
    replica: str = ""
    """The identifier of the replica that it gets."""
    replica_zone: str = ""
    """The zone of that replica; empty: none is left for one."""
    moment: datetime
    """The moment of the data that are restored."""

    @property
    def manifest(self) -> Manifest:
        """The manifest of the situation."""
        return self.situation.manifest

    @property
    def old(self) -> str:
        """The identifier of the writer that is replaced."""
        return self.manifest.database.instances.primary.identifier

    @property
    def other_site(self) -> Site:
        """The site in which the new writer does not serve; raises RequestError where there is none."""
        return self.manifest.standby if self.site is self.manifest.serving else self.manifest.serving

    @property
    def writer_arn(self) -> str:
        """The ARN of the new writer."""
        return f"arn:aws:rds:{self.site.region}:{self.manifest.index.account}:db:{self.new}"

    @property
    def tags(self) -> Mapping[str, str]:
        """The tags of everything that a recovery makes; a deployment adds the others."""
        return {"project": "storefront", "environment": self.manifest.index.environment}
