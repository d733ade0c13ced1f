"""The steps of each way back, in order: first until the store serves again, then until it is safe again.

Everywhere a writer is closed, and its connections are cut, before another is let clients reach; and clients are
pointed at that one last.
"""

from datetime import datetime

from operations.recovery.durations import Part
from operations.recovery.manifest import Manifest
from operations.recovery.planning.making import Steps
from operations.recovery.planning.requests import Ground, usual_ground
from operations.recovery.planning.situation import Situation
from operations.recovery.steps import Step


def fail_over(situation: Situation) -> tuple[Step, ...]:
    """Let the Multi-AZ standby take over; clients keep their host name."""
    manifest = situation.manifest
    return (
        Step(
            kind="force-failover",
            title="let the standby of the pair take over",
            region=manifest.index.serving,
            part=Part.MULTI_AZ_FAILOVER,
            params={
                "instance": manifest.database.instances.primary.identifier,
                "lost_zones": sorted(situation.lost),
            },
            restores_service=True,
        ),
    )


def promote(situation: Situation) -> tuple[Step, ...]:
    """Promote the replica of another zone."""
    manifest = situation.manifest
    steps, new = Steps(situation, manifest.serving), manifest.database.instances.replica
    return (
        # Its region answers: a fence that cannot be placed here stops the recovery.
        steps.fence(),
        steps.promote(new.identifier),
        steps.stop(),
        *steps.switch(new.identifier),
        steps.widen(new.identifier),
        *steps.protect(new.identifier, situation.free_names(manifest.serving)[0], situation.free_zone),
        steps.replicate(new.arn, manifest.standby),
    )


def restore_in_zone(situation: Situation) -> tuple[Step, ...]:
    """Restore the automated backups in a zone that is left of the serving region."""
    manifest, site = situation.manifest, situation.manifest.serving
    steps = Steps(situation, site)
    new, _replica = situation.free_names(site)
    ground = Ground(site=site, subnet_group=site.subnet_groups.replica, zone=situation.left_zone)
    return (
        steps.fence(),
        # Its zone is lost: it may not be there to be restarted.
        steps.cut(owed=True),
        steps.restore(new, ground, situation.own_source, Part.RESTORE),
        steps.shape(new),
        steps.admit(new),
        *steps.switch(new),
        steps.replicate(steps.arn(new), manifest.standby),
    )


def restore_replicated(situation: Situation) -> tuple[Step, ...]:
    """Restore the replicated backups into the ground that the standby has prepared."""
    manifest, site = situation.manifest, situation.manifest.standby
    steps = Steps(situation, site)
    new, replica = situation.free_names(site)
    backup = situation.seen.backup
    source = {"SourceDBInstanceAutomatedBackupsArn": backup.arn if backup else ""}
    return (
        steps.fence(owed=True),
        steps.cut(owed=True),
        *steps.close_door(),
        steps.restore(new, usual_ground(manifest, site), source, Part.RESTORE_REPLICATED),
        steps.shape(new),
        *steps.make_ways(),
        *_serve_from(steps, new),
        *steps.protect(new, replica, site.database_zones.replica),
        steps.replicate(steps.arn(new), manifest.serving),
    )


def promote_across(situation: Situation) -> tuple[Step, ...]:
    """Promote a replica that stands in the other region."""
    manifest, site = situation.manifest, situation.manifest.standby
    steps = Steps(situation, site)
    new = situation.replica_across
    return (
        steps.fence(owed=True),
        steps.cut(owed=True),
        *steps.close_door(),
        *steps.make_ways(),
        *_promoted_across(situation, steps, new.identifier if new else "", manifest),
    )


def move_back(situation: Situation) -> tuple[Step, ...]:
    """Make a replica in the other region, close the writer, wait until the replica has everything, promote it."""
    manifest, site = situation.manifest, situation.manifest.standby
    steps = Steps(situation, site)
    standing = situation.replica_across
    new = standing.identifier if standing else situation.free_names(site)[0]
    ground, source = usual_ground(manifest, site), manifest.database.instances.primary.arn
    return (
        *(() if standing else (steps.replica_across(new, ground, source),)),
        # While the store still serves.
        *steps.make_ways(),
        *steps.close_door(),
        steps.fence(),
        steps.cut(),
        steps.catch_up(new),
        *_promoted_across(situation, steps, new, manifest),
    )


def _promoted_across(situation: Situation, steps: Steps, new: str, manifest: Manifest) -> tuple[Step, ...]:
    site = manifest.standby
    replica = next(name for name in situation.free_names(site) if name != new)
    return (
        steps.promote(new),
        steps.shape(new),
        *_serve_from(steps, new),
        *steps.protect(new, replica, site.database_zones.replica),
        steps.replicate(steps.arn(new), manifest.serving),
    )


def restore_beside(situation: Situation) -> tuple[Step, ...]:
    """Restore a moment before the damage beside the damaged database, have it judged, and swap the two."""
    manifest, site = situation.manifest, situation.manifest.serving
    steps = Steps(situation, site)
    new = situation.free_names(site)[0]
    made = steps.restore(new, usual_ground(manifest, site), situation.own_source, Part.RESTORE)
    return _swapped(situation, steps, made, situation.at or situation.seen.now)


def restore_copy(situation: Situation) -> tuple[Step, ...]:
    """Restore the vault's copy: beside the database where its region answers, else in the other region."""
    manifest, site = situation.manifest, situation.vault_site
    steps = Steps(situation, site)
    new, replica = situation.free_names(site)
    point = situation.point
    made = steps.restore_copy(
        new,
        usual_ground(manifest, site),
        point.arn if point else "",
        f"{point.made:%Y-%m-%d %H:%M}Z" if point else "",
    )
    if site is manifest.serving:
        return _swapped(situation, steps, made, point.made if point else situation.seen.now)
    return (
        steps.fence(owed=True),
        steps.cut(owed=True),
        *steps.close_door(),
        made,
        steps.shape(new),
        *steps.judged(new, point.made if point else situation.seen.now),
        *steps.make_ways(),
        *_serve_from(steps, new),
        *steps.protect(new, replica, site.database_zones.replica),
        steps.replicate(steps.arn(new), manifest.serving),
    )


def _swapped(situation: Situation, steps: Steps, made: Step, moment: datetime) -> tuple[Step, ...]:
    site = situation.manifest.serving
    new, replica = situation.free_names(site)
    return (
        made,
        steps.shape(new),
        *steps.judged(new, moment),
        steps.fence(),
        # It keeps its replica, which is evidence too, and RDS stops nothing that has one.
        steps.cut(),
        steps.admit(new),
        *steps.switch(new, beside=True),
        *steps.protect(new, replica, site.database_zones.replica),
        steps.replicate(steps.arn(new), situation.manifest.standby),
    )


def _serve_from(steps: Steps, new: str) -> tuple[Step, ...]:
    return (steps.admit(new), *steps.switch(new), *steps.bring_up())
