"""What the operator may do: the calls of the procedures, by name, on what carries the environment's name."""

from components.encryption.keys import Purpose
from components.identity.reach import DatabaseIds, Reach, allow
from components.identity.reading import looking
from components.network.endpoints import INTERFACES
from components.servers.kinds import KIND_TAG, ServerKind
from components.servers.sessions import PREFERENCES
from components.shared.naming import PROJECT
from components.shared.policy_documents import Statement
from functions.shared.metrics import Namespace


def operator(reach: Reach, _: DatabaseIds) -> list[Statement]:
    """Return the statements of the failover, restore and scaling procedures."""
    return [
        *looking(reach),
        *_database(reach),
        *_restores(reach),
        *_ways(reach),
        *_servers(reach),
        *_procedures(reach),
    ]


def _instances(reach: Reach) -> list[str]:
    return reach.each("rds", f"db:{reach.prefix}-*")


def _database(reach: Reach) -> list[Statement]:
    return [
        allow(
            "FailOverDatabase",
            [
                "rds:AddTagsToResource",
                "rds:ModifyDBInstance",
                "rds:PromoteReadReplica",
                "rds:RebootDBInstance",
                "rds:StartDBInstance",
                "rds:StopDBInstance",
            ],
            _instances(reach),
        ),
        _handing_on(reach, "HandMonitoringRoleOn", "database-monitoring", "monitoring.rds.amazonaws.com"),
    ]


def _restores(reach: Reach) -> list[Statement]:
    own = (f"db:{reach.prefix}-*", f"subgrp:{reach.prefix}-*", f"pg:{reach.prefix}-*", "og:default:postgres-*")
    # Automated snapshots and replicated backups have names that RDS gives, AWS Backup's those that it gives.
    sources = (
        f"snapshot:{reach.prefix}-*",
        f"snapshot:rds:{reach.prefix}-*",
        "snapshot:awsbackup:*",
        "auto-backup:*",
    )
    return [
        allow(
            "RestoreDatabase",
            [
                "rds:AddTagsToResource",
                "rds:CreateDBInstanceReadReplica",
                "rds:RestoreDBInstanceFromDBSnapshot",
                "rds:RestoreDBInstanceToPointInTime",
                "rds:StartDBInstanceAutomatedBackupsReplication",
            ],
            [arn for resource in (*own, *sources) for arn in reach.each("rds", resource)],
        ),
        allow(
            "RestoreFromVault",
            ["backup:GetRecoveryPointRestoreMetadata", "backup:StartRestoreJob"],
            [*reach.each("backup", "recovery-point:*"), *reach.each("rds", "snapshot:awsbackup:*")],
        ),
        allow("FollowRestores", ["backup:Describe*", "backup:List*"]),
        _handing_on(reach, "HandRestoreRoleOn", "restore-test", "backup.amazonaws.com"),
    ]


def _ways(reach: Reach) -> list[Statement]:
    """Return what making a site's endpoints needs: within our networks, to the services that we use alone.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html (CreateVpcEndpoint: what
    it acts on, its condition keys, and the call to Route 53 that a private name depends on)
    """
    services = [f"com.amazonaws.{region}.{service}" for region in sorted(reach.regions) for service in INTERFACES]
    ours = {"StringEquals": {"aws:ResourceTag/environment": reach.account.environment}}
    foundation = [arn for kind in ("vpc", "subnet", "security-group") for arn in reach.each("ec2", f"{kind}/*")]
    endpoints = reach.each("ec2", "vpc-endpoint/*")
    return [
        allow("MakeWaysInOurNetworks", ["ec2:CreateVpcEndpoint"], foundation, ours),
        allow(
            "MakeWaysToOurServices",
            ["ec2:CreateVpcEndpoint"],
            endpoints,
            {"StringEquals": {"ec2:VpceServiceName": services}},
        ),
        allow(
            "NameWays", ["ec2:CreateTags"], endpoints, {"StringEquals": {"ec2:CreateAction": "CreateVpcEndpoint"}}
        ),
        allow(
            "NameServicesWithin",
            ["route53:AssociateVPCWithHostedZone"],
            ["arn:aws:route53:::hostedzone/*", *reach.each("ec2", "vpc/*")],
        ),
    ]


def _handing_on(reach: Reach, sid: str, what: str, service: str) -> Statement:
    """Let one role be handed to one service, which acts by it."""
    roles = [reach.account.arn("iam", f"role/{reach.prefix}-{region}-{what}") for region in sorted(reach.regions)]
    return allow(sid, ["iam:PassRole"], roles, {"StringEquals": {"iam:PassedToService": service}})


