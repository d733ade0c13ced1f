"""Guardrails for buckets: what is set on each, and that nothing of it is left out."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import must_be_true, must_not_be_true, show, unless_disposable
from policies.frame.companion import Companion
from policies.frame.documents import read
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
from policies.frame.resources import Resource
from policies.frame.samples import KEY, allow, policy
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Value, at, has_unknown, listed

KEYLESS_WRITERS = frozenset({"logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com"})
"""Services that deliver only under S3's own key:
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html"""
RECORDERS = KEYLESS_WRITERS | {"delivery.logs.amazonaws.com"}
"""Services that deliver access records alone, kept together: the last could use a key by itself."""
_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def _encrypted(stack: Stack) -> Iterator[Finding]:
    for encryption in stack.of(*tokens.BUCKET_ENCRYPTION):
        rules = encryption.at("rules")
        if has_unknown(rules) and not stack.referred(encryption, "rules", *tokens.KMS_KEYS):
            yield undecided("rules", encryption.urn)
            continue
        for rule in listed(rules) or (None,):
            if not _under_own_key(rule):
                yield from _only_keyless_writers(stack, encryption)


def _under_own_key(rule: Value) -> bool:
    default = at(rule, "applyServerSideEncryptionByDefault")
    key = at(default, "kmsMasterKeyId")
    named = key is UNKNOWN or (isinstance(key, str) and bool(key) and "alias/aws/" not in key)
    return named and at(default, "sseAlgorithm") in ("aws:kms", "aws:kms:dsse")


def _only_keyless_writers(stack: Stack, encryption: Resource) -> Iterator[Finding]:
    """S3's own key is right where records alone are kept, of which some come from those who can use no other."""
    policies = [
        found
        for bucket in stack.referred(encryption, "bucket", *tokens.BUCKETS)
        for found in stack.referring(bucket, "bucket", tokens.BUCKET_POLICY)
    ]
    documents = [read(found, "policy") for found in policies]
    if any(document.problems for document in documents):
        yield undecided("policy", encryption.urn)
        return
    writers = {
        name
        for document in documents
        for statement in document.statements
        if statement.allows
        for _, name in statement.principals
    }
    if not writers & KEYLESS_WRITERS or writers - RECORDERS:
        yield fail("objects are not encrypted with a customer-managed key", "rules", urn=encryption.urn)


def _blocked(resource: Resource) -> Iterator[Finding]:
    for prop in _BLOCKS:
        yield from must_be_true(prop)(resource)


def _versioned(resource: Resource) -> Iterator[Finding]:
    status = resource.at("versioningConfiguration", "status")
    if UNKNOWN in (status, resource.at("versioningConfiguration")):
        yield undecided("versioningConfiguration")
    elif status != "Enabled":
        yield fail(f"versioning is {show(status)}, expected Enabled", "versioningConfiguration")


def _owned(resource: Resource) -> Iterator[Finding]:
    ownership = resource.at("rule", "objectOwnership")
    if UNKNOWN in (ownership, resource.at("rule")):
        yield undecided("rule")
    elif ownership != "BucketOwnerEnforced":
        yield fail(f"object ownership is {show(ownership)}, expected BucketOwnerEnforced", "rule")


def _cleaned(resource: Resource) -> Iterator[Finding]:
    rules = [rule for rule in listed(resource.at("rules")) if at(rule, "status") != "Disabled"]
    if has_unknown(resource.at("rules")):
        yield undecided("rules")
        return
    for prop in ("noncurrentVersionExpiration", "abortIncompleteMultipartUpload"):
        if not any(at(rule, prop) for rule in rules):
            yield fail(f"no rule has {prop}, so that what nobody sees is paid for without end", "rules")


