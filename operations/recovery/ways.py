"""The ways back from each scenario: what each needs of the topology, its parts up to service, and what it loses.

Guidelines are judged by this table, and a procedure takes its parts from the same rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from operations.recovery.durations import MINUTE, Part, seconds
from operations.recovery.manifest import Manifest

_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"


class Scenario(StrEnum):
    """What the store is brought back from; the availability guidelines answer for all but the way home."""

    ZONE_OUTAGE = "zone-outage"
    MULTI_ZONE_OUTAGE = "multi-zone-outage"
    REGION_OUTAGE = "region-outage"
    DATA_CORRUPTION = "data-corruption"
    ACCOUNT_COMPROMISE = "account-compromise"
    FAILBACK = "failback"

    @property
    def measured_by(self) -> "Scenario":
        """Whose guideline holds for it: a failback is as long an outage as a lost region allows at the most."""
        return Scenario.REGION_OUTAGE if self is Scenario.FAILBACK else self


PROMISED = tuple(scenario for scenario in Scenario if scenario.measured_by is scenario)
"""The scenarios that have a guideline of their own."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way back."""

    name: str
    scenarios: tuple[Scenario, ...]
    lacking: Callable[[Manifest], str | None]
    """What the topology lacks for it; None where nothing is."""
    parts: tuple[Part, ...]
    """What must be done, one after the other, until the store serves again."""
    rpo: Callable[[Manifest], int]
    """How much of the last data it loses at the most (seconds)."""
    rpo_source: str
    may_serve: tuple[Scenario, ...] = ()
    """Scenarios in which it is taken where it happens to be there, though nothing is promised by it."""

    def rto(self) -> int:
        """How long it takes until the store serves again (seconds)."""
        return seconds(*self.parts)


def _always(rpo_seconds: int) -> Callable[[Manifest], int]:
    return lambda _manifest: rpo_seconds


def _no_standby(manifest: Manifest) -> str | None:
    return None if manifest.database.multi_az else "the database is not Multi-AZ"


def _single_zone(manifest: Manifest) -> str | None:
    zones = manifest.serving.database_zones
    return "the replica stands in a zone of the primary" if zones.replica in zones.primary else None


def _no_backups(manifest: Manifest) -> str | None:
    return None if manifest.database.shape.backup_retention_days else "automated backups are off"


def _no_replicated(manifest: Manifest) -> str | None:
    days = manifest.database.shape.replicated_backup_retention_days
    return None if days else "no automated backups are replicated to the other region"


def _no_lock(manifest: Manifest) -> str | None:
    return None if manifest.backups.lock_min_retention_days else "the vault is not locked"


def _no_replica_across(_manifest: Manifest) -> str | None:
    return "no replica stands in the other region"


