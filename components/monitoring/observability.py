"""Turns the catalogue into a site's alarms: one for each row and thing, one page for each tier, and mute rules.

A page is a composite alarm over the tier's alarms, silent while a tier that this one stands on is in trouble: one
cause wakes somebody once. What each alarm knows goes to the operations topic in any case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import BANDS, Alarm, Inventory, Metric, MonitoredResource, Severity, Tier
from components.monitoring.catalogue import alarms_for
from components.monitoring.notice import Notice
from components.notifications.notifications import Channel, Notifications
from components.settings import WeeklyWindow
from components.shared.naming import Place

# What can be the cause of a tier's trouble.
CAUSES: Mapping[Tier, tuple[Tier, ...]] = {
    Tier.FLEET: (Tier.NETWORK, Tier.DATABASE),
    Tier.EDGE: (Tier.NETWORK, Tier.DATABASE, Tier.FLEET),
    Tier.VISITORS: (Tier.NETWORK, Tier.DATABASE, Tier.FLEET, Tier.EDGE),
}
# A symptom is often seen first: so long it waits for its cause, and so long the cause's echo lasts.
WAIT_SECONDS, EXTENSION_SECONDS = 120, 180
NAME_LIMIT = 255
_BAND = "band"


@dataclass(frozen=True, kw_only=True)
class ObservabilityArgs:
    """What stands here, who is told, the runbooks' address, and the database's weekly maintenance."""

    place: Place
    inventory: Inventory
    notifications: Notifications
    runbooks: str
    maintenance: WeeklyWindow


class Observability(pulumi.ComponentResource):
    """A site's alarms; `pages` are the composite ones by tier, `page_names` their names, `names` all by tier."""

    pages: Mapping[Tier, aws.cloudwatch.CompositeAlarm]
    page_names: Sequence[str]
    names: Mapping[Tier, Sequence[str]]

    def __init__(self, name: str, *, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:monitoring:Observability", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._notice = Notice(place=args.place, runbooks=args.runbooks)
        self._alarms: dict[Tier, list[pulumi.Resource]] = {}
        mute: dict[str, pulumi.Resource] = {}
        names: dict[Tier, list[str]] = {}
        for alarm, resource in alarms_for(args.inventory):
            made = self._alarm(alarm, resource)
            names.setdefault(alarm.tier, []).append(self._called(resource.name(alarm)))
            if alarm.severity is Severity.PAGE:
                self._alarms.setdefault(alarm.tier, []).append(made)
            if alarm.in_maintenance:
                mute[self._called(resource.name(alarm))] = made
        self.pages = {}
        for tier in (tier for tier in Tier if tier in self._alarms):
            self.pages[tier] = self._page(tier)
            names[tier].append(self._called(f"page-{tier}"))
        self.names, self.page_names = names, [self._called(f"page-{tier}") for tier in self.pages]
        if mute:
            self._mute(mute)
        self.register_outputs({})

    def _called(self, what: str) -> str:
        return self._args.place.name(what, limit=NAME_LIMIT)

    def _alarm(self, alarm: Alarm, resource: MonitoredResource) -> aws.cloudwatch.MetricAlarm:
        what, operations = resource.name(alarm), [self._args.notifications.topics[Channel.OPERATIONS]]
        return aws.cloudwatch.MetricAlarm(
            self._args.place.logical(what),
            name=self._called(what),
            alarm_description=self._notice.of_alarm(alarm, resource),
            comparison_operator=str(alarm.comparison),
            threshold=resource.threshold(alarm),
            evaluation_periods=alarm.periods,
            datapoints_to_alarm=alarm.datapoints,
            treat_missing_data=str(alarm.missing),
            alarm_actions=operations,
            ok_actions=operations,
            opts=self._child,
            **metric_arguments(alarm, resource),
        )

    def _page(self, tier: Tier) -> aws.cloudwatch.CompositeAlarm:
        args, what = self._args, f"page-{tier}"
        # Named so that the rule is known before anything stands; what it names must stand first.
        members = [self._called(resource.name(alarm)) for alarm, resource in self._paging(tier)]
        on_call = [args.notifications.topics[Channel.ON_CALL]]
        suppressor = self._suppressor(tier)
        return aws.cloudwatch.CompositeAlarm(
            args.place.logical(what),
            alarm_name=self._called(what),
            alarm_description=self._notice.of_page(tier),
            alarm_rule=any_of(members),
            alarm_actions=on_call,
            ok_actions=on_call,
            actions_suppressor=suppressor and suppression(suppressor),
            opts=pulumi.ResourceOptions(parent=self, depends_on=self._alarms[tier]),
        )

    def _paging(self, tier: Tier) -> list[tuple[Alarm, MonitoredResource]]:
        return [
            (alarm, resource)
            for alarm, resource in alarms_for(self._args.inventory)
            if alarm.tier is tier and alarm.severity is Severity.PAGE
        ]

    def _suppressor(self, tier: Tier) -> pulumi.Output[str] | None:
        """Return the alarm that is on while one of the tier's causes is; CloudWatch takes one alone."""
        causes = [self.pages[cause] for cause in CAUSES.get(tier, ()) if cause in self.pages]
        if len(causes) <= 1:
            return causes[0].alarm_name if causes else None
        what = f"causes-of-{tier}"
        made = aws.cloudwatch.CompositeAlarm(
            self._args.place.logical(what),
            alarm_name=self._called(what),
            alarm_description=f"Tells nobody: it is on while trouble of the tier {tier} has a deeper cause.",
            alarm_rule=any_of([self._called(f"page-{cause}") for cause in CAUSES[tier] if cause in self.pages]),
            opts=pulumi.ResourceOptions(parent=self, depends_on=causes),
        )
        return made.alarm_name

    def _mute(self, alarms: Mapping[str, pulumi.Resource]) -> None:
        args = self._args
        aws.cloudwatch.AlarmMuteRule(
            args.place.logical("maintenance"),
            name=self._called("maintenance"),
            description="What the database's weekly maintenance may set off; nothing that pages is among it",
            rule={"schedule": mute_schedule(args.maintenance)},
            mute_targets={"alarm_names": list(alarms)},
            # A mute rule names alarms that stand.
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(alarms.values())),
        )


