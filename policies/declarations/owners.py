"""A guardrail over the whole stack: what AWS keeps in one place is declared in one place.

The provider can say many a thing inside its owner, or as a resource of its own. Each way, read back, takes the
other's part for a change that somebody made, and every update undoes what the last one did. The docs of the SDK
warn of each pair ("in conjunction", "perpetual difference"); a test holds this table against those warnings.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from policies.frame import tokens
from policies.frame.guardrail import Example, Finding, StackGuardrail, fail, fails, passes, resource
from policies.frame.resources import Resource
from policies.frame.stack import Stack
from policies.frame.values import Props, strings


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """Resources that say inside what others say apart: by which properties, which others, and how those name it."""

    of: tuple[str, ...]
    inside: tuple[str, ...]
    apart: tuple[str, ...]
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Once:
    """Resources of which AWS keeps one for each thing that a property names."""

    types: tuple[str, ...]
    by: str


_EC2 = "aws:ec2/"
_S3_PARTS = {
    "corsRules": "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
    "lifecycleRules": tokens.BUCKET_LIFECYCLE[0],
    "loggings": tokens.BUCKET_LOGGING[0],
    "objectLockConfiguration": tokens.BUCKET_LOCK,
    "policy": tokens.BUCKET_POLICY,
    "replicationConfiguration": tokens.BUCKET_REPLICATION,
    "serverSideEncryptionConfiguration": tokens.BUCKET_ENCRYPTION[0],
    "versioning": tokens.BUCKET_VERSIONING[0],
    "website": "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
}

OWNERS = (
    Owner(of=(tokens.ROUTE_TABLE,), inside=("routes",), apart=(tokens.ROUTE,), by="routeTableId"),
    Owner(
        of=(tokens.SECURITY_GROUP, tokens.DEFAULT_SECURITY_GROUP),
        inside=("ingress", "egress"),
        apart=(
            tokens.SECURITY_GROUP_RULE,
            tokens.INGRESS_RULE,
            tokens.EGRESS_RULE,
        ),
        by="securityGroupId",
    ),
    Owner(
        of=(tokens.NETWORK_ACL,), inside=("ingress", "egress"), apart=(tokens.NETWORK_ACL_RULE,), by="networkAclId"
    ),
    Owner(
        of=(tokens.NETWORK_ACL,),
        inside=("subnetIds",),
        apart=(_EC2 + "networkAclAssociation:NetworkAclAssociation",),
        by="networkAclId",
    ),
    Owner(
        of=(tokens.NAT_GATEWAY,),
        inside=("secondaryAllocationIds",),
        apart=(_EC2 + "natGatewayEipAssociation:NatGatewayEipAssociation",),
        by="natGatewayId",
    ),
    Owner(
        of=(tokens.MANAGED_PREFIX_LIST,),
        inside=("entries",),
        apart=(_EC2 + "managedPrefixListEntry:ManagedPrefixListEntry",),
        by="prefixListId",
    ),
    *(
        Owner(of=(tokens.VPC_ENDPOINT,), inside=(inside,), apart=(_EC2 + apart,), by="vpcEndpointId")
        for inside, apart in (
            ("policy", "vpcEndpointPolicy:VpcEndpointPolicy"),
            ("routeTableIds", "vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation"),
            ("subnetIds", "vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation"),
            ("securityGroupIds", "securityGroupAssociation:SecurityGroupAssociation"),
        )
    ),
    Owner(
        of=(tokens.HOSTED_ZONE,),
        inside=("vpcs",),
        apart=("aws:route53/zoneAssociation:ZoneAssociation",),
        by="zoneId",
    ),
    Owner(of=(tokens.ROLE,), inside=("inlinePolicies",), apart=(tokens.ROLE_POLICY,), by="role"),
    Owner(of=(tokens.ROLE,), inside=("managedPolicyArns",), apart=(tokens.ROLE_ATTACHMENT,), by="role"),
    Owner(
        of=(tokens.SCALING_GROUP,),
        inside=("targetGroupArns", "loadBalancers", "trafficSources"),
        apart=(
            "aws:autoscaling/attachment:Attachment",
            "aws:autoscaling/trafficSourceAttachment:TrafficSourceAttachment",
        ),
        by="autoscalingGroupName",
    ),
    Owner(of=tokens.KMS_KEYS, inside=("policy",), apart=("aws:kms/keyPolicy:KeyPolicy",), by="keyId"),
    Owner(
        of=(tokens.SECRET,),
        inside=("policy",),
        apart=(tokens.SECRET_POLICY,),
        by="secretArn",
    ),
    Owner(of=(tokens.TOPIC,), inside=("policy",), apart=(tokens.TOPIC_POLICY,), by="arn"),
    Owner(of=(tokens.QUEUE,), inside=("policy",), apart=(tokens.QUEUE_POLICY,), by="queueUrl"),
    *(
        Owner(of=tokens.BUCKETS, inside=(inside,), apart=(apart,), by="bucket")
        for inside, apart in _S3_PARTS.items()
    ),
    *(
        Owner(of=(owner,), inside=("tags",), apart=(tag,), by=by)
        for owner, tag, by in (
            (tokens.VPC, _EC2 + "tag:Tag", "resourceId"),
            (tokens.SUBNET, _EC2 + "tag:Tag", "resourceId"),
            (tokens.SCALING_GROUP, "aws:autoscaling/tag:Tag", "autoscalingGroupName"),
            (tokens.DYNAMODB_TABLE, "aws:dynamodb/tag:Tag", "resourceArn"),
            (tokens.SECRET, "aws:secretsmanager/tag:Tag", "secretId"),
        )
    ),
)

SINGLE = (
    *(Once(types=(apart,), by="bucket") for apart in _S3_PARTS.values()),
    Once(types=(tokens.BUCKET_NOTIFICATION,), by="bucket"),
    Once(types=(tokens.BUCKET_PUBLIC_ACCESS_BLOCK,), by="bucket"),
    Once(types=(tokens.BUCKET_OWNERSHIP,), by="bucket"),
    Once(types=(tokens.TOPIC_POLICY,), by="arn"),
    Once(types=(tokens.QUEUE_POLICY,), by="queueUrl"),
    Once(types=(tokens.SECRET_POLICY,), by="secretArn"),
    Once(types=(tokens.VAULT_POLICY,), by="backupVaultName"),
    Once(types=(tokens.ACCOUNT_PUBLIC_ACCESS_BLOCK,), by="accountId"),
    Once(types=(tokens.PASSWORD_POLICY,), by=""),
)


# What names the account, or nothing: then it is the provider's.
_OF_THE_ACCOUNT = ("accountId", "")


def _said_twice(stack: Stack) -> Iterator[Finding]:
    for owner in OWNERS:
        for one in stack.of(*owner.of):
            # What AWS tells of it is filled in too: only what was asked for is declared.
            inside = [prop for prop in owner.inside if prop in one.dependencies and one.at(prop)]
            apart = next(stack.referring(one, owner.by, *owner.apart), None) if inside else None
            if apart:
                yield fail(
                    f"{inside[0]} is also said by {apart.name}, a resource of its own", inside[0], urn=one.urn
                )


def _more_than_one(stack: Stack) -> Iterator[Finding]:
    for kind in SINGLE:
        owners: defaultdict[str, list[Resource]] = defaultdict(list)
        for one in stack.of(*kind.types):
            owners[_owner(one, kind.by)].append(one)
        for first, *others in owners.values():
            for other in others:
                yield fail(f"{first.name} says the same of the same: AWS keeps the last", kind.by, urn=other.urn)


def _owner(resource: Resource, by: str) -> str:
    """Whose part it is: by the value where it is known, else by what it is made from."""
    named = "".join(strings(resource.at(by))) or ",".join(sorted(resource.dependencies.get(by, ())))
    if not named and by in _OF_THE_ACCOUNT:
        return str(resource.provider and resource.provider.name)
    # A name that nothing tells may be anybody's.
    return named or resource.urn


def _declared_twice(stack: Stack) -> Iterator[Finding]:
    yield from _said_twice(stack)
    yield from _more_than_one(stack)


def _examples() -> Iterator[Example]:
    for owner in OWNERS:
        value = {"Name": "it"} if owner.inside[0] == "tags" else ["it"]
        for token in owner.of:
            plain = resource(token, {"id": "it", "name": "it"}, "owner")
            props: Props = {"id": "it", "name": "it", owner.inside[0]: value}
            full = resource(token, props, "owner", made_from={owner.inside[0]: []})
            told = resource(token, props, "owner")
            apart = resource(owner.apart[0], {owner.by: "it"}, "apart")
            what = f"{token.rpartition(':')[2]}.{owner.inside[0]}"
            yield fails(f"{what}: inside and apart", full, apart)
            yield passes(f"{what}: apart", plain, apart)
            yield passes(f"{what}: apart, as AWS tells it inside", told, apart)
            yield passes(f"{what}: inside", full)
    for kind in SINGLE:
        first, second = (resource(kind.types[0], {kind.by: "it"} if kind.by else {}, name) for name in ("a", "b"))
        yield fails(f"two {kind.types[0].rpartition(':')[2]} of one", first, second)
        yield passes(f"one {kind.types[0].rpartition(':')[2]}", first)


GUARDRAILS = (
    StackGuardrail(
        name="declared-in-one-place",
        summary="What AWS keeps in one place is declared in one place.",
        why="Two declarations of one thing undo each other at every update, for as long as both stand.",
        mend="Leave it inside its owner or in resources of its own, not both; keep one of several.",
        practice="OPS05-BP04",
        controls=("NIST CM-2",),
        types=tuple(
            dict.fromkeys([*(t for one in OWNERS for t in one.of), *(t for one in SINGLE for t in one.types)])
        ),
        check=_declared_twice,
        examples=tuple(_examples()),
    ),
)
