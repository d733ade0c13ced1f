"""Which properties of a resource cannot change in place.

Source: the attributes that the schemas of terraform-provider-aws 6 and terraform-provider-random 3, which
pulumi_aws 7 and pulumi_random 4 wrap, mark `ForceNew` or `RequiresReplace`. Of each type, the inputs that this
platform could set are listed. A type that is missing here has none: every change to it is made in place.
"""

from collections.abc import Mapping

REPLACING: Mapping[str, frozenset[str]] = {
    token: frozenset(properties.split())
    for token, properties in {
        "random:index/randomPassword:RandomPassword": "keepers length lower minLower minNumeric minSpecial "
        "minUpper number numeric overrideSpecial special upper",
        "aws:kms/key:Key": "customerMasterKeySpec keyUsage multiRegion",
        "aws:kms/alias:Alias": "name",
        "aws:ec2/vpc:Vpc": "cidrBlock",
        "aws:ec2/subnet:Subnet": "availabilityZone availabilityZoneId cidrBlock vpcId",
        "aws:ec2/eip:Eip": "domain",
        "aws:ec2/natGateway:NatGateway": "allocationId connectivityType privateIp subnetId",
        "aws:ec2/routeTable:RouteTable": "vpcId",
        "aws:ec2/route:Route": "destinationCidrBlock destinationIpv6CidrBlock destinationPrefixListId routeTableId",
        "aws:ec2/routeTableAssociation:RouteTableAssociation": "subnetId",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "vpcId",
        "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": "defaultNetworkAclId",
        "aws:ec2/networkAcl:NetworkAcl": "vpcId",
        "aws:ec2/networkAclRule:NetworkAclRule": "cidrBlock egress fromPort ipv6CidrBlock networkAclId protocol "
        "ruleAction ruleNumber toPort",
        "aws:ec2/vpcEndpoint:VpcEndpoint": "serviceName vpcEndpointType vpcId",
        "aws:ec2/flowLog:FlowLog": "iamRoleArn logDestination logDestinationType logFormat maxAggregationInterval "
        "trafficType vpcId",
        "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion": "subnetId vpcId",
        "aws:ec2/vpcEncryptionControl:VpcEncryptionControl": "vpcId",
        "aws:ec2/securityGroup:SecurityGroup": "description name vpcId",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "securityGroupId",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "securityGroupId",
        "aws:cloudwatch/logGroup:LogGroup": "logGroupClass name",
        "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList": "name",
        "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup": "name",
        "aws:route53/resolverFirewallRule:ResolverFirewallRule": "firewallDomainListId firewallRuleGroupId",
        "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation": (
            "firewallRuleGroupId vpcId"
        ),
        "aws:route53/resolverFirewallConfig:ResolverFirewallConfig": "resourceId",
        "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": "destinationArn name",
        "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation": (
            "resolverQueryLogConfigId resourceId"
        ),
        "aws:iam/role:Role": "name path",
        "aws:iam/rolePolicy:RolePolicy": "name role",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn role",
        "aws:rds/subnetGroup:SubnetGroup": "name",
        "aws:rds/parameterGroup:ParameterGroup": "description family name",
        "aws:rds/instance:Instance": "availabilityZone dbName engine kmsKeyId restoreToPointInTime "
        "snapshotIdentifier storageEncrypted username",
        "aws:rds/eventSubscription:EventSubscription": "name",
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": "kmsKeyId "
        "retentionPeriod sourceDbInstanceArn",
        "aws:sns/topic:Topic": "fifoTopic name",
        "aws:sns/topicPolicy:TopicPolicy": "arn",
        "aws:sns/topicSubscription:TopicSubscription": "endpoint protocol topic",
        "aws:backup/vault:Vault": "kmsKeyArn name",
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration": "backupVaultName changeableForDays "
        "maxRetentionDays minRetentionDays",
        "aws:backup/vaultPolicy:VaultPolicy": "backupVaultName",
        "aws:backup/vaultNotifications:VaultNotifications": "backupVaultEvents backupVaultName snsTopicArn",
        "aws:backup/plan:Plan": "name",
        "aws:backup/selection:Selection": "conditions iamRoleArn name notResources planId resources selectionTags",
        "aws:backup/restoreTestingPlan:RestoreTestingPlan": "name",
        "aws:backup/restoreTestingSelection:RestoreTestingSelection": "name protectedResourceType "
        "restoreTestingPlanName",
        "aws:ssm/parameter:Parameter": "name",
        "aws:ssm/document:Document": "documentType name",
        "aws:ssm/association:Association": "name",
        "aws:ssm/patchBaseline:PatchBaseline": "operatingSystem",
        "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget": "resourceType windowId",
        "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": "taskType windowId",
        "aws:autoscaling/group:Group": "name",
        "aws:autoscaling/policy:Policy": "autoscalingGroupName name",
        "aws:autoscaling/schedule:Schedule": "autoscalingGroupName scheduledActionName",
        "aws:autoscaling/lifecycleHook:LifecycleHook": "autoscalingGroupName name",
        "aws:ec2/launchTemplate:LaunchTemplate": "name",
        "aws:iam/instanceProfile:InstanceProfile": "name path",
        "aws:lb/loadBalancer:LoadBalancer": "internal loadBalancerType name",
        "aws:lb/targetGroup:TargetGroup": "name port protocol protocolVersion targetType vpcId",
        "aws:lb/listener:Listener": "loadBalancerArn",
        "aws:lb/listenerRule:ListenerRule": "listenerArn",
        "aws:wafv2/webAcl:WebAcl": "name scope",
        "aws:wafv2/webAclAssociation:WebAclAssociation": "resourceArn webAclArn",
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "resourceArn",
        "aws:acm/certificate:Certificate": "domainName keyAlgorithm subjectAlternativeNames validationMethod",
        "aws:acm/certificateValidation:CertificateValidation": "certificateArn validationRecordFqdns",
        "aws:route53/zone:Zone": "name",
        "aws:route53/record:Record": "name zoneId",
        "aws:route53/healthCheck:HealthCheck": "requestInterval type",
        "aws:cloudwatch/logDeliverySource:LogDeliverySource": "logType name resourceArn",
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": "name outputFormat",
        "aws:cloudwatch/logDelivery:LogDelivery": "deliveryDestinationArn deliverySourceName",
    }.items()
}
