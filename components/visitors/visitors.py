"""The function that reads the number of visitors from Google Analytics, each minute, while its site serves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.encryption.keys import Purpose
from components.functions.function import Code, Function
from components.functions.names import role_arn
from components.functions.schedule import Schedule
from components.settings.sections.visitors import FederationSettings, VisitorSettings
from components.shared.naming import PROJECT, Place
from components.shared.policy_documents import Statement, document, publish_metrics
from functions.shared.metrics import Namespace

FUNCTION = "visitors"
# The vocabulary of the function (`functions/visitors`), which imports nothing of this folder.
# A run that has not begun within its minute is the next one's.
_EACH_MINUTE, _MINUTE_SECONDS = "rate(1 minute)", 60
_TIMEOUT_SECONDS = 45


@dataclass(frozen=True, kw_only=True)
class VisitorsArgs:
    """Where the function stands, and whose visitors it counts."""

    baseline: Baseline
    visitors: VisitorSettings


class Visitors(pulumi.ComponentResource):
    """The function, and the secret for a key of Google's where no federation spares it."""

    def __init__(self, name: str, *, args: VisitorsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:visitors:Visitors", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        function = Function(self, args.baseline, self._code())
        each_minute = Schedule(
            expression=_EACH_MINUTE, enabled=args.baseline.serves, retries=0, oldest_seconds=_MINUTE_SECONDS
        )
        function.run_on_schedule(each_minute)
        self.register_outputs({})

    def _code(self) -> Code:
        visitors, federation = self._args.visitors, self._args.visitors.federation
        key = [] if federation is not None else may_read_the_key(self._args.baseline)
        return Code(
            what=FUNCTION,
            description="visitors by country, from Google Analytics",
            statements=[publish_metrics("ItsMetrics", Namespace.VISITORS), *key],
            environment={
                "PROPERTY": visitors.property,
                "COUNTRIES": ",".join(visitors.countries),
                **(self._key() if federation is None else {"GOOGLE_FEDERATION": configuration(federation)}),
            },
            timeout_seconds=_TIMEOUT_SECONDS,
        )

    def _key(self) -> Mapping[str, pulumi.Input[str]]:
        """Make the secret, without a value: a person puts the key in, which is in no state and no log."""
        place = self._args.baseline.place
        secret = aws.secretsmanager.Secret(
            place.logical(FUNCTION),
            name=secret_name(place),
            description="the key of Google's service account that counts visitors",
            kms_key_id=self._args.baseline.key_arn(Purpose.SECRETS),
            recovery_window_in_days=place.lifecycle.secret_recovery_days,
            opts=pulumi.ResourceOptions(parent=self, protect=place.lifecycle.protected),
        )
        aws.secretsmanager.SecretPolicy(
            place.logical(FUNCTION),
            secret_arn=secret.arn,
            policy=_read_by_the_function_alone(place),
            block_public_policy=True,
            opts=self._child,
        )
        return {"GOOGLE_KEY_SECRET": secret.arn}


def configuration(federation: FederationSettings) -> str:
    """Return what Google's library reads, none of it secret: where the role's identity is exchanged, and for whose.

    https://cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds#create-cred-config
    """
    pool = f"projects/{federation.project_number}/locations/global/workloadIdentityPools/{federation.pool}"
    return json.dumps(
        {
            "type": "external_account",
            "audience": f"//iam.googleapis.com/{pool}/providers/{federation.provider}",
            "subject_token_type": "urn:ietf:params:aws:token-type:aws4_request",
            "token_url": "https://sts.googleapis.com/v1/token",
            "service_account_impersonation_url": (
                "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
                f"{federation.service_account}:generateAccessToken"
            ),
            "credential_source": {
                "environment_id": "aws1",
                "regional_cred_verification_url": (
                    "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"
                ),
            },
        }
    )


def secret_name(place: Place) -> str:
    """Return the name of the key's secret, in each site one of its own."""
    return f"{PROJECT}/{place.environment}/visitors/google-key-{place.region}"


def may_read_the_key(baseline: Baseline) -> list[Statement]:
    """Let it read the one secret, which Secrets Manager gives six more characters, through its key."""
    place = baseline.place
    return [
        {
            "Sid": "ItsKeyForGoogle",
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": place.arn("secretsmanager", f"secret:{secret_name(place)}-??????"),
        },
        baseline.keys.grant_decrypt(Purpose.SECRETS, via="secretsmanager"),
    ]


def _read_by_the_function_alone(place: Place) -> str:
    return document(
        [
            {
                "Sid": "ReadByItsFunction",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "secretsmanager:GetSecretValue",
                "Resource": "*",
                "Condition": {"ArnNotEquals": {"aws:PrincipalArn": role_arn(place, FUNCTION)}},
            }
        ]
    )
