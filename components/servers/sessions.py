"""Session Manager, the only way to a shell: every session under our key, and written down as it runs."""

import json
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.shared.naming import Place

# The name under which Session Manager looks for a region's preferences:
# https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-update-cli.html
PREFERENCES = "SSM-SessionManagerRunShell"
_IDLE_MINUTES, _LONGEST_MINUTES = "15", "120"


@dataclass(frozen=True, kw_only=True)
class SessionsArgs:
    """The key of sessions, and the key and retention (days) of their record."""

    place: Place
    session_key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    retention_days: int


class Sessions(pulumi.ComponentResource):
    """The region's preferences, and the log group in which sessions are written down."""

    def __init__(self, name: str, *, args: SessionsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:servers:Sessions", name, None, opts)
        place = args.place
        group = aws.cloudwatch.LogGroup(
            place.logical("sessions"),
            name=f"/{place.name('sessions')}",
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        content = pulumi.Output.all(args.session_key_arn, group.name).apply(
            lambda both: json.dumps(preferences(key_arn=str(both[0]), log_group=str(both[1])))
        )
        aws.ssm.Document(
            place.logical("sessions"),
            name=PREFERENCES,
            document_type="Session",
            document_format="JSON",
            content=content,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})


def preferences(*, key_arn: str, log_group: str) -> dict[str, Any]:
    """Return Session Manager's preferences.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-configure-preferences-cli.html
    """
    return {
        "schemaVersion": "1.0",
        "description": "Sessions are encrypted, written down and ended when nobody types",
        "sessionType": "Standard_Stream",
        "inputs": {
            "kmsKeyId": key_arn,
            "cloudWatchLogGroupName": log_group,
            "cloudWatchEncryptionEnabled": True,
            "cloudWatchStreamingEnabled": True,
            "s3BucketName": "",
            "s3KeyPrefix": "",
            "s3EncryptionEnabled": True,
            "idleSessionTimeout": _IDLE_MINUTES,
            "maxSessionDuration": _LONGEST_MINUTES,
            # The agent's own user, so that no person's name has to exist on a server.
            "runAsEnabled": False,
            "runAsDefaultUser": "",
            "shellProfile": {"linux": "exec bash --login", "windows": ""},
        },
    }
