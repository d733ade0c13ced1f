"""The steps on database instances.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/Welcome.html
"""

from typing import Any

from operations.aws import AwsClient
from operations.recovery.instances import AVAILABLE, BROKEN, STOPPED, Instance, find, read
from operations.recovery.kinds.look import Look, blocked, ready, settled, working
from operations.recovery.steps import Step


def _instance(cloud: AwsClient, step: Step) -> Instance | None:
    return find(cloud, step.region, step.params["instance"])


def _absent(step: Step) -> Look:
    return blocked(f"{step.params['instance']} does not stand in {step.region}")


def _busy(instance: Instance) -> Look:
    if instance.status in BROKEN:
        return blocked(f"{instance.identifier} is {instance.status}, which it does not leave by itself")
    return working(f"{instance.identifier} is {instance.status}")


def look_failover(cloud: AwsClient, step: Step) -> Look:
    """Settled once the writer stands in none of the lost zones."""
    instance = _instance(cloud, step)
    if instance is None:
        return _absent(step)
    if instance.status != AVAILABLE:
        return _busy(instance)
    if instance.zone not in step.params["lost_zones"]:
        return settled(f"{instance.identifier} serves from {instance.zone}")
    if not instance.multi_az:
        return blocked(f"{instance.identifier} is not Multi-AZ: abort, and plan anew")
    return ready(f"{instance.identifier} still serves from {instance.zone}")


def failover(cloud: AwsClient, step: Step) -> None:
    """Force the failover to the standby."""
    cloud.call(
        step.region, "rds", "RebootDBInstance", DBInstanceIdentifier=step.params["instance"], ForceFailover=True
    )


def look_fence(cloud: AwsClient, step: Step) -> Look:
    """Settled once no client can open a connection: the instance is in a closed group alone, or gone."""
    instance = _instance(cloud, step)
    if instance is None:
        return settled(f"{step.params['instance']} does not stand any more")
    if sorted(instance.groups) == [step.params["closed_group"]]:
        return settled(f"{instance.identifier} takes no new connections")
    return ready(f"{instance.identifier} is open to {', '.join(sorted(instance.groups))}")


def fence(cloud: AwsClient, step: Step) -> None:
    """Put the instance into the closed group alone."""
    _set_groups(cloud, step, [step.params["closed_group"]])


def look_open(cloud: AwsClient, step: Step) -> Look:
    """Settled once the instance is in its groups again."""
    instance = _instance(cloud, step)
    if instance is None:
        return _absent(step)
    if sorted(instance.groups) == sorted(step.params["open_groups"]):
        return settled(f"{instance.identifier} is open again")
    return ready(f"{instance.identifier} is closed")


def unfence(cloud: AwsClient, step: Step) -> None:
    """Put a fenced instance back into its groups."""
    _set_groups(cloud, step, list(step.params["open_groups"]))


def _set_groups(cloud: AwsClient, step: Step, groups: list[str]) -> None:
    cloud.call(
        step.region,
        "rds",
        "ModifyDBInstance",
        DBInstanceIdentifier=step.params["instance"],
        VpcSecurityGroupIds=groups,
        ApplyImmediately=True,
    )


def look_stop(cloud: AwsClient, step: Step) -> Look:
    """Settled once the instance is stopped: connections that were open when it was fenced are cut with that."""
    instance = _instance(cloud, step)
    if instance is None:
        return settled(f"{step.params['instance']} does not stand any more")
    if instance.status == STOPPED:
        return settled(f"{instance.identifier} is stopped")
    if instance.replicas:
        # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html#USER_StopInstance.Limitations
        replicas = ", ".join(instance.replicas)
        return blocked(f"RDS stops no instance that has a replica: {replicas}; delete that first, then reconcile")
    if instance.status != AVAILABLE:
        return working(f"{instance.identifier} is {instance.status}")
    return ready(f"{instance.identifier} runs")


def stop(cloud: AwsClient, step: Step) -> None:
    """Stop the instance. RDS starts it again after seven days, still fenced."""
    cloud.call(step.region, "rds", "StopDBInstance", DBInstanceIdentifier=step.params["instance"])


