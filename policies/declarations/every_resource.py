"""Guardrails for what everything stands on: providers, tags, and protection from Pulumi itself."""

import json
from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import must_be_protected, show, unless_disposable
from policies.frame.guardrail import (
    Case,
    Finding,
    ResourceGuardrail,
    StackGuardrail,
    fail,
    fails,
    passes,
    resource,
    undecided,
    waits,
)
from policies.frame.resources import DISPOSABLE, KIND_TAG, KINDS, PRODUCTION, Provider, Resource
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Props, Value, at, listed

TAGS = ("owner", "environment", KIND_TAG, "cost-centre", "data-class")
"""The tags by which costs are told apart, owners found, data handled by their class, and protections demanded."""

STATEFUL = (
    *tokens.DATABASES,
    *tokens.KMS_KEYS,
    tokens.RDS_REPLICATED_BACKUPS,
    tokens.VAULT,
    tokens.VAULT_LOCK,
    tokens.LOG_GROUP,
    tokens.VPC,
    tokens.SECRET,
    *tokens.BUCKETS,
    tokens.TRAIL,
    tokens.DETECTOR,
    tokens.BUCKET_LOCK,
)
"""What cannot be made again from code: data, the keys to data, and the network that they live in."""


def _structured(resource: Resource, prop: str) -> Value:
    return Provider(name=resource.name, props=resource.props).structured(prop)


def _tags(resource: Resource) -> Iterator[Finding]:
    tags = at(_structured(resource, "defaultTags"), "tags")
    if tags is UNKNOWN:
        yield undecided("defaultTags")
        return
    for tag in TAGS:
        value = at(tags, tag)
        if value is UNKNOWN:
            yield undecided(f"defaultTags.tags.{tag}")
        elif not value:
            yield fail(f"the tag {tag!r} is missing", "defaultTags")


def _one_kind(stack: Stack) -> Iterator[Finding]:
    """Evaluate what all providers say together: a resource is held to what its own provider says."""
    kinds = {provider.urn: _kind(provider) for provider in stack.of(tokens.AWS_PROVIDER)}
    for urn, kind in kinds.items():
        if kind is UNKNOWN:
            yield undecided(f"defaultTags.tags.{KIND_TAG}", urn)
        elif kind not in KINDS:
            yield fail(f"the tag {KIND_TAG} is {show(kind)}, expected {', '.join(KINDS)}", "defaultTags", urn)
    known = sorted({str(kind) for kind in kinds.values() if kind is not UNKNOWN})
    if len(known) > 1:
        yield fail(f"the providers say {' and '.join(known)}: the environment has one kind")


def _kind(provider: Resource) -> Value:
    return Provider(name=provider.name, props=provider.props).kind


def _account(resource: Resource) -> Iterator[Finding]:
    accounts = _structured(resource, "allowedAccountIds")
    if accounts is UNKNOWN:
        yield undecided("allowedAccountIds")
    elif not listed(accounts):
        yield fail(
            "allowedAccountIds is empty: whatever account the caller is logged in to is changed",
            "allowedAccountIds",
        )


def _explicit(resource: Resource) -> Iterator[Finding]:
    if Provider(name=resource.name).is_default:
        yield fail("the engine made a default provider: a resource was declared without one of ours")


def _no_credentials(resource: Resource) -> Iterator[Finding]:
    for prop in ("accessKey", "secretKey", "token"):
        if resource.at(prop) is not None:
            yield fail(f"{prop} is written into the provider", prop)


_PROVIDER = Case(tokens.AWS_PROVIDER, {"region": "us-east-1"})
_ALL_TAGS: Props = dict.fromkeys(TAGS, "x")


def _provider(kind: Value, name: str = "us-east-1") -> Resource:
    return resource(tokens.AWS_PROVIDER, {"defaultTags": {"tags": {KIND_TAG: kind}}}, name)


