"""Guardrails for what everything stands on: providers, tags, and protection from Pulumi itself."""

from collections.abc import Iterator

from policies import tokens
from policies.checks import must_be_protected
from policies.guardrail import Case, Finding, ResourceGuardrail, fail, fails, passes, resource, undecided
from policies.resources import Provider, Resource
from policies.values import UNKNOWN, Props, Value, at, listed, parse_json

TAGS = ("owner", "environment", "cost-centre", "data-class")
"""The tags by which costs are told apart, owners found, and data handled by their class."""

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
    """Return a provider's setting: the engine hands structures over as JSON text."""
    value = resource.at(prop)
    if not isinstance(value, str):
        return value
    try:
        return parse_json(value)
    except ValueError:
        return None


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
                defaultTags='{"tags": {"owner": "x", "environment": "x", "cost-centre": "x", "data-class": "x"}}',
            ),
            _PROVIDER.bad("none"),
            _PROVIDER.bad("no owner", defaultTags={"tags": {**_ALL_TAGS, "owner": ""}}),
            _PROVIDER.bad("no JSON", defaultTags="{"),
            _PROVIDER.unknown("computed", defaultTags=UNKNOWN),
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
        summary="What holds data, or the key to data, is protected from deletion by Pulumi.",
        why="A rename or a lost line would delete it, and AWS would let it.",
        mend="Set protect=True in its options.",
        practice="REL09-BP02",
        controls=("NIST SI-13(5)",),
        types=STATEFUL,
        check=must_be_protected,
        examples=(
            passes("protected", resource(tokens.KMS_KEY, {}, protect=True)),
            fails("not protected", resource(tokens.KMS_KEY, {})),
            fails("a bucket of provider 7", resource(tokens.BUCKETS[0], {})),
        ),
    ),
)
