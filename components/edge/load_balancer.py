"""A site's public Application Load Balancer, its listener and its target group."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarms.alarm import Inventory, MonitoredResource, ResourceKind
from components.baseline.baseline import Baseline
from components.edge.certificate import Certificate
from components.edge.domain import ORIGIN_HEADER, Domain
from components.edge.firewall import Firewall, FirewallArgs, Scope, monitored_firewall
from components.edge.firewall_log import FirewallLog
from components.edge.rules import (
    FORBIDDEN,
    HEALTH_PATH,
    HEALTH_RULE,
    ListenerRule,
    answer,
    health_rule,
    serving_rule,
    store_rule,
)
from components.edge.target import Target
from components.network.ports import HTTP, HTTPS
from components.network.security_groups import Group
from components.settings import EdgeSettings
from components.shared.filling import Filled, fill
from components.storage.access_logs import EDGE_PREFIX
from manifest import traffic as model

# TLS 1.2 and 1.3 with forward secrecy alone, and key exchange that a quantum computer does not open later.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
_YEAR_SECONDS = 31_536_000
_NAME_LIMIT = 32
_IDLE_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """The baseline, the names, its certificate, the origin secret, and the log of its firewall.

    Without CloudFront visitors reach it directly: it has a firewall of its own and sends HTTP to HTTPS.
    """

    baseline: Baseline
    edge: EdgeSettings
    certificate: Certificate
    domain: Domain
    firewall_log: FirewallLog


class LoadBalancer(pulumi.ComponentResource):
    """The load balancer; `target` is what a fleet takes, the names what DNS takes."""

    target: Target
    load_balancer_arn: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    rule_arns: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, *, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:edge:LoadBalancer", name, None, opts)
        self._args, self._place = args, args.baseline.place
        self._child = pulumi.ResourceOptions(parent=self)
        balancer = self._load_balancer()
        group = self._target_group()
        listener = self._listener(balancer)
        rules = (
            serving_rule(serves=args.baseline.serves),
            health_rule(group.arn),
            store_rule(
                serves=args.baseline.serves,
                hosts=args.edge.hosts,
                target_group_arn=group.arn,
                header=ORIGIN_HEADER,
                secret=args.domain.origin_secret,
            ),
        )
        self.rule_arns = {rule.name: self._rule(listener, rule) for rule in rules}
        if args.domain.origin_secret is None:
            self._face_visitors(balancer)
        self.load_balancer_arn = balancer.arn
        self.target = Target(
            group_arn=group.arn,
            rule_arn=self.rule_arns[HEALTH_RULE],
            group_suffix=group.arn_suffix,
            load_balancer_suffix=balancer.arn_suffix,
        )
        self.dns_name, self.zone_id = balancer.dns_name, balancer.zone_id
        self.register_outputs({"dns_name": self.dns_name, "target_group_arn": group.arn})

    def manifest(self) -> Filled[model.LoadBalancer]:
        """Return what a procedure must know to let visitors in or turn them away."""
        return fill(
            model.LoadBalancer,
            arn=self.load_balancer_arn,
            dns_name=self.dns_name,
            target_group=self.target.group_arn,
            rules=self.rule_arns,
        )

    def monitored(self) -> Inventory:
        """Return the load balancer, what is behind it, and its firewall where it has one of its own."""
        here = MonitoredResource(dimensions=self.target.dimensions())
        found = {ResourceKind.LOAD_BALANCER: [here], ResourceKind.APPLICATION: [MonitoredResource(dimensions={})]}
        if self._args.baseline.serves:
            found[ResourceKind.SERVING_LOAD_BALANCER] = [here]
        if self._args.domain.origin_secret is None:
            found[ResourceKind.FIREWALL] = [monitored_firewall(self._place, {"Region": self._place.region})]
        return found

    def _load_balancer(self) -> aws.lb.LoadBalancer:
        args = self._args
        logs: aws.lb.LoadBalancerAccessLogsArgsDict = {
            "bucket": args.baseline.access_logs.name,
            "prefix": EDGE_PREFIX,
            "enabled": True,
        }
        return aws.lb.LoadBalancer(
            self._place.logical("load-balancer"),
            name=self._place.name("alb", limit=_NAME_LIMIT),
            load_balancer_type="application",
            internal=False,
            # Its servers are asked by IPv4, however visitors come.
            ip_address_type="dualstack" if args.baseline.answers_by_ipv6 else "ipv4",
            subnets=args.baseline.network.public_subnets(),
            security_groups=[args.baseline.group_id(group) for group in (Group.LOAD_BALANCER, Group.HEALTH_CHECKS)],
            drop_invalid_header_fields=True,
            desync_mitigation_mode="strictest",
            xff_header_processing_mode="append",
            preserve_host_header=True,
            enable_http2=True,
            enable_deletion_protection=self._place.lifecycle.protected,
            enable_waf_fail_open=False,
            enable_zonal_shift=True,
            idle_timeout=_IDLE_SECONDS,
            access_logs=logs,
            connection_logs=logs,
            health_check_logs=logs,
            opts=self._child,
        )

    def _target_group(self) -> aws.lb.TargetGroup:
        return aws.lb.TargetGroup(
            self._place.logical("store"),
            name=self._place.name("store", limit=_NAME_LIMIT),
            vpc_id=self._args.baseline.network.vpc_id,
            target_type="instance",
            protocol="HTTPS",
            protocol_version="HTTP1",
            port=HTTPS,
            # As long as Auto Scaling waits for the server: an answer that takes its time is not cut off before.
            deregistration_delay=int(self._args.baseline.settings.fleet.drain.total_seconds()),
            # Sends less to a server that answers worse; it leaves no room for a slow start, nor is one needed.
            load_balancing_algorithm_type="weighted_random",
            load_balancing_anomaly_mitigation="on",
            # Sessions are in the database, so that any server can go at any time.
            stickiness={"type": "lb_cookie", "enabled": False},
            health_check={
                "protocol": "HTTPS",
                "port": "traffic-port",
                "path": HEALTH_PATH,
                "matcher": "200",
                "interval": 10,
                "timeout": 5,
                "healthy_threshold": 2,
                "unhealthy_threshold": 3,
            },
            opts=self._child,
        )

    def _listener(self, balancer: aws.lb.LoadBalancer) -> aws.lb.Listener:
        return aws.lb.Listener(
            self._place.logical("https"),
            load_balancer_arn=balancer.arn,
            port=HTTPS,
            protocol="HTTPS",
            ssl_policy=TLS_POLICY,
            certificate_arn=self._args.certificate.arn,
            default_actions=[answer(FORBIDDEN, "Forbidden")],
            routing_http_response_server_enabled=False,
            routing_http_response_strict_transport_security_header_value=(
                f"max-age={_YEAR_SECONDS}; includeSubDomains"
            ),
            routing_http_response_x_content_type_options_header_value="nosniff",
            opts=self._child,
        )

    def _rule(self, listener: aws.lb.Listener, rule: ListenerRule) -> pulumi.Output[str]:
        made = aws.lb.ListenerRule(
            self._place.logical(rule.name),
            listener_arn=listener.arn,
            priority=rule.priority,
            conditions=rule.conditions,
            actions=[rule.action],
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=list(rule.ignored)),
        )
        return made.arn

    def _face_visitors(self, balancer: aws.lb.LoadBalancer) -> None:
        args = self._args
        aws.lb.Listener(
            self._place.logical("http"),
            load_balancer_arn=balancer.arn,
            port=HTTP,
            protocol="HTTP",
            default_actions=[
                {
                    "type": "redirect",
                    "redirect": {"protocol": "HTTPS", "port": str(HTTPS), "status_code": "HTTP_301"},
                }
            ],
            opts=self._child,
        )
        firewall = Firewall(
            self._place.logical("firewall"),
            args=FirewallArgs(
                place=self._place,
                scope=Scope.REGIONAL,
                rate_limit=args.edge.rate_limit,
                log_arn=args.firewall_log.arn,
            ),
            opts=self._child,
        )
        aws.wafv2.WebAclAssociation(
            self._place.logical("firewall"),
            resource_arn=balancer.arn,
            web_acl_arn=firewall.arn,
            opts=self._child,
        )
