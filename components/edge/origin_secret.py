"""The secret of a site with the header's value by which its load balancer recognises CloudFront."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.edge.domain import ORIGIN_HEADER
from components.encryption.keys import Purpose


@dataclass(frozen=True, kw_only=True)
class OriginSecretArgs:
    """Where it is kept, and its first value."""

    baseline: Baseline
    value: pulumi.Input[str]


class OriginSecret(pulumi.ComponentResource):
    """The secret, in both sites at every level, so that a failover finds it; `name` is what a procedure takes."""

    name: str

    def __init__(self, name: str, *, args: OriginSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:edge:OriginSecret", name, None, opts)
        place = args.baseline.place
        self.name = place.name("origin-secret")
        secret = aws.secretsmanager.Secret(
            place.logical("origin-secret"),
            name=self.name,
            description=f"The value of {ORIGIN_HEADER}, by which the load balancer knows CloudFront",
            kms_key_id=args.baseline.key_arn(Purpose.SECRETS),
            recovery_window_in_days=place.lifecycle.secret_recovery_days,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        aws.secretsmanager.SecretVersion(
            place.logical("origin-secret"),
            secret_id=secret.id,
            secret_string=args.value,
            # A procedure replaces the first value, here, at CloudFront and at the load balancer.
            opts=pulumi.ResourceOptions(
                parent=self, ignore_changes=["secretString"], additional_secret_outputs=["secretString"]
            ),
        )
        self.register_outputs({"name": self.name})
