"""How AWS's ids, ARNs, endpoints and addresses look: a row is one type of resource whose shapes matter to somebody.

A row's templates may name any input, any output above it, `account`, `region`, and a digest (see `outputs`).
Formats are those of the import examples in the docstrings of pulumi_aws, and of the ARN reference of AWS.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

VPC = "aws:ec2/vpc:Vpc"
VPC_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"


@dataclass(frozen=True)
class Shape:
    """How one type's id and computed outputs look, as templates."""

    id: str
    outputs: Mapping[str, object] = field(default_factory=dict[str, object])


_EC2 = "arn:aws:ec2:{region}:{account}:"
_RDS = "arn:aws:rds:{region}:{account}:"
_IMAGE_BUILDER = "arn:aws:imagebuilder:{region}:{account}:"
_ELB = "arn:aws:elasticloadbalancing:{region}:{account}:"
_ALARM = "arn:aws:cloudwatch:{region}:{account}:alarm:"
_BACKUP = "arn:aws:backup:{region}:{account}:"


def _ec2(prefix: str, kind: str, **outputs: object) -> Shape:
    return Shape(prefix + "-{hex:17}", {"arn": f"{_EC2}{kind}/{{id}}", "ownerId": "{account}", **outputs})


def _resolver(prefix: str, kind: str, **outputs: object) -> Shape:
    arn = f"arn:aws:route53resolver:{{region}}:{{account}}:{kind}/{{id}}"
    return Shape(f"rslvr-{prefix}-{{hex:16}}", {"arn": arn, **outputs})


def _security_group_rule() -> Shape:
    return Shape("sgr-{hex:17}", {"securityGroupRuleId": "{id}", "arn": _EC2 + "security-group-rule/{id}"})


def _of_vault() -> Shape:
    return Shape("{backupVaultName}", {"backupVaultArn": _BACKUP + "backup-vault:{backupVaultName}"})


_VPC = _ec2(
    "vpc",
    "vpc",
    defaultNetworkAclId="acl-{vpc:17 network acl}",
    defaultRouteTableId="rtb-{vpc:17 route table}",
    defaultSecurityGroupId="sg-{vpc:17 security group}",
    dhcpOptionsId="dopt-{hex:17 dhcp}",
    mainRouteTableId="{defaultRouteTableId}",
)
_DUAL_STACK_VPC = Shape(_VPC.id, {**_VPC.outputs, "ipv6CidrBlock": "2600:1f18:{hex:4}:{hex:2 block}00::/56"})

_GATEWAY_ENDPOINT = _ec2(
    "vpce",
    "vpc-endpoint",
    prefixListId="pl-{hex:8 prefix list}",
    requesterManaged=False,
    state="available",
    vpcEndpointType="Gateway",
)

_INTERFACE_ENDPOINT = _ec2(
    "vpce",
    "vpc-endpoint",
    dnsEntries=[
        {"dnsName": "{id}-{hex:8 dns}.{serviceName}.vpce.amazonaws.com", "hostedZoneId": "Z{BASE32:13 zone}"}
    ],
    networkInterfaceIds=["eni-{hex:17 interface}"],
    requesterManaged=False,
    state="available",
)

_DB_INSTANCE = Shape(
    "db-{BASE32:26}",
    {
        "arn": _RDS + "db:{identifier}",
        "resourceId": "{id}",
        "address": "{identifier}.{base32:12 endpoint}.{region}.rds.amazonaws.com",
        "port": 5432,
        "endpoint": "{address}:{port}",
        "hostedZoneId": "Z{BASE32:13 zone}",
        "status": "available",
    },
)