MULTI_AZ = Way(
    name="fail over to the Multi-AZ standby",
    scenarios=(Scenario.ZONE_OUTAGE,),
    # Of several zones, the standby's may be one.
    may_serve=(Scenario.MULTI_ZONE_OUTAGE,),
    lacking=_no_standby,
    # RDS does it by itself; the procedure only forces it where RDS sees no fault.
    parts=(Part.MULTI_AZ_FAILOVER,),
    rpo=_always(0),
    rpo_source=f"{_RDS}/Concepts.MultiAZSingleStandby.html (synchronous)",
)
PROMOTE = Way(
    name="promote the replica in another zone",
    scenarios=(Scenario.ZONE_OUTAGE, Scenario.MULTI_ZONE_OUTAGE),
    lacking=_single_zone,
    parts=(Part.DECIDE, Part.FENCE, Part.PROMOTE, Part.STOP, Part.SWITCH),
    rpo=_always(MINUTE),
    rpo_source=f"{_RDS}/USER_ReadRepl.Promote.html (asynchronous; lag alarmed at a minute)",
)
RESTORE_IN_ZONE = Way(
    name="restore the automated backups in a zone that is left",
    scenarios=(),
    may_serve=(Scenario.MULTI_ZONE_OUTAGE,),
    lacking=_no_backups,
    parts=(Part.DECIDE, Part.FENCE, Part.CUT, Part.RESTORE, Part.SHAPE, Part.ADMIT, Part.SWITCH),
    rpo=_always(5 * MINUTE),
    rpo_source=f"{_RDS}/USER_PIT.html (logs are uploaded every five minutes)",
)
PROMOTE_ACROSS = Way(
    name="promote the replica in the other region",
    scenarios=(),
    may_serve=(Scenario.MULTI_ZONE_OUTAGE, Scenario.REGION_OUTAGE),
    lacking=_no_replica_across,
    parts=(
        Part.DECIDE, Part.FENCE, Part.CUT, Part.CLOSE, Part.ENDPOINTS, Part.PROMOTE, Part.SHAPE, Part.ADMIT,
        Part.SWITCH, Part.FLEET, Part.DOOR,
    ),
    rpo=_always(MINUTE),
    rpo_source=f"{_RDS}/USER_ReadRepl.XRgn.html (asynchronous; lag alarmed at a minute)",
)  # fmt: skip
RESTORE_REPLICATED = Way(
    name="restore the automated backups that are replicated to the other region",
    scenarios=(Scenario.MULTI_ZONE_OUTAGE, Scenario.REGION_OUTAGE),
    lacking=_no_replicated,
    parts=(
        Part.DECIDE, Part.FENCE, Part.CUT, Part.CLOSE, Part.RESTORE_REPLICATED, Part.SHAPE, Part.ENDPOINTS,
        Part.ADMIT, Part.SWITCH, Part.FLEET, Part.DOOR,
    ),
    rpo=_always(30 * MINUTE),
    rpo_source="https://docs.aws.amazon.com/prescriptive-guidance/latest/dr-standard-edition-amazon-rds/"
    "rds-pitr-snapshot.html (5 to 30 minutes)",
)  # fmt: skip
RESTORE_BESIDE = Way(
    name="restore the automated backups beside the damaged database",
    scenarios=(Scenario.DATA_CORRUPTION,),
    lacking=_no_backups,
    parts=(
        Part.DECIDE, Part.RESTORE, Part.SHAPE, Part.VERIFY, Part.JUDGE, Part.FENCE, Part.CUT, Part.ADMIT,
        Part.SWITCH,
    ),
    rpo=_always(5 * MINUTE),
    rpo_source=f"{_RDS}/USER_PIT.html (logs are uploaded every five minutes)",
)  # fmt: skip
RESTORE_COPY = Way(
    name="restore a copy from the locked vault",
    scenarios=(Scenario.REGION_OUTAGE, Scenario.DATA_CORRUPTION, Scenario.ACCOUNT_COMPROMISE),
    lacking=_no_lock,
    parts=(
        Part.DECIDE, Part.RESTORE_COPY, Part.SHAPE, Part.VERIFY, Part.JUDGE, Part.FENCE, Part.CUT, Part.ADMIT,
        Part.SWITCH,
    ),
    rpo=lambda manifest: manifest.backups.longest_gap_seconds,
    rpo_source="the longest time between two backups of the plan",
)  # fmt: skip
MOVE_BACK = Way(
    name="move to the other region over a replica there, without loss",
    scenarios=(Scenario.FAILBACK,),
    lacking=lambda _manifest: None,
    parts=(
        Part.MAKE_REPLICA, Part.ENDPOINTS, Part.CLOSE, Part.FENCE, Part.CUT, Part.CATCH_UP, Part.PROMOTE,
        Part.SHAPE, Part.ADMIT, Part.SWITCH, Part.FLEET, Part.DOOR,
    ),
    rpo=_always(0),
    rpo_source=f"{_RDS}/USER_ReadRepl.XRgn.html (the writer is closed before its replica is promoted)",
)  # fmt: skip
# The best first: of those that keep the guidelines now, the first is taken.
WAYS = (
    MULTI_AZ, PROMOTE, PROMOTE_ACROSS, RESTORE_IN_ZONE, RESTORE_REPLICATED, RESTORE_BESIDE, RESTORE_COPY, MOVE_BACK,
)  # fmt: skip


def ways_back(scenario: Scenario) -> Iterator[Way]:
    """Yield the ways that are promised for a scenario, the best first."""
    return (way for way in WAYS if scenario in way.scenarios)


def ways_to_try(scenario: Scenario) -> Iterator[Way]:
    """Yield the ways that may be there in a scenario, promised or not, the best first."""
    return (way for way in WAYS if scenario in (*way.scenarios, *way.may_serve))
