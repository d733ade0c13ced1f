"""Ingress and egress: load balancer, firewall, certificates, NAT gateways, and the account's quotas."""

from components.alarms.alarm import Alarm, Comparison, Metric, Missing, Owner, ResourceKind, Severity, Tier
from components.alarms.unusual import sudden

_LOOK = "storefront health {environment} --region {region}"


def _balancer(name: str) -> Metric:
    return Metric(namespace="AWS/ApplicationELB", name=name, stat="Sum", dimensions=("LoadBalancer",))


def _nat(name: str) -> Metric:
    return Metric(namespace="AWS/NATGateway", name=name, stat="Sum")


ROWS = (
    Alarm(
        what="connections-rejected", monitors=ResourceKind.LOAD_BALANCER, tier=Tier.EDGE, severity=Severity.PAGE,
        owner=Owner.PLATFORM, metrics={"rejected": _balancer("RejectedConnectionCount")},
        threshold=0, unit="connections", periods=5, datapoints=3, missing=Missing.NOT_BREACHING,
        why="the load balancer is at its limit of connections and turns visitors away",
        section="connections", first=_LOOK,
    ),
    Alarm(
        what="servers-unreachable", monitors=ResourceKind.LOAD_BALANCER, tier=Tier.EDGE, severity=Severity.TICKET,
        owner=Owner.PLATFORM,
        metrics={"failed": _balancer("TargetConnectionErrorCount"), "requests": _balancer("RequestCount")},
        expression="IF(requests >= 60, 100 * FILL(failed, 0) / requests, 0)",
        threshold=1, unit="percent of requests", periods=5, datapoints=3, missing=Missing.NOT_BREACHING,
        why="the load balancer cannot connect to servers that it holds for healthy",
        section="connections", first=_LOOK,
    ),
    Alarm(
        what="tls-refused", monitors=ResourceKind.LOAD_BALANCER, tier=Tier.EDGE, severity=Severity.TICKET,
        owner=Owner.PLATFORM,
        metrics={"refused": _balancer("ClientTLSNegotiationErrorCount"), "opened": _balancer("NewConnectionCount")},
        expression="IF(opened >= 100, 100 * FILL(refused, 0) / opened, 0)",
        threshold=20, unit="percent of connections", periods=15, datapoints=15, missing=Missing.NOT_BREACHING,
        why="clients and the load balancer do not agree on TLS: a certificate or a policy that they do not take",
        section="tls", first=_LOOK,
    ),
    Alarm(
        what="certificate-expiring", monitors=ResourceKind.CERTIFICATE, tier=Tier.EDGE, severity=Severity.TICKET,
        owner=Owner.PLATFORM,
        metrics={"days": Metric(
            namespace="AWS/CertificateManager", name="DaysToExpiry", stat="Minimum",
        )},
        threshold=30, comparison=Comparison.BELOW, unit="days", period=86400, periods=1, datapoints=1,
        missing=Missing.IGNORE,
        why="ACM renews a certificate 60 days before its end; 30 days before it, the renewal has failed",
        section="certificate", first="aws acm list-certificates --region {region}",
    ),
    sudden(
        "firewall-blocks", Metric(namespace="AWS/WAFV2", name="BlockedRequests", stat="Sum"),
        monitors=ResourceKind.FIREWALL, tier=Tier.EDGE, owner=Owner.SECURITY, unit="requests",
        missing=Missing.NOT_BREACHING, comparison=Comparison.ABOVE_BAND,
        why="the firewall blocks far more than at this hour of other days: an attack, or a rule that hits visitors",
        section="firewall", first=_LOOK,
    ),
    Alarm(
        what="nat-ports-exhausted", monitors=ResourceKind.NAT_GATEWAY, tier=Tier.NETWORK, severity=Severity.PAGE,
        owner=Owner.PLATFORM, metrics={"errors": _nat("ErrorPortAllocation")},
        threshold=0, unit="connections", periods=5, datapoints=3, missing=Missing.NOT_BREACHING,
        why="the gateway has no port left to one destination: payments and other calls out of the zone fail",
        section="nat-gateway", first=_LOOK,
    ),
    Alarm(
        what="nat-drops", monitors=ResourceKind.NAT_GATEWAY, tier=Tier.NETWORK, severity=Severity.TICKET,
        owner=Owner.PLATFORM,
        metrics={"dropped": _nat("PacketsDropCount"), "sent": _nat("PacketsOutToDestination")},
        expression="IF(sent >= 1000, 100 * FILL(dropped, 0) / sent, 0)",
        # https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
        threshold=0.01, unit="percent of packets", periods=15, datapoints=10, missing=Missing.NOT_BREACHING,
        why="the gateway drops packets, which AWS calls a fault of its own above 0.01 percent",
        section="nat-gateway", first=_LOOK,
    ),
    Alarm(
        what="quota-near", monitors=ResourceKind.QUOTA, tier=Tier.PLATFORM, severity=Severity.TICKET,
        owner=Owner.PLATFORM,
        metrics={"used": Metric(
            namespace="AWS/Usage", name="ResourceCount", stat="Maximum",
        )},
        expression="100 * used / SERVICE_QUOTA(used)",
        threshold=75, unit="percent of the quota", period=300, periods=3, datapoints=3,
        missing=Missing.NOT_BREACHING,
        why="three quarters of a quota are used: a peak or a failover would be refused the rest",
        section="quotas", first="aws service-quotas list-service-quotas --region {region} --service-code ec2",
    ),
)  # fmt: skip
