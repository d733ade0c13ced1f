"""The whole program: how what it is made of is named, and what a failover and bad settings do to it.

Properties of single resources are left to the components' own tests, rules that hold for every component to
`test_contract`, and what the engine makes of a flip to `tests/engine`.
"""

import re
from collections import Counter

import pulumi
import pytest

from components.secrets.secrets import READERS
from components.settings import StandbyLevel
from rehearsal.mocks import recorder
from rehearsal.mocks.recorder import Record, RecordingMonitor, Registered, run_program
from tests.components.parts import ONE_SITE
from tests.components.stacks import SERVING, STACKS, STANDBY, record, settings
from tests.support.archives import comparable
from tests.support.names import ROWS, limit, name_key
from tests.support.programs import recorded

every_stack = pytest.mark.parametrize("stack", STACKS)

# Named without their region, and why that can be.
NAMED_OTHERWISE = {
    "aws:guardduty/detectorFeature:DetectorFeature",  # GuardDuty's own name for it
    "aws:backup/restoreTestingSelection:RestoreTestingSelection",  # inside a plan, which carries it
    "aws:cloudwatch/eventTarget:EventTarget",  # inside a rule, which carries it
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",  # EC2's own name for it
    "aws:iam/rolePolicy:RolePolicy",  # inside a role, which carries it
    "aws:route53/record:Record",  # by the store's own names
    "aws:route53/zone:Zone",  # likewise
    "aws:ssm/defaultPatchBaseline:DefaultPatchBaseline",  # a baseline, by its own id
    "aws:ssm/parameter:Parameter",  # the manifest is found by the same name in either region
    "aws:ssm/serviceSetting:ServiceSetting",  # Systems Manager's own name for it
}
CERTIFICATE = "aws:acm/certificate:Certificate"
# By RDS and by Session Manager; the bridge's token, which is the same in both regions; and a database's secrets, whose
# copies in the other region have the same names.
NAMED_ALIKE = {
    stack: {
        "RDSOSMetrics",
        "SSM-SessionManagerRunShell",
        f"storefront/{stack}/tableau-token",
        f"storefront/{stack}/bootstrap/database",
        *(f"storefront/{stack}/database/{role}" for role in READERS),
    }
    for stack in STACKS
}


def _named(record: Record) -> list[tuple[Registered, str]]:
    """What has a name of ours, and the property with it."""
    found = [(r, name_key(r)) for r in record.resources if r.type.startswith("aws:")]
    return [(r, key) for r, key in found if key and r.type not in NAMED_OTHERWISE]


def _tokens() -> set[str]:
    return {resource.type for stack in STACKS for resource in record(stack).resources}


def _count(token: str, stack: str) -> int:
    return len(record(stack).of_type(token))


@every_stack
def test_every_physical_name_fits_and_carries_its_place(stack: str) -> None:
    named = _named(record(stack))
    assert len({r.type for r, _ in named}) > len(ROWS)
    for resource, key in named:
        physical = resource.inputs[key]
        if physical in NAMED_ALIKE[stack]:
            continue
        allowed = limit(resource.type, key)
        assert len(physical) <= allowed.longest, physical
        assert re.fullmatch(allowed.letters, physical), physical
        place = "" if resource.name.startswith("account-") else f"{resource.region}-"
        # A name that is cut to 32 letters may lose the end of its region.
        assert f"storefront-{stack}-{place}"[: allowed.longest - 7] in physical.replace("_", "-")


def test_limits_are_stated_for_types_that_are_there_alone() -> None:
    assert ROWS.keys() | NAMED_OTHERWISE <= _tokens()


@every_stack
def test_no_two_of_a_kind_share_a_name_in_a_region(stack: str) -> None:
    names = [(r.type, r.region, r.inputs[key]) for r, key in _named(record(stack))]
    assert len(set(names)) == len(names)


