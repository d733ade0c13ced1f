"""Rules of order of rights: a service tries at once whether it may do what it is told."""

import re
from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import at, is_map, listed, parse_json, strings
from policies.order.rule import Order, companions, has, made, role_policies, union

_LINKED_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
_LOG_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
_NAMED = {tokens.ROLE: "role", _LINKED_ROLE: "role", "aws:iam/user:User": "user"}
"""The principals of IAM that a stack can make, and how their ARNs call them."""
_NAMING = ("Principal", "NotPrincipal")
_INVOKED = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
_EVENT_SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping"
_HOOK = "aws:autoscaling/lifecycleHook:LifecycleHook"
_LOG_FILTER = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"
_FINDINGS = "aws:guardduty/publishingDestination:PublishingDestination"
_GRANT = "aws:kms/grant:Grant"


def _rights_of_function(stack: Stack, later: Resource) -> Iterator[Resource]:
    for function in stack.referred(later, "functionName", tokens.FUNCTION):
        yield from role_policies("role")(stack, function)


def _grants_of_disks(stack: Stack, group: Resource) -> Iterator[Resource]:
    """The grants of the keys of a group's disks, wherever the group names its templates and those their keys."""
    for template in stack.named_by(group, tokens.LAUNCH_TEMPLATE):
        for key in stack.named_by(template, *tokens.KMS_KEYS):
            yield from stack.referring(key, "keyId", _GRANT)


_POLICIES = {
    **dict.fromkeys((*tokens.BUCKETS, tokens.TOPIC, tokens.QUEUE, tokens.SECRET), "policy"),
    tokens.VPC_ENDPOINT: "policy",
    _LOG_POLICY: "policyDocument",
    tokens.KMS_KEY: "policy",
    tokens.KMS_REPLICA_KEY: "policy",
    tokens.BUCKET_POLICY: "policy",
    tokens.TOPIC_POLICY: "policy",
    tokens.QUEUE_POLICY: "policy",
    tokens.SECRET_POLICY: "policy",
    tokens.VAULT_POLICY: "policy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
    tokens.ROLE: "assumeRolePolicy",
}
"""Where policies name principals, which must exist: an ARN is turned into the principal's id when it is written."""


def _principals(stack: Stack, later: Resource) -> Iterator[Resource]:
    text = later.at(_POLICIES[later.type])
    try:
        document = parse_json(text) if isinstance(text, str) else text
    except ValueError:
        return
    statements = [one for one in listed(at(document, "Statement")) if is_map(one)]
    named = {
        word for one in statements for key in _NAMING for word in strings(at(one, key)) if word.startswith("arn:")
    }
    for one in stack.of(*_NAMED) if named else ():
        if one.urn != later.urn and any(map(_suffix(one).search, named)):
            yield one


def _suffix(principal: Resource) -> re.Pattern[str]:
    """What ends a principal's ARN, by what is known of it before it exists."""
    name, path = principal.at("name"), principal.at("path") or "/"
    if principal.type == _LINKED_ROLE:
        path = f"/aws-service-role/{principal.at('awsServiceName')}/"
        suffix = principal.at("customSuffix")
        ending = f"[^/]*_{re.escape(str(suffix))}" if suffix else "[^/_]*"
    else:
        ending = re.escape(str(name))
    return re.compile(f":{_NAMED[principal.type]}{re.escape(str(path))}{ending}$")


