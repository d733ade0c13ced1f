"""Powers that lead no further: what a role may do that opens none of its steps, each with why, and where one can see it.

Either they lead nowhere, or to an end that whoever has them reaches by a step as well; which is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from components.identity.names import PermissionsBoundary
from rehearsal.mocks.recorder import ROOT
from tests.access.closure.powers import powers
from tests.access.closure.rising import made_under
from tests.access.closure.step import Step
from tests.access.matrix import principals, short_name
from tests.access.principals import Stack


@dataclass(frozen=True, kw_only=True)
class Nowhere:
    """Patterns of actions (in lower case): why they lead no further, and where one can see it; of these roles, or of all.

    `to`: the end that they lead to, which these roles reach by a step as well.
    """

    actions: tuple[str, ...]
    why: str
    source: str
    to: str = ""
    roles: tuple[str, ...] = ("*",)

    def problem(self) -> str | None:
        """What is wrong with the source: a file of ours that is not there, or none and no address either."""
        if self.source.startswith("https://") or (ROOT / self.source).is_file():
            return None
        return f"{self.source} is neither an address nor a file"

    def covers(self, role: str, action: str, ends: set[str]) -> bool:
        """Whether it is about the power of a role that gets at these ends in one step."""
        named = role in self.roles or "*" in self.roles
        return named and (not self.to or self.to in ends) and any(fnmatchcase(action, one) for one in self.actions)


_AUTHORIZATION = "https://docs.aws.amazon.com/service-authorization/latest/reference/"
_IAM = "https://docs.aws.amazon.com/IAM/latest/"
_RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
_POLICY = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/"
_BY_ITSELF = (
    "the service does by a role what it does for everybody, and no role of ours trusts it to do more; a role of "
    "one's own would"
)

# Of whoever is allowed everything, or nearly.
_WIDE: tuple[Nowhere, ...] = (
    Nowhere(
        actions=(
            "access-analyzer:startpolicygeneration", "backup:create*", "backup:start*job", "backup:update*",
            "cloudfront:*realtimelogconfig", "cloudtrail:createtrail", "cloudtrail:enablefederation",
            "cloudtrail:startimport", "cloudwatch:putmetricstream", "dynamodb:updateglobaltablesettings",
            "dynamodb:updatetablereplicaautoscaling", "events:*endpoint", "guardduty:*malware*", "logs:createimporttask",
            "logs:*scheduledquery", "logs:putintegration", "rds:*dbproxy*", "rds:*role*dbcluster",
            "rds:removerolefromdbinstance", "rds:modifyoptiongroup", "rds:restore*froms3", "sns:*platformapplication*",
            "sns:createtopic", "lambda:createeventsourcemapping", "iam:*instanceprofile", "iam:createservicelinkedrole",
        ),
        why=_BY_ITSELF, to=made_under(PermissionsBoundary.MACHINES), source=_IAM + "UserGuide/id_roles_use_passrole.html",
    ),
    Nowhere(
        actions=("iam:createpolicy", "iam:deletepolicyversion", "iam:updaterole*", "iam:*tagrole"),
        why="other rights within a boundary, for a role that other steps lead to",
        to=made_under(PermissionsBoundary.MACHINES), source="components/identity/denials/bounding.py",
    ),
    Nowhere(
        actions=("s3:*accessgrant*", "s3:putaccesspoint*", "s3:deleteaccesspointpolicy*", "s3:putmultiregionaccesspointpolicy",
                 "s3:putobjectversionacl", "s3:objectowneroverridetobucketowner", "s3:putaccountpublicaccessblock"),
        why="other ways to open a bucket", to="files in buckets", source=_AUTHORIZATION + "list_amazons3.html",
    ),
    Nowhere(
        actions=("ec2:*networkinterfacepermission", "ec2:modifyvpcendpointservicepermissions", "ec2:*coippool*",
                 "ec2:*localgatewayroutetable*", "ec2:*odbnetworkpeering", "ec2:*appliance*natgateway",
                 "ec2:*placementgroup", "wafv2:*"),
        why="ways into networks, and past the firewall, which whoever leads the traffic needs not",
        to="customers' traffic", source=_AUTHORIZATION + "list_amazonec2.html",
    ),
    Nowhere(
        actions=("rds:createdbcluster", "rds:modifydbcluster", "rds:restoredbcluster*"),
        why="clusters, of which there are none; restored ones are copies", to="a copy of the database",
        source=_RDS + "multi-az-db-clusters-concepts.html",
    ),
    Nowhere(
        actions=("ec2:*blockpublicaccess", "ec2:*resourcepolicy", "ec2:cancelimagelaunchpermission", "ec2:resetsnapshotattribute",
                 "imagebuilder:put*policy", "ssm:*resourcepolicy",
                 "ssm:modifydocumentpermission", "lambda:*layerversionpermission", "dynamodb:*resourcepolicy",
                 "dynamodb:updateabacstatus", "dynamodb:createtable", "route53resolver:put*policy"),
        why="what they share holds no data of customers and no password: images, documents, layers, journals, rules of names",
        source="docs/bulk-data.md",
    ),
    Nowhere(
        actions=("lambda:addpermission", "lambda:removepermission", "lambda:*replication"),
        why="whoever calls a function gets its answer, and no function answers with a secret",
        source="functions/database_access/handler.py",
    ),
    Nowhere(
        actions=("events:*permission", "sns:addpermission", "s3:putbucketnotification", "logs:*resourcepolicy",
                 "logs:putdeliverydestination", "cloudfront:allowvended*", "elasticloadbalancing:allowvended*",
                 "backup:searchrecoverypoint", "secretsmanager:deleteresourcepolicy", "secretsmanager:validateresourcepolicy"),
        why="others may send, or be told; what they are told carries no values",
        source=_AUTHORIZATION + "reference_policies_actions-resources-contextkeys.html",
    ),
    Nowhere(
        actions=("iam:delete*", "iam:detach*", "iam:remove*", "iam:deactivatemfadevice", "kms:retiregrant", "kms:revokegrant"),
        why="they take rights away", source=_AUTHORIZATION + "list_awsidentityandaccessmanagementiam.html",
    ),
    Nowhere(
        actions=("iam:changepassword", "iam:createaccountalias", "iam:creategroup", "iam:*mfadevice", "iam:*servercertificate",
                 "iam:setsecuritytokenservicepreferences", "iam:updateaccountpasswordpolicy", "iam:updategroup", "iam:updateuser",
                 "iam:updateservicespecificcredential", "iam:updatesigningcertificate", "iam:updatesshpublickey"),
        why="of users and the account; without a user whose keys or password one has they lead nowhere",
        source=_AUTHORIZATION + "list_awsidentityandaccessmanagementiam.html",
    ),
    Nowhere(
        actions=("sts:getfederationtoken", "sts:getsessiontoken"), why="sessions of roles may not call it",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html",
    ),
    Nowhere(
        actions=("organizations:create*account",), why="only an organization's management account can",
        source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html",
    ),
    Nowhere(
        actions=("rds:authorizedbsecuritygroupingress", "ec2:getpassworddata"),
        why="of networks without a VPC, and of Windows: there are neither",
        source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetPasswordData.html",
    ),
    Nowhere(
        actions=("ec2:modifylaunchtemplate", "ec2:startinstances", "ec2:stopinstances"),
        why="parts of steps that are there: groups start numbered versions, and user data is changed first",
        source="components/fleet/fleet.py",
    ),
)  # fmt: skip

_KMS = "https://docs.aws.amazon.com/kms/latest/developerguide/"
_LOGS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"
# Of whoever is allowed everything: what changes something in a service that keeps or carries the record, and not the record.
_OF_RECORD: tuple[Nowhere, ...] = (
    Nowhere(
        actions=("access-analyzer:*resource", "cloudtrail:*tags", "cloudwatch:*tagresource", "ec2:deletetags", "events:*tagresource",
                 "guardduty:*tagresource", "kms:*tagresource", "logs:*tagresource", "logs:*tagloggroup", "route53resolver:*tagresource", "s3:*tagresource",
                 "s3:*tagging", "s3:putbucketabac", "sns:*tagresource", "ssm:*tag*resource"),
        why="tags, by which nothing of the record is told: its resources go by their names", source="components/identity/denials/record.py",
    ),
    Nowhere(
        actions=("access-analyzer:cancelpolicygeneration", "access-analyzer:create*", "access-analyzer:generatefindingrecommendation",
                 "access-analyzer:startresourcescan"),
        why="more is looked at, or what one asked for oneself is not", source=_AUTHORIZATION + "list_awsiamaccessanalyzer.html",
    ),
    Nowhere(
        actions=("cloudtrail:*channel", "cloudtrail:*dashboard*", "cloudtrail:*eventdatastore*", "cloudtrail:*federation",
                 "cloudtrail:*query", "cloudtrail:*delegatedadmin", "cloudtrail:deleteresourcepolicy", "cloudtrail:stopimport",
                 "cloudtrail:startlogging"),
        why="the record is a trail: stores of events and channels there are none, and a trail that starts says more",
        source="components/audit/trail.py",
    ),
    Nowhere(
        actions=("cloudwatch:*",), why="what stands beside alarms: whoever stills one needs none of it", to="alarms that are still",
        source=_AUTHORIZATION + "list_amazoncloudwatch.html",
    ),
    Nowhere(
        actions=("events:*eventsource", "events:*replay", "events:*apidestination", "events:*archive", "events:*connection",
                 "events:*eventbus", "events:*connectioncredentials", "events:putevents", "events:putpartnerevents",
                 "events:allowvended*", "events:enablerule"),
        why="the tripwires are rules of the default bus, which cannot be deleted, and events of AWS come there by themselves",
        source="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html",
    ),
    Nowhere(
        actions=("guardduty:create*", "guardduty:decline*", "guardduty:delete*", "guardduty:unarchivefindings", "guardduty:*members",
                 "guardduty:*organizationadminaccount", "guardduty:sendsecuritytelemetry"),
        why="it tells of more, or is about accounts that this one leads, of which there are none; findings are told by events",
        source="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_accounts.html",
    ),
    Nowhere(
        actions=("kms:createalias", "kms:createkey", "kms:*customkeystore", "kms:*keyrotation", "kms:*ondemand", "kms:cancelkeydeletion",
                 "kms:enablekey", "kms:importkeymaterial", "kms:replicatekey", "kms:*multiregionkey", "kms:updateprimaryregion",
                 "kms:updatekeydescription"),
        why="a key of AWS's own making, of one region, opens and closes by none of these; old material stays when it is rotated",
        source=_KMS + "rotate-keys.html",
    ),
    Nowhere(
        actions=("kms:derivesharedsecret", "kms:encrypt", "kms:generatemac", "kms:generaterandom", "kms:reencrypt*", "kms:sign",
                 "kms:verify*"),
        why="they use a key, and leave it as it is", to="the secrets key", source=_KMS + "concepts.html",
    ),
    Nowhere(
        actions=("logs:*delivery*",), why="CloudFront's files of visitors' requests, which are no part of the record",
        to="visitors' requests", source="components/edge/distribution_log.py",
    ),
    Nowhere(
        actions=("logs:createlog*", "logs:*lookuptable", "logs:*anomaly*", "logs:putlogevents", "logs:*indexpolicy", "logs:*querydefinition",
                 "logs:*bearertoken*", "logs:putloggroupdeletionprotection", "logs:*transformer", "logs:link", "logs:processwithpipeline"),
        why="lines are added, or shown in another way: those that are kept stay, and the trail's files are signed",
        source=_LOGS + "CloudWatch-Logs-Transformation.html",
    ),
    Nowhere(
        actions=("logs:cancel*task", "logs:delete*", "logs:disassociatesourcefroms3tableintegration", "logs:putdestinationpolicy"),
        why="less is copied, sent or masked; what is deleted of a log of the record is asked in steps", source=_AUTHORIZATION + "list_amazoncloudwatchlogs.html",
    ),
    Nowhere(
        actions=("s3:*website", "s3:*replication*", "s3:replicate*", "s3:*metadata*", "s3:abortmultipartupload", "s3:createbucket",
                 "s3:putaccelerateconfiguration", "s3:putanalyticsconfiguration", "s3:putbucketcors", "s3:putbucketlogging",
                 "s3:putintelligenttieringconfiguration", "s3:putinventoryconfiguration", "s3:putmetricsconfiguration", "s3:restoreobject"),
        why="how files are listed, reached or counted; the trail itself records every look at the record's",
        source="components/audit/trail.py",
    ),
    Nowhere(
        actions=("s3:deletebucket", "s3:deleteobject*", "s3:putobjectlegalhold", "s3:putobjectretention", "s3:putbucketversioning"),
        why="the record's files are locked: versions stay, retention only grows, and versioning cannot be suspended",
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html",
    ),
    Nowhere(
        actions=("route53resolver:associateresolverquerylogconfig", "route53resolver:createresolverquerylogconfig"),
        why="more is written down", source=_AUTHORIZATION + "list_amazonroute53resolver.html",
    ),
    Nowhere(
        actions=("s3:putencryptionconfiguration",), why="of files that name no key; the trail names its own",
        source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html",
    ),
    Nowhere(
        actions=("sns:confirmsubscription", "sns:*endpoint*", "sns:*phonenumber", "sns:publish", "sns:subscribe"),
        why="more are told; a phone that opted out says so itself", source="components/notifications/notifications.py",
    ),
    Nowhere(
        actions=("ssm:deleteassociation", "ssm:updateassociationstatus", "ssm:putcalendar", "ssm:updatedocumentmetadata"),
        why="nothing of what is recorded of sessions, which their document says alone", source="components/servers/sessions.py",
    ),
)  # fmt: skip

_SERVERS = ("application", "image-build", "operations-host", "tableau-bridge")
_FUNCTIONS = (
    "database-access",
    "database-reading",
    "database-tuning",
    "heartbeat",
    "restore-validation",
    "verification",
    "visitors",
)
_VIEWERS = ("database-administrator", "developer", "operator")
_BACKUPS = ("backup", "restore-test")
# Of roles that are allowed single actions.
_NARROW: tuple[Nowhere, ...] = (
    Nowhere(
        actions=("logs:*",), roles=(*_FUNCTIONS, *_SERVERS, "database-monitoring", "flow-logs", "trail"),
        why="they add to their own log groups", source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    ),
    Nowhere(
        actions=("cloudwatch:putmetricdata",), why="metrics in a namespace of its own; none starts anything but alarms",
        source="functions/shared/metrics.py",
    ),
    Nowhere(
        actions=("ssmmessages:*", "ssm:putcomplianceitems", "ssm:putinventory", "ssm:updateinstance*"), roles=_SERVERS,
        why="the agent's channels and reports, of its own server", source=_POLICY + "AmazonSSMManagedInstanceCore.html",
    ),
    Nowhere(
        actions=("s3:getobject", "s3:putobject", "s3:putobjectacl"),
        roles=(*_SERVERS, "database-tuning", "database-administrator", "auditor"),
        why="what is delivered to it, and its own reports or the tuning's; the auditor's are the record", source="docs/bulk-data.md",
    ),
    Nowhere(
        actions=("kms:decrypt", "kms:generatedatakey*"), why="a key opens nothing without what it encrypts, and that is asked above",
        source="https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html",
    ),
    Nowhere(
        actions=("kms:encrypt",), roles=("deployment", "restore-test"), why="it makes what a key opens",
        source="https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html",
    ),
    Nowhere(
        actions=("kms:creategrant",), roles=("database-administrator", "operator", *_BACKUPS),
        why="for a service of AWS alone, which the step on grants to others shows", source="components/identity/operating.py",
    ),
    Nowhere(
        actions=("ec2:*networkinterface", "ec2:*privateipaddresses"), roles=_FUNCTIONS,
        why="Lambda makes a function's own", source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    ),
    Nowhere(
        actions=("lambda:invokefunction",), why="whoever calls a function gets its answer, and no function answers with a secret",
        source="functions/database_access/handler.py",
    ),
    Nowhere(
        actions=("secretsmanager:*",), roles=("database-access", "database-reading", "heartbeat"),
        why="the secrets of functions that watch, and versions that its own rotation makes; no other function may be named",
        source="components/secrets/access.py",
    ),
    Nowhere(
        actions=("ssm:getparameter*",), why="the manifest and the trusted certificates; no parameter is a secret", source="manifest/path.py",
    ),
    Nowhere(
        actions=("rds-db:connect",), roles=("analyst", "developer"), why="the replica alone, and there as itself",
        source="docs/bulk-data.md",
    ),
    Nowhere(
        actions=("ssm:addtagstoresource", "ssm:createopsitem"),
        roles=("database-administrator", "database-tuning", "drill-reminder"),
        why="items that people read", source="https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter.html",
    ),
    Nowhere(
        actions=("backup:putrestorevalidationresult", "sns:publish"), roles=("restore-validation",),
        why="it says whether a restore is sound", source="functions/restore_validation/handler.py",
    ),
    Nowhere(
        actions=("*:describe*", "backup:listindexedrecoverypointsforsearch"), why="it reads what stands",
        source=_AUTHORIZATION + "reference_policies_actions-resources-contextkeys.html",
    ),
    Nowhere(
        actions=("ssm:sendcommand", "ssm:cancelcommand"), roles=("patches", "backup"),
        why="patches by AWS's own document; the boundary refuses commands to others", source="components/servers/patching.py",
    ),
    Nowhere(
        actions=("s3:deleteobject",), roles=("deployment",), why="the state, which it may write as well",
        source="components/identity/pipelines.py",
    ),
    Nowhere(
        actions=("sts:assumerole",), roles=("preview",), why="itself", source="components/identity/trust.py",
    ),
    Nowhere(
        actions=("rds:addtagstoresource", "rds:applypendingmaintenanceaction", "rds:createdbsnapshot", "rds:rebootdbinstance",
                 "rds:startdb*", "rds:stopdbinstance", "rds:promotereadreplica", "rds:createdbinstance"),
        why="what stands goes on, stops or is copied within the account, under its key", source=_RDS + "USER_CreateSnapshot.html",
    ),
    Nowhere(
        actions=("rds:deletedbinstance",), roles=("operator", "restore-test"),
        why="copies of drills and of restore tests; the database is protected from it",
        source=_RDS + "USER_DeleteInstance.html",
    ),
    Nowhere(
        actions=("rds:*",), roles=_BACKUPS,
        why="AWS Backup's own work: snapshots under the account's keys, and what it restored", source=_POLICY + "AWSBackupServiceRolePolicyForBackup.html",
    ),
    Nowhere(
        actions=("ec2:*", "backup:*", "kms:reencrypt*"), roles=_BACKUPS,
        why="AWS Backup's own work, on disks of servers too, of which none is in a plan; nothing is shared",
        source=_POLICY + "AWSBackupServiceRolePolicyForRestores.html",
    ),
    Nowhere(
        actions=("iam:passrole",), roles=("operator",), why="to RDS's monitoring and to AWS Backup, which run no orders by it",
        source="components/identity/operating.py",
    ),
    Nowhere(
        actions=("arc-zonal-shift:*",), roles=("operator",), why="visitors are sent to other zones of the same load balancer",
        source="https://docs.aws.amazon.com/r53recovery/latest/dg/arc-zonal-shift.html",
    ),
    Nowhere(
        actions=("backup:startbackupjob",), roles=("operator",), why="one more copy in the locked vault, under its key",
        source="https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-on-demand-backup.html",
    ),
    Nowhere(
        actions=("servicequotas:requestservicequotaincrease",), roles=("operator",), why="AWS is asked for more of what the account has",
        source="https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html",
    ),
    Nowhere(
        actions=("ssm:updateopsitem",), roles=("operator",), why="an item is text for people, and names no runbook that anything runs",
        source="https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-working-with-OpsItems.html",
    ),
    Nowhere(
        actions=("autoscaling:rollbackinstancerefresh", "autoscaling:updateautoscalinggroup"), roles=("operator",),
        why="counts, and the way back of a release that runs; another template would ask for the right to pass the servers' role and to run servers",
        source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html",
    ),
    Nowhere(
        actions=("ec2:createvpcendpoint", "ec2:createtags", "route53:associatevpcwithhostedzone"), roles=("operator",),
        why="endpoints of services of AWS, within our networks", source="components/identity/operating.py",
    ),
    Nowhere(
        actions=("dynamodb:putitem", "dynamodb:updateitem"), why="the recovery's journal and lock, which recoveries look past",
        source="operations/recovery/journal.py",
    ),
    Nowhere(
        actions=("ssm:resumesession", "ssm:terminatesession", "ssmmessages:opendatachannel"), roles=("operator",), why="its own sessions",
        source="components/identity/operating.py",
    ),
)  # fmt: skip
NOWHERE = (*_WIDE, *_OF_RECORD, *_NARROW)


@dataclass(frozen=True)
class Unstepped:
    """What of a role's powers opens none of its steps, and the ends that it gets at in one step."""

    powers: set[str]
    ends: set[str]


