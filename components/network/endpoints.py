"""VPC endpoints of the AWS services that a site uses, open to this account's own identities and resources only."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.network.network import Network
from components.network.security_groups import Group, SecurityGroups
from components.shared.address_plan import Tier
from components.shared.filling import Filled, fill
from components.shared.naming import Place
from components.shared.policy_documents import Statement, document
from components.shared.urns import urn_pattern
from manifest import site as model
from manifest.program import EndpointsComponent

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

# AWS's own buckets, from which the agents on a server read; nothing can be written to them.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html
# https://docs.aws.amazon.com/imagebuilder/latest/userguide/vpc-interface-endpoints.html
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/download-cloudwatch-agent-commandline.html
SERVICE_BUCKETS = (
    "amazon-ssm-{region}",
    "amazoncloudwatch-agent-{region}",
    "aws-patch-manager-{region}-*",
    "aws-ssm-{region}",
    "aws-ssm-document-attachments-{region}",
    "ec2imagebuilder-managed-resources-{region}-prod",
    "ec2imagebuilder-toe-{region}-prod",
    "patch-baseline-snapshot-{region}*",
)


@dataclass(frozen=True, kw_only=True)
class EndpointsArgs:
    """The network and its security groups, and whether there are interface endpoints, which cost by the hour.

    `zones`: in which they stand, each at its own price.
    """

    place: Place
    network: Network
    security_groups: SecurityGroups
    interfaces: bool
    zones: tuple[str, ...]


class Endpoints(pulumi.ComponentResource):
    """Gateway and interface endpoints with their policies; `s3_prefix_list_id` names S3's addresses."""

    s3_prefix_list_id: pulumi.Output[str]

    def __init__(self, name: str, *, args: EndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:network:Endpoints", name, None, opts)
        self._place = args.place
        self._gateways = gateways = {service: self._gateway(service, args) for service in GATEWAYS}
        self.s3_prefix_list_id = gateways["s3"].prefix_list_id
        if args.interfaces:
            for service in INTERFACES:
                self._interface(service, args)
        self.register_outputs({})

    def declared(self) -> Filled[EndpointsComponent]:
        """Return what it is called, and the endpoints in it; gateways are called alike."""
        region = self._place.region
        endpoint = urn_pattern(self._gateways["s3"], region=region, service="s3")
        return fill(EndpointsComponent, urn=urn_pattern(self, region=region), endpoint=endpoint)

    def _gateway(self, service: str, args: EndpointsArgs) -> aws.ec2.VpcEndpoint:
        return aws.ec2.VpcEndpoint(
            _logical(args.place, service),
            vpc_id=args.network.vpc_id,
            service_name=_service_name(args.place, service),
            vpc_endpoint_type="Gateway",
            route_table_ids=args.network.application_route_table_ids,
            policy=_s3_policy(args.place) if service == "s3" else endpoint_policy(args.place.account),
            tags={"Name": args.place.name(service)},
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _interface(self, service: str, args: EndpointsArgs) -> None:
        aws.ec2.VpcEndpoint(
            _logical(args.place, service),
            vpc_id=args.network.vpc_id,
            service_name=_service_name(args.place, service),
            vpc_endpoint_type="Interface",
            subnet_ids=args.network.subnets_of(Tier.APPLICATION, args.zones),
            security_group_ids=[args.security_groups.group_ids[Group.ENDPOINTS]],
            private_dns_enabled=True,
            policy=endpoint_policy(args.place.account),
            tags={"Name": args.place.name(service)},
            opts=pulumi.ResourceOptions(parent=self),
        )


def required_endpoints(place: Place) -> Filled[model.Endpoints]:
    """Return what a recovery must know to make the interface endpoints where there are none."""
    names = {_service_name(place, service): place.name(service) for service in INTERFACES}
    return fill(model.Endpoints, names=names, policy=endpoint_policy(place.account))


def _logical(place: Place, service: str) -> str:
    return place.logical(f"{service}-endpoint")


def _service_name(place: Place, service: str) -> str:
    return f"com.amazonaws.{place.region}.{service}"


def endpoint_policy(account: str) -> str:
    """Let this account's identities reach this account's resources: the endpoint carries nothing elsewhere.

    A data perimeter: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
    """
    return document([_own(account)])


def _s3_policy(place: Place) -> str:
    buckets = [bucket.format(region=place.region) for bucket in SERVICE_BUCKETS]
    return document(
        [
            _own(place.account),
            {
                "Sid": "BucketsOfTheAgents",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": [f"arn:aws:s3:::{bucket}/*" for bucket in buckets],
            },
        ]
    )


def _own(account: str) -> Statement:
    return {
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
