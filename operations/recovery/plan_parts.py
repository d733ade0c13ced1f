"""The steps of each way back, in order: first until the store serves again, then until it is safe again."""

from typing import Any

from operations.recovery.durations import Part, seconds
from operations.recovery.instances import RUN_TAG
from operations.recovery.manifest import Manifest, Site
from operations.recovery.situation import Situation
from operations.recovery.steps import Params, Step
from operations.recovery.ways import Way

_NAMED_BY_NOBODY = "no secret names it any more, so clients that connect anew go to the new writer"
_RECOVERED_FIRST = "the store serves; only the way back to the lost region waits"


def decide_seconds(way: Way) -> int:
    """Return what noticing and deciding take in a way back; a failover that RDS starts itself needs nobody."""
    return seconds(Part.DECIDE) if Part.DECIDE in way.parts else 0


def fail_over(situation: Situation) -> tuple[Step, ...]:
    """Let the Multi-AZ standby take over; clients keep their host name."""
    manifest = situation.manifest
    return (
        _step(
            "force-failover",
            "let the standby of the pair take over",
            manifest.index.serving,
            Part.MULTI_AZ_FAILOVER,
            {"instance": manifest.database.instances.primary.identifier, "lost_zones": sorted(situation.lost)},
        ),
    )


def promote(situation: Situation) -> tuple[Step, ...]:
    """Promote the replica of another zone."""
    manifest = situation.manifest
    site, shape = manifest.serving, manifest.database.shape
    instances = manifest.database.instances
    new = instances.replica.identifier
    promotion = _step(
        "promote",
        f"promote {new}",
        site.region,
        Part.PROMOTE,
        {
            "instance": new,
            "backup_retention_days": shape.backup_retention_days,
            "backup_window": shape.backup_window,
        },
    )
    return (
        # Its region answers: a fence that cannot be placed here stops the recovery.
        _fence(manifest),
        promotion,
        _stop(manifest),
        *_switch(manifest, site, new),
        _modify(
            f"give {new} the writer's place in the network",
            site,
            Part.SHAPE,
            {
                "instance": new,
                "wanted": {
                    "VpcSecurityGroupIds": [site.security_groups["database"]],
                    "BackupRetentionPeriod": shape.backup_retention_days,
                    "DeletionProtection": True,
                },
            },
        ),
        *_multi_az(manifest, site, new),
        *_replica(situation, site, new, _free_name(situation), _free_zone(situation)),
        _replicate(manifest, instances.replica.arn, manifest.standby),
    )


def restore(situation: Situation) -> tuple[Step, ...]:
    """Restore the replicated backups into the ground that the standby has prepared."""
    manifest = situation.manifest
    site = manifest.standby
    new, replica = site.database_names
    arn = f"arn:aws:rds:{site.region}:{manifest.index.account}:db:{new}"
    return (
        _fence(manifest, debt_unless=_NAMED_BY_NOBODY),
        _stop(manifest),
        _step(
            "restore",
            f"restore {new} from the replicated backups, to the latest moment",
            site.region,
            Part.RESTORE_REPLICATED,
            {"instance": new, "run": situation.run, "request": _restore_request(situation)},
        ),
        _modify(
            f"give {new} its monitoring",
            site,
            Part.SHAPE,
            {"instance": new, "wanted": _watched(manifest, site)},
            restores_service=True,
        ),
        *_switch(manifest, site, new),
        *_multi_az(manifest, site, new),
        *_replica(situation, site, new, replica, site.database_zones.replica),
        _replicate(manifest, arn, manifest.serving),
    )


def to_serve_after_promotion(situation: Situation) -> tuple[str, ...]:
    """Return what a person must do before the store serves from the promoted replica."""
    return _point_by_hand(situation.manifest, situation.manifest.database.instances.replica.identifier)


def to_serve_after_restore(situation: Situation) -> tuple[str, ...]:
    """Return what a person must do before the store serves from the other region."""
    manifest = situation.manifest
    region = manifest.index.standby
    return (
        *_point_by_hand(manifest, manifest.standby.database_names[0]),
        _serve_by_hand(manifest, region),
    )


