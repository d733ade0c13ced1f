"""What visitors meet: whether the store answers, how fast, and whether they can buy.

The thresholds are the store's own targets: in a month 99.9 percent of the requests are answered without an error of
ours, half of them within 0.4 seconds and 95 in a hundred within 1.5. What wakes somebody uses up a month of errors
in three days or less: https://sre.google/workbook/alerting-on-slos/ has the arithmetic.
"""

from components.alarms.alarm import Alarm, Comparison, Metric, Missing, Owner, ResourceKind, Severity, Tier
from components.alarms.unusual import lasting, sudden
from functions.shared.metrics import Namespace

_LOOK = "storefront health {environment} --region {region}"


def _balancer(name: str, stat: str = "Sum") -> Metric:
    return Metric(namespace="AWS/ApplicationELB", name=name, stat=stat, dimensions=("LoadBalancer",))


def store(name: str) -> Metric:
    """Return a metric that the application publishes: docs/store-metrics.md is the contract."""
    return Metric(namespace=Namespace.STORE, name=name, stat="Sum", dimensions=())


def _latency(what: str, stat: str, seconds: float, severity: Severity, *, periods: int, why: str) -> Alarm:
    return Alarm(
        what=what, monitors=ResourceKind.LOAD_BALANCER, tier=Tier.VISITORS, severity=severity,
        owner=Owner.APPLICATION,
        metrics={"latency": _balancer("TargetResponseTime", stat)}, threshold=seconds, unit="seconds",
        periods=periods, datapoints=periods * 2 // 3, missing=Missing.NOT_BREACHING,
        why=why, section="slow-answers", first=_LOOK,
    )  # fmt: skip


# A share of few requests says little: below sixty a minute one error would be more than a percent.
_ENOUGH = "IF(requests >= 60, 100 * ({wrong}) / requests, 0)"

