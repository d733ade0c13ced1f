"""Guardrails over the whole stack: what must not stand without its companion, such as a VPC without a flow log."""

from collections.abc import Iterator

from policies.frame import tokens
from policies.frame.companion import Companion
from policies.frame.guardrail import (
    Finding,
    Severity,
    StackGuardrail,
    fail,
    fails,
    passes,
    resource,
    undecided,
    waits,
)
from policies.frame.resources import Resource
from policies.frame.sections import index_of, kept_elsewhere
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, listed

_RESTORE_TESTING_SELECTION = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
_LOG_DELIVERY_SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"


_FLOW_LOG = Companion((tokens.VPC,), (tokens.FLOW_LOG,), "vpcId", "no flow log records its traffic")
_DEFAULT_GROUP = Companion(
    (tokens.VPC,),
    (tokens.DEFAULT_SECURITY_GROUP,),
    "vpcId",
    "its default security group is not adopted, so it has AWS's rules",
)
_LOCK = Companion((tokens.VAULT,), (tokens.VAULT_LOCK,), "backupVaultName", "no lock keeps its recovery points")
_TOPIC_POLICY = Companion(
    (tokens.TOPIC,), (tokens.TOPIC_POLICY,), "arn", "it has AWS's default policy, which allows plain http"
)
_ACCESS_LOG = Companion(
    (tokens.DISTRIBUTION,), (_LOG_DELIVERY_SOURCE,), "resourceArn", "nothing records what visitors ask of it"
)
_GROUP_TYPES = (tokens.SECURITY_GROUP,)


def _groups_used(stack: Stack) -> Iterator[Finding]:
    groups = {group.urn: group for group in stack.of(*_GROUP_TYPES)}
    used: set[str] = set()
    for other in stack.resources:
        if other.urn in groups:
            continue
        for prop in {*other.dependencies, *other.props}:
            used.update(found.urn for found in stack.referred(other, prop, *_GROUP_TYPES))
    for urn, group in groups.items():
        if urn not in used:
            yield fail(f"nothing uses {group.name}", urn=urn)


def _log_groups_made(stack: Stack) -> Iterator[Finding]:
    made = {
        (group.at("name"), stack.region_of(group))
        for group in stack.of(tokens.LOG_GROUP)
        if isinstance(group.at("name"), str)
    }
    for database in stack.of(tokens.RDS_INSTANCE):
        identifier = database.at("identifier")
        exports = database.at("enabledCloudwatchLogsExports")
        if identifier is UNKNOWN or exports is UNKNOWN:
            yield undecided("identifier" if identifier is UNKNOWN else "enabledCloudwatchLogsExports", database.urn)
            continue
        for export in listed(exports):
            name = f"/aws/rds/instance/{identifier}/{export}"
            if (name, stack.region_of(database)) not in made:
                yield fail(
                    f"the log group {name} is not declared: RDS makes it, unencrypted and for ever",
                    urn=database.urn,
                )


def _restores_tried(stack: Stack) -> Iterator[Finding]:
    tested = [str(selection.at("protectedResourceType")) for selection in stack.of(_RESTORE_TESTING_SELECTION)]
    for plan in stack.of(tokens.BACKUP_PLAN):
        if any(selection.is_unknown("protectedResourceType") for selection in stack.of(_RESTORE_TESTING_SELECTION)):
            yield undecided("protectedResourceType", plan.urn)
        elif not tested:
            yield fail("no restore of what it keeps is ever tried", urn=plan.urn)


def _regions_blocked(stack: Stack) -> Iterator[Finding]:
    if "public-vpcs-block" in kept_elsewhere(stack):
        return
    modes = {
        stack.region_of(options): options.at("internetGatewayBlockMode")
        for options in stack.of(tokens.BLOCK_PUBLIC_ACCESS)
    }
    for gateway in stack.of(tokens.INTERNET_GATEWAY):
        region = stack.region_of(gateway)
        mode = modes.get(region, "off")
        if mode is UNKNOWN:
            yield undecided("internetGatewayBlockMode", gateway.urn)
        elif mode == "off":
            yield fail(f"{region} has an internet gateway, and nothing blocks public access", urn=gateway.urn)