SHAPES: Mapping[str, Shape] = {
    "pulumi:providers:aws": Shape("{uuid}"),
    "pulumi:providers:random": Shape("{uuid}"),
    "random:index/randomPassword:RandomPassword": Shape(
        "none", {"result": "{BASE32:{length} result}", "bcryptHash": "$2a$10${hex:53 bcrypt}"}
    ),
    "aws:kms/key:Key": Shape("{uuid}", {"keyId": "{id}", "arn": "arn:aws:kms:{region}:{account}:key/{id}"}),
    "aws:kms/alias:Alias": Shape(
        "{name}",
        {
            "arn": "arn:aws:kms:{region}:{account}:{name}",
            "targetKeyArn": "arn:aws:kms:{region}:{account}:key/{targetKeyId}",
        },
    ),
    VPC: _VPC,
    "aws:ec2/subnet:Subnet": _ec2("subnet", "subnet"),
    "aws:ec2/internetGateway:InternetGateway": _ec2("igw", "internet-gateway"),
    "aws:ec2/eip:Eip": Shape(
        "eipalloc-{hex:17}",
        {"allocationId": "{id}", "arn": _EC2 + "elastic-ip/{id}", "publicIp": "203.0.113.{octet:}"},
    ),
    "aws:ec2/natGateway:NatGateway": Shape(
        "nat-{hex:17}",
        {
            "networkInterfaceId": "eni-{hex:17 interface}",
            "privateIp": "10.0.0.{octet: private}",
            "publicIp": "203.0.113.{octet:}",
        },
    ),
    "aws:ec2/routeTable:RouteTable": _ec2("rtb", "route-table"),
    "aws:ec2/route:Route": Shape("r-{routeTableId}{number:10}", {"origin": "CreateRoute", "state": "active"}),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Shape(
        "sg-{vpc:17 security group}",
        {"arn": _EC2 + "security-group/{id}", "ownerId": "{account}", "name": "default"},
    ),
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": Shape(
        "{defaultNetworkAclId}", {"arn": _EC2 + "network-acl/{id}", "ownerId": "{account}"}
    ),
    "aws:ec2/networkAcl:NetworkAcl": _ec2("acl", "network-acl"),
    VPC_ENDPOINT: _GATEWAY_ENDPOINT,
    "aws:ec2/flowLog:FlowLog": Shape("fl-{hex:17}", {"arn": _EC2 + "vpc-flow-log/{id}"}),
    "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions": Shape(
        "{region}", {"awsAccountId": "{account}", "awsRegion": "{region}"}
    ),
    "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion": Shape(
        "vpcbpa-exclude-{hex:17}", {"resourceArn": _EC2 + "subnet/{subnetId}"}
    ),
    "aws:ec2/vpcEncryptionControl:VpcEncryptionControl": Shape("vpcec-{hex:17}", {"state": "available"}),
    "aws:ec2/securityGroup:SecurityGroup": _ec2("sg", "security-group", name="{name}"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _security_group_rule(),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _security_group_rule(),
    "aws:cloudwatch/logGroup:LogGroup": Shape(
        "{name}", {"arn": "arn:aws:logs:{region}:{account}:log-group:{name}"}
    ),
    "aws:iam/role:Role": Shape(
        "{name}",
        {
            "arn": "arn:aws:iam::{account}:role/{name}",
            "createDate": "2026-01-01T00:00:00Z",
            "name": "{name}",
            "uniqueId": "AROA{BASE32:17}",
        },
    ),
    "aws:iam/policy:Policy": Shape(
        "arn:aws:iam::{account}:policy{path}{name}", {"arn": "{id}", "policyId": "ANPA{BASE32:17}"}
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Shape(
        # Its ARN ends in the issuer's address without the scheme.
        "arn:aws:iam::{account}:oidc-provider/{host}",
        {"arn": "{id}"},
    ),
    "aws:accessanalyzer/analyzer:Analyzer": Shape(
        "{analyzerName}", {"arn": "arn:aws:access-analyzer:{region}:{account}:analyzer/{analyzerName}"}
    ),
    "aws:cloudtrail/trail:Trail": Shape(
        "arn:aws:cloudtrail:{region}:{account}:trail/{name}", {"arn": "{id}", "homeRegion": "{region}"}
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Shape("{name}", {"arn": _ALARM + "{name}"}),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": Shape("{alarmName}", {"arn": _ALARM + "{alarmName}"}),
    "aws:cloudwatch/dashboard:Dashboard": Shape(
        "{dashboardName}", {"dashboardArn": "arn:aws:cloudwatch::{account}:dashboard/{dashboardName}"}
    ),
    "aws:cloudwatch/alarmMuteRule:AlarmMuteRule": Shape(
        "{name}", {"arn": "arn:aws:cloudwatch:{region}:{account}:alarm-mute-rule:{name}", "status": "SCHEDULED"}
    ),
    "aws:cloudwatch/eventRule:EventRule": Shape("{name}", {"arn": "arn:aws:events:{region}:{account}:rule/{name}"}),
    "aws:guardduty/detector:Detector": Shape(
        "{hex:32}", {"arn": "arn:aws:guardduty:{region}:{account}:detector/{id}", "accountId": "{account}"}
    ),
    "aws:ssm/serviceSetting:ServiceSetting": Shape("{settingId}", {"arn": "{settingId}", "status": "Customized"}),
    "aws:iam/rolePolicy:RolePolicy": Shape("{role}:{name}", {"name": "{name}"}),
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": Shape(
        # The service's part of the name is Auto Scaling's, the only one with a suffix here.
        "arn:aws:iam::{account}:role/aws-service-role/{awsServiceName}/AWSServiceRoleForAutoScaling_{customSuffix}",
        {"arn": "{id}", "name": "AWSServiceRoleForAutoScaling_{customSuffix}", "uniqueId": "AROA{BASE32:17}"},
    ),
    "aws:iam/instanceProfile:InstanceProfile": Shape(
        "{name}",
        {"arn": "arn:aws:iam::{account}:instance-profile/{name}", "name": "{name}", "uniqueId": "AIPA{BASE32:17}"},
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": Shape(
        "lt-{hex:17}",
        {"arn": _EC2 + "launch-template/{id}", "latestVersion": 1, "defaultVersion": 1, "name": "{name}"},
    ),
    "aws:autoscaling/group:Group": Shape(
        "{name}",
        {
            "arn": "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}",
            "name": "{name}",
        },
    ),
    "aws:autoscaling/policy:Policy": Shape(
        "{name}",
        {"arn": "arn:aws:autoscaling:{region}:{account}:scalingPolicy:{uuid}:policyName/{name}", "name": "{name}"},
    ),
    "aws:autoscaling/schedule:Schedule": Shape(
        "{scheduledActionName}",
        {"arn": "arn:aws:autoscaling:{region}:{account}:scheduledUpdateGroupAction:{uuid}"},
    ),
    "aws:autoscaling/lifecycleHook:LifecycleHook": Shape("{name}", {"name": "{name}"}),
    "aws:s3/bucketObjectv2:BucketObjectv2": Shape(
        "{key}", {"arn": "arn:aws:s3:::{bucket}/{key}", "etag": "{hex:32}", "versionId": "{BASE32:32}"}
    ),
    "aws:ssm/document:Document": Shape(
        "{name}", {"arn": "arn:aws:ssm:{region}:{account}:document/{name}", "latestVersion": "1"}
    ),
    "aws:ssm/association:Association": Shape("{uuid}", {"associationId": "{id}"}),
    "aws:ssm/patchBaseline:PatchBaseline": Shape(
        "pb-{hex:17}", {"arn": "arn:aws:ssm:{region}:{account}:patchbaseline/{id}"}
    ),
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": Shape("{uuid}", {"windowTaskId": "{id}"}),
    **{
        f"aws:imagebuilder/{kind[0].lower()}{kind[1:]}:{kind}": Shape(_IMAGE_BUILDER + template, {"arn": "{id}"})
        for kind, template in {
            "Component": "component/{name}/{version}/1",
            "DistributionConfiguration": "distribution-configuration/{name}",
            "ImagePipeline": "image-pipeline/{name}",
            "ImageRecipe": "image-recipe/{name}/{version}",
            "InfrastructureConfiguration": "infrastructure-configuration/{name}",
        }.items()
    },
    "aws:rds/subnetGroup:SubnetGroup": Shape(
        "{name}", {"arn": _RDS + "subgrp:{name}", "name": "{name}", "supportedNetworkTypes": ["IPV4"]}
    ),
    "aws:rds/parameterGroup:ParameterGroup": Shape("{name}", {"arn": _RDS + "pg:{name}", "name": "{name}"}),
    "aws:rds/instance:Instance": _DB_INSTANCE,
    "aws:rds/eventSubscription:EventSubscription": Shape(
        "{name}", {"arn": _RDS + "es:{name}", "customerAwsId": "{account}", "name": "{name}"}
    ),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": Shape(
        _RDS + "auto-backup:ab-{base32:39}"
    ),
    "aws:sns/topic:Topic": Shape(
        "arn:aws:sns:{region}:{account}:{name}", {"arn": "{id}", "name": "{name}", "owner": "{account}"}
    ),
    "aws:sns/topicPolicy:TopicPolicy": Shape("{arn}", {"owner": "{account}"}),
    "aws:sns/topicSubscription:TopicSubscription": Shape(
        "{topic}:{uuid}", {"arn": "{id}", "ownerId": "{account}", "pendingConfirmation": True}
    ),
    "aws:backup/vault:Vault": Shape("{name}", {"arn": _BACKUP + "backup-vault:{name}", "recoveryPoints": 0}),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": _of_vault(),
    "aws:backup/vaultPolicy:VaultPolicy": _of_vault(),
    "aws:backup/vaultNotifications:VaultNotifications": _of_vault(),
    "aws:backup/plan:Plan": Shape(
        "{uuid}", {"arn": _BACKUP + "backup-plan:{id}", "version": "{BASE32:48 version}"}
    ),
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": Shape(
        "{name}", {"arn": _BACKUP + "restore-testing-plan:{name}-{uuid}"}
    ),
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": Shape(
        "arn:aws:ce::{account}:anomalymonitor/{uuid}", {"arn": "{id}"}
    ),
    "aws:costexplorer/anomalySubscription:AnomalySubscription": Shape(
        "arn:aws:ce::{account}:anomalysubscription/{uuid}", {"arn": "{id}"}
    ),
    "aws:scheduler/schedule:Schedule": Shape(
        "default/{name}", {"arn": "arn:aws:scheduler:{region}:{account}:schedule/default/{name}"}
    ),
    "aws:secretsmanager/secret:Secret": Shape(
        "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex:6}", {"arn": "{id}"}
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Shape(
        "{secretId}|{uuid}", {"arn": "{secretId}", "versionId": "{uuid}"}
    ),
    "aws:lambda/function:Function": Shape(
        "{name}",
        {
            "arn": "arn:aws:lambda:{region}:{account}:function:{name}",
            "qualifiedArn": "{arn}:$LATEST",
            "version": "$LATEST",
        },
    ),
    "aws:s3/bucket:Bucket": Shape(
        "{bucket}",
        {
            "arn": "arn:aws:s3:::{bucket}",
            "bucketDomainName": "{bucket}.s3.amazonaws.com",
            "bucketRegion": "{region}",
            "bucketRegionalDomainName": "{bucket}.s3.{region}.amazonaws.com",
        },
    ),
    "aws:dynamodb/table:Table": Shape("{name}", {"arn": "arn:aws:dynamodb:{region}:{account}:table/{name}"}),
    "aws:ec2/managedPrefixList:ManagedPrefixList": _ec2("pl", "prefix-list", version=1),
    "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList": _resolver("fdl", "firewall-domain-list"),
    "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup": _resolver(
        "frg", "firewall-rule-group", ownerId="{account}"
    ),
    "aws:route53/resolverFirewallRule:ResolverFirewallRule": Shape("{firewallRuleGroupId}:{firewallDomainListId}"),
    "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation": _resolver(
        "frgassoc", "firewall-rule-group-association"
    ),
    "aws:route53/resolverFirewallConfig:ResolverFirewallConfig": Shape(
        "rslvr-fc-{hex:16}", {"ownerId": "{account}"}
    ),
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": _resolver(
        "qlc", "resolver-query-log-config", ownerId="{account}"
    ),
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation": Shape(
        "rslvr-qlcassoc-{hex:16}"
    ),
    "aws:acm/certificate:Certificate": Shape(
        "arn:aws:acm:{region}:{account}:certificate/{uuid}",
        {"arn": "{id}", "status": "PENDING_VALIDATION"},
    ),
    "aws:acm/certificateValidation:CertificateValidation": Shape("{certificateArn}"),
    "aws:cloudfront/distribution:Distribution": Shape(
        "E{BASE32:13}",
        {
            "arn": "arn:aws:cloudfront::{account}:distribution/{id}",
            "domainName": "d{base32:13}.cloudfront.net",
            "hostedZoneId": "Z2FDTNDATAQYW2",
            "status": "Deployed",
        },
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": Shape(
        "{name}", {"arn": "arn:aws:logs:{region}:{account}:delivery-source:{name}", "service": "cloudfront"}
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": Shape(
        "{name}",
        {"arn": "arn:aws:logs:{region}:{account}:delivery-destination:{name}", "deliveryDestinationType": "S3"},
    ),
    "aws:cloudwatch/logDelivery:LogDelivery": Shape(
        "{base32:16}", {"arn": "arn:aws:logs:{region}:{account}:delivery:{id}"}
    ),
    "aws:lb/loadBalancer:LoadBalancer": Shape(
        _ELB + "loadbalancer/app/{name}/{hex:16}",
        {
            "arn": "{id}",
            "arnSuffix": "app/{name}/{hex:16}",
            "dnsName": "{name}-{number:10}.{region}.elb.amazonaws.com",
            "zoneId": "Z{BASE32:13 zone}",
        },
    ),
    "aws:lb/targetGroup:TargetGroup": Shape(
        _ELB + "targetgroup/{name}/{hex:16}", {"arn": "{id}", "arnSuffix": "targetgroup/{name}/{hex:16}"}
    ),
    "aws:lb/listener:Listener": Shape(_ELB + "listener/app/edge/{hex:16 balancer}/{hex:16}", {"arn": "{id}"}),
    "aws:lb/listenerRule:ListenerRule": Shape(
        _ELB + "listener-rule/app/edge/{hex:16 balancer}/{hex:16 listener}/{hex:16}", {"arn": "{id}"}
    ),
    "aws:route53/healthCheck:HealthCheck": Shape("{uuid}", {"arn": "arn:aws:route53:::healthcheck/{id}"}),
    "aws:route53/record:Record": Shape("{zoneId}_{name}_{type}", {"fqdn": "{name}"}),
    "aws:route53/zone:Zone": Shape(
        "Z{BASE32:20}",
        {
            "zoneId": "{id}",
            "arn": "arn:aws:route53:::hostedzone/{id}",
            "nameServers": [
                f"ns-{{hex:4 {domain}}}.awsdns-{number:02}.{domain}"
                for number, domain in enumerate(("com", "net", "org", "co.uk"))
            ],
        },
    ),
    "aws:wafv2/webAcl:WebAcl": Shape(
        "{uuid}", {"arn": "arn:aws:wafv2:{region}:{account}:regional/webacl/{name}/{id}", "capacity": 1327}
    ),
    "aws:ssm/parameter:Parameter": Shape(
        "{name}", {"arn": "arn:aws:ssm:{region}:{account}:parameter{name}", "version": 1}
    ),
}
"""The types whose shapes matter to somebody; the outputs of every other are made from the SDK's class for it."""


def shape_of(token: str, inputs: Mapping[str, object]) -> Shape | None:
    """Return a resource's shape by its type and, where they matter, its inputs; `None` for a type without a row."""
    if token == VPC_ENDPOINT and inputs.get("vpcEndpointType") == "Interface":
        return _INTERFACE_ENDPOINT
    if token == VPC and inputs.get("assignGeneratedIpv6CidrBlock"):
        return _DUAL_STACK_VPC
    return SHAPES.get(token)
