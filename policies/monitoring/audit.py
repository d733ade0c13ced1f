"""Guardrails for the record of what is done, for what watches it, and for what the account closes for all."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.checks import both, must_be, must_be_own_key, must_be_set, must_be_true, must_not_be_false, show
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
from policies.frame.samples import KEY
from policies.frame.sections import archiving_index, index_of, kept_elsewhere, log_archive
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Value, at, has_unknown, listed

_ANALYZER = "aws:accessanalyzer/analyzer:Analyzer"
_VOLUME_ENCRYPTION = "aws:ebs/encryptionByDefault:EncryptionByDefault"
_SNAPSHOT_BLOCK = "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess"
_METADATA_DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"

_ACCOUNT_PART = 4  # of an ARN's parts
_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_SHORTEST_PASSWORD = 14  # CIS AWS Foundations 1.8


def _all_managed(trail: Resource) -> Iterator[Finding]:
    selectors = trail.at("advancedEventSelectors")
    if has_unknown(selectors):
        yield undecided("advancedEventSelectors")
    elif listed(selectors) and not any(
        [listed(at(field, "field")) for field in listed(at(one, "fieldSelectors"))] == [("eventCategory",)]
        and listed(at(one, "fieldSelectors", 0, "equals")) in (["Management"], ("Management",))
        for one in listed(selectors)
    ):
        yield fail("no selector takes all management events", "advancedEventSelectors")


def _one_for_all_regions(stack: Stack) -> Iterator[Finding]:
    trails = stack.of(tokens.TRAIL)
    everywhere = [trail.at("isMultiRegionTrail") for trail in trails]
    if UNKNOWN in everywhere:
        yield undecided("isMultiRegionTrail")
    elif trails and True not in everywhere:
        yield fail("no trail records all regions: what is done where nothing stands is not recorded")


# By whether the environment is disposable. Whoever may bypass a lock in mode GOVERNANCE can lift it, as an emptying
# of the bucket does.
_LOCK_MODES = {False: ("COMPLIANCE",), True: ("COMPLIANCE", "GOVERNANCE")}


def _locked_files(stack: Stack) -> Iterator[Finding]:
    for trail in stack.of(tokens.TRAIL):
        buckets = stack.referred(trail, "s3BucketName", *tokens.BUCKETS)
        if stack.unresolved(trail, "s3BucketName", *tokens.BUCKETS):
            yield undecided("s3BucketName", trail.urn)
        elif not buckets and not _archives(trail, log_archive(stack)):
            yield fail(f"the files of {trail.name} go to a bucket that is neither here nor the log archive's")
        for bucket in buckets:
            locks = list(stack.referring(bucket, "bucket", tokens.BUCKET_LOCK))
            modes = [at(lock.at("rule"), "defaultRetention", "mode") for lock in locks]
            if UNKNOWN in modes:
                yield undecided("rule", bucket.urn)
            elif not any(mode in _LOCK_MODES[bucket.is_disposable] for mode in modes):
                yield fail(f"the files of {trail.name} can be deleted: no lock in mode COMPLIANCE", urn=bucket.urn)


def _archives(trail: Resource, archive: str | None) -> bool:
    """Whether a trail's files go to the account that the manifest states: by the key that encrypts them there."""
    return archive is not None and _account(trail.at("kmsKeyId")) == archive


def _account(arn: Value) -> str | None:
    parts = arn.split(":") if isinstance(arn, str) else []
    return parts[4] if len(parts) > _ACCOUNT_PART else None


def _heard_by_ours(stack: Stack) -> Iterator[Finding]:
    archive = log_archive(stack)
    for target in stack.of(tokens.EVENT_TARGET):
        arn = target.at("arn")
        if arn is UNKNOWN:
            continue
        if isinstance(arn, str) and ":event-bus/" in arn and _account(arn) != archive:
            yield fail(
                f"the events of {target.at('rule')} go to {arn}, which is not the log archive's", urn=target.urn
            )
        elif isinstance(arn, str) and ":event-bus/" in arn and target.at("roleArn") in (None, ""):
            yield fail(f"{target.name} sends to another account by no role", urn=target.urn)
    if archive is not None:
        yield from _unarchived(stack, archive)


