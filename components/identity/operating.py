"""What the operator may do: the calls of the procedures, by name, on what carries the environment's name."""

from components.encryption.keys import Purpose
from components.identity.arns import DatabaseIds, EnvironmentArns, allow
from components.identity.view_only import READS_LOGS
from components.network.endpoints import INTERFACES
from components.servers.kinds import KIND_TAG, ServerKind
from components.servers.sessions import PREFERENCES
from components.shared.naming import PROJECT
from components.shared.policy_documents import Statement
from functions.shared.metrics import Namespace


def operator(arns: EnvironmentArns, _: DatabaseIds) -> list[Statement]:
    """Return the statements of the failover, restore and scaling procedures."""
    return [
        *_database(arns),
        *_keys(arns),
        *_restores(arns),
        # A recovery makes them where the store was not served from before.
        *(_endpoints(arns) if arns.several_regions else []),
        *_servers(arns),
        *_procedures(arns),
    ]


def _replicates(arns: EnvironmentArns) -> bool:
    """Whether recoveries have to do with replicas: the database's own, or one in another region, for a move."""
    return arns.replica or arns.several_regions


def _instances(arns: EnvironmentArns) -> list[str]:
    return arns.each("rds", f"db:{arns.prefix}-*")


def _database(arns: EnvironmentArns) -> list[Statement]:
    return [
        allow(
            "FailOverDatabase",
            [
                "rds:AddTagsToResource",
                "rds:ModifyDBInstance",
                *(["rds:PromoteReadReplica"] if _replicates(arns) else []),
                "rds:RebootDBInstance",
                "rds:StartDBInstance",
                "rds:StopDBInstance",
            ],
            _instances(arns),
        ),
        _pass_role(arns, "PassMonitoringRole", "monitoring.rds.amazonaws.com", "database-monitoring"),
    ]


def _keys(arns: EnvironmentArns) -> list[Statement]:
    """Return what AWS does with keys in the operator's name: through the service alone, for what the service makes.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html (items of a table
    under a key of one's own)
    """
    return [
        allow("ReadJournalsKey", ["kms:Decrypt"], arns.keys, arns.through(Purpose.RECOVERY, via=["dynamodb"])),
        *database_key(arns, Purpose.DATABASE, Purpose.BACKUPS),
    ]


def database_key(arns: EnvironmentArns, *purposes: Purpose) -> list[Statement]:
    """Return what RDS asks of whoever makes an instance, a replica, a replicated backup or a snapshot under a key.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
    """
    on_the_way = arns.through(*purposes, via=["rds"])
    granted = {**on_the_way, "Bool": {"kms:GrantIsForAWSResource": "true"}}
    return [
        allow("DescribeDatabaseKey", ["kms:DescribeKey"], arns.keys, on_the_way),
        allow("GrantDatabaseKeyToRds", ["kms:CreateGrant"], arns.keys, granted),
    ]


def _restores(arns: EnvironmentArns) -> list[Statement]:
    own = (f"db:{arns.prefix}-*", f"subgrp:{arns.prefix}-*", f"pg:{arns.prefix}-*", "og:default:postgres-*")
    # Replicated backups have names that RDS gives.
    sources = ("auto-backup:*",)
    return [
        allow(
            "RestoreDatabase",
            [
                "rds:AddTagsToResource",
                *(["rds:CreateDBInstanceReadReplica"] if _replicates(arns) else []),
                "rds:RestoreDBInstanceToPointInTime",
                *(["rds:StartDBInstanceAutomatedBackupsReplication"] if arns.several_regions else []),
            ],
            [arn for resource in (*own, *sources) for arn in arns.each("rds", resource)],
        ),
        allow(
            "RestoreFromVault",
            ["backup:StartRestoreJob"],
            [*arns.each("backup", "recovery-point:*"), *arns.each("rds", "snapshot:awsbackup:*")],
        ),
        allow("BackUp", ["backup:StartBackupJob"], arns.anywhere("backup", f"backup-vault:{arns.prefix}-*")),
        _pass_role(arns, "PassBackupRoles", "backup.amazonaws.com", "backup", "restore-test"),
    ]


def _endpoints(arns: EnvironmentArns) -> list[Statement]:
    """Return what making a site's endpoints needs: within our networks, to the services that we use alone.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html (CreateVpcEndpoint: what
    it acts on, its condition keys, and the call to Route 53 that a private name depends on)
    """
    services = [f"com.amazonaws.{region}.{service}" for region in sorted(arns.regions) for service in INTERFACES]
    ours = {"StringEquals": {"aws:ResourceTag/environment": arns.account.environment}}
    foundation = [arn for kind in ("vpc", "subnet", "security-group") for arn in arns.each("ec2", f"{kind}/*")]
    endpoints = arns.each("ec2", "vpc-endpoint/*")
    return [
        allow("CreateEndpointsInOurVpcs", ["ec2:CreateVpcEndpoint"], foundation, ours),
        allow(
            "CreateEndpointsToOurServices",
            ["ec2:CreateVpcEndpoint"],
            endpoints,
            {"StringEquals": {"ec2:VpceServiceName": services}},
        ),
        allow(
            "TagEndpoints",
            ["ec2:CreateTags"],
            endpoints,
            {"StringEquals": {"ec2:CreateAction": "CreateVpcEndpoint"}},
        ),
        allow(
            "UsePrivateDns",
            ["route53:AssociateVPCWithHostedZone"],
            ["arn:aws:route53:::hostedzone/*", *arns.each("ec2", "vpc/*")],
        ),
    ]


