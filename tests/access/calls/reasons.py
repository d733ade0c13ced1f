"""Rights that are used where nothing is recorded: each with why it is there, and where one can see it.

A source is an address, or a file of ours in which the call is made or asked for by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from rehearsal.mocks.recorder import ROOT
from tests.access.calls.converse import Right


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why roles have what some statements allow: `actions` may be patterns of the statements' own actions."""

    roles: tuple[str, ...]
    sids: tuple[str, ...]
    why: str
    source: str
    actions: tuple[str, ...] = ("*",)

    def covers(self, right: Right) -> bool:
        """Whether it is this right's."""
        fits = any(fnmatchcase(right.action, one) for one in self.actions)
        return right.role in self.roles and right.sid in self.sids and fits

    def problem(self) -> str | None:
        """What is wrong with the source: a file of ours that is not there, or none and no address either."""
        if self.source.startswith("https://") or (ROOT / self.source).is_file():
            return None
        return f"{self.source} is neither an address nor a file"


_USER_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
_POLICY = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/"
_VIEWERS = ("database-administrator", "developer", "operator")
_INSIGHTS = ("DecryptInsightsAlone", "ListDatabaseLoadMetrics", "ViewDatabaseLoad", "ViewDetailsOfLoad")

REASONS: tuple[Reason, ...] = (
    # People look, by the console or by `storefront health`.
    Reason(roles=_VIEWERS, sids=("ViewStatus",), why="the console's pages of what stands, for whoever is on call",
           source=_POLICY + "ViewOnlyAccess.html"),
    Reason(roles=("database-administrator", "developer"), sids=_INSIGHTS, why="the dashboard of the database's load",
           source=_USER_GUIDE + "USER_PerfInsights.access-control.html"),
    Reason(roles=("database-administrator",), sids=("ReadDatabaseLogs",), why="the console shows groups and streams",
           source=_USER_GUIDE + "USER_LogAccess.Procedural.UploadtoCloudWatch.html"),
    Reason(roles=("developer",), sids=("ReadDatabaseLogsWithoutValues",), why="the console shows groups and streams",
           source="components/identity/people.py"),
    Reason(roles=_VIEWERS, sids=("ReadLogsWithoutValues",), why="the console shows groups and streams, and queries them",
           source="components/identity/view_only.py"),
    Reason(roles=("operator",), sids=("ReadVisitorsRequests",), why="the console shows groups and streams",
           source="docs/runbooks/visitors.md"),
    Reason(roles=("operator",), sids=("ResolveItems",), actions=("ssm:GetOpsItem",), why="the console shows an item",
           source="docs/runbooks/drills.md"),
    Reason(roles=("analyst", "database-administrator", "developer"), sids=("LogIn", "LogInToReplica"), why="people log in by a token",
           source=_USER_GUIDE + "UsingWithRDS.IAMDBAuth.IAMPolicy.html"),
    Reason(roles=("auditor",), sids=("DecryptTrails", "LookUpEvents", "ReadTrails"), why="the record is read where it is kept",
           source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html"),
    # What the sessions of `sessions` and the recoveries come to only in other states of the world.
    Reason(roles=("operator",), sids=("ScaleServers",), actions=("autoscaling:RollbackInstanceRefresh",), why="`storefront release back` while a release runs",
           source="operations/release/group.py"),
    Reason(roles=("operator",), sids=("FailOverDatabase",), actions=("rds:StartDBInstance",), why="an undone recovery starts the old writer again",
           source="operations/recovery/instances.py"),
    Reason(roles=("operator",), sids=("EncryptSessions", "UseOwnSessions", "EnterOperationsHost", "InRecordedSessions"),
           why="a session on the operations host", source="docs/decisions/0010-operators-enter-one-server.md"),
    # Pipelines: Pulumi's own state, and what its provider reads.
    Reason(roles=("deployment", "preview"), sids=("FindState", "State", "StateKey"), why="Pulumi keeps its state in a bucket, under a key",
           source="https://www.pulumi.com/docs/iac/concepts/state-and-backends/"),
    Reason(roles=("deployment",), sids=("TakeDeploymentRole",), why="the provider takes the role that deploys",
           source="docs/decisions/0011-the-deployment-role-stands-first.md"),
    Reason(roles=("preview",), sids=("TakeItself",), why="the program's provider takes the role of the settings",
           source="components/identity/trust.py"),
    Reason(roles=("preview",), sids=("FindBuckets", "ReadBundles", "ReadComponentsAndBundles", "ReadConfigurations", "ReadEnvironments",
           "ReadFunctions", "ReadManifest"), why="a preview with --refresh reads what stands: tests/access/test_pipelines.py holds them to it",
           source="tests/access/provider/calls.json"),
    # Services that act by a role of ours.
    Reason(roles=("database-tuning-schedule", "visitors-schedule"), sids=("RunsIt",), why="EventBridge Scheduler invokes the function",
           source="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html"),
    Reason(roles=("drill-reminder",), sids=("OpenItems",), why="EventBridge Scheduler opens an OpsItem when a drill is due",
           source="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"),
    Reason(roles=("test-page",), sids=("PutSupportMetrics",), why="EventBridge Scheduler puts the metric of a test page",
           source="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"),
    Reason(roles=("flow-logs",), sids=("WriteOwnGroup",), why="the network's flow logs go to their group",
           source="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html"),
    Reason(roles=("trail",), sids=("WriteOwnStreams",), why="the trail goes to its group, for the tripwires",
           source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html"),
    Reason(roles=("patches",), sids=("SendPatches", "ToTheseServers", "SeeWhatBecameOfIt"), why="a maintenance window sends the command and follows it",
           source="https://docs.aws.amazon.com/systems-manager/latest/userguide/configuring-maintenance-window-permissions-console.html"),
)  # fmt: skip


def without_reason(idle: set[Right]) -> Iterator[str]:
    """Yield the rights that nothing uses and no reason covers."""
    for right in sorted(idle):
        if not any(reason.covers(right) for reason in REASONS):
            yield f"{right}: take it away, or say in REASONS in tests/access/calls/reasons.py why it is there"


def without_right(idle: set[Right]) -> Iterator[str]:
    """Yield the statements for which a reason stands that explains nothing any more."""
    for reason in REASONS:
        covered: Mapping[tuple[str, str], bool] = {
            (role, sid): any(right.role == role and right.sid == sid and reason.covers(right) for right in idle)
            for role in reason.roles
            for sid in reason.sids
        }
        if not any(covered.values()):
            yield f"{', '.join(reason.roles)}: {', '.join(reason.sids)} ({reason.why})"
