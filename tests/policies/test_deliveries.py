"""Shows that nothing acts for us before it may: a rule of order sees it, or a reason here says why none is needed.

Every reference of a recorded program to a role, function, bucket, topic, queue, log group or secret that a policy opens
is followed. A type or a property that is new in the program, and that no rule knows, fails here until one of the two is
added. That AWS is right in what it demands is left to the sources of `policies/order/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest

from policies.frame import tokens
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import strings
from policies.order.deliveries import log_policies_of
from policies.order.guardrail import late
from tests.policies.reviewed import update
from tests.support.programs import recorded

OPENED_BY: Mapping[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(tokens.BUCKETS, ("bucket", (tokens.BUCKET_POLICY,))),
    tokens.TOPIC: ("arn", (tokens.TOPIC_POLICY,)),
    tokens.QUEUE: ("queueUrl", (tokens.QUEUE_POLICY,)),
    tokens.SECRET: ("secretArn", (tokens.SECRET_POLICY,)),
    tokens.FUNCTION: ("function", (tokens.FUNCTION_PERMISSION,)),
    tokens.ROLE: ("role", (tokens.ROLE_POLICY, tokens.ROLE_ATTACHMENT)),
}
"""What opens each kind of target, and by which property it names it; log groups are named by their policy's text."""

OPENERS = frozenset(
    {
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        *(token for _, types in OPENED_BY.values() for token in types),
    }
)
REASONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "a setting of the bucket itself, by the caller's own call": (
        ("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "bucket"),
        ("aws:s3/bucketLogging:BucketLogging", "bucket"),
        ("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "bucket"),
        ("aws:s3/bucketObjectv2:BucketObjectv2", "bucket"),
        ("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "bucket"),
        ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "bucket"),
        (
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            "bucket",
        ),
        ("aws:s3/bucketVersioning:BucketVersioning", "bucket"),
    ),
    "the secret's own value, by the caller's own call": (
        ("aws:secretsmanager/secretVersion:SecretVersion", "arn"),
        ("aws:secretsmanager/secretVersion:SecretVersion", "secretId"),
    ),
    "an address that is told, whoever may publish": (("aws:sns/topicSubscription:TopicSubscription", "topic"),),
    "it only writes the name down, for others to read": (
        ("aws:lambda/function:Function", "environment"),
        ("aws:ssm/parameter:Parameter", "insecureValue"),
    ),
    "nothing runs before it is called, but for network interfaces, of which a rule knows": (
        ("aws:lambda/function:Function", "role"),
    ),
    "whoever bears the role asks again: servers, agents and builds try until they may": (
        ("aws:iam/instanceProfile:InstanceProfile", "role"),
        ("aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration", "logging"),
        ("aws:ssm/association:Association", "outputLocation"),
    ),
    "a window opens by its schedule, days after it is made": (
        ("aws:ssm/maintenanceWindowTask:MaintenanceWindowTask", "serviceRoleArn"),
        ("aws:ssm/maintenanceWindowTask:MaintenanceWindowTask", "taskInvocationParameters"),
    ),
}


@cache
def _stack(name: str) -> Stack:
    return Stack(update(recorded(name))[1])


def _openers(stack: Stack, target: Resource) -> list[Resource]:
    """What lets others use a target, or a role act."""
    if target.type == tokens.LOG_GROUP:
        return list(log_policies_of(stack, target))
    prop, types = OPENED_BY[target.type]
    return list(stack.referring(target, prop, *types))


def _references(stack: Stack) -> Iterator[tuple[Resource, str, list[Resource]]]:
    """Yield who refers to something that is opened by policies, by which property, and those policies."""
    for one in stack.resources:
        if one.type in OPENERS or not one.type.startswith("aws:"):
            continue
        for prop in dict.fromkeys((*one.props, *one.dependencies)):
            targets = [
                target
                for target in stack.referred(one, prop, tokens.LOG_GROUP, *OPENED_BY)
                if target is not one and _is_meant(one, prop, target)
            ]
            if openers := [found for target in targets for found in _openers(stack, target)]:
                yield one, prop, openers


def _is_meant(resource: Resource, prop: str, target: Resource) -> bool:
    """Whether it is not only of the same name."""
    return target.urn in resource.dependencies.get(prop, ()) or str(target.at("arn")) in set(
        strings(resource.at(prop))
    )


def _is_seen(stack: Stack, later: Resource, openers: Sequence[Resource]) -> bool:
    """Whether the rules report it where nothing waits for any of these policies."""
    gone = {one.urn for one in openers}
    loose = Stack([_without(one, gone) for one in stack.resources])
    names = [one.name for one in openers]
    said = [one.text for one in late(loose, loose.by_urn[later.urn])]
    return any(f"wait for {name} (" in text for text in said for name in names)


def _without(resource: Resource, gone: set[str]) -> Resource:
    kept = {prop: tuple(urn for urn in urns if urn not in gone) for prop, urns in resource.dependencies.items()}
    return replace(resource, dependencies=kept, after=tuple(urn for urn in resource.after if urn not in gone))


@cache
def _unseen() -> frozenset[tuple[str, str]]:
    """The types and properties whose order no rule knows, of both stacks."""
    first: dict[tuple[str, str], tuple[Stack, Resource, list[Resource]]] = {}
    for stack in map(_stack, ("prod", "staging")):
        for one, prop, openers in _references(stack):
            first.setdefault((one.type, prop), (stack, one, openers))
    return frozenset(key for key, (stack, one, openers) in first.items() if not _is_seen(stack, one, openers))


REASONED = {key for keys in REASONS.values() for key in keys}


def test_whatever_acts_for_us_waits_until_it_may_or_a_reason_says_why_not() -> None:
    missing = _unseen() - REASONED
    assert sorted(missing) == [], "add a rule to policies/order/, or a reason here"


@pytest.mark.parametrize("key", sorted(REASONED))
def test_a_reason_is_given_for_what_the_program_has_and_no_rule_sees(key: tuple[str, str]) -> None:
    assert key in _unseen()