_FRONT_ARN = "arn:aws:cloudfront::111122223333:distribution/E1"
_FRONT = resource(tokens.DISTRIBUTION, {"arn": _FRONT_ARN}, "front")
_VPC = resource(tokens.VPC, {"id": "vpc-1"}, "vpc")
_VAULT = resource(tokens.VAULT, {"id": "copies", "name": "copies"}, "vault")
_TOPIC = resource(tokens.TOPIC, {"arn": "arn:aws:sns:us-east-1:111122223333:operations"}, "operations")
_GROUP = resource(tokens.SECURITY_GROUP, {"id": "sg-1", "name": "database"}, "database")
_DATABASE = resource(
    tokens.RDS_INSTANCE,
    {"identifier": "main", "enabledCloudwatchLogsExports": ["postgresql"], "vpcSecurityGroupIds": ["sg-1"]},
    "primary",
)
_LOG_GROUP = resource(tokens.LOG_GROUP, {"name": "/aws/rds/instance/main/postgresql"}, "postgresql")
_PLAN = resource(tokens.BACKUP_PLAN, {"name": "daily"}, "plan")
_GATEWAY = resource(tokens.INTERNET_GATEWAY, {"id": "igw-1"}, "internet")


def _stack_guardrail(
    companion: Companion,
    *,
    name: str,
    summary: str,
    why: str,
    mend: str,
    practice: str,
    controls: tuple[str, ...],
    target: Resource,
    value: str,
) -> StackGuardrail:
    """Declare the guardrail of a companion, with the examples that follow from it."""
    token = companion.types[0]

    def pending() -> Resource:
        return resource(token, {companion.prop: UNKNOWN}, "later")

    return StackGuardrail(
        name=name,
        summary=summary,
        why=why,
        mend=mend,
        practice=practice,
        controls=controls,
        types=(*companion.of, *companion.types),
        check=companion.check,
        examples=(
            passes("it is there", target, resource(token, {companion.prop: value}, "companion")),
            passes(
                "it is there, known by dependency alone",
                target,
                resource(token, {companion.prop: UNKNOWN}, "companion", made_from={companion.prop: [target]}),
            ),
            fails("it is missing", target),
            fails("it belongs to another", target, resource(token, {companion.prop: "another"}, "companion")),
            waits("only the update tells what it belongs to", target, pending()),
        ),
    )