# What a site keeps through every failover; a replacement of any of these would lose data or cut the site off.
KEPT = {
    "aws:backup/vault:Vault", "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    "aws:backup/vaultNotifications:VaultNotifications", "aws:backup/vaultPolicy:VaultPolicy",
    "aws:cloudwatch/logGroup:LogGroup", "aws:dynamodb/table:Table", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "aws:ec2/flowLog:FlowLog",
    "aws:ec2/networkAcl:NetworkAcl", "aws:ec2/networkAclRule:NetworkAclRule", "aws:ec2/routeTable:RouteTable",
    "aws:ec2/routeTableAssociation:RouteTableAssociation", "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/subnet:Subnet", "aws:ec2/vpc:Vpc", "aws:ec2/vpcEncryptionControl:VpcEncryptionControl",
    "aws:kms/alias:Alias", "aws:kms/key:Key", "aws:rds/parameterGroup:ParameterGroup",
    "aws:rds/subnetGroup:SubnetGroup", "aws:s3/bucket:Bucket",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning", "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy",
    "aws:acm/certificate:Certificate", "aws:acm/certificateValidation:CertificateValidation",
    "aws:cloudfront/distribution:Distribution", "aws:ec2/managedPrefixList:ManagedPrefixList",
    "aws:route53/zone:Zone", "aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:sns/topicSubscription:TopicSubscription", "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "pulumi:providers:aws",
}  # fmt: skip
# What goes to the other site with the database, or with the copies of it, of the same types.
OF_DATABASE = {
    "DatabaseAccess", "DatabaseBootstrap", "DatabaseSecrets", "DatabaseTuning", "Heartbeat", "RestoreValidation",
}  # fmt: skip


def _identity(record: Record, tokens: set[str]) -> dict[str, tuple[object, ...]]:
    """What the engine compares, and what it would replace or delete for, by URN (type, name and parents)."""
    return {
        r.urn: (r.parent, r.provider, r.protect, dict(r.inputs))
        for r in record.resources
        if r.type in tokens and not _of_database(record, r)
    }


def _of_database(record: Record, resource: Registered) -> bool:
    """Whether it goes with the database: what stands in both sites stays."""
    moving = [one for one in record.ancestors(resource) if one.type.rpartition(":")[2] in OF_DATABASE]
    return any(len(record.of_type(one.type)) == 1 for one in moving)


@every_stack
def test_a_flip_of_the_sites_leaves_what_is_stateful_as_it_is(stack: str) -> None:
    before, after = _identity(record(stack), KEPT), _identity(record(stack, STANDBY), KEPT)
    moving = [r for r in record(stack).resources if r.type in KEPT and _of_database(record(stack), r)]
    assert len(before) == sum(_count(token, stack) for token in KEPT) - len(moving)
    # The logs of functions, seven empty secrets, and that of the bootstrap with its value.
    assert len(moving) == {"prod": 4, "staging": 5}[stack] + 7 + 2
    assert after == before


# What a flip updates, beside the manifest. People's roles name the database of the region that serves; what visitors
# meet is seen at home and there, and they are counted where they are served. Where both sites have a load balancer no
# name changes, but what the load balancers, the fleets and the database's functions do; where one has, the origin's
# name leads to the other.
PEOPLE = {f"account-{who}" for who in ("analyst", "database-administrator", "developer")}
# They show the serving region first.
SHOWN = {f"account-dashboard-{which}" for which in ("business", "database", "on-call")}
IN_BOTH = (
    "causes-of-visitors", "database-access", "escalation", "fleet", "page-edge", "page-fleet", "page-visitors", "reserve",
    "serving", "store",
)  # fmt: skip
# Visitors are counted where they are served.
COUNTED = {f"{region}-visitors" for region in (SERVING, STANDBY)}
FLIPPED = {
    "prod": PEOPLE | SHOWN | COUNTED | {f"{region}-{what}" for region in (SERVING, STANDBY) for what in IN_BOTH},
    "staging": PEOPLE
    | SHOWN
    | COUNTED
    | {
        f"{SERVING}-page-visitors",
        f"{SERVING}-escalation",
        f"{STANDBY}-escalation",
        *(f"{SERVING}-origin-{region}" for region in (SERVING, STANDBY)),
    },
}


