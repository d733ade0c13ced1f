"""One small stack for each row of a guardrail's table that its examples need not name: what it says of each.

An example tells a reader what a guardrail is for; a probe shows that one more action, port or property is heeded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from policies.frame import tokens
from policies.frame.guardrail import Expected, provider_of, resource
from policies.frame.resources import DISPOSABLE, Resource
from policies.frame.samples import allow, policy, trust
from policies.frame.values import UNKNOWN, Value

_ARN = "arn:aws:iam::111122223333:role/storefront-"
_KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/1"


@dataclass(frozen=True, kw_only=True)
class Probe:
    """A stack, and what one guardrail must say of it."""

    guardrail: str
    what: str
    expected: Expected
    resources: tuple[Resource, ...]
    about: str = ""
    """The name of the resource that is meant; empty: whichever it says it of."""


def probes() -> Iterator[Probe]:
    """Yield all of them."""
    for some in (
        _rights(),
        _taken(),
        _powers(),
        _closed(),
        _ports(),
        _data(),
        _servers(),
        _reach(),
        _keys(),
        _order(),
    ):
        yield from some


def _probe(guardrail: str, what: object, expected: Expected, *resources: Resource, about: str = "") -> Probe:
    return Probe(guardrail=guardrail, what=str(what), expected=expected, resources=resources, about=about)


def _allowing(action: Value, condition: Value = None) -> Resource:
    return resource(tokens.ROLE_POLICY, {"policy": policy(allow(action, "*", condition))})


def _condition(key: str) -> dict[str, dict[str, str]]:
    return {"StringEquals": {key: "111122223333"}}


def _rights() -> Iterator[Probe]:
    for read in (
        "dynamodb:BatchGetItem", "rds:DescribeDBInstances", "s3:GetObject", "s3:HeadObject", "s3:ListBucket",
        "cloudtrail:LookupEvents", "tag:SearchResources", "s3:SelectObjectContent", "billing:ViewBilling",
    ):  # fmt: skip
        yield _probe("iam-writes-bounded", read, Expected.PASS, _allowing(read))
    for write in ("s3:PutObject", "rds:DeleteDBInstance", "ec2:RunInstances"):
        yield _probe("iam-writes-bounded", write, Expected.FAIL, _allowing(write))
    for key in (
        "aws:RequestTag/team", "aws:ResourceTag/team", "aws:PrincipalAccount", "aws:ResourceAccount",
        "aws:ResourceOrgID", "cloudwatch:namespace",
    ):  # fmt: skip
        yield _probe("iam-writes-bounded", key, Expected.PASS, _allowing("s3:PutObject", _condition(key)))
    for action in ("backup:PutRestoreValidationResult", "ssm:CreateOpsItem"):
        in_region = _allowing(action, {"StringEquals": {"aws:RequestedRegion": "us-west-2"}})
        yield _probe("iam-writes-bounded", action, Expected.PASS, in_region)
    for name in ("AdministratorAccess", "IAMFullAccess", "PowerUserAccess", "ReadOnlyAccess"):
        attached = resource(tokens.ROLE_ATTACHMENT, {"policyArn": f"arn:aws:iam::aws:policy/{name}"})
        yield _probe("iam-no-broad-managed-policy", name, Expected.FAIL, attached)
    for name in ("*", "arn:aws:*", "arn:*"):
        writes = resource(tokens.ROLE_POLICY, {"policy": policy(allow("s3:PutObject", name))})
        yield _probe("iam-writes-bounded", f"on {name}", Expected.FAIL, writes)
    for kind in ("role", "user", "group", "policy"):
        every = f"arn:aws:iam::111122223333:{kind}/*"
        rises = resource(tokens.ROLE_POLICY, {"policy": policy(allow("iam:AttachRolePolicy", every))})
        yield _probe("iam-no-escalation", f"every {kind}", Expected.FAIL, rises)
    yield _probe("iam-no-inverse", "no document", Expected.PASS, resource(tokens.ROLE_POLICY, {"policy": ""}))


def _taken() -> Iterator[Probe]:
    for service in ("ec2", "lambda", "ecs-tasks"):
        role = resource(tokens.ROLE, {"assumeRolePolicy": trust({"Service": f"{service}.amazonaws.com"})})
        yield _probe("iam-trust-limited", service, Expected.PASS, role)
    pods = resource(tokens.ROLE, {"assumeRolePolicy": trust({"Service": "pods.eks.amazonaws.com"})})
    yield _probe("iam-trust-limited", "pods", Expected.PASS, pods)
    backup = {"Service": "backup.amazonaws.com"}
    for key in ("aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "sts:ExternalId"):
        role = resource(tokens.ROLE, {"assumeRolePolicy": trust(backup, _condition(key))})
        yield _probe("iam-trust-limited", key, Expected.PASS, role)
    for key in (
        "aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:PrincipalAccount", "aws:PrincipalOrgID",
    ):  # fmt: skip
        said = {**allow("sns:Publish", "*", _condition(key)), "Principal": backup}
        yield _probe(
            "policy-not-public", key, Expected.PASS, resource(tokens.TOPIC_POLICY, {"policy": policy(said)})
        )
    events = {**allow("sns:Publish", "*"), "Principal": {"Service": "events.amazonaws.com"}}
    topic = resource(tokens.TOPIC_POLICY, {"policy": policy(events)})
    yield _probe("policy-not-public", "EventBridge", Expected.PASS, topic)
    for key in (
        "aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "kms:ViaService", "kms:EncryptionContext:aws:s3:arn",
    ):  # fmt: skip
        said = {**allow("kms:Decrypt", "*", _condition(key)), "Principal": backup}
        of_key = resource(tokens.KMS_KEY, {"policy": policy(said)})
        yield _probe("key-policy-services-limited", key, Expected.PASS, of_key)
    for key in (
        "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalArn", "aws:ResourceAccount", "aws:ResourceOrgID",
    ):  # fmt: skip
        said = {**allow("*", "*", _condition(key)), "Principal": "*"}
        endpoint = resource(tokens.VPC_ENDPOINT, {"policy": policy(said)})
        yield _probe("endpoint-policy-bounded", key, Expected.PASS, endpoint)


_RISES = (
    "iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy",
    "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreatePolicyVersion", "iam:DeleteRolePermissionsBoundary",
    "iam:PutGroupPolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy", "iam:UpdateLoginProfile",
)  # fmt: skip
_HIRES = (
    "cloudformation:CreateStack", "codebuild:CreateProject", "ec2:RunInstances", "ecs:RunTask", "glue:CreateJob",
    "lambda:CreateFunction", "lambda:UpdateFunctionConfiguration", "ssm:StartAutomationExecution",
    "states:CreateStateMachine",
)  # fmt: skip


def _role(name: str, *statements: Value) -> tuple[Resource, Resource]:
    role = resource(tokens.ROLE, {"name": f"storefront-{name}", "arn": f"{_ARN}{name}"}, name)
    said = {"role": f"storefront-{name}", "policy": policy(*statements)}
    return role, resource(tokens.ROLE_POLICY, said, f"{name}-policy")


def _powers() -> Iterator[Probe]:
    for action in (*_RISES, "iam:PassRole", "sts:AssumeRole"):
        yield _probe("iam-no-escalation", action, Expected.FAIL, _allowing(action))
    for action in _RISES:
        yield _probe("role-cannot-rise", action, Expected.FAIL, *_role("self", allow(action, f"{_ARN}self")))
    admin = _role("admin", allow("iam:PutRolePolicy", f"{_ARN}admin"))
    for action in _HIRES:
        hires = _role("hires", allow(action, "arn:aws:x:::y"), allow("iam:PassRole", f"{_ARN}admin"))
        yield _probe("role-cannot-rise", action, Expected.FAIL, *hires, *admin, about="hires")
    for action in (
        "athena:GetQueryResults", "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan",
        "ebs:GetSnapshotBlock", "kinesis:GetRecords", "lambda:GetFunction", "logs:FilterLogEvents",
        "logs:GetLogEvents", "logs:StartQuery", "rds-data:ExecuteStatement", "rds-db:connect",
        "rds:DownloadDBLogFilePortion", "s3:GetObject", "s3:GetObjectVersion", "secretsmanager:BatchGetSecretValue",
        "secretsmanager:GetSecretValue", "sqs:ReceiveMessage", "ssm:GetParameter", "ssm:GetParameters",
        "ssm:GetParametersByPath",
    ):  # fmt: skip
        yield _probe("data-reads-bounded", action, Expected.FAIL, _allowing(action))


def _closed() -> Iterator[Probe]:
    blocks = dict.fromkeys(
        ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), True
    )  # fmt: skip
    for token, guardrail in (
        (tokens.BUCKET_PUBLIC_ACCESS_BLOCK, "bucket-closed-to-the-public"),
        (tokens.ACCOUNT_PUBLIC_ACCESS_BLOCK, "account-blocks-public-buckets"),
    ):
        for block in blocks:
            yield _probe(guardrail, f"{block} off", Expected.FAIL, resource(token, {**blocks, block: False}))
    bucket = resource(tokens.BUCKETS[0], {"id": "logs", "bucket": "logs"}, "logs")
    encryption = resource(
        tokens.BUCKET_ENCRYPTION[0],
        {"bucket": "logs", "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
        "s3-key",
    )
    for service in ("logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"):
        said = {**allow("s3:PutObject", "*"), "Principal": {"Service": service}}
        written = resource(tokens.BUCKET_POLICY, {"bucket": "logs", "policy": policy(said)}, "written")
        yield _probe("bucket-encrypted", service, Expected.PASS, bucket, encryption, written)
    tags = dict.fromkeys(("owner", "environment", "environment-kind", "cost-centre", "data-class"), "x")
    for tag in tags:
        provider = resource(tokens.AWS_PROVIDER, {"defaultTags": {"tags": {**tags, tag: ""}}})
        yield _probe("provider-tags-everything", f"no {tag}", Expected.FAIL, provider)
    trail = resource(tokens.TRAIL, {"s3BucketName": "logs"}, "trail")
    for mode in ("COMPLIANCE", "GOVERNANCE"):
        lock = {"bucket": "logs", "rule": {"defaultRetention": {"mode": mode, "days": 30}}}
        liftable = replace(bucket, provider=provider_of(DISPOSABLE))
        locked = resource(tokens.BUCKET_LOCK, lock, "lock")
        yield _probe("trail-files-locked", f"{mode}, disposable", Expected.PASS, trail, liftable, locked)
    # None of them says whose it is: both are the provider's account's.
    account = [resource(tokens.ACCOUNT_PUBLIC_ACCESS_BLOCK, {}, name) for name in ("a", "b")]
    yield _probe("declared-in-one-place", "the account's", Expected.FAIL, *account)
    for version in ("SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016"):
        yield _distribution(f"viewers by {version}", Expected.FAIL, {"minimumProtocolVersion": version})
    yield _distribution("a version of later", Expected.UNDECIDED, {"minimumProtocolVersion": UNKNOWN})
    plain = [{"viewerProtocolPolicy": "allow-all"}]
    yield _distribution(
        "plain in one path", Expected.FAIL, {"minimumProtocolVersion": "TLSv1.2_2021"}, orderedCacheBehaviors=plain
    )


def _distribution(what: str, expected: Expected, certificate: Value, **props: Value) -> Probe:
    safe: dict[str, Value] = {
        "viewerCertificate": certificate, "defaultCacheBehavior": {"viewerProtocolPolicy": "https-only"},
    }  # fmt: skip
    return _probe("distribution-encrypted", what, expected, resource(tokens.DISTRIBUTION, {**safe, **props}))


_OPEN = {"ruleAction": "allow", "cidrBlock": "0.0.0.0/0", "protocol": "6", "fromPort": 443, "toPort": 443}


def _ports() -> Iterator[Probe]:
    for port in (80, 443):
        rule = {"ipProtocol": "tcp", "fromPort": port, "toPort": port, "cidrIpv4": "0.0.0.0/0"}
        yield _probe("group-not-open", port, Expected.PASS, resource(tokens.INGRESS_RULE, rule))
    for port in (22, 3389):
        row = resource(tokens.NETWORK_ACL_RULE, {**_OPEN, "fromPort": port, "toPort": port})
        yield _probe("acl-no-administration-ports", port, Expected.FAIL, row)
    for field in (
        "ruleAction", "action", "cidrBlock", "ipv6CidrBlock", "protocol", "fromPort", "toPort", "icmpType",
    ):  # fmt: skip
        within = {"ingress": [{"cidrBlock": "0.0.0.0/0", "action": UNKNOWN}]}
        own = resource(tokens.NETWORK_ACL_RULE, {**_OPEN, field: UNKNOWN})
        row = resource(tokens.NETWORK_ACL, within) if field == "action" else own
        yield _probe("acl-no-administration-ports", f"computed {field}", Expected.UNDECIDED, row)
    for token, prop in (
        (tokens.ROUTE, "cidrBlock"), (tokens.INGRESS_RULE, "cidrIpv4"),
        (tokens.ROUTE, "destinationCidrBlock"),
    ):  # fmt: skip
        yield _kept(token, prop, "10.0.0.1/16")
    for token, prop in (
        (tokens.INGRESS_RULE, "cidrIpv6"), (tokens.ROUTE, "ipv6CidrBlock"), (tokens.ROUTE, "destinationIpv6CidrBlock"),
    ):  # fmt: skip
        yield _kept(token, prop, "2001:db8::1/32")
    yield _kept(tokens.MANAGED_PREFIX_LIST, "entries", [{"cidr": "10.0.0.1/16"}])
    for protocol in ("icmpv6", "58", 58):
        told = {"ipProtocol": protocol, "fromPort": 2, "toPort": 0, "cidrIpv6": "::/0"}
        rule = resource(tokens.INGRESS_RULE, told)
        yield _probe("group-not-open", f"too big, {protocol!r}", Expected.PASS, rule)
    unknown = resource(tokens.SECURITY_GROUP_RULE, {"type": UNKNOWN, "cidrBlocks": ["10.0.0.0/8"]})
    yield _probe("group-rules-name-groups", "of an unknown direction", Expected.UNDECIDED, unknown)
    listener = resource("aws:lb/listener:Listener", {"protocol": UNKNOWN})
    yield _probe("listener-encrypted", "a computed protocol", Expected.UNDECIDED, listener)


def _kept(token: str, prop: str, value: Value) -> Probe:
    return _probe("written-as-aws-keeps-it", prop, Expected.FAIL, resource(token, {prop: value}))


def _data() -> Iterator[Probe]:
    for name in ("admin", "administrator", "master", "mysql", "postgres", "root", "sa", "Admin"):
        database = resource(tokens.RDS_INSTANCE, {"username": name})
        yield _probe("database-own-administrator-name", name, Expected.FAIL, database)
    for family, parameter in (("postgres17", "rds.force_ssl"), ("mysql8.4", "require_secure_transport")):
        for value in ("1", "on", "true"):
            group = {"family": family, "parameters": [{"name": parameter, "value": value}]}
            forced = resource(tokens.RDS_PARAMETER_GROUP, group)
            yield _probe("database-forces-tls", f"{parameter} {value}", Expected.PASS, forced)
    for engine, log in (
        ("aurora-postgresql", "postgresql"), ("postgres", "postgresql"), ("mysql", "error"), ("mariadb", "error"),
    ):  # fmt: skip
        exporting = resource(tokens.RDS_INSTANCE, {"engine": engine, "enabledCloudwatchLogsExports": [log]})
        yield _probe("database-logs-exported", engine, Expected.PASS, exporting)
    for public, expected in (("false", Expected.PASS), ("False", Expected.PASS), ("true", Expected.FAIL)):
        database = resource(tokens.RDS_INSTANCE, {"publiclyAccessible": public})
        yield _probe("database-not-public", f"publiclyAccessible {public!r}", expected, database)
    for runtime in ("python3.13", "python3.14"):
        function = resource(tokens.FUNCTION, {"runtime": runtime})
        yield _probe("function-runtime-supported", runtime, Expected.PASS, function)


def _servers() -> Iterator[Probe]:
    retries = {"maximumRetryAttempts": 0, "maximumEventAgeInSeconds": 60}
    for name in retries:
        less = {other: value for other, value in retries.items() if other != name}
        of_lambda = resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", less)
        yield _probe("schedule-retries-stated", f"no {name}", Expected.FAIL, of_lambda)
        scheduled = resource(tokens.SCHEDULE, {"target": {"retryPolicy": less}})
        yield _probe("schedule-retries-stated", f"no {name}, of a schedule", Expected.FAIL, scheduled)
    for version in ("$Latest", "$Default", "", None):
        group = resource(tokens.SCALING_GROUP, {"launchTemplate": {"id": "lt-1", "version": version}})
        yield _probe("fleet-version-numbered", f"version {version}", Expected.FAIL, group)
    for call in ("ec2:stopInstances", "rds:stopDBCluster", "rds:stopDBInstance"):
        night = resource(tokens.SCHEDULE, {"target": {"arn": f"arn:aws:scheduler:::aws-sdk:{call}"}})
        yield _probe("production-never-stops", call, Expected.FAIL, night)
    group = resource(tokens.SECURITY_GROUP, {"id": "sg-open"}, "open")
    entry = resource(tokens.INGRESS_RULE, {"securityGroupId": "sg-open", "cidrIpv4": "0.0.0.0/0"}, "internet")
    inside: Value
    for prop, inside in (
        ("vpcSecurityGroupIds", ["sg-open"]), ("securityGroupIds", ["sg-open"]), ("securityGroups", ["sg-open"]),
        ("networkInterfaces", [{"securityGroups": ["sg-open"]}]), ("vpcConfig", {"securityGroupIds": ["sg-open"]}),
    ):  # fmt: skip
        member = resource(tokens.FUNCTION, {prop: inside}, "member")
        yield _probe("open-groups-hold-load-balancers", f"by {prop}", Expected.FAIL, group, entry, member)


def _group(name: str, token: str = tokens.SECURITY_GROUP) -> Resource:
    return resource(token, {"id": f"sg-{name}", "name": f"storefront-prod-us-east-1-{name}"}, name)


def _reach() -> Iterator[Probe]:
    for caller in ("application", "database-access", "database-reading", "heartbeat", "verification"):
        for source in (None, "storefront-prod-us-east-1-database-a"):
            yield _called(caller, Expected.PASS, source)
    yield _called("analytics", Expected.PASS, "storefront-prod-us-east-1-database-a")
    yield _called("analytics", Expected.FAIL, None)
    for prop in ("referencedSecurityGroupId", "sourceSecurityGroupId", "securityGroups"):
        yield _called("strangers", Expected.FAIL, None, by=prop)
    database = resource(tokens.RDS_INSTANCE, {"port": 5432, "vpcSecurityGroupIds": ["sg-default"]}, "database")
    default = _group("default", tokens.DEFAULT_SECURITY_GROUP)
    yield _probe("database-callers-expected", "the stack's default group", Expected.PASS, database, default)
    for gateway in ("gatewayId", "natGatewayId", "egressOnlyGatewayId", "transitGatewayId", "networkInterfaceId"):
        yield _routed(gateway, Expected.FAIL, {"routeTableId": "rtb-1"}, gateway)
    yield _routed("a computed table", Expected.UNDECIDED, {"routeTableId": UNKNOWN}, "")
    for who in ("analytics", "images", "operations"):
        leads = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
        out = resource(
            tokens.EGRESS_RULE, {**leads, "securityGroupId": f"sg-{who}", "cidrIpv4": "0.0.0.0/0"}, "out"
        )
        yield _probe("egress-as-stated", who, Expected.PASS, _group(who), out)
        old = {"type": "egress", "protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}
        rule = resource(tokens.SECURITY_GROUP_RULE, {**old, "securityGroupId": f"sg-{who}"}, "out")
        yield _probe("egress-as-stated", f"{who}, by the older rule", Expected.FAIL, _group(who), rule)
    within = [{"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}]
    inline = resource(tokens.SECURITY_GROUP, {"id": "sg-x", "name": "x", "egress": within}, "x")
    yield _probe("egress-as-stated", "inside the group", Expected.FAIL, inline)
    network = resource(tokens.VPC, {"region": "us-east-1"}, "vpc")
    watching = {
        tokens.DETECTOR: "detector", "aws:accessanalyzer/analyzer:Analyzer": "analyzer", tokens.TRAIL: "trail",
    }  # fmt: skip
    looks = {token: resource(token, {"region": "us-east-1"}, name) for token, name in watching.items()}
    for missing in looks:
        others = [one for token, one in looks.items() if token != missing]
        yield _probe("region-watched", f"without {missing}", Expected.FAIL, network, *others)


def _called(caller: str, expected: Expected, source: Value, *, by: str = "referencedSecurityGroupId") -> Probe:
    props = {"port": 5432, "vpcSecurityGroupIds": ["sg-database"], "replicateSourceDb": source}
    rule = {"securityGroupId": "sg-database", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432}
    given: Value = [f"sg-{caller}"] if by.endswith("s") else f"sg-{caller}"
    return _probe(
        "database-callers-expected",
        f"{caller}, by {by}, of {source or 'the primary'}",
        expected,
        resource(tokens.RDS_INSTANCE, props, "database"),
        _group("database"),
        _group(caller),
        resource(tokens.INGRESS_RULE, {**rule, by: given}, "in"),
    )


def _routed(what: str, expected: Expected, link: dict[str, Value], gateway: str) -> Probe:
    route: dict[str, Value] = {"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0"}
    return _probe(
        "database-subnets-closed",
        what,
        expected,
        resource(tokens.SUBNET, {"id": "subnet-1"}, "data"),
        resource(tokens.RDS_SUBNET_GROUP, {"name": "databases", "subnetIds": ["subnet-1"]}, "databases"),
        resource(tokens.ROUTE_TABLE, {"id": "rtb-1"}, "data-table"),
        resource(tokens.ROUTE_TABLE_ASSOCIATION, {"subnetId": "subnet-1", **link}, "link"),
        *([resource(tokens.ROUTE, {**route, gateway: "it"}, "route")] if gateway else []),
    )


def _keys() -> Iterator[Probe]:
    """What a key protects, in two resources of different purposes."""
    key = resource(tokens.KMS_KEY, {"arn": _KEY_ARN, "id": "1"}, "key")
    topic = resource(tokens.TOPIC, {"kmsMasterKeyId": _KEY_ARN}, "topic")
    logs = resource(tokens.LOG_GROUP, {"kmsKeyId": _KEY_ARN}, "logs")
    for token, prop in (
        (tokens.RDS_INSTANCE, "kmsKeyId"), (tokens.RDS_INSTANCE, "performanceInsightsKmsKeyId"),
        (tokens.RDS_CLUSTER, "kmsKeyId"), (tokens.RDS_REPLICATED_BACKUPS, "kmsKeyId"), (tokens.LOG_GROUP, "kmsKeyId"),
        (tokens.SECRET, "kmsKeyId"), (tokens.SECRET, "replicas"), (tokens.FUNCTION, "kmsKeyArn"),
        (tokens.SSM_PARAMETER, "keyId"), (tokens.VAULT, "kmsKeyArn"), (tokens.DYNAMODB_TABLE, "serverSideEncryption"),
        (tokens.TRAIL, "kmsKeyId"), (tokens.BUCKET_OBJECT, "kmsKeyId"), (tokens.VOLUMES_KEY, "keyArn"),
        (tokens.LAUNCH_TEMPLATE, "blockDeviceMappings"), (tokens.IMAGE_COMPONENT, "kmsKeyId"),
        (tokens.IMAGE_RECIPE, "blockDeviceMappings"), (tokens.IMAGE_DISTRIBUTION, "distributions"),
        *((token, "rules") for token in tokens.BUCKET_ENCRYPTION),
    ):  # fmt: skip
        user = resource(token, {prop: [{"deep": {"kmsKeyId": _KEY_ARN}}]}, "user")
        what = f"{token.rpartition(':')[2]}.{prop}"
        yield _probe("key-serves-one-purpose", f"{what} and messages", Expected.FAIL, key, topic, user)
    yield _probe("key-serves-one-purpose", "messages and logs", Expected.FAIL, key, topic, logs)


def _order() -> Iterator[Probe]:
    worker = resource(tokens.ROLE, {"name": "worker", "arn": "arn:aws:iam::111122223333:role/worker"}, "worker")
    said = {"Statement": [{"Principal": {"AWS": "arn:aws:iam::111122223333:role/worker"}}]}
    for token, prop in {
        tokens.KMS_KEY: "policy", tokens.KMS_REPLICA_KEY: "policy", tokens.BUCKET_POLICY: "policy",
        tokens.TOPIC_POLICY: "policy", tokens.QUEUE_POLICY: "policy", tokens.SECRET_POLICY: "policy",
        tokens.VAULT_POLICY: "policy", "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
        tokens.ROLE: "assumeRolePolicy", tokens.TOPIC: "policy", tokens.QUEUE: "policy", tokens.SECRET: "policy",
        tokens.VPC_ENDPOINT: "policy", "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
        **dict.fromkeys(tokens.BUCKETS, "policy"),
    }.items():  # fmt: skip
        naming = resource(token, {"name": "naming", prop: said}, "naming")
        yield _probe("made-after-what-it-needs", f"named by {token}", Expected.FAIL, worker, naming)
    yield from _principals()
    group = resource(tokens.TARGET_GROUPS[0], {"id": "tg-1"}, "store")
    service = resource("aws:ecs/service:Service", {"loadBalancers": ["tg-1"]}, "service")
    for token in ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"):
        forward = resource(token, {"actions": [{"targetGroupArn": "tg-1"}]}, "forward")
        yield _probe("made-after-what-it-needs", f"forwarded by {token}", Expected.FAIL, forward, group, service)


def _principals() -> Iterator[Probe]:
    """Who may be named where a policy names principals, of what a stack itself makes."""
    linked = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    scaling = {"awsServiceName": "autoscaling.amazonaws.com"}
    own, another = {**scaling, "customSuffix": "own"}, {**scaling, "customSuffix": "another"}
    role, user = "aws:iam/serviceLinkedRole:ServiceLinkedRole", "aws:iam/user:User"
    for what, named, one, key, expected in (
        ("a user", "user/tools/robot", resource(user, {"name": "robot", "path": "/tools/"}, "robot"), "Principal", True),
        ("all but a user", "user/robot", resource(user, {"name": "robot"}, "robot"), "NotPrincipal", True),
        ("a user of another path", "user/robot", resource(user, {"name": "robot", "path": "/tools/"}, "robot"), "Principal", False),
        ("a service's role", f"role/{linked}", resource(role, scaling, "linked"), "Principal", True),
        ("a service's role of our own", f"role/{linked}_own", resource(role, own, "linked"), "Principal", True),
        ("another role of the service", f"role/{linked}_own", resource(role, another, "linked"), "Principal", False),
        ("a role of the user's name", "role/robot", resource(user, {"name": "robot"}, "robot"), "Principal", False),
    ):  # fmt: skip
        said = {"Statement": [{key: {"AWS": [f"arn:aws:iam::111122223333:{named}"]}}]}
        naming = resource(tokens.KMS_KEY, {"policy": said}, "naming")
        answer = Expected.FAIL if expected else Expected.PASS
        yield _probe("made-after-what-it-needs", f"{what} is named", answer, one, naming)
