"""One resource of each type that the provider creates, in the order in which they stand on each other."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from operations.aws import AwsRegion
from rehearsal.provider import HANDLERS, Created

TAGS = {"Name": "a name", "environment": "prod"}
HOME, AWAY = "us-east-1", "us-west-2"
DESCRIBED = "orders and the catalogue"


@dataclass(frozen=True)
class Declared:
    """A resource as the program declares it; `inputs` sees what stands already."""

    name: str
    type: str
    inputs: Callable[[Mapping[str, Created]], dict[str, Any]]
    region: str = HOME
    tagged: bool = False


@dataclass(frozen=True)
class Standing:
    """A created resource, and what was read back of it."""

    declared: Declared
    inputs: dict[str, Any]
    created: Created
    live: dict[str, Any]


def policy(principal: Any, action: str = "*", resource: str | None = "*") -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [statement | ({"Resource": resource} if resource else {})]}
    )


def trust(service: str) -> str:
    return policy({"Service": service}, "sts:AssumeRole", None)


PERMISSIONS = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
)


def key_policy(region: str) -> str:
    root = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}
    logs = {
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Action": "kms:Encrypt",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [root, logs]})


def subnet(name: str, zone: str, block: str) -> Declared:
    return Declared(
        name,
        "aws:ec2/subnet:Subnet",
        lambda there: {
            "vpcId": there["vpc"].id,
            "availabilityZone": zone,
            "cidrBlock": block,
            "mapPublicIpOnLaunch": False,
        },
        tagged=True,
    )


def rule(direction: str) -> Declared:
    return Declared(
        f"{direction}-rule",
        f"aws:vpc/securityGroup{direction}Rule:SecurityGroup{direction}Rule",
        lambda there: {
            "securityGroupId": there["database-group"].id,
            "referencedSecurityGroupId": there["group"].id,
            "ipProtocol": "tcp",
            "fromPort": 5432,
            "toPort": 5432,
            "description": DESCRIBED,
        },
        tagged=True,
    )


def group(name: str) -> Declared:
    return Declared(
        name,
        "aws:ec2/securityGroup:SecurityGroup",
        lambda there: {"name": name, "description": DESCRIBED, "vpcId": there["vpc"].id},
        tagged=True,
    )


def database(there: Mapping[str, Created]) -> dict[str, Any]:
    """What a primary and its replica share."""
    return {
        "instanceClass": "db.r7g.large",
        "storageType": "gp3",
        "maxAllocatedStorage": 1000,
        "storageEncrypted": True,
        "kmsKeyId": there["key"].outputs["arn"],
        "port": 5432,
        "publiclyAccessible": False,
        "networkType": "IPV4",
        "dbSubnetGroupName": there["subnet-group"].id,
        "vpcSecurityGroupIds": [there["database-group"].id],
        "parameterGroupName": there["parameter-group"].id,
        "caCertIdentifier": "rds-ca-rsa2048-g1",
        "iamDatabaseAuthenticationEnabled": True,
        "backupWindow": "03:00-04:00",
        "maintenanceWindow": "sun:06:00-sun:07:00",
        "autoMinorVersionUpgrade": False,
        "copyTagsToSnapshot": True,
        "deletionProtection": True,
        "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        "monitoringInterval": 15,
        "monitoringRoleArn": there["role"].outputs["arn"],
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": there["key"].outputs["arn"],
        "performanceInsightsRetentionPeriod": 465,
        "databaseInsightsMode": "advanced",
    }


def plan_rule(there: Mapping[str, Created]) -> dict[str, Any]:
    return {
        "ruleName": "daily",
        "targetVaultName": there["vault"].id,
        "schedule": "cron(0 5 ? * * *)",
        "scheduleExpressionTimezone": "Etc/UTC",
        "startWindow": 60,
        "completionWindow": 360,
        "enableContinuousBackup": False,
        "lifecycle": {"deleteAfter": 35},
        "copyActions": [{"destinationVaultArn": there["vault"].outputs["arn"], "lifecycle": {"deleteAfter": 90}}],
    }


def endpoint(
    name: str, kind: str, service: str, more: Callable[[Mapping[str, Created]], dict[str, Any]]
) -> Declared:
    return Declared(
        name,
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        lambda there: {
            "vpcId": there["vpc"].id,
            "serviceName": f"com.amazonaws.{HOME}.{service}",
            "vpcEndpointType": kind,
            "policy": policy("*"),
            **more(there),
        },
        tagged=True,
    )


SITE = (
    Declared("vpc", "aws:ec2/vpc:Vpc", lambda _: {"cidrBlock": "10.20.0.0/16", "enableDnsSupport": True, "enableDnsHostnames": True}, tagged=True),
    subnet("public", "us-east-1a", "10.20.0.0/24"),
    subnet("data-b", "us-east-1b", "10.20.1.0/24"),
    subnet("data-c", "us-east-1c", "10.20.2.0/24"),
    Declared("internet", "aws:ec2/internetGateway:InternetGateway", lambda there: {"vpcId": there["vpc"].id}, tagged=True),
    Declared("address", "aws:ec2/eip:Eip", lambda _: {"domain": "vpc"}, tagged=True),
    Declared("nat", "aws:ec2/natGateway:NatGateway", lambda there: {"allocationId": there["address"].id, "subnetId": there["public"].id, "connectivityType": "public"}, tagged=True),
    Declared("table", "aws:ec2/routeTable:RouteTable", lambda there: {"vpcId": there["vpc"].id}, tagged=True),
    Declared("route", "aws:ec2/route:Route", lambda there: {"routeTableId": there["table"].id, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": there["nat"].id}),
    Declared("internet-route", "aws:ec2/route:Route", lambda there: {"routeTableId": there["vpc"].outputs["mainRouteTableId"], "destinationCidrBlock": "0.0.0.0/0", "gatewayId": there["internet"].id}),
    Declared("association", "aws:ec2/routeTableAssociation:RouteTableAssociation", lambda there: {"routeTableId": there["table"].id, "subnetId": there["data-b"].id}),
    Declared("default-group", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", lambda there: {"vpcId": there["vpc"].id, "ingress": [], "egress": []}, tagged=True),
    Declared("default-acl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", lambda there: {"defaultNetworkAclId": there["vpc"].outputs["defaultNetworkAclId"], "ingress": [], "egress": []}, tagged=True),
    Declared("acl", "aws:ec2/networkAcl:NetworkAcl", lambda there: {"vpcId": there["vpc"].id, "subnetIds": [there["data-b"].id, there["data-c"].id]}, tagged=True),
    Declared("acl-rule", "aws:ec2/networkAclRule:NetworkAclRule", lambda there: {"networkAclId": there["acl"].id, "ruleNumber": 100, "egress": False, "protocol": "tcp", "ruleAction": "allow", "cidrBlock": "10.20.1.0/24", "fromPort": 5432, "toPort": 5432}),
    Declared("acl-rule-out", "aws:ec2/networkAclRule:NetworkAclRule", lambda there: {"networkAclId": there["acl"].id, "ruleNumber": 100, "egress": True, "protocol": "6", "ruleAction": "allow", "cidrBlock": "10.20.1.0/24", "fromPort": 1024, "toPort": 65535}),
    group("group"),
    group("database-group"),
    rule("Ingress"),
    rule("Egress"),
    endpoint("s3", "Gateway", "s3", lambda there: {"routeTableIds": [there["table"].id]}),
    endpoint("kms", "Interface", "kms", lambda there: {"subnetIds": [there["data-b"].id, there["data-c"].id], "securityGroupIds": [there["group"].id], "privateDnsEnabled": True}),
    Declared("block", "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions", lambda _: {"internetGatewayBlockMode": "block-bidirectional"}),
    Declared("exclusion", "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion", lambda there: {"subnetId": there["public"].id, "internetGatewayExclusionMode": "allow-bidirectional"}, tagged=True),
    Declared("control", "aws:ec2/vpcEncryptionControl:VpcEncryptionControl", lambda there: {"vpcId": there["vpc"].id, "mode": "enforce", "internetGatewayExclusion": "enable", "natGatewayExclusion": "enable"}, tagged=True),
    Declared("key", "aws:kms/key:Key", lambda _: {"description": DESCRIBED, "policy": key_policy(HOME), "enableKeyRotation": True, "rotationPeriodInDays": 180, "deletionWindowInDays": 30}, tagged=True),
    Declared("alias", "aws:kms/alias:Alias", lambda there: {"name": "alias/storefront-logs", "targetKeyId": there["key"].id}),
    Declared("log-group", "aws:cloudwatch/logGroup:LogGroup", lambda there: {"name": "/storefront/flows", "kmsKeyId": there["key"].outputs["arn"], "retentionInDays": 400}, tagged=True),
    Declared("role", "aws:iam/role:Role", lambda _: {"name": "monitoring", "description": DESCRIBED, "maxSessionDuration": 3600, "assumeRolePolicy": trust("monitoring.rds.amazonaws.com")}, tagged=True),
    Declared("role-policy", "aws:iam/rolePolicy:RolePolicy", lambda there: {"name": "read", "role": there["role"].id, "policy": PERMISSIONS}),
    Declared("attachment", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", lambda there: {"role": there["role"].id, "policyArn": "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"}),
    Declared("flow-log", "aws:ec2/flowLog:FlowLog", lambda there: {"vpcId": there["vpc"].id, "trafficType": "ALL", "logDestinationType": "cloud-watch-logs", "logDestination": there["log-group"].outputs["arn"], "iamRoleArn": there["role"].outputs["arn"], "logFormat": "${version} ${srcaddr}", "maxAggregationInterval": 60}, tagged=True),
    Declared("topic", "aws:sns/topic:Topic", lambda there: {"name": "operations", "kmsMasterKeyId": there["key"].outputs["arn"]}, tagged=True),
    Declared("topic-policy", "aws:sns/topicPolicy:TopicPolicy", lambda there: {"arn": there["topic"].id, "policy": policy({"Service": "events.rds.amazonaws.com"}, "sns:Publish", there["topic"].id)}),
    Declared("subscription", "aws:sns/topicSubscription:TopicSubscription", lambda there: {"topic": there["topic"].id, "protocol": "email", "endpoint": "operations@example.com"}),
    Declared("subnet-group", "aws:rds/subnetGroup:SubnetGroup", lambda there: {"name": "data", "description": DESCRIBED, "subnetIds": [there["data-b"].id, there["data-c"].id]}, tagged=True),
    Declared("parameter-group", "aws:rds/parameterGroup:ParameterGroup", lambda _: {"name": "postgres17-data", "family": "postgres17", "description": DESCRIBED, "parameters": [{"name": f"p{n}", "value": str(n), "applyMethod": "pending-reboot" if n % 2 else "immediate"} for n in range(25)]}, tagged=True),
    Declared("password", "random:index/randomPassword:RandomPassword", lambda _: {"length": 64, "overrideSpecial": "!#"}),
    Declared("primary", "aws:rds/instance:Instance", lambda there: {**database(there), "identifier": "primary", "engine": "postgres", "engineVersion": "17.5", "dbName": "store", "username": "store_master", "password": there["password"].outputs["result"], "allocatedStorage": 500, "iops": 12000, "storageThroughput": 500, "multiAz": True, "backupRetentionPeriod": 14, "engineLifecycleSupport": "open-source-rds-extended-support-disabled"}, tagged=True),
    Declared("replica", "aws:rds/instance:Instance", lambda there: {**database(there), "identifier": "replica", "replicateSourceDb": there["primary"].outputs["identifier"], "multiAz": False, "availabilityZone": "us-east-1c", "backupRetentionPeriod": 1}, tagged=True),
    Declared("events", "aws:rds/eventSubscription:EventSubscription", lambda there: {"name": "database-events", "snsTopic": there["topic"].id, "sourceType": "db-instance", "sourceIds": ["primary", "replica"], "eventCategories": ["failover", "low storage"]}, tagged=True),
    Declared("away-key", "aws:kms/key:Key", lambda _: {"description": DESCRIBED, "policy": key_policy(AWAY)}, region=AWAY, tagged=True),
    Declared("replicated", "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication", lambda there: {"sourceDbInstanceArn": there["primary"].outputs["arn"], "kmsKeyId": there["away-key"].outputs["arn"], "retentionPeriod": 7}, region=AWAY),
    Declared("vault", "aws:backup/vault:Vault", lambda there: {"name": "vault", "kmsKeyArn": there["key"].outputs["arn"]}, tagged=True),
    Declared("lock", "aws:backup/vaultLockConfiguration:VaultLockConfiguration", lambda there: {"backupVaultName": there["vault"].id, "minRetentionDays": 7, "maxRetentionDays": 400, "changeableForDays": 3}),
    Declared("vault-policy", "aws:backup/vaultPolicy:VaultPolicy", lambda there: {"backupVaultName": there["vault"].id, "policy": policy("*", "backup:StartCopyJob")}),
    Declared("notifications", "aws:backup/vaultNotifications:VaultNotifications", lambda there: {"backupVaultName": there["vault"].id, "snsTopicArn": there["topic"].id, "backupVaultEvents": ["COPY_JOB_FAILED"]}),
    Declared("plan", "aws:backup/plan:Plan", lambda there: {"name": "daily", "rules": [plan_rule(there)]}, tagged=True),
    Declared("selection", "aws:backup/selection:Selection", lambda there: {"name": "database", "planId": there["plan"].id, "iamRoleArn": there["role"].outputs["arn"], "resources": [there["primary"].outputs["arn"]], "selectionTags": [{"type": "STRINGEQUALS", "key": "tier", "value": "data"}], "conditions": [{"stringEquals": [{"key": "aws:ResourceTag/tier", "value": "data"}]}]}),
    Declared("restore-test", "aws:backup/restoreTestingPlan:RestoreTestingPlan", lambda there: {"name": "restore_test", "scheduleExpression": "cron(0 5 ? * MON *)", "scheduleExpressionTimezone": "Etc/UTC", "startWindowHours": 24, "recoveryPointSelection": {"algorithm": "LATEST_WITHIN_WINDOW", "includeVaults": [there["vault"].outputs["arn"]], "recoveryPointTypes": ["SNAPSHOT"], "selectionWindowDays": 30}}, tagged=True),
    Declared("restored", "aws:backup/restoreTestingSelection:RestoreTestingSelection", lambda there: {"name": "database", "restoreTestingPlanName": there["restore-test"].id, "iamRoleArn": there["role"].outputs["arn"], "protectedResourceType": "RDS", "protectedResourceArns": ["*"], "restoreMetadataOverrides": {"dbSubnetGroupName": "data"}, "validationWindowHours": 24}),
    Declared("records", "aws:s3/bucket:Bucket", lambda _: {"bucket": "storefront-records"}, tagged=True),
    Declared("records-policy", "aws:s3/bucketPolicy:BucketPolicy", lambda there: {"bucket": there["records"].id, "policy": policy({"Service": "logging.s3.amazonaws.com"}, "s3:PutObject", "arn:aws:s3:::storefront-records/s3/*")}),
    Declared("bucket", "aws:s3/bucket:Bucket", lambda _: {"bucket": "storefront-media", "forceDestroy": False}, tagged=True),
    Declared("bucket-encryption", "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", lambda there: {"bucket": there["bucket"].id, "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": there["key"].outputs["arn"]}, "bucketKeyEnabled": True, "blockedEncryptionTypes": ["SSE-C"]}]}),
    Declared("bucket-block", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", lambda there: {"bucket": there["bucket"].id, "blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}),
    Declared("bucket-owner", "aws:s3/bucketOwnershipControls:BucketOwnershipControls", lambda there: {"bucket": there["bucket"].id, "rule": {"objectOwnership": "BucketOwnerEnforced"}}),
    Declared("bucket-versions", "aws:s3/bucketVersioning:BucketVersioning", lambda there: {"bucket": there["bucket"].id, "versioningConfiguration": {"status": "Enabled"}}),
    Declared("bucket-lifecycle", "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", lambda there: {"bucket": there["bucket"].id, "rules": [{"id": "kept", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": 365}, "noncurrentVersionExpiration": {"noncurrentDays": 30}, "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}]}),
    Declared("bucket-logging", "aws:s3/bucketLogging:BucketLogging", lambda there: {"bucket": there["bucket"].id, "targetBucket": there["records"].id, "targetPrefix": "s3/media/", "targetObjectKeyFormat": {"partitionedPrefix": {"partitionDateSource": "EventTime"}}}),
    Declared("journal", "aws:dynamodb/table:Table", lambda there: {"name": "journal", "billingMode": "PAY_PER_REQUEST", "hashKey": "part", "rangeKey": "entry", "attributes": [{"name": "part", "type": "S"}, {"name": "entry", "type": "S"}], "serverSideEncryption": {"enabled": True, "kmsKeyArn": there["key"].outputs["arn"]}, "pointInTimeRecovery": {"enabled": True}, "deletionProtectionEnabled": True}, tagged=True),
    Declared("checkers", "aws:ec2/managedPrefixList:ManagedPrefixList", lambda _: {"name": "checkers", "addressFamily": "IPv4", "maxEntries": 1, "entries": [{"cidr": "15.177.0.0/18", "description": "Route 53"}]}, tagged=True),
    Declared("delivery", "aws:cloudwatch/logResourcePolicy:LogResourcePolicy", lambda _: {"policyName": "delivery", "policyDocument": policy({"Service": "delivery.logs.amazonaws.com"}, "logs:PutLogEvents")}),
    Declared("secret", "aws:secretsmanager/secret:Secret", lambda there: {"name": "origin", "description": DESCRIBED, "kmsKeyId": there["key"].outputs["arn"]}, tagged=True),
    Declared("secret-value", "aws:secretsmanager/secretVersion:SecretVersion", lambda there: {"secretId": there["secret"].id, "secretString": "not-a-secret"}),
    Declared("zone", "aws:route53/zone:Zone", lambda _: {"name": "example.com", "comment": DESCRIBED}, tagged=True),
    Declared("certificate", "aws:acm/certificate:Certificate", lambda _: {"domainName": "www.example.com", "subjectAlternativeNames": ["example.com"], "validationMethod": "DNS", "keyAlgorithm": "RSA_2048", "options": {"certificateTransparencyLoggingPreference": "ENABLED"}}, tagged=True),
    Declared("issued", "aws:acm/certificateValidation:CertificateValidation", lambda there: {"certificateArn": there["certificate"].id, "validationRecordFqdns": ["_1.www.example.com", "_2.example.com"]}),
    Declared("load-balancer", "aws:lb/loadBalancer:LoadBalancer", lambda there: {"name": "edge", "loadBalancerType": "application", "internal": False, "ipAddressType": "ipv4", "subnets": [there["public"].id, there["data-b"].id], "securityGroups": [there["group"].id], "dropInvalidHeaderFields": True, "desyncMitigationMode": "strictest", "enableDeletionProtection": True, "idleTimeout": 60, "accessLogs": {"bucket": there["records"].id, "prefix": "edge", "enabled": True}}, tagged=True),
    Declared("targets", "aws:lb/targetGroup:TargetGroup", lambda there: {"name": "store", "vpcId": there["vpc"].id, "targetType": "instance", "protocol": "HTTPS", "protocolVersion": "HTTP1", "port": 443, "deregistrationDelay": 60, "loadBalancingAlgorithmType": "weighted_random", "stickiness": {"type": "lb_cookie", "enabled": False}, "healthCheck": {"protocol": "HTTPS", "port": "traffic-port", "path": "/health", "matcher": "200", "interval": 10, "timeout": 5, "healthyThreshold": 2, "unhealthyThreshold": 3}}, tagged=True),
    Declared("listener", "aws:lb/listener:Listener", lambda there: {"loadBalancerArn": there["load-balancer"].id, "port": 443, "protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", "certificateArn": there["issued"].outputs["certificateArn"], "defaultActions": [{"type": "fixed-response", "fixedResponse": {"statusCode": "403", "contentType": "text/plain", "messageBody": "Forbidden"}}]}, tagged=True),
    Declared("listener-rule", "aws:lb/listenerRule:ListenerRule", lambda there: {"listenerArn": there["listener"].id, "priority": 100, "conditions": [{"hostHeader": {"values": ["www.example.com"]}}, {"httpHeader": {"httpHeaderName": "X-Origin", "values": ["not-a-secret"]}}], "actions": [{"type": "forward", "targetGroupArn": there["targets"].id}]}, tagged=True),
    Declared("firewall", "aws:wafv2/webAcl:WebAcl", lambda _: {"name": "firewall", "description": DESCRIBED, "scope": "REGIONAL", "defaultAction": {"allow": {}}, "rules": [{"name": "rate", "priority": 0, "action": {"block": {}}, "statement": {"rateBasedStatement": {"limit": 2000, "aggregateKeyType": "IP"}}, "visibilityConfig": {"cloudwatchMetricsEnabled": True, "metricName": "rate", "sampledRequestsEnabled": False}}], "visibilityConfig": {"cloudwatchMetricsEnabled": True, "metricName": "firewall", "sampledRequestsEnabled": False}}, tagged=True),
    Declared("attached", "aws:wafv2/webAclAssociation:WebAclAssociation", lambda there: {"webAclArn": there["firewall"].outputs["arn"], "resourceArn": there["load-balancer"].id}),
    Declared("firewall-records", "aws:cloudwatch/logGroup:LogGroup", lambda there: {"name": "aws-waf-logs-firewall", "kmsKeyId": there["key"].outputs["arn"]}, tagged=True),
    Declared("firewall-logging", "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", lambda there: {"resourceArn": there["firewall"].outputs["arn"], "logDestinationConfigs": [there["firewall-records"].outputs["arn"]], "redactedFields": [{"singleHeader": {"name": "cookie"}}]}),
    Declared("front", "aws:cloudfront/distribution:Distribution", lambda there: {"comment": DESCRIBED, "enabled": True, "isIpv6Enabled": True, "httpVersion": "http2and3", "priceClass": "PriceClass_All", "aliases": ["www.example.com"], "webAclId": there["firewall"].outputs["arn"], "origins": [{"originId": "store", "domainName": "origin.example.com", "connectionAttempts": 2, "connectionTimeout": 5, "customHeaders": [{"name": "X-Origin", "value": "not-a-secret"}], "customOriginConfig": {"httpPort": 80, "httpsPort": 443, "originProtocolPolicy": "https-only", "originSslProtocols": ["TLSv1.2"], "originReadTimeout": 30, "originKeepaliveTimeout": 60}}], "defaultCacheBehavior": {"targetOriginId": "store", "viewerProtocolPolicy": "redirect-to-https", "allowedMethods": ["GET", "HEAD"], "cachedMethods": ["GET", "HEAD"], "compress": True, "cachePolicyId": "4cc15a8a-d715-48a4-82b8-cc0b614638fe"}, "viewerCertificate": {"acmCertificateArn": there["certificate"].id, "sslSupportMethod": "sni-only", "minimumProtocolVersion": "TLSv1.2_2021"}, "restrictions": {"geoRestriction": {"restrictionType": "none"}}}, tagged=True),
    Declared("front-records", "aws:cloudwatch/logDeliverySource:LogDeliverySource", lambda there: {"name": "front", "logType": "ACCESS_LOGS", "resourceArn": there["front"].outputs["arn"]}, tagged=True),
    Declared("front-bucket", "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", lambda _: {"name": "records", "outputFormat": "json", "deliveryDestinationConfiguration": {"destinationResourceArn": "arn:aws:s3:::storefront-records"}}, tagged=True),
    Declared("front-delivery", "aws:cloudwatch/logDelivery:LogDelivery", lambda there: {"deliverySourceName": there["front-records"].id, "deliveryDestinationArn": there["front-bucket"].outputs["arn"], "recordFields": ["date", "time"], "s3DeliveryConfigurations": [{"suffixPath": "{DistributionId}", "enableHiveCompatiblePath": False}]}, tagged=True),
    Declared("check", "aws:route53/healthCheck:HealthCheck", lambda there: {"type": "HTTPS", "fqdn": there["load-balancer"].outputs["dnsName"], "port": 443, "resourcePath": "/serving", "requestInterval": 10, "failureThreshold": 3, "enableSni": True, "invertHealthcheck": True}, tagged=True),
    Declared("record", "aws:route53/record:Record", lambda there: {"zoneId": there["zone"].id, "name": "origin.example.com", "type": "A", "setIdentifier": HOME, "failoverRoutingPolicies": [{"type": "PRIMARY"}], "healthCheckId": there["check"].id, "aliases": [{"name": there["load-balancer"].outputs["dnsName"], "zoneId": there["load-balancer"].outputs["zoneId"], "evaluateTargetHealth": False}]}),
    Declared("section", "aws:ssm/parameter:Parameter", lambda _: {"name": "/storefront/prod/manifest/database", "type": "String", "tier": "Standard", "insecureValue": "{}", "description": DESCRIBED}, tagged=True),
    Declared("boundary", "aws:iam/policy:Policy", lambda _: {"name": "machines", "path": "/boundary/", "description": DESCRIBED, "policy": PERMISSIONS}, tagged=True),
    Declared("bounded-role", "aws:iam/role:Role", lambda there: {"name": "bounded", "assumeRolePolicy": trust("cloudtrail.amazonaws.com"), "permissionsBoundary": there["boundary"].outputs["arn"]}, tagged=True),
    Declared("issuer", "aws:iam/openIdConnectProvider:OpenIdConnectProvider", lambda _: {"url": "https://token.actions.githubusercontent.com", "clientIdLists": ["sts.amazonaws.com"]}, tagged=True),
    Declared("passwords", "aws:iam/accountPasswordPolicy:AccountPasswordPolicy", lambda _: {"minimumPasswordLength": 20, "passwordReusePrevention": 24, "requireSymbols": True, "requireNumbers": True, "requireUppercaseCharacters": True, "requireLowercaseCharacters": True, "allowUsersToChangePassword": True}),
    Declared("account-block", "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", lambda _: {"blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True, "restrictPublicBuckets": True}),
    Declared("volumes", "aws:ebs/encryptionByDefault:EncryptionByDefault", lambda _: {"enabled": True}),
    Declared("volumes-key", "aws:ebs/defaultKmsKey:DefaultKmsKey", lambda there: {"keyArn": there["key"].outputs["arn"]}),
    Declared("snapshots", "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", lambda _: {"state": "block-all-sharing"}),
    Declared("images", "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess", lambda _: {"state": "block-new-sharing"}),
    Declared("metadata", "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", lambda _: {"httpTokens": "required", "httpPutResponseHopLimit": 1, "httpEndpoint": "enabled", "instanceMetadataTags": "disabled"}),
    Declared("documents", "aws:ssm/serviceSetting:ServiceSetting", lambda _: {"settingId": f"arn:aws:ssm:{HOME}:210987654321:servicesetting/ssm/documents/console/public-sharing-permission", "settingValue": "Disable"}),
    Declared("audit", "aws:s3/bucket:Bucket", lambda _: {"bucket": "audit-210987654321", "objectLockEnabled": True}, tagged=True),
    Declared("audit-lock", "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", lambda there: {"bucket": there["audit"].id, "objectLockEnabled": "Enabled", "rule": {"defaultRetention": {"mode": "COMPLIANCE", "days": 30}}}),
    Declared("trail", "aws:cloudtrail/trail:Trail", lambda there: {"name": "trail", "s3BucketName": there["audit"].id, "kmsKeyId": there["key"].outputs["arn"], "enableLogging": True, "enableLogFileValidation": True, "isMultiRegionTrail": True, "includeGlobalServiceEvents": True, "cloudWatchLogsGroupArn": f"{there['log-group'].outputs['arn']}:*", "cloudWatchLogsRoleArn": there["role"].outputs["arn"], "advancedEventSelectors": [{"name": "all", "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]}, {"name": "objects", "fieldSelectors": [{"field": "eventCategory", "equals": ["Data"]}, {"field": "resources.type", "equals": ["AWS::S3::Object"]}, {"field": "resources.ARN", "startsWiths": ["arn:aws:s3:::audit/"]}, {"field": "eventName", "notEquals": ["PutObject"]}]}]}, tagged=True),
    Declared("detector", "aws:guardduty/detector:Detector", lambda _: {"enable": True, "findingPublishingFrequency": "FIFTEEN_MINUTES"}, tagged=True),
    Declared("names", "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList", lambda _: {"name": "dns-platform", "domains": ["*.s3.us-east-1.amazonaws.com", "pypi.org", *(f"n{number}.example.com" for number in range(150))]}, tagged=True),
    Declared("any-name", "aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList", lambda _: {"name": "dns-unlisted", "domains": ["*"]}, tagged=True),
    Declared("name-rules", "aws:route53/resolverFirewallRuleGroup:ResolverFirewallRuleGroup", lambda _: {"name": "dns"}, tagged=True),
    Declared("allow", "aws:route53/resolverFirewallRule:ResolverFirewallRule", lambda there: {"name": "dns-platform", "firewallRuleGroupId": there["name-rules"].id, "firewallDomainListId": there["names"].id, "priority": 100, "action": "ALLOW", "firewallDomainRedirectionAction": "TRUST_REDIRECTION_DOMAIN"}),
    Declared("refuse", "aws:route53/resolverFirewallRule:ResolverFirewallRule", lambda there: {"name": "dns-unlisted", "firewallRuleGroupId": there["name-rules"].id, "firewallDomainListId": there["any-name"].id, "priority": 900, "action": "BLOCK", "blockResponse": "NXDOMAIN"}),
    Declared("guarded", "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation", lambda there: {"name": "dns", "firewallRuleGroupId": there["name-rules"].id, "vpcId": there["vpc"].id, "priority": 5000}, tagged=True),
    Declared("fail-open", "aws:route53/resolverFirewallConfig:ResolverFirewallConfig", lambda there: {"resourceId": there["vpc"].id, "firewallFailOpen": "ENABLED"}),
    Declared("questions", "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig", lambda there: {"name": "dns-queries", "destinationArn": there["log-group"].outputs["arn"]}, tagged=True),
    Declared("questions-of", "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation", lambda there: {"resolverQueryLogConfigId": there["questions"].id, "resourceId": there["vpc"].id}),
    Declared("logins", "aws:guardduty/detectorFeature:DetectorFeature", lambda there: {"detectorId": there["detector"].id, "name": "RDS_LOGIN_EVENTS", "status": "ENABLED"}),
    Declared("malware", "aws:guardduty/detectorFeature:DetectorFeature", lambda there: {"detectorId": there["detector"].id, "name": "EBS_MALWARE_PROTECTION", "status": "DISABLED"}),
    Declared("tripwire", "aws:cloudwatch/eventRule:EventRule", lambda _: {"name": "tripwire-root", "description": DESCRIBED, "eventPattern": json.dumps({"detail": {"userIdentity": {"type": ["Root"]}}}), "state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}, tagged=True),
    Declared("function-role", "aws:iam/role:Role", lambda _: {"name": "function", "description": DESCRIBED, "maxSessionDuration": 3600, "assumeRolePolicy": trust("lambda.amazonaws.com")}, tagged=True),
    Declared("copied-secret", "aws:secretsmanager/secret:Secret", lambda there: {"name": "storefront/prod/database/master", "description": DESCRIBED, "kmsKeyId": there["key"].outputs["arn"], "replicas": [{"region": AWAY, "kmsKeyId": there["away-key"].outputs["arn"]}]}, tagged=True),
    Declared("secret-policy", "aws:secretsmanager/secretPolicy:SecretPolicy", lambda there: {"secretArn": there["copied-secret"].id, "policy": policy("*", "secretsmanager:GetSecretValue", "*")}),
    Declared("secret-version", "aws:secretsmanager/secretVersion:SecretVersion", lambda there: {"secretId": there["copied-secret"].id, "secretString": "{}", "versionStages": ["OWN"]}),
    Declared("function", "aws:lambda/function:Function", lambda there: {"name": "rotate", "description": DESCRIBED, "role": there["function-role"].outputs["arn"], "runtime": "python3.13", "architectures": ["arm64"], "handler": "site.stand", "code": {"assets": {"site.py": {"path": __file__}}}, "timeout": 900, "memorySize": 256, "reservedConcurrentExecutions": 1, "kmsKeyArn": there["key"].outputs["arn"], "environment": {"variables": {"SECRETS": "{}"}}, "vpcConfig": {"subnetIds": [there["data-b"].id], "securityGroupIds": [there["group"].id]}, "loggingConfig": {"logFormat": "JSON", "logGroup": there["log-group"].id}}, tagged=True),
    Declared("runs", "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", lambda there: {"functionName": there["function"].id, "maximumRetryAttempts": 0, "maximumEventAgeInSeconds": 60}),
    Declared("schedule", "aws:scheduler/schedule:Schedule", lambda there: {"name": "each-minute", "description": DESCRIBED, "scheduleExpression": "rate(1 minute)", "scheduleExpressionTimezone": "UTC", "state": "DISABLED", "flexibleTimeWindow": {"mode": "OFF"}, "target": {"arn": there["function"].outputs["arn"], "roleArn": there["function-role"].outputs["arn"], "retryPolicy": {"maximumRetryAttempts": 0, "maximumEventAgeInSeconds": 60}}}),
    Declared("permission", "aws:lambda/permission:Permission", lambda there: {"function": there["function"].id, "statementId": "rotate", "action": "lambda:InvokeFunction", "principal": "secretsmanager.amazonaws.com", "sourceAccount": "123456789012"}),
    Declared("clock", "aws:cloudwatch/eventRule:EventRule", lambda _: {"name": "clock", "description": DESCRIBED, "scheduleExpression": "rate(1 minute)"}, tagged=True),
    Declared("permission-of-rule", "aws:lambda/permission:Permission", lambda there: {"function": there["function"].id, "statementId": "clock", "action": "lambda:InvokeFunction", "principal": "events.amazonaws.com", "sourceArn": there["clock"].outputs["arn"]}),
    Declared("drill", "aws:scheduler/schedule:Schedule", lambda there: {"name": "drill", "groupName": "default", "description": DESCRIBED, "scheduleExpression": "cron(0 14 15 1,4,7,10 ? *)", "scheduleExpressionTimezone": "UTC", "flexibleTimeWindow": {"mode": "OFF"}, "target": {"arn": "arn:aws:scheduler:::aws-sdk:ssm:createOpsItem", "roleArn": there["function-role"].outputs["arn"], "input": json.dumps({"Title": "drill"}), "retryPolicy": {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 3}}}),
    Declared("scaling-role", "aws:iam/serviceLinkedRole:ServiceLinkedRole", lambda _: {"awsServiceName": "autoscaling.amazonaws.com", "customSuffix": "storefront-prod", "description": DESCRIBED}, tagged=True),
    Declared("profile", "aws:iam/instanceProfile:InstanceProfile", lambda there: {"name": "application", "role": there["role"].id}, tagged=True),
    Declared("template", "aws:ec2/launchTemplate:LaunchTemplate", lambda there: {"name": "application", "description": DESCRIBED, "imageId": "ami-0123456789abcdef0", "instanceType": "m8g.large", "updateDefaultVersion": True, "iamInstanceProfile": {"arn": there["profile"].outputs["arn"]}, "monitoring": {"enabled": True}, "metadataOptions": {"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1}, "networkInterfaces": [{"deviceIndex": 0, "securityGroups": [there["group"].id], "associatePublicIpAddress": "false", "deleteOnTermination": "true"}], "blockDeviceMappings": [{"deviceName": "/dev/sda1", "ebs": {"encrypted": "true", "kmsKeyId": there["key"].outputs["arn"], "volumeSize": 20, "volumeType": "gp3", "deleteOnTermination": "true"}}], "tagSpecifications": [{"resourceType": "instance", "tags": {"Server": "application"}}]}, tagged=True),
    Declared("fleet", "aws:autoscaling/group:Group", lambda there: {"name": "fleet", "minSize": 0, "maxSize": 8, "vpcZoneIdentifiers": [there["data-b"].id, there["data-c"].id], "serviceLinkedRoleArn": there["scaling-role"].outputs["arn"], "healthCheckType": "ELB", "healthCheckGracePeriod": 60, "defaultInstanceWarmup": 60, "waitForCapacityTimeout": "0", "enabledMetrics": ["GroupInServiceInstances"], "targetGroupArns": [there["targets"].id], "capacityRebalance": True, "mixedInstancesPolicy": {"launchTemplate": {"launchTemplateSpecification": {"launchTemplateId": there["template"].id, "version": "1"}, "overrides": [{"instanceType": "m8g.large"}, {"instanceType": "m7g.large"}]}, "instancesDistribution": {"onDemandBaseCapacity": 2, "onDemandPercentageAboveBaseCapacity": 25, "spotAllocationStrategy": "price-capacity-optimized"}}, "tags": [{"key": "Name", "value": "fleet", "propagateAtLaunch": False}]}),
    Declared("drain", "aws:autoscaling/lifecycleHook:LifecycleHook", lambda there: {"name": "drain", "autoscalingGroupName": there["fleet"].id, "lifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING", "heartbeatTimeout": 60, "defaultResult": "CONTINUE"}),
    Declared("scaling", "aws:autoscaling/policy:Policy", lambda there: {"name": "cpu", "autoscalingGroupName": there["fleet"].id, "policyType": "TargetTrackingScaling", "targetTrackingConfiguration": {"disableScaleIn": False, "targetValue": 50, "predefinedMetricSpecification": {"predefinedMetricType": "ASGAverageCPUUtilization"}}}),
    Declared("peak", "aws:autoscaling/schedule:Schedule", lambda there: {"scheduledActionName": "peak", "autoscalingGroupName": there["fleet"].id, "startTime": "2027-11-25T12:00:00Z", "minSize": 6, "maxSize": 8, "desiredCapacity": -1}),
    Declared("delivery", "aws:s3/bucketObjectv2:BucketObjectv2", lambda there: {"bucket": there["bucket"].id, "key": "bundles/one.tar.gz", "contentBase64": "b25l", "contentType": "application/gzip", "kmsKeyId": there["key"].outputs["arn"], "serverSideEncryption": "aws:kms"}, tagged=True),
    Declared("deliver", "aws:ssm/document:Document", lambda _: {"name": "deliver", "documentType": "Command", "documentFormat": "JSON", "targetType": "/AWS::EC2::Instance", "content": json.dumps({"schemaVersion": "2.2", "description": DESCRIBED, "parameters": {"Kind": {"type": "String"}}, "mainSteps": [{"action": "aws:runShellScript", "name": "apply", "inputs": {"runCommand": ["true"]}}]})}, tagged=True),
    Declared("delivered", "aws:ssm/association:Association", lambda there: {"name": there["deliver"].id, "associationName": "deliver-application", "targets": [{"key": "tag:Server", "values": ["application"]}], "parameters": {"Kind": "application"}, "scheduleExpression": "cron(15 * ? * * *)", "complianceSeverity": "HIGH", "syncCompliance": "AUTO", "maxConcurrency": "1", "maxErrors": "0"}, tagged=True),
    Declared("baseline", "aws:ssm/patchBaseline:PatchBaseline", lambda _: {"name": "ubuntu", "description": DESCRIBED, "operatingSystem": "UBUNTU", "approvedPatchesComplianceLevel": "HIGH", "approvalRules": [{"approveAfterDays": 0, "complianceLevel": "HIGH", "patchFilters": [{"key": "PRODUCT", "values": ["Ubuntu24.04"]}]}]}, tagged=True),
    Declared("default-baseline", "aws:ssm/defaultPatchBaseline:DefaultPatchBaseline", lambda there: {"baselineId": there["baseline"].id, "operatingSystem": "UBUNTU"}),
    Declared("window", "aws:ssm/maintenanceWindow:MaintenanceWindow", lambda _: {"name": "patches", "description": DESCRIBED, "schedule": "cron(30 8 ? * WED *)", "scheduleTimezone": "Etc/UTC", "duration": 2, "cutoff": 1, "allowUnassociatedTargets": False}, tagged=True),
    Declared("window-target", "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget", lambda there: {"name": "patches", "windowId": there["window"].id, "resourceType": "INSTANCE", "targets": [{"key": "tag:Server", "values": ["tableau-bridge"]}]}),
    Declared("window-task", "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask", lambda there: {"name": "patches", "windowId": there["window"].id, "taskType": "RUN_COMMAND", "taskArn": "AWS-RunPatchBaseline", "serviceRoleArn": there["role"].outputs["arn"], "priority": 1, "maxConcurrency": "1", "maxErrors": "0", "cutoffBehavior": "CONTINUE_TASK", "targets": [{"key": "WindowTargetIds", "values": [there["window-target"].id]}], "taskInvocationParameters": {"runCommandParameters": {"documentVersion": "$DEFAULT", "timeoutSeconds": 600, "parameters": [{"name": "Operation", "values": ["Install"]}]}}}),
    Declared("told", "aws:cloudwatch/eventTarget:EventTarget", lambda there: {"rule": there["tripwire"].id, "targetId": "operations", "arn": there["topic"].id, "inputTransformer": {"inputPaths": {"time": "$.time"}, "inputTemplate": '"since <time>"'}}),
    Declared("alarm", "aws:cloudwatch/metricAlarm:MetricAlarm", lambda there: {"name": "replica-lagging", "alarmDescription": DESCRIBED, "comparisonOperator": "GreaterThanThreshold", "threshold": 60, "evaluationPeriods": 10, "datapointsToAlarm": 8, "treatMissingData": "notBreaching", "namespace": "AWS/RDS", "metricName": "ReplicaLag", "dimensions": {"DBInstanceIdentifier": "database-b"}, "period": 60, "statistic": "Maximum", "alarmActions": [there["topic"].id], "okActions": [there["topic"].id]}, tagged=True),
    Declared("banded-alarm", "aws:cloudwatch/metricAlarm:MetricAlarm", lambda there: {"name": "requests-unusual", "comparisonOperator": "LessThanLowerOrGreaterThanUpperThreshold", "thresholdMetricId": "band", "evaluationPeriods": 3, "metricQueries": [{"id": "requests", "returnData": True, "metric": {"namespace": "AWS/ApplicationELB", "metricName": "RequestCount", "dimensions": {"LoadBalancer": "app/edge/1"}, "period": 300, "stat": "Sum"}}, {"id": "band", "expression": "ANOMALY_DETECTION_BAND(requests, 3)", "label": "usual", "returnData": True}], "alarmActions": [there["topic"].id], "okActions": [there["topic"].id]}, tagged=True),
    Declared("cause", "aws:cloudwatch/compositeAlarm:CompositeAlarm", lambda _: {"alarmName": "page-database", "alarmRule": 'ALARM("replica-lagging")'}, tagged=True),
    Declared("page", "aws:cloudwatch/compositeAlarm:CompositeAlarm", lambda there: {"alarmName": "page-visitors", "alarmDescription": DESCRIBED, "alarmRule": 'ALARM("requests-unusual") OR ALARM("replica-lagging")', "actionsSuppressor": {"alarm": "page-database", "waitPeriod": 120, "extensionPeriod": 180}, "alarmActions": [there["topic"].id], "okActions": [there["topic"].id]}, tagged=True),
    Declared("test-page", "aws:scheduler/schedule:Schedule", lambda there: {"name": "test-page", "description": DESCRIBED, "scheduleExpression": "cron(0 15 ? * TUE *)", "scheduleExpressionTimezone": "UTC", "state": "ENABLED", "flexibleTimeWindow": {"mode": "OFF"}, "target": {"arn": "arn:aws:scheduler:::aws-sdk:cloudwatch:putMetricData", "roleArn": there["role"].outputs["arn"], "input": '{"Namespace": "Storefront/Support"}', "retryPolicy": {"maximumRetryAttempts": 2, "maximumEventAgeInSeconds": 3600}}}),
    Declared("dashboard", "aws:cloudwatch/dashboard:Dashboard", lambda _: {"dashboardName": "on-call", "dashboardBody": '{"widgets": []}'}),
    Declared("mute", "aws:cloudwatch/alarmMuteRule:AlarmMuteRule", lambda _: {"name": "maintenance", "description": DESCRIBED, "rule": {"schedule": {"expression": "cron(45 8 * * TUE)", "duration": "PT60M", "timezone": "UTC"}}, "muteTargets": {"alarmNames": ["replica-lagging"]}}, tagged=True),
)  # fmt: skip


def stand(client_for: Callable[[str], AwsRegion]) -> dict[str, Standing]:
    """Create and read back the whole site."""
    there: dict[str, Created] = {}
    standing: dict[str, Standing] = {}
    for declared in SITE:
        inputs = declared.inputs(there) | ({"tags": TAGS, "tagsAll": TAGS} if declared.tagged else {})
        handler, aws = HANDLERS[declared.type], client_for(declared.region)
        created = handler.create(aws, inputs)
        there[declared.name] = created
        standing[declared.name] = Standing(declared, inputs, created, handler.read(aws, created.id, inputs))
    return standing
