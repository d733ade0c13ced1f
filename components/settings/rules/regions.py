"""What a region must have for what the settings ask of it; a refusal says what would do."""

from collections.abc import Iterator

from components.settings.problem import Path, Problem, Way, nearest, show
from components.settings.regions import REGIONS
from components.settings.rules.rule import Others, Rule
from components.settings.sections.database import InsightsMode
from components.settings.sections.identity import ThreatFeature
from components.settings.sections.model import Settings
from components.settings.sections.site import EncryptionControl
from components.shared.facts.catalogue import (
    absent_in,
    backup_partners,
    has_database_insights,
    has_rds_protection,
    partition_of,
)
from components.shared.facts.dated_regions import CLOUDFRONT_LISTS

# Other partitions have accounts, services and ARNs of their own.
_PARTITIONS = {
    "aws-cn": "a region of China",
    "aws-us-gov": "a region of GovCloud",
    "aws-eusc": "a region of the European Sovereign Cloud",
    "aws": "a region that is only announced, or of which the facts here lack something",
}
_ENCRYPTION_CONTROL, _SNAPSHOT_BLOCK = "EC2::VPCEncryptionControl", "EC2::SnapshotBlockPublicAccess"
_RESTORE_TESTS = "Backup::RestoreTestingPlan"
_FIND_LIST = (
    "aws ec2 describe-managed-prefix-lists --region {region} --filters "
    "Name=prefix-list-name,Values=com.amazonaws.global.cloudfront.origin-facing"
)


def _regions_are_known(settings: Settings, _: Others) -> Iterator[Problem]:
    for region in settings.sites:
        if region in REGIONS:
            continue
        partition = partition_of(region)
        kind = _PARTITIONS.get(partition, f"a region of {partition}") if partition else "no region of AWS"
        mend = f"near are {nearest(region, REGIONS)}"
        yield Problem(("sites", region), f"{show(region)}, {kind}", "one of " + ", ".join(REGIONS), mend)


def _known(settings: Settings) -> list[str]:
    return [region for region in settings.sites if region in REGIONS]


def _sites_exchange_backups(settings: Settings, _: Others) -> Iterator[Problem]:
    known = _known(settings)
    if settings.serving not in known or len(known) != len(("serving", "standby")):
        return
    other = next(region for region in known if region != settings.serving)
    partners = backup_partners(settings.serving)
    if other not in partners:
        allowed = f"a region with which RDS exchanges automated backups of {settings.serving}"
        mend = f"take one of {', '.join(partners)}" if partners else _another_pair(settings.serving, other)
        yield Problem(("sites", other), show(other), allowed, mend)


def _another_pair(serving: str, other: str) -> str:
    """What two sites would do where the one that serves can have no partner."""
    first = other if backup_partners(other) else next(filter(backup_partners, REGIONS))
    partners = ", ".join(backup_partners(first))
    return f"{serving} has none: serve from {first}, and let one of {partners} stand by"


def _regions_have_the_guards(settings: Settings, _: Others) -> Iterator[Problem]:
    for region in _known(settings):
        if _SNAPSHOT_BLOCK in absent_in(region):
            allowed = "a region in which snapshots can be kept from the public"
            yield Problem(
                ("sites", region), show(region), allowed, "take another region: this guard is not optional"
            )


def _restores_can_be_tested(settings: Settings, _: Others) -> Iterator[Problem]:
    """Where backups are proven: in the standby's region, or in the only one."""
    region = settings.recovery_region
    if region in _known(settings) and _RESTORE_TESTS in absent_in(region):
        allowed = "a region in which AWS Backup tests restores"
        mend = "take another region: a backup that nobody restores is not known to be one"
        yield Problem(("sites", region), show(region), allowed, mend)


def _regions_control_encryption(settings: Settings, _: Others) -> Iterator[Problem]:
    asked = settings.network.encryption_control
    lacking = [region for region in _known(settings) if _ENCRYPTION_CONTROL in absent_in(region)]
    if lacking and asked is not EncryptionControl.OFF:
        allowed = f"off: VPC encryption control is not to be had in {', '.join(lacking)}"
        path: Path = ("network", "encryptionControl")
        ways = (Way(path, str(EncryptionControl.OFF)),)
        yield Problem(path, show(str(asked)), allowed, "set off, or take other regions", ways=ways)


def _regions_have_insights(settings: Settings, _: Others) -> Iterator[Problem]:
    doubtful = [region for region in _known(settings) if not has_database_insights(region)]
    if doubtful and settings.database.insights.mode is InsightsMode.ADVANCED:
        allowed = f"standard: AWS does not list the advanced mode in {', '.join(doubtful)}"
        path: Path = ("database", "insights", "mode")
        ways = (Way(path, str(InsightsMode.STANDARD)),)
        yield Problem(path, "advanced", allowed, "set standard, or take other regions", ways=ways)


def _regions_watch_logins(settings: Settings, _: Others) -> Iterator[Problem]:
    features = settings.audit.threat_features
    for region in _known(settings):
        if ThreatFeature.RDS_LOGIN_EVENTS in features and not has_rds_protection(region):
            allowed = f"without RDS_LOGIN_EVENTS, which GuardDuty has not in {region}"
            place = ("audit", "threatFeatures", features.index(ThreatFeature.RDS_LOGIN_EVENTS))
            mend, ways = "take it out, or take another region", (Way(place),)
            yield Problem(place, "RDS_LOGIN_EVENTS", allowed, mend, ways=ways)


def _cloudfront_can_be_let_in(settings: Settings, _: Others) -> Iterator[Problem]:
    """Load balancers let in CloudFront's list alone, whose id differs in each region."""
    given = settings.edge.cloud_front.prefix_lists
    for region in _known(settings):
        if settings.edge.cloud_front.enabled and region not in {**CLOUDFRONT_LISTS, **given}:
            allowed = f"the id of CloudFront's prefix list in {region}, which is published nowhere"
            mend = f"add {region}: pl-..., as this says: {_FIND_LIST.format(region=region)}"
            yield Problem(("edge", "cloudFront", "prefixLists"), "nothing", allowed, mend)


RULES = (
    Rule(("sites",), _regions_are_known),
    Rule(("sites", "serving"), _sites_exchange_backups),
    Rule(("sites",), _regions_have_the_guards),
    Rule(("sites", "serving"), _restores_can_be_tested),
    Rule(("sites", "network"), _regions_control_encryption),
    Rule(("sites", "database"), _regions_have_insights),
    Rule(("sites", "audit"), _regions_watch_logins),
    Rule(("sites", "edge"), _cloudfront_can_be_let_in),
)
