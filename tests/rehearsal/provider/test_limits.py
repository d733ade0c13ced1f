"""Proves each row of the table of documented limits: what it refuses, and that what lies just inside is accepted.

What the service models themselves say is left to test_strict.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from rehearsal.provider.limits import LIMITS, broken_limits
from rehearsal.provider.schemas import broken_schemas

ROOT = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    "Action": "kms:*",
    "Resource": "*",
}
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
TRUST = {"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}

JOBS = {
    "Effect": "Allow",
    "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
    "Action": "sts:AssumeRoleWithWebIdentity",
}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def long(statement: dict[str, Any], size: int) -> str:
    return document(statement | {"Sid": "x" * size})


INSTANCE = {"DBInstanceIdentifier": "main", "DBInstanceClass": "db.r7g.large", "Engine": "postgres"}
INSIGHTS = {"EnablePerformanceInsights": True, "PerformanceInsightsRetentionPeriod": 465}
PERMISSION = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [{"GroupId": "sg-1"}]}
ENTRY = {"RuleNumber": 100, "Protocol": "6", "CidrBlock": "10.0.0.0/16", "PortRange": {"From": 1, "To": 2}}
ROUTE = {"RouteTableId": "rtb-1", "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}
ENDPOINT = {"VpcId": "vpc-1", "ServiceName": "com.amazonaws.us-east-1.s3"}
PARAMETER = {"Name": "/a/b", "Value": "v", "Type": "String"}


SCHEDULE: dict[str, Any] = {
    "Name": "drill",
    "ScheduleExpression": "cron(0 14 15 1,4,7,10 ? *)",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": "arn:aws:scheduler:::aws-sdk:ssm:createOpsItem", "RoleArn": "arn:aws:iam::111122223333:role/r", "Input": "{}"},
}  # fmt: skip


def targeting(**changes: Any) -> dict[str, Any]:
    return SCHEDULE | {"Target": {**SCHEDULE["Target"], **changes}}


TARGET = {"Id": "operations", "Arn": "arn:aws:sns:us-east-1:123456789012:operations"}


def told(**changes: Any) -> dict[str, Any]:
    return {"Rule": "drill", "Targets": [TARGET | changes]}


TABLE = {
    "TableName": "journal",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "part", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "part", "KeyType": "HASH"}],
}


ALARM = {
    "MetricName": "ReplicaLag",
    "Namespace": "AWS/RDS",
    "Statistic": "Maximum",
    "ComparisonOperator": "GreaterThanThreshold",
    "Threshold": 60.0,
    "Period": 60,
    "EvaluationPeriods": 10,
}


def query(name: str, **stat: Any) -> dict[str, Any]:
    metric = {"Namespace": "AWS/RDS", "MetricName": "CPUUtilization"}
    return {"Id": name, "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Average"} | stat}


def banded(**stat: Any) -> dict[str, Any]:
    return {
        "ComparisonOperator": "GreaterThanUpperThreshold",
        "ThresholdMetricId": "band",
        "EvaluationPeriods": 3,
        "Metrics": [query("m", **stat), {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(m, 3)"}],
    }


def mute(**schedule: str) -> dict[str, Any]:
    return {"Rule": {"Schedule": {"Expression": "cron(45 8 * * TUE)", "Duration": "PT60M"} | schedule}}


def permission(**changes: Any) -> dict[str, Any]:
    return {"IpPermissions": [PERMISSION | changes]}


def peer(kind: str, **item: str) -> dict[str, Any]:
    return {"IpPermissions": [{"IpProtocol": "-1", kind: [item]}]}


def rule(**changes: Any) -> dict[str, Any]:
    return {"BackupPlan": {"Rules": [{"RuleName": "daily"} | changes]}}


def testing(**changes: Any) -> dict[str, Any]:
    return {"RestoreTestingPlan": changes}


def selection(**changes: Any) -> dict[str, Any]:
    return {"RestoreTestingSelection": changes}


def tags(**tags: str) -> dict[str, Any]:
    return {"TagSpecifications": [{"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}]}


def storage(**changes: Any) -> dict[str, Any]:
    return INSTANCE | {"StorageType": "gp3", "AllocatedStorage": 400} | changes


def template(**data: Any) -> dict[str, Any]:
    return {"LaunchTemplateName": "storefront", "LaunchTemplateData": data}


def disk(**ebs: Any) -> dict[str, Any]:
    return template(BlockDeviceMappings=[{"Ebs": {"VolumeType": "gp3", "VolumeSize": 20} | ebs}])


def user_data(size: int) -> dict[str, Any]:
    return template(UserData=base64.b64encode(b"x" * size).decode())


def tracking(**specification: str) -> dict[str, Any]:
    return {"TargetTrackingConfiguration": {"PredefinedMetricSpecification": specification}}


def forecast(**configuration: Any) -> dict[str, Any]:
    return {"PredictiveScalingConfiguration": configuration}


def attributes(**given: str) -> dict[str, Any]:
    return {"Attributes": [{"Key": key.replace("__", "."), "Value": value} for key, value in given.items()]}


def conditions(hosts: int, values: int, **more: Any) -> dict[str, Any]:
    header = {"HttpHeaderName": "X-Origin", "Values": ["v"] * values}
    return {
        "Conditions": [
            {"Field": "host-header", "HostHeaderConfig": {"Values": [f"{n}.example.com" for n in range(hosts)]}},
            {"Field": "http-header", "HttpHeaderConfig": header | more},
        ]
    }


def acl(*rules: dict[str, Any], metric: str = "store") -> dict[str, Any]:
    return {"Rules": list(rules), "VisibilityConfig": {"MetricName": metric}}


def waf_log(name: str) -> dict[str, Any]:
    arn = f"arn:aws:logs:us-east-1:123456789012:log-group:{name}"
    return {"LoggingConfiguration": {"LogDestinationConfigs": [arn]}}


GROUP = {
    "AutoScalingGroupName": "store",
    "MinSize": 0,
    "MaxSize": 9,
    "LaunchTemplate": {"LaunchTemplateId": "lt-1"},
}
HOOK = {"LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING", "HeartbeatTimeout": 300}
PEAK = {"MinSize": 4, "StartTime": "2026-11-27T00:00:00Z"}
LABEL = "app/edge/0123456789abcdef/targetgroup/store/0123456789abcdef"
WINDOW = {"Schedule": "cron(0 9 ? * TUE *)", "Duration": 3, "Cutoff": 1}
TARGETED = {"Targets": [{"Key": "WindowTargetIds", "Values": ["e-1"]}]}
RATE: dict[str, Any] = {
    "Priority": 1,
    "Action": {"Block": {}},
    "Statement": {"RateBasedStatement": {"EvaluationWindowSec": 300}},
}
MANAGED: dict[str, Any] = {
    "Priority": 2,
    "OverrideAction": {"None": {}},
    "Statement": {"ManagedRuleGroupStatement": {}},
}


def patches(**rule: Any) -> dict[str, Any]:
    return {"ApprovalRules": {"PatchRules": [rule]}}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("autoscaling.CreateAutoScalingGroup", GROUP | {"AutoScalingGroupName": "a:b"}, "without a colon"),
    ("autoscaling.CreateAutoScalingGroup", GROUP | {"DesiredCapacity": 10}, "in this order"),
    ("autoscaling.PutScheduledUpdateGroupAction", {"MinSize": 5, "MaxSize": 4}, "in this order"),
    ("autoscaling.CreateAutoScalingGroup", GROUP | {"MixedInstancesPolicy": {}}, "one of LaunchTemplate"),
    ("autoscaling.CreateAutoScalingGroup", GROUP | {"TerminationPolicies": ["Oldest"]}, "a termination policy"),
    ("autoscaling.CreateAutoScalingGroup", GROUP | {"InstanceMaintenancePolicy": {"MinHealthyPercentage": 90}}, "both percentages"),
    ("autoscaling.CreateAutoScalingGroup", GROUP | {"InstanceMaintenancePolicy": {"MinHealthyPercentage": 90, "MaxHealthyPercentage": 191}}, "100 apart"),
    ("autoscaling.PutLifecycleHook", HOOK | {"HeartbeatTimeout": 29}, "30 to 7200"),
    ("autoscaling.PutLifecycleHook", HOOK | {"HeartbeatTimeout": 7201}, "30 to 7200"),
    ("autoscaling.PutLifecycleHook", HOOK | {"DefaultResult": "TERMINATE"}, "one of ABANDON, CONTINUE"),
    ("autoscaling.PutLifecycleHook", HOOK | {"LifecycleTransition": "EC2_INSTANCE_TERMINATING"}, "autoscaling:EC2"),
    ("autoscaling.PutScheduledUpdateGroupAction", {"StartTime": "2026-11-27T00:00:00Z"}, "at least one of MinSize"),
    ("autoscaling.PutScheduledUpdateGroupAction", PEAK | {"Recurrence": "cron(0 9 ? * TUE *)"}, "five fields"),
    ("autoscaling.PutScheduledUpdateGroupAction", PEAK | {"EndTime": "2026-11-26T00:00:00Z"}, "after the StartTime"),
    ("autoscaling.PutScheduledUpdateGroupAction", PEAK | {"TimeZone": "Miami"}, "IANA"),
    ("autoscaling.PutScalingPolicy", tracking(PredefinedMetricType="ALBRequestCountPerTarget"), "a ResourceLabel"),
    ("autoscaling.PutScalingPolicy", tracking(PredefinedMetricType="ALBRequestCountPerTarget", ResourceLabel="targetgroup/store/1"), "a ResourceLabel"),
    ("autoscaling.PutScalingPolicy", tracking(PredefinedMetricType="ASGAverageCPUUtilization", ResourceLabel=LABEL), "with it alone"),
    ("autoscaling.PutScalingPolicy", forecast(SchedulingBufferTime=3600), "less than 3600"),
    ("autoscaling.PutScalingPolicy", forecast(MaxCapacityBuffer=10), "IncreaseMaxCapacity alone"),
    ("ec2.CreateLaunchTemplate", template() | {"LaunchTemplateName": "a b"}, "3 to 128"),
    ("ec2.CreateLaunchTemplate", user_data(16_385), "16384 bytes"),
    ("ec2.CreateLaunchTemplate", template(UserData="#!/bin/sh"), "base64"),
    ("ec2.CreateLaunchTemplate", template(TagSpecifications=[{"ResourceType": "launch-template"}]), "network-interface or spot"),
    ("ec2.CreateLaunchTemplate", template(MetadataOptions={"HttpPutResponseHopLimit": 0}), "hops from 1"),
    ("ec2.CreateLaunchTemplate", template(NetworkInterfaces=[{"DeviceIndex": 0}], SecurityGroupIds=["sg-1"]), "not both"),
    ("ec2.CreateLaunchTemplate", disk(Iops=2999), "gp3 with"),
    ("ec2.CreateLaunchTemplate", disk(Iops=10_001), "500 for each GiB"),
    ("ec2.CreateLaunchTemplate", disk(Throughput=751), "four for each MiB/s"),
    ("ec2.CreateLaunchTemplate", disk(KmsKeyId="arn"), "encrypted volume alone"),
    ("elbv2.ModifyRule", conditions(3, 3), "five values"),
    ("elbv2.CreateRule", conditions(6, 0), "five values"),
    ("elbv2.CreateRule", {"Conditions": [{"Field": "path-pattern", "Values": ["/a"]}] * 2}, "one condition each"),
    ("elbv2.CreateRule", conditions(1, 1, Values=["v" * 129]), "128 characters"),
    ("elbv2.CreateLoadBalancer", {"Name": "internal-edge"}, "internal-"),
    ("elbv2.CreateTargetGroup", {"Name": "a" * 33}, "1 to 32"),
    ("elbv2.CreateTargetGroup", {"Name": "store-"}, "1 to 32"),
    ("elbv2.CreateTargetGroup", {"HealthCheckIntervalSeconds": 10, "HealthCheckTimeoutSeconds": 10}, "below its interval"),
    ("elbv2.ModifyLoadBalancerAttributes", attributes(idle_timeout__timeout_seconds="4001"), "the attribute takes"),
    ("elbv2.ModifyLoadBalancerAttributes", attributes(routing__http__desync_mitigation_mode="strict"), "the attribute takes"),
    ("elbv2.ModifyTargetGroupAttributes", attributes(slow_start__duration_seconds="29"), "the attribute takes"),
    ("elbv2.ModifyTargetGroupAttributes", attributes(load_balancing__algorithm__anomaly_mitigation="on"), "weighted_random alone"),
    ("elbv2.ModifyTargetGroupAttributes", attributes(load_balancing__algorithm__type="weighted_random", slow_start__duration_seconds="30"), "no slow start"),
    ("wafv2.CreateWebACL", acl(RATE, MANAGED | {"Priority": 1}), "different priorities"),
    ("wafv2.CreateWebACL", acl(MANAGED | {"Action": {"Block": {}}}), "an OverrideAction"),
    ("wafv2.CreateWebACL", acl({"Priority": 1, "Statement": {"GeoMatchStatement": {}}}), "an Action for any"),
    ("wafv2.CreateWebACL", acl({"Priority": 1, "Action": {}, "Statement": {"RateBasedStatement": {"EvaluationWindowSec": 240}}}), "60, 120"),
    ("wafv2.CreateWebACL", acl(metric="Default_Action"), "another name"),
    ("wafv2.PutLoggingConfiguration", waf_log("firewall"), "aws-waf-logs-"),
    ("ssm.CreateAssociation", {"ScheduleExpression": "rate(29 minutes)"}, "from 30 minutes"),
    ("ssm.CreateAssociation", {"ScheduleExpression": "cron(0 9 1 JAN ? *)"}, "names no months"),
    ("ssm.CreateAssociation", {"ScheduleExpression": "hourly"}, "a rate from"),
    ("ssm.CreateAssociation", {"ScheduleExpression": "rate(1 hour)", "ApplyOnlyAtCronInterval": True}, "a cron expression alone"),
    ("ssm.CreateDocument", {"Name": "AmazonThing"}, "does not begin with"),
    ("ssm.CreateDocument", {"Content": "é" * 32_769}, "64 KiB"),
    ("ssm.CreateMaintenanceWindow", WINDOW | {"Schedule": "cron(0 9 ? * TUE)"}, "six fields"),
    ("ssm.CreateMaintenanceWindow", WINDOW | {"Cutoff": 3}, "below the Duration"),
    ("ssm.CreateMaintenanceWindow", WINDOW | {"ScheduleTimezone": "EDT5"}, "IANA"),
    ("ssm.RegisterTaskWithMaintenanceWindow", TARGETED | {"MaxErrors": "1"}, "with Targets"),
    ("ssm.CreatePatchBaseline", patches(), "and not both"),
    ("ssm.CreatePatchBaseline", patches(ApproveAfterDays=7, ApproveUntilDate="2026-01-01"), "and not both"),
    ("dynamodb.CreateTable", TABLE | {"TableName": "ab"}, "3 to 255"),
    ("dynamodb.CreateTable", TABLE | {"KeySchema": [{"AttributeName": "entry", "KeyType": "HASH"}]}, "exactly the attributes"),
    ("dynamodb.CreateTable", TABLE | {"BillingMode": "PROVISIONED"}, "not PAY_PER_REQUEST"),
    ("ec2.CreateVpc", {"CidrBlock": "10.0.0.1/16"}, "no host bits"),
    ("ec2.CreateVpc", {"CidrBlock": "10.0.0.0/15"}, "/16 to /28"),
    ("ec2.CreateSubnet", {"CidrBlock": "10.0.0.0/29"}, "/16 to /28"),
    ("ec2.CreateSubnet", {"CidrBlock": "10.0.0.0"}, "/16 to /28"),
    ("ec2.CreateSubnet", {"CidrBlock": "ten"}, "/16 to /28"),
    ("ec2.CreateRoute", ROUTE | {"DestinationCidrBlock": "10.0.0.1/8"}, "no host bits"),
    ("ec2.CreateRoute", ROUTE | {"NatGatewayId": "nat-1"}, "exactly one target"),
    ("ec2.CreateRoute", {"RouteTableId": "rtb-1", "DestinationCidrBlock": "0.0.0.0/0"}, "exactly one target"),
    ("ec2.CreateSecurityGroup", {"GroupName": "sg-x"}, "not beginning with sg-"),
    ("ec2.CreateSecurityGroup", {"GroupName": "x" * 256}, "at most 255"),
    ("ec2.CreateSecurityGroup", {"Description": "NAT's"}, "at most 255"),
    ("ec2.CreateSecurityGroup", {"Description": "señal"}, "at most 255"),
    ("ec2.AuthorizeSecurityGroupIngress", peer("IpRanges", CidrIp="10.0.0.0/8", Description="a|b"), "at most 255"),
    ("ec2.AuthorizeSecurityGroupIngress", peer("Ipv6Ranges", CidrIpv6="::/0", Description="a|b"), "at most 255"),
    ("ec2.AuthorizeSecurityGroupEgress", peer("PrefixListIds", PrefixListId="pl-1", Description="a|b"), "at most 255"),
    ("ec2.AuthorizeSecurityGroupEgress", peer("UserIdGroupPairs", GroupId="sg-1", Description="x" * 256), "at most 255"),
    ("ec2.AuthorizeSecurityGroupIngress", peer("IpRanges", CidrIp="10.1.0.0/8"), "no host bits"),
    ("ec2.AuthorizeSecurityGroupIngress", permission(FromPort=2, ToPort=1), "ports from 0 to 65535"),
    ("ec2.AuthorizeSecurityGroupIngress", permission(ToPort=65536), "ports from 0 to 65535"),
    ("ec2.AuthorizeSecurityGroupIngress", permission(IpProtocol="-1"), "none for all protocols"),
    ("ec2.AuthorizeSecurityGroupIngress", permission(UserIdGroupPairs=[]), "at the other end"),
    ("ec2.CreateNetworkAclEntry", ENTRY | {"RuleNumber": 32767}, "1 to 32766"),
    ("ec2.CreateNetworkAclEntry", ENTRY | {"Ipv6CidrBlock": "::/0"}, "either CidrBlock or Ipv6CidrBlock"),
    ("ec2.CreateNetworkAclEntry", ENTRY | {"CidrBlock": "10.0.0.1/16"}, "no host bits"),
    ("ec2.CreateNetworkAclEntry", ENTRY | {"PortRange": {"From": 2, "To": 1}}, "PortRange"),
    ("ec2.CreateNetworkAclEntry", ENTRY | {"Protocol": "tcp"}, "the number of a protocol"),
    ("ec2.CreateFlowLogs", {"MaxAggregationInterval": 61, "DeliverLogsPermissionArn": "a"}, "60 or 600"),
    ("ec2.CreateFlowLogs", {"LogDestinationType": "cloud-watch-logs"}, "DeliverLogsPermissionArn"),
    ("ec2.CreateVpcEndpoint", ENDPOINT | {"SubnetIds": ["subnet-1"]}, "gateway endpoint alone"),
    ("ec2.CreateVpcEndpoint", ENDPOINT | {"VpcEndpointType": "Interface", "RouteTableIds": ["rtb-1"]}, "gateway endpoint alone"),
    ("ec2.CreateVpcEndpoint", ENDPOINT | {"PolicyDocument": "{}"}, "an IAM policy"),
    ("ec2.CreateVpcEndpoint", ENDPOINT | {"PolicyDocument": long(READ, 20480)}, "20480"),
    ("ec2.CreateNatGateway", {"SubnetId": "subnet-1"}, "AllocationId"),
    ("ec2.CreateVpc", tags(**{"aws:x": "y"}), "aws:"),
    ("ec2.CreateVpc", tags(x="y" * 257), "at most 256"),
    ("ec2.CreateVpc", tags(**{f"k{n}": "v" for n in range(51)}), "at most 50"),
    ("rds.CreateDBInstance", INSTANCE | {"DBInstanceIdentifier": "main-"}, "no hyphen last"),
    ("rds.CreateDBInstance", INSTANCE | {"DBInstanceIdentifier": "ma--in"}, "two in a row"),
    ("rds.CreateDBInstanceReadReplica", {"DBInstanceIdentifier": "1main"}, "a letter first"),
    ("rds.CreateDBInstance", INSTANCE | {"DBInstanceIdentifier": "x" * 64}, "1 to 63"),
    ("rds.RestoreDBInstanceToPointInTime", {"TargetDBInstanceIdentifier": "a_b"}, "letters, digits and hyphens"),
    ("rds.RestoreDBInstanceFromDBSnapshot", {"DBInstanceIdentifier": "a_b"}, "letters, digits and hyphens"),
    ("rds.CreateDBInstance", INSTANCE | {"DBName": "my-store"}, "digits and underscores"),
    ("rds.CreateDBInstance", INSTANCE | {"MasterUsername": "Admin"}, "reserved word"),
    ("rds.CreateDBInstance", INSTANCE | {"MasterUserPassword": "with@sign1"}, "8 to 128 printable"),
    ("rds.CreateDBInstance", INSTANCE | {"MasterUserPassword": "short"}, "8 to 128 printable"),
    ("rds.ModifyDBInstance", {"MasterUserPassword": "x" * 129}, "8 to 128 printable"),
    ("rds.CreateDBSubnetGroup", {"DBSubnetGroupName": "Default"}, "not `default`"),
    ("rds.CreateDBParameterGroup", {"DBParameterGroupName": "a.b"}, "a text that matches"),
    ("rds.CreateDBParameterGroup", {"DBParameterGroupName": "a" * 256}, "at most 255"),
    ("rds.CreateDBInstance", INSTANCE | {"DBInstanceClass": "db.m5.48xlarge"}, "that RDS sells for PostgreSQL"),
    ("rds.CreateDBInstance", INSTANCE | {"EngineVersion": "17.99"}, "that RDS sells, MAJOR.MINOR"),
    ("rds.CreateDBInstance", INSTANCE | {"EngineVersion": "17"}, "that RDS sells, MAJOR.MINOR"),
    ("rds.ModifyDBParameterGroup", {"Parameters": [{}] * 21}, "1 to 20"),
    ("rds.CreateEventSubscription", {"SubscriptionName": "a b"}, "letters, digits and hyphens"),
    ("rds.CreateEventSubscription", {"SourceType": "instance"}, "db-instance"),
    ("rds.CreateEventSubscription", {"SourceIds": ["main"]}, "together with a SourceType"),
    ("rds.CreateDBInstance", INSTANCE | {"DBInstanceClass": "r7g.large"}, "that RDS sells for PostgreSQL"),
    ("rds.CreateDBInstance", storage(AllocatedStorage=19), "20 to 65536"),
    ("rds.ModifyDBInstance", {"MaxAllocatedStorage": 65537}, "20 to 65536"),
    ("rds.CreateDBInstance", storage(MaxAllocatedStorage=439), "10 % above"),
    ("rds.CreateDBInstance", storage(AllocatedStorage=399, Iops=3000), "below 400 GiB neither"),
    ("rds.CreateDBInstance", storage(AllocatedStorage=399, StorageThroughput=500), "below 400 GiB neither"),
    ("rds.CreateDBInstance", storage(Iops=11999), "12000 to 64000"),
    ("rds.CreateDBInstance", storage(Iops=64000, StorageThroughput=4001), "500 to 4000"),
    ("rds.CreateDBInstance", storage(Iops=12000, StorageThroughput=3001), "a quarter"),
    ("rds.ModifyDBInstance", {"AllocatedStorage": 100, "Iops": 50001}, "at most 500 Iops"),
    ("rds.CreateDBInstance", INSTANCE | {"BackupRetentionPeriod": 36}, "0 to 35"),
    ("rds.StartDBInstanceAutomatedBackupsReplication", {"BackupRetentionPeriod": 0}, "1 to 35"),
    ("rds.CreateDBInstance", INSTANCE | {"PreferredBackupWindow": "03:00-03:29"}, "30 minutes"),
    ("rds.CreateDBInstance", INSTANCE | {"PreferredBackupWindow": "3:00-4:00"}, "hh24:mi"),
    ("rds.CreateDBInstance", INSTANCE | {"PreferredMaintenanceWindow": "sun:06:00-sun:06:29"}, "30 minutes"),
    ("rds.CreateDBInstance", INSTANCE | {"PreferredMaintenanceWindow": "06:00-07:00"}, "ddd:hh24:mi"),
    ("rds.CreateDBInstance", INSTANCE | {"PreferredBackupWindow": "06:30-07:30", "PreferredMaintenanceWindow": "sun:06:00-sun:07:00"}, "overlap"),
    ("rds.CreateDBInstance", INSTANCE | {"PreferredBackupWindow": "23:45-00:45", "PreferredMaintenanceWindow": "mon:00:00-mon:01:00"}, "overlap"),
    ("rds.CreateDBInstance", INSTANCE | {"MonitoringInterval": 2, "MonitoringRoleArn": "a"}, "0, 1, 5"),
    ("rds.CreateDBInstance", INSTANCE | {"MonitoringInterval": 15}, "MonitoringRoleArn"),
    ("rds.CreateDBInstance", INSTANCE | INSIGHTS | {"PerformanceInsightsRetentionPeriod": 30}, "one of 7, 31, 62"),
    ("rds.CreateDBInstance", INSTANCE | INSIGHTS | {"PerformanceInsightsRetentionPeriod": 31 * 24}, "one of 7, 31, 62"),
    ("rds.ModifyDBInstance", INSIGHTS | {"EnablePerformanceInsights": False}, "enabled where"),
    ("rds.CreateDBInstance", INSTANCE | INSIGHTS | {"PerformanceInsightsRetentionPeriod": 434, "DatabaseInsightsMode": "advanced"}, "465 days"),
    ("rds.CreateDBInstance", INSTANCE | {"DatabaseInsightsMode": "advanced"}, "465 days"),
    ("rds.CreateDBInstance", INSTANCE | {"Port": 1149}, "1150"),
    ("rds.CreateDBInstance", INSTANCE | {"MultiAZ": True, "AvailabilityZone": "us-east-1a"}, "no AvailabilityZone"),
    ("rds.CreateDBInstance", INSTANCE | {"ManageMasterUserPassword": True, "MasterUserPassword": "12345678"}, "either MasterUserPassword"),
    ("rds.CreateDBInstance", INSTANCE | {"EnableCloudwatchLogsExports": ["audit"]}, "postgresql, upgrade"),
    ("rds.CreateDBInstance", INSTANCE | {"CACertificateIdentifier": "rds-ca-2019"}, "rds-ca-rsa2048-g1"),
    ("rds.CreateDBInstance", INSTANCE | {"NetworkType": "IPV6"}, "IPV4 or DUAL"),
    ("rds.CreateDBInstance", INSTANCE | {"EngineLifecycleSupport": "off"}, "open-source-rds"),
    ("kms.CreateAlias", {"AliasName": "alias/aws/mine"}, "not beginning with alias/aws/"),
    ("kms.CreateAlias", {"AliasName": "mine"}, "alias/"),
    ("kms.CreateKey", {"Policy": "{}"}, "an IAM policy"),
    ("kms.CreateKey", {"Policy": long(ROOT, 32 * 1024)}, "32 KiB"),
    ("kms.CreateKey", {"Policy": document(ROOT | {"Action": "kms:Decrypt"})}, "change it later"),
    ("kms.PutKeyPolicy", {"Policy": document(ROOT | {"Effect": "Deny"})}, "change it later"),
    ("kms.PutKeyPolicy", {"Policy": document(ROOT | {"Principal": {"Service": "rds.amazonaws.com"}})}, "change it later"),
    ("kms.ScheduleKeyDeletion", {"PendingWindowInDays": 6}, "7 to 30"),
    ("iam.CreateRole", {"AssumeRolePolicyDocument": document(READ)}, "name principals"),
    ("iam.CreateRole", {"AssumeRolePolicyDocument": "not json"}, "name principals"),
    ("iam.CreateRole", {"AssumeRolePolicyDocument": long(TRUST, 2048)}, "2048 characters"),
    ("iam.PutRolePolicy", {"PolicyDocument": document(READ | {"Principal": "*"})}, "no principals"),
    ("iam.PutRolePolicy", {"PolicyDocument": long(READ, 10240)}, "10240 characters"),
    ("iam.CreatePolicy", {"PolicyDocument": long(READ, 6144)}, "6144 characters"),
    ("logs.PutRetentionPolicy", {"retentionInDays": 366}, "365, 400"),
    ("logs.CreateLogGroup", {"logGroupName": "aws/mine"}, "not beginning with aws/"),
    ("sns.CreateTopic", {"Name": "a topic"}, "1 to 256"),
    ("sns.CreateTopic", {"Name": "x", "Attributes": {"Policy": "[]"}}, "an IAM policy"),
    ("sns.CreateTopic", {"Name": "x", "Attributes": {"DisplayName": "x" * 101}}, "100 characters"),
    ("sns.SetTopicAttributes", {"AttributeName": "Policy", "AttributeValue": long(READ, 30 * 1024)}, "30 KiB"),
    ("sns.Subscribe", {"Protocol": "mail", "Endpoint": "a@b.c"}, "email"),
    ("sns.Subscribe", {"Protocol": "email", "Endpoint": "nobody"}, "the Protocol's form"),
    ("ssm.PutParameter", PARAMETER | {"Name": "/aws/x"}, "not beginning with aws"),
    ("ssm.PutParameter", PARAMETER | {"Name": "/" + "/".join("a" * 16)}, "15 levels"),
    ("ssm.PutParameter", PARAMETER | {"Name": "/a b"}, "parted by /"),
    ("ssm.PutParameter", PARAMETER | {"Value": "é" * 2049}, "4 KiB"),
    ("ssm.PutParameter", PARAMETER | {"Value": ""}, "1 byte"),
    ("ssm.PutParameter", PARAMETER | {"Value": "x" * 8193, "Tier": "Advanced"}, "8 KiB"),
    ("ssm.PutParameter", PARAMETER | {"KeyId": "alias/x"}, "SecureString"),
    ("ssm.PutParameter", PARAMETER | {"Overwrite": True, "Tags": [{"Key": "a", "Value": "b"}]}, "without Overwrite"),
    ("backup.CreateBackupPlan", rule(ScheduleExpression="cron(0 5 * * * *)"), "one of the two days"),
    ("backup.CreateBackupPlan", rule(ScheduleExpression="cron(0 5 * * ?)"), "six fields"),
    ("backup.CreateBackupPlan", rule(StartWindowMinutes=59), "at least 60"),
    ("backup.CreateBackupPlan", rule(Lifecycle={"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 119}), "90 days beyond"),
    ("backup.CreateBackupPlan", rule(CopyActions=[{"Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 119}}]), "90 days beyond"),
    ("backup.CreateBackupPlan", rule(EnableContinuousBackup=True, Lifecycle={"DeleteAfterDays": 36}), "35 days"),
    ("backup.PutBackupVaultLockConfiguration", {"MinRetentionDays": 0}, "1 to 36500"),
    ("backup.PutBackupVaultLockConfiguration", {"MaxRetentionDays": 36501}, "1 to 36500"),
    ("backup.PutBackupVaultLockConfiguration", {"ChangeableForDays": 2}, "3 to 36500"),
    ("backup.PutBackupVaultLockConfiguration", {"MinRetentionDays": 8, "MaxRetentionDays": 7}, "not above"),
    ("backup.PutBackupVaultAccessPolicy", {"Policy": '{"Version": "2012-10-17", "Statement": [{}]}'}, "an IAM policy"),
    ("backup.CreateRestoreTestingPlan", testing(RestoreTestingPlanName="restore-test"), "digits and underscores"),
    ("backup.CreateRestoreTestingPlan", testing(ScheduleExpression="daily"), "six fields"),
    ("backup.CreateRestoreTestingPlan", testing(StartWindowHours=169), "1 to 168"),
    ("backup.CreateRestoreTestingPlan", testing(RecoveryPointSelection={"SelectionWindowDays": 366}), "1 to 365"),
    ("backup.CreateRestoreTestingSelection", selection(RestoreTestingSelectionName="a-b"), "digits and underscores"),
    ("backup.CreateRestoreTestingSelection", selection(ValidationWindowHours=0), "1 to 168"),
    ("backup.CreateRestoreTestingSelection", selection(ProtectedResourceType="Rds"), "RDS"),
    ("iam.CreateOpenIDConnectProvider", {"Url": "http://issuer.example.com"}, "https address"),
    ("iam.CreateOpenIDConnectProvider", {"Url": "https://issuer.example.com:8443"}, "https address"),
    ("iam.CreateRole", {"AssumeRolePolicyDocument": document(JOBS)}, ":sub wherever"),
    ("iam.CreateRole", {"MaxSessionDuration": 43201}, "3600 to 43200"),
    ("cloudtrail.CreateTrail", {"Name": "a--b"}, "no two of"),
    ("cloudtrail.CreateTrail", {"Name": "ab"}, "3 to 128"),
    ("cloudtrail.CreateTrail", {"Name": "abc", "CloudWatchLogsRoleArn": "arn"}, "together with"),
    ("cloudtrail.CreateTrail", {"IsMultiRegionTrail": True, "IncludeGlobalServiceEvents": False}, "IncludeGlobal"),
    ("cloudtrail.PutEventSelectors", {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "readOnly", "Equals": ["true"]}]}]}, "one eventCategory"),
    ("cloudtrail.PutEventSelectors", {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}]}, "resources.type"),
    ("s3.PutObjectLockConfiguration", {"ObjectLockConfiguration": {"Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1, "Years": 1}}}}, "either days or years"),
    ("events.PutRule", {"EventPattern": '{"source": "aws.rds"}'}, "leaves are lists"),
    ("events.PutRule", {"EventPattern": "aws.rds"}, "leaves are lists"),
    ("events.PutRule", {"EventPattern": '{"source": []}'}, "leaves are lists"),
    ("events.PutRule", {"EventPattern": '{"detail": {"$or": [{"a": ["b"]}]}}'}, "alternatives two or more"),
    ("events.PutRule", {"EventPattern": '{"source": [{"begins": "aws"}]}'}, "operators that EventBridge knows"),
    ("events.PutRule", {"EventPattern": '{"source": [{"prefix": "aws", "suffix": "s"}]}'}, "one in an object"),
    ("events.PutRule", {"EventPattern": '{"detail": {"$or": [{"a": [{"wildcard": "x**"}]}, {"b": ["c"]}]}}'}, "operators that"),
    ("events.PutRule", {"EventPattern": '{"severity": [{"numeric": [">", "4"]}]}'}, "operators that"),
    ("events.PutRule", {"EventPattern": '{"severity": [{"anything-but": ["a", 1]}]}'}, "operators that"),
    ("events.PutRule", {"EventPattern": '{"source": ["' + "x" * 2033 + '"]}'}, "2048 characters"),
    ("events.PutRule", {"Name": "drill", "State": "ENABLED"}, "an EventPattern or a ScheduleExpression"),
    ("events.PutRule", {"ScheduleExpression": "rate(1 hour)", "EventBusName": "arn:aws:events:us-east-1:1:event-bus/store"}, "default bus alone"),
    ("events.PutTargets", {"Targets": [TARGET] * 6}, "5 targets"),
    ("events.PutTargets", told(Arn="topic"), "an ARN"),
    ("events.PutTargets", told(Input="{}", InputPath="$.detail"), "one of Input"),
    ("events.PutTargets", told(Input="now"), "valid JSON"),
    ("events.PutTargets", told(InputPath="$['detail']"), "dot notation"),
    ("events.PutTargets", told(InputTransformer={"InputTemplate": '"<time>"'}), "in InputPathsMap"),
    ("events.PutTargets", told(InputTransformer={"InputTemplate": '"x"', "InputPathsMap": {"AWSx": "$.id"}}), "beginning with AWS"),
    ("events.PutTargets", told(InputTransformer={"InputTemplate": '"<x>"', "InputPathsMap": {"x": "$['id']"}}), "dot notation"),
    ("events.PutPermission", {"Policy": long(READ, 10_240)}, "10240 characters"),
    ("events.CreateEventBus", {"Name": "default"}, "not default"),
    ("events.CreateEventBus", {"Name": "a/b"}, "without /"),
    ("events.PutRule", {"State": "ON"}, "one of DISABLED, ENABLED"),
    ("events.PutRule", {"ScheduleExpression": "rate(1 minutes)"}, "singular for 1"),
    ("events.PutRule", {"ScheduleExpression": "rate(5 minute)"}, "singular for 1"),
    ("events.PutRule", {"ScheduleExpression": "cron(0 14 * * *)"}, "six fields"),
    ("scheduler.CreateSchedule", SCHEDULE | {"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}}, "exactly where Mode"),
    ("scheduler.CreateSchedule", targeting(Input="drill"), "JSON object as Input"),
    ("scheduler.CreateSchedule", targeting(Arn="arn:aws:scheduler:::aws-sdk:ssm:CreateOpsItem"), "small letter"),
    ("ec2.ModifyInstanceMetadataDefaults", {"HttpPutResponseHopLimit": 65}, "1 to 64"),
    ("scheduler.CreateSchedule", {"ScheduleExpression": "rate(1 minutes)"}, "rate(1 minute)"),
    ("scheduler.CreateSchedule", {"ScheduleExpression": "cron(0 9 1 * 1 *)"}, "rate(1 minute)"),
    ("scheduler.CreateSchedule", {"Target": {"Arn": "arn:aws:s3:::bucket"}}, "a target that Scheduler knows"),
    ("secretsmanager.CreateSecret", {"Name": "database master"}, "1 to 512 of A-Z"),
    ("secretsmanager.PutSecretValue", {"SecretString": "é" * 32_769}, "65536 bytes"),
    ("secretsmanager.PutSecretValue", {"VersionStages": []}, "20 labels"),
    ("secretsmanager.PutResourcePolicy", {"ResourcePolicy": long(READ, 20_480)}, "20480 characters"),
    ("lambda.CreateFunction", {"Timeout": 901}, "900 seconds"),
    ("lambda.CreateFunction", {"Runtime": "python3.8"}, "can still be made"),
    ("lambda.CreateFunction", {"Environment": {"Variables": {"A": "x" * 4096}}}, "4096 bytes"),
    ("lambda.CreateFunction", {"Code": {"ZipFile": b"x" * (50 * 1024 * 1024 + 1)}}, "50 MiB"),
    ("cloudwatch.PutMetricAlarm", ALARM | {"Period": 45}, "multiple of 60"),
    ("cloudwatch.PutMetricAlarm", banded(Period=0), "multiple of 60"),
    ("cloudwatch.PutMetricAlarm", ALARM | {"ExtendedStatistic": "p99"}, "either Metrics"),
    ("cloudwatch.PutMetricAlarm", banded() | {"MetricName": "ReplicaLag"}, "either Metrics"),
    ("cloudwatch.PutMetricAlarm", {**banded(), "ThresholdMetricId": "m"}, "one query that returns data"),
    ("cloudwatch.PutMetricAlarm", banded() | {"Threshold": 1.0}, "ThresholdMetricId"),
    ("cloudwatch.PutMetricAlarm", ALARM | {"Period": 60, "EvaluationPeriods": 1441}, "a week at most"),
    ("cloudwatch.PutMetricAlarm", ALARM | {"Period": 3600, "EvaluationPeriods": 169}, "a week at most"),
    ("cloudwatch.PutMetricAlarm", ALARM | {"DatapointsToAlarm": 11}, "DatapointsToAlarm"),
    ("cloudwatch.PutMetricAlarm", {**banded(), "Metrics": [query(f"m{n}") for n in range(11)]}, "10 metrics"),
    ("cloudwatch.PutMetricAlarm", {**banded(), "Metrics": [query("M1")]}, "a text that matches ^([a-z])"),
    ("cloudwatch.PutMetricAlarm", ALARM | {"TreatMissingData": "bad"}, "notBreaching"),
    ("cloudwatch.PutCompositeAlarm", {"AlarmRule": "ALARM(a) XOR ALARM(b)"}, "AND, OR and NOT"),
    ("cloudwatch.PutCompositeAlarm", {"AlarmRule": " OR ".join(f"ALARM(a{n})" for n in range(101))}, "100 alarms"),
    ("cloudwatch.PutCompositeAlarm", {"AlarmRule": "TRUE", "ActionsSuppressor": "a"}, "both periods"),
    ("cloudwatch.PutAlarmMuteRule", mute(Expression="cron(45 8 ? * TUE *)"), "five fields"),
    ("cloudwatch.PutAlarmMuteRule", mute(Duration="PT30S"), "PT1M to P15D"),
    ("cloudwatch.PutAlarmMuteRule", mute(Duration="P16D"), "PT1M to P15D"),
]  # fmt: skip
ACCEPTED = [
    ("autoscaling.CreateAutoScalingGroup", GROUP | {"DesiredCapacity": 9, "TerminationPolicies": ["OldestLaunchTemplate", "Default"], "InstanceMaintenancePolicy": {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 200}}),
    ("autoscaling.PutLifecycleHook", HOOK | {"HeartbeatTimeout": 30, "DefaultResult": "CONTINUE"}),
    ("autoscaling.PutLifecycleHook", HOOK | {"HeartbeatTimeout": 7200, "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}),
    ("autoscaling.PutScheduledUpdateGroupAction", PEAK | {"EndTime": "2026-11-28T00:00:00Z", "Recurrence": "0 9 * * TUE", "TimeZone": "America/New_York"}),
    ("autoscaling.PutScalingPolicy", tracking(PredefinedMetricType="ALBRequestCountPerTarget", ResourceLabel=LABEL)),
    ("autoscaling.PutScalingPolicy", tracking(PredefinedMetricType="ASGAverageCPUUtilization")),
    ("autoscaling.PutScalingPolicy", forecast(SchedulingBufferTime=3599, MaxCapacityBreachBehavior="IncreaseMaxCapacity", MaxCapacityBuffer=10)),
    ("ec2.CreateLaunchTemplate", user_data(16_384)),
    ("ec2.CreateLaunchTemplate", disk(Iops=10_000, Throughput=2_000, Encrypted=True, KmsKeyId="arn")),
    ("ec2.CreateLaunchTemplate", disk()),
    ("ec2.CreateLaunchTemplate", template(TagSpecifications=[{"ResourceType": "spot-instances-request"}], MetadataOptions={"HttpPutResponseHopLimit": 1}, SecurityGroupIds=["sg-1"])),
    ("elbv2.ModifyRule", conditions(3, 2)),
    ("elbv2.CreateTargetGroup", {"Name": "a" * 32, "HealthCheckIntervalSeconds": 10, "HealthCheckTimeoutSeconds": 5}),
    ("elbv2.ModifyLoadBalancerAttributes", attributes(idle_timeout__timeout_seconds="4000", access_logs__s3__prefix="edge")),
    ("elbv2.ModifyTargetGroupAttributes", attributes(slow_start__duration_seconds="900")),
    ("elbv2.ModifyTargetGroupAttributes", attributes(load_balancing__algorithm__type="weighted_random", load_balancing__algorithm__anomaly_mitigation="on", slow_start__duration_seconds="0")),
    ("wafv2.CreateWebACL", acl(RATE, MANAGED)),
    ("wafv2.PutLoggingConfiguration", waf_log("aws-waf-logs-store")),
    ("ssm.CreateAssociation", {"ScheduleExpression": "rate(30 minutes)"}),
    ("ssm.CreateAssociation", {"ScheduleExpression": "cron(15 * ? * * *)", "ApplyOnlyAtCronInterval": True}),
    ("ssm.CreateDocument", {"Name": "storefront-deliver", "Content": "x" * 65_536}),
    ("ssm.CreateMaintenanceWindow", WINDOW | {"Cutoff": 2, "ScheduleTimezone": "UTC"}),
    ("ssm.RegisterTaskWithMaintenanceWindow", TARGETED | {"MaxErrors": "1", "MaxConcurrency": "1"}),
    ("ssm.CreatePatchBaseline", patches(ApproveAfterDays=0)),
    ("scheduler.CreateSchedule", {"ScheduleExpression": "rate(1 minute)", "Target": {"Arn": "arn:aws:lambda:us-east-1:123456789012:function:f"}}),
    ("scheduler.CreateSchedule", {"ScheduleExpression": "cron(0 9 ? * MON#1 *)"}),
    ("scheduler.CreateSchedule", {"ScheduleExpression": "at(2026-11-27T00:00:00)"}),
    ("dynamodb.CreateTable", TABLE | {"TableName": "a-b"}),
    ("dynamodb.CreateTable", TABLE | {"BillingMode": "PROVISIONED", "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}),
    ("secretsmanager.CreateSecret", {"Name": "storefront/prod/database/master"}),
    ("secretsmanager.PutSecretValue", {"SecretString": "x" * 65_536, "VersionStages": ["OWN"]}),
    ("secretsmanager.PutResourcePolicy", {"ResourcePolicy": long(READ, 20_000)}),
    ("lambda.CreateFunction", {"Timeout": 900, "Runtime": "python3.13", "Environment": {"Variables": {"A": "x" * 4095}}, "Code": {"ZipFile": b"x"}}),
    ("ec2.CreateVpc", {"CidrBlock": "10.0.0.0/16"} | tags(x="y" * 256)),
    ("ec2.CreateRoute", ROUTE),
    ("ec2.CreateSecurityGroup", {"GroupName": "storefront", "Description": "a-z (x): #,@[]+=&;{}!$*/" + "x" * 231}),
    ("ec2.AuthorizeSecurityGroupEgress", peer("IpRanges", CidrIp="0.0.0.0/0")),
    ("ec2.AuthorizeSecurityGroupIngress", permission()),
    ("ec2.CreateNetworkAclEntry", ENTRY),
    ("ec2.CreateVpcEndpoint", ENDPOINT | {"RouteTableIds": ["rtb-1"], "PolicyDocument": document(READ)}),
    ("rds.CreateDBInstance", storage(Iops=12000, StorageThroughput=3000, MaxAllocatedStorage=440)),
    ("rds.CreateDBInstance", storage(AllocatedStorage=399)),
    ("rds.CreateDBInstance", INSTANCE | INSIGHTS | {"DatabaseInsightsMode": "advanced"}),
    ("rds.CreateDBInstance", INSTANCE | {"MultiAZ": False, "AvailabilityZone": "us-east-1a"}),
    ("rds.CreateDBInstance", INSTANCE | {"PreferredBackupWindow": "23:30-00:00", "PreferredMaintenanceWindow": "mon:00:00-mon:00:30"}),
    ("rds.CreateDBInstance", INSTANCE | {"PreferredBackupWindow": "07:00-08:00", "PreferredMaintenanceWindow": "Sun:06:00-Sun:07:00"}),
    ("rds.CreateDBInstance", INSTANCE | {"MonitoringInterval": 60, "MonitoringRoleArn": "arn"}),
    ("rds.CreateDBInstance", INSTANCE | {"MasterUserPassword": "!#$%&*()" + "x" * 120}),
    ("kms.CreateKey", {"Policy": document(ROOT)}),
    ("kms.CreateKey", {"Policy": document(ROOT | {"Action": "kms:Decrypt"}), "BypassPolicyLockoutSafetyCheck": True}),
    ("iam.CreateRole", {"AssumeRolePolicyDocument": document(TRUST)}),
    ("iam.PutRolePolicy", {"PolicyDocument": json.dumps(json.loads(document(READ)), indent=2000)}),
    ("sns.CreateTopic", {"Name": "orders.fifo"}),
    ("ssm.PutParameter", PARAMETER | {"Value": "x" * 8192, "Tier": "Advanced"}),
    ("backup.CreateBackupPlan", rule(EnableContinuousBackup=True, Lifecycle={"DeleteAfterDays": 35})),
    ("backup.CreateBackupPlan", rule(Lifecycle={"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 120})),
    ("iam.CreateRole", {"AssumeRolePolicyDocument": document(JOBS | {"Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:a/b:pull_request"}}}), "MaxSessionDuration": 43200}),
    ("cloudtrail.CreateTrail", {"Name": "a-b.c", "IsMultiRegionTrail": True}),
    ("events.PutRule", {"EventPattern": '{"source": ["' + "x" * 2032 + '"]}'}),
    ("events.PutRule", {"EventPattern": json.dumps({"a": [{"exists": False}, {"cidr": "10.0.0.0/8"}, {"equals-ignore-case": "x"}, None, 1, {"anything-but": {"wildcard": "x*"}}, {"prefix": {"equals-ignore-case": "x"}}, {"numeric": [">=", 4, "<", 7]}]})}),
    ("events.PutTargets", {"Targets": [TARGET] * 5}),
    ("events.PutTargets", told(InputPath="$.detail.items[0].key")),
    ("events.PutTargets", told(InputTransformer={"InputTemplate": '"<time> <aws.events.rule-name>"', "InputPathsMap": {"time": "$.time"}})),
    ("events.CreateEventBus", {"Name": "aws.partner/x/y", "EventSourceName": "aws.partner/x/y"}),
    ("events.PutRule", {"ScheduleExpression": "rate(1 minute)"}),
    ("events.PutRule", {"ScheduleExpression": "rate(5 minutes)"}),
    ("scheduler.CreateSchedule", SCHEDULE),
    ("scheduler.CreateSchedule", SCHEDULE | {"ScheduleExpression": "at(2026-12-01T14:00:00)"}),
    ("scheduler.CreateSchedule", targeting(Arn="arn:aws:lambda:us-east-1:1:function:f", Input="drill")),
    ("events.PutRule", {"EventPattern": '{"detail": {"$or": [{"a": ["b"]}, {"c": ["d"]}]}}', "State": "ENABLED"}),
    ("ec2.ModifyInstanceMetadataDefaults", {"HttpPutResponseHopLimit": -1}),
    ("scheduler.CreateSchedule", {"ScheduleExpression": "cron(0 15 ? * TUE *)", "Target": {"Arn": "arn:aws:scheduler:::aws-sdk:cloudwatch:putMetricData"}}),
    ("cloudwatch.PutMetricAlarm", ALARM | {"Period": 60, "EvaluationPeriods": 1440}),
    ("cloudwatch.PutMetricAlarm", ALARM | {"Period": 3600, "EvaluationPeriods": 168}),
    ("cloudwatch.PutMetricAlarm", banded()),
    ("cloudwatch.PutCompositeAlarm", {"AlarmRule": " OR ".join(f'ALARM("a-{n}")' for n in range(100))}),
    ("cloudwatch.PutCompositeAlarm", {"AlarmRule": "NOT (TRUE AND OK(a))", "ActionsSuppressor": "a", "ActionsSuppressorWaitPeriod": 60, "ActionsSuppressorExtensionPeriod": 60}),
    ("cloudwatch.PutAlarmMuteRule", mute()),
    ("cloudwatch.PutAlarmMuteRule", mute(Expression="at(2026-11-27T00:00)", Duration="P15D")),
]  # fmt: skip


@pytest.mark.parametrize(("call", "params", "words"), REFUSED)
def test_what_aws_refuses_is_refused(call: str, params: dict[str, Any], words: str) -> None:
    service, operation = call.split(".")
    told = [limit.allowed for limit, _ in broken_limits(service, operation, params)]
    told += [allowed for _, _, allowed in broken_schemas(service, operation, params)]
    assert [text for text in told if words in text], told


@pytest.mark.parametrize(("call", "params"), ACCEPTED)
def test_what_lies_just_inside_is_accepted(call: str, params: dict[str, Any]) -> None:
    service, operation = call.split(".")
    assert list(broken_limits(service, operation, params)) == []
    assert list(broken_schemas(service, operation, params)) == []


def test_every_row_is_shown_to_refuse() -> None:
    shown = {
        id(limit)
        for call, params, _ in REFUSED
        for limit, _ in broken_limits(call.split(".")[0], call.split(".")[1], params)
    }
    assert [limit for limit in LIMITS if id(limit) not in shown] == []


def test_every_row_says_where_aws_says_so() -> None:
    assert [limit for limit in LIMITS if len(limit.source.split()) < 3] == []