def _servers(reach: Reach) -> list[Statement]:
    groups = reach.each("autoscaling", f"autoScalingGroup:*:autoScalingGroupName/{reach.prefix}-*")
    return [
        allow(
            "ScaleServers",
            [
                "autoscaling:CancelInstanceRefresh",
                "autoscaling:DeleteScheduledAction",
                "autoscaling:PutScheduledUpdateGroupAction",
                "autoscaling:ResumeProcesses",
                "autoscaling:SetDesiredCapacity",
                "autoscaling:StartInstanceRefresh",
                "autoscaling:SuspendProcesses",
                "autoscaling:UpdateAutoScalingGroup",
            ],
            groups,
        ),
        *_sessions(reach),
    ]


def _sessions(reach: Reach) -> list[Statement]:
    """Return the way into the operations host: encrypted and recorded, by the region's own document alone."""
    aliases = [f"alias/{reach.prefix}-{region}-{Purpose.SESSIONS}" for region in sorted(reach.regions)]
    return [
        allow(
            "EnterOperationsHost",
            ["ssm:StartSession"],
            reach.each("ec2", "instance/*"),
            {
                "StringEquals": {f"ssm:resourceTag/{KIND_TAG}": str(ServerKind.OPERATIONS_HOST)},
                # Otherwise the document is not asked about, and any would do.
                "BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"},
            },
        ),
        allow("InRecordedSessions", ["ssm:StartSession"], reach.each("ssm", f"document/{PREFERENCES}")),
        allow(
            "EndOwnSessions",
            ["ssm:ResumeSession", "ssm:TerminateSession"],
            reach.each("ssm", "session/${aws:userid}-*"),
        ),
        # The operator's end of a session makes its data key by itself, through no service.
        allow(
            "EncryptSessions",
            ["kms:GenerateDataKey"],
            reach.each("kms", "key/*"),
            {"ForAnyValue:StringEquals": {"kms:ResourceAliases": aliases}},
        ),
    ]


def _procedures(reach: Reach) -> list[Statement]:
    return [
        allow(
            "SwitchTraffic",
            [
                "route53:ChangeResourceRecordSets",
                "route53:GetChange",
                "route53:GetHealthCheck",
                "route53:GetHealthCheckStatus",
                "route53:ListResourceRecordSets",
                "route53:UpdateHealthCheck",
            ],
            [f"arn:aws:route53:::{kind}/*" for kind in ("change", "healthcheck", "hostedzone")],
        ),
        allow(
            "OpenAndCloseDoors",
            ["elasticloadbalancing:ModifyRule"],
            reach.each("elasticloadbalancing", f"listener-rule/app/{reach.prefix}-*"),
        ),
        allow(
            "LockAndJournal",
            [
                "dynamodb:ConditionCheckItem",
                "dynamodb:DeleteItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:Query",
                "dynamodb:UpdateItem",
            ],
            reach.each("dynamodb", f"table/{reach.prefix}-*"),
        ),
        allow(
            "SeeSecretsWithoutValues",
            ["secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"],
            reach.each("secretsmanager", f"secret:{PROJECT}/{reach.account.environment}/*"),
        ),
        # The function makes roles and renews connections; it answers with no password.
        allow(
            "ProvisionDatabase",
            ["lambda:InvokeFunction"],
            reach.each("lambda", f"function:{reach.prefix}-{{region}}-database-access"),
        ),
        *_drills(reach),
    ]


def _drills(reach: Reach) -> list[Statement]:
    """Return what drills on copies need: copies have names of their own, and only those may be deleted."""
    trust = f"parameter/{PROJECT}/{reach.account.environment}/database/trust"
    return [
        allow(
            "DrillOnCopies",
            ["rds:AddTagsToResource", "rds:DeleteDBInstance", "rds:RestoreDBInstanceToPointInTime"],
            reach.each("rds", f"db:drill-{reach.prefix}-*"),
        ),
        allow(
            "HaveCopiesProven",
            ["lambda:InvokeFunction", "ssm:GetParameter"],
            [
                *reach.each("lambda", f"function:{reach.prefix}-{{region}}-verification"),
                *reach.each("ssm", trust),
            ],
        ),
        allow(
            "TellFigures",
            ["cloudwatch:PutMetricData"],
            condition={"StringEquals": {"cloudwatch:namespace": Namespace.DRILLS}},
        ),
    ]
