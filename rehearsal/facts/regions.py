"""The regions: their zones, and the resource types of the platform that they have not."""

from __future__ import annotations

from rehearsal.facts.source import partitions, regions, types_of, zones
from rehearsal.facts.table import Table, words

# What the program provisions, by CloudFormation's names; parts of a resource that has no type of its own there are
# left out, and so is what exists once for all regions (IAM, CloudFront, Route 53).
PROVISIONED = (
    "AutoScaling::AutoScalingGroup", "AutoScaling::LifecycleHook", "AutoScaling::ScalingPolicy",
    "AutoScaling::ScheduledAction", "AutoScaling::WarmPool", "Backup::BackupPlan", "Backup::BackupSelection",
    "Backup::BackupVault", "Backup::RestoreTestingPlan", "Backup::RestoreTestingSelection",
    "CertificateManager::Certificate", "CloudTrail::Trail", "CloudWatch::Alarm", "CloudWatch::AlarmMuteRule",
    "CloudWatch::CompositeAlarm", "CloudWatch::Dashboard", "DynamoDB::Table", "EC2::EIP", "EC2::FlowLog",
    "EC2::LaunchTemplate", "EC2::NatGateway", "EC2::NetworkAcl", "EC2::PrefixList", "EC2::SecurityGroup",
    "EC2::SecurityGroupEgress", "EC2::SecurityGroupIngress", "EC2::SnapshotBlockPublicAccess", "EC2::Subnet",
    "EC2::VPC", "EC2::VPCBlockPublicAccessOptions", "EC2::VPCEncryptionControl", "EC2::VPCEndpoint",
    "ElasticLoadBalancingV2::Listener", "ElasticLoadBalancingV2::ListenerRule",
    "ElasticLoadBalancingV2::LoadBalancer", "ElasticLoadBalancingV2::TargetGroup", "Events::Rule",
    "GuardDuty::Detector", "KMS::Alias", "KMS::Key", "Lambda::EventInvokeConfig", "Lambda::Function",
    "Lambda::Permission", "Logs::LogGroup", "Logs::ResourcePolicy", "RDS::DBInstance", "RDS::DBParameterGroup",
    "RDS::DBSubnetGroup", "RDS::EventSubscription", "S3::Bucket", "S3::BucketPolicy", "SNS::Subscription",
    "SNS::Topic", "SNS::TopicPolicy", "SSM::Association", "SSM::Document", "SSM::MaintenanceWindow",
    "SSM::MaintenanceWindowTask", "SSM::Parameter", "SSM::PatchBaseline", "Scheduler::Schedule",
    "SecretsManager::ResourcePolicy", "SecretsManager::Secret", "WAFv2::LoggingConfiguration", "WAFv2::WebACL",
    "WAFv2::WebACLAssociation",
)  # fmt: skip


def table() -> Table:
    """The table of regions."""
    return Table(
        title="The regions, and what the commercial ones have",
        rows={
            "PARTITIONS": {partition: words(names) for partition, names in sorted(partitions().items())},
            "ZONES": {
                region: words(f"{_letter(zone)}:{zone_id}" for zone, zone_id in sorted(zones(region).items()))
                for region in regions()
            },
            "WITHOUT": {
                region: words(lacking)
                for region in regions()
                if (lacking := [name for name in PROVISIONED if f"AWS::{name}" not in types_of(region)])
            },
        },
        notes={
            "PARTITIONS": "Partition: its regions, as botocore has them, the announced too. An account is of one.",
            "ZONES": "Region: its zones by letter, with the id that names the same place in every account.",
            "WITHOUT": "Region: what the platform provisions and CloudFormation has not there.",
        },
    )


def _letter(zone: str) -> str:
    return zone[-1]