def look_promote(cloud: AwsClient, step: Step) -> Look:
    """Settled once the instance replicates nothing and is available."""
    instance = _instance(cloud, step)
    if instance is None:
        return _absent(step)
    if instance.status != AVAILABLE:
        return _busy(instance)
    if instance.source:
        return ready(f"{instance.identifier} replicates {instance.source}")
    return settled(f"{instance.identifier} is a writer")


def promote(cloud: AwsClient, step: Step) -> None:
    """Promote the replica, with backups from the start."""
    cloud.call(
        step.region,
        "rds",
        "PromoteReadReplica",
        DBInstanceIdentifier=step.params["instance"],
        BackupRetentionPeriod=step.params["backup_retention_days"],
        PreferredBackupWindow=step.params["backup_window"],
    )


def look_made(cloud: AwsClient, step: Step) -> Look:
    """Settled once the instance that this run makes is available; one that another made is not touched."""
    instance = _instance(cloud, step)
    if instance is None:
        return ready(f"{step.params['instance']} does not stand yet")
    if instance.run != step.params["run"]:
        return blocked(
            f"{instance.identifier} stands in {step.region} and was not made by this run: rename or delete it"
        )
    if instance.status != AVAILABLE:
        return _busy(instance)
    return settled(f"{instance.identifier} is available")


def restore(cloud: AwsClient, step: Step) -> None:
    """Restore to a point in time, as a new instance."""
    cloud.call(step.region, "rds", "RestoreDBInstanceToPointInTime", **_request(step, "TargetDBInstanceIdentifier"))


def make_replica(cloud: AwsClient, step: Step) -> None:
    """Make a read replica of the new writer."""
    cloud.call(step.region, "rds", "CreateDBInstanceReadReplica", **_request(step, "DBInstanceIdentifier"))


def _request(step: Step, name: str) -> dict[str, Any]:
    return {name: step.params["instance"], **step.params["request"]}


def look_modified(cloud: AwsClient, step: Step) -> Look:
    """Settled once RDS shows every wanted setting, and nothing pending."""
    instance = _instance(cloud, step)
    if instance is None:
        return _absent(step)
    shown, wanted = instance.described, step.params["wanted"]
    differing = sorted(name for name, value in wanted.items() if _shown(shown, name) != value)
    if instance.status != AVAILABLE:
        return _busy(instance)
    pending = sorted(shown.get("PendingModifiedValues") or {})
    if pending:
        return working(f"{instance.identifier}: {', '.join(pending)} under way")
    if differing:
        return ready(f"{instance.identifier} differs in {', '.join(differing)}")
    return settled(f"{instance.identifier} is as wanted")


def _shown(described: Any, name: str) -> Any:
    """What RDS shows of a setting, in the form in which it is asked for."""
    if name == "VpcSecurityGroupIds":
        return sorted(read(described).groups)
    return described.get(_SHOWN_AS.get(name, name))


_SHOWN_AS = {"EnablePerformanceInsights": "PerformanceInsightsEnabled"}


def modify(cloud: AwsClient, step: Step) -> None:
    """Ask for every wanted setting, at once."""
    cloud.call(
        step.region,
        "rds",
        "ModifyDBInstance",
        DBInstanceIdentifier=step.params["instance"],
        ApplyImmediately=True,
        **step.params["wanted"],
    )


def look_replicated(cloud: AwsClient, step: Step) -> Look:
    """Settled once the step's region receives the automated backups of the source."""
    backups = cloud.list_all(step.region, "rds", "DescribeDBInstanceAutomatedBackups")
    here = [one for one in backups if one["DBInstanceArn"] == step.params["source_arn"]]
    if any(one["Status"] in {"replicating", "pending", "creating", "active"} for one in here):
        return settled(f"{step.region} receives the backups of {step.params['source_arn']}")
    return ready(f"{step.region} does not receive the backups of {step.params['source_arn']}")


def replicate(cloud: AwsClient, step: Step) -> None:
    """Ask the receiving region for them."""
    cloud.call(
        step.region,
        "rds",
        "StartDBInstanceAutomatedBackupsReplication",
        SourceDBInstanceArn=step.params["source_arn"],
        KmsKeyId=step.params["key"],
        BackupRetentionPeriod=step.params["retention_days"],
    )