def _point_by_hand(manifest: Manifest, new: str) -> tuple[str, ...]:
    if manifest.client_secret:
        return ()
    return (
        f"point clients at {new}: this stack has no connection secret, so give its address wherever they have it",
    )


def _serve_by_hand(manifest: Manifest, region: str) -> str:
    return (
        f"let servers run in {region} and visitors reach them: let it serve in "
        f"Pulumi.{manifest.index.environment}.yaml, then pulumi up --target '**{region}**'"
    )


def left_out_of_promotion(situation: Situation) -> tuple[str, ...]:
    """Return what a promotion leaves to a person."""
    zone = (
        ()
        if _free_zone(situation)
        else ("a new replica: every zone of the site is lost or the writer's; make it when a zone is back",)
    )
    return (*zone, _BACKUP_PLAN)


def _old_instances(manifest: Manifest) -> str:
    old = manifest.database.instances
    return (
        f"{old.primary.identifier} and {old.replica.identifier} in {manifest.index.serving}: evidence that stays; "
        "delete them once nothing of theirs is missed"
    )


def left_out_of_restore(situation: Situation) -> tuple[str, ...]:
    """Return what a restore leaves to a person."""
    return (_old_instances(situation.manifest), _BACKUP_PLAN)


_BACKUP_PLAN = "AWS Backup's selection names the old writer: it follows with the next deployment (re-homing)"


def _step(kind: str, title: str, region: str, part: Part, params: Params, *, debt_unless: str = "") -> Step:
    return Step(
        kind=kind,
        title=title,
        region=region,
        part=part,
        params=params,
        restores_service=True,
        debt_unless=debt_unless,
    )


def _fence(manifest: Manifest, *, debt_unless: str = "") -> Step:
    site, old = manifest.serving, manifest.database.instances.primary.identifier
    return _step(
        "fence",
        f"close {old} to new connections",
        site.region,
        Part.FENCE,
        {
            "instance": old,
            "closed_group": site.closed_group,
            "open_groups": [site.security_groups["database"]],
        },
        debt_unless=debt_unless,
    )


def _stop(manifest: Manifest) -> Step:
    old = manifest.database.instances.primary.identifier
    return _step(
        "stop",
        f"stop {old}, and with it what is still connected",
        manifest.index.serving,
        Part.STOP,
        {"instance": old},
        debt_unless=_NAMED_BY_NOBODY,
    )


def _switch(manifest: Manifest, site: Site, new: str) -> tuple[Step, ...]:
    if manifest.client_secret is None:
        return ()
    return (
        _step(
            "point-clients",
            f"point clients at {new}",
            site.region,
            Part.SWITCH,
            {"instance": new, "secret": manifest.client_secret},
        ),
    )


def _modify(title: str, site: Site, part: Part, params: Params, *, restores_service: bool = False) -> Step:
    return Step(
        kind="modify", title=title, region=site.region, part=part, params=params, restores_service=restores_service
    )


def _multi_az(manifest: Manifest, site: Site, new: str) -> tuple[Step, ...]:
    if not manifest.database.multi_az:
        return ()
    params = {"instance": new, "wanted": {"MultiAZ": True}}
    return (_modify(f"give {new} a standby in another zone", site, Part.MAKE_MULTI_AZ, params),)


def _replica(situation: Situation, site: Site, source: str, name: str, zone: str) -> tuple[Step, ...]:
    if not zone:
        return ()
    shape = situation.manifest.database.shape
    request = {
        "SourceDBInstanceIdentifier": source,
        "DBInstanceClass": shape.replica_class,
        "AvailabilityZone": zone,
        "DBSubnetGroupName": site.subnet_groups.replica,
        "VpcSecurityGroupIds": [site.security_groups["replica"]],
        "DBParameterGroupName": site.parameter_group,
        "PubliclyAccessible": False,
        "CopyTagsToSnapshot": True,
        "EnableIAMDatabaseAuthentication": True,
        "DeletionProtection": True,
        "Tags": _tags(situation),
        **_common(situation.manifest),
        **_watched(situation.manifest, site),
    }
    return (
        Step(
            kind="replica",
            title=f"make the replica {name} in {zone}",
            region=site.region,
            part=Part.MAKE_REPLICA,
            params={"instance": name, "run": situation.run, "request": request},
            restores_service=False,
        ),
    )


