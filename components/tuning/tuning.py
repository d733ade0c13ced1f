"""The monthly examination of the database, by two functions.

One stands inside the VPC and reads the database's statistics, with the login `monitoring` alone.
The other stands outside, where Performance Insights, the reports and the OpsItems are: it has the first one read,
judges, compares with the last report, and keeps the new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.encryption.keys import Purpose
from components.functions.function import (
    Code,
    FunctionDefaults,
    VpcConfig,
    function_arn,
    key_condition,
    key_statement,
    make_function,
)
from components.functions.schedule import Schedule, run_by_schedule
from components.secrets.access import read_authorities, trust_parameter
from components.secrets.secrets import secret_name
from components.shared.naming import Place
from components.shared.policy_documents import Statement
from components.storage.bucket import bucket_arn, bucket_name

REPORTS = "tuning-reports"
_READER, _TUNER, _LOGIN = "database-reading", "database-tuning", "monitoring"
_PREFIX = "tuning"
# Reading samples activity for a while and plans statements; judging waits for it: Lambda's longest for both.
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
    """Where, when, on which database; the login's secret; what functions there share.

    `primary_id` is the main instance's resource id (`db-...`), `replica` its address and port.
    """

    place: Place
    schedule: str
    vpc_config: VpcConfig
    primary_id: pulumi.Input[str]
    replica_address: pulumi.Input[str]
    replica_port: pulumi.Input[int]
    secret_arn: pulumi.Input[str]
    function_defaults: FunctionDefaults


class DatabaseTuning(pulumi.ComponentResource):
    """Both functions; `reader` is the name of the one inside."""

    reader: pulumi.Output[str]

    def __init__(self, name: str, *, args: DatabaseTuningArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:DatabaseTuning", name, None, opts)
        self._args, self.place = args, args.place
        self.reader = make_function(self, args.place, self._reader(), args.function_defaults, args.vpc_config).name
        tuner = make_function(self, args.place, self._tuner(), args.function_defaults)
        monthly = Schedule(expression=args.schedule, enabled=True, retries=1, oldest_seconds=_HOUR_SECONDS)
        run_by_schedule(self, args.place, _TUNER, tuner, monthly, args.function_defaults)
        self.register_outputs({"reader": self.reader})

    def _reader(self) -> Code:
        args, place = self._args, self._args.place
        return Code(
            what=_READER,
            description="reads the database's statistics, for tuning",
            statements=may_log_in(place),
            environment={
                "STACK": place.environment,
                "SECRET": args.secret_arn,
                "TRUST_PARAMETER": trust_parameter(place.environment),
                "REPLICA": pulumi.Output.json_dumps({"address": args.replica_address, "port": args.replica_port}),
            },
            timeout_seconds=_TIMEOUT_SECONDS,
            memory_mib=_MEMORY_MIB,
        )

    def _tuner(self) -> Code:
        args, place = self._args, self._args.place
        return Code(
            what=_TUNER,
            description="examines the database and reports what is worth a change",
            statements=pulumi.Output.from_input(args.primary_id).apply(lambda one: may_examine(place, one)),
            environment={
                "STACK": place.environment,
                "READER": self.reader,
                "RESOURCE_ID": args.primary_id,
                "REPORTS": reports(place),
            },
            timeout_seconds=_TIMEOUT_SECONDS,
            memory_mib=_MEMORY_MIB,
        )


def reports(place: Place) -> str:
    """Return where the reports are kept, as `storefront database tune` takes it."""
    return f"s3://{bucket_name(place, REPORTS)}/{_PREFIX}"


def may_log_in(place: Place) -> list[Statement]:
    """Let the reader have its login, and know whom to trust."""
    secret = secret_name(place.environment, _LOGIN)
    return [
        {
            "Sid": "ItsLogin",
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": place.arn("secretsmanager", f"secret:{secret}-??????"),
        },
        key_statement(place, Purpose.SECRETS, "secretsmanager", ["kms:Decrypt"]),
        read_authorities(place),
    ]


def may_examine(place: Place, primary_id: str) -> list[Statement]:
    """Let the tuner have the database read, see its load, keep reports, and open OpsItems of this environment."""
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
            place, "DecryptInsightsAlone", "rds", Purpose.DATABASE, {"kms:EncryptionContext:aws:pi:service": "rds"}
        ),
        _allow("FindReports", ["s3:ListBucket"], [bucket], {"StringLike": {"s3:prefix": f"{_PREFIX}/*"}}),
        _allow("KeepReports", ["s3:GetObject", "s3:PutObject"], [f"{bucket}/{_PREFIX}/*"]),
        _through(place, "ReportsKey", "s3", Purpose.STORAGE, {}),
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


def _through(place: Place, sid: str, service: str, purpose: Purpose, more: Mapping[str, str]) -> Statement:
    """Let it use a key on a service's way alone; the key goes by its alias."""
    condition = key_condition(place, purpose, service)
    condition["StringEquals"] |= more
    return _allow(sid, ["kms:Decrypt", "kms:GenerateDataKey"], [place.arn("kms", "key/*")], condition)
