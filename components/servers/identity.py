"""What a server may do: a role and an instance profile for each kind, with named resources alone.

AWS's own policy for managed instances is not used: it lets a server read every parameter of the account.
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.servers.kinds import ServerKind
from components.shared.naming import Place
from components.shared.outputs import known_after, output_of
from components.shared.policy_documents import Statement, document, publish_metrics, trust_service
from functions.shared.metrics import Namespace


@dataclass(frozen=True, kw_only=True)
class ServerIdentityArgs:
    """The kind of server, what bounds its role, and what it may do beside being managed.

    `own` are the kind's own statements; their resources may be outputs.
    """

    place: Place
    kind: ServerKind
    boundary_arn: pulumi.Input[str]
    logs_prefix: str
    own: Sequence[pulumi.Input[Statement]]


class ServerIdentity(pulumi.ComponentResource):
    """The role and its profile; `profile_arn` is what a launch template takes."""

    profile_arn: pulumi.Output[str]
    role_arn: pulumi.Output[str]

    def __init__(self, name: str, *, args: ServerIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:servers:ServerIdentity", name, None, opts)
        place, child = args.place, pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            place.logical(args.kind),
            name=place.name(args.kind, limit=64),
            description=f"servers of the kind {args.kind}",
            # EC2 hands it to instances of this account; AWS knows no source condition for that.
            assume_role_policy=trust_service("ec2.amazonaws.com"),
            permissions_boundary=args.boundary_arn,
            opts=child,
        )
        managed = managed_statements(place, args.kind, args.logs_prefix)
        policy = aws.iam.RolePolicy(
            place.logical(args.kind),
            name="serve",
            role=role.name,
            policy=output_of([*managed, *args.own]).apply(document),
            opts=child,
        )
        profile = aws.iam.InstanceProfile(
            place.logical(args.kind),
            name=place.name(args.kind, limit=128),
            role=role.name,
            opts=child,
        )
        # An instance that comes up before its rights are there is managed by nobody until its next attempt.
        self.profile_arn = known_after(profile.arn, policy.id)
        self.role_arn = role.arn
        self.register_outputs({"profile_arn": self.profile_arn})


def managed_statements(place: Place, kind: str, logs_prefix: str) -> list[Statement]:
    """Return what Systems Manager's agent and CloudWatch's agent need on every server.

    The agent's own calls: https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-minimum-s3-permissions.html
    and https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
    """
    return [*systems_manager_statements(place), *_writing(place, kind, logs_prefix)]


def systems_manager_statements(place: Place) -> list[Statement]:
    """Return what Systems Manager's agent needs."""
    account_only = {"StringEquals": {"aws:PrincipalAccount": place.account}}
    instances = place.arn("ec2", "instance/*")
    return [
        {
            "Sid": "BeManaged",
            "Effect": "Allow",
            "Action": [
                "ssm:ListInstanceAssociations",
                "ssm:PutComplianceItems",
                "ssm:UpdateInstanceAssociationStatus",
                "ssm:UpdateInstanceInformation",
            ],
            "Resource": [instances, place.arn("ssm", "association/*"), place.arn("ssm", "managed-instance/*")],
        },
        {
            "Sid": "ReadDocuments",
            "Effect": "Allow",
            "Action": ["ssm:DescribeDocument", "ssm:GetDocument"],
            "Resource": [
                place.arn("ssm", f"document/{place.name('deliver')}"),
                f"arn:aws:ssm:{place.region}::document/AWS-RunPatchBaseline",
                f"arn:aws:ssm:{place.region}::document/AWS-GatherSoftwareInventory",
                place.arn("ssm", "document/SSM-SessionManagerRunShell"),
            ],
        },
        {
            # AWS knows no resource for these, nor for the inventory.
            "Sid": "LearnOfAssociationsAndPatches",
            "Effect": "Allow",
            "Action": [
                "ssm:DescribeAssociation",
                "ssm:GetDeployablePatchSnapshotForInstance",
                "ssm:ListAssociations",
            ],
            "Resource": "*",
        },
        {
            "Sid": "ReportInventory",
            "Effect": "Allow",
            "Action": "ssm:PutInventory",
            "Resource": "*",
            "Condition": account_only,
        },
        {
            # There is no resource for a channel; what runs through it is decided at the other end.
            "Sid": "KeepChannels",
            "Effect": "Allow",
            "Action": [
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            "Resource": "*",
            "Condition": account_only,
        },
    ]


def _writing(place: Place, kind: str, logs_prefix: str) -> list[Statement]:
    return [
        {
            "Sid": "WriteOwnLogs",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": place.arn("logs", f"log-group:{logs_prefix}/{kind}/*"),
        },
        publish_metrics("WriteMetrics", Namespace.SERVERS),
    ]
