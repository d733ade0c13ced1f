"""What the dashboards show beside the alarms' own metrics: how the business goes, what the database does."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from components.alarms.alarm import Metric, ResourceKind
from components.monitoring.efficiency import RATIOS
from functions.shared.metrics import Namespace


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One graph: its lines, each a metric or an expression over them, by the label that is shown.

    `lines` maps a label to an expression over the ids of `metrics`; an id alone is the metric itself. `period` is
    in seconds.
    """

    title: str
    monitors: ResourceKind
    metrics: Mapping[str, Metric]
    lines: Mapping[str, str]
    unit: str
    period: int = 300
    limits: Mapping[str, float] = field(default_factory=dict[str, float])


# What the visitors' function publishes. Without visitors nothing is divided; without its data there is no point.
VISITORS = Metric(namespace=Namespace.VISITORS, name="ActiveVisitors", stat="Maximum", dimensions=())
_SOME = "IF(visitors > 0, 1000 * {} / visitors, 0)"


def _store(name: str) -> Metric:
    return Metric(namespace=Namespace.STORE, name=name, stat="Sum", dimensions=())


def _rds(name: str, stat: str = "Average") -> Metric:
    return Metric(namespace="AWS/RDS", name=name, stat=stat, dimensions=("DBInstanceIdentifier",))


BUSINESS = (
    Indicator(
        title="Visitors", monitors=ResourceKind.FEED, unit="visitors",
        metrics={"visitors": VISITORS}, lines={"active": "visitors"},
    ),
    Indicator(
        title="Orders", monitors=ResourceKind.SERVING_LOAD_BALANCER, unit="orders in 5 minutes",
        metrics={"tried": _store("CheckoutsAttempted"), "done": _store("CheckoutsCompleted")},
        lines={"attempted": "tried", "completed": "done"},
    ),
    Indicator(
        title="Orders for a thousand visitors", monitors=ResourceKind.FEED,
        unit="orders in 5 minutes", metrics={"done": _store("CheckoutsCompleted"), "visitors": VISITORS},
        lines={"orders": _SOME.format("done")},
    ),
    *(
        Indicator(
            title=ratio.title, monitors=ResourceKind.EFFICIENCY, unit=ratio.unit, metrics=ratio.queries,
            lines={ratio.what.replace("-", " "): ratio.expression},
        )
        for ratio in RATIOS
    ),
    Indicator(
        # AWS adds to the month's charges a few times a day: the pace of the last day is what can be told.
        title="Cost for a thousand visitors", monitors=ResourceKind.BILL, unit="USD an hour", period=86400,
        metrics={
            "charges": Metric(namespace="AWS/Billing", name="EstimatedCharges", stat="Maximum"),
            "visitors": Metric(
                namespace=Namespace.VISITORS, name="ActiveVisitors", stat="Average", dimensions=()
            ),
        },
        lines={"USD": _SOME.format("(3600 * RATE(charges))")},
    ),
)  # fmt: skip

DATABASE = (
    Indicator(
        title="Sessions that run or wait", monitors=ResourceKind.INSTANCE, unit="sessions", period=60,
        metrics={"load": _rds("DBLoad"), "cpu": _rds("DBLoadCPU"), "other": _rds("DBLoadNonCPU")},
        lines={"all": "load", "on processors": "cpu", "waiting": "other"},
    ),
    Indicator(
        title="Reads and writes", monitors=ResourceKind.INSTANCE, unit="operations a second", period=60,
        metrics={"reads": _rds("ReadIOPS"), "writes": _rds("WriteIOPS")},
        lines={"reads": "reads", "writes": "writes"},
    ),
    Indicator(
        title="Latency of the volume", monitors=ResourceKind.INSTANCE, unit="seconds", period=60,
        metrics={"read": _rds("ReadLatency"), "write": _rds("WriteLatency")},
        lines={"read": "read", "write": "write"},
    ),
    Indicator(
        title="Throughput of the volume", monitors=ResourceKind.INSTANCE, unit="bytes a second", period=60,
        metrics={"read": _rds("ReadThroughput"), "write": _rds("WriteThroughput")},
        lines={"read": "read", "write": "write"},
    ),
)  # fmt: skip
