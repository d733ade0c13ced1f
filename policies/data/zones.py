"""Guardrails over the whole stack: what stands in which zone and region."""

from collections.abc import Iterator

from policies.data.database import is_replica
from policies.frame import tokens
from policies.frame.guardrail import (
    Finding,
    StackGuardrail,
    fail,
    fails,
    passes,
    provider_of,
    resource,
    undecided,
    waits,
)
from policies.frame.resources import PRODUCTION, TEST, Provider, Resource
from policies.frame.sections import INDEX_SUFFIX, states_one_site
from policies.frame.stack import Stack
from policies.frame.values import UNKNOWN, Value, at, listed

_MIN_ZONES = 2


def zones_of_group(stack: Stack, database: Resource) -> set[Value] | None:
    """Return the zones of a database's subnet group; None where they are known only at update."""
    if stack.unresolved(database, "dbSubnetGroupName", tokens.RDS_SUBNET_GROUP):
        return None
    zones: set[Value] = set()
    for group in stack.referred(database, "dbSubnetGroupName", tokens.RDS_SUBNET_GROUP):
        if stack.unresolved(group, "subnetIds", tokens.SUBNET):
            return None
        for subnet in stack.referred(group, "subnetIds", tokens.SUBNET):
            zone = subnet.at("availabilityZone")
            if zone is UNKNOWN:
                return None
            if isinstance(zone, str):
                zones.add(zone)
    return zones


def zones_of_primary(stack: Stack, primary: Resource) -> set[Value] | None:
    """Return the zones that a primary may stand in: a Multi-AZ one moves within its subnet group's zones."""
    multi, own = primary.at("multiAz"), primary.at("availabilityZone")
    if multi is UNKNOWN:
        return None
    if not multi and isinstance(own, str):
        return {own}
    return zones_of_group(stack, primary)


def _apart(stack: Stack) -> Iterator[Finding]:
    for replica in filter(is_replica, stack.of(tokens.RDS_INSTANCE)):
        sources = stack.referred(replica, "replicateSourceDb", tokens.RDS_INSTANCE)
        if stack.unresolved(replica, "replicateSourceDb", tokens.RDS_INSTANCE):
            yield undecided("replicateSourceDb", replica.urn)
        for primary in sources:
            if stack.region_of(primary) == stack.region_of(replica):
                yield from _evaluate_zones(stack, primary, replica)


def _evaluate_zones(stack: Stack, primary: Resource, replica: Resource) -> Iterator[Finding]:
    zone, taken = replica.at("availabilityZone"), zones_of_primary(stack, primary)
    if zone is UNKNOWN or taken is None:
        yield undecided("availabilityZone", replica.urn)
    elif not isinstance(zone, str):
        yield fail(
            f"it states no zone, so that it may stand beside {primary.name}", "availabilityZone", replica.urn
        )
    elif zone in taken or not taken:
        among = ", ".join(sorted(str(item) for item in taken)) or "unknown to this stack"
        yield fail(
            f"it stands in {zone}; its primary's zones are {among}: the loss of one takes both",
            "availabilityZone",
            replica.urn,
        )


def _spread(stack: Stack) -> Iterator[Finding]:
    for database in stack.of(*tokens.DATABASES):
        if is_replica(database) or not (database.at("multiAz") or database.type == tokens.RDS_CLUSTER):
            continue
        zones = zones_of_group(stack, database)
        if zones is None:
            yield undecided("dbSubnetGroupName", database.urn)
        elif len(zones) < _MIN_ZONES:
            yield fail(
                f"its subnet group has {len(zones)} zone: its standby has nowhere to stand", urn=database.urn
            )


def primaries(stack: Stack) -> list[Resource]:
    """Return the database instances that are no replica."""
    return [database for database in stack.of(tokens.RDS_INSTANCE) if not is_replica(database)]