GUARDRAILS = (
    ResourceGuardrail(
        name="provider-tags-everything",
        summary="Every AWS provider gives the tags " + ", ".join(TAGS) + ".",
        why="What carries no owner and no cost centre is nobody's, and stays for ever.",
        mend="Set defaultTags on the provider.",
        practice="COST03-BP02",
        controls=("NIST CM-8",),
        types=(tokens.AWS_PROVIDER,),
        check=_tags,
        examples=(
            _PROVIDER.good("all of them", defaultTags={"tags": _ALL_TAGS}),
            _PROVIDER.good(
                "as the engine hands it over",
                defaultTags=json.dumps({"tags": dict(_ALL_TAGS)}),
            ),
            _PROVIDER.bad("none"),
            _PROVIDER.bad("no owner", defaultTags={"tags": {**_ALL_TAGS, "owner": ""}}),
            _PROVIDER.bad("no JSON", defaultTags="{"),
            _PROVIDER.unknown("computed", defaultTags=UNKNOWN),
        ),
    ),
    StackGuardrail(
        name="providers-agree-on-the-kind",
        summary=f"All providers say the same of what the environment is for: {', '.join(KINDS)}.",
        why="It decides which protections are demanded: one provider that says disposable would take them away.",
        mend=f"Give every provider the same default tag {KIND_TAG}.",
        practice="REL09-BP02",
        controls=("NIST CM-8",),
        types=(tokens.AWS_PROVIDER,),
        check=_one_kind,
        examples=(
            passes("production in both regions", _provider(PRODUCTION), _provider(PRODUCTION, "us-west-2")),
            passes("disposable in both regions", _provider(DISPOSABLE), _provider(DISPOSABLE, "us-west-2")),
            passes("nothing said, which is production", _provider(PRODUCTION), _provider(None, "us-west-2")),
            fails("one is disposable", _provider(PRODUCTION), _provider(DISPOSABLE, "us-west-2")),
            fails("a word that is none of them", _provider("throw-away")),
            waits("computed", _provider(UNKNOWN)),
        ),
    ),
    ResourceGuardrail(
        name="provider-names-its-account",
        summary="Every AWS provider names the account that it may touch.",
        why="A session in the wrong account must be refused before anything is changed.",
        mend="Set allowedAccountIds on the provider.",
        practice="SEC01-BP01",
        controls=("NIST AC-3",),
        types=(tokens.AWS_PROVIDER,),
        check=_account,
        examples=(
            _PROVIDER.good("one account", allowedAccountIds=["111122223333"]),
            _PROVIDER.bad("any"),
            _PROVIDER.bad("none in the list", allowedAccountIds="[]"),
            _PROVIDER.unknown("computed", allowedAccountIds=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="provider-explicit",
        summary="Every AWS resource is made through a provider of ours.",
        why="A default provider takes the region and the account of whoever runs the program, and gives no tags.",
        mend="Hand the site's provider over through opts.",
        practice="OPS05-BP04",
        controls=("NIST CM-6",),
        types=(tokens.AWS_PROVIDER,),
        check=_explicit,
        examples=(
            _PROVIDER.good("ours"),
            fails("the engine's", resource(tokens.AWS_PROVIDER, {"region": "us-east-1"}, "default_7_51_0")),
        ),
    ),
    ResourceGuardrail(
        name="provider-without-credentials",
        summary="No credential is written into a provider.",
        why="It would stand in Pulumi's state.",
        mend="Use the standard AWS environment, and assumeRoles.",
        practice="SEC02-BP03",
        controls=("NIST IA-5(7)",),
        types=(tokens.AWS_PROVIDER,),
        check=_no_credentials,
        examples=(
            _PROVIDER.good("from the environment"),
            _PROVIDER.bad("written in", accessKey="AKIAIOSFODNN7EXAMPLE"),
        ),
    ),
    ResourceGuardrail(
        name="stateful-protected",
        summary="What holds data, or the key to data, is protected from deletion by Pulumi, if not disposable.",
        why="A rename or a lost line would delete it, and AWS would let it.",
        mend="Set protect=True in its options.",
        practice="REL09-BP02",
        controls=("NIST SI-13(5)",),
        types=STATEFUL,
        check=unless_disposable(must_be_protected),
        examples=(
            passes("protected", resource(tokens.KMS_KEY, {}, protect=True)),
            Case(tokens.KMS_KEY).disposable("of a disposable environment"),
            fails("not protected", resource(tokens.KMS_KEY, {})),
            fails("a bucket of provider 7", resource(tokens.BUCKETS[0], {})),
        ),
    ),
)