GUARDRAILS = (
    _stack_guardrail(
        _FLOW_LOG,
        name="vpc-recorded",
        summary="Every VPC has a flow log.",
        why="Without a record nobody can tell who talked to whom.",
        mend="Add a FlowLog of the VPC.",
        practice="SEC04-BP01",
        controls=("FSBP EC2.6", "CIS 3.7", "NIST AU-12"),
        target=_VPC,
        value="vpc-1",
    ),
    _stack_guardrail(
        _ACCESS_LOG,
        name="distribution-recorded",
        summary="Every distribution of CloudFront records what visitors ask of it.",
        why="What CloudFront answers by itself no load balancer sees, nor who asked.",
        mend="Add a LogDeliverySource of the distribution, and deliver it to the bucket of access logs.",
        practice="SEC04-BP01",
        controls=("FSBP CloudFront.5", "NIST AU-12"),
        target=_FRONT,
        value=_FRONT_ARN,
    ),
    _stack_guardrail(
        _DEFAULT_GROUP,
        name="vpc-default-group-adopted",
        summary="Every VPC's default security group is adopted by the program, which empties it.",
        why="As AWS makes it, its members reach each other and the whole world.",
        mend="Add a DefaultSecurityGroup of the VPC, without rules.",
        practice="SEC05-BP02",
        controls=("FSBP EC2.2", "CIS 5.4", "NIST AC-4(21)"),
        target=_VPC,
        value="vpc-1",
    ),
    _stack_guardrail(
        _LOCK,
        name="vault-locked",
        summary="Every backup vault is locked.",
        why="An intruder with an administrator's rights deletes the backups first.",
        mend="Add a VaultLockConfiguration of the vault.",
        practice="REL09-BP02",
        controls=("NIST CP-9(8)",),
        target=_VAULT,
        value="copies",
    ),
    _stack_guardrail(
        _TOPIC_POLICY,
        name="topic-has-policy",
        summary="Every topic has a policy of ours.",
        why="AWS's default lets any of the account's identities publish, over plain http too.",
        mend="Add a TopicPolicy of the topic.",
        practice="SEC09-BP02",
        controls=("FSBP SNS.4", "NIST SC-8"),
        target=_TOPIC,
        value="arn:aws:sns:us-east-1:111122223333:operations",
    ),
    StackGuardrail(
        name="group-in-use",
        severity=Severity.ADVISORY,
        summary="Every security group has members or rules.",
        why="A group that nobody needs waits to be misused.",
        mend="Remove it.",
        practice="SEC05-BP02",
        controls=("FSBP EC2.22",),
        types=(tokens.SECURITY_GROUP,),
        check=_groups_used,
        examples=(
            passes("a database's", _GROUP, _DATABASE),
            passes(
                "known by dependency alone",
                _GROUP,
                resource(
                    tokens.INGRESS_RULE, {"securityGroupId": UNKNOWN}, made_from={"securityGroupId": [_GROUP]}
                ),
            ),
            fails("nobody's", _GROUP),
        ),
    ),
    StackGuardrail(
        name="database-log-groups-declared",
        summary="The log groups that a database writes to are declared by the program.",
        why="Those that RDS makes by itself are under no key of ours, and are never emptied.",
        mend="Declare /aws/rds/instance/<identifier>/<log> for each exported log.",
        practice="SEC04-BP02",
        controls=("NIST AU-9", "NIST AU-11"),
        types=(tokens.RDS_INSTANCE, tokens.LOG_GROUP),
        check=_log_groups_made,
        examples=(
            passes("declared", _DATABASE, _LOG_GROUP),
            fails("left to RDS", _DATABASE),
            waits("the name is computed", resource(tokens.RDS_INSTANCE, {"identifier": UNKNOWN})),
        ),
    ),
    StackGuardrail(
        name="restores-tried",
        summary="Where backups are made, restores are tried on a schedule.",
        why="A backup that was never restored is a hope.",
        mend="Add a RestoreTestingPlan and a RestoreTestingSelection.",
        practice="REL09-BP04",
        controls=("NIST CP-4", "NIST CP-9(1)"),
        types=(tokens.BACKUP_PLAN, _RESTORE_TESTING_SELECTION),
        check=_restores_tried,
        examples=(
            passes("tried", _PLAN, resource(_RESTORE_TESTING_SELECTION, {"protectedResourceType": "RDS"})),
            fails("never", _PLAN),
            waits("computed", _PLAN, resource(_RESTORE_TESTING_SELECTION, {"protectedResourceType": UNKNOWN})),
        ),
    ),
    StackGuardrail(
        name="region-public-access-blocked",
        summary="A region with an internet gateway blocks public access, but for what is excluded.",
        why="It holds whatever a route or a group says later.",
        mend="Add VpcBlockPublicAccessOptions in that region.",
        practice="SEC05-BP01",
        controls=("FSBP EC2.172", "NIST SC-7"),
        types=(tokens.INTERNET_GATEWAY, tokens.BLOCK_PUBLIC_ACCESS, tokens.SSM_PARAMETER),
        check=_regions_blocked,
        examples=(
            passes(
                "blocked",
                _GATEWAY,
                resource(tokens.BLOCK_PUBLIC_ACCESS, {"internetGatewayBlockMode": "block-ingress"}),
            ),
            passes("by another stack of the account", _GATEWAY, index_of("public-vpcs-block")),
            fails("open", _GATEWAY),
            fails("another thing is elsewhere", _GATEWAY, index_of("region-defaults")),
            fails("off", _GATEWAY, resource(tokens.BLOCK_PUBLIC_ACCESS, {"internetGatewayBlockMode": "off"})),
            waits(
                "known later", _GATEWAY, resource(tokens.BLOCK_PUBLIC_ACCESS, {"internetGatewayBlockMode": UNKNOWN})
            ),
        ),
    ),
)
