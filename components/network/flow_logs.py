"""A record of every flow in the VPC, encrypted, kept as long as the settings say."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.shared.naming import Place
from components.shared.policy_documents import document, trust

# The default fields, and those that tell a tier, a direction and the service at the other end:
# https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
_FIELDS = [
    "version",
    "account-id",
    "interface-id",
    "srcaddr",
    "dstaddr",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "action",
    "log-status",
    "vpc-id",
    "subnet-id",
    "az-id",
    "tcp-flags",
    "pkt-srcaddr",
    "pkt-dstaddr",
    "flow-direction",
    "traffic-path",
]


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs:
    """The VPC that is recorded, the key and the retention of the record (days), and the role's boundary."""

    place: Place
    vpc_id: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    retention_days: int
    boundary_arn: pulumi.Input[str]


class FlowLogs(pulumi.ComponentResource):
    """The log group, the role that writes into it and nowhere else, and the flow log."""

    def __init__(self, name: str, *, args: FlowLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:network:FlowLogs", name, None, opts)
        place = args.place
        group = aws.cloudwatch.LogGroup(
            place.logical("flow-logs"),
            name=f"/{place.name('flow-logs')}",
            kms_key_id=args.key_arn,
            retention_in_days=args.retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        role, rights = self._role(place, args.boundary_arn)
        aws.ec2.FlowLog(
            place.logical("flow-logs"),
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            log_format=" ".join(f"${{{field}}}" for field in _FIELDS),
            max_aggregation_interval=60,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[rights]),
        )
        self.register_outputs({})

    def _role(self, place: Place, boundary_arn: pulumi.Input[str]) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
        """Make the role, and what lets it write: a flow log without that stands, and records nothing."""
        role = aws.iam.Role(
            place.logical("flow-logs"),
            name=place.name("flow-logs", limit=64),
            assume_role_policy=trust(
                "vpc-flow-logs.amazonaws.com",
                account=place.account,
                source=place.arn("ec2", "vpc-flow-log/*"),
            ),
            permissions_boundary=boundary_arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        group_arn = place.arn("logs", f"log-group:/{place.name('flow-logs')}")
        rights = aws.iam.RolePolicy(
            place.logical("flow-logs"),
            name="write-flow-logs",
            role=role.name,
            policy=document(
                [
                    {
                        "Sid": "WriteOwnGroup",
                        "Effect": "Allow",
                        "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                        "Resource": [group_arn, f"{group_arn}:log-stream:*"],
                    },
                ]
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return role, rights