_COMPANIONS = (
    Companion(tokens.BUCKETS, tokens.BUCKET_ENCRYPTION, "bucket", "it states no encryption"),
    Companion(tokens.BUCKETS, (tokens.BUCKET_POLICY,), "bucket", "it has no policy that refuses plain http"),
    Companion(tokens.BUCKETS, (tokens.BUCKET_PUBLIC_ACCESS_BLOCK,), "bucket", "nothing blocks public access"),
    Companion(
        tokens.BUCKETS, (tokens.BUCKET_OWNERSHIP,), "bucket", "objects may have owners and ACLs of their own"
    ),
    Companion(tokens.BUCKETS, tokens.BUCKET_VERSIONING, "bucket", "what is overwritten is lost"),
    Companion(tokens.BUCKETS, tokens.BUCKET_LIFECYCLE, "bucket", "nothing in it ever expires"),
)
_LOGGING = Companion(tokens.BUCKETS, tokens.BUCKET_LOGGING, "bucket", "nothing records who reads it")


def _complete(stack: Stack) -> Iterator[Finding]:
    for companion in _COMPANIONS:
        yield from companion.check(stack)


def _recorded(stack: Stack) -> Iterator[Finding]:
    """A bucket of records does not record itself: each record would be a request more."""
    keyless = {
        bucket.urn
        for encryption in stack.of(*tokens.BUCKET_ENCRYPTION)
        for bucket in stack.referred(encryption, "bucket", *tokens.BUCKETS)
        if not any(_under_own_key(rule) for rule in listed(encryption.at("rules")))
    }
    yield from (finding for finding in _LOGGING.check(stack) if finding.urn not in keyless)


_NAMED = {"bucket": "media"}
_BUCKET = resource(tokens.BUCKETS[0], {"id": "media", **_NAMED}, "media")
_OWN_KEY_RULE = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}}
_S3_KEY_RULE = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
_OWN_KEY = resource(tokens.BUCKET_ENCRYPTION[0], {**_NAMED, "rules": [_OWN_KEY_RULE]}, "encryption")
_S3_KEY = resource(tokens.BUCKET_ENCRYPTION[0], {**_NAMED, "rules": [_S3_KEY_RULE]}, "encryption")
_OURS = {"StringEquals": {"aws:SourceAccount": "111122223333"}}


def _written_by(*services: str) -> Resource:
    statement = {**allow("s3:PutObject", "arn:aws:s3:::media/*", _OURS), "Principal": {"Service": list(services)}}
    return resource(tokens.BUCKET_POLICY, {**_NAMED, "policy": policy(statement)}, "policy")


_PARTS = (
    _OWN_KEY,
    resource(tokens.BUCKET_POLICY, _NAMED, "policy"),
    resource(tokens.BUCKET_PUBLIC_ACCESS_BLOCK, _NAMED, "block"),
    resource(tokens.BUCKET_OWNERSHIP, _NAMED, "ownership"),
    resource(tokens.BUCKET_VERSIONING[0], _NAMED, "versioning"),
    resource(tokens.BUCKET_LIFECYCLE[0], _NAMED, "lifecycle"),
)


def _later(part: Resource) -> Resource:
    return resource(part.type, {**part.props, "bucket": UNKNOWN}, part.name)


_CLEANING = {
    "status": "Enabled",
    "noncurrentVersionExpiration": {"noncurrentDays": 30},
    "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
}

