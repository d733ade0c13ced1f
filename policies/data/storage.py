"""Guardrails for what else holds data, but for buckets: logs, topics, parameters, secrets."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import must_be_at_least, must_be_kept, must_be_own_key, show
from policies.frame.documents import denies_plain_transport, read
from policies.frame.guardrail import Case, Finding, ResourceGuardrail, fail, fails, provider_of, resource, undecided
from policies.frame.resources import TEST, Resource
from policies.frame.samples import KEY, allow, policy
from policies.frame.values import UNKNOWN, strings
from standards.retention import LOG_DAYS

_TOPIC_SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"

_CALLER_LIMITS = (
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOrgID",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
)
_UNCONDITIONED = frozenset({"events.amazonaws.com"})
"""Services that publish under no condition that a policy could ask for, and for another account only by its role:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions"""
_RESOURCE_POLICIES = (tokens.TOPIC_POLICY, tokens.BUCKET_POLICY, tokens.VAULT_POLICY)
_TLS_POLICIES = (tokens.TOPIC_POLICY, tokens.BUCKET_POLICY)


def _kept(resource: Resource) -> Iterator[Finding]:
    if resource.at("logGroupClass") != "DELIVERY":  # CloudWatch fixes that class's retention itself
        yield from must_be_kept("retentionInDays", LOG_DAYS)(resource)


def _tls_only(resource: Resource) -> Iterator[Finding]:
    document = read(resource, "policy")
    yield from document.problems
    if not document.problems and not denies_plain_transport(document.statements):
        yield fail("no statement denies everyone where aws:SecureTransport is false", "policy")


def _not_public(resource: Resource) -> Iterator[Finding]:
    document = read(resource, "policy")
    yield from document.problems
    for statement in document.statements:
        named = [
            f"{kind} {value}"
            for kind, value in statement.principals
            if (kind == "Service" and value not in _UNCONDITIONED) or value == "*"
        ]
        public = "NotPrincipal" in statement.inverses or bool(named)
        if statement.allows and public and not statement.conditioned_by(_CALLER_LIMITS):
            yield fail(
                f"{statement.label} is open to {', '.join(named) or 'all but a few'} of any account", "policy"
            )


def _delivered_encrypted(resource: Resource) -> Iterator[Finding]:
    protocol = resource.at("protocol")
    if protocol is UNKNOWN:
        yield undecided("protocol")
    elif protocol == "http":
        yield fail("messages are delivered over plain http", "protocol")


def _parameter(resource: Resource) -> Iterator[Finding]:
    kind = resource.at("type")
    if kind is UNKNOWN:
        yield undecided("type")
    elif kind == "SecureString":
        yield from must_be_own_key("keyId")(resource)
    elif any(
        text in resource.secrets for prop in ("value", "insecureValue") for text in strings(resource.at(prop))
    ):
        yield fail(f"a secret is kept in a parameter of type {show(kind)}, which is not encrypted", "type")


_TOPIC_ARN = "arn:aws:sns:us-east-1:111122223333:operations"
_PLAIN = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sns:Publish",
    "Resource": _TOPIC_ARN,
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
_OURS = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
_PUBLISHES = {**allow("sns:Publish", _TOPIC_ARN, _OURS), "Principal": {"Service": "events.rds.amazonaws.com"}}
_TOPIC_POLICY = Case(tokens.TOPIC_POLICY)
_LOGS = Case(tokens.LOG_GROUP)
_PARAMETER = Case(tokens.SSM_PARAMETER)

GUARDRAILS = (
    ResourceGuardrail(
        name="log-group-encrypted",
        summary="A log group is encrypted with a customer-managed key.",
        why="Logs repeat the data that they speak of.",
        mend="Set kmsKeyId (the logs key of the site).",
        practice="SEC08-BP02",
        controls=("NIST SC-28(1)",),
        types=(tokens.LOG_GROUP,),
        check=must_be_own_key("kmsKeyId"),
        examples=(
            _LOGS.good("own key", kmsKeyId=KEY),
            _LOGS.bad("CloudWatch's own"),
            _LOGS.unknown("new key", kmsKeyId=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="log-group-kept",
        summary=f"A log group states how long it is kept: at least {LOG_DAYS} days in production.",
        why="Left out, they are paid for without end; too short, an attack is found after its traces are gone.",
        mend="Set retentionInDays.",
        practice="SEC04-BP02",
        controls=("FSBP CloudWatch.16", "NIST AU-11"),
        types=(tokens.LOG_GROUP,),
        check=_kept,
        examples=(
            _LOGS.good("a year", retentionInDays=365),
            _LOGS.bad("for ever"),
            _LOGS.bad("for ever, spelt", retentionInDays=0),
            _LOGS.good("just long enough", retentionInDays=30),
            _LOGS.bad("a day too short", retentionInDays=29),
            _LOGS.of_test("a day of a test environment", retentionInDays=1),
            _LOGS.disposable("a day of a disposable environment", retentionInDays=1),
            fails(
                "for ever, in a test environment",
                resource(tokens.LOG_GROUP, {"retentionInDays": 0}, provider=provider_of(TEST)),
            ),
            _LOGS.unknown("computed", retentionInDays=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="topic-encrypted",
        summary="A topic is encrypted with a customer-managed key.",
        why="The default key admits no service of AWS as a publisher, and no limit on who reads.",
        mend="Set kmsMasterKeyId (the notifications key of the site).",
        practice="SEC08-BP02",
        controls=("FSBP SNS.1", "NIST SC-28"),
        types=(tokens.TOPIC,),
        check=must_be_own_key("kmsMasterKeyId"),
        examples=(
            Case(tokens.TOPIC).good("own key", kmsMasterKeyId=KEY),
            Case(tokens.TOPIC).bad("the default key", kmsMasterKeyId="alias/aws/sns"),
            Case(tokens.TOPIC).bad("none"),
            Case(tokens.TOPIC).unknown("new key", kmsMasterKeyId=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="policy-requires-tls",
        summary="A topic's or bucket's policy refuses everyone who comes without TLS.",
        why="AWS's endpoints also answer plain http.",
        mend='Add a Deny for Principal "*" under {"Bool": {"aws:SecureTransport": "false"}}.',
        practice="SEC09-BP02",
        controls=("FSBP S3.5", "CIS 2.1.1", "NIST SC-8"),
        types=_TLS_POLICIES,
        check=_tls_only,
        examples=(
            _TOPIC_POLICY.good("denied", policy=policy(_PUBLISHES, _PLAIN)),
            _TOPIC_POLICY.bad("not denied", policy=policy(_PUBLISHES)),
            Case(tokens.BUCKET_POLICY).bad(
                "denied to some", policy=policy({**_PLAIN, "Principal": {"AWS": "111122223333"}})
            ),
            _TOPIC_POLICY.bad("no JSON", policy="{]"),
            _TOPIC_POLICY.unknown("computed", policy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="policy-not-public",
        summary="No policy of a topic, bucket or vault is open to other accounts, by * or through a service.",
        why="A service acts for all its customers; without a condition a stranger's events come in as ours.",
        mend="Name the principals; for a service add a condition on aws:SourceAccount or aws:SourceArn.",
        practice="SEC03-BP07",
        controls=("FSBP SNS.4", "FSBP S3.2", "FSBP S3.3", "NIST AC-3"),
        types=_RESOURCE_POLICIES,
        check=_not_public,
        examples=(
            _TOPIC_POLICY.good("a service, for us", policy=policy(_PUBLISHES, _PLAIN)),
            _TOPIC_POLICY.bad("everyone", policy=policy({**allow("sns:Publish", _TOPIC_ARN), "Principal": "*"})),
            Case(tokens.VAULT_POLICY).bad(
                "all but one", policy=policy({"Effect": "Allow", "NotPrincipal": {"AWS": "1"}})
            ),
            _TOPIC_POLICY.bad(
                "a service, for anyone",
                policy=policy({**allow("sns:Publish", _TOPIC_ARN), "Principal": {"Service": "s3.amazonaws.com"}}),
            ),
            _TOPIC_POLICY.unknown("computed", policy=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="topic-delivers-encrypted",
        summary="No message of a topic is delivered over plain http.",
        why="Alarms tell an attacker what was noticed.",
        mend="Use https, e-mail or a queue.",
        practice="SEC09-BP02",
        controls=("NIST SC-8",),
        types=(_TOPIC_SUBSCRIPTION,),
        check=_delivered_encrypted,
        examples=(
            Case(_TOPIC_SUBSCRIPTION).good("e-mail", protocol="email"),
            Case(_TOPIC_SUBSCRIPTION).bad("plain", protocol="http"),
            Case(_TOPIC_SUBSCRIPTION).unknown("computed", protocol=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="parameter-holds-no-open-secret",
        summary="A secret is never kept in an unencrypted parameter, nor under a default key.",
        why="Everyone who may read parameters would read it.",
        mend="Use Secrets Manager, or type SecureString with keyId.",
        practice="SEC02-BP03",
        controls=("NIST SC-28",),
        types=(tokens.SSM_PARAMETER,),
        check=_parameter,
        examples=(
            _PARAMETER.good("no secret", type="String", insecureValue="{}"),
            _PARAMETER.good("encrypted", type="SecureString", value="x", keyId=KEY),
            _PARAMETER.bad("the default key", type="SecureString", value="x"),
            fails(
                "a secret in the open",
                resource(tokens.SSM_PARAMETER, {"type": "String", "value": "x7-secret"}, secrets=["x7-secret"]),
            ),
            _PARAMETER.unknown("new key", type="SecureString", value="x", keyId=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="secret-encrypted",
        summary="A secret is encrypted with a customer-managed key.",
        why="Under the default key, whoever may read secrets may decrypt them all.",
        mend="Set kmsKeyId (the secrets key of the site).",
        practice="SEC08-BP02",
        controls=("NIST SC-28(1)",),
        types=(tokens.SECRET,),
        check=must_be_own_key("kmsKeyId"),
        examples=(
            Case(tokens.SECRET).good("own key", kmsKeyId=KEY),
            Case(tokens.SECRET).bad("the default key", kmsKeyId="alias/aws/secretsmanager"),
            Case(tokens.SECRET).unknown("new key", kmsKeyId=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="password-long",
        summary="A generated password has at least 32 characters.",
        why="Nobody has to remember it, and nobody must be able to guess it.",
        mend="Set length.",
        practice="SEC02-BP01",
        controls=("NIST IA-5(1)",),
        types=(tokens.RANDOM_PASSWORD,),
        check=must_be_at_least("length", 32, "characters"),
        examples=(
            Case(tokens.RANDOM_PASSWORD).good("long", length=64),
            Case(tokens.RANDOM_PASSWORD).bad("short", length=12),
            Case(tokens.RANDOM_PASSWORD).unknown("computed", length=UNKNOWN),
        ),
    ),
)