_ROLE = made(tokens.ROLE, "worker", {"arn": "arn:aws:iam::111122223333:role/worker"})
_RIGHTS = made(tokens.ROLE_POLICY, "rights", role=[_ROLE])
_FUNCTION = made(tokens.FUNCTION, "function", role=[_ROLE])
_BUCKET = made(tokens.BUCKETS[0], "logs")
_BUCKET_POLICY = made(tokens.BUCKET_POLICY, "logs-policy", bucket=[_BUCKET])
_TOPIC = made(tokens.TOPIC, "events")
_TOPIC_RIGHTS = made(tokens.TOPIC_POLICY, "events-policy", arn=[_TOPIC])
_INVOKE = made(tokens.FUNCTION_PERMISSION, "invoke", function=[_FUNCTION])
_KEY = made(tokens.KMS_KEY, "disks")
_TEMPLATE = made(tokens.LAUNCH_TEMPLATE, "server", blockDeviceMappings=[_KEY])
_TRUSTING = '{"Statement": [{"Principal": {"AWS": "arn:aws:iam::111122223333:role/worker"}}]}'
_SCALING = made(
    _LINKED_ROLE, "scaling", {"awsServiceName": "autoscaling.amazonaws.com", "customSuffix": "storefront"}
)
_TRUSTING_SCALING = (
    '{"Statement": [{"Principal": {"AWS": "arn:aws:iam::111122223333:role/aws-service-role/'
    'autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_storefront"}}]}'
)

