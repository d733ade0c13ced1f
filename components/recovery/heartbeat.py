"""The function that writes down, every few minutes, that the main database lives: by it a loss is measured.

While the database is stopped in off-hours it does not run: each run would wait for a login until its time is over.
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.database.database import Database
from components.functions.function import Code, Function
from components.functions.schedule import Schedule
from components.network.security_groups import Group
from components.secrets.ca_bundle import ca_bundle_parameter
from components.secrets.secrets import DatabaseSecrets
from components.settings import OffHoursSettings
from components.shared.filling import Filled, fill
from components.shared.policy_documents import publish_metrics
from components.shared.urns import urn_pattern
from functions.shared.metrics import Namespace
from manifest.program import FunctionComponent

WHAT = "heartbeat"
# Two sessions and four calls; what takes longer has missed its minute.
_TIMEOUT_SECONDS = 45
# The shortest time for which Scheduler keeps a run: the next beat comes within minutes.
_OLDEST_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class HeartbeatArgs:
    """The secrets with its login, and the database that it measures."""

    secrets: DatabaseSecrets
    database: Database


class Heartbeat(pulumi.ComponentResource):
    """The function, its role, and what runs it: a rule at any hour, or a schedule while the database runs."""

    def __init__(self, name: str, *, args: HeartbeatArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:recovery:Heartbeat", name, None, opts)
        baseline = args.database.baseline
        place = baseline.place
        self._region = place.region
        function = self._function = Function(self, baseline, _code(args), group=Group.HEARTBEAT)
        minutes, off_hours = baseline.settings.recovery.heartbeat_minutes, baseline.settings.database_off_hours
        if off_hours:
            function.run_on_schedule(_while_running(off_hours, minutes))
        else:
            rule = aws.cloudwatch.EventRule(
                place.logical(WHAT),
                name=place.name(WHAT, limit=64),
                description="a sign of life of the main database",
                schedule_expression=f"rate({minutes} minute{'s' if minutes > 1 else ''})",
                opts=pulumi.ResourceOptions(parent=self),
            )
            function.run_by_rule(rule)
        self.register_outputs({"function": function.name})

    def declared(self) -> Filled[FunctionComponent]:
        """Return what it is called, and the log in it."""
        urn = urn_pattern(self, region=self._region)
        return fill(FunctionComponent, urn=urn, log=self._function.log_urn)


def _while_running(off_hours: OffHoursSettings, minutes: int) -> Schedule:
    """Run it in each hour of which a part runs; EventBridge's rules know no time zone."""
    hours = (
        "*"
        if off_hours.runs_between_days
        else f"{off_hours.ends.minute // 60}-{(off_hours.begins.minute - 1) // 60}"
    )
    return Schedule(
        expression=f"cron(0/{minutes} {hours} ? * {off_hours.days} *)",
        enabled=True,
        retries=0,
        oldest_seconds=_OLDEST_SECONDS,
        time_zone=str(off_hours.time_zone),
    )


def _code(args: HeartbeatArgs) -> Code:
    environment, replica = args.database.baseline.place.environment, args.database.replica
    return Code(
        what=WHAT,
        description="writes the database's heartbeat" + (" and measures the replica's age" if replica else ""),
        statements=[
            *args.secrets.grant_read(WHAT, describe=True),
            publish_metrics("ItsMetrics", Namespace.DATABASE),
        ],
        environment={
            "SECRET": args.secrets.arns[WHAT],
            **({"REPLICA_HOST": replica.address} if replica else {}),
            "CA_BUNDLE_PARAMETER": ca_bundle_parameter(environment),
            "ENVIRONMENT": environment,
        },
        timeout_seconds=_TIMEOUT_SECONDS,
    )
