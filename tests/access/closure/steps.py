"""The steps by which a session becomes another role, or gets at what no role is meant to have: each with its calls.

A step is open to a role if IAM allows all its calls together. `{...}` are the places of `tests/access/rows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components.identity.names import PermissionsBoundary
from tests.access.matrix import DEPLOYMENT, principals, short_name
from tests.access.principals import Principal, Stack
from tests.access.rows.arns import (
    AUDIT_FILE,
    BOUNDARY,
    DB,
    DELIVERIES,
    ROLE,
    SERVER,
    SNAPSHOT,
    STATE,
    TRAIL,
    login,
    through,
)
from tests.access.rows.row import SERVING, Context

SERVERS = ("application", "operations-host", "tableau-bridge")
# Secrets let roles in by their names; a role of one's own takes such a name.
OWN_ROLE = ROLE + "x-application"


@dataclass(frozen=True)
class Ask:
    """One call of a step: an action on a resource, and what the request says of itself."""

    action: str
    on: str
    context: Context | None = None


@dataclass(frozen=True)
class Step:
    """How a session gets somewhere: to another role by its name, or to a deed in words."""

    to: str
    by: str
    asks: tuple[Ask, ...]


def made_under(bound: str) -> str:
    """Return what a role that somebody makes is called here: it may do all that its boundary leaves."""
    return f"any role under the boundary of {bound}"


def steps(stack: Stack) -> Iterator[Step]:
    """Yield all steps of a stack."""
    for role in sorted(principals(stack), key=lambda one: one.name):
        name, region = short_name(stack, role.name)
        if region == SERVING or name in {"restore-validation", "restore-test", "drill-reminder"}:
            yield from _to_role(stack, role, name)
    for bound in PermissionsBoundary:
        yield _under(bound)
    yield from _deeds()


def _to_role(stack: Stack, role: Principal, name: str) -> Iterator[Step]:
    yield Step(name, "takes it", (Ask("sts:AssumeRole", role.arn),))
    yield Step(name, "changes who may take it", (Ask("iam:UpdateAssumeRolePolicy", role.arn),))
    if role.name in {str(one["inputs"]["name"]) for one in stack.of_type("aws:lambda/function:Function")}:
        function = f"arn:aws:lambda:{{r}}:{{a}}:function:{role.name}"
        yield Step(name, "changes its code", (Ask("lambda:UpdateFunctionCode", function),))
        passed = Ask("iam:PassRole", role.arn, {"iam:PassedToService": "lambda.amazonaws.com"})
        yield Step(name, "runs code of its own", (Ask("lambda:CreateFunction", function + "-x"), passed))
    if name in SERVERS:
        yield from _to_server(role, name)


def _to_server(role: Principal, name: str) -> Iterator[Step]:
    tagged: Context = {"ssm:resourceTag/Server": name, "ssm:SessionDocumentAccessCheck": "true"}
    passed = Ask("iam:PassRole", role.arn, {"iam:PassedToService": "ec2.amazonaws.com"})
    document = "arn:aws:ssm:{r}:{a}:document/{p}{r}-deliver"
    yield Step(name, "opens a session on a server", (Ask("ssm:StartSession", SERVER, tagged),))
    yield Step(name, "sends a command to a server", (Ask("ssm:SendCommand", SERVER, tagged),))
    yield Step(name, "changes the document of deliveries", (Ask("ssm:UpdateDocument", document),))
    yield Step(name, "changes an association", (Ask("ssm:UpdateAssociation", document),))
    yield Step(name, "puts a bundle in", (Ask("s3:PutObject", DELIVERIES + "bundles/x.tar.gz"),))
    yield Step(name, "starts a server of its own", (Ask("ec2:RunInstances", SERVER), passed))
    yield Step(name, "changes user data", (Ask("ec2:ModifyInstanceAttribute", SERVER),))
    template = "arn:aws:ec2:{r}:{a}:launch-template/lt-1"
    yield Step(name, "changes a launch template", (Ask("ec2:CreateLaunchTemplateVersion", template), passed))


def _under(bound: str) -> Step:
    context: Context = {"iam:PermissionsBoundary": BOUNDARY + bound}
    asks = tuple(Ask(action, OWN_ROLE, context) for action in ("iam:CreateRole", "iam:AttachRolePolicy"))
    return Step(made_under(bound), "makes it", asks)


def _deeds() -> Iterator[Step]:
    yield from _rising()
    yield from _taking_data()
    yield from _falling_silent()


def _rising() -> Iterator[Step]:
    yield Step("a role without its boundary", "takes it off", (Ask("iam:DeleteRolePermissionsBoundary", OWN_ROLE),))
    for bound in PermissionsBoundary:
        version = (Ask("iam:CreatePolicyVersion", BOUNDARY + bound),)
        yield Step(f"another boundary of {bound}", "changes it", version)
    yield Step("a user with keys", "makes one", (Ask("iam:CreateAccessKey", "arn:aws:iam::{a}:user/x"),))
    yield Step(DEPLOYMENT, "changes Pulumi's state", (Ask("s3:PutObject", STATE),))


def _taking_data() -> Iterator[Step]:
    opened = Ask("kms:Decrypt", "{key-secrets}", through("secretsmanager", "secrets"))
    for secret in ("master", "application", "marketing", "bootstrap"):
        read = Ask("secretsmanager:GetSecretValue", f"{{secret-{secret}}}")
        yield Step(f"the secret of {secret}", "reads it", (read, opened))
        policy = (Ask("secretsmanager:PutResourcePolicy", f"{{secret-{secret}}}"),)
        yield Step(f"the secret of {secret}", "opens it to others", policy)
    for key in ("database", "secrets", "backups"):
        yield Step(f"the {key} key", "opens it to others", (Ask("kms:PutKeyPolicy", f"{{key-{key}}}"),))
    for user in ("developer", "verification", "storefront_master"):
        yield Step(f"the database as {user}", "logs in", (Ask("rds-db:connect", login("primary", user)),))
    yield Step("customers' data", "exports a snapshot", (Ask("rds:StartExportTask", "*"),))
    yield Step("customers' data", "shares a snapshot", (Ask("rds:ModifyDBSnapshotAttribute", SNAPSHOT),))
    blocks = "arn:aws:ec2:{r}::snapshot/snap-0123456789abcdef0"
    yield Step("customers' data", "reads blocks", (Ask("ebs:GetSnapshotBlock", blocks),))
    yield Step("customers' data", "downloads the database's log", (Ask("rds:DownloadDBLogFilePortion", DB),))
    yield Step("a copy of the database", "restores one", (Ask("rds:RestoreDBInstanceToPointInTime", DB),))


def _falling_silent() -> Iterator[Step]:
    rule = "arn:aws:events:{r}:{a}:rule/{p}{r}-tripwire-record"
    detector = "arn:aws:guardduty:{r}:{a}:detector/12abc34d567e8fa901bc2d34e56789f0"
    topic, plan = "arn:aws:sns:{r}:{a}:{p}{r}-on-call", "arn:aws:backup:{r}:{a}:backup-plan:x"
    audit: Context = {"kms:ResourceAliases": ["alias/{p}{r}-audit"]}
    silent = {
        "stops the trail": Ask("cloudtrail:StopLogging", TRAIL),
        "narrows the trail": Ask("cloudtrail:PutEventSelectors", TRAIL),
        "changes the trail": Ask("cloudtrail:UpdateTrail", TRAIL),
        "deletes the trail": Ask("cloudtrail:DeleteTrail", TRAIL),
        "deletes files": Ask("s3:BypassGovernanceRetention", AUDIT_FILE),
        "closes the trail's key": Ask("kms:PutKeyPolicy", "{key-audit}", audit),
        "switches GuardDuty off": Ask("guardduty:UpdateDetector", detector),
        "switches a tripwire off": Ask("events:DisableRule", rule),
        "leads a tripwire elsewhere": Ask("events:PutTargets", rule),
    }
    for by, ask in silent.items():
        yield Step("a record that is silent", by, (ask,))
    yield Step("people who are not told", "closes a topic", (Ask("sns:SetTopicAttributes", topic),))
    yield Step("people who are not told", "unsubscribes them", (Ask("sns:Unsubscribe", "*"),))
    yield Step("backups that end", "deletes their plan", (Ask("backup:DeleteBackupPlan", plan),))
