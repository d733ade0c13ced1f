"""A stack in two regions, stood up call by call: what a recovery finds, as its manifest describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from operations.recovery.kinds.shift_traffic import actions
from operations.recovery.scenarios import PROMISED
from rehearsal.mocks import manifest

if TYPE_CHECKING:
    from operations.aws import AwsClient

ACCOUNT = "123456789012"  # moto's own
SERVING, STANDBY = "us-east-1", "us-west-2"
SECRET = "storefront/prod/database/application"  # noqa: S105 - its name
PASSWORD = "correct-horse-battery-staple"  # noqa: S105 - opens nothing but the emulator
TRUST = "/storefront/prod/database/ca-bundle"
CLOSED, COPY = "closed", "restored-copy"
_ENDPOINTS = {
    region: {
        f"com.amazonaws.{region}.{service}": f"storefront-prod-{region}-{service}" for service in ("kms", "ssm")
    }
    for region in (SERVING, STANDBY)
}
_TRUST = {
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "monitoring.rds.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
}


def stand_up(
    aws: AwsClient, *, multi_az: bool = True, secret: bool = True, zones: int = 3, load_balancer: bool = True
) -> dict[str, Any]:
    """Stand it up and return its manifest. `load_balancer`: visitors could be let in at the standby."""
    regions = {
        region: _region(
            aws, region, multi_az=multi_az, zones=zones, load_balancer=load_balancer or region == SERVING
        )
        for region in (SERVING, STANDBY)
    }
    there = _database(aws, regions[SERVING], multi_az=multi_az)
    aws.call(
        STANDBY,
        "rds",
        "StartDBInstanceAutomatedBackupsReplication",
        SourceDBInstanceArn=there["primary"]["arn"],
        KmsKeyId=regions[STANDBY]["keys"]["database"],
        BackupRetentionPeriod=35,
    )
    if secret:
        _secret(aws, there["primary"]["address"])
    _back_up(aws, there["primary"]["arn"])
    document = _document(regions, there, multi_az=multi_az, secret=secret)
    made = {
        region: _load_balancer(aws, regions[region])
        for region in ((SERVING, STANDBY) if load_balancer else (SERVING,))
    }
    document["traffic"]["load_balancers"] = made
    return document | {f"fleet-{region}": manifest.fleet() for region in made}


def _secret(aws: AwsClient, address: str) -> None:
    value = {
        "engine": "postgres",
        "host": address,
        "port": 5432,
        "dbname": "storefront",
        "username": "application_a",
        "password": PASSWORD,
        "replica": "elsewhere",
    }
    aws.call(
        SERVING,
        "secretsmanager",
        "CreateSecret",
        Name=SECRET,
        SecretString=json.dumps(value),
        AddReplicaRegions=[{"Region": STANDBY}],
    )


def _region(aws: AwsClient, region: str, *, multi_az: bool, zones: int, load_balancer: bool) -> dict[str, Any]:
    vpc = aws.call(region, "ec2", "CreateVpc", CidrBlock="10.16.0.0/16")["Vpc"]["VpcId"]
    names = [f"{region}{letter}" for letter in "abc"[:zones]]
    subnets = {
        zone: aws.call(
            region, "ec2", "CreateSubnet", VpcId=vpc, CidrBlock=f"10.16.{number}.0/24", AvailabilityZone=zone
        )["Subnet"]["SubnetId"]
        for number, zone in enumerate(names)
    }
    groups = {
        name: aws.call(region, "ec2", "CreateSecurityGroup", VpcId=vpc, GroupName=name, Description=name)["GroupId"]
        for name in ("database", "replica", "endpoints", COPY, CLOSED)
    }
    closed = groups.pop(CLOSED)
    pair = names[:-1] if multi_az else names
    _groups_of_the_database(aws, region, {"pair": [subnets[zone] for zone in pair], "all": list(subnets.values())})
    _what_recoveries_read(aws, region)
    key = aws.call(region, "kms", "CreateKey")["KeyMetadata"]["Arn"]
    return manifest.site(region, "storefront-prod") | {
        "level": "serving" if region == SERVING else "pilot-light" if load_balancer else "backups",
        "vpc": vpc,
        "security_groups": groups,
        "closed_group": closed,
        "subnets": {"application": subnets},
        "database_zones": {"primary": pair if multi_az else names[:1], "replica": names[-1]},
        "keys": {"database": key},
        **({"endpoints": {"names": _ENDPOINTS[region], "policy": "{}"}} if load_balancer else {}),
    }


def _groups_of_the_database(aws: AwsClient, region: str, subnet_groups: dict[str, list[str]]) -> None:
    for name, subnets in subnet_groups.items():
        aws.call(
            region,
            "rds",
            "CreateDBSubnetGroup",
            DBSubnetGroupName=name,
            DBSubnetGroupDescription=name,
            SubnetIds=subnets,
        )
    aws.call(
        region,
        "rds",
        "CreateDBParameterGroup",
        DBParameterGroupName="postgres17",
        DBParameterGroupFamily="postgres17",
        Description="p",
    )


def _what_recoveries_read(aws: AwsClient, region: str) -> None:
    aws.call(region, "ssm", "PutParameter", Name=TRUST, Value="a certificate", Type="String")
    if region == SERVING:
        aws.call(region, "iam", "CreateRole", RoleName="monitoring", AssumeRolePolicyDocument=json.dumps(_TRUST))
    aws.call(
        region,
        "dynamodb",
        "CreateTable",
        TableName="journal",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "part", "AttributeType": "S"},
            {"AttributeName": "entry", "AttributeType": "S"},
        ],
        KeySchema=[{"AttributeName": "part", "KeyType": "HASH"}, {"AttributeName": "entry", "KeyType": "RANGE"}],
    )


def _database(aws: AwsClient, site: dict[str, Any], *, multi_az: bool) -> dict[str, Any]:
    first, second = site["database_names"]
    placed = {} if multi_az else {"AvailabilityZone": site["database_zones"]["primary"][0]}
    primary = aws.call(
        SERVING,
        "rds",
        "CreateDBInstance",
        DBInstanceIdentifier=first,
        Engine="postgres",
        EngineVersion="17.6",
        DBInstanceClass="db.r8g.2xlarge",
        DBName="storefront",
        MasterUsername="storefront_master",
        MasterUserPassword="born-and-rotated",
        AllocatedStorage=1000,
        StorageType="gp3",
        MultiAZ=multi_az,
        StorageEncrypted=True,
        KmsKeyId=site["keys"]["database"],
        DBSubnetGroupName="pair",
        VpcSecurityGroupIds=[site["security_groups"]["database"]],
        BackupRetentionPeriod=35,
        PreferredBackupWindow="08:00-08:30",
        DBParameterGroupName="postgres17",
        DeletionProtection=True,
        **placed,
    )["DBInstance"]
    replica = aws.call(
        SERVING,
        "rds",
        "CreateDBInstanceReadReplica",
        DBInstanceIdentifier=second,
        SourceDBInstanceIdentifier=first,
        AvailabilityZone=site["database_zones"]["replica"],
        DBSubnetGroupName="all",
        VpcSecurityGroupIds=[site["security_groups"]["replica"]],
    )["DBInstance"]
    return {
        part: {
            "identifier": one["DBInstanceIdentifier"],
            "arn": one["DBInstanceArn"],
            "resource_id": one["DbiResourceId"],
            "address": one["Endpoint"]["Address"],
            "port": 5432,
        }
        for part, one in {"primary": primary, "replica": replica}.items()
    }


def _back_up(aws: AwsClient, arn: str) -> None:
    """Put a recovery point into both vaults."""
    role = f"arn:aws:iam::{ACCOUNT}:role/restore"
    aws.call(SERVING, "iam", "CreateRole", RoleName="restore", AssumeRolePolicyDocument=json.dumps(_TRUST))
    for region in (SERVING, STANDBY):
        key = aws.call(region, "kms", "CreateKey")["KeyMetadata"]["Arn"]
        aws.call(region, "backup", "CreateBackupVault", BackupVaultName="vault", EncryptionKeyArn=key)
    made = aws.call(SERVING, "backup", "StartBackupJob", BackupVaultName="vault", ResourceArn=arn, IamRoleArn=role)
    aws.call(
        SERVING,
        "backup",
        "StartCopyJob",
        RecoveryPointArn=made["RecoveryPointArn"],
        SourceBackupVaultName="vault",
        DestinationBackupVaultArn=f"arn:aws:backup:{STANDBY}:{ACCOUNT}:backup-vault:vault",
        IamRoleArn=role,
    )


def _load_balancer(aws: AwsClient, site: dict[str, Any]) -> dict[str, Any]:
    """A load balancer with its fleet; visitors are let in where it serves."""
    region, subnets = site["region"], list(site["subnets"]["application"].values())
    balancer = aws.call(region, "elbv2", "CreateLoadBalancer", Name="edge", Subnets=subnets)["LoadBalancers"][0]
    group = aws.call(
        region, "elbv2", "CreateTargetGroup", Name="store", Protocol="HTTPS", Port=443, VpcId=site["vpc"]
    )["TargetGroups"][0]["TargetGroupArn"]
    listener = aws.call(
        region,
        "elbv2",
        "CreateListener",
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )["Listeners"][0]["ListenerArn"]
    does = actions(serves=region == SERVING, target_group=group)
    rules = {
        name: aws.call(
            region,
            "elbv2",
            "CreateRule",
            ListenerArn=listener,
            Priority=priority,
            Actions=[does[name]],
            Conditions=[{"Field": "path-pattern", "Values": [f"/{name}"]}],
        )["Rules"][0]["RuleArn"]
        for priority, name in enumerate(("serving", "store"), start=1)
    }
    _fleet(aws, region, subnets, servers=2 if region == SERVING else 0)
    return manifest.load_balancer(region) | {"rules": rules, "target_group": group}


def _fleet(aws: AwsClient, region: str, subnets: list[str], *, servers: int) -> None:
    aws.call(
        region,
        "ec2",
        "CreateLaunchTemplate",
        LaunchTemplateName="fleet",
        LaunchTemplateData={"ImageId": "ami-12c6146b", "InstanceType": "m8g.large"},
    )
    aws.call(
        region,
        "autoscaling",
        "CreateAutoScalingGroup",
        AutoScalingGroupName="fleet",
        MinSize=servers,
        MaxSize=8,
        DesiredCapacity=servers,
        VPCZoneIdentifier=",".join(subnets),
        LaunchTemplate={"LaunchTemplateName": "fleet", "Version": "1"},
    )


def _document(regions: dict[str, Any], there: dict[str, Any], *, multi_az: bool, secret: bool) -> dict[str, Any]:
    whole = manifest.sections()
    whole["guidelines"] = {str(one): {"rto_seconds": 8 * 3600, "rpo_seconds": 13 * 3600} for one in PROMISED}
    whole["database"] |= {"multi_az": multi_az, "instances": there}
    whole["access"] |= {
        "secrets": {"application": f"arn:aws:secretsmanager:{SERVING}:{ACCOUNT}:secret:{SECRET}-AbCdEf"},
        "ca_bundle_parameter": TRUST,
        "functions": {region: "database-access" for region, one in regions.items() if "endpoints" in one},
    }
    if not secret:
        del whole["access"]
    return whole | {f"site-{region}": one for region, one in regions.items()}
