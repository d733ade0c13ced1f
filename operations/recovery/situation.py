"""Everything that a plan is made of."""

from dataclasses import dataclass

from operations.recovery.instances import Instance
from operations.recovery.manifest import Manifest
from operations.recovery.observation import Observation
from operations.recovery.ways import Scenario


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

    @property
    def writer(self) -> Instance | None:
        """The writer as it stands; None where its region does not answer or it is gone."""
        wanted = self.manifest.database.instances.primary.identifier
        return next((one for one in self.seen.serving or () if one.identifier == wanted), None)

    @property
    def replica(self) -> Instance | None:
        """The replica of the serving region."""
        wanted = self.manifest.database.instances.replica.identifier
        return next((one for one in self.seen.serving or () if one.identifier == wanted), None)

    @property
    def lost(self) -> frozenset[str]:
        """The zones to leave."""
        return self.lost_zones or frozenset({self.writer.zone} if self.writer else ())