def _unarchived(stack: Stack, archive: str) -> Iterator[Finding]:
    for trail in stack.of(tokens.TRAIL):
        if trail.at("kmsKeyId") is UNKNOWN:
            yield undecided("kmsKeyId", trail.urn)
        elif not _archives(trail, archive):
            yield fail(
                f"{trail.name} does not deliver to the log archive, which the manifest states", urn=trail.urn
            )


_WATCHES = {tokens.DETECTOR: "GuardDuty", _ANALYZER: "Access Analyzer", tokens.TRAIL: "a trail"}
# By what name the manifest says that another stack of the account keeps them.
_ELSEWHERE = {tokens.DETECTOR: "guardduty-detector", _ANALYZER: "access-analyzers"}


def _watched(stack: Stack) -> Iterator[Finding]:
    elsewhere = kept_elsewhere(stack)
    for region in sorted({region for vpc in stack.of(tokens.VPC) if (region := stack.region_of(vpc))}):
        for token, what in _WATCHES.items():
            if _ELSEWHERE.get(token) in elsewhere:
                continue
            if not any(stack.region_of(one) == region for one in stack.of(token)):
                yield fail(f"{region} is used, and {what} does not look there")


def _metadata(resource_: Resource) -> Iterator[Finding]:
    yield from must_be("httpTokens", "required")(resource_)
    hops = resource_.at("httpPutResponseHopLimit")
    if hops is UNKNOWN:
        yield undecided("httpPutResponseHopLimit")
    elif hops != 1:
        yield fail(f"httpPutResponseHopLimit is {show(hops)}, expected 1", "httpPutResponseHopLimit")


def _password(resource_: Resource) -> Iterator[Finding]:
    length = resource_.at("minimumPasswordLength")
    if length is UNKNOWN:
        yield undecided("minimumPasswordLength")
    elif not isinstance(length, int | float) or length < _SHORTEST_PASSWORD:
        yield fail(f"minimumPasswordLength is {show(length)}, expected at least {_SHORTEST_PASSWORD}")


_TRAIL = Case(tokens.TRAIL, {"enableLogFileValidation": True, "kmsKeyId": KEY})
_BLOCK = Case(tokens.ACCOUNT_PUBLIC_ACCESS_BLOCK)
_ALL = dict.fromkeys(_BLOCKS, True)
_METADATA = Case(_METADATA_DEFAULTS, {"httpTokens": "required"})


def _of(token: str, name: str, region: str = "us-east-1", **props: object) -> Resource:
    return resource(token, {"region": region, **props}, name)  # pyright: ignore[reportArgumentType] - plain values


