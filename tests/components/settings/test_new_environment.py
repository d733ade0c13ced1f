"""Proves that an environment made from another's settings is valid beside all others, and differs where it must."""

import re
import shutil
import sys
from collections import Counter
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from components.settings import Kind, SettingsError, document, load_file, stack_file, stacks
from components.settings.beginning import NewEnvironment
from components.settings.check import check, valid_sections
from components.settings.comments import without_comments
from components.settings.new_environment import make_environment
from components.settings.problem import write_path
from components.settings.sections.account_wide import AccountWide
from components.settings.small import small_sizes
from components.settings.stack_file import NAMESPACE, read_stack_file
from tests.components.settings.files import GONE, ROOT, STACKS, Path_, put, values_of
from tests.components.settings.test_mutations import places

ACCOUNT = "777788889999"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the settings files of this one."""
    for stack in STACKS:
        shutil.copy(ROOT / f"Pulumi.{stack}.yaml", tmp_path)
    return tmp_path


def made(
    project: Path, name: str, like: str, account: str = ACCOUNT, zone: str | None = None, kind: Kind | None = None
) -> list[str]:
    """Make it; returns the keys that were changed."""
    wanted = NewEnvironment(name=name, like=like, account=account, zone=zone, kind=kind)
    return [write_path(change.path) for change in make_environment(project, wanted)[1]]


@pytest.mark.parametrize("like", STACKS)
def test_a_new_environment_is_valid_and_nothing_of_its_models_account_is_left(project: Path, like: str) -> None:
    made(project, "dev", like)
    settings, model = (load_file(stack_file(project, stack)) for stack in ("dev", like))
    assert (settings.environment, settings.account) == ("dev", ACCOUNT)
    assert settings.edge.hosted_zone.startswith("dev.")
    text = (project / "Pulumi.dev.yaml").read_text()
    assert model.account not in text
    assert model.edge.domain not in text
    assert not {site.cidr for site in settings.sites.values()} & {site.cidr for site in model.sites.values()}


@pytest.mark.parametrize("kind", [None, Kind.DISPOSABLE])
def test_its_home_is_where_it_serves_and_stated(project: Path, kind: Kind | None) -> None:
    """Nothing of it stands: the model may have moved away from its own home, or be a site alone that says none."""
    model = project / "Pulumi.staging.yaml"
    model.write_text(model.read_text().replace("storefront:serving: us-east-1", "storefront:serving: us-west-2"))
    told = made(project, "dev", "staging", kind=kind)
    found = load_file(stack_file(project, "dev"))
    assert (found.home, found.serving, "storefront:home" in told) == ("us-west-2", "us-west-2", True)
    text = (project / "Pulumi.dev.yaml").read_text()
    if kind is Kind.DISPOSABLE:
        (project / "Pulumi.dev.yaml").write_text(text.replace("  storefront:home: us-west-2\n", ""))
        assert load_file(stack_file(project, "dev")).home is None
        assert "storefront:home" in made(project, "dev2", "dev", "888899990000")
        assert load_file(stack_file(project, "dev2")).home == "us-west-2"


def test_the_models_way_of_encrypting_secrets_stays_with_the_model(project: Path) -> None:
    """It names a key of another account; `pulumi stack init` writes the new stack's own."""
    model = project / "Pulumi.staging.yaml"
    model.write_text(
        f"secretsprovider: awskms://1234abcd?region=us-east-1\nencryptedkey: AQICAHh\n{model.read_text()}"
    )
    made(project, "dev", "staging")
    assert not re.search("secretsprovider|encryptedkey", (project / "Pulumi.dev.yaml").read_text())
    assert model.read_text().startswith("secretsprovider")


@pytest.mark.parametrize("like", STACKS)
def test_it_differs_in_what_it_tells_and_in_nothing_else(project: Path, like: str) -> None:
    told = set(made(project, "dev", like))
    before, after = (
        dict(places(read_stack_file(project / f"Pulumi.{stack}.yaml").values)) for stack in (like, "dev")
    )
    leaves = {path for path, value in before.items() if not isinstance(value, dict | list)}
    assert {write_path(path) for path in leaves if before[path] != after[path]} == told
    assert before.keys() == after.keys()


