"""What AWS does in a caller's name because of a call, and therefore asks the caller's rights for.

What an action depends on is the service authorization reference's; when it applies is said here. The reference has no
use of keys: those are here, each with its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from components.encryption.keys import Purpose
from tests.access.calls.call import Call, Request, UnknownCallError, leaves
from tests.access.calls.context import SESSION_OF, context_of
from tests.access.calls.requests import action_of, arn_of, reference


@dataclass(frozen=True)
class KeyUse:
    """Which actions on the key of which purpose AWS takes in the caller's name, and where AWS says so."""

    purpose: Purpose
    actions: tuple[str, ...]
    source: str
    through: str = ""
    """The service on whose way AWS uses it, where that is not the called one."""
    context: Mapping[str, str] = field(default_factory=dict[str, str])


# A grant for the resource lets RDS go on; describing the key tells whether it can be used.
_RDS = KeyUse(
    Purpose.DATABASE,
    ("kms:CreateGrant", "kms:DescribeKey"),
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html",
)
# DynamoDB reads a table's data key as whoever asks for an item.
_DYNAMODB = KeyUse(
    Purpose.RECOVERY,
    ("kms:Decrypt",),
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html",
)
# An object's data key is made, or opened, as whoever puts or gets it.
_OBJECT = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"
# Insights are kept by RDS's own key management, and say so in the encryption context.
_INSIGHTS = KeyUse(
    Purpose.DATABASE,
    ("kms:Decrypt", "kms:GenerateDataKey"),
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.cmk-policy.html",
    through="rds",
    context={"kms:EncryptionContext:aws:pi:service": "rds"},
)
_SECRET = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html"
KEYS: Mapping[tuple[str, str], KeyUse] = {
    **{
        ("rds", operation): _RDS
        for operation in (
            "CreateDBInstanceReadReplica",
            "CreateDBSnapshot",
            "RestoreDBInstanceFromDBSnapshot",
            "RestoreDBInstanceToPointInTime",
            "StartDBInstanceAutomatedBackupsReplication",
        )
    },
    **{
        ("dynamodb", operation): _DYNAMODB
        for operation in ("DeleteItem", "GetItem", "PutItem", "ConditionCheckItem", "Query", "UpdateItem")
    },
    ("pi", "DescribeDimensionKeys"): _INSIGHTS,
    ("pi", "GetResourceMetrics"): _INSIGHTS,
    ("s3", "GetObject"): KeyUse(Purpose.STORAGE, ("kms:Decrypt",), _OBJECT),
    ("s3", "PutObject"): KeyUse(Purpose.STORAGE, ("kms:GenerateDataKey",), _OBJECT),
    ("sns", "Publish"): KeyUse(
        Purpose.NOTIFICATIONS,
        ("kms:Decrypt", "kms:GenerateDataKey"),
        "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
    ),
    ("secretsmanager", "GetSecretValue"): KeyUse(Purpose.SECRETS, ("kms:Decrypt",), _SECRET),
    ("secretsmanager", "PutSecretValue"): KeyUse(Purpose.SECRETS, ("kms:Decrypt", "kms:GenerateDataKey"), _SECRET),
}

# By service and operation: which other action is asked for, on the resource that which parameter names, and where AWS
# says so; for what the service authorization reference leaves out.
ALSO: Mapping[tuple[str, str], tuple[str, Callable[[Call, str], str], str]] = {
    ("secretsmanager", "RotateSecret"): (
        "lambda:InvokeFunction",
        lambda call, _: str(call.params["RotationLambdaARN"]),
        "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html",
    ),
    ("ssm", "StartSession"): (
        "ssmmessages:OpenDataChannel",
        lambda call, account: f"arn:aws:ssm:{call.region}:{account}:session/{SESSION_OF}-0123456789abcdef0",
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html",
    ),
    ("ssm", "CreateOpsItem"): (
        "ssm:AddTagsToResource",
        lambda call, account: f"arn:aws:ssm:{call.region}:{account}:opsitem/*",
        "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateOpsItem.html",
    ),
}

# To which service a call hands a role on, by the parameter that names the role.
HANDED_TO: Mapping[str, str] = {
    "IamRoleArn": "backup.amazonaws.com",
    "MonitoringRoleArn": "monitoring.rds.amazonaws.com",
}


def _given(*names: str) -> Callable[[Call], bool]:
    return lambda call: any(name in call.params for name in names)


def _hands_a_role_on(call: Call) -> bool:
    roles = {name for name, value in leaves(call.params) if value.startswith("arn:aws:iam:") and ":role/" in value}
    if unknown := roles - HANDED_TO.keys():
        raise UnknownCallError(
            f"{call} hands a role on by {', '.join(sorted(unknown))}, and nothing says to which service; "
            "add it to HANDED_TO in tests/access/calls/implied.py"
        )
    return bool(roles)


def _always(_: Call) -> bool:
    return True


def _never(_: Call) -> bool:
    return False


# Parameters by which RDS uses a key that the instance had not before, and by which it keeps the master's password:
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
_SECRETS_KEY = ("MasterUserSecretKmsKeyId",)
_OWN_KEYS = (*_SECRETS_KEY, "PerformanceInsightsKMSKeyId")
_MANAGED = ("ManageMasterUserPassword", "RotateMasterUserPassword")

# A service's quotas come from the service itself, where it has a call for them:
# https://docs.aws.amazon.com/servicequotas/latest/userguide/identity-access-management.html
_QUOTAS: Mapping[str, str] = {
    "autoscaling": "autoscaling:DescribeAccountLimits",
    "cloudformation": "cloudformation:DescribeAccountLimits",
    "dynamodb": "dynamodb:DescribeLimits",
    "elasticloadbalancing": "elasticloadbalancing:DescribeAccountLimits",
    "iam": "iam:GetAccountSummary",
    "kinesis": "kinesis:DescribeLimits",
    "rds": "rds:DescribeAccountAttributes",
    "route53": "route53:GetAccountLimit",
}


