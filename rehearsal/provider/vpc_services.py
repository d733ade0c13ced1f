"""What is attached to a VPC: endpoints, flow logs, the block of public access, the control of encryption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import Ec2Tags, arn_of, described
from rehearsal.provider.handler import Created, Handler, Inputs, Property, Table, dig, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion


def _about_endpoint(aws: AwsRegion, endpoint: str) -> Mapping[str, Any]:
    """The ARN, and of a gateway the prefix list that its routes lead to."""
    about = dict(arn_of("vpc-endpoint")(aws, endpoint))
    answer = aws.whole("ec2", "DescribeVpcEndpoints", VpcEndpointIds=[endpoint])
    if dig("VpcEndpoints[0].VpcEndpointType", answer) == "Gateway":
        name = dig("VpcEndpoints[0].ServiceName", answer)
        lists = aws.whole("ec2", "DescribePrefixLists", Filters=[{"Name": "prefix-list-name", "Values": [name]}])
        about["PrefixListId"] = dig("PrefixLists[0].PrefixListId", lists)
        about["Cidrs"] = dig("PrefixLists[0].Cidrs", lists)
    return about


_ENDPOINT = Table(
    service="ec2",
    create_operation="CreateVpcEndpoint",
    id_at="VpcEndpoint.VpcEndpointId",
    properties={
        **same("vpcEndpointType", "vpcId", "serviceName", "routeTableIds", "subnetIds", "privateDnsEnabled"),
        "policy": Property("PolicyDocument"),
        "securityGroupIds": Property("SecurityGroupIds", "Groups[].GroupId"),
        "ipAddressType": Property("IpAddressType"),
    },
    describe=described("DescribeVpcEndpoints", "VpcEndpointIds", "VpcEndpoints", _about_endpoint),
    computed={
        "arn": "Arn",
        "state": "State",
        "ownerId": "OwnerId",
        "networkInterfaceIds": "NetworkInterfaceIds",
        "dnsEntries": "DnsEntries[].{dnsName: DnsName, hostedZoneId: HostedZoneId}",
        "prefixListId": "PrefixListId",
        "cidrBlocks": "Cidrs",
        "requesterManaged": "RequesterManaged",
    },
    tagging=Ec2Tags("vpc-endpoint"),
)

_FLOW_LOG_SOURCES = {"vpcId": "VPC", "subnetId": "Subnet", "eniId": "NetworkInterface"}


class _FlowLogs:
    """The operation takes many resources of one type; the provider names one by a property of its type."""

    _table = Table(
        service="ec2",
        create_operation="CreateFlowLogs",
        id_at="FlowLogIds[0]",
        properties={
            **same("trafficType", "logDestinationType", "logDestination", "logFormat", "maxAggregationInterval"),
            "iamRoleArn": Property("DeliverLogsPermissionArn"),
        },
        describe=described("DescribeFlowLogs", "FlowLogIds", "FlowLogs", arn_of("vpc-flow-log")),
        computed={"arn": "Arn"},
        tagging=Ec2Tags("vpc-flow-log"),
    )

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        source = next(name for name in _FLOW_LOG_SOURCES if inputs.get(name))
        params = self._table.parameters(inputs)
        made = aws.call(
            "ec2",
            "CreateFlowLogs",
            ResourceType=_FLOW_LOG_SOURCES[source],
            ResourceIds=[inputs[source]],
            **params,
        )
        if made.get("Unsuccessful"):
            raise FlowLogError(inputs[source], dig("Unsuccessful[0].Error.Message", made))
        resource_id = str(dig("FlowLogIds[0]", made))
        arn = aws.arn("ec2", f"vpc-flow-log/{resource_id}")
        return Created(resource_id, {**self.read(aws, resource_id, inputs), "arn": arn})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        live = self._table.describe(aws, resource_id, inputs)
        # The id of what is recorded tells its type by its prefix, as it does to the provider.
        kinds = {"vpc": "vpcId", "subnet": "subnetId", "eni": "eniId"}
        recorded = str(live["ResourceId"])
        return {**self._table.read(aws, resource_id, inputs), kinds[recorded.split("-", maxsplit=1)[0]]: recorded}


class FlowLogError(Exception):
    """A flow log that the service answered with an error of its own, beside HTTP's."""

    def __init__(self, resource: str, words: str) -> None:
        super().__init__(f"ec2.CreateFlowLogs for {resource} was refused: {words}")