@pytest.mark.parametrize("like", STACKS)
def test_no_reason_of_the_models_is_left_and_each_section_says_what_it_is(project: Path, like: str) -> None:
    made(project, "dev", like)
    mine, theirs = ((project / f"Pulumi.{stack}.yaml").read_text() for stack in ("dev", like))
    comments, before = (re.findall(r"#[^\n]*", text) for text in (mine, theirs))
    assert comments[:2] == [before[0], f"# Settings of the dev environment, begun with those of {like}."]
    # Two files may say the same of a section as the settings' own model does.
    assert {*comments[1:]} & {*before} <= {"# The customer-managed keys."}
    assert not [one for one in comments[3:] if re.search("prod|staging", one)]
    assert "\n  # PostgreSQL on RDS.\n  storefront:database:\n" in mine


def test_what_only_looks_like_a_comment_stays(project: Path) -> None:
    file = project / "Pulumi.staging.yaml"
    text = file.read_text()
    owner = text.replace("    owner: platform\n", "    # Ours.\n    owner: 'team=7'  # the seventh\n")
    assert owner != text
    anchored = re.sub(r"(runbooks: https://[^\n]*)", r"\1  # read there", owner)
    file.write_text(anchored)
    made(project, "dev", "staging")
    mine = (project / "Pulumi.dev.yaml").read_text()
    assert "    owner: 'team=7'\n" in mine
    assert load_file(stack_file(project, "dev")).notifications.runbooks == load_file(file).notifications.runbooks
    assert "the seventh" not in mine
    assert without_comments("a: \"x # y\"  # z\nb: 'c #d'\n# e\n") == "a: \"x # y\"\nb: 'c #d'\n"


@pytest.mark.parametrize("like", STACKS)
def test_a_second_store_stands_in_the_account_of_the_first(project: Path, like: str) -> None:
    account = load_file(stack_file(project, like)).account
    wanted = NewEnvironment(name="shop", like=like, account=account)
    with pytest.raises(SettingsError, match="the same command with --kept-elsewhere all"):
        make_environment(project, wanted)
    make_environment(project, replace(wanted, kept_elsewhere=[*AccountWide]))
    shop = load_file(stack_file(project, "shop"))
    assert (shop.account, shop.kept_elsewhere) == (account, (*AccountWide,))
    assert (shop.servers.operations_host, shop.servers.artifacts.storefront_cli) == (None, None)
    for stack in STACKS:
        load_file(stack_file(project, stack))  # beside which it is valid, too


def test_without_any_server_apart_there_is_no_window_for_patches(project: Path) -> None:
    file = project / "Pulumi.prod.yaml"
    values = values_of("prod")
    del values["servers"]["tableauBridge"], values["servers"]["artifacts"]["tableauBridge"]
    file.write_text(yaml.safe_dump({"config": {NAMESPACE + key: value for key, value in values.items()}}))
    wanted = NewEnvironment(
        name="shop", like="prod", account=ACCOUNT, kept_elsewhere=[AccountWide.SESSION_PREFERENCES]
    )
    make_environment(project, wanted)
    assert load_file(stack_file(project, "shop")).servers.patch_window is None


def test_what_the_model_leaves_to_others_may_be_another_list(project: Path) -> None:
    file = project / "Pulumi.prod.yaml"
    key = "  storefront:account:"
    file.write_text(file.read_text().replace(key, f"  storefront:keptElsewhere:\n    - oidc-provider\n{key}"))
    wanted = NewEnvironment(name="shop", like="prod", account=ACCOUNT, kept_elsewhere=[AccountWide.COST_MONITOR])
    make_environment(project, wanted)
    assert load_file(stack_file(project, "shop")).kept_elsewhere == (AccountWide.COST_MONITOR,)


def test_a_pod_of_tableau_keeps_its_name(project: Path) -> None:
    made(project, "dev", "prod")
    assert "https://prod-useast-a.online.tableau.com" in (project / "Pulumi.dev.yaml").read_text()


def test_the_zone_may_be_another_domain(project: Path) -> None:
    made(project, "cl", "prod", zone="tienda.cl")
    edge = load_file(stack_file(project, "cl")).edge
    assert (edge.hosted_zone, edge.domain) == ("tienda.cl", "www.tienda.cl")
    assert all(name.endswith("tienda.cl") for name in edge.alternative_names)


