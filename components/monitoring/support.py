"""The support scheme: who is told what, how soon, and who is told when nobody acknowledges.

The escalation is CloudWatch's own. A composite alarm is on while a page is; it waits as long as a page may go
unacknowledged for its suppressor, which is the alarm *acknowledged*. If that goes on, nobody else is told; if not,
the escalation's topic is. Nothing of ours runs between a page and the next ones.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Severity
from components.monitoring.notice import Notice
from components.monitoring.observability import any_of
from components.monitoring.rows_support import TEST_PAGE
from components.notifications.notifications import Channel, Notifications
from components.settings import NotificationSettings
from components.shared.naming import Place
from components.shared.policy_documents import publish_metrics
from components.shared.scheduler_role import SchedulerRoleArgs, scheduler_role
from functions.shared.metrics import Namespace

ESCALATION, TEST = "escalation", "test-page"
# What AWS itself calls a target that is one of its APIs:
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
_PUT_METRIC = "arn:aws:scheduler:::aws-sdk:cloudwatch:putMetricData"
# After an acknowledgement has run out, before the next ones are told.
_EXTENSION_SECONDS = 300
_RETRIES, _OLDEST_SECONDS = 2, 3600


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """What a severity promises: who is told, how soon somebody looks, and what follows if nobody does."""

    channel: Channel
    look: str
    otherwise: str


COMMITMENTS: Mapping[Severity, Commitment] = {
    Severity.PAGE: Commitment(
        channel=Channel.ON_CALL,
        look="at once, day and night: acknowledge before the escalation is told",
        otherwise="the escalation is told, and again whenever an acknowledgement has expired",
    ),
    Severity.TICKET: Commitment(
        channel=Channel.OPERATIONS,
        look="on the next working day, by the owner in the notification",
        otherwise="the weekly review goes through what is still on",
    ),
}


@dataclass(frozen=True, kw_only=True)
class SupportArgs:
    """The site's topics, the settings, the alarms that are escalated and that of acknowledgements, by names.

    `alarms`: the component that makes those alarms.
    """

    place: Place
    notifications: Notifications
    settings: NotificationSettings
    escalated: Sequence[str]
    acknowledged: str
    boundary_arn: pulumi.Input[str]
    alarms: pulumi.Resource


class Support(pulumi.ComponentResource):
    """The escalation, and the schedule of the test page with its role."""

    def __init__(self, name: str, *, args: SupportArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:monitoring:Support", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._escalation()
        self._test_page(self._role())
        self.register_outputs({})

    def _escalation(self) -> None:
        args, topic = self._args, [self._args.notifications.topics[Channel.ESCALATION]]
        aws.cloudwatch.CompositeAlarm(
            args.place.logical(ESCALATION),
            alarm_name=args.place.name(ESCALATION, limit=255),
            alarm_description=Notice(place=args.place, runbooks=args.settings.runbooks).of_escalation(),
            alarm_rule=any_of(args.escalated),
            # Whoever was not told that it is on need not be told that it is over.
            alarm_actions=topic,
            actions_suppressor={
                "alarm": args.acknowledged,
                "wait_period": int(args.settings.escalate_after.total_seconds()),
                "extension_period": _EXTENSION_SECONDS,
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[args.alarms]),
        )

    def _role(self) -> pulumi.Output[str]:
        args = SchedulerRoleArgs(
            place=self._args.place,
            what=TEST,
            policy_name=TEST,
            statement=publish_metrics("PutSupportMetrics", Namespace.SUPPORT),
            boundary_arn=self._args.boundary_arn,
        )
        return scheduler_role(self, args)

    def _test_page(self, role_arn: pulumi.Output[str]) -> None:
        args = self._args
        datum = {"MetricName": TEST_PAGE, "Value": 1, "Unit": "Count"}
        aws.scheduler.Schedule(
            args.place.logical(TEST),
            name=args.place.name(TEST, limit=64),
            description="A page that is none, to see that it arrives and is acknowledged",
            schedule_expression=str(args.settings.test_page),
            schedule_expression_timezone="UTC",
            state="ENABLED",
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": _PUT_METRIC,
                "role_arn": role_arn,
                "input": json.dumps({"Namespace": Namespace.SUPPORT, "MetricData": [datum]}),
                "retry_policy": {
                    "maximum_retry_attempts": _RETRIES,
                    "maximum_event_age_in_seconds": _OLDEST_SECONDS,
                },
            },
            opts=self._child,
        )