def _pass_role(arns: EnvironmentArns, sid: str, service: str, *names: str) -> Statement:
    """Let roles of these names be handed to one service, which acts by them."""
    roles = [
        arns.account.arn("iam", f"role/{arns.prefix}-{region}-{name}")
        for name in names
        for region in sorted(arns.regions)
    ]
    return allow(sid, ["iam:PassRole"], roles, {"StringEquals": {"iam:PassedToService": service}})


def _servers(arns: EnvironmentArns) -> list[Statement]:
    groups = arns.each("autoscaling", f"autoScalingGroup:*:autoScalingGroupName/{arns.prefix}-*")
    return [
        allow(
            "ScaleServers",
            # A running release may be taken back; starting one asks for as much as the application itself has.
            ["autoscaling:RollbackInstanceRefresh", "autoscaling:UpdateAutoScalingGroup"],
            groups,
        ),
        # Visitors leave a zone without a change of anything that the program declares, and come back by themselves.
        allow(
            "ShiftZones",
            ["arc-zonal-shift:CancelZonalShift", "arc-zonal-shift:StartZonalShift"],
            arns.anywhere("elasticloadbalancing", f"loadbalancer/app/{arns.prefix}-*"),
        ),
        # Who asks the store for what: visitors' addresses, which developers need not see.
        allow("ReadVisitorsRequests", READS_LOGS, _requests_logs(arns)),
        *(_sessions(arns) if arns.operations_host else []),
    ]


def _requests_logs(arns: EnvironmentArns) -> list[str]:
    """Return the logs of requests, each with its streams: of the servers, and of what the firewall blocked."""
    return [
        *arns.anywhere("logs", f"log-group:/{arns.prefix}-*-servers/application/nginx-access*"),
        *arns.anywhere("logs", f"log-group:aws-waf-logs-{arns.prefix}-*"),
    ]


def _sessions(arns: EnvironmentArns) -> list[Statement]:
    """Return the way into the operations host: encrypted and recorded, by the region's own document alone."""
    aliases = [f"alias/{arns.prefix}-{region}-{Purpose.SESSIONS}" for region in sorted(arns.regions)]
    return [
        allow(
            "EnterOperationsHost",
            ["ssm:StartSession"],
            arns.each("ec2", "instance/*"),
            {
                "StringEquals": {f"ssm:resourceTag/{KIND_TAG}": str(ServerKind.OPERATIONS_HOST)},
                # Otherwise the document is not asked about, and any would do.
                "BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"},
            },
        ),
        allow("InRecordedSessions", ["ssm:StartSession"], arns.each("ssm", f"document/{PREFERENCES}")),
        # The plugin opens the channel of a session by the caller's signature, not by the session's token alone:
        # https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
        allow(
            "UseOwnSessions",
            ["ssm:ResumeSession", "ssm:TerminateSession", "ssmmessages:OpenDataChannel"],
            arns.anywhere("ssm", "session/${aws:userid}-*"),
        ),
        # The operator's end of a session makes its data key by itself, through no service.
        allow(
            "EncryptSessions",
            ["kms:GenerateDataKey"],
            arns.keys,
            {"ForAnyValue:StringEquals": {"kms:ResourceAliases": aliases}},
        ),
    ]


def _procedures(arns: EnvironmentArns) -> list[Statement]:
    return [
        allow(
            "ModifyListenerRules",
            ["elasticloadbalancing:ModifyRule"],
            arns.anywhere("elasticloadbalancing", f"listener-rule/app/{arns.prefix}-*"),
        ),
        # Before and after a change, to see which one stands. AWS knows no resource for it, and it answers with the
        # value by which CloudFront is known as well.
        allow("ReadListenerRules", ["elasticloadbalancing:DescribeRules"]),
        # A tripwire's first command; what set that value is recorded with it (decision 89).
        allow("LookUpEvents", ["cloudtrail:LookupEvents"]),
        allow(
            "LockAndJournal",
            [
                "dynamodb:ConditionCheckItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query",
                "dynamodb:UpdateItem",
            ],
            arns.anywhere("dynamodb", f"table/{arns.prefix}-*"),
        ),
        allow(
            "ListSecretsWithoutValues",
            ["secretsmanager:DescribeSecret"],
            arns.each("secretsmanager", f"secret:{PROJECT}/{arns.account.environment}/*"),
        ),
        # The function makes roles and renews connections; it answers with no password.
        allow(
            "ProvisionDatabase",
            ["lambda:InvokeFunction"],
            arns.each("lambda", f"function:{arns.prefix}-{{region}}-database-access"),
        ),
        # Without it the standby may have no room for what fails over.
        allow("AskForQuotas", ["servicequotas:RequestServiceQuotaIncrease"], arns.anywhere("servicequotas", "*")),
        *_drills(arns),
    ]


def _drills(arns: EnvironmentArns) -> list[Statement]:
    """Return what drills on copies need: copies have names of their own, and only those may be deleted."""
    trust = f"parameter/{PROJECT}/{arns.account.environment}/database/ca-bundle"
    return [
        allow(
            "DrillOnCopies",
            ["rds:AddTagsToResource", "rds:DeleteDBInstance", "rds:RestoreDBInstanceToPointInTime"],
            arns.each("rds", f"db:drill-{arns.prefix}-*"),
        ),
        allow(
            "VerifyCopies",
            ["lambda:InvokeFunction", "ssm:GetParameter"],
            [
                *arns.anywhere("lambda", f"function:{arns.prefix}-*-verification"),
                *arns.anywhere("ssm", trust),
            ],
        ),
        allow(
            "PublishMetrics",
            ["cloudwatch:PutMetricData"],
            condition={"StringEquals": {"cloudwatch:namespace": Namespace.DRILLS}},
        ),
        allow("ResolveItems", ["ssm:GetOpsItem", "ssm:UpdateOpsItem"], arns.anywhere("ssm", "opsitem/*")),
    ]
