"""Rules of order of deliveries: what a service writes or publishes for us, and what lets it do so.

Some services try at once and refuse; others take the order, and what they deliver before they may is lost.
"""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

from policies.frame import tokens
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import at, is_map, listed, parse_json, strings
from policies.order.rule import Order, companions, has, in_region, made, role_policies, union

_LOG_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
_QUERY_LOG = "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig"
_WAF_LOG = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
_DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
_VAULT_NOTIFICATIONS = "aws:backup/vaultNotifications:VaultNotifications"
_EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
_ANOMALIES = "aws:costexplorer/anomalySubscription:AnomalySubscription"
_SELECTIONS = (
    "aws:backup/selection:Selection",
    "aws:backup/restoreTestingSelection:RestoreTestingSelection",
)
_LOST = "nothing, and what it would send meanwhile is lost"
_LOGS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"


def _bucket_policies(prop: str) -> Callable[[Stack, Resource], Iterator[Resource]]:
    return companions(prop, tokens.BUCKETS, "bucket", tokens.BUCKET_POLICY)


def _topic_policies(prop: str) -> Callable[[Stack, Resource], Iterator[Resource]]:
    return companions(prop, (tokens.TOPIC,), "arn", tokens.TOPIC_POLICY)


def _log_policies(prop: str) -> Callable[[Stack, Resource], Iterator[Resource]]:
    def found(stack: Stack, later: Resource) -> Iterator[Resource]:
        for group in stack.referred(later, prop, tokens.LOG_GROUP):
            yield from log_policies_of(stack, group)

    return found


def log_policies_of(stack: Stack, group: Resource) -> Iterator[Resource]:
    """Find the resource policies of CloudWatch Logs whose text names a log group."""
    yield from in_region(stack, group, (one for one in stack.of(_LOG_POLICY) if _opens(one, str(group.at("name")))))


def _opens(policy: Resource, name: str) -> bool:
    text = policy.at("policyDocument")
    try:
        document = parse_json(text) if isinstance(text, str) else text
    except ValueError:
        return False
    statements = [one for one in listed(at(document, "Statement")) if is_map(one)]
    named = {word for one in statements for word in strings(at(one, "Resource"))}
    return any(word == "*" or fnmatchcase(name, word.partition(":log-group:")[2].split(":")[0]) for word in named)


_ROLE = made(tokens.ROLE, "courier", {"arn": "arn:aws:iam::111122223333:role/courier"})
_RIGHTS = made(tokens.ROLE_POLICY, "courier-rights", role=[_ROLE])
_BUCKET = made(tokens.BUCKETS[0], "kept-logs")
_BUCKET_POLICY = made(tokens.BUCKET_POLICY, "kept-logs-policy", bucket=[_BUCKET])
_TOPIC = made(tokens.TOPIC, "told")
_TOPIC_POLICY = made(tokens.TOPIC_POLICY, "told-policy", arn=[_TOPIC])
_GROUP = made(tokens.LOG_GROUP, "aws-waf-logs-store")
_OPENED = '{"Statement": [{"Resource": "arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-*:*"}]}'
_GROUP_POLICY = made(_LOG_POLICY, "delivery", {"policyDocument": _OPENED})

