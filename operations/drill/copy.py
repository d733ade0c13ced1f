"""A drill on a copy: the real backups, restored beside the real database, proven, measured and deleted.

It never touches what serves: the copy has a name that no procedure gives, stands in a security group that nobody
but the verification reaches, and only what carries a drill's tag is ever deleted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from manifest.site import Site
from operations.aws import AwsClient, WaitError
from operations.drill.evidence import Done, Evidence
from operations.drill.proof import prove
from operations.layout import fit
from operations.recovery.clock import Clock
from operations.recovery.durations import DECIDE
from operations.recovery.errors import RecoveryError, RequestError
from operations.recovery.guidelines import span
from operations.recovery.instances import AVAILABLE, BROKEN, Instance, all_in, find
from operations.recovery.kinds.fence import FENCE_WRITER
from operations.recovery.kinds.modify_instance import APPLY_SETTINGS
from operations.recovery.kinds.point_clients import POINT_CLIENTS
from operations.recovery.kinds.restore_backup import RESTORE_BACKUP, RESTORE_REPLICATED_BACKUP
from operations.recovery.kinds.stop_writer import STOP_WRITER
from operations.recovery.manifest import Manifest
from operations.recovery.planner import check_scenario
from operations.recovery.planning.observation import automated_backup
from operations.recovery.scenarios import Scenario
from operations.recovery.strategies.restores import RESTORE_BESIDE, RESTORE_REPLICATED
from operations.recovery.strategies.strategy import RecoveryStrategy

T = TypeVar("T")
TARGET = "copy"
TAG = "storefront:drill"
LONGEST_SECONDS = 6 * 60 * 60
_POLL_SECONDS = 15.0
# What follows a restore in a real recovery, and a copy does not show.
_REST = (FENCE_WRITER, STOP_WRITER, APPLY_SETTINGS, POINT_CLIENTS)
_REFUSED = {
    Scenario.ZONE_OUTAGE: (
        "it has no standby that could take over; a rehearsal has: storefront drill run {stack} zone-outage "
        "--target rehearsal"
    ),
    Scenario.ACCOUNT_COMPROMISE: (
        "AWS Backup's restore test restores and checks the vault's backups already, on a schedule and with the "
        "only role that may: see its jobs in the console"
    ),
    Scenario.FAILBACK: "a failback moves the store itself, and a drill must not; a copy can show {shown}",
}
_REST_SECONDS = DECIDE.seconds + sum(kind.duration.seconds for kind in _REST)


@dataclass(frozen=True, kw_only=True)
class CopyPlan:
    """Which copy is made of what, where."""

    scenario: Scenario
    strategy: RecoveryStrategy
    site: Site
    identifier: str
    source: str
    latest: datetime
    """Until when the source can be restored, which is what the copy will hold."""
    request: dict[str, Any]

    def text(self) -> str:
        """Write it for the operator."""
        restore = RESTORE_BACKUP if self.strategy is RESTORE_BESIDE else RESTORE_REPLICATED_BACKUP
        lines = (
            fit(f"{self.scenario}: {self.strategy.name}", rest="  "),
            fit(
                f"creates {self.identifier} in {self.site.region} from {self.source}, as of "
                f"{self.latest:%Y-%m-%d %H:%M:%S} UTC; takes about {span(restore.duration.seconds)}",
                first="  ",
                rest="    ",
            ),
            fit(f"verifies it by {self.site.verification}, and deletes it", first="  ", rest="    "),
            "  nothing else is changed",
        )
        return "\n".join(lines)


class CopyDrill:
    """The drill of one stack."""

    def __init__(self, manifest: Manifest, aws: AwsClient, clock: Clock, tell: Callable[[str], None]) -> None:
        self._manifest, self._aws, self._clock, self._tell = manifest, aws, clock, tell
        self.home = manifest.index.recovery_region
        """The region that recoveries run from."""

    def plan(self, scenario: Scenario) -> CopyPlan:
        """Look, and say what would be made.

        Raises:
            RequestError: a copy cannot show this scenario, there is nothing to restore, or a drill left something.
        """
        check_scenario(self._manifest, scenario)
        if scenario in _REFUSED:
            why = _REFUSED[scenario].format(
                stack=self._manifest.index.environment,
                shown=", ".join(one for one in Scenario if one not in _REFUSED),
            )
            raise RequestError(f"a copy cannot show {scenario}: {why}")
        self._refuse_leftovers()
        if scenario is Scenario.DATA_CORRUPTION:
            return self._beside(scenario)
        return self._elsewhere(scenario)

    def carry_out(self, plan: CopyPlan) -> Evidence:
        """Make the copy, prove it, and delete it whatever came of it.

        Raises:
            RecoveryError: it could not be made, proven or deleted; the message says what is left.
            AwsError: AWS refused.
        """
        started, began, done = self._clock.wall(), self._clock.steady(), list[Done]()
        try:
            copy = self._timed(done, f"restore {plan.identifier}", plan, lambda: self._restore(plan))
            guideline = self._manifest.guidelines[plan.scenario]
            proof = self._timed(
                done,
                "prove its heartbeat, schema and rows",
                plan,
                lambda: prove(
                    self._aws,
                    self._manifest,
                    plan.site,
                    (copy.address, copy.port),
                    started,
                    guideline.rpo_seconds + self._manifest.database.heartbeat_seconds,
                ),
            )
            measured = self._clock.steady() - began
        finally:
            self._timed(
                done, f"delete {plan.identifier}", plan, lambda: self.delete(plan.site.region, plan.identifier)
            )
        return Evidence(
            scenario=plan.scenario,
            stack=self._manifest.index.environment,
            target=TARGET,
            strategy=plan.strategy.name,
            started=f"{started:%Y-%m-%dT%H:%M:%SZ}",
            failed_at=f"{started:%Y-%m-%dT%H:%M:%SZ}",
            rto_seconds=guideline.rto_seconds,
            rpo_seconds=guideline.rpo_seconds,
            measured_recovery_seconds=measured,
            typical_seconds=_REST_SECONDS,
            measured_loss_seconds=proof.loss_seconds,
            expected_loss_seconds=0,
            resolution_seconds=self._manifest.database.heartbeat_seconds,
            steps=tuple(done),
            tables=proof.tables,
            problems=proof.problems,
            not_shown=(
                "deciding, fencing and pointing clients at the copy: the last column has their typical durations",
            ),
        )

    def leftovers(self) -> tuple[Instance, ...]:
        """Return what earlier drills of this stack left standing, in any region."""
        return tuple(self._leftovers())

    def delete(self, region: str, identifier: str) -> None:
        """Delete a copy, and wait until it is gone.

        Raises:
            RecoveryError: it is no copy of a drill, which nothing of ours may delete.
        """
        copy = find(self._aws, region, identifier)
        if copy is None:
            return
        self._refuse_what_serves(copy)
        self._aws.call(
            region,
            "rds",
            "DeleteDBInstance",
            DBInstanceIdentifier=identifier,
            SkipFinalSnapshot=True,
            DeleteAutomatedBackups=True,
        )
        try:
            self._aws.wait(
                region,
                "rds",
                "DBInstanceDeleted",
                within_seconds=LONGEST_SECONDS,
                every_seconds=_POLL_SECONDS,
                DBInstanceIdentifier=identifier,
            )
        except WaitError as error:
            raise RecoveryError(f"{error}; see RDS's events, then: storefront drill clean") from None

    def _refuse_what_serves(self, instance: Instance) -> None:
        index, known = self._manifest.index, self._manifest.database.instances
        ours = {one.identifier for one in known.every}
        ours |= {name for site in self._manifest.sites.values() for name in site.database_names}
        tagged = dict(_tags(instance)).get(TAG) == index.environment
        if instance.identifier in ours or not instance.identifier.startswith(_prefix(self._manifest)) or not tagged:
            raise RecoveryError(
                f"{instance.identifier} is not deleted: it is no copy that a drill of {index.environment} made "
                f"(expected a name with {_prefix(self._manifest)} before it, and the tag {TAG}={index.environment})"
            )

    def _refuse_leftovers(self) -> None:
        left = ", ".join(f"{one.identifier} ({one.arn.split(':')[3]})" for one in self.leftovers())
        if left:
            stack = self._manifest.index.environment
            raise RequestError(f"an earlier drill left {left}: `storefront drill clean {stack}` deletes it")

    def _leftovers(self) -> Iterator[Instance]:
        for region in self._manifest.index.regions:
            for instance in all_in(self._aws, region):
                if dict(_tags(instance)).get(TAG) == self._manifest.index.environment:
                    yield instance

    def _beside(self, scenario: Scenario) -> CopyPlan:
        site, primary = self._manifest.serving, self._manifest.database.instances.primary
        standing = find(self._aws, site.region, primary.identifier)
        latest = standing.described.get("LatestRestorableTime") if standing else None
        if not latest:
            raise RequestError(f"{primary.identifier} in {site.region} cannot be restored to any time yet")
        return self._plan(
            scenario, RESTORE_BESIDE, site, {"SourceDBInstanceIdentifier": primary.identifier}, latest
        )

    def _elsewhere(self, scenario: Scenario) -> CopyPlan:
        site = self._manifest.standby
        backup = automated_backup(self._aws, self._manifest, site.region)
        if backup is None or backup.latest is None:
            raise RequestError(f"{site.region} holds no backups of {self._manifest.database.instances.primary.arn}")
        source = {"SourceDBInstanceAutomatedBackupsArn": backup.arn}
        return self._plan(scenario, RESTORE_REPLICATED, site, source, backup.latest)

    def _plan(
        self, scenario: Scenario, strategy: RecoveryStrategy, site: Site, source: dict[str, str], latest: datetime
    ) -> CopyPlan:
        if "restored-copy" not in site.security_groups:
            raise RequestError("the manifest names no group for copies; deploy the stack again with this version")
        database, index = self._manifest.database, self._manifest.index
        identifier = f"{_prefix(self._manifest)}{self._clock.wall():%Y%m%dt%H%M%S}"
        request = {
            **source,
            "TargetDBInstanceIdentifier": identifier,
            "UseLatestRestorableTime": True,
            "DBInstanceClass": database.instance_class,
            "DBSubnetGroupName": site.subnet_groups.replica,
            "DBParameterGroupName": site.parameter_group,
            "VpcSecurityGroupIds": [site.copy_group],
            "CACertificateIdentifier": database.shape.ca_certificate,
            "MultiAZ": False,
            "PubliclyAccessible": False,
            "AutoMinorVersionUpgrade": False,
            "DeletionProtection": False,
            "EnableIAMDatabaseAuthentication": True,
            # It is gone within hours: no backups of its own.
            "BackupRetentionPeriod": 0,
            "Tags": [
                {"Key": "project", "Value": "storefront"},
                {"Key": "environment", "Value": index.environment},
                {"Key": TAG, "Value": index.environment},
            ],
        }
        return CopyPlan(
            scenario=scenario,
            strategy=strategy,
            site=site,
            identifier=identifier,
            source=next(iter(source.values())),
            latest=latest,
            request=request,
        )

    def _restore(self, plan: CopyPlan) -> Instance:
        region = plan.site.region
        self._aws.call(region, "rds", "RestoreDBInstanceToPointInTime", **plan.request)
        self._wait(f"{plan.identifier} to be available", lambda: self._available(region, plan.identifier))
        copy = find(self._aws, region, plan.identifier)
        if copy is None:
            raise RecoveryError(
                f"{plan.identifier} was made in {region} and is gone: see CloudTrail for who deleted it"
            )
        return copy

    # botocore's waiter knows half of the states that an instance does not leave by itself.
    def _available(self, region: str, identifier: str) -> bool:
        copy = find(self._aws, region, identifier)
        if copy is not None and copy.status in BROKEN:
            raise RecoveryError(f"{identifier} is {copy.status}, which it does not leave by itself")
        return copy is not None and copy.status == AVAILABLE

    def _wait(self, what: str, settled: Callable[[], bool]) -> None:
        deadline = self._clock.steady() + LONGEST_SECONDS
        while not settled():
            if self._clock.steady() >= deadline:
                raise RecoveryError(f"waited for {what} for {LONGEST_SECONDS // 3600} hours: see RDS's events")
            self._clock.sleep(_POLL_SECONDS)

    def _timed(self, done: list[Done], title: str, plan: CopyPlan, act: Callable[[], T]) -> T:
        self._tell(title)
        began = self._clock.steady()
        result = act()
        took = round(self._clock.steady() - began)
        done.append(Done(title=title, region=plan.site.region, seconds=took, words="done"))
        return result


def _prefix(manifest: Manifest) -> str:
    """How copies are called: by no name that a procedure gives, so that no alarm of a loss takes one for ours."""
    return f"drill-storefront-{manifest.index.environment}-"


def _tags(instance: Instance) -> Iterator[tuple[str, str]]:
    listed: list[dict[str, str]] = instance.described.get("TagList") or []
    return ((tag["Key"], tag["Value"]) for tag in listed)