def metric_arguments(alarm: Alarm, resource: MonitoredResource) -> dict[str, Any]:
    """Return the part of an alarm's arguments that says what it watches: one metric, or queries."""
    if alarm.expression is None and alarm.comparison not in BANDS:
        (metric,) = alarm.metrics.values()
        extended = metric.stat.startswith("p")
        return {
            "namespace": metric.namespace,
            "metric_name": metric.name,
            "dimensions": _dimensions(metric, resource),
            "period": alarm.period,
            "extended_statistic" if extended else "statistic": metric.stat,
        }
    queries = [_query(identity, metric, alarm, resource) for identity, metric in alarm.metrics.items()]
    if alarm.expression is not None:
        queries.append(_value(alarm, resource))
    banded = queries[-1]
    banded["return_data"] = True
    if alarm.comparison not in BANDS:
        return {"metric_queries": queries}
    band = f"ANOMALY_DETECTION_BAND({banded['id']}, {alarm.band:g})"
    queries.append({"id": _BAND, "expression": band, "label": "usual", "return_data": True})
    return {"metric_queries": queries, "threshold_metric_id": _BAND}


def _value(alarm: Alarm, resource: MonitoredResource) -> dict[str, Any]:
    period = {} if alarm.metrics else {"period": alarm.period}
    return {"id": "value", "expression": _expression(alarm, resource), "label": alarm.unit, **period}


def _expression(alarm: Alarm, resource: MonitoredResource) -> pulumi.Input[str]:
    text = alarm.expression or ""
    return pulumi.Output.format(text, resource_id=resource.resource_id) if "{resource_id}" in text else text


def _query(identity: str, metric: Metric, alarm: Alarm, resource: MonitoredResource) -> dict[str, Any]:
    return {
        "id": identity,
        "metric": {
            "namespace": metric.namespace,
            "metric_name": metric.name,
            "dimensions": _dimensions(metric, resource),
            "period": alarm.period,
            "stat": metric.stat,
        },
    }


def _dimensions(metric: Metric, resource: MonitoredResource) -> dict[str, pulumi.Input[str]]:
    names = resource.dimensions if metric.dimensions is None else metric.dimensions
    return {name: resource.dimensions[name] for name in names}


def any_of(names: Sequence[str]) -> str:
    """Return the rule of a composite alarm that is on while any of these is."""
    return " OR ".join(f'ALARM("{name}")' for name in names)


def suppression(alarm: pulumi.Input[str]) -> aws.cloudwatch.CompositeAlarmActionsSuppressorArgsDict:
    """Return what keeps a composite alarm silent while `alarm` is on."""
    return {"alarm": alarm, "wait_period": WAIT_SECONDS, "extension_period": EXTENSION_SECONDS}


def mute_schedule(window: WeeklyWindow) -> aws.cloudwatch.AlarmMuteRuleRuleScheduleArgsDict:
    """Return a weekly window in the words of a mute rule: a cron of five fields, and an ISO 8601 duration."""
    day, hour, minute = window.partition("-")[0].split(":")
    minutes = int(window.length.total_seconds() // 60)
    expression = f"cron({int(minute)} {int(hour)} * * {day.upper()})"
    return {"expression": expression, "duration": f"PT{minutes}M", "timezone": "UTC"}