ORDERS = (
    Order(
        later=(_QUERY_LOG,),
        earlier=union(_log_policies("destinationArn"), _bucket_policies("destinationArn")),
        refusal="AccessDeniedException (or the configuration ends as FAILED)",
        source="https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_CreateResolverQueryLogConfig.html",
        late=(_GROUP_POLICY, _GROUP, made(_QUERY_LOG, "queries", destinationArn=[_GROUP])),
    ),
    Order(
        later=(_WAF_LOG,),
        earlier=union(_log_policies("logDestinationConfigs"), _bucket_policies("logDestinationConfigs")),
        refusal="WAFLogDestinationPermissionIssueException",
        source="https://docs.aws.amazon.com/waf/latest/APIReference/API_PutLoggingConfiguration.html",
        late=(_GROUP_POLICY, _GROUP, made(_WAF_LOG, "requests", logDestinationConfigs=[_GROUP])),
    ),
    Order(
        later=(_DESTINATION,),
        earlier=union(
            _bucket_policies("deliveryDestinationConfiguration"),
            _log_policies("deliveryDestinationConfiguration"),
        ),
        refusal="AccessDeniedException, or a policy of its own in the place of ours",
        source=_LOGS + "AWS-logs-infrastructure-V2-S3.html",
        late=(_BUCKET_POLICY, _BUCKET, made(_DESTINATION, "files", deliveryDestinationConfiguration=[_BUCKET])),
    ),
    Order(
        later=tokens.BUCKET_LOGGING,
        earlier=_bucket_policies("targetBucket"),
        refusal="InvalidTargetBucketForLogging, or nothing, and the first files are lost",
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html",
        late=(_BUCKET_POLICY, _BUCKET, made(tokens.BUCKET_LOGGING[0], "reads", targetBucket=[_BUCKET])),
    ),
    Order(
        later=(tokens.FLOW_LOG,),
        earlier=union(role_policies("iamRoleArn"), _bucket_policies("logDestination")),
        refusal="Access Denied for LogDestination, or a flow log whose status is Access error",
        source="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html",
        late=(_RIGHTS, _ROLE, made(tokens.FLOW_LOG, "flows", {"iamRoleArn": _ROLE.at("arn")})),
    ),
    Order(
        later=(tokens.TRAIL,),
        when=has("snsTopicName"),
        earlier=_topic_policies("snsTopicName"),
        refusal="InsufficientSnsTopicPolicyException",
        source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html",
        late=(_TOPIC_POLICY, _TOPIC, made(tokens.TRAIL, "announced", {"snsTopicName": "told"})),
    ),
    Order(
        later=(_VAULT_NOTIFICATIONS,),
        earlier=_topic_policies("snsTopicArn"),
        refusal=_LOST,
        source="https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-notifications.html",
        late=(_TOPIC_POLICY, _TOPIC, made(_VAULT_NOTIFICATIONS, "vault", snsTopicArn=[_TOPIC])),
    ),
    Order(
        later=(_EVENT_TARGET,),
        earlier=union(
            _topic_policies("arn"),
            companions("arn", (tokens.QUEUE,), "queueUrl", tokens.QUEUE_POLICY),
            companions("arn", (tokens.FUNCTION,), "function", tokens.FUNCTION_PERMISSION),
            role_policies("roleArn"),
        ),
        refusal=_LOST,
        source="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
        late=(_TOPIC_POLICY, _TOPIC, made(_EVENT_TARGET, "restored", arn=[_TOPIC])),
    ),
    Order(
        later=(tokens.METRIC_ALARM, tokens.COMPOSITE_ALARM),
        earlier=union(*map(_topic_policies, ("alarmActions", "okActions", "insufficientDataActions"))),
        refusal=_LOST,
        source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
        late=(_TOPIC_POLICY, _TOPIC, made(tokens.METRIC_ALARM, "slow", alarmActions=[_TOPIC])),
    ),
    Order(
        later=(_ANOMALIES,),
        earlier=_topic_policies("subscribers"),
        refusal=_LOST,
        source="https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html",
        late=(_TOPIC_POLICY, _TOPIC, made(_ANOMALIES, "spend", subscribers=[_TOPIC])),
    ),
    Order(
        later=_SELECTIONS,
        earlier=role_policies("iamRoleArn"),
        refusal="nothing, and a job that begins meanwhile fails: the role has insufficient privileges",
        source="https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html",
        late=(_RIGHTS, _ROLE, made(_SELECTIONS[0], "stores", {"iamRoleArn": _ROLE.at("arn")})),
    ),
    Order(
        later=(tokens.SCHEDULE,),
        earlier=role_policies("target"),
        refusal="nothing, and a call that is due meanwhile fails: AccessDenied",
        source="https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role",
        late=(_RIGHTS, _ROLE, made(tokens.SCHEDULE, "nightly", {"target": {"roleArn": _ROLE.at("arn")}})),
    ),
)
