"""The validation of restore tests: a function that tells AWS Backup whether the restored copy is whole."""

import json
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.backups.plan import RestoreTesting
from components.baseline.baseline import Baseline
from components.encryption.keys import Purpose
from components.functions.function import Code, Function
from components.functions.names import function_arn
from components.recovery.verification import WHAT as VERIFICATION
from components.secrets.ca_bundle import ca_bundle_parameter, read_ca_bundle
from components.shared.filling import Filled, fill
from components.shared.naming import Place
from components.shared.urns import urn_pattern
from manifest.program import FunctionComponent

WHAT = "restore-validation"
# AWS Backup's own names for what it restores as a test:
# https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
RESTORED_PREFIX = "awsbackup-restore-test-"
# It waits for the verification, which may take Lambda's longest time but for what it needs itself.
_TIMEOUT_SECONDS = 900
# The heartbeat's minute and the snapshot's own start, with room for a beat or two that were missed.
_ALLOWED_SECONDS = 15 * 60


@dataclass(frozen=True, kw_only=True)
class RestoreValidationArgs:
    """Where copies are restored, and the plan that restores them."""

    baseline: Baseline
    restore_testing: RestoreTesting


class RestoreValidation(pulumi.ComponentResource):
    """The function, its role, and the rule that runs it when a restore test is completed."""

    def __init__(
        self, name: str, *, args: RestoreValidationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("storefront:backups:RestoreValidation", name, None, opts)
        place = args.baseline.place
        self._region = place.region
        function = self._function = Function(self, args.baseline, _code(args.baseline))
        rule = aws.cloudwatch.EventRule(
            place.logical(WHAT),
            name=place.name(WHAT, limit=64),
            description="a restore test has restored a copy",
            event_pattern=args.restore_testing.plan_name.apply(lambda plan: _pattern(place, plan)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        function.run_by_rule(rule)
        self.register_outputs({"function": function.name})

    def declared(self) -> Filled[FunctionComponent]:
        """Return what it is called, and the log in it."""
        urn = urn_pattern(self, region=self._region)
        return fill(FunctionComponent, urn=urn, log=self._function.log_urn)


def _pattern(place: Place, plan: str) -> str:
    # AWS Backup adds a random part to the plan's name:
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-validation.html
    of_plan = place.arn("backup", f"restore-testing-plan:{plan}-")
    detail = {"resourceType": ["RDS"], "status": ["COMPLETED"], "restoreTestingPlanArn": [{"prefix": of_plan}]}
    return json.dumps({"source": ["aws.backup"], "detail-type": ["Restore Job State Change"], "detail": detail})


def _code(baseline: Baseline) -> Code:
    place = baseline.place
    parameter = ca_bundle_parameter(place.environment)
    return Code(
        what=WHAT,
        description="tells AWS Backup whether what it restored as a test is the database",
        statements=[
            {
                # Neither call knows a resource: the region is all that narrows them.
                "Sid": "AnswerRestoreTests",
                "Effect": "Allow",
                "Action": ["backup:DescribeRestoreJob", "backup:PutRestoreValidationResult"],
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:RequestedRegion": place.region}},
            },
            {
                "Sid": "FindTheCopy",
                "Effect": "Allow",
                "Action": "rds:DescribeDBInstances",
                "Resource": place.arn("rds", f"db:{RESTORED_PREFIX}*"),
            },
            read_ca_bundle(place),
            {
                "Sid": "HaveItProven",
                "Effect": "Allow",
                "Action": "lambda:InvokeFunction",
                "Resource": function_arn(place, VERIFICATION),
            },
            {
                "Sid": "TellOperations",
                "Effect": "Allow",
                "Action": "sns:Publish",
                "Resource": place.arn("sns", place.name("operations")),
            },
            baseline.keys.grant_encrypt_decrypt(Purpose.NOTIFICATIONS, via="sns"),
        ],
        environment={
            "VERIFICATION": place.name(VERIFICATION, limit=64),
            "CA_BUNDLE_PARAMETER": parameter,
            "TOPIC": baseline.operations_topic_arn,
            "ALLOWED_SECONDS": str(_ALLOWED_SECONDS),
        },
        timeout_seconds=_TIMEOUT_SECONDS,
    )
