"""S3 buckets, and what is set on each by a resource of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rehearsal.provider.handler import Created, Handler, Inputs, Live, Property, Table, dig, pairs, unpaired
from rehearsal.provider.nested import Nested

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from operations.aws import AwsRegion

_HOME_REGION = "us-east-1"
# The hosted zone of S3's own names, by region: https://docs.aws.amazon.com/general/latest/gr/s3.html
_ZONES = {
    "af-south-1": "Z2OSFR5PIJ8TYW",
    "ap-east-1": "ZNB98KWMFR0R6",
    "ap-east-2": "Z064739330DAH7WJVOO93",
    "ap-northeast-1": "Z2M4EHUR26P7ZW",
    "ap-northeast-2": "Z3W03O7B5YMIYP",
    "ap-northeast-3": "Z2YQB5RD63NC85",
    "ap-south-1": "Z11RGJOFQNVJUP",
    "ap-south-2": "Z02976202B4EZMXIPMXF7",
    "ap-southeast-1": "Z3O0J2DXBE1FTB",
    "ap-southeast-2": "Z1WCIGYICN2BYD",
    "ap-southeast-3": "Z01846753K324LI26A3VV",
    "ap-southeast-4": "Z0312387243XT5FE14WFO",
    "ap-southeast-5": "Z08660063OXLMA7F1FJHU",
    "ap-southeast-6": "Z05686083R66JX5C163TC",
    "ap-southeast-7": "Z0031014GXUMRZG6I14G",
    "ca-central-1": "Z1QDHH18159H29",
    "ca-west-1": "Z03565811Z33SLEZTHOUL",
    "eu-central-1": "Z21DNDUVLTQW6Q",
    "eu-central-2": "Z030506016YDQGETNASS",
    "eu-north-1": "Z3BAZG2TWCNX0D",
    "eu-south-1": "Z2OPA49AB41N7K",
    "eu-south-2": "Z0081959F7139GRJC19J",
    "eu-west-1": "Z1BKCTXD74EZPE",
    "eu-west-2": "Z3GKZC51ZF0DB4",
    "eu-west-3": "Z3R1K369G5AVDG",
    "il-central-1": "Z09640613K4A3MN55U7GU",
    "me-central-1": "Z06143092I8HRXZRUZROF",
    "mx-central-1": "Z057606446ZNVQJJ8WOP",
    "sa-east-1": "Z7KQH4QJS55SO",
    "us-east-1": "Z3AQBSTGFYJSTF",
    "us-east-2": "Z2O1EMRO9K5GLX",
    "us-west-1": "Z2F56UZL2M1ACD",
    "us-west-2": "Z3BJ6K6RIION7M",
}


class _Buckets:
    """The bucket and its tags; everything else is set by other types. The provider's id is the name."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        name = str(inputs["bucket"])
        # The service takes no constraint for the region in which it was born.
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": aws.region}}
        # A bucket that is made without object lock cannot have it later.
        locked = {"ObjectLockEnabledForBucket": True} if inputs.get("objectLockEnabled") else {}
        aws.call("s3", "CreateBucket", Bucket=name, **locked, **({} if aws.region == _HOME_REGION else elsewhere))
        if inputs.get("tagsAll"):
            aws.call("s3", "PutBucketTagging", Bucket=name, Tagging={"TagSet": pairs(inputs["tagsAll"])})
        computed = {
            "arn": f"arn:{aws.partition}:s3:::{name}",
            "bucketDomainName": f"{name}.s3.amazonaws.com",
            "bucketRegionalDomainName": f"{name}.s3.{aws.region}.amazonaws.com",
            "bucketRegion": aws.region,
            "hostedZoneId": _ZONES[aws.region],
        }
        return Created(name, {**self.read(aws, name, inputs), **computed})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        aws.call("s3", "HeadBucket", Bucket=resource_id)
        live: dict[str, Any] = {"bucket": resource_id, "forceDestroy": bool(inputs.get("forceDestroy"))}
        if inputs.get("objectLockEnabled"):
            lock = aws.call("s3", "GetObjectLockConfiguration", Bucket=resource_id)["ObjectLockConfiguration"]
            live["objectLockEnabled"] = lock.get("ObjectLockEnabled") == "Enabled"
        if inputs.get("tagsAll"):
            tags = unpaired(aws.call("s3", "GetBucketTagging", Bucket=resource_id)["TagSet"])
            live |= {"tags": tags, "tagsAll": tags}
        return live


