"""Rules of order of networks, load balancers, certificates and names."""

from collections.abc import Callable, Iterator

from policies.frame import tokens
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import strings
from policies.order.rule import Order, companions, made

_RULES = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")
_VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
_SCALING_POLICY = "aws:autoscaling/policy:Policy"
_ECS_SERVICE = "aws:ecs/service:Service"
_GATEWAY_ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
_DNSSEC = "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec"
_SIGNING_KEY = "aws:route53/keySigningKey:KeySigningKey"
_CFN = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html"


def _forwarding(prop: str) -> Callable[[Stack, Resource], Iterator[Resource]]:
    """The listeners and rules that send requests to the target groups named by a property."""

    def found(stack: Stack, later: Resource) -> Iterator[Resource]:
        label = " ".join(strings(later.at(prop)))
        by_label = [one for one in stack.of(*tokens.TARGET_GROUPS) if str(one.at("arnSuffix") or "-") in label]
        for group in stack.referred(later, prop, *tokens.TARGET_GROUPS) or by_label:
            yield from stack.referring(group, "defaultActions", *tokens.LISTENERS)
            yield from stack.referring(group, "actions", *_RULES)

    return found


def _counts_requests(policy: Resource) -> bool:
    metric = policy.at("targetTrackingConfiguration", "predefinedMetricSpecification", "predefinedMetricType")
    return metric == "ALBRequestCountPerTarget"


def _gateways(stack: Stack, later: Resource) -> Iterator[Resource]:
    """What leads the VPC of a resource's subnets to the internet."""
    subnets = [
        one
        for prop in ("subnets", "subnetMappings", "subnetId")
        for one in stack.referred(later, prop, tokens.SUBNET)
    ]
    for vpc in {one.urn: one for subnet in subnets for one in stack.referred(subnet, "vpcId", tokens.VPC)}.values():
        yield from stack.referring(vpc, "vpcId", tokens.INTERNET_GATEWAY, _GATEWAY_ATTACHMENT)


_VPC = made(tokens.VPC, "network")
_SUBNET = made(tokens.SUBNET, "public", vpcId=[_VPC])
_GATEWAY = made(tokens.INTERNET_GATEWAY, "gateway", vpcId=[_VPC])
_GROUP = made(tokens.TARGET_GROUPS[0], "store")
_FORWARD = made(_RULES[0], "forward", actions=[_GROUP])
_OURS = made(tokens.CERTIFICATE, "certificate")
_VALID = made(_VALIDATION, "valid", certificateArn=[_OURS])
_REQUESTS = {"predefinedMetricSpecification": {"predefinedMetricType": "ALBRequestCountPerTarget"}}
_ZONE = made(tokens.HOSTED_ZONE, "zone")

ORDERS = (
    Order(
        later=tokens.LOAD_BALANCERS,
        when=lambda balancer: balancer.at("internal") is not True,
        earlier=_gateways,
        one_is_enough=True,
        refusal="InvalidSubnet: VPC has no internet gateway",
        source=_CFN,
        late=(_GATEWAY, _VPC, _SUBNET, made(tokens.LOAD_BALANCERS[0], "front", subnets=[_SUBNET])),
    ),
    Order(
        later=(tokens.NAT_GATEWAY,),
        when=lambda nat: nat.at("connectivityType") != "private",
        earlier=_gateways,
        one_is_enough=True,
        refusal="Gateway.NotAttached: the network has no internet gateway attached",
        source="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
        late=(_GATEWAY, _VPC, _SUBNET, made(tokens.NAT_GATEWAY, "nat", subnetId=[_SUBNET])),
    ),
    Order(
        later=(_SCALING_POLICY,),
        when=_counts_requests,
        earlier=_forwarding("targetTrackingConfiguration"),
        one_is_enough=True,
        refusal="ValidationError: The load balancer does not route traffic to the target group",
        source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html",
        late=(
            _FORWARD,
            _GROUP,
            made(
                _SCALING_POLICY,
                "requests",
                {"targetTrackingConfiguration": _REQUESTS},
                targetTrackingConfiguration=[_GROUP],
            ),
        ),
    ),
    Order(
        later=(_ECS_SERVICE,),
        earlier=_forwarding("loadBalancers"),
        one_is_enough=True,
        refusal="InvalidParameterException: the target group does not have an associated load balancer",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
        late=(_FORWARD, _GROUP, made(_ECS_SERVICE, "service", loadBalancers=[_GROUP])),
    ),
    Order(
        later=tokens.LISTENERS,
        earlier=companions("certificateArn", (tokens.CERTIFICATE,), "certificateArn", _VALIDATION),
        refusal="UnsupportedCertificate: the certificate has no private key or is not issued",
        source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
        late=(_VALID, _OURS, made(tokens.LISTENERS[0], "https", certificateArn=[_OURS])),
    ),
    Order(
        later=(tokens.DISTRIBUTION,),
        earlier=companions("viewerCertificate", (tokens.CERTIFICATE,), "certificateArn", _VALIDATION),
        refusal="InvalidViewerCertificate: the certificate is not issued",
        source="https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateDistribution.html",
        late=(_VALID, _OURS, made(tokens.DISTRIBUTION, "front", viewerCertificate=[_OURS])),
    ),
    Order(
        later=(_DNSSEC,),
        earlier=companions("hostedZoneId", (tokens.HOSTED_ZONE,), "hostedZoneId", _SIGNING_KEY),
        refusal="KeySigningKeyWithActiveStatusNotFound",
        source="https://docs.aws.amazon.com/Route53/latest/APIReference/API_EnableHostedZoneDNSSEC.html",
        late=(
            made(_SIGNING_KEY, "signing", hostedZoneId=[_ZONE]),
            _ZONE,
            made(_DNSSEC, "signed", hostedZoneId=[_ZONE]),
        ),
    ),
)