@every_stack
def test_a_flip_updates_nothing_but_the_manifest_and_what_follows_the_visitors(stack: str) -> None:
    before = {r.urn: r for r in record(stack).resources}
    after = {r.urn: comparable(r.inputs) for r in record(stack, STANDBY).resources}
    changed = [before[urn] for urn in before.keys() & after.keys() if comparable(before[urn].inputs) != after[urn]]
    told = {one.name for one in changed if one.type == "aws:ssm/parameter:Parameter"}
    assert told
    assert {one.name for one in changed} - told == FLIPPED[stack]


@every_stack
def test_with_a_door_in_both_sites_a_flip_leaves_every_name_as_it_is(stack: str) -> None:
    """Route 53 refuses to swap the two records of a failover one by one; so nothing is swapped."""
    level = {"standbyLevel": "pilot-light"}
    before, after = recorded(stack, level), recorded(stack, {**level, "serving": STANDBY})
    tokens = {token for token in _tokens() if token.startswith(("aws:route53/", "aws:cloudfront/", "aws:acm/"))}
    assert _identity(before, tokens) == _identity(after, tokens)
    assert _identity(before, {"aws:lb/loadBalancer:LoadBalancer"}) == _identity(
        after, {"aws:lb/loadBalancer:LoadBalancer"}
    )
    changed = {
        one.name.partition("-")[2]
        for one in before.of_type("aws:lb/listenerRule:ListenerRule")
        if one.inputs != after.by_urn(one.urn).inputs
    }
    assert changed == {f"{end}-{rule}" for end in ("east-1", "west-2") for rule in ("serving", "store")}


@every_stack
def test_of_what_is_protected_only_the_database_and_its_secrets_go_with_the_role(stack: str) -> None:
    """The engine refuses to delete these, so that a flip waits for the failover procedure to have seen to them."""
    after = {r.urn for r in record(stack, STANDBY).resources}
    gone = [r.name for r in record(stack).resources if r.protect and r.urn not in after]
    roles = ("bootstrap", *(role for role in READERS if role != "application"))
    assert sorted(gone) == [
        f"{SERVING}-database-a",
        *([f"{SERVING}-database-access"] if stack == "staging" else []),
        f"{SERVING}-database-application",
        f"{SERVING}-database-b",
        *(f"{SERVING}-database-{role}" for role in sorted(roles)),
        f"{SERVING}-database-reading",
        f"{SERVING}-database-tuning",
        f"{SERVING}-heartbeat",
        f"{STANDBY}-replicated-backups-a",
        f"{STANDBY}-restore-validation",
    ]


# What the sites have in common: it stands in one region, whichever serves.
SHARED = {"Certificate", "Distribution", "Domain", "Traffic"}
# The alarms on it, and the page that they are among.
SHARED_ALARMS = (
    "-load-balancer-unreachable-",
    "-errors-at-cloudfront",
    "-firewall-blocks-sudden",
    "-page-visitors",
)


@every_stack
def test_after_a_flip_each_site_is_what_the_other_was(stack: str) -> None:
    """Name for name, but for the region that each name carries, and for what one region does for the account."""

    def shape(record: Record, region: str) -> Counter[tuple[str, str]]:
        inside = [r for r in record.resources if r.name.startswith(region)]
        shared = [r for r in inside if SHARED & {one.type.rpartition(":")[2] for one in (r, *record.ancestors(r))}]
        names = [(r.type, r.name.removeprefix(region)) for r in inside if r not in shared]
        # The manifest names the sites that have fleets; one region looks for unused access.
        apart = ("-unused-access", "-manifest-fleet-", *SHARED_ALARMS)
        own = [(token, name) for token, name in names if not name.startswith(apart)]
        return Counter(own)

    flipped = record(stack, STANDBY)
    assert shape(flipped, STANDBY) == shape(record(stack), SERVING)
    assert shape(flipped, SERVING) == shape(record(stack), STANDBY)


def _touches(record: Record) -> set[tuple[str, str]]:
    """Where a resource of one region depends on one of the other, leaving out the manifest."""
    return {
        (resource.name, other.name)
        for resource in record.resources
        if "-manifest-" not in resource.name
        for urn in resource.dependencies.union(*resource.property_dependencies.values())
        if (other := record.by_urn(urn)).region not in {None, resource.region}
        # Roles and what bounds them belong to no region; they stand in all of them.
        if not {resource.name[:8], other.name[:8]} & {"account-"}
    }


