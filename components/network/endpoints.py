"""Private ways to the AWS services that a site uses, open to this account's own identities and resources only."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.documents import document
from components.naming import Place

# A gateway endpoint costs nothing, so that it is there at every level.
GATEWAYS = ("dynamodb", "s3")

# Billed by the hour and zone, so that they exist only where servers run.
INTERFACES = {
    "kms": "decryption of secrets and data keys",
    "logs": "log delivery",
    "monitoring": "metrics",
    "secretsmanager": "connection secrets",
    "ssm": "Session Manager, parameters and associations",
    "ssmmessages": "Session Manager's channel",
    "sts": "role credentials",
}


@dataclass(frozen=True, kw_only=True)
class EndpointsArgs:
    """The VPC, its application tier's route tables, and where interface endpoints go (no subnets: none)."""

    place: Place
    vpc_id: pulumi.Input[str]
    route_table_ids: Sequence[pulumi.Input[str]]
    subnet_ids: Sequence[pulumi.Input[str]]
    group_id: pulumi.Input[str]


class Endpoints(pulumi.ComponentResource):
    """Gateway and interface endpoints with their policies."""

    def __init__(self, name: str, *, args: EndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:site:Endpoints", name, None, opts)
        for service in GATEWAYS:
            self._gateway(service, args)
        if args.subnet_ids:
            for service in INTERFACES:
                self._interface(service, args)
        self.register_outputs({})

    def _gateway(self, service: str, args: EndpointsArgs) -> None:
        aws.ec2.VpcEndpoint(
            args.place.logical(f"{service}-endpoint"),
            vpc_id=args.vpc_id,
            service_name=_service_name(args.place, service),
            vpc_endpoint_type="Gateway",
            route_table_ids=list(args.route_table_ids),
            policy=endpoint_policy(args.place.account),
            tags={"Name": args.place.name(service)},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _interface(self, service: str, args: EndpointsArgs) -> None:
        aws.ec2.VpcEndpoint(
            args.place.logical(f"{service}-endpoint"),
            vpc_id=args.vpc_id,
            service_name=_service_name(args.place, service),
            vpc_endpoint_type="Interface",
            subnet_ids=list(args.subnet_ids),
            security_group_ids=[args.group_id],
            private_dns_enabled=True,
            policy=endpoint_policy(args.place.account),
            tags={"Name": args.place.name(service)},
            opts=pulumi.ResourceOptions(parent=self),
        )


def _service_name(place: Place, service: str) -> str:
    return f"com.amazonaws.{place.region}.{service}"


def endpoint_policy(account: str) -> str:
    """Let this account's identities reach this account's resources: the endpoint carries nothing elsewhere.

    A data perimeter: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
    """
    return document(
        [
            {
                "Sid": "OwnIdentitiesAndResources",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "*",
                "Resource": "*",
                "Condition": {
                    "StringEquals": {"aws:PrincipalAccount": account},
                    # Calls on no resource, such as those of Session Manager's channel, carry no resource account.
                    "StringEqualsIfExists": {"aws:ResourceAccount": account},
                },
            }
        ]
    )
