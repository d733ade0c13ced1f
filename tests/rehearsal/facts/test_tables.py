"""Proves that the tables are what the pinned packages say, and that the settings take what AWS sells and no more:
every class of RDS and every version of PostgreSQL that the packages name anywhere is tried.

What a settings file with one of them is told is left to `test_types` and `test_rules`.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

import pytest

from components.settings import EncryptionControl, InsightsMode, InstanceClass, KeySettings, ThreatFeature
from components.settings.check import check
from components.settings.sections.database import INSIGHTS_RETENTIONS
from components.settings.sections.edge import CloudFrontSettings
from components.settings.sections.server_types import ServerType
from components.shared.facts import catalogue, dated_regions
from functions.database_access.roles import OLDEST_VERSION
from rehearsal.facts import ec2, rds, source
from rehearsal.facts.__main__ import FOLDER, modules
from tests.components.settings.files import put, values_of


@cache
def generated() -> Mapping[str, str]:
    """Every table, made once: each is of all that the packages hold."""
    return modules()


@pytest.mark.parametrize("name", ["ec2_table.py", "rds_table.py", "regions_table.py", "schemas_table.py"])
def test_the_tables_are_what_the_generator_gives(name: str) -> None:
    assert (FOLDER / name).read_text() == generated()[name], "run `make facts`"


def taken(name: str) -> bool:
    """Whether the settings know a class."""
    try:
        return InstanceClass.parse(name) == name
    except ValueError:
        return False


def test_every_class_that_rds_sells_for_postgresql_is_taken_and_no_other() -> None:
    lists = source.extension("aws_rds_dbinstance/dbinstanceclass_enum").values()
    rules = [rule for region in lists for rule in region["allOf"]]
    named = {name for rule in rules for name in rule["then"]["properties"]["DBInstanceClass"]["enum"]}
    assert len(named) > 400
    sold = {name for version in rds.versions() if version.startswith("17.") for name in rds.classes(version)}
    assert {"db.r6idn.large", "db.c6gd.large", "db.x2iedn.xlarge", "db.r5b.large", "db.r6in.large"} <= sold
    assert {name for name in named | sold if taken(name)} == sold


def test_what_encrypts_by_itself_is_what_ec2_says() -> None:
    for name, found in source.instance_types().items():
        if name in ec2.server_types():
            said = found["NetworkInfo"]["EncryptionInTransitSupported"]
            assert catalogue.encrypts(name) is said, name
    assert not any(map(catalogue.encrypts, ("m6g.large", "c6g.large", "t4g.small", "t3.medium", "m5.large")))
    assert all(map(catalogue.encrypts, ("m7g.large", "m8g.large", "c6gn.large", "m6i.large", "m5n.large")))
    assert catalogue.hardware_of("db.x2g.large") == "x2gd.large"


def test_every_version_on_sale_is_taken_and_no_other() -> None:
    [(_, then)] = source.when_engine(source.extension("aws_rds_dbinstance/engine_version"), "postgres")
    named = {*then["properties"]["EngineVersion"]["enum"], "17.99", "16.20", "18.0", "18.5", "17", "19.1"}
    values = values_of("prod")
    at = ("database", "engineVersion")
    found = {version for version in named if not check(put(values, at, version))[1]}
    # The roles of the platform need a later major than the first that RDS sells.
    assert found == {one for one in catalogue.engine_versions() if int(one.partition(".")[0]) >= OLDEST_VERSION}
    assert {"17.6", "18.6"} <= found
    assert not {"17", "18", "17.99", "16.20", "18.5", "13.23", "17.4", "14.24"} & found


def test_a_region_sells_what_its_list_has_of_the_versions_on_sale() -> None:
    everywhere = rds.classes("17.6")
    for region in source.regions():
        sold = {f"db.{family}.{size}" for family in catalogue.database_families_in(region) for size in catalogue.database_families()[family].sizes}  # fmt: skip
        assert sold == rds.sold_in(region) & everywhere, region


def test_a_zone_has_what_ec2_offers_in_it() -> None:
    for region in source.regions():
        for zone, zone_id in catalogue.zones_in(region).items():
            offers = source.offerings(region).get(zone_id) if source.offerings(region) else ec2.sold_in(region)
            if offers is not None:
                given = {name for name in ec2.server_types() if catalogue.offered(zone, name)}
                assert given == offers & set(ec2.server_types()), zone


def test_the_zone_without_current_machines_is_known_by_its_id() -> None:
    [zone] = [name for name, zone_id in catalogue.zones_in("us-east-1").items() if zone_id == "use1-az3"]
    assert not catalogue.offered(zone, "m8g.large")
    assert not catalogue.offered_database(zone, "db.r8g.2xlarge")
    assert catalogue.offered_database("us-east-1a", "db.x2g.large")


def test_a_server_type_is_what_ec2_describes() -> None:
    described = source.instance_types()
    assert ServerType.parse("m8g.large").memory_gib == 8
    for name in ec2.server_types():
        kind, found = ServerType.parse(name), described[name]
        assert kind.processors == found["VCpuInfo"]["DefaultVCpus"]
        assert kind.memory_gib == found["MemoryInfo"]["SizeInMiB"] / 1024
        assert kind.architecture in found["ProcessorInfo"]["SupportedArchitectures"]


def test_a_region_whose_list_is_a_copy_is_left_out() -> None:
    """These partitions' lists are us-east-1's, letter by letter, so that they tell nothing."""
    assert {"us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"} <= source.copied_regions()
    assert not source.copied_regions() & set(source.regions())
    assert {"us-east-1", "sa-east-1", "ca-central-1", "mx-central-1"} <= set(source.regions())


def test_a_commercial_region_whose_list_were_a_copy_would_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "copied_regions", lambda: frozenset({"sa-east-1"}))
    assert set(source.regions()) - set(source.regions.__wrapped__()) == {"sa-east-1"}


def test_every_region_has_three_zones_or_says_so() -> None:
    few = {region for region in source.regions() if len(catalogue.zones_in(region)) < 3}
    assert few == {"us-west-1"}


def test_a_type_that_a_region_lacks_is_told() -> None:
    assert catalogue.absent_in("us-east-1") == ()
    assert "EC2::VPCEncryptionControl" in catalogue.absent_in("mx-central-1")


def test_a_region_is_of_one_partition() -> None:
    assert [catalogue.partition_of(one) for one in ("sa-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1")] == [
        "aws", "aws-cn", "aws-us-gov", "aws-eusc",
    ]  # fmt: skip
    assert catalogue.partition_of("us-east-7") is None
    told = {region for regions in source.partitions().values() for region in regions}
    assert {region for region in told if catalogue.partition_of(region) == "aws"} >= set(source.regions())
    assert all(source.partitions()[catalogue.partition_of(region) or ""].count(region) == 1 for region in told)


def test_what_is_entered_by_hand_is_of_regions_that_the_packages_tell_of() -> None:
    known = set(source.regions())
    assert dated_regions.BACKUP_DESTINATIONS.keys() == known
    assert {there for row in dated_regions.BACKUP_DESTINATIONS.values() for there in row.split()} <= known
    assert dated_regions.CLOUDFRONT_LISTS.keys() < known
    assert known > dated_regions.ENABLED_BY_DEFAULT
    assert known > dated_regions.WITHOUT_RDS_PROTECTION | dated_regions.WITHOUT_DATABASE_INSIGHTS


def test_no_region_keeps_its_own_backups() -> None:
    assert not [region for region, row in dated_regions.BACKUP_DESTINATIONS.items() if region in row.split()]


def test_partners_exchange_backups_both_ways() -> None:
    assert catalogue.backup_partners("sa-east-1") == ("us-east-1", "us-east-2")
    assert catalogue.backup_partners("mx-central-1") == ("eu-west-1", "us-west-1")
    # Its backups go to Frankfurt, and none come back.
    assert catalogue.backup_partners("eu-south-1") == ()
    assert "ap-southeast-3" not in catalogue.backup_partners("ap-southeast-1")
    assert catalogue.backup_partners("me-south-1") == ()
    for region in source.regions():
        assert all(region in catalogue.backup_partners(there) for there in catalogue.backup_partners(region))


def test_a_region_is_open_by_itself_or_must_be_enabled() -> None:
    assert catalogue.enabled_by_default("sa-east-1")
    assert not any(map(catalogue.enabled_by_default, ("mx-central-1", "af-south-1", "ca-west-1", "eu-south-1")))


def test_features_that_a_region_lacks_are_told() -> None:
    assert catalogue.has_rds_protection("mx-central-1")
    assert not catalogue.has_rds_protection("ap-east-2")
    assert catalogue.has_database_insights("sa-east-1")
    assert not catalogue.has_database_insights("mx-central-1")


def part(resource_type: str, *path: str) -> dict[str, Any]:
    """What AWS's schema says of a property, or of one of a definition's."""
    found: Any = source.schema(resource_type)
    for step in path:
        found = found[step]
    return found


def test_the_settings_choices_are_the_schemas() -> None:
    database = part("AWS::RDS::DBInstance", "properties")
    assert set(INSIGHTS_RETENTIONS) == set(database["PerformanceInsightsRetentionPeriod"]["enum"])
    assert set(InsightsMode) == set(database["DatabaseInsightsMode"]["enum"])
    modes = set(EncryptionControl) - {EncryptionControl.OFF}
    assert modes == set(part("AWS::EC2::VPCEncryptionControl", "properties", "Mode")["enum"])
    features = part("AWS::GuardDuty::Detector", "definitions", "CFNFeatureConfiguration", "properties", "Name")
    assert set(ThreatFeature) < set(features["enum"])
    distribution = part("AWS::CloudFront::Distribution", "definitions", "DistributionConfig", "properties")
    classes = set(get_args(CloudFrontSettings.model_fields["price_class"].annotation))
    assert classes == set(distribution["PriceClass"]["enum"]) - {"None"}


def test_the_settings_bounds_are_the_schemas() -> None:
    key = part("AWS::KMS::Key", "properties")
    bounds = {"deletion_window_days": "PendingWindowInDays", "rotation_period_days": "RotationPeriodInDays"}
    for name, found in bounds.items():
        given = [getattr(one, "ge", getattr(one, "le", None)) for one in KeySettings.model_fields[name].metadata]
        assert {key[found]["minimum"], key[found]["maximum"]} <= set(given), name