def unstepped(stack: Stack, found: Mapping[str, Sequence[Step]], table: Sequence[Step]) -> dict[str, Unstepped]:
    """Return by role the powers that open none of its steps.

    Of a role that is allowed everything, a power that any step has counts: there was asked what its boundary leaves.
    """
    asked = _actions(table)
    return {
        name: Unstepped(
            powers(stack, role) - (asked if role.everything else _actions(found[name])),
            {step.to for step in found[name]},
        )
        for name, role in ((short_name(stack, role.name)[0], role) for role in principals(stack))
    }


def _actions(table: Sequence[Step]) -> set[str]:
    return {ask.action.lower() for step in table for ask in step.calls()}


def unexplained(roles: Mapping[str, Unstepped]) -> Iterator[str]:
    """Yield the powers that may lead further for all that is known, and what to do."""
    for name, of in roles.items():
        for action in sorted(of.powers):
            if not any(row.covers(name, action, of.ends) for row in NOWHERE):
                yield (
                    f"{name}: {action} is allowed, and may lead further. Take it away (components/identity), make it a "
                    "step in tests/access/closure, or say in NOWHERE in tests/access/closure/nowhere.py why it does not"
                )


def idle(roles: Mapping[str, Unstepped]) -> Iterator[str]:
    """Yield the patterns of rows that are about no power of any role any more."""
    for row in NOWHERE:
        for pattern in row.actions:
            alone = replace(row, actions=(pattern,))
            if not any(alone.covers(name, one, of.ends) for name, of in roles.items() for one in of.powers):
                yield f"{pattern} ({row.why})"
