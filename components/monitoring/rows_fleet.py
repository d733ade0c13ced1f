"""The servers: the fleet that serves the store, and the standalone servers."""

from components.alarms.alarm import Alarm, Comparison, Metric, Missing, Owner, ResourceKind, Severity, Tier
from components.alarms.unusual import lasting, sudden

_LOOK = "storefront health {environment} --region {region}"
# https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
_IN_SERVICE = "GroupInServiceInstances"


def _group(stat: str, name: str = _IN_SERVICE) -> Metric:
    return Metric(namespace="AWS/AutoScaling", name=name, stat=stat, dimensions=("AutoScalingGroupName",))


# The bounds that hold at that minute: those of a peak, of off-hours or of a person's hand, not of the last update.
_MIN_SIZE, _MAX_SIZE = _group("Maximum", "GroupMinSize"), _group("Maximum", "GroupMaxSize")


_CPU = sudden(
    "fleet-cpu", Metric(namespace="AWS/EC2", name="CPUUtilization", stat="Average"), monitors=ResourceKind.FLEET,
    tier=Tier.FLEET, owner=Owner.APPLICATION, unit="percent of its processors", missing=Missing.MISSING,
    why="the servers work far more or far less than at this hour of other days, though scaling levels them",
    section="unusual-load", first=_LOOK,
)  # fmt: skip
ROWS = (
    Alarm(
        what="fleet-below-min-size", monitors=ResourceKind.FLEET, tier=Tier.FLEET, severity=Severity.PAGE,
        owner=Owner.PLATFORM, metrics={"in_service": _group("Minimum"), "min_size": _MIN_SIZE},
        expression="min_size - in_service", threshold=0, unit="servers fewer than its minimum size", periods=15,
        datapoints=12, missing=Missing.NOT_BREACHING,
        why="the fleet has fewer servers than it must have, and Auto Scaling does not get it back to them",
        section="too-few", first=_LOOK,
    ),
    Alarm(
        what="fleet-near-max-size", monitors=ResourceKind.FLEET, tier=Tier.FLEET, severity=Severity.PAGE,
        owner=Owner.PLATFORM,
        metrics={"in_service": _group("Maximum"), "min_size": _MIN_SIZE, "max_size": _MAX_SIZE},
        # At its minimum it has not grown, however near the two are.
        expression="IF(in_service > min_size, 100 * in_service / max_size, 0)", threshold=90,
        unit="percent of its maximum size", periods=5, datapoints=5, missing=Missing.NOT_BREACHING,
        why="the fleet has nearly all the servers it may have: raise its maximum size before customers wait",
        section="near-max-size", first=_LOOK,
    ),
    Alarm(
        what="unhealthy-servers", monitors=ResourceKind.LOAD_BALANCER, tier=Tier.FLEET, severity=Severity.TICKET,
        owner=Owner.APPLICATION,
        metrics={"unhealthy": Metric(namespace="AWS/ApplicationELB", name="UnHealthyHostCount", stat="Maximum")},
        threshold=1, unit="servers", periods=10, datapoints=5, missing=Missing.NOT_BREACHING,
        why="more than one server fails its health check for minutes, instead of being replaced",
        section="unhealthy", first=_LOOK,
    ),
    _CPU, lasting(_CPU),
    Alarm(
        what="server-missing", monitors=ResourceKind.SERVER, tier=Tier.FLEET, severity=Severity.TICKET,
        owner=Owner.PLATFORM, metrics={"in_service": _group("Minimum")}, threshold=1, comparison=Comparison.BELOW,
        unit="servers", period=300, periods=3, datapoints=3, missing=Missing.BREACHING,
        why="the server has been gone for a quarter of an hour, and its group has not replaced it",
        section="server-missing", first="aws autoscaling describe-scaling-activities --region {region}",
    ),
    Alarm(
        what="server-busy", monitors=ResourceKind.SERVER, tier=Tier.FLEET, severity=Severity.TICKET,
        owner=Owner.PLATFORM,
        metrics={"used": Metric(namespace="AWS/EC2", name="CPUUtilization", stat="Average")},
        threshold=90, unit="percent of its processors", period=300, periods=3, datapoints=3,
        missing=Missing.NOT_BREACHING,  # that it is gone is the other row's to say
        why="the server has used nearly all of its processors for a quarter of an hour",
        section="server-busy", first=_LOOK,
    ),
)  # fmt: skip
