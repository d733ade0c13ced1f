"""What each role for people may do, as a table: who, why, and the statements.

Nothing here reads data in bulk: no secret's value, no snapshot's blocks, no log that repeats values outside the
database administrators' own. What a statement forgets to close, the boundary for people closes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from components.encryption.keys import Purpose
from components.identity.arns import DatabaseIds, EnvironmentArns, allow
from components.identity.names import PermissionsBoundary, Person
from components.identity.operating import database_key, operator
from components.identity.view_only import READS_LOGS
from components.shared.policy_documents import Statement

# AWS's own: configurations of everything, and no data.
_SECURITY_AUDIT = "arn:aws:iam::aws:policy/SecurityAudit"
_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
# Dimensions of Performance Insights that show no values of statements, as `db.sql` does:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.dimensionAccess-policy.html
_WITHOUT_VALUES = (
    "db.sql_tokenized.id",
    "db.sql_tokenized.db_id",
    "db.sql_tokenized.statement",
    "db.wait_event.name",
    "db.wait_event.type",
    "db.wait_event_type.name",
    "db.user.name",
    "db.name",
    "db.application.name",
    "db.session_type.name",
)
# What users of these roles log in to the database as.
DEVELOPER_LOGIN, ANALYST_LOGIN = "developer", "analyst"


@dataclass(frozen=True, kw_only=True)
class Role:
    """One role for people: whom it is for, what it may do, which policies of AWS it has, and its boundary.

    `views`: it may look at how everything is (`components.identity.view_only`).
    """

    why: str
    views: bool = False
    statements: Callable[[EnvironmentArns, DatabaseIds], Sequence[Statement]] | None = None
    managed: tuple[str, ...] = ()
    bound: PermissionsBoundary = PermissionsBoundary.PEOPLE


def _insights(arns: EnvironmentArns, database: DatabaseIds, *, values: bool) -> list[Statement]:
    """What the database is busy with; decrypted only as Performance Insights, which snapshots are not."""
    limits = {} if values else {"ForAllValues:StringEquals": {"pi:Dimensions": list(_WITHOUT_VALUES)}}
    # A condition on all values is met by a request that names none, and all details of a key would come.
    named = {} if values else {**limits, "Null": {"pi:Dimensions": "false"}}
    via = {
        "kms:ViaService": [f"rds.{region}.amazonaws.com" for region in sorted(arns.regions)],
        "kms:EncryptionContext:aws:pi:service": "rds",
    }
    aliases = [f"alias/{arns.prefix}-{region}-database" for region in sorted(arns.regions)]
    return [
        allow(
            "ViewDatabaseLoad",
            ["pi:DescribeDimensionKeys", "pi:GetResourceMetrics"],
            arns.insights(database),
            limits,
        ),
        allow("ViewDetailsOfLoad", ["pi:GetDimensionKeyDetails"], arns.insights(database), named),
        allow(
            "ListDatabaseLoadMetrics",
            ["pi:GetResourceMetadata", "pi:ListAvailableResource*"],
            arns.insights(database),
        ),
        allow(
            "DecryptInsightsAlone",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            arns.each("kms", "key/*"),
            {"StringEquals": via, "ForAnyValue:StringEquals": {"kms:ResourceAliases": aliases}},
        ),
    ]


def _log_in_to_replica(arns: EnvironmentArns, database: DatabaseIds, user: str) -> list[Statement]:
    """Let a person into the replica; into nothing where there is none."""
    logins = arns.logins(database.replicas, user)
    return [allow("LogInToReplica", ["rds-db:connect"], logins)] if logins else []


def _developer(arns: EnvironmentArns, database: DatabaseIds) -> list[Statement]:
    # The database's own log repeats values of statements, so that it is not among these.
    groups = (
        f"/aws/rds/instance/{arns.prefix}-*/upgrade",
        f"/aws/rds/instance/{arns.prefix}-*/iam-db-auth-error",
        "RDSOSMetrics",
    )
    return [
        *_insights(arns, database, values=False),
        allow("ReadDatabaseLogsWithoutValues", READS_LOGS, arns.logs(*groups)),
        *_log_in_to_replica(arns, database, DEVELOPER_LOGIN),
    ]  # fmt: skip


def _administrator(arns: EnvironmentArns, database: DatabaseIds) -> list[Statement]:
    instances = arns.each("rds", f"db:{arns.prefix}-*")
    snapshots = arns.each("rds", f"snapshot:{arns.prefix}-*")
    ids = (database.primary, *database.replicas)
    return [
        *_insights(arns, database, values=True),
        allow("ReadDatabaseLogs", READS_LOGS, arns.logs(f"/aws/rds/instance/{arns.prefix}-*", "RDSOSMetrics")),
        allow("RestartAndMaintain", ["rds:ApplyPendingMaintenanceAction", "rds:RebootDBInstance"], instances),
        # A snapshot stays here under our key: sharing and exporting it are the boundary's to refuse.
        allow("TakeSnapshots", ["rds:AddTagsToResource", "rds:CreateDBSnapshot"], [*instances, *snapshots]),
        *database_key(arns, Purpose.DATABASE),
        *_tuning(arns),
        allow("LogIn", ["rds-db:connect"], arns.logins(ids, DEVELOPER_LOGIN)),
    ]  # fmt: skip


def _tuning(arns: EnvironmentArns) -> list[Statement]:
    """Return what `storefront database tune` does: as the monthly examination, in the region that serves."""
    region = arns.serving
    reports = f"arn:aws:s3:::{arns.prefix}-{region}-tuning-reports-{arns.account.account}"
    reader = f"arn:aws:lambda:{region}:{arns.account.account}:function:{arns.prefix}-{region}-database-reading"
    # An item itself is no resource yet: the tag, which it must give, tells whose it is.
    own = {"StringEquals": {"aws:RequestTag/environment": arns.account.environment}}
    return [
        allow("HaveDatabaseRead", ["lambda:InvokeFunction"], [reader]),
        allow("FindReports", ["s3:ListBucket"], [reports], {"StringLike": {"s3:prefix": "tuning/*"}}),
        allow("KeepReports", ["s3:GetObject", "s3:PutObject"], [f"{reports}/tuning/*"]),
        allow(
            "ReportsKey",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            arns.keys,
            arns.through(Purpose.STORAGE, via=["s3"]),
        ),
        allow("TellPeople", ["ssm:CreateOpsItem"], condition=own),
        allow("TagWhatItTells", ["ssm:AddTagsToResource"], arns.each("ssm", "opsitem/*"), own),
    ]


def _analyst(arns: EnvironmentArns, database: DatabaseIds) -> list[Statement]:
    return [
        allow("FindReplica", ["rds:DescribeDBInstances"], arns.each("rds", f"db:{arns.prefix}-*")),
        *_log_in_to_replica(arns, database, ANALYST_LOGIN),
    ]


def _auditor(arns: EnvironmentArns, _: DatabaseIds) -> list[Statement]:
    """The record itself, beside AWS's own list of configurations."""
    buckets = [
        f"arn:aws:s3:::{arns.prefix}-{region}-audit-{arns.account.account}" for region in sorted(arns.regions)
    ]
    via = [f"s3.{region}.amazonaws.com" for region in sorted(arns.regions)]
    aliases = [f"alias/{arns.prefix}-{region}-audit" for region in sorted(arns.regions)]
    return [
        allow("LookUpEvents", ["cloudtrail:LookupEvents"]),
        allow("ReadTrails", ["s3:GetObject", "s3:ListBucket"], [*buckets, *(f"{bucket}/*" for bucket in buckets)]),
        allow(
            "DecryptTrails",
            ["kms:Decrypt"],
            arns.each("kms", "key/*"),
            {"StringEquals": {"kms:ViaService": via}, "ForAnyValue:StringEquals": {"kms:ResourceAliases": aliases}},
        ),
    ]


PEOPLE: Mapping[Person, Role] = {
    Person.DEVELOPER: Role(
        why="looks into problems: metrics, plans and logs that repeat no values, the replica's masked samples",
        views=True,
        statements=_developer,
    ),
    Person.ADMINISTRATOR: Role(
        why="operates the database: restarts, maintenance, snapshots, its load and its log",
        views=True,
        statements=_administrator,
    ),
    Person.ANALYST: Role(why="reads masked views, on the replica alone", statements=_analyst),
    Person.OPERATOR: Role(why="runs the procedures: failover, restore, scaling", views=True, statements=operator),
    Person.AUDITOR: Role(
        why="reads how everything is set, and the record of what was done; no data",
        statements=_auditor,
        managed=(_SECURITY_AUDIT,),
    ),
    Person.BREAK_GLASS: Role(
        why="everything, when nothing else helps, with everybody told of it",
        managed=(_ADMINISTRATOR,),
        bound=PermissionsBoundary.BREAK_GLASS,
    ),
}
