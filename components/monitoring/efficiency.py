"""How much of the platform each thousand visitors take: the ratios, and the alarms on their drift and on the feed.

The dashboards show the same ratios, and what a thousand visitors cost (`components.monitoring.indicators`).

A visitor is somebody whom Google Analytics saw in the store within the last five minutes. Below `MIN_VISITORS`, a
ratio says nothing: the metric math then has no datapoint, so that nothing is ever divided by zero; nor has it one
while no report comes, of which another alarm tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from components.alarms.alarm import Alarm, Comparison, Metric, Missing, Owner, ResourceKind, Severity, Tier
from components.alarms.unusual import LASTING_BAND, LASTING_DATAPOINTS, LASTING_PERIOD, LASTING_PERIODS
from functions.shared.metrics import Namespace

MIN_VISITORS = 50
_MINUTES_5 = 300
_LOOK = "storefront health {environment} --region {region}"
_LOG = "aws logs tail /aws/lambda/storefront-{environment}-{region}-visitors --region {region} --since 1h"

_VISITORS = Metric(namespace=Namespace.VISITORS, name="ActiveVisitors", stat="Average", dimensions=())
# A time with too few visitors has no denominator, and what is divided by nothing is missing:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
_PER_THOUSAND = "1000 * ({amount}) / IF(visitors >= {minimum}, visitors)"


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """One ratio: an amount in metric math over `metrics`, its unit, and what a rise means to its owner."""

    what: str
    title: str
    metrics: Mapping[str, Metric]
    amount: str
    unit: str
    why: str
    owner: Owner = Owner.APPLICATION

    @property
    def expression(self) -> str:
        """The ratio as metric math over `queries`."""
        return _PER_THOUSAND.format(amount=self.amount, minimum=MIN_VISITORS)

    @property
    def queries(self) -> Mapping[str, Metric]:
        """The metrics of the amount, and the visitors."""
        return {**self.metrics, "visitors": _VISITORS}


def _a_minute(metric: str) -> str:
    """A sum over the period as an amount a minute; nothing at all is published for none."""
    return f"60 * FILL({metric}, 0) / PERIOD({metric})"


def _balancer(name: str) -> Metric:
    return Metric(namespace="AWS/ApplicationELB", name=name, stat="Sum", dimensions=("LoadBalancer",))


def _fleet(namespace: str, name: str) -> Metric:
    return Metric(namespace=namespace, name=name, stat="Average", dimensions=("AutoScalingGroupName",))


RATIOS = (
    Ratio(
        what="requests",
        title="Requests for a thousand visitors",
        metrics={"requests": _balancer("RequestCount")},
        amount=_a_minute("requests"),
        unit="requests a minute for each thousand visitors",
        why="the pages ask for more than they did, or much of what asks is no visitor: robots, or an attack",
    ),
    Ratio(
        what="database-load",
        title="Database load for a thousand visitors",
        metrics={
            "load": Metric(namespace="AWS/RDS", name="DBLoad", stat="Average", dimensions=("DBInstanceIdentifier",))
        },
        amount="load",
        unit="active sessions for each thousand visitors",
        why="each visitor costs the database more than at this hour of other days: a statement has become dearer",
        owner=Owner.DATABASE,
    ),
    Ratio(
        what="fleet-cpu",
        title="Servers' CPU time for a thousand visitors",
        metrics={
            "busy": _fleet("AWS/EC2", "CPUUtilization"),
            "servers": _fleet("AWS/AutoScaling", "GroupInServiceInstances"),
        },
        amount="60 * busy / 100 * servers",
        unit="CPU seconds of a server a minute for each thousand visitors",
        why="each visitor costs the servers more than at this hour of other days: look at what was deployed",
    ),
    Ratio(
        what="bytes",
        title="Bytes for a thousand visitors",
        metrics={"bytes": _balancer("ProcessedBytes")},
        amount=_a_minute("bytes"),
        unit="bytes a minute for each thousand visitors",
        why="answers have grown, or are no longer compressed: visitors wait for it, and it is paid for",
    ),
)


def _drift(ratio: Ratio) -> Alarm:
    return Alarm(
        what=f"{ratio.what}-per-visitor-drifting", monitors=ResourceKind.EFFICIENCY, tier=Tier.VISITORS,
        severity=Severity.TICKET, owner=ratio.owner, metrics=ratio.queries, expression=ratio.expression,
        band=LASTING_BAND, comparison=Comparison.ABOVE_BAND, unit=ratio.unit, period=LASTING_PERIOD,
        periods=LASTING_PERIODS, datapoints=LASTING_DATAPOINTS, missing=Missing.NOT_BREACHING, why=ratio.why,
        section="efficiency", first=_LOOK,
    )  # fmt: skip


ROWS = (
    *(_drift(ratio) for ratio in RATIOS),
    Alarm(
        what="visitors-feed-stale", monitors=ResourceKind.FEED, tier=Tier.VISITORS, severity=Severity.TICKET,
        owner=Owner.PLATFORM,
        metrics={"reports": Metric(namespace=Namespace.VISITORS, name="ActiveVisitors", stat="SampleCount")},
        threshold=1, comparison=Comparison.BELOW, unit="reports", period=_MINUTES_5, periods=8, datapoints=8,
        missing=Missing.BREACHING,
        why="for forty minutes, the longest pause that the quotas bring about, no count of visitors has come",
        section="visitors-feed", first=_LOG,
    ),
    Alarm(
        what="visitors-feed-slow", monitors=ResourceKind.FEED, tier=Tier.VISITORS, severity=Severity.TICKET,
        owner=Owner.PLATFORM,
        metrics={"interval": Metric(namespace=Namespace.VISITORS, name="ReportInterval", stat="Maximum")},
        threshold=5, unit="minutes between reports", period=_MINUTES_5, periods=6, datapoints=6,
        missing=Missing.NOT_BREACHING,
        why="the property's quota is nearly used up, by others who read it too",
        section="visitors-feed", first=_LOG,
    ),
)  # fmt: skip
