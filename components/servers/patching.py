"""Patches of the servers that live long; those of the fleet are replaced with a newer image instead."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.servers.kinds import KIND_TAG, ServerKind
from components.servers.names import PATCHES
from components.settings import WeeklyWindow
from components.shared.naming import Place
from components.shared.outputs import known_after
from components.shared.policy_documents import document, trust

_BASELINE_DOCUMENT = "AWS-RunPatchBaseline"
_MINUTES_AN_HOUR, _MINUTES_A_DAY = 60, 24 * 60
_DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
# In the last hour nothing is begun, so that the window's end ends it.
_CUTOFF_HOURS = 1
_START_WITHIN_SECONDS = 600
_SYSTEM = "UBUNTU"


@dataclass(frozen=True, kw_only=True)
class PatchingArgs:
    """Which servers are patched and when, what bounds the role that does it, and the bucket for the report.

    `default`: whether the region's servers are patched by this stack's baseline, or by another's of the same kind.
    """

    place: Place
    kinds: Sequence[ServerKind]
    boundary_arn: pulumi.Input[str]
    window: WeeklyWindow
    reports_bucket: pulumi.Input[str]
    default: bool


class Patching(pulumi.ComponentResource):
    """The baseline of Ubuntu, and the window in which it is installed."""

    def __init__(self, name: str, *, args: PatchingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:servers:Patching", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        if args.default:
            self._baseline()
        self._install(self._role())
        self.register_outputs({})

    def _baseline(self) -> None:
        place = self._args.place
        made = aws.ssm.PatchBaseline(
            place.logical("ubuntu"),
            name=place.name("ubuntu", limit=128),
            description="Security patches of Ubuntu, and all that is important",
            operating_system=_SYSTEM,
            approved_patches_compliance_level="HIGH",
            approval_rules=[
                aws.ssm.PatchBaselineApprovalRuleArgs(
                    # Ubuntu says of no patch when it came out, so that none can be held back for days.
                    approve_after_days=0,
                    compliance_level="HIGH",
                    patch_filters=[
                        aws.ssm.PatchBaselineApprovalRulePatchFilterArgs(key="PRODUCT", values=["Ubuntu24.04"]),
                        aws.ssm.PatchBaselineApprovalRulePatchFilterArgs(
                            key="PRIORITY", values=["Required", "Important", "Standard", "Optional"]
                        ),
                    ],
                )
            ],
            opts=self._child,
        )
        aws.ssm.DefaultPatchBaseline(
            place.logical("ubuntu"), baseline_id=made.id, operating_system=_SYSTEM, opts=self._child
        )

    def _install(self, role_arn: pulumi.Input[str]) -> None:
        place, hours = self._args.place, int(self._args.window.length.total_seconds()) // 3600
        window = aws.ssm.MaintenanceWindow(
            place.logical("patches"),
            name=place.name("patches", limit=128),
            description="Patches of the servers that live long",
            schedule=window_schedule(self._args.window),
            schedule_timezone="Etc/UTC",
            duration=hours,
            cutoff=_CUTOFF_HOURS,
            allow_unassociated_targets=False,
            opts=self._child,
        )
        target = aws.ssm.MaintenanceWindowTarget(
            place.logical("patches"),
            name=place.name("patches", limit=128),
            window_id=window.id,
            resource_type="INSTANCE",
            targets=[
                aws.ssm.MaintenanceWindowTargetTargetArgs(
                    key=f"tag:{KIND_TAG}", values=[str(kind) for kind in sorted(self._args.kinds)]
                )
            ],
            opts=self._child,
        )
        aws.ssm.MaintenanceWindowTask(
            place.logical("patches"),
            name=place.name("patches", limit=128),
            window_id=window.id,
            task_type="RUN_COMMAND",
            task_arn=_BASELINE_DOCUMENT,
            service_role_arn=role_arn,
            priority=1,
            # One after the other, and none after one that failed.
            max_concurrency="1",
            max_errors="0",
            cutoff_behavior="CONTINUE_TASK",
            targets=[aws.ssm.MaintenanceWindowTaskTargetArgs(key="WindowTargetIds", values=[target.id])],
            task_invocation_parameters=self._command(),
            opts=self._child,
        )

    def _command(self) -> aws.ssm.MaintenanceWindowTaskTaskInvocationParametersArgs:
        parameters = {"Operation": "Install", "RebootOption": "RebootIfNeeded"}
        command = aws.ssm.MaintenanceWindowTaskTaskInvocationParametersRunCommandParametersArgs(
            document_version="$DEFAULT",
            timeout_seconds=_START_WITHIN_SECONDS,
            output_s3_bucket=self._args.reports_bucket,
            output_s3_key_prefix="patches",
            parameters=[
                aws.ssm.MaintenanceWindowTaskTaskInvocationParametersRunCommandParametersParameterArgs(
                    name=name, values=[value]
                )
                for name, value in parameters.items()
            ],
        )
        return aws.ssm.MaintenanceWindowTaskTaskInvocationParametersArgs(run_command_parameters=command)

    def _role(self) -> pulumi.Output[str]:
        place = self._args.place
        role = aws.iam.Role(
            place.logical("patches"),
            name=place.name(PATCHES, limit=64),
            description="Sends the command that installs patches",
            assume_role_policy=trust("ssm.amazonaws.com", account=place.account),
            permissions_boundary=self._args.boundary_arn,
            opts=self._child,
        )
        policy = aws.iam.RolePolicy(
            place.logical("patches"),
            name="send-patches",
            role=role.name,
            policy=sending_policy(place, self._args.kinds),
            opts=self._child,
        )
        return known_after(role.arn, policy.id)


def sending_policy(place: Place, kinds: Sequence[ServerKind]) -> str:
    """Let the window send this one document to these kinds of servers, and see what became of it."""
    tagged = {"StringEquals": {f"aws:ResourceTag/{KIND_TAG}": [str(kind) for kind in sorted(kinds)]}}
    return document(
        [
            {
                "Sid": "SendPatches",
                "Effect": "Allow",
                "Action": "ssm:SendCommand",
                "Resource": f"arn:aws:ssm:{place.region}::document/{_BASELINE_DOCUMENT}",
            },
            {
                "Sid": "ToTheseServers",
                "Effect": "Allow",
                "Action": "ssm:SendCommand",
                "Resource": place.arn("ec2", "instance/*"),
                "Condition": tagged,
            },
            {
                "Sid": "SeeWhatBecameOfIt",
                "Effect": "Allow",
                "Action": ["ssm:GetCommandInvocation", "ssm:ListCommandInvocations", "ssm:ListCommands"],
                "Resource": "*",
            },
        ]
    )


def window_schedule(window: WeeklyWindow) -> str:
    """Return a weekly window's beginning as the cron expression of a maintenance window."""
    day, minute = divmod(window.start, _MINUTES_A_DAY)
    hour, minute = divmod(minute, _MINUTES_AN_HOUR)
    return f"cron({minute} {hour} ? * {_DAYS[day]} *)"