def _of_service(code: str) -> Callable[[Call], bool]:
    return lambda call: call.params.get("ServiceCode") == code


# By an action that others depend on: when it is asked for.
WHEN: Mapping[str, Callable[[Call], bool]] = {
    **{action: _of_service(code) for code, action in _QUOTAS.items()},
    "ec2:CreateTags": _given("TagSpecifications"),
    "ec2:DescribeSecurityGroups": _always,
    "ec2:DescribeSubnets": _always,
    "ec2:DescribeVpcs": _always,
    "iam:PassRole": _hands_a_role_on,
    "kms:CreateGrant": _given(*_OWN_KEYS),
    "kms:Decrypt": _given(*_SECRETS_KEY),
    "kms:DescribeKey": _given(*_OWN_KEYS),
    "kms:GenerateDataKey": _given(*_SECRETS_KEY),
    "rds:AddTagsToResource": _given("Tags"),
    "rds:CreateDBSnapshot": _given("DBSnapshotIdentifier", "FinalDBSnapshotIdentifier"),
    # Of engines with databases of tenants, which PostgreSQL is not.
    "rds:CreateTenantDatabase": _never,
    "rds:DeleteTenantDatabase": _never,
    "route53:AssociateVPCWithHostedZone": _given("PrivateDnsEnabled"),
    "secretsmanager:CreateSecret": _given(*_MANAGED),
    "secretsmanager:RotateSecret": _given(*_MANAGED),
    "secretsmanager:TagResource": _given(*_MANAGED),
}

# What a call of RDS's makes, and therefore tags: the kind of its ARN, and the parameter that names it. A restore and a
# snapshot name both an instance and a snapshot.
_MADE_SNAPSHOT = ("snapshot", "DBSnapshotIdentifier")
_MADE_INSTANCE = ("db", "DBInstanceIdentifier")
_TAGGED_BY_RDS: Mapping[str, tuple[str, str]] = {
    "CopyDBSnapshot": ("snapshot", "TargetDBSnapshotIdentifier"),
    "CreateDBInstance": _MADE_INSTANCE,
    "CreateDBInstanceReadReplica": _MADE_INSTANCE,
    "CreateDBSnapshot": _MADE_SNAPSHOT,
    "DeleteDBInstance": ("snapshot", "FinalDBSnapshotIdentifier"),
    "RestoreDBInstanceFromDBSnapshot": _MADE_INSTANCE,
    "RestoreDBInstanceToPointInTime": ("db", "TargetDBInstanceIdentifier"),
}


def implied_by(call: Call, account: str) -> Iterator[Request]:
    """Yield what else IAM is asked because of a call; raises UnknownCallError for what no table knows."""
    action = action_of(call)
    depends = {one for _, actions in reference(*action.split(":")) for one in actions}
    for one in sorted(depends):
        if one not in WHEN:
            raise UnknownCallError(
                f"{action} depends on {one} by the service authorization reference, and nothing says when {call} asks "
                "for it; add it to WHEN in tests/access/calls/implied.py"
            )
        if WHEN[one](call):
            yield from _dependent(call, one, account)
    if also := ALSO.get((call.service, call.operation)):
        action, on, source = also
        yield Request(action, on(call, account), call.region, context_of(call), f"{call} asks for it ({source})")
    if use := KEYS.get((call.service, call.operation)):
        yield from _of_key(call, use)


def _dependent(call: Call, action: str, account: str) -> Iterator[Request]:
    why = f"{call} depends on it"
    if action == "iam:PassRole":
        for name, value in leaves(call.params):
            if name in HANDED_TO:
                yield Request(action, value, call.region, {"iam:PassedToService": HANDED_TO[name]}, why)
    elif action == "rds:AddTagsToResource":
        if call.operation not in _TAGGED_BY_RDS:
            raise UnknownCallError(
                f"{call} tags what it makes, and nothing says what that is; add it to _TAGGED_BY_RDS in "
                "tests/access/calls/implied.py"
            )
        kind, name = _TAGGED_BY_RDS[call.operation]
        arn = arn_of(f"arn:${{Partition}}:rds:${{Region}}:${{Account}}:{kind}:${{Name}}", kind,
                     str(call.params[name]), call.region, account)  # fmt: skip
        yield Request(action, arn, call.region, {}, why)
    elif action == "ec2:CreateTags":
        made = f"arn:aws:ec2:{call.region}:{account}:vpc-endpoint/*"
        yield Request(action, made, call.region, {"ec2:CreateAction": call.operation}, why)
    elif action == "route53:AssociateVPCWithHostedZone":
        yield Request(action, "arn:aws:route53:::hostedzone/*", call.region, {}, why)
    elif action.startswith("kms:"):
        yield from _of_key(call, KeyUse(Purpose.DATABASE, (action,), "the service authorization reference"))
    else:
        yield Request(action, "*", call.region, {}, why)


def _of_key(call: Call, use: KeyUse) -> Iterator[Request]:
    for action in use.actions:
        service = use.through or call.service
        context: dict[str, str | list[str]] = {
            "kms:ViaService": f"{service}.{call.region}.amazonaws.com", **use.context,
        }  # fmt: skip
        if action == "kms:CreateGrant":
            context["kms:GrantIsForAWSResource"] = "true"
        yield Request(action, f"{{key-{use.purpose}}}", call.region, context, f"{call} uses the key ({use.source})")