_VISITED_AND_TRIED = {"tried": store("CheckoutsAttempted"), "requests": _balancer("RequestCount")}
_REQUESTS = sudden(
    "requests", _balancer("RequestCount"), monitors=ResourceKind.SERVING_LOAD_BALANCER, tier=Tier.VISITORS,
    owner=Owner.PLATFORM, unit="requests", missing=Missing.BREACHING,
    why="many more or fewer requests than at this hour of other days: a campaign, an attack, or a lost way in",
    section="unusual-requests", first=_LOOK,
)  # fmt: skip
ROWS = (
    Alarm(
        what="errors-at-cloudfront", monitors=ResourceKind.DISTRIBUTION, tier=Tier.VISITORS, severity=Severity.PAGE,
        owner=Owner.PLATFORM,
        metrics={"errors": Metric(
            namespace="AWS/CloudFront", name="5xxErrorRate", stat="Average",
        )},
        threshold=2, unit="percent of requests", periods=5, datapoints=3, missing=Missing.NOT_BREACHING,
        why="visitors get errors from CloudFront: its own, the load balancer's and the store's together",
        section="errors", first=_LOOK,
    ),
    Alarm(
        what="errors-of-the-store", monitors=ResourceKind.LOAD_BALANCER, tier=Tier.VISITORS, severity=Severity.PAGE,
        owner=Owner.APPLICATION,
        metrics={"wrong": _balancer("HTTPCode_Target_5XX_Count"), "requests": _balancer("RequestCount")},
        expression=_ENOUGH.format(wrong="FILL(wrong, 0)"),
        threshold=1, unit="percent of requests", periods=5, datapoints=3, missing=Missing.NOT_BREACHING,
        why="the application answers more than one request in a hundred with an error",
        section="errors", first=_LOOK,
    ),
    Alarm(
        what="errors-at-the-load-balancer", monitors=ResourceKind.LOAD_BALANCER, tier=Tier.VISITORS,
        severity=Severity.PAGE, owner=Owner.PLATFORM,
        metrics={"wrong": _balancer("HTTPCode_ELB_5XX_Count"), "requests": _balancer("RequestCount")},
        expression=_ENOUGH.format(wrong="FILL(wrong, 0)"),
        threshold=1, unit="percent of requests", periods=5, datapoints=3, missing=Missing.NOT_BREACHING,
        why="the load balancer answers with errors of its own: no server took the request, or none in time",
        section="errors", first=_LOOK,
    ),
    Alarm(
        what="availability-eroding", monitors=ResourceKind.LOAD_BALANCER, tier=Tier.VISITORS,
        severity=Severity.TICKET, owner=Owner.APPLICATION,
        metrics={
            "ours": _balancer("HTTPCode_Target_5XX_Count"), "balancers": _balancer("HTTPCode_ELB_5XX_Count"),
            "requests": _balancer("RequestCount"),
        },
        expression="IF(requests >= 300, 100 * (FILL(ours, 0) + FILL(balancers, 0)) / requests, 0)",
        threshold=0.3, unit="percent of requests", period=300, periods=12, datapoints=9,
        missing=Missing.NOT_BREACHING,
        why="for most of an hour errors come three times as often as 99.9 percent a month allows",
        section="errors", first=_LOOK,
    ),
    _latency("latency-median", "p50", 0.4, Severity.TICKET, periods=15,
             why="half of the visitors wait longer than 0.4 seconds for the store"),
    _latency("latency-p95", "p95", 1.5, Severity.PAGE, periods=9,
             why="one request in twenty takes longer than 1.5 seconds, at which visitors leave"),
    _latency("latency-p99", "p99", 3, Severity.TICKET, periods=15,
             why="one request in a hundred takes longer than 3 seconds"),
    _REQUESTS, lasting(_REQUESTS),
    Alarm(
        what="checkout-failing", monitors=ResourceKind.APPLICATION, tier=Tier.VISITORS, severity=Severity.PAGE,
        owner=Owner.APPLICATION,
        metrics={"tried": store("CheckoutsAttempted"), "done": store("CheckoutsCompleted")},
        expression="IF(tried >= 10, 100 * (tried - FILL(done, 0)) / tried, 0)",
        threshold=10, unit="percent of checkouts", periods=5, datapoints=4, missing=Missing.NOT_BREACHING,
        why="more than one checkout in ten fails: orders are lost, whatever the pages look like",
        section="checkout", first=_LOOK,
    ),
    Alarm(
        what="checkout-silent", monitors=ResourceKind.SERVING_LOAD_BALANCER, tier=Tier.VISITORS,
        severity=Severity.PAGE, owner=Owner.APPLICATION,
        metrics=_VISITED_AND_TRIED,
        # The store publishes a zero where nobody pays; that it says nothing is the next row's matter.
        expression="IF(requests >= 600, tried, 1)",
        threshold=1, comparison=Comparison.BELOW, unit="checkouts", periods=15, datapoints=15,
        missing=Missing.NOT_BREACHING,
        why="there are visitors, and for a quarter of an hour none of them begins to pay",
        section="checkout", first=_LOOK,
    ),
    Alarm(
        what="checkout-unpublished", monitors=ResourceKind.SERVING_LOAD_BALANCER, tier=Tier.VISITORS,
        severity=Severity.TICKET, owner=Owner.APPLICATION,
        metrics=_VISITED_AND_TRIED,
        expression="IF(requests >= 600, FILL(tried, -1), 0)",
        threshold=0, comparison=Comparison.BELOW, unit="checkouts, -1 where nothing is published", periods=30,
        datapoints=30, missing=Missing.NOT_BREACHING,
        why="there are visitors, and the store does not say whether they pay: a silent checkout would wake nobody",
        section="checkout", first=_LOOK,
    ),
    Alarm(
        what="load-balancer-unreachable", monitors=ResourceKind.HEALTH_CHECK, tier=Tier.VISITORS,
        severity=Severity.PAGE, owner=Owner.PLATFORM,
        metrics={"reachable": Metric(
            namespace="AWS/Route53", name="HealthCheckStatus", stat="Minimum",
        )},
        threshold=1, comparison=Comparison.BELOW, unit="1 or 0", periods=3, datapoints=3,
        missing=Missing.BREACHING,
        why="Route 53's checkers, all over the world, do not reach the store",
        section="unreachable", first="storefront failover plan {environment} region-outage",
    ),
)  # fmt: skip
