"""Endpoints: which services are reached privately, from where, and that they carry nothing of other accounts.

Who may open a connection to an interface endpoint is shown in `test_flows`.
"""

import pytest

from tests.components.stacks import (
    ACCOUNTS,
    SERVING,
    SITES,
    STACKS,
    SUBNET,
    TABLE,
    by_name,
    name,
    record,
    statements,
)

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
GATEWAYS = {"s3", "dynamodb"}
INTERFACES = {"kms", "logs", "monitoring", "secretsmanager", "ssm", "ssmmessages", "sts"}

# What the agents on a server read, by AWS's own pages:
# https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html
# https://docs.aws.amazon.com/imagebuilder/latest/userguide/vpc-interface-endpoints.html
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/download-cloudwatch-agent-commandline.html
AGENTS_BUCKETS = {
    "amazon-ssm-{region}",
    "amazoncloudwatch-agent-{region}",
    "aws-patch-manager-{region}-*",
    "aws-ssm-{region}",
    "aws-ssm-document-attachments-{region}",
    "ec2imagebuilder-managed-resources-{region}-prod",
    "ec2imagebuilder-toe-{region}-prod",
    "patch-baseline-snapshot-{region}*",
}

every_site = pytest.mark.parametrize(("stack", "region"), SITES)


@every_site
def test_the_services_of_each_site(stack: str, region: str) -> None:
    """Interface endpoints cost by the hour, so that a site without servers has none."""
    found = by_name(record(stack), ENDPOINT, region)
    services = GATEWAYS | INTERFACES if region == SERVING else GATEWAYS
    assert found.keys() == {f"{service}-endpoint" for service in services}


@every_site
def test_gateways_serve_the_application_tier_alone(stack: str, region: str) -> None:
    found = by_name(record(stack), ENDPOINT, region)
    tables = by_name(record(stack), TABLE, region)
    for service in GATEWAYS:
        inputs = dict(found[f"{service}-endpoint"].inputs)
        inputs.pop("policy")
        assert inputs == {
            "vpcId": by_name(record(stack), "aws:ec2/vpc:Vpc", region)["vpc"].id,
            "serviceName": f"com.amazonaws.{region}.{service}",
            "vpcEndpointType": "Gateway",
            "routeTableIds": [t.id for what, t in sorted(tables.items()) if what.startswith("application-")],
            "tags": {"Name": name(stack, region, service)},
        }


@pytest.mark.parametrize("stack", STACKS)
def test_interfaces_stand_in_the_application_tier_behind_their_group(stack: str) -> None:
    found = by_name(record(stack), ENDPOINT, SERVING)
    subnets = by_name(record(stack), SUBNET, SERVING)
    group = by_name(record(stack), "aws:ec2/securityGroup:SecurityGroup", SERVING)["endpoints"]
    for service in INTERFACES:
        inputs = dict(found[f"{service}-endpoint"].inputs)
        inputs.pop("policy")
        assert inputs == {
            "vpcId": by_name(record(stack), "aws:ec2/vpc:Vpc", SERVING)["vpc"].id,
            "serviceName": f"com.amazonaws.{SERVING}.{service}",
            "vpcEndpointType": "Interface",
            "subnetIds": [s.id for what, s in sorted(subnets.items()) if what.startswith("application-")],
            "securityGroupIds": [group.id],
            "privateDnsEnabled": True,
            "tags": {"Name": name(stack, SERVING, service)},
        }


@every_site
def test_endpoints_carry_only_this_accounts_calls_to_its_own_resources(stack: str, region: str) -> None:
    account = ACCOUNTS[stack]
    for endpoint in record(stack).of_type(ENDPOINT, region=region):
        own, *others = statements(endpoint)
        # Of other accounts' only AWS's own buckets, and those to read.
        assert [one["Action"] for one in others] == (
            ["s3:GetObject"] if endpoint.name.endswith("-s3-endpoint") else []
        )
        found = {arn for one in others for arn in one["Resource"]}
        expected = {f"arn:aws:s3:::{bucket.format(region=region)}/*" for bucket in AGENTS_BUCKETS}
        assert found == (expected if others else set())
        assert [own] == [
            {
                "Sid": "OwnIdentitiesAndResources",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "*",
                "Resource": "*",
                "Condition": {
                    "StringEquals": {"aws:PrincipalAccount": account},
                    "StringEqualsIfExists": {"aws:ResourceAccount": account},
                },
            }
        ]
