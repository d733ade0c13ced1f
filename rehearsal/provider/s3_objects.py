"""S3 objects, whose content is given in base64."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from rehearsal.provider.handler import Created, Handler, Inputs, unpaired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from operations.aws import AwsRegion

_NAMED = {
    "bucket": "Bucket",
    "key": "Key",
    "contentType": "ContentType",
    "checksumAlgorithm": "ChecksumAlgorithm",
    "serverSideEncryption": "ServerSideEncryption",
    "kmsKeyId": "SSEKMSKeyId",
    "bucketKeyEnabled": "BucketKeyEnabled",
}
_SHOWN = ("contentType", "serverSideEncryption", "kmsKeyId", "bucketKeyEnabled")


class _Objects:
    """One object; the provider's id is the key."""

    def create(self, aws: AwsRegion, inputs: Inputs) -> Created:
        params = {api: inputs[own] for own, api in _NAMED.items() if inputs.get(own) is not None}
        if inputs.get("tagsAll"):
            params["Tagging"] = urlencode(inputs["tagsAll"])
        body = base64.b64decode(inputs["contentBase64"], validate=True)
        made = aws.call("s3", "PutObject", Body=body, **params)
        key, bucket = str(inputs["key"]), str(inputs["bucket"])
        outputs = {
            "arn": f"arn:{aws.partition}:s3:::{bucket}/{key}",
            "etag": str(made["ETag"]).strip('"'),
            "versionId": made.get("VersionId"),
        }
        return Created(key, {**self.read(aws, key, inputs), **outputs})

    def read(self, aws: AwsRegion, resource_id: str, inputs: Inputs) -> dict[str, Any]:
        bucket = str(inputs["bucket"])
        live = aws.call("s3", "GetObject", Bucket=bucket, Key=resource_id)
        tagging = aws.call("s3", "GetObjectTagging", Bucket=bucket, Key=resource_id)
        tags = unpaired(tagging["TagSet"])
        shown = {own: live.get(_NAMED[own]) for own in _SHOWN}
        return {
            **{own: value for own, value in shown.items() if value is not None},
            "bucket": bucket,
            "key": resource_id,
            "contentBase64": base64.b64encode(live["Body"].read()).decode(),
            "tags": tags,
            "tagsAll": tags,
        }


HANDLERS: Mapping[str, Handler] = {"aws:s3/bucketObjectv2:BucketObjectv2": _Objects()}