class _BlockOptions:
    """One per account and region; the provider's id is the region."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        aws.call(
            "ec2",
            "ModifyVpcBlockPublicAccessOptions",
            InternetGatewayBlockMode=inputs["internetGatewayBlockMode"],
        )
        live = aws.call("ec2", "DescribeVpcBlockPublicAccessOptions")["VpcBlockPublicAccessOptions"]
        outputs = {"awsAccountId": live["AwsAccountId"], "awsRegion": live["AwsRegion"]}
        return Created(aws.region, {**self.read(aws, aws.region, inputs), **outputs})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:  # noqa: ARG002 - see `Handler`
        live = aws.call("ec2", "DescribeVpcBlockPublicAccessOptions")["VpcBlockPublicAccessOptions"]
        return {"internetGatewayBlockMode": live["InternetGatewayBlockMode"]}


def _id_in_arn(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


_EXCLUSION = Table(
    service="ec2",
    create_operation="CreateVpcBlockPublicAccessExclusion",
    id_at="VpcBlockPublicAccessExclusion.ExclusionId",
    properties={
        **same("internetGatewayExclusionMode"),
        "vpcId": Property("VpcId", "ResourceArn | [@][?contains(@, ':vpc/')] | [0]", show=_id_in_arn),
        "subnetId": Property("SubnetId", "ResourceArn | [@][?contains(@, ':subnet/')] | [0]", show=_id_in_arn),
    },
    describe=described("DescribeVpcBlockPublicAccessExclusions", "ExclusionIds", "VpcBlockPublicAccessExclusions"),
    computed={"resourceArn": "ResourceArn"},
    tagging=Ec2Tags("vpc-block-public-access-exclusion"),
)

_EXCLUDABLE = {
    "egressOnlyInternetGatewayExclusion": "EgressOnlyInternetGateway",
    "elasticFileSystemExclusion": "ElasticFileSystem",
    "internetGatewayExclusion": "InternetGateway",
    "lambdaExclusion": "Lambda",
    "natGatewayExclusion": "NatGateway",
    "virtualPrivateGatewayExclusion": "VirtualPrivateGateway",
    "vpcLatticeExclusion": "VpcLattice",
    "vpcPeeringExclusion": "VpcPeering",
}


def _set_control(aws: AwsRegion, control: str, inputs: Inputs) -> None:
    """A control is born monitoring; enforcing, and what is left out of it, is a change."""
    exclusions = {f"{kind}Exclusion": inputs[name] for name, kind in _EXCLUDABLE.items() if inputs.get(name)}
    if inputs["mode"] != "monitor" or exclusions:
        aws.call(
            "ec2",
            "ModifyVpcEncryptionControl",
            VpcEncryptionControlId=control,
            Mode=inputs["mode"],
            **exclusions,
        )


_CONTROL = Table(
    service="ec2",
    create_operation="CreateVpcEncryptionControl",
    id_at="VpcEncryptionControl.VpcEncryptionControlId",
    properties={
        **same("vpcId"),
        "mode": Property(live="Mode"),
        # The provider takes `enable` and the service shows `enabled`.
        **{
            name: Property(live=f"ResourceExclusions.{kind}.State", show=lambda state: state.removesuffix("d"))
            for name, kind in _EXCLUDABLE.items()
        },
    },
    steps=(_set_control,),
    describe=described("DescribeVpcEncryptionControls", "VpcEncryptionControlIds", "VpcEncryptionControls"),
    computed={"state": "State"},
    tagging=Ec2Tags("vpc-encryption-control"),
)

HANDLERS: Mapping[str, Handler] = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": _ENDPOINT,
    "aws:ec2/flowLog:FlowLog": _FlowLogs(),
    "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions": _BlockOptions(),
    "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion": _EXCLUSION,
    "aws:ec2/vpcEncryptionControl:VpcEncryptionControl": _CONTROL,
}