def _get(operation: str) -> Callable[[AwsRegion, str, Inputs], Live]:
    return lambda aws, bucket, _inputs: {**aws.whole("s3", operation, Bucket=bucket), "Bucket": bucket}


def _on_bucket(thing: str, properties: Mapping[str, Property], get: str = "") -> Table:
    """What is put on a bucket; its id is the bucket's name."""
    return Table(
        service="s3",
        create_operation=f"Put{thing}",
        id_at="@bucket",
        properties={"bucket": Property("Bucket"), **properties},
        describe=_get(f"Get{get or thing}"),
    )


_PLAIN = Nested()
_RULES = Nested({"id": "ID"})
_KEYS = Nested({"sseAlgorithm": "SSEAlgorithm", "kmsMasterKeyId": "KMSMasterKeyID"})
_BLOCKED = "blockedEncryptionTypes"


def _send_encryption(rules: list[Mapping[str, Any]]) -> Any:
    """The service has one structure more around the kinds that are blocked."""
    return _KEYS.send(
        [
            {**rule, **({_BLOCKED: {"encryptionType": rule[_BLOCKED]}} if rule.get(_BLOCKED) else {})}
            for rule in rules
        ]
    )


def _show_encryption(rules: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    shown = _KEYS.show(rules)
    return [
        {**rule, **({_BLOCKED: dig(f"{_BLOCKED}.encryptionType", rule)} if _BLOCKED in rule else {})}
        for rule in shown
    ]


def _show_lock(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A retention is in days or in years, and moto shows both."""
    given = _PLAIN.show(rule)["defaultRetention"]
    return {"defaultRetention": {key: value for key, value in given.items() if value}}


_BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
_TARGET = ("TargetBucket", "TargetPrefix")


def _small(name: str) -> str:
    return name[0].lower() + name[1:]


HANDLERS: Mapping[str, Handler] = {
    "aws:s3/bucket:Bucket": _Buckets(),
    "aws:s3/bucketPolicy:BucketPolicy": _on_bucket("BucketPolicy", {"policy": Property("Policy")}),
    "aws:s3/bucketVersioning:BucketVersioning": _on_bucket(
        "BucketVersioning",
        {"versioningConfiguration": Property("VersioningConfiguration", "{status: Status}", send=_PLAIN.send)},
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _on_bucket(
        "PublicAccessBlock",
        {_small(name): Property(f"PublicAccessBlockConfiguration.{name}") for name in _BLOCKS},
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _on_bucket(
        "BucketOwnershipControls",
        {
            "rule": Property(
                "OwnershipControls.Rules",
                send=lambda rule: [_PLAIN.send(rule)],
                show=lambda rules: _PLAIN.show(rules[0]),
            )
        },
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _on_bucket(
        "BucketEncryption",
        {
            "rules": Property(
                "ServerSideEncryptionConfiguration.Rules", send=_send_encryption, show=_show_encryption
            )
        },
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _on_bucket(
        "BucketLifecycleConfiguration",
        {"rules": Property("LifecycleConfiguration.Rules", "Rules", send=_RULES.send, show=_RULES.show)},
    ),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _on_bucket(
        "ObjectLockConfiguration",
        {
            "objectLockEnabled": Property("ObjectLockConfiguration.ObjectLockEnabled"),
            "rule": Property("ObjectLockConfiguration.Rule", send=_PLAIN.send, show=_show_lock),
        },
    ),
    "aws:s3/bucketLogging:BucketLogging": _on_bucket(
        "BucketLogging",
        {
            **{
                _small(name): Property(f"BucketLoggingStatus.LoggingEnabled.{name}", f"LoggingEnabled.{name}")
                for name in _TARGET
            },
            "targetObjectKeyFormat": Property(
                "BucketLoggingStatus.LoggingEnabled.TargetObjectKeyFormat",
                "LoggingEnabled.TargetObjectKeyFormat",
                send=_PLAIN.send,
                show=_PLAIN.show,
            ),
        },
    ),
}