_BUCKET = resource(tokens.BUCKETS[0], {"id": "audit", "bucket": "audit"}, "audit")
_DISPOSABLE_BUCKET = Case(tokens.BUCKETS[0], {"id": "audit", "bucket": "audit"}).disposable("").resources[0]
_HOME_TRAIL = _of(tokens.TRAIL, "trail", isMultiRegionTrail=True, s3BucketName="audit")
_ARCHIVE = "555566667777"
_ARCHIVES_BUS = f"arn:aws:events:us-east-1:{_ARCHIVE}:event-bus/tripwires"
_ARCHIVED_TRAIL = _of(
    tokens.TRAIL, "trail", s3BucketName="archived", kmsKeyId=f"arn:aws:kms:us-east-1:{_ARCHIVE}:key/1"
)
_ARCHIVED_EVENTS = _of(
    tokens.EVENT_TARGET, "sent", arn=_ARCHIVES_BUS, roleArn="arn:aws:iam::111122223333:role/archived"
)
_LOCK = resource(
    tokens.BUCKET_LOCK,
    {"bucket": "audit", "rule": {"defaultRetention": {"mode": "COMPLIANCE", "days": 30}}},
    "lock",
)
_LIFTABLE_LOCK = resource(
    tokens.BUCKET_LOCK,
    {"bucket": "audit", "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}}},
    "lock",
)
_BOTH = tuple(_ELSEWHERE.values())
_LOOKED_AT = (_of(tokens.VPC, "vpc"), _of(tokens.DETECTOR, "threats"), _of(_ANALYZER, "outside"))

GUARDRAILS = (
    ResourceGuardrail(
        name="trail-validated",
        summary="A trail signs its files, under a customer-managed key, and records all that is managed.",
        why="A record that can be changed unseen, or that leaves something out, proves nothing.",
        mend="Set enableLogFileValidation and kmsKeyId, leave enableLogging on, and select all management events.",
        practice="SEC04-BP01",
        controls=("FSBP CloudTrail.2", "FSBP CloudTrail.4", "CIS 3.2", "CIS 3.5", "NIST AU-9"),
        types=(tokens.TRAIL,),
        check=both(
            must_be_true("enableLogFileValidation"),
            must_not_be_false("enableLogging"),
            must_be_own_key("kmsKeyId"),
            _all_managed,
        ),
        examples=(
            _TRAIL.good("signed, under our key"),
            _TRAIL.bad("unsigned", enableLogFileValidation=False),
            _TRAIL.bad("under S3's own key", kmsKeyId=None),
            _TRAIL.bad("stopped", enableLogging=False),
            _TRAIL.bad(
                "writes alone",
                advancedEventSelectors=[
                    {
                        "fieldSelectors": [
                            {"field": "eventCategory", "equals": ["Management"]},
                            {"field": "readOnly", "equals": ["false"]},
                        ]
                    }
                ],
            ),
            _TRAIL.unknown("a new key", kmsKeyId=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="trail-searchable",
        summary="A trail also delivers to a log group.",
        why="Whoever looks for what happened an hour ago cannot wait for files.",
        mend="Set cloudWatchLogsGroupArn and cloudWatchLogsRoleArn.",
        practice="SEC04-BP02",
        controls=("FSBP CloudTrail.5", "NIST AU-6"),
        types=(tokens.TRAIL,),
        check=both(
            must_be_set("cloudWatchLogsGroupArn", "a log group's ARN"),
            must_be_set("cloudWatchLogsRoleArn", "a role's ARN"),
        ),
        examples=(
            _TRAIL.good(
                "to a group", cloudWatchLogsGroupArn="arn:aws:logs:x", cloudWatchLogsRoleArn="arn:aws:iam:x"
            ),
            _TRAIL.bad("to files alone"),
            _TRAIL.unknown("a new group", cloudWatchLogsGroupArn=UNKNOWN, cloudWatchLogsRoleArn="arn:aws:iam:x"),
        ),
    ),
    ResourceGuardrail(
        name="guardduty-on",
        summary="A detector of GuardDuty is on.",
        why="A detector that is declared and switched off looks like one that finds nothing.",
        mend="Leave enable out, or set it to true.",
        practice="SEC04-BP03",
        controls=("FSBP GuardDuty.1", "NIST SI-4"),
        types=(tokens.DETECTOR,),
        check=must_not_be_false("enable"),
        examples=(
            Case(tokens.DETECTOR).good("on", enable=True),
            Case(tokens.DETECTOR).bad("off", enable=False),
            Case(tokens.DETECTOR).unknown("computed", enable=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="account-blocks-public-buckets",
        summary="The account lets no bucket be public.",
        why="One bucket's own block is one line; the account's stands above them all.",
        mend="Set all four blocks to true.",
        practice="SEC08-BP04",
        controls=("FSBP S3.1", "CIS 2.1.4", "NIST AC-3"),
        types=(tokens.ACCOUNT_PUBLIC_ACCESS_BLOCK,),
        check=both(*(must_be_true(prop) for prop in _BLOCKS)),
        examples=(
            _BLOCK.good("all four", **_ALL),
            _BLOCK.bad("three", **{**_ALL, "restrictPublicBuckets": False}),
            _BLOCK.unknown("computed", **{**_ALL, "blockPublicAcls": UNKNOWN}),
        ),
    ),
    ResourceGuardrail(
        name="region-encrypts-volumes",
        summary="A region encrypts every new volume.",
        why="A volume that somebody makes by hand is encrypted too.",
        mend="Set enabled to true.",
        practice="SEC08-BP02",
        controls=("FSBP EC2.7", "CIS 2.2.1", "NIST SC-28(1)"),
        types=(_VOLUME_ENCRYPTION,),
        check=must_not_be_false("enabled"),
        examples=(
            Case(_VOLUME_ENCRYPTION).good("on", enabled=True),
            Case(_VOLUME_ENCRYPTION).bad("off", enabled=False),
            Case(_VOLUME_ENCRYPTION).unknown("computed", enabled=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="region-shares-no-snapshots",
        summary="A region shares no snapshot with everyone, those of old included.",
        why="A public snapshot is a copy of the disk for whoever looks.",
        mend="Set state to block-all-sharing.",
        practice="SEC08-BP04",
        controls=("FSBP EC2.182", "NIST AC-3"),
        types=(_SNAPSHOT_BLOCK,),
        check=must_be("state", "block-all-sharing"),
        examples=(
            Case(_SNAPSHOT_BLOCK).good("all", state="block-all-sharing"),
            Case(_SNAPSHOT_BLOCK).bad("new ones", state="block-new-sharing"),
            Case(_SNAPSHOT_BLOCK).unknown("computed", state=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="region-wants-imdsv2",
        summary="Instances are started with IMDSv2, one hop away.",
        why="A request that an attacker has a server make must not fetch its role's credentials.",
        mend="Set httpTokens to required and httpPutResponseHopLimit to 1.",
        practice="SEC06-BP02",
        controls=("FSBP EC2.8", "CIS 5.6", "NIST AC-3"),
        types=(_METADATA_DEFAULTS,),
        check=_metadata,
        examples=(
            _METADATA.good("required", httpPutResponseHopLimit=1),
            _METADATA.bad("optional", httpTokens="optional", httpPutResponseHopLimit=1),
            _METADATA.bad("two hops", httpPutResponseHopLimit=2),
            _METADATA.unknown("computed", httpPutResponseHopLimit=UNKNOWN),
        ),
    ),
    ResourceGuardrail(
        name="passwords-long",
        summary=f"Passwords of users have at least {_SHORTEST_PASSWORD} characters.",
        why="Eight are AWS's minimum, and are tried out in days.",
        mend="Set minimumPasswordLength.",
        practice="SEC02-BP01",
        controls=("FSBP IAM.7", "CIS 1.8", "NIST IA-5(1)"),
        types=(tokens.PASSWORD_POLICY,),
        check=_password,
        examples=(
            Case(tokens.PASSWORD_POLICY).good("long", minimumPasswordLength=20),
            Case(tokens.PASSWORD_POLICY).bad("AWS's own"),
            Case(tokens.PASSWORD_POLICY).bad("short", minimumPasswordLength=8),
            Case(tokens.PASSWORD_POLICY).unknown("computed", minimumPasswordLength=UNKNOWN),
        ),
    ),
    StackGuardrail(
        name="trail-records-all-regions",
        summary="One trail of the stack records all regions.",
        why="Whoever has stolen credentials works where nobody looks.",
        mend="Set isMultiRegionTrail on one of the trails.",
        practice="SEC04-BP01",
        controls=("FSBP CloudTrail.1", "CIS 3.1", "NIST AU-12"),
        types=(tokens.TRAIL,),
        check=_one_for_all_regions,
        examples=(
            passes("one of them", _HOME_TRAIL, _of(tokens.TRAIL, "away", "us-west-2", isMultiRegionTrail=False)),
            fails("none of them", _of(tokens.TRAIL, "trail", isMultiRegionTrail=False)),
            waits("computed", _of(tokens.TRAIL, "trail", isMultiRegionTrail=UNKNOWN)),
        ),
    ),
    StackGuardrail(
        name="trail-files-locked",
        summary="The files of a trail are locked: for a time nobody deletes them, if not disposable.",
        why="Who may do everything may also delete the record of it.",
        mend="Give the trail's bucket a lock in mode COMPLIANCE.",
        practice="SEC04-BP02",
        controls=("NIST AU-9(2)", "NIST AU-11"),
        types=(tokens.TRAIL, *tokens.BUCKETS, tokens.BUCKET_LOCK, tokens.SSM_PARAMETER),
        check=_locked_files,
        examples=(
            passes("locked", _HOME_TRAIL, _BUCKET, _LOCK),
            fails("not locked", _HOME_TRAIL, _BUCKET),
            fails(
                "a lock that can be lifted",
                _HOME_TRAIL,
                _BUCKET,
                _LIFTABLE_LOCK,
            ),
            passes(
                "a lock that a disposable environment's end lifts",
                _HOME_TRAIL,
                _DISPOSABLE_BUCKET,
                _LIFTABLE_LOCK,
            ),
            waits("a bucket from elsewhere", _of(tokens.TRAIL, "trail", s3BucketName=UNKNOWN)),
            passes("the log archive's bucket", _ARCHIVED_TRAIL, archiving_index(_ARCHIVE)),
            fails("a stranger's bucket", _HOME_TRAIL),
            fails(
                "a bucket of another account than the archive's", _ARCHIVED_TRAIL, archiving_index("999988887777")
            ),
        ),
    ),
    StackGuardrail(
        name="record-archived",
        summary="The record and its alarms go to the log archive that the manifest states, and nowhere else.",
        why="Whoever has the account would end its record, or send what happens here to a stranger.",
        mend="Set storefront:audit.logArchive, and let trails and event buses follow from it.",
        practice="SEC04-BP02",
        controls=("NIST AU-9(2)", "NIST AU-9(3)"),
        types=(tokens.TRAIL, tokens.EVENT_TARGET, tokens.SSM_PARAMETER),
        check=_heard_by_ours,
        examples=(
            passes("both", _ARCHIVED_TRAIL, _ARCHIVED_EVENTS, archiving_index(_ARCHIVE)),
            passes("a topic", resource(tokens.EVENT_TARGET, {"arn": "arn:aws:sns:us-east-1:111122223333:on-call"})),
            fails("a stranger's bus", _ARCHIVED_EVENTS),
            fails("no role", _of(tokens.EVENT_TARGET, "sent", arn=_ARCHIVES_BUS), archiving_index(_ARCHIVE)),
            fails("a trail that stays", _HOME_TRAIL, archiving_index(_ARCHIVE)),
            waits("computed", _of(tokens.TRAIL, "trail", kmsKeyId=UNKNOWN), archiving_index(_ARCHIVE)),
        ),
    ),
    StackGuardrail(
        name="region-watched",
        summary="A region with a network has a trail, GuardDuty and Access Analyzer.",
        why="A site that stands by is attacked like one that serves.",
        mend="Give the site the component Audit.",
        practice="SEC04-BP03",
        controls=("FSBP GuardDuty.1", "FSBP IAM.28", "NIST SI-4"),
        types=(tokens.VPC, tokens.TRAIL, tokens.DETECTOR, _ANALYZER, tokens.SSM_PARAMETER),
        check=_watched,
        examples=(
            passes("watched", *_LOOKED_AT, _HOME_TRAIL),
            passes(
                "by another stack of the account, as this one states", _LOOKED_AT[0], _HOME_TRAIL, index_of(*_BOTH)
            ),
            fails("no trail", *_LOOKED_AT),
            fails("no trail, which is stated to be elsewhere", *_LOOKED_AT, index_of(*_BOTH, "trail")),
            fails("the detector alone is elsewhere", _LOOKED_AT[0], _HOME_TRAIL, index_of("guardduty-detector")),
            fails("stated by nobody yet", _LOOKED_AT[0], _HOME_TRAIL, index_of(UNKNOWN)),
            fails("watched elsewhere", *_LOOKED_AT, _HOME_TRAIL, _of(tokens.VPC, "away", "us-west-2")),
        ),
    ),
)