# A zone within the first one is made anew below it; one that stands, or is of another domain, is prod's alone.
BLOCK = """
    zones:
      - name: pe.example.com
      # Written by a role there.
      - name: tienda.cl
        zoneId: Z0123456789
        role: arn:aws:iam::222233334444:role/records
      - {name: example.com, zoneId: ZOWN}
    alternativeNames:
      - tienda.cl  # the oldest
      - www.pe.example.com
"""
FLOW = """
    zones: [{name: pe.example.com}, {name: tienda.cl, zoneId: Z0123456789}, {zoneId: ZOWN, name: example.com}]
    alternativeNames: [tienda.cl, 'www.pe.example.com']
"""


def _with_names(project: Path, names: str) -> None:
    file = project / "Pulumi.prod.yaml"
    text, number = re.subn(r"\n    alternativeNames: [^\n]*\n", names, file.read_text())
    assert number == 1
    file.write_text(text)


@pytest.mark.parametrize("names", [BLOCK, FLOW])
def test_zones_and_names_that_one_environment_alone_can_have_are_left_out(project: Path, names: str) -> None:
    _with_names(project, names)
    wanted = NewEnvironment(name="dev", like="prod", account=ACCOUNT)
    file, changes = make_environment(project, wanted)
    edge = load_file(file).edge
    assert [(zone.name, zone.zone_id, zone.role) for zone in edge.zones] == [("pe.dev.example.com", None, None)]
    assert edge.alternative_names == ("www.pe.dev.example.com",)
    said = "\n".join(map(str, changes))
    assert "without prod's tienda.cl, example.com; write zones there that are dev's alone" in said
    assert "without prod's tienda.cl; write names in those zones there" in said


@pytest.mark.parametrize("zones", ["[{name: pe.example.com}]", "[]"])
def test_zones_that_each_can_have_are_renamed(project: Path, zones: str) -> None:
    _with_names(project, f"\n    zones: {zones}\n    alternativeNames: [pe.example.com]\n")
    assert "storefront:edge.alternativeNames[0]" in made(project, "dev", "prod")
    edge = load_file(stack_file(project, "dev")).edge
    assert [zone.name for zone in edge.zones] == (["pe.dev.example.com"] if zones != "[]" else [])
    assert edge.alternative_names == ("pe.dev.example.com",)