def _replicate(manifest: Manifest, source_arn: str, to: Site) -> Step:
    return Step(
        kind="replicate-backups",
        title=f"replicate the new writer's backups to {to.region}",
        region=to.region,
        part=Part.REPLICATE_BACKUPS,
        params={
            "source_arn": source_arn,
            "key": to.keys["database"],
            "retention_days": manifest.database.shape.replicated_backup_retention_days,
        },
        restores_service=False,
        debt_unless=_RECOVERED_FIRST,
    )


def _restore_request(situation: Situation) -> dict[str, Any]:
    manifest = situation.manifest
    site, database = manifest.standby, manifest.database
    backup = situation.seen.backup
    return {
        "SourceDBInstanceAutomatedBackupsArn": backup.arn if backup else "",
        "UseLatestRestorableTime": True,
        "DBInstanceClass": database.instance_class,
        "DBSubnetGroupName": site.subnet_groups.primary,
        "VpcSecurityGroupIds": [site.security_groups["database"]],
        "DBParameterGroupName": site.parameter_group,
        # A pair is restored slower than one instance: the standby follows once the store serves.
        "MultiAZ": False,
        "PubliclyAccessible": False,
        "AutoMinorVersionUpgrade": False,
        "CopyTagsToSnapshot": True,
        "DeletionProtection": True,
        "EnableIAMDatabaseAuthentication": True,
        "BackupRetentionPeriod": database.shape.backup_retention_days,
        "PreferredBackupWindow": database.shape.backup_window,
        "Tags": _tags(situation),
        **_common(manifest),
    }


def _common(manifest: Manifest) -> dict[str, Any]:
    """Return what a restored instance and a replica are asked for alike; unset figures are gp3's own."""
    shape = manifest.database.shape
    volume = {"Iops": shape.iops, "StorageThroughput": shape.throughput_mibps}
    return {
        "StorageType": "gp3",
        "MaxAllocatedStorage": shape.max_allocated_gib,
        "CACertificateIdentifier": shape.ca_certificate,
        "EnableCloudwatchLogsExports": list(shape.log_exports),
        **{name: value for name, value in volume.items() if value is not None},
    }


def _watched(manifest: Manifest, site: Site) -> dict[str, Any]:
    """Return what makes an instance visible; a restore itself takes none of it."""
    shape = manifest.database.shape
    return {
        "MonitoringInterval": shape.monitoring_interval_seconds,
        "MonitoringRoleArn": site.monitoring_role,
        "EnablePerformanceInsights": True,
        "PerformanceInsightsKMSKeyId": site.keys["database"],
        "PerformanceInsightsRetentionPeriod": shape.insights_retention_days,
        "DatabaseInsightsMode": shape.insights_mode,
    }


def _tags(situation: Situation) -> list[dict[str, str]]:
    index = situation.manifest.index
    tags = {"project": "storefront", "environment": index.environment, RUN_TAG: situation.run}
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _free_zone(situation: Situation) -> str:
    """The first zone of the serving site that is neither lost nor the new writer's; empty if there is none."""
    zones = situation.manifest.serving.database_zones
    writer = situation.replica.zone if situation.replica else zones.replica
    taken = {*situation.lost, writer}
    return next((zone for zone in (*zones.primary, zones.replica) if zone not in taken), "")


def _free_name(situation: Situation) -> str:
    """The name of the new replica: the next letter, for the old writer keeps its own until it is put away."""
    first = situation.manifest.serving.database_names[0]
    taken = {one.identifier for one in situation.seen.serving or ()}
    letters = (first[:-1] + letter for letter in "abcdefghijklmnopqrstuvwxyz")
    return next(name for name in letters if name not in taken)
