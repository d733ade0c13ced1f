"""Monthly database tuning, by two functions.

One stands inside the VPC and reads the database's statistics, with the login `monitoring` alone.
The other stands outside, where Performance Insights, the reports and the OpsItems are: it has the first one read,
evaluates, compares with the last report, and keeps the new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.baseline.baseline import Baseline
from components.database.database import Database
from components.encryption.keys import Purpose
from components.functions.function import Code, Function
from components.functions.names import function_arn
from components.functions.schedule import Schedule
from components.network.security_groups import Group
from components.secrets.ca_bundle import ca_bundle_parameter
from components.secrets.secrets import DatabaseSecrets
from components.shared.filling import Filled, fill
from components.shared.naming import Place
from components.shared.policy_documents import Statement
from components.shared.urns import urn_pattern
from components.storage.bucket import bucket_arn, bucket_name
from manifest.program import TuningComponent

REPORTS = "tuning-reports"
_READER, _TUNER, _LOGIN = "database-reading", "database-tuning", "monitoring"
_PREFIX = "tuning"
# Reading samples activity for a while and plans statements; evaluating waits for it: Lambda's longest for both.
_TIMEOUT_SECONDS, _MEMORY_MIB = 900, 512
_HOUR_SECONDS = 3600
# What `functions/tuning/insights.py` asks for: no text with values, as `db.sql` has them.
_DIMENSIONS = (
    "db.sql_tokenized.id",
    "db.sql_tokenized.db_id",
    "db.sql_tokenized.statement",
    "db.wait_event_type.name",
    "db.host.name",
    "db.user.name",
)


@dataclass(frozen=True, kw_only=True)
class DatabaseTuningArgs:
    """The database, and the secrets with the login."""

    database: Database
    secrets: DatabaseSecrets


class DatabaseTuning(pulumi.ComponentResource):
    """Both functions; `reader` is the name of the one inside."""

    reader: pulumi.Output[str]

    def __init__(self, name: str, *, args: DatabaseTuningArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:tuning:DatabaseTuning", name, None, opts)
        baseline = self._baseline = args.database.baseline
        self._args, self.place = args, baseline.place
        reading = Function(self, baseline, self._reader(), group=Group.DATABASE_READING)
        self.reader = reading.name
        tuner = Function(self, baseline, self._tuner())
        monthly = Schedule(
            expression=baseline.settings.database.tuning_schedule,
            enabled=True,
            retries=1,
            oldest_seconds=_HOUR_SECONDS,
        )
        tuner.run_on_schedule(monthly)
        self._logs = reading.log_urn, tuner.log_urn
        self.register_outputs({"reader": self.reader})

    def declared(self) -> Filled[TuningComponent]:
        """Return what it is called, and the logs in it."""
        reading_log, tuning_log = self._logs
        return fill(
            TuningComponent,
            urn=urn_pattern(self, region=self.place.region),
            reading_log=reading_log,
            tuning_log=tuning_log,
        )

    def _reader(self) -> Code:
        args, place = self._args, self.place
        return Code(
            what=_READER,
            description="reads the database's statistics, for tuning",
            statements=args.secrets.grant_read(_LOGIN),
            environment={
                "STACK": place.environment,
                "SECRET": args.secrets.arns[_LOGIN],
                "CA_BUNDLE_PARAMETER": ca_bundle_parameter(place.environment),
                **_replica_of(args.database),
            },
            timeout_seconds=_TIMEOUT_SECONDS,
            memory_mib=_MEMORY_MIB,
        )

    def _tuner(self) -> Code:
        args, place = self._args, self.place
        return Code(
            what=_TUNER,
            description="examines the database and reports what is worth a change",
            statements=args.database.primary.resource_id.apply(lambda one: may_examine(self._baseline, one)),
            environment={
                "STACK": place.environment,
                "READER": self.reader,
                "RESOURCE_ID": args.database.primary.resource_id,
                "REPORTS": reports(place),
            },
            timeout_seconds=_TIMEOUT_SECONDS,
            memory_mib=_MEMORY_MIB,
        )


def _replica_of(database: Database) -> dict[str, pulumi.Input[str]]:
    """Return where the reader finds the replica; nothing where there is none."""
    replica = database.replica
    if replica is None:
        return {}
    return {"REPLICA": pulumi.Output.json_dumps({"address": replica.address, "port": replica.port})}


def reports(place: Place) -> str:
    """Return where the reports are kept, as `storefront database tune` takes it."""
    return f"s3://{bucket_name(place, REPORTS)}/{_PREFIX}"


def may_examine(baseline: Baseline, primary_id: str) -> list[Statement]:
    """Let the tuner have the database read, see its load, keep reports, and open OpsItems of this environment."""
    place = baseline.place
    bucket = bucket_arn(place, REPORTS)
    return [
        _allow(
            "HaveItRead",
            ["lambda:InvokeFunction"],
            [function_arn(place, _READER)],
        ),
        _allow(
            "SeeItsLoad",
            ["pi:DescribeDimensionKeys", "pi:GetResourceMetrics"],
            [place.arn("pi", f"metrics/rds/{primary_id}")],
            {"ForAllValues:StringEquals": {"pi:Dimensions": list(_DIMENSIONS)}},
        ),
        _through(
            baseline,
            "DecryptInsightsAlone",
            "rds",
            Purpose.DATABASE,
            {"kms:EncryptionContext:aws:pi:service": "rds"},
        ),
        _allow("FindReports", ["s3:ListBucket"], [bucket], {"StringLike": {"s3:prefix": f"{_PREFIX}/*"}}),
        _allow("KeepReports", ["s3:GetObject", "s3:PutObject"], [f"{bucket}/{_PREFIX}/*"]),
        _through(baseline, "ReportsKey", "s3", Purpose.STORAGE, {}),
        # It acts on no resource: the tag, which it must give, tells whose they are.
        _allow(
            "TellPeople",
            ["ssm:CreateOpsItem"],
            ["*"],
            {"StringEquals": {"aws:RequestTag/environment": place.environment}},
        ),
        _allow(
            "TagWhatItTells",
            ["ssm:AddTagsToResource"],
            [place.arn("ssm", "opsitem/*")],
            {"StringEquals": {"aws:RequestTag/environment": place.environment}},
        ),
    ]


def _allow(
    sid: str, actions: list[str], resources: list[str], condition: Mapping[str, object] | None = None
) -> Statement:
    shown = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}
    return {**shown, "Condition": condition} if condition else shown


def _through(baseline: Baseline, sid: str, service: str, purpose: Purpose, more: Mapping[str, str]) -> Statement:
    """Let it use a key on a service's way alone; the key goes by its alias."""
    condition = baseline.keys.condition(purpose, via=service)
    condition["StringEquals"] |= more
    return _allow(sid, ["kms:Decrypt", "kms:GenerateDataKey"], [baseline.place.arn("kms", "key/*")], condition)