def test_other_files_are_read_a_fixed_number_of_times(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And by libyaml, but for the model and the new one: the other reader takes ten times as long."""
    for number in range(4):
        made(project, f"dev-{number}", "staging", account=f"{number:012d}")
    read: Counter[str] = Counter()

    def counted(file: Path) -> str:
        read[file.name] += 1
        return document.read_text(file)

    for module in ("neighbours", "free_networks"):
        monkeypatch.setattr(f"components.settings.{module}.read_text", counted)
    composed: Counter[str] = Counter()

    def compose(file: Path) -> document.Document:
        composed[file.name] += 1
        return document.read_document(file)

    # By its module: the package has a function of the same name.
    monkeypatch.setattr(sys.modules["components.settings.stack_file"], "read_document", compose)
    made(project, "dev-4", "staging", account=f"{4:012d}")
    assert read == {f"Pulumi.{stack}.yaml": 2 for stack in stacks(project) if stack != "dev-4"}
    assert set(composed) == {"Pulumi.staging.yaml", "Pulumi.dev-4.yaml"}


@pytest.mark.parametrize("form", ["block", "flow"])
def test_keys_are_added_and_left_out_in_any_form_of_yaml(project: Path, form: str) -> None:
    """A settings file may be one mapping in braces, have marks at its beginning, and end its lines as Windows does."""
    file = project / "Pulumi.prod.yaml"
    values = values_of("prod")
    del values["kind"]
    values["backups"]["lock"] = {"changeableForDays": 3, **values["backups"]["lock"]}
    config = {"config": {NAMESPACE + key: value for key, value in values.items()}}
    text = yaml.safe_dump(config, sort_keys=False, default_flow_style=form == "flow", width=80)
    file.write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode())
    made(project, "dev", "prod", kind=Kind.DISPOSABLE)
    settings = load_file(stack_file(project, "dev"))
    assert settings.kind is Kind.DISPOSABLE
    assert settings.backups.lock.changeable_for_days is None
    assert settings.backups.lock.min_retention_days == values["backups"]["lock"]["minRetentionDays"]


def test_many_stand_beside_each_other(project: Path) -> None:
    for number in range(6):
        made(project, f"dev-{number}", "dev-0" if number else "staging", account=f"{number:012d}")
    assert len(stacks(project)) == len(STACKS) + 6
    for stack in stacks(project):
        load_file(stack_file(project, stack))


@given(
    st.from_regex(r"[a-z][a-z0-9]{0,3}(-[a-z0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"[0-9]{12}", fullmatch=True),
)
def test_any_name_and_account_that_are_free_will_do(
    tmp_path_factory: pytest.TempPathFactory, name: str, account: str
) -> None:
    project = tmp_path_factory.mktemp("project")
    for stack in STACKS:
        shutil.copy(ROOT / f"Pulumi.{stack}.yaml", project)
    if name not in STACKS and account not in {"111122223333", "444455556666"}:
        made(project, name, "prod", account)
        assert load_file(stack_file(project, name)).environment == name


@pytest.mark.parametrize("like", STACKS)
@pytest.mark.parametrize("kind", [Kind.TEST, Kind.DISPOSABLE])
def test_it_may_be_of_another_kind(project: Path, like: str, kind: Kind) -> None:
    model = load_file(stack_file(project, like))
    usual = set(made(project, "usual", like, account="000000000001"))
    told = set(made(project, "dev", like, kind=kind))
    assert load_file(stack_file(project, "dev")).kind is kind
    locked = kind is Kind.DISPOSABLE and model.backups.lock.changeable_for_days is not None
    expected = {"storefront:kind"} if model.kind is not kind else set[str]()
    expected |= {"storefront:backups.lock.changeableForDays"} if locked else set()
    small = {write_path(path) for path, _ in small_sizes(model)} if kind is Kind.DISPOSABLE else set[str]()
    assert expected <= told - usual <= expected | small
    left_out = tuple(told & {f"storefront:sites.{model.standby}", "storefront:servers.tableauBridge"})
    assert {key for key in usual if not key.startswith(left_out)} <= told


@pytest.mark.parametrize("like", STACKS)
def test_a_disposable_one_is_small(project: Path, like: str) -> None:
    made(project, "dev", like, kind=Kind.DISPOSABLE)
    dev, model = (load_file(stack_file(project, stack)) for stack in ("dev", like))
    zones = max(len(site.zones) for site in model.sites.values())
    database, fleet, servers = dev.database, dev.fleet, dev.servers
    assert [kind for _, kind in database.instance_classes] == ["db.t4g.small"]
    assert (database.multi_az, database.storage.allocated_gib, database.storage.iops) == (False, 20, None)
    assert fleet.instance_types == ("t4g.small",)
    assert (fleet.capacity.min_size, fleet.capacity.max_size, fleet.reserve, fleet.peaks) == (
        zones,
        2 * zones,
        None,
        (),
    )
    assert [server.instance_type for server in servers.standalone().values()] == ["t4g.micro"]
    assert (dev.standby_level, dev.network.nat, dev.keys.deletion_window_days) == ("none", "single", 7)
    assert [*dev.sites] == [*dev.fleet.images] == [model.serving]
    for scenario, promise in dev.guidelines.items():
        before = model.guidelines[scenario]
        assert promise.rto >= before.rto, scenario
        assert promise.rpo >= before.rpo, scenario


@pytest.mark.parametrize("like", STACKS)
def test_all_of_a_disposable_one_sleeps(project: Path, like: str) -> None:
    """Its database too, which RDS stops only without a replica."""
    made(project, "dev", like, kind=Kind.DISPOSABLE)
    dev = load_file(stack_file(project, "dev"))
    assert dev.off_hours is not None
    assert dev.database_off_hours == dev.off_hours
    assert (dev.database.replica, dev.servers.tableau_bridge, dev.servers.artifacts.tableau_bridge) == (None,) * 3
    assert all(site.database.zone_of_replica is None for site in dev.sites.values())


@pytest.mark.parametrize(
    ("begins", "ends", "days", "zone", "kept"),
    [
        ("20:00", "07:00", "MON-FRI", "America/Santiago", True),
        ("23:30", "06:15", "MON,WED-SAT", "Asia/Tokyo", True),
        ("22:00", "08:00", "TUE,SAT", "Asia/Kolkata", True),
        # Too few hours of one day of UTC for all that the database is needed for, and too long a night for RDS.
        ("19:00", "08:00", "MON-SUN", "Pacific/Auckland", False),
        ("12:00", "07:00", "MON-FRI", "America/Bogota", False),
        ("20:00", "07:00", "WED", "America/Bogota", False),
    ],
)
def test_who_sleeps_already_sleeps_at_the_same_hours(
    begins: str, ends: str, days: str, zone: str, *, kept: bool
) -> None:
    nights = {"from": begins, "until": ends, "days": days, "timeZone": zone}
    values: dict[str, Any] = {**values_of("staging"), "offHours": nights}
    changed = dict(small_sizes(valid_sections(values)))
    assert (("offHours",) in changed) is not kept
    for path, value in {("kind",): "disposable", **changed}.items():
        values = _with(values, path, value)
    assert check(values)[1] == []


def _within(place: Any, key: str | int) -> Any:
    return place[key]


def _with(values: dict[str, Any], path: Path_, value: str | None) -> dict[str, Any]:
    """The values with one that a settings file would have at a path, or without what stands there."""
    try:
        there = reduce(_within, path[:-1], values)
    except KeyError:
        return values
    if value is None:
        return put(values, path, GONE) if path[-1] in there else values
    return put(values, path, yaml.safe_load(value)) if path[-1] in there or len(path) == 1 else values


def test_a_disposable_ones_zones_have_letters(project: Path) -> None:
    """RDS tells zones by letters, which a recovery without a replica needs; ids are the model's."""
    file = project / "Pulumi.prod.yaml"
    text = file.read_text()
    for region, zones in {"us-east-1": "use1", "us-west-2": "usw2"}.items():
        for letter, number in zip("abc", (1, 2, 4) if zones == "use1" else (1, 2, 3), strict=True):
            text = text.replace(f"{region}{letter}", f"{zones}-az{number}")
    file.write_text(text)
    made(project, "dev", "prod", kind=Kind.DISPOSABLE)
    [site] = load_file(stack_file(project, "dev")).sites.values()
    assert site.zones == ("us-east-1b", "us-east-1c", "us-east-1d")
    assert site.database.primary_zones == ("us-east-1b",)


def test_what_stood_in_lines_of_its_own_stands_in_its_keys_line(project: Path) -> None:
    made(project, "dev", "prod", kind=Kind.DISPOSABLE)
    text = (project / "Pulumi.dev.yaml").read_text()
    assert "\n    insights: {mode: standard, retentionDays: 7}\n    monitoringIntervalSeconds: 60\n" in text
    assert "\n    peaks: []\n    quotas:\n" in text


def test_a_kind_is_added_where_the_model_leaves_it_out(project: Path) -> None:
    file = project / "Pulumi.prod.yaml"
    file.write_text(file.read_text().replace("  storefront:kind: production\n", ""))
    assert load_file(file).kind is Kind.PRODUCTION
    assert "storefront:kind" not in made(project, "twin", "prod", account="000000000001")
    assert "storefront:kind" in made(project, "dev", "prod", kind=Kind.DISPOSABLE)
    text = (project / "Pulumi.dev.yaml").read_text()
    assert re.search(
        r"\n  storefront:environment: dev\n(  #.*\n)?  storefront:offHours: .*\n  storefront:kind: ", text
    )


def test_what_production_lacks_is_refused_and_nothing_is_written(project: Path) -> None:
    with pytest.raises(SettingsError, match=r"no burstable class \(db\.t\*\) in production"):
        made(project, "shop", "staging", kind=Kind.PRODUCTION)
    assert not (project / "Pulumi.shop.yaml").exists()


REFUSED = [
    ("../x", "staging", ACCOUNT, "at most 10 lower-case letters"),
    ("", "staging", ACCOUNT, "at most 10 lower-case letters"),
    ("elevenchars", "staging", ACCOUNT, "at most 10 lower-case letters"),
    ("dev", "staging", "1", "an AWS account id"),
    ("dev", "staging", "111122223333", "another account than prod's"),
    ("prod", "staging", ACCOUNT, "a new name"),
    ("dev", "nowhere", ACCOUNT, "prod, staging"),
]


@pytest.mark.parametrize(("name", "like", "account", "allowed"), REFUSED)
def test_what_cannot_be_made_is_refused_and_nothing_is_written(
    project: Path, name: str, like: str, account: str, allowed: str
) -> None:
    before = {file: file.read_text() for file in project.iterdir()}
    with pytest.raises(SettingsError, match=allowed):
        made(project, name, like, account)
    assert {file: file.read_text() for file in project.iterdir()} == before