ORDERS = (
    Order(
        later=(tokens.FUNCTION,),
        when=lambda function: has("vpcConfig")(function) or has("deadLetterConfig")(function),
        earlier=role_policies("role"),
        refusal="The provided execution role does not have permissions to call CreateNetworkInterface",
        source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
        late=(_RIGHTS, _ROLE, made(tokens.FUNCTION, "inside", {"vpcConfig": {"subnetIds": ["a"]}}, role=[_ROLE])),
    ),
    Order(
        later=(_EVENT_SOURCE,),
        earlier=_rights_of_function,
        refusal="The function execution role does not have permissions to call ReceiveMessage on SQS",
        source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
        late=(_RIGHTS, _ROLE, _FUNCTION, made(_EVENT_SOURCE, "queue", functionName=[_FUNCTION])),
    ),
    Order(
        later=(_INVOKED,),
        when=has("destinationConfig"),
        earlier=_rights_of_function,
        refusal="InvalidParameterValueException: the function's execution role does not have permissions to call "
        "Publish (or SendMessage, InvokeFunction, PutEvents)",
        source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
        late=(
            _RIGHTS,
            _ROLE,
            _FUNCTION,
            made(_INVOKED, "failures", {"destinationConfig": {"onFailure": {}}}, functionName=[_FUNCTION]),
        ),
    ),
    Order(
        later=(_HOOK,),
        when=has("roleArn"),
        earlier=role_policies("roleArn"),
        refusal="ValidationError: Unable to publish test message to notification target using IAM role",
        source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/prepare-for-lifecycle-notifications.html",
        late=(_RIGHTS, _ROLE, made(_HOOK, "drain", {"roleArn": "arn:aws:iam::111122223333:role/worker"})),
    ),
    Order(
        later=(tokens.RDS_INSTANCE, tokens.RDS_CLUSTER_INSTANCE),
        earlier=role_policies("monitoringRoleArn"),
        refusal="The IAM role does not include the required permissions for: ENHANCED_MONITORING",
        source="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html",
        late=(
            made(tokens.ROLE_ATTACHMENT, "monitoring", role=[_ROLE]),
            _ROLE,
            made(tokens.RDS_INSTANCE, "database", monitoringRoleArn=[_ROLE]),
        ),
    ),
    Order(
        later=(tokens.TRAIL,),
        earlier=union(
            companions("s3BucketName", tokens.BUCKETS, "bucket", tokens.BUCKET_POLICY),
            role_policies("cloudWatchLogsRoleArn"),
        ),
        refusal="InsufficientS3BucketPolicyException (or InvalidCloudWatchLogsRoleArnException: Access denied)",
        source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html",
        late=(_BUCKET_POLICY, _BUCKET, made(tokens.TRAIL, "record", s3BucketName=[_BUCKET])),
    ),
    Order(
        later=tokens.LOAD_BALANCERS,
        earlier=union(
            *(
                companions(prop, tokens.BUCKETS, "bucket", tokens.BUCKET_POLICY)
                for prop in ("accessLogs", "connectionLogs", "healthCheckLogs")
            )
        ),
        refusal="InvalidConfigurationRequest: Access Denied for bucket",
        source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html",
        late=(_BUCKET_POLICY, _BUCKET, made(tokens.LOAD_BALANCERS[0], "front", accessLogs=[_BUCKET])),
    ),
    Order(
        later=(_FINDINGS,),
        earlier=companions("destinationArn", tokens.BUCKETS, "bucket", tokens.BUCKET_POLICY),
        refusal="BadRequestException: GuardDuty cannot write to the destination",
        source="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html",
        late=(_BUCKET_POLICY, _BUCKET, made(_FINDINGS, "findings", destinationArn=[_BUCKET])),
    ),
    Order(
        later=(tokens.BUCKET_NOTIFICATION,),
        earlier=union(
            companions("lambdaFunctions", (tokens.FUNCTION,), "function", tokens.FUNCTION_PERMISSION),
            companions("topics", (tokens.TOPIC,), "arn", tokens.TOPIC_POLICY),
            companions("queues", (tokens.QUEUE,), "queueUrl", tokens.QUEUE_POLICY),
        ),
        refusal="InvalidArgument: Unable to validate the following destination configurations",
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html",
        late=(_TOPIC_RIGHTS, _TOPIC, made(tokens.BUCKET_NOTIFICATION, "new-files", topics=[_TOPIC])),
    ),
    Order(
        later=(tokens.RDS_EVENTS,),
        earlier=companions("snsTopic", (tokens.TOPIC,), "arn", tokens.TOPIC_POLICY),
        refusal="SNSNoAuthorization: RDS has no permission to publish to the topic",
        source="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html",
        late=(_TOPIC_RIGHTS, _TOPIC, made(tokens.RDS_EVENTS, "events-of-rds", snsTopic=[_TOPIC])),
    ),
    Order(
        later=(tokens.SECRET_ROTATION,),
        earlier=companions("rotationLambdaArn", (tokens.FUNCTION,), "function", tokens.FUNCTION_PERMISSION),
        refusal="AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function",
        source="https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html",
        late=(_INVOKE, _FUNCTION, made(tokens.SECRET_ROTATION, "rotation", rotationLambdaArn=[_FUNCTION])),
    ),
    Order(
        later=(_LOG_FILTER,),
        earlier=union(
            companions("destinationArn", (tokens.FUNCTION,), "function", tokens.FUNCTION_PERMISSION),
            role_policies("roleArn"),
        ),
        refusal="InvalidParameterException: Could not execute the lambda function (or deliver test message)",
        source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
        late=(_INVOKE, _FUNCTION, made(_LOG_FILTER, "filter", destinationArn=[_FUNCTION])),
    ),
    Order(
        later=tuple(token for token in _POLICIES if token not in tokens.KMS_KEYS),
        earlier=_principals,
        refusal="MalformedPolicy: invalid principal in policy",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        late=(_ROLE, made(tokens.QUEUE_POLICY, "trusting", {"policy": _TRUSTING})),
    ),
    Order(
        later=tokens.KMS_KEYS,
        earlier=_principals,
        refusal="MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals",
        source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html",
        late=(_SCALING, made(tokens.KMS_KEY, "opened-to-scaling", {"policy": _TRUSTING_SCALING})),
    ),
    Order(
        later=(tokens.SCALING_GROUP,),
        earlier=_grants_of_disks,
        refusal="Client.InternalError: Client error on launch (the group may not use the disks' key)",
        source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html",
        late=(
            made(_GRANT, "to-scaling", keyId=[_KEY]),
            _KEY,
            _TEMPLATE,
            # Of several classes of servers, the template stands in another property than of one.
            made(tokens.SCALING_GROUP, "fleet", mixedInstancesPolicy=[_TEMPLATE]),
        ),
    ),
)
