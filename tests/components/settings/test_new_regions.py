"""Proves that an environment begins in any region that the project knows: the file that is written passes its check.

With a standby, which the program chooses or somebody names, and with one site alone.
"""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from components.settings import Kind, Settings, SettingsError, load_file
from components.settings.beginning import NOWHERE, NewEnvironment
from components.settings.new_environment import make_environment
from components.settings.placeholders import placeholders
from components.settings.regions import REGIONS
from components.shared.facts.catalogue import absent_in, backup_partners, known_zones, name_of_zone
from tests.components.settings.files import STACKS, Values, put, values_of, write
from tests.components.settings.rules.common import ONE_SITE
from tests.components.settings.test_any_model import of_the_right_types
from tests.support.sweeps import Turns

ACCOUNT = "777788889999"
ONE_IN_TODAY = 12
# What the platform cannot be without, wherever it serves or, the second, keeps its backups.
_GUARD, _TESTS = "EC2::SnapshotBlockPublicAccess", "Backup::RestoreTestingPlan"


def one_site() -> Values:
    values = values_of("prod")
    for path, value in ONE_SITE:
        values = put(values, path, value)
    return put(values, ("environment",), "cl")


MODELS = {**{stack: values_of(stack) for stack in STACKS}, "cl": one_site()}


def wanted(model: str, region: str, **options: Any) -> NewEnvironment:
    return NewEnvironment(name="new", like=model, account=ACCOUNT, region=region, **options)


def can_be(region: str, standby: str | None) -> bool:
    recovery = standby or region
    return all(_GUARD not in absent_in(one) for one in (region, recovery)) and _TESTS not in absent_in(recovery)


def searches() -> Iterator[NewEnvironment]:
    """Each model into each region: alone, with the standby that is chosen, and with each that can be named."""
    for model, region in itertools.product(MODELS, REGIONS):
        if can_be(region, None):
            yield wanted(model, region, standby=NOWHERE, kind=Kind.TEST)
            yield wanted(model, region, standby=NOWHERE, kind=Kind.DISPOSABLE)
        for standby in backup_partners(region):
            if standby in REGIONS and can_be(region, standby):
                yield wanted(model, region, standby=standby)


def made(folder: Path, new: NewEnvironment) -> Settings:
    """The settings of a new environment, whose file passes its check beside its model."""
    folder.mkdir()
    write(folder, new.like, MODELS[new.like])
    file, _ = make_environment(folder, new)
    return load_file(file)


def right(settings: Settings, new: NewEnvironment) -> None:
    standby = None if new.standby == NOWHERE else new.standby
    assert (settings.serving, settings.home_region, settings.standby) == (new.region, new.region, standby)
    assert [*settings.sites] == [one for one in (new.region, standby) if one]
    for region, site in settings.sites.items():
        assert set(site.zones) <= known_zones(region)
        assert len(site.zones) >= 2
    model = Settings.model_validate(MODELS[new.like])
    assert of_the_right_types(settings, model) or new.region not in model.sites


@pytest.mark.parametrize("one_in", [ONE_IN_TODAY, pytest.param(1, marks=pytest.mark.slow)])
def test_an_environment_begins_in_any_region(tmp_path: Path, one_in: int) -> None:
    turns, wrong, tried = Turns("new environments in regions", one_in), list[str](), 0
    for number, new in enumerate(searches()):
        if turns.come():
            tried += 1
            try:
                right(made(tmp_path / str(number), new), new)
            except (SettingsError, AssertionError, KeyError) as error:
                wrong.append(f"{new.like} {new.region} {new.standby} {new.kind}: {type(error).__name__} {error}")
    assert not wrong, "\n\n".join(wrong)
    assert tried


@pytest.mark.parametrize(
    ("model", "region", "standby", "expected"),
    [
        ("prod", "sa-east-1", None, "us-east-1"),
        ("prod", "us-west-2", None, "us-east-1"),
        ("prod", "us-east-2", None, "us-west-2"),
        ("prod", "eu-west-1", "us-east-1", "us-east-1"),
        ("cl", "sa-east-1", None, None),
        ("cl", "us-east-1", "us-west-2", "us-west-2"),
    ],
)
def test_the_standby_is_the_models_or_one_that_exchanges_backups(
    tmp_path: Path, model: str, region: str, standby: str | None, expected: str | None
) -> None:
    new = wanted(model, region, standby=standby)
    settings = made(tmp_path / "x", new)
    assert (settings.serving, settings.home_region, settings.standby) == (region, region, expected)


def test_a_standby_alone_leaves_the_serving_region(tmp_path: Path) -> None:
    new = NewEnvironment(name="new", like="prod", account=ACCOUNT, standby="sa-east-1")
    settings = made(tmp_path / "x", new)
    assert [*settings.sites] == ["us-east-1", "sa-east-1"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"region": "sa-east-9"}, r"--region\n    given    'sa-east-9'\n    allowed  one of .*\n    mend     near are sa-east-1"),
        ({"region": "us-east-1", "standby": "us-east-9"}, r"--standby\n    given    'us-east-9'"),
        ({"region": "sa-east-1", "standby": "eu-west-1"}, r"exchanges automated backups of sa-east-1\n    mend     give one of us-"),
        ({"region": "sa-east-1", "standby": "sa-east-1"}, r"--standby\n    given    'sa-east-1'"),
        ({"region": "sa-east-1", "standby": NOWHERE}, "mend     give a region, or the same command with --kind test"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_option(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    write(tmp_path, "prod", MODELS["prod"])
    with pytest.raises(SettingsError) as refused:
        make_environment(tmp_path, NewEnvironment(name="new", like="prod", account=ACCOUNT, **options))
    assert re.search(said, str(refused.value)), str(refused.value)
    assert [file.name for file in tmp_path.iterdir()] == ["Pulumi.prod.yaml"]


def test_what_is_not_known_of_a_region_is_an_example_that_the_check_names(tmp_path: Path) -> None:
    settings = made(tmp_path / "x", wanted("prod", "mx-central-1"))
    told = {path for places in placeholders(settings).values() for path, _ in places}
    assert ("edge", "cloudFront", "prefixLists", "mx-central-1") in told
    assert ("fleet", "images", "mx-central-1") in told


@pytest.mark.parametrize("by_id", [False, True])
def test_a_files_form_is_kept_where_sites_are_renamed_and_doubled(tmp_path: Path, *, by_id: bool) -> None:
    """Zones by id stay ids, and keys in braces stay there."""
    values = MODELS["cl"]
    if by_id:
        site: dict[str, Any] = {"zones": ["use1-az1", "use1-az2", "use1-az4"], "cidr": "10.16.0.0/16"}
        site["database"] = {"primaryZones": ["use1-az1", "use1-az2"], "replicaZone": "use1-az4"}
        values = put(values, ("sites", "us-east-1"), site)
    file = write(tmp_path, "cl", values)
    text = file.read_text()
    at = text.index("  storefront:sites:")
    end = text.index("  storefront:network:")
    braces = str(values["sites"]).replace("'", "")
    file.write_text(f"{text[:at]}  storefront:sites: {braces}\n{text[end:]}")
    new = wanted("cl", "sa-east-1", standby="us-east-1")
    settings = load_file(make_environment(tmp_path, new)[0])
    assert [*settings.sites] == ["sa-east-1", "us-east-1"]
    assert all(("az" in zone) is by_id for site in settings.sites.values() for zone in site.zones)
    assert {name_of_zone(zone)[:-1] for zone in settings.sites["sa-east-1"].zones} == {"sa-east-1"}
