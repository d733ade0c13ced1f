"""The steps that change settings of an instance: what neither a restore, a promotion nor a copy gives it."""

from collections.abc import Mapping
from typing import Any

from operations.aws import AwsClient
from operations.recovery.durations import HOUR, MINUTE, RDS, allowed
from operations.recovery.instances import AVAILABLE, read
from operations.recovery.kinds.declaration import NothingToUndo, StepKind, UndoneBy
from operations.recovery.kinds.look import Look, ready, settled, working
from operations.recovery.kinds.looking import absent, busy, instance_of
from operations.recovery.planning.context import PlanningContext
from operations.recovery.planning.requests import writer_settings
from operations.recovery.steps import Params, Step

_GROUPS = "VpcSecurityGroupIds"
_SHOWN_AS = {"EnablePerformanceInsights": "PerformanceInsightsEnabled"}
_SETTINGS = allowed(
    5 * MINUTE, "settings that need no reboot are applied at once", f"{RDS}/USER_ModifyInstance.Settings.html"
)
_TIMEOUT_SECONDS = 4 * HOUR
_RUNBOOK = "a-setting-is-refused"


def look(aws: AwsClient, step: Step) -> Look:
    """Settled once RDS shows every wanted setting, and nothing pending."""
    instance = instance_of(aws, step)
    if instance is None:
        return absent(step)
    shown, wanted = instance.described, step.params["wanted"]
    differing = sorted(name for name, value in wanted.items() if _shown(shown, name) != value)
    if instance.status != AVAILABLE:
        return busy(instance)
    pending = sorted(shown.get("PendingModifiedValues") or {})
    if pending:
        return working(f"{instance.identifier}: RDS is changing {', '.join(pending)}")
    if differing:
        return ready(f"{instance.identifier} differs in {', '.join(differing)}")
    return settled(f"{instance.identifier} has the settings")


def _shown(described: Mapping[str, Any], name: str) -> Any:
    """What RDS shows of a setting, in the form in which it is asked for."""
    if name == _GROUPS:
        return sorted(read(described).groups)
    return described.get(_SHOWN_AS.get(name, name))


def act(aws: AwsClient, step: Step) -> None:
    """Ask for every wanted setting, at once."""
    aws.call(
        step.region,
        "rds",
        "ModifyDBInstance",
        DBInstanceIdentifier=step.params["instance"],
        ApplyImmediately=True,
        **step.params["wanted"],
    )


def _writer_group(context: PlanningContext) -> dict[str, list[str]]:
    return {_GROUPS: [context.site.security_groups["database"]]}


def _settings(context: PlanningContext) -> Params:
    return {"instance": context.new, "wanted": writer_settings(context)}


def _admitted(context: PlanningContext) -> Params:
    return {
        "instance": context.new,
        "wanted": _writer_group(context),
        "before": {_GROUPS: [context.site.copy_group]},
    }


def _shut_out(step: Step) -> Step:
    return SHUT_CLIENTS_OUT.step(step.region, {**step.params, "wanted": step.params["before"]})


def _closed(context: PlanningContext) -> Params:
    return {"instance": context.new, "wanted": {_GROUPS: [context.site.copy_group]}}


def _promoted(context: PlanningContext) -> Params:
    wanted = _writer_group(context) | {
        "BackupRetentionPeriod": context.manifest.database.shape.backup_retention_days,
        "DeletionProtection": True,
    }
    return {"instance": context.new, "wanted": wanted}


def _standby(context: PlanningContext) -> Params | None:
    return {"instance": context.new, "wanted": {"MultiAZ": True}} if context.manifest.database.multi_az else None


APPLY_SETTINGS = StepKind(
    name="apply-settings",
    summary="apply the instance's settings",
    title="apply the settings of {instance}",
    duration=_SETTINGS,
    params=_settings,
    look=look,
    act=act,
    timeout_seconds=_TIMEOUT_SECONDS,
    runbook=_RUNBOOK,
    undo=NothingToUndo("the instance is the recovery's own"),
)
ADMIT_CLIENTS = StepKind(
    name="admit-clients",
    summary="let clients connect to the new writer",
    title="let clients connect to {instance}",
    duration=allowed(
        MINUTE,
        "a change of security groups is applied at once, without downtime",
        f"{RDS}/Overview.RDSSecurityGroups.html",
    ),
    params=_admitted,
    look=look,
    act=act,
    timeout_seconds=_TIMEOUT_SECONDS,
    runbook=_RUNBOOK,
    undo=UndoneBy(_shut_out),
)
SHUT_CLIENTS_OUT = StepKind(
    name="shut-clients-out",
    summary="close the new writer to clients",
    title="close {instance} to clients again",
    duration=ADMIT_CLIENTS.duration,
    params=_closed,
    look=look,
    act=act,
    timeout_seconds=_TIMEOUT_SECONDS,
    runbook=_RUNBOOK,
    undo=NothingToUndo("it is itself what undoes the admission of clients"),
)
COMPLETE_PROMOTION = StepKind(
    name="complete-promotion",
    summary="give the promoted replica the writer's security group and backups",
    title="give {instance} the writer's security group and backups",
    duration=_SETTINGS,
    params=_promoted,
    look=look,
    act=act,
    timeout_seconds=_TIMEOUT_SECONDS,
    runbook=_RUNBOOK,
    undo=NothingToUndo("it comes after the promotion, which cannot be undone"),
)
ADD_STANDBY = StepKind(
    name="add-standby",
    summary="make the new writer Multi-AZ again",
    title="make {instance} Multi-AZ again",
    duration=allowed(
        2 * HOUR,
        "a standby is made from a snapshot and loads lazily",
        f"{RDS}/Concepts.MultiAZ.Migrating.html",
    ),
    params=_standby,
    look=look,
    act=act,
    timeout_seconds=_TIMEOUT_SECONDS,
    runbook=_RUNBOOK,
    undo=NothingToUndo("a standby serves nobody"),
)