GUARDRAILS = (
    ResourceGuardrail(
        name="bucket-closed-to-the-public",
        summary="A bucket refuses public lists and policies.",
        why="One careless line opens a bucket to the world; this holds against it.",
        mend=f"Set {', '.join(_BLOCKS)}.",
        practice="SEC03-BP07",
        controls=("FSBP S3.8", "NIST AC-3"),
        types=(tokens.BUCKET_PUBLIC_ACCESS_BLOCK,),
        check=_blocked,
        examples=(
            Case(tokens.BUCKET_PUBLIC_ACCESS_BLOCK).good("all four", **dict.fromkeys(_BLOCKS, True)),
            Case(tokens.BUCKET_PUBLIC_ACCESS_BLOCK).bad("two of four", **dict.fromkeys(_BLOCKS[:2], True)),
            Case(tokens.BUCKET_PUBLIC_ACCESS_BLOCK).unknown("computed", **dict.fromkeys(_BLOCKS, UNKNOWN)),
        ),
    ),
    ResourceGuardrail(
        name="bucket-owner-enforced",
        summary="Every object of a bucket belongs to the bucket's owner; there are no ACLs.",
        why="An object with an ACL of its own is open to whomever its writer chose, whatever the policy says.",
        mend="Set rule.objectOwnership BucketOwnerEnforced.",
        practice="SEC03-BP07",
        controls=("FSBP S3.12", "NIST AC-3"),
        types=(tokens.BUCKET_OWNERSHIP,),
        check=_owned,
        examples=(
            Case(tokens.BUCKET_OWNERSHIP).good("enforced", rule={"objectOwnership": "BucketOwnerEnforced"}),
            Case(tokens.BUCKET_OWNERSHIP).bad("preferred", rule={"objectOwnership": "BucketOwnerPreferred"}),
            Case(tokens.BUCKET_OWNERSHIP).unknown("computed", rule=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="bucket-versioned",
        summary="A bucket keeps the versions of what is overwritten or deleted.",
        why="A mistake, or an intruder, overwrites without asking.",
        mend="Set versioningConfiguration.status Enabled.",
        practice="REL09-BP01",
        controls=("FSBP S3.14", "NIST CP-9"),
        types=tokens.BUCKET_VERSIONING,
        check=_versioned,
        examples=(
            Case(tokens.BUCKET_VERSIONING[0]).good("enabled", versioningConfiguration={"status": "Enabled"}),
            Case(tokens.BUCKET_VERSIONING[1]).bad("suspended", versioningConfiguration={"status": "Suspended"}),
            Case(tokens.BUCKET_VERSIONING[0]).unknown("computed", versioningConfiguration=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="bucket-cleaned",
        summary="Old versions and abandoned uploads of a bucket expire.",
        why="No list shows them, and each is paid for.",
        mend="Add noncurrentVersionExpiration and abortIncompleteMultipartUpload to an enabled rule.",
        practice="COST04-BP05",
        controls=("FSBP S3.10", "FSBP S3.13"),
        types=tokens.BUCKET_LIFECYCLE,
        check=_cleaned,
        examples=(
            Case(tokens.BUCKET_LIFECYCLE[0]).good("both", rules=[_CLEANING]),
            Case(tokens.BUCKET_LIFECYCLE[1]).bad("switched off", rules=[{**_CLEANING, "status": "Disabled"}]),
            Case(tokens.BUCKET_LIFECYCLE[0]).bad(
                "new versions alone", rules=[{"status": "Enabled", "expiration": {"days": 30}}]
            ),
            Case(tokens.BUCKET_LIFECYCLE[0]).unknown("computed", rules=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="bucket-not-emptied",
        summary="No bucket is emptied so that it can be deleted, if not disposable.",
        why="One removed line of the program would delete every object, versions included.",
        mend="Leave forceDestroy out, or set it false.",
        practice="REL09-BP02",
        controls=("NIST CP-9",),
        types=tokens.BUCKETS,
        check=unless_disposable(must_not_be_true("forceDestroy")),
        examples=(
            Case(tokens.BUCKETS[0]).good("kept", forceDestroy=False),
            Case(tokens.BUCKETS[0]).disposable("of a disposable environment", forceDestroy=True),
            Case(tokens.BUCKETS[1]).bad("emptied", forceDestroy=True),
            Case(tokens.BUCKETS[0]).unknown("computed", forceDestroy=UNKNOWN),
        ),
    ),
    StackGuardrail(
        name="bucket-encrypted",
        summary="A bucket's objects are encrypted with a customer-managed key, but records of who can use none.",
        why="Under Amazon's own key nobody can limit who decrypts.",
        mend="Set sseAlgorithm aws:kms and kmsMasterKeyId (the storage key of the site).",
        practice="SEC08-BP02",
        controls=("FSBP S3.17", "NIST SC-28(1)"),
        types=(*tokens.BUCKET_ENCRYPTION, *tokens.BUCKETS, tokens.BUCKET_POLICY),
        check=_encrypted,
        examples=(
            passes("own key", _BUCKET, _OWN_KEY),
            passes("Amazon's key, for request logs", _BUCKET, _S3_KEY, _written_by(*KEYLESS_WRITERS)),
            passes("Amazon's key, for records of several services", _BUCKET, _S3_KEY, _written_by(*RECORDERS)),
            fails(
                "Amazon's key, for records of a service that can use ours",
                _BUCKET,
                _S3_KEY,
                _written_by("delivery.logs.amazonaws.com"),
            ),
            fails(
                "Amazon's key, for a service that can use ours",
                _BUCKET,
                _S3_KEY,
                _written_by("logging.s3.amazonaws.com", "cloudtrail.amazonaws.com"),
            ),
            fails("Amazon's key, for ourselves", _BUCKET, _S3_KEY),
            fails(
                "AWS's default key",
                _BUCKET,
                resource(
                    tokens.BUCKET_ENCRYPTION[1],
                    {
                        **_NAMED,
                        "rules": [
                            {
                                "applyServerSideEncryptionByDefault": {
                                    "sseAlgorithm": "aws:kms",
                                    "kmsMasterKeyId": "alias/aws/s3",
                                }
                            }
                        ],
                    },
                ),
            ),
            fails("no rule", _BUCKET, resource(tokens.BUCKET_ENCRYPTION[1], {**_NAMED, "rules": []})),
            waits("computed", _BUCKET, resource(tokens.BUCKET_ENCRYPTION[0], {**_NAMED, "rules": UNKNOWN})),
        ),
    ),
    StackGuardrail(
        name="bucket-complete",
        summary="Every bucket has encryption, policy, block of public access, owner, versions and an end for them.",
        why="Each closes a gap that the others leave.",
        mend="Add what is missing; `components/storage/bucket.py` has it all.",
        practice="SEC08-BP04",
        controls=("FSBP S3.5", "FSBP S3.8", "FSBP S3.17", "NIST AC-3"),
        types=(
            *tokens.BUCKETS,
            *tokens.BUCKET_ENCRYPTION,
            tokens.BUCKET_POLICY,
            tokens.BUCKET_PUBLIC_ACCESS_BLOCK,
            tokens.BUCKET_OWNERSHIP,
            *tokens.BUCKET_VERSIONING,
            *tokens.BUCKET_LIFECYCLE,
        ),
        check=_complete,
        examples=(
            passes("all of it", _BUCKET, *_PARTS),
            *(fails(f"without {part.name}", _BUCKET, *(p for p in _PARTS if p is not part)) for part in _PARTS),
            waits("only the update tells of which", _BUCKET, *(_later(part) for part in _PARTS)),
        ),
    ),
    StackGuardrail(
        name="bucket-recorded",
        summary="Requests to a bucket are recorded, but for those of the bucket of records.",
        why="Who has read what is otherwise unknown when it matters.",
        mend="Add a BucketLogging to the access-logs bucket of the site.",
        practice="SEC04-BP01",
        controls=("FSBP S3.9", "NIST AU-12"),
        types=(*tokens.BUCKETS, *tokens.BUCKET_LOGGING, *tokens.BUCKET_ENCRYPTION),
        check=_recorded,
        examples=(
            passes("recorded", _BUCKET, _OWN_KEY, resource(tokens.BUCKET_LOGGING[0], _NAMED, "logging")),
            passes("the records themselves", _BUCKET, _S3_KEY),
            fails("not recorded", _BUCKET, _OWN_KEY),
            waits("computed", _BUCKET, _OWN_KEY, resource(tokens.BUCKET_LOGGING[1], {"bucket": UNKNOWN}, "later")),
        ),
    ),
)
