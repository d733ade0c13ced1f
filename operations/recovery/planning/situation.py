"""Everything that a plan is made of."""

from dataclasses import dataclass
from datetime import datetime

from manifest.index import Guideline
from manifest.site import Site
from operations.recovery.instances import Instance
from operations.recovery.manifest import Manifest
from operations.recovery.planning.observation import Observation, RecoveryPoint
from operations.recovery.scenarios import Scenario

_SUFFIXES = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Everything that a plan is made of."""

    manifest: Manifest
    scenario: Scenario
    seen: Observation
    lost_zones: frozenset[str]
    """Zones known to be lost; empty: the writer's own."""
    run: str
    """The id of the run, which marks what it makes."""
    at: datetime | None = None
    """The moment to go back to; None: the latest."""

    @property
    def guideline(self) -> Guideline:
        """What is promised for the scenario."""
        return self.manifest.guidelines[self.scenario.measured_by]

    @property
    def writer(self) -> Instance | None:
        """The writer as it stands; None where its region does not answer or it is gone."""
        return self._standing(self.manifest.database.instances.primary.identifier)

    @property
    def replica(self) -> Instance | None:
        """The replica of the serving region; None where it has none, or none that answers."""
        declared = self.manifest.database.instances.replica
        return self._standing(declared.identifier) if declared else None

    def _standing(self, identifier: str) -> Instance | None:
        return next((one for one in self.seen.serving or () if one.identifier == identifier), None)

    @property
    def replica_across(self) -> Instance | None:
        """A replica of the writer that stands in the other region."""
        arn = self.manifest.database.instances.primary.arn
        return next((one for one in self.seen.standby if one.source == arn), None)

    @property
    def lost(self) -> frozenset[str]:
        """The zones to leave."""
        return self.lost_zones or frozenset({self.writer.zone} if self.writer else ())

    @property
    def left_zone(self) -> str:
        """The first zone of the serving site that is not lost; empty if there is none."""
        zones = self._zones if self.manifest.serving.database_zones.replica else self.manifest.serving.zones
        return next((zone for zone in zones if zone not in self.lost), "")

    @property
    def free_zone(self) -> str:
        """The first zone of the serving site that is neither lost nor the replica's; empty if there is none."""
        taken = self.replica.zone if self.replica else self.manifest.serving.database_zones.replica
        return next((zone for zone in self._zones if zone not in {*self.lost, taken}), "")

    @property
    def _zones(self) -> tuple[str, ...]:
        zones = self.manifest.serving.database_zones
        return (*zones.primary, zones.replica) if zones.replica else zones.primary

    @property
    def vault_site(self) -> Site:
        """Where the vault's copy is restored: where the database is, if its region answers."""
        return self.manifest.standby if self.seen.serving is None else self.manifest.serving

    @property
    def point(self) -> RecoveryPoint | None:
        """The newest recovery point of that site's vault, until the chosen moment."""
        points = self.seen.points.get(self.vault_site.region, ())
        fitting = [one for one in points if self.at is None or one.made <= self.at]
        return max(fitting, key=lambda one: one.made, default=None)

    def free_names(self, site: Site) -> tuple[str, str]:
        """Return names for a new writer and its replica: the first suffixes that no instance of the region has."""
        standing = self.seen.standby if site.region == self.manifest.index.standby else self.seen.serving or ()
        taken = {one.identifier for one in standing}
        names = (site.database_names[0][:-1] + suffix for suffix in _SUFFIXES)
        free = (name for name in names if name not in taken)
        return next(free), next(free)