@every_stack
@pytest.mark.parametrize(("serving", "standby"), [(SERVING, STANDBY), (STANDBY, SERVING)])
def test_the_sites_touch_only_where_data_goes_over(stack: str, serving: str, standby: str) -> None:
    """So that either can be updated, by targets, while the other's region does not answer."""
    # One certificate's records prove both, and one region holds the records of the names.
    proved = record(stack).one(CERTIFICATE, f"{SERVING}-certificate").inputs
    names = [proved["domainName"], *proved["subjectAlternativeNames"]]
    shared = {(f"{STANDBY}-certificate", f"{SERVING}-certificate-{name}") for name in names}
    if settings(stack)["standbyLevel"] != "backups":
        ours = (f"{SERVING}-origin-{STANDBY}", f"{SERVING}-{STANDBY}-reachable", f"{SERVING}-{STANDBY}-not-serving")
        shared |= {(one, f"{STANDBY}-load-balancer") for one in ours}
    elif serving == STANDBY:
        shared |= {(f"{SERVING}-origin-{region}", f"{STANDBY}-load-balancer") for region in (SERVING, STANDBY)}
        shared |= {(f"{SERVING}-{STANDBY}-reachable", f"{STANDBY}-load-balancer")}
    assert _touches(record(stack, serving)) == shared | {
        (f"{standby}-replicated-backups-a", f"{serving}-database-a"),
        (f"{serving}-backups", f"{standby}-backup-vault"),
        *((f"{serving}-database-{role}", f"{standby}-secrets-key") for role in READERS),
        # An image is copied to the other site, under that site's key.
        (f"{serving}-application-image", f"{standby}-storage-key"),
    }


@every_stack
def test_only_the_manifest_is_exported(stack: str) -> None:
    assert record(stack).exports.keys() == {"manifest"}


@pytest.fixture
def monitors(monkeypatch: pytest.MonkeyPatch) -> list[RecordingMonitor]:
    """Every monitor of the runs in a test, also of those that fail."""
    made: list[RecordingMonitor] = []

    def recording() -> RecordingMonitor:
        made.append(RecordingMonitor())
        return made[-1]

    monkeypatch.setattr(recorder, "RecordingMonitor", recording)
    return made


def test_bad_settings_end_in_a_report_before_anything_is_registered(monitors: list[RecordingMonitor]) -> None:
    wrong = {"network": {"nat": "some"}, "keys": {"deletionWindowDays": 3}, "colour": "red"}
    with pytest.raises(pulumi.RunError) as refusal:
        run_program("staging", wrong)
    report = str(refusal.value)
    assert report.startswith("Pulumi.staging.yaml: 3 problems")
    places = {"storefront:colour", "storefront:keys.deletionWindowDays", "storefront:network.nat"}
    assert set(re.findall(r"^Pulumi\.staging\.yaml\S* +(\S+)$", report, re.MULTILINE)) == places
    assert [monitor.record().resources for monitor in monitors] == [()]
    # Not one error in the course of another: Pulumi would print both.
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize("level", StandbyLevel)
def test_what_stands_at_each_level_of_the_standby(level: StandbyLevel) -> None:
    """Servers, egress and interface endpoints stand only where servers run; a door needs the template behind it."""
    made = recorded("staging", ONE_SITE if level is StandbyLevel.NONE else {"standbyLevel": level.value})
    groups, nats = (
        made.of_type("aws:autoscaling/group:Group", region=STANDBY),
        made.of_type("aws:ec2/natGateway:NatGateway", region=STANDBY),
    )
    balancers = made.of_type("aws:lb/loadBalancer:LoadBalancer", region=STANDBY)
    found = ([group.inputs["minSize"] for group in groups], len(balancers), len(nats))
    assert (
        found
        == {
            StandbyLevel.NONE: ([], 0, 0),
            StandbyLevel.BACKUPS: ([], 0, 0),
            StandbyLevel.PILOT_LIGHT: ([0], 1, 0),
            StandbyLevel.WARM: ([1], 1, 1),
        }[level]
    )