def replicated_elsewhere(stack: Stack, primary: Resource) -> bool | None:
    """Whether a database's backups are kept in another region; None where only the update can tell."""
    pending = False
    for copy in stack.of(tokens.RDS_REPLICATED_BACKUPS):
        if primary in stack.referred(copy, "sourceDbInstanceArn", tokens.RDS_INSTANCE):
            if stack.region_of(copy) != stack.region_of(primary):
                return True
        elif stack.unresolved(copy, "sourceDbInstanceArn", tokens.RDS_INSTANCE):
            pending = True
    return None if pending else False


def _replicated(stack: Stack) -> Iterator[Finding]:
    for primary in primaries(stack):
        held = replicated_elsewhere(stack, primary)
        if held is None:
            yield undecided("sourceDbInstanceArn", primary.urn)
        elif not held and not states_one_site(stack):
            yield fail("its automated backups are kept in no other region", urn=primary.urn)


def _copies(stack: Stack) -> Iterator[Finding]:
    for plan in stack.of(tokens.BACKUP_PLAN):
        vaults = stack.referred(plan, "rules", tokens.VAULT)
        home = stack.region_of(plan)
        elsewhere = [vault for vault in vaults if stack.region_of(vault) != home]
        arns = [
            at(copy, "destinationVaultArn")
            for rule in listed(plan.at("rules"))
            for copy in listed(at(rule, "copyActions"))
        ]
        named = [arn for arn in arns if isinstance(arn, str) and f":{home}:" not in arn]
        if elsewhere or named or states_one_site(stack):
            continue
        if UNKNOWN in arns and not vaults:
            yield undecided("rules.copyActions.destinationVaultArn", plan.urn)
        else:
            yield fail("its copies stay in its own region", "rules", plan.urn)


_WEST = Provider(name="us-west-2", props={"region": "us-west-2"})
_A = resource(tokens.SUBNET, {"id": "subnet-a", "availabilityZone": "us-east-1a"}, "data-a")
_B = resource(tokens.SUBNET, {"id": "subnet-b", "availabilityZone": "us-east-1b"}, "data-b")
_PAIR = resource(tokens.RDS_SUBNET_GROUP, {"name": "pair", "subnetIds": ["subnet-a", "subnet-b"]}, "pair")
_ALONE = resource(tokens.RDS_SUBNET_GROUP, {"name": "alone", "subnetIds": ["subnet-a"]}, "alone")
_MAIN = {"identifier": "main", "arn": "arn:aws:rds:us-east-1:111122223333:db:main", "dbSubnetGroupName": "pair"}
_PRIMARY = resource(tokens.RDS_INSTANCE, {**_MAIN, "multiAz": True}, "primary")
_LONELY = resource(tokens.RDS_INSTANCE, {**_MAIN, "multiAz": True, "dbSubnetGroupName": "alone"}, "lonely")
_PENDING = resource(
    tokens.RDS_INSTANCE, {**_MAIN, "arn": UNKNOWN, "multiAz": True, "dbSubnetGroupName": UNKNOWN}, "pending"
)


def _replica(zone: Value, source: Value = "main") -> Resource:
    return resource(tokens.RDS_INSTANCE, {"replicateSourceDb": source, "availabilityZone": zone}, "replica")


def _copy(provider: Provider, source: Value = _MAIN["arn"]) -> Resource:
    return resource(tokens.RDS_REPLICATED_BACKUPS, {"sourceDbInstanceArn": source}, "copy", provider=provider)


def _plan(arn: Value) -> Resource:
    return resource(tokens.BACKUP_PLAN, {"rules": [{"copyActions": [{"destinationVaultArn": arn}]}]}, "plan")


def _index(text: Value, kind: str = TEST) -> Resource:
    name = f"/storefront/dev{INDEX_SUFFIX}"
    return resource(
        tokens.SSM_PARAMETER, {"name": name, "insecureValue": text}, "index", provider=provider_of(kind)
    )


_ONE_SITE, _TWO_SITES = '{"serving": "us-east-1"}', '{"serving": "us-east-1", "standby": "us-west-2"}'
_UNCOPIED = resource(tokens.BACKUP_PLAN, {"rules": [{"ruleName": "daily"}]}, "plan")

