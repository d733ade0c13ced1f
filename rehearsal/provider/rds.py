"""RDS: subnet and parameter groups, instances and replicas, event subscriptions, replicated backups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.ec2 import NotStandingError
from rehearsal.provider.handler import (
    Created,
    Handler,
    Inputs,
    Live,
    PairedTags,
    Property,
    Table,
    dig,
    listed,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

# What the provider fills in where the program says nothing.
_DEFAULT_DESCRIPTION = "Managed by Pulumi"
# The operation takes no more at once.
_PARAMETERS_AT_ONCE = 20


def _tags(arn: str) -> PairedTags:
    return PairedTags(
        "rds",
        "ListTagsForResource",
        by=lambda _aws, _id, live: {"ResourceName": dig(arn, live)},
        at="TagList",
    )


def _one(operation: str, by: str, at: str) -> Any:
    """A description by name."""

    def describe(aws: AwsRegion, name: str, inputs: Inputs) -> Live:  # noqa: ARG001 - see `Describe`
        found = dig(at, aws.whole("rds", operation, **{by: name}))
        if not found:
            raise NotStandingError("rds", operation, name)
        return found[0]

    return describe


_SUBNET_GROUP = Table(
    service="rds",
    create_operation="CreateDBSubnetGroup",
    id_at="DBSubnetGroup.DBSubnetGroupName",
    properties={
        "name": Property("DBSubnetGroupName"),
        "description": Property("DBSubnetGroupDescription"),
        "subnetIds": Property("SubnetIds", "Subnets[].SubnetIdentifier"),
    },
    always={"DBSubnetGroupDescription": _DEFAULT_DESCRIPTION},
    describe=_one("DescribeDBSubnetGroups", "DBSubnetGroupName", "DBSubnetGroups"),
    computed={"arn": "DBSubnetGroupArn", "vpcId": "VpcId"},
    tagging=_tags("DBSubnetGroupArn"),
)


def _set_parameters(aws: AwsRegion, group: str, inputs: Inputs) -> None:
    rows = [
        {
            "ParameterName": one["name"],
            "ParameterValue": str(one["value"]),
            "ApplyMethod": one.get("applyMethod") or "immediate",
        }
        for one in listed(inputs, "parameters")
    ]
    for start in range(0, len(rows), _PARAMETERS_AT_ONCE):
        some = rows[start : start + _PARAMETERS_AT_ONCE]
        aws.call("rds", "ModifyDBParameterGroup", DBParameterGroupName=group, Parameters=some)


def _describe_parameter_group(aws: AwsRegion, group: str, inputs: Inputs) -> Live:
    about = _one("DescribeDBParameterGroups", "DBParameterGroupName", "DBParameterGroups")(aws, group, inputs)
    answer = aws.whole("rds", "DescribeDBParameters", DBParameterGroupName=group, Source="user")
    return {**about, "Parameters": answer["Parameters"]}


_PARAMETER_GROUP = Table(
    service="rds",
    create_operation="CreateDBParameterGroup",
    id_at="DBParameterGroup.DBParameterGroupName",
    properties={
        "name": Property("DBParameterGroupName"),
        "family": Property("DBParameterGroupFamily"),
        "description": Property("Description"),
        "parameters": Property(
            live="Parameters[].{name: ParameterName, value: ParameterValue, applyMethod: ApplyMethod}"
        ),
    },
    always={"Description": _DEFAULT_DESCRIPTION},
    steps=(_set_parameters,),
    describe=_describe_parameter_group,
    computed={"arn": "DBParameterGroupArn"},
    tagging=_tags("DBParameterGroupArn"),
)

INSTANCE_PROPERTIES = {
    "identifier": Property("DBInstanceIdentifier"),
    "instanceClass": Property("DBInstanceClass"),
    "dbName": Property("DBName"),
    "username": Property("MasterUsername"),
    # No call shows it.
    "password": Property("MasterUserPassword", ""),
    **same("engine", "engineVersion", "allocatedStorage", "maxAllocatedStorage", "storageType", "iops"),
    **same("storageThroughput", "storageEncrypted", "kmsKeyId", "availabilityZone", "backupRetentionPeriod"),
    **same("publiclyAccessible", "networkType", "autoMinorVersionUpgrade", "copyTagsToSnapshot"),
    **same("deletionProtection", "monitoringInterval", "monitoringRoleArn", "databaseInsightsMode"),
    **same("dedicatedLogVolume", "engineLifecycleSupport", "licenseModel", "replicaMode"),
    "backupWindow": Property("PreferredBackupWindow"),
    # RDS shows it in small letters, whatever was given.
    "maintenanceWindow": Property("PreferredMaintenanceWindow"),
    "multiAz": Property("MultiAZ"),
    "port": Property("Port", "Endpoint.Port"),
    "dbSubnetGroupName": Property("DBSubnetGroupName", "DBSubnetGroup.DBSubnetGroupName"),
    "parameterGroupName": Property("DBParameterGroupName", "DBParameterGroups[0].DBParameterGroupName"),
    "vpcSecurityGroupIds": Property("VpcSecurityGroupIds", "VpcSecurityGroups[].VpcSecurityGroupId"),
    "caCertIdentifier": Property("CACertificateIdentifier"),
    "iamDatabaseAuthenticationEnabled": Property(
        "EnableIAMDatabaseAuthentication", "IAMDatabaseAuthenticationEnabled"
    ),
    "enabledCloudwatchLogsExports": Property("EnableCloudwatchLogsExports", "EnabledCloudwatchLogsExports"),
    "performanceInsightsEnabled": Property("EnablePerformanceInsights", "PerformanceInsightsEnabled"),
    "performanceInsightsKmsKeyId": Property("PerformanceInsightsKMSKeyId"),
    **same("performanceInsightsRetentionPeriod"),
    "manageMasterUserPassword": Property("ManageMasterUserPassword", "MasterUserSecret && `true`"),
    "masterUserSecretKmsKeyId": Property("MasterUserSecretKmsKeyId", "MasterUserSecret.KmsKeyId"),
    "replicateSourceDb": Property("SourceDBInstanceIdentifier", "ReadReplicaSourceDBInstanceIdentifier"),
}
_INSTANCE_OUTPUTS = {
    "arn": "DBInstanceArn",
    "resourceId": "DbiResourceId",
    "address": "Endpoint.Address",
    "endpoint": "join(':', [Endpoint.Address, to_string(Endpoint.Port)])",
    "hostedZoneId": "Endpoint.HostedZoneId",
    "status": "DBInstanceStatus",
    "engineVersionActual": "EngineVersion",
    "replicas": "ReadReplicaDBInstanceIdentifiers",
}


def _describe_instance(aws: AwsRegion, resource_id: str, inputs: Inputs) -> Live:
    # By name before the id is known; the id, since version 5 of the provider, is what a rename leaves alone.
    by = (
        {"Filters": [{"Name": "dbi-resource-id", "Values": [resource_id]}]}
        if resource_id.startswith("db-")
        else {"DBInstanceIdentifier": inputs["identifier"]}
    )
    found = aws.whole("rds", "DescribeDBInstances", **by)["DBInstances"]
    if not found:
        raise NotStandingError("rds", "DescribeDBInstances", resource_id)
    return found[0]


class _Instances:
    """A primary is created, a replica made from its source, and what that operation does not take set after it."""

    _table = Table(
        service="rds",
        create_operation="CreateDBInstance",
        id_at="DBInstance.DbiResourceId",
        properties=INSTANCE_PROPERTIES,
        describe=_describe_instance,
        computed=_INSTANCE_OUTPUTS,
        tagging=_tags("DBInstanceArn"),
    )

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        if not inputs.get("replicateSourceDb"):
            return self._table.create(aws, inputs)
        operation = "CreateDBInstanceReadReplica"
        params = self._table.parameters(inputs)
        takes = aws.parameters("rds", operation)
        made = aws.call("rds", operation, **{key: value for key, value in params.items() if key in takes})
        resource_id = str(dig("DBInstance.DbiResourceId", made))
        self._change(aws, inputs, {key: value for key, value in params.items() if key not in takes})
        live = self._table.describe(aws, resource_id, inputs)
        outputs = {name: dig(path, live) for name, path in _INSTANCE_OUTPUTS.items()}
        return Created(resource_id, {**self.read(aws, resource_id, inputs), **outputs})

    def _change(self, aws: AwsRegion, inputs: Inputs, rest: Mapping[str, Any]) -> None:
        takes = aws.parameters("rds", "ModifyDBInstance")
        changes = {key: value for key, value in rest.items() if key in takes}
        if changes:
            name = inputs["identifier"]
            aws.call("rds", "ModifyDBInstance", DBInstanceIdentifier=name, ApplyImmediately=True, **changes)

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        return self._table.read(aws, resource_id, inputs)


_EVENT_SUBSCRIPTION = Table(
    service="rds",
    create_operation="CreateEventSubscription",
    id_at="EventSubscription.CustSubscriptionId",
    properties={
        **same("enabled", "sourceType"),
        "name": Property("SubscriptionName", "CustSubscriptionId"),
        "snsTopic": Property("SnsTopicArn"),
        "sourceIds": Property("SourceIds", "SourceIdsList"),
        "eventCategories": Property("EventCategories", "EventCategoriesList"),
    },
    always={"Enabled": True},
    describe=_one("DescribeEventSubscriptions", "SubscriptionName", "EventSubscriptionsList"),
    computed={"arn": "EventSubscriptionArn", "customerAwsId": "CustomerAwsId"},
    tagging=_tags("EventSubscriptionArn"),
)

_REPLICATED_BACKUPS = Table(
    service="rds",
    create_operation="StartDBInstanceAutomatedBackupsReplication",
    id_at="DBInstanceAutomatedBackup.DBInstanceAutomatedBackupsArn",
    properties={
        **same("kmsKeyId"),
        "sourceDbInstanceArn": Property("SourceDBInstanceArn", "DBInstanceArn"),
        "retentionPeriod": Property("BackupRetentionPeriod"),
    },
    describe=_one(
        "DescribeDBInstanceAutomatedBackups", "DBInstanceAutomatedBackupsArn", "DBInstanceAutomatedBackups"
    ),
)

HANDLERS: Mapping[str, Handler] = {
    "aws:rds/subnetGroup:SubnetGroup": _SUBNET_GROUP,
    "aws:rds/parameterGroup:ParameterGroup": _PARAMETER_GROUP,
    "aws:rds/instance:Instance": _Instances(),
    "aws:rds/eventSubscription:EventSubscription": _EVENT_SUBSCRIPTION,
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": _REPLICATED_BACKUPS,
}
