"""The function that gives the database its roles and passwords, inside the VPC of each site that stands ready.

In the standby it waits for the store to come there: then it points the copies of the secrets at the new writer. It
knows them by name, so that the sites need each other for nothing.

It has Secrets Manager run it on a schedule, which it makes itself: a schedule that stood before the first password
would have Secrets Manager rotate what is empty.
"""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.encryption.keys import Purpose
from components.functions.function import Code, Function
from components.functions.names import function_arn
from components.network.security_groups import Group
from components.secrets.bootstrap import DatabaseBootstrap, bootstrap_name
from components.secrets.ca_bundle import ca_bundle_parameter, read_ca_bundle
from components.secrets.secrets import ACCESS, READERS, DatabaseSecrets, secret_name, secret_names
from components.settings import OffHoursSettings
from components.settings.sections.running_hours import running_hours
from components.settings.types import DAYS
from components.shared.filling import Filled, fill
from components.shared.policy_documents import Statement
from components.shared.urns import urn_pattern
from manifest.program import FunctionComponent

# A whole provisioning takes seconds, a replica's lag and a restarting server some minutes more: Lambda's longest.
_TIMEOUT_SECONDS = 900
_SECRET_CALLS = [
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:RotateSecret",
    "secretsmanager:UpdateSecretVersionStage",
]
# A copy is made a secret of its own where the other region is lost; an original has nothing to stop.
_COPY_CALLS = ["secretsmanager:StopReplicationToReplica"]
# A window begins once a week, and is open for so many hours: a rotation takes minutes, and may be tried again.
_WINDOW_HOURS = 4
_BOOTSTRAP_CALLS = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]


@dataclass(frozen=True, kw_only=True)
class DatabaseAccessArgs:
    """Where the function runs, the secrets, and the one to bootstrap from.

    None in a standby, which must not wait for the other site: it knows its copies of the secrets by name, and no
    database was made there.
    """

    baseline: Baseline
    secrets: DatabaseSecrets | None
    bootstrap: DatabaseBootstrap | None


class DatabaseAccess(pulumi.ComponentResource):
    """The function with its role and logs, and Secrets Manager's leave to run it."""

    function: pulumi.Output[str]

    def __init__(self, name: str, *, args: DatabaseAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:secrets:DatabaseAccess", name, None, opts)
        place = args.baseline.place
        self._region = place.region
        function = self._function = Function(self, args.baseline, _code(args), group=Group.DATABASE_ACCESS)
        aws.lambda_.Permission(
            place.logical(f"{ACCESS}-by-secrets-manager"),
            statement_id="RotatedBySecretsManager",
            action="lambda:InvokeFunction",
            function=function.name,
            principal="secretsmanager.amazonaws.com",
            source_account=place.account,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.function = function.name
        self.register_outputs({"function": self.function})

    def declared(self) -> Filled[FunctionComponent]:
        """Return what it is called, and the log in it."""
        urn = urn_pattern(self, region=self._region)
        return fill(FunctionComponent, urn=urn, log=self._function.log_urn)


def _code(args: DatabaseAccessArgs) -> Code:
    place = args.baseline.place
    off_hours = args.baseline.settings.database_off_hours
    days = args.baseline.settings.database.password_rotation_days
    schedule = {
        "function": function_arn(place, ACCESS),
        **({"rules": _rules_by_day(off_hours)} if off_hours else {"days": days}),
    }
    secrets = secret_names(place.environment) if args.secrets is None else args.secrets.arns
    return Code(
        what=ACCESS,
        description="roles and passwords of the database",
        statements=_statements(args),
        environment={
            "SECRETS": pulumi.Output.json_dumps(dict(secrets)),
            **({} if args.bootstrap is None else {"BOOTSTRAP_SECRET": args.bootstrap.arn}),
            "ROTATION": json.dumps(schedule),
            "CA_BUNDLE_PARAMETER": ca_bundle_parameter(place.environment),
        },
        timeout_seconds=_TIMEOUT_SECONDS,
    )


def _rules_by_day(off_hours: OffHoursSettings) -> dict[str, str]:
    """Return Secrets Manager's rules for a database with off-hours: a window in which it runs, once a week.

    A number of days would open a window that lasts from midnight to midnight, in UTC:
    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html
    """
    day, hours = running_hours(off_hours)
    window = hours[:_WINDOW_HOURS]
    return {
        "ScheduleExpression": f"cron(0 {window.start} ? * {DAYS[day].upper()} *)",
        "Duration": f"{len(window)}h",
    }


def _statements(args: DatabaseAccessArgs) -> list[Statement]:
    """Return what the function may do: with the secrets of all roles, and through their key.

    All of it by name, so that a preview can evaluate it: Secrets Manager adds six characters to a secret's name,
    and a key goes by its alias.
    """
    place = args.baseline.place
    secrets = [
        place.arn("secretsmanager", f"secret:{secret_name(place.environment, role)}-??????") for role in READERS
    ]
    bootstrap = place.arn("secretsmanager", f"secret:{bootstrap_name(place.environment)}-??????")
    read_bootstrap: Statement = {
        "Sid": "BootstrapSecret",
        "Effect": "Allow",
        "Action": _BOOTSTRAP_CALLS,
        "Resource": bootstrap,
    }
    return [
        {"Sid": "ItsSecrets", "Effect": "Allow", "Action": _SECRET_CALLS, "Resource": secrets},
        *(
            [{"Sid": "ItsCopies", "Effect": "Allow", "Action": _COPY_CALLS, "Resource": secrets}]
            if args.secrets is None
            else []
        ),
        *([] if args.bootstrap is None else [read_bootstrap]),
        {
            # Whoever schedules a rotation must be able to run what rotates:
            # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
            "Sid": "ScheduleItself",
            "Effect": "Allow",
            "Action": "lambda:InvokeFunction",
            "Resource": function_arn(place, ACCESS),
        },
        {
            # It acts on no resource, so that it can be allowed on everything only.
            "Sid": "NewPasswords",
            "Effect": "Allow",
            "Action": "secretsmanager:GetRandomPassword",
            "Resource": "*",
        },
        args.baseline.keys.grant_encrypt_decrypt(Purpose.SECRETS, via="secretsmanager"),
        read_ca_bundle(place),
    ]