GUARDRAILS = (
    StackGuardrail(
        name="replica-apart-from-primary",
        summary="A replica stands in a zone that its primary can never stand in.",
        why="It is the failover target for a lost zone; a Multi-AZ primary moves within its subnet group's zones.",
        mend="Set the replica's availabilityZone to a zone outside the primary's subnet group.",
        practice="REL10-BP01",
        controls=("NIST CP-6",),
        types=(tokens.RDS_INSTANCE, tokens.RDS_SUBNET_GROUP, tokens.SUBNET),
        check=_apart,
        examples=(
            passes("a third zone", _A, _B, _PAIR, _PRIMARY, _replica("us-east-1c")),
            fails("a zone of the standby", _A, _B, _PAIR, _PRIMARY, _replica("us-east-1b")),
            fails("no zone stated", _A, _B, _PAIR, _PRIMARY, _replica(None)),
            waits("its zone is computed", _A, _B, _PAIR, _PRIMARY, _replica(UNKNOWN)),
            waits("its primary's zones are computed", _A, _B, _PAIR, _PENDING, _replica("us-east-1c")),
        ),
    ),
    StackGuardrail(
        name="database-zones-spread",
        summary="The subnet group of a Multi-AZ database spans at least two zones.",
        why="Its standby must have another zone to stand in.",
        mend="List subnets of two zones in the subnet group.",
        practice="REL10-BP01",
        controls=("FSBP RDS.5", "FSBP RDS.15", "NIST CP-10"),
        types=(*tokens.DATABASES, tokens.RDS_SUBNET_GROUP, tokens.SUBNET),
        check=_spread,
        examples=(
            passes("two zones", _A, _B, _PAIR, _PRIMARY),
            fails("one zone", _A, _ALONE, _LONELY),
            waits("computed", _PENDING),
        ),
    ),
    StackGuardrail(
        name="database-backups-in-another-region",
        summary="Every primary's automated backups are replicated to another region, unless a test environment "
        "states that it has one site alone.",
        why="With its region go its own backups.",
        mend="Add an InstanceAutomatedBackupsReplication with the standby region's provider.",
        practice="REL10-BP01",
        controls=("NIST CP-6(1)", "NIST CP-9(3)"),
        types=(tokens.RDS_INSTANCE, tokens.RDS_REPLICATED_BACKUPS, tokens.SSM_PARAMETER),
        check=_replicated,
        examples=(
            passes("in the west", _PRIMARY, _copy(_WEST)),
            passes("of a test environment that states one site", _PRIMARY, _index(_ONE_SITE)),
            fails("nowhere", _PRIMARY),
            fails("of a production that states one site", _PRIMARY, _index(_ONE_SITE, PRODUCTION)),
            fails("of a test environment that has a standby", _PRIMARY, _index(_TWO_SITES)),
            fails("of one whose statement is computed", _PRIMARY, _index(UNKNOWN)),
            fails("in its own region", _PRIMARY, _copy(Provider(name="us-east-1", props={"region": "us-east-1"}))),
            waits("of a source from elsewhere", _PRIMARY, _copy(_WEST, UNKNOWN)),
        ),
    ),
    StackGuardrail(
        name="backup-copies-in-another-region",
        summary="Every backup plan copies into a vault of another region, unless a test environment states that "
        "it has one site alone.",
        why="A copy beside the original is lost with it.",
        mend="Set destinationVaultArn to the vault of the standby region.",
        practice="REL10-BP01",
        controls=("NIST CP-6(1)", "NIST CP-9(3)"),
        types=(tokens.BACKUP_PLAN, tokens.VAULT, tokens.SSM_PARAMETER),
        check=_copies,
        examples=(
            passes("in the west", _plan("arn:aws:backup:us-west-2:111122223333:backup-vault:copies")),
            fails("at home", _plan("arn:aws:backup:us-east-1:111122223333:backup-vault:copies")),
            passes("of a test environment that states one site", _UNCOPIED, _index(_ONE_SITE)),
            fails("nowhere", _UNCOPIED),
            fails("of a production that states one site", _UNCOPIED, _index(_ONE_SITE, PRODUCTION)),
            waits("computed", _plan(UNKNOWN)),
        ),
    ),
)
