#!/usr/bin/python3
"""Ansible module: a file that is an object of S3 with a known SHA-256, or is not there at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol, cast

import boto3
from ansible.module_utils.basic import AnsibleModule
from botocore.exceptions import BotoCoreError, ClientError

DOCUMENTATION = r"""
module: s3_artifact
short_description: Fetches an object of S3 whose checksum is known
description:
  - The object is fetched beside its place, checked, and moved there, so that a file with the checksum is complete.
  - Credentials, and the endpoint if it is another than the region's, come from the standard AWS environment.
options:
  bucket: {description: The bucket., type: str, required: true}
  key: {description: The object's key., type: str, required: true}
  region: {description: The bucket's region., type: str, required: true}
  sha256: {description: The expected SHA-256 in hexadecimal digits., type: str, required: true}
  path: {description: Where the file is to be; its folder exists., type: path, required: true}
extends_documentation_fragment: [ansible.builtin.files]
"""

CHUNK = 1 << 20


class _S3(Protocol):
    """The one call that is made of S3."""

    def download_file(self, bucket: str, key: str, filename: str, /) -> None: ...


def _s3(region: str) -> _S3:
    # The distributions' botocore is older than its own support of AWS_ENDPOINT_URL (1.31).
    client = boto3.client("s3", region_name=region, endpoint_url=os.environ.get("AWS_ENDPOINT_URL"))  # pyright: ignore[reportUnknownMemberType]
    return cast("_S3", client)


def sha256(path: Path) -> str | None:
    """The file's SHA-256 in hexadecimal digits; None where there is no file."""
    if not path.is_file():
        return None
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def fetch(s3: _S3, bucket: str, key: str, expected: str, path: Path) -> None:
    """Put the object in its place.

    Raises:
        ValueError: the object has another checksum; nothing was put in place.
    """
    handle, name = tempfile.mkstemp(dir=path.parent)
    os.close(handle)
    partial = Path(name)
    try:
        s3.download_file(bucket, key, name)
        got = sha256(partial)
        if got != expected:
            message = (
                f"s3://{bucket}/{key} has SHA-256 {got}, expected {expected}: either the object was exchanged, "
                "or the variable belongs to another version"
            )
            raise ValueError(message)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def main() -> None:
    """Run as Ansible's module."""
    names = ("bucket", "key", "region", "sha256")
    spec = {name: {"type": "str", "required": True} for name in names} | {
        "path": {"type": "path", "required": True}
    }
    module = AnsibleModule(argument_spec=spec, supports_check_mode=True, add_file_common_args=True)
    bucket, key, region, expected, path = (str(module.params[name]) for name in (*names, "path"))
    missing = sha256(Path(path)) != expected
    try:
        if missing and not module.check_mode:
            fetch(_s3(region), bucket, key, expected, Path(path))
    except (BotoCoreError, ClientError) as error:
        module.fail_json(msg=f"cannot fetch s3://{bucket}/{key} in {region}: {error}")
    except ValueError as error:
        module.fail_json(msg=str(error))
    attributes = module.load_file_common_arguments(module.params, path=path)
    changed = module.set_fs_attributes_if_different(attributes, changed=missing)
    module.exit_json(changed=changed, path=path)


if __name__ == "__main__":
    main()
