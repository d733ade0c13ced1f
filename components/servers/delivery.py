"""How a server is brought to its playbook: the bundle in the site's bucket, and the document that applies it.

The checksum is compared on the server, before anything is unpacked; the script is `deliver.sh`, with
`apt_sources.sh` in it.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws

from components.servers.kinds import KIND_TAG, ServerKind
from components.servers.names import DELIVERIES
from components.servers.packing import Bundle
from components.shared.naming import Place
from components.storage.bucket import bucket_name

_HERE = Path(__file__).parent
_OFFLINE = ServerKind.APPLICATION
"""The kind that reaches no package archive: its tools come with its image."""
_WORK = "/var/lib/storefront/delivery"
# A playbook that hangs must not keep the next one from running.
_LONGEST_SECONDS = "3600"


@dataclass(frozen=True, kw_only=True)
class DeliveryArgs:
    """What is delivered to which kinds of servers, into which bucket, under which key."""

    place: Place
    kinds: Sequence[ServerKind]
    bundle: Bundle
    bucket: pulumi.Input[str]
    key_arn: pulumi.Input[str]


class Delivery(pulumi.ComponentResource):
    """The bundle and the document; `object_key` exists only when the bundle is in its bucket."""

    document_name: pulumi.Output[str]
    object_key: pulumi.Output[str]

    def __init__(self, name: str, *, args: DeliveryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:servers:Delivery", name, None, opts)
        place, child = args.place, pulumi.ResourceOptions(parent=self)
        document = aws.ssm.Document(
            place.logical("deliver"),
            name=place.name("deliver", limit=128),
            document_type="Command",
            document_format="JSON",
            target_type="/AWS::EC2::Instance",
            content=json.dumps(command_document(place, args.kinds)),
            opts=child,
        )
        bundle = aws.s3.BucketObjectv2(
            place.logical("bundle"),
            bucket=args.bucket,
            key=args.bundle.key,
            content_base64=base64.b64encode(args.bundle.content).decode(),
            content_type="application/gzip",
            checksum_algorithm="SHA256",
            server_side_encryption="aws:kms",
            kms_key_id=args.key_arn,
            bucket_key_enabled=True,
            opts=child,
        )
        self.document_name, self.object_key = document.name, bundle.key
        self.register_outputs({"document": self.document_name})


def command_document(place: Place, kinds: Sequence[ServerKind]) -> dict[str, Any]:
    """Return the document: take the bundle from the bucket, compare its checksum, apply the kind's playbook.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html
    """
    source = f"https://s3.{place.region}.amazonaws.com/{bucket_name(place, DELIVERIES)}/{{{{ Key }}}}"
    linux = {"StringEquals": ["platformType", "Linux"]}
    return {
        "schemaVersion": "2.2",
        "description": "Bring a server to the playbook of its kind",
        "parameters": {
            "Key": _parameter("the bundle's key in the bucket", r"^bundles/[0-9a-f]{64}\.tar\.gz$"),
            "Sha256": _parameter("the bundle's SHA-256", r"^[0-9a-f]{64}$"),
            "Kind": {
                "type": "String",
                "description": "the kind of server, which is the playbook's name",
                "allowedValues": [str(kind) for kind in kinds],
            },
            # In base64, so that no value can end the command that it stands in.
            "Variables": _parameter("the playbook's variables: JSON in base64", r"^[A-Za-z0-9+/]+=*$"),
        },
        "mainSteps": [
            {
                "action": "aws:downloadContent",
                "name": "download",
                "precondition": linux,
                "inputs": {
                    "sourceType": "S3",
                    "sourceInfo": json.dumps({"path": source}),
                    "destinationPath": f"{_WORK}/bundle.tar.gz",
                },
            },
            {
                "action": "aws:runShellScript",
                "name": "apply",
                "precondition": linux,
                "inputs": {
                    "timeoutSeconds": _LONGEST_SECONDS,
                    "runCommand": script("deliver.sh", {"@OFFLINE@": str(_OFFLINE)}).splitlines(),
                },
            },
        ],
    }


def script(name: str, given: Mapping[str, str]) -> str:
    """Return a script for servers with its placeholders filled; apt reads HTTPS in it."""
    text = (_HERE / name).read_text(encoding="utf-8")
    sources = (_HERE / "apt_sources.sh").read_text(encoding="utf-8").rstrip()
    for placeholder, value in {"@APT_SOURCES@": sources, **given}.items():
        text = text.replace(placeholder, value)
    return text


def _parameter(description: str, pattern: str) -> dict[str, str]:
    return {"type": "String", "description": description, "allowedPattern": pattern}


def encoded(variables: Mapping[str, str]) -> str:
    """Return a playbook's variables in the form in which the document takes them."""
    return base64.b64encode(json.dumps(dict(sorted(variables.items()))).encode()).decode()


@dataclass(frozen=True, kw_only=True)
class AssociationArgs:
    """Which kind of server is brought to which bundle, with which variables, and when again.

    `at_once`: how many of them at the same time, a number or a percentage.
    """

    place: Place
    kind: ServerKind
    bundle: Bundle
    delivery: Delivery
    variables: pulumi.Input[Mapping[str, str]]
    schedule: str
    reports_bucket: pulumi.Input[str]
    at_once: str


class Association(pulumi.ComponentResource):
    """The association: on boot of each server of the kind, after each change, and on a schedule."""

    def __init__(self, name: str, *, args: AssociationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:servers:Association", name, None, opts)
        place = args.place
        aws.ssm.Association(
            place.logical(args.kind),
            name=args.delivery.document_name,
            association_name=place.name(f"deliver-{args.kind}", limit=128),
            document_version="$DEFAULT",
            targets=[aws.ssm.AssociationTargetArgs(key=f"tag:{KIND_TAG}", values=[str(args.kind)])],
            parameters={
                "Key": args.delivery.object_key,
                "Sha256": args.bundle.sha256,
                "Kind": str(args.kind),
                "Variables": pulumi.Output.from_input(args.variables).apply(encoded),
            },
            schedule_expression=args.schedule,
            apply_only_at_cron_interval=False,
            compliance_severity="HIGH",
            sync_compliance="AUTO",
            max_concurrency=args.at_once,
            # The first server on which it fails is enough.
            max_errors="0",
            output_location=aws.ssm.AssociationOutputLocationArgs(
                s3_bucket_name=args.reports_bucket,
                s3_key_prefix=f"associations/{args.kind}",
                s3_region=place.region,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})
