"""Proves `storefront environment new` on models that nobody thought of: any valid shape, any name, any kind and options.

What comes out is a file that passes its check, or a refusal of what is there: a key of the model's file, or an option of
the command. What differs is what an environment has of its own, whatever the model is called.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cli.effects.table import tries
from components.settings import AccountWide, Kind, Settings, SettingsError, load_file, stack_file
from components.settings.beginning import NewEnvironment
from components.settings.check import check, field_at, section_in, types_in
from components.settings.load import neighbours
from components.settings.new_environment import make_environment
from components.settings.own_values import mark_at
from components.settings.sections.elsewhere import Elsewhere
from components.settings.sections.section import Section
from components.settings.stack_file import read_stack_file
from components.shared.facts.catalogue import encrypts, hardware_of, offered
from tests.components.settings.files import GONE, ROOT, Path_, Values, put, values_of, write
from tests.components.settings.test_mutations import places
from tests.rehearsal.shapes.shape import Shape, settings_of, shapes
from tests.support.sweeps import Turns, drawn

ACCOUNT = "777788889999"
ONE_IN_TODAY, ONE_IN = 100, 20
_WHERE = re.compile(r"^(--[a-z-]+|NAME|storefront:\S+)$")

# What a model may be beside its shape, each laid over where the result is valid.
VARIANTS: Mapping[str, Mapping[Path_, Any]] = {
    "as it is": {},
    "lost": {("unreachable",): "the standby"},
    "recovered": {("recovered",): "the serving"},
    "one agent": {("servers", "artifacts", "cloudwatchAgent", "arm64"): GONE},
    "the other agent": {("servers", "artifacts", "cloudwatchAgent", "x86_64"): GONE},
    "enforced": {
        ("network", "encryptionControl"): "enforce",
        ("servers", "operationsHost", "instanceType"): "m7g.medium",
    },
    "no Spot": {
        ("fleet", "spot"): {"onDemandBase": 6, "onDemandPercent": 100},
        ("fleet", "quotas"): {"onDemandProcessors": 1000, "spotProcessors": 0},
    },
    "no growth": {
        ("fleet", "capacity"): {"minSize": 6, "maxSize": 6, "warmSize": 0},
        ("fleet", "spot"): {"onDemandBase": 6, "onDemandPercent": 0},
        ("fleet", "peaks"): [],
        ("fleet", "reserve"): GONE,
        ("fleet", "quotas"): {"onDemandProcessors": 12, "spotProcessors": 0},
    },
    "held": {("fleet", "target", "holdScaleIn"): True},
}
KINDS = (None, *Kind)
OPTIONS: tuple[dict[str, Any], ...] = (
    {"account": ACCOUNT},
    {"account": ACCOUNT, "zone": "tienda.cl"},
    {"account": ACCOUNT, "zone": "example.com"},
    {"account": ACCOUNT, "kept_elsewhere": [*AccountWide]},
    {"account": "111122223333", "kept_elsewhere": [*AccountWide]},
    {"account": "111122223333"},
    {"account": "444455556666", "kept_elsewhere": [AccountWide.SESSION_PREFERENCES]},
)
# Environments may be called as YAML calls nothing, and as what S3 keeps at the end of a name.
NAMES = ("dev", "null", "an", "true", "a", "x-y-z-1")


def varied(values: Values, changes: Mapping[Path_, Any]) -> Values:
    """A model with what a variant lays over it, if that is valid."""
    changed = values
    standby = [region for region in values["sites"] if region != values["serving"]]
    for path, value in changes.items():
        try:
            if path == ("unreachable",):
                changed = put(changed, path, standby[0] if standby else "us-east-1")
            elif path == ("recovered",):
                site = values["sites"][values["serving"]]["database"]
                one = {"primary": "b", "restored": True}
                both = {**one, "replica": "c", "replicaZone": site.get("replicaZone")}
                place = ("sites", values["serving"], "database", "recovered")
                changed = put(changed, place, both if "replicaZone" in site else one)
            else:
                changed = put(changed, path, value)
        except (KeyError, IndexError):
            return values
    return values if check(changed)[1] else changed


def cases() -> Iterator[tuple[Callable[[], Values], NewEnvironment]]:
    """Every shape as every kind, with the variants, options and names in turn; the model is made when it is asked for."""
    turns = zip(
        itertools.product(shapes(), KINDS), *map(itertools.cycle, (VARIANTS.values(), OPTIONS, NAMES)), strict=False
    )
    for (shape, kind), variant, options, name in turns:

        def model(shape: Shape = shape, variant: Mapping[Path_, Any] = variant) -> Values:
            return varied(settings_of(shape), variant)

        yield model, NewEnvironment(name=name, like="prod", kind=kind, **options)


def project(folder: Path, values: Values, stack: str = "prod") -> Path:
    """A project with a model, beside staging."""
    folder.mkdir()
    write(folder, stack, values)
    write(folder, "staging", values_of("staging"))
    return folder


def said_of_what_is_there(error: SettingsError, model: Values) -> bool:
    """Whether each problem names an option, or a key that the model's file has, with its line there."""
    return all(
        _WHERE.match(str(one.path[0])) is not None
        if not one.key
        else error.file == "Pulumi.prod.yaml" and one.line is not None and str(one.path[0]) in model
        for one in error.problems
    )


def refused(folder: Path, wanted: NewEnvironment) -> SettingsError | None:
    """Why an environment is not made; None: it is."""
    try:
        make_environment(folder, wanted)
    except SettingsError as error:
        return error
    return None


def cannot_be(wanted: NewEnvironment, model: Values) -> bool:
    """What is asked for and cannot be had: a zone or an account of others', or more than a lesser model has."""
    shared = wanted.account in {model["account"], "444455556666"} and len(wanted.kept_elsewhere) < len(AccountWide)
    more = wanted.kind is Kind.PRODUCTION and model.get("kind", "production") != "production"
    return wanted.zone == "example.com" or shared or more


def changed() -> Iterator[tuple[Callable[[], Values], NewEnvironment]]:
    """Prod with each key of the model changed, or added with what it stands on, as every kind; the rest in turns."""
    beside = [one for one in neighbours(ROOT) if one.environment == "staging"]
    tried = [one.after for one in tries(ROOT) if one.after and not check(one.after, beside)[1]]
    turns = zip(itertools.product(tried, KINDS), *map(itertools.cycle, (OPTIONS, NAMES)), strict=False)
    for (values, kind), options, name in turns:
        yield partial(deepcopy, values), NewEnvironment(name=name, like="prod", kind=kind, **options)


def made_or_refused(folder: Path, values: Values, wanted: NewEnvironment) -> bool:
    """Whether a file comes out, which is valid; else a refusal of what is there."""
    project(folder, values)
    error, file = refused(folder, wanted), folder / f"Pulumi.{wanted.name}.yaml"
    if error:
        assert cannot_be(wanted, values), (wanted, str(error))
        assert said_of_what_is_there(error, values), (wanted, str(error))
        assert not file.exists()
        return False
    settings = load_file(file)
    assert of_the_right_types(settings, Settings.model_validate(values)), wanted
    assert not list(moments(settings)), wanted
    return True


def test_a_file_that_passes_its_check_comes_out_or_a_refusal_of_what_is_there(tmp_path: Path) -> None:
    turns = Turns("new environments", ONE_IN_TODAY)
    numbered = enumerate(itertools.chain(cases(), changed()))
    assert sum(
        made_or_refused(tmp_path / str(number), model(), wanted)
        for number, (model, wanted) in numbered
        if turns.come()
    )


@pytest.mark.slow
@pytest.mark.parametrize("search", [cases, changed])
def test_so_it_is_for_every_shape_and_for_every_key(
    tmp_path: Path, search: Callable[[], Iterator[tuple[Callable[[], Values], NewEnvironment]]]
) -> None:
    for number, (model, wanted) in enumerate(search()):
        if drawn(f"new environments: {search.__name__}", number, ONE_IN):
            made_or_refused(tmp_path / str(number), model(), wanted)


def of_the_right_types(new: Settings, model: Settings) -> bool:
    """Whether what stands has types that its zones have, for which images and artefacts are there, none larger."""
    servers = (*new.fleet.instance_types, *(one.instance_type for one in new.servers.standalone().values()))
    zones = [zone for site in new.sites.values() for zone in site.zones]
    types = [*map(str, servers), *(hardware_of(str(kind)) for _, kind in new.database.instance_classes)]
    return (
        all(offered(zone, kind) for zone in zones for kind in types)
        and (new.network.encryption_control != "enforce" or all(map(encrypts, types)))
        and new.fleet.architecture is model.fleet.architecture
        and all(
            server.architecture is model.servers.standalone()[name].architecture
            for name, server in new.servers.standalone().items()
        )
        and new.fleet.processors <= model.fleet.processors
        and new.fleet.highest_regular <= model.fleet.highest_regular
        and new.database.instance_class.memory_gib <= model.database.instance_class.memory_gib
    )


def moments(settings: Settings) -> Iterator[Path_]:
    """Where settings have what an emergency or a campaign asks for."""
    values = settings.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for path, value in places(values):
        if mark_at(path) is Elsewhere.OF_THE_MOMENT and path[-1] == field_at(path).alias and value:
            yield path


def words() -> list[str]:
    """Every word of the models' values that an environment may be called by."""
    found = {
        word
        for stack in ("prod", "staging")
        for _, value in places(values_of(stack))
        if isinstance(value, str)
        for word in re.findall(r"[a-z][a-z0-9]{0,9}", value)
    }
    return sorted(found - {"staging"})


def test_the_models_name_is_replaced_only_where_a_field_carries_it(tmp_path: Path) -> None:
    turns, tried = Turns("names of models", 40), 0
    for word in words():
        if turns.come():
            folder = project(tmp_path / word, put(values_of("prod"), ("environment",), word), word)
            changes = make_environment(folder, NewEnvironment(name="qq", like=word, account=ACCOUNT))[1]
            assert {
                str(mark_at(one.path)) for one in changes if one.path not in {("environment",), ("account",)}
            } <= {str(mark) for mark in Elsewhere}, (word, changes)
            edge = load_file(stack_file(folder, "qq")).edge
            assert (edge.hosted_zone, edge.domain) == ("qq.example.com", "www.qq.example.com")
            tried += 1
    assert tried


def _names(zone: str) -> dict[str, str]:
    return {"hostedZone": zone, "domain": f"www.{zone}"}


@pytest.mark.parametrize(
    ("model", "zone", "beside", "expected"),
    [
        ("mx", "tienda.com.mx", "staging.tienda.com.mx", "br.tienda.com.mx"),
        ("tienda", "tienda.com.mx", "staging.example.com", "br.tienda.com.mx"),
        ("mx", "mx.tienda.com", "tienda.com", "br.tienda.com"),
        ("mx", "mx.tienda.com", "staging.example.com", "br.mx.tienda.com"),
        ("mx", "mx.com", "com.example.com", "br.mx.com"),
    ],
)
def test_a_label_of_the_zone_is_the_environments_where_its_parent_is_the_projects(
    tmp_path: Path, model: str, zone: str, beside: str, expected: str
) -> None:
    values = put(values_of("prod"), ("environment",), model)
    values = put(values, ("edge",), {**values["edge"], **_names(zone), "alternativeNames": []})
    values = put(values, ("notifications", "onCall"), [f"on-call@{zone}"])
    folder = project(tmp_path / "project", values, model)
    staging = values_of("staging")
    write(folder, "staging", put(staging, ("edge",), {**staging["edge"], **_names(beside)}))
    make_environment(folder, NewEnvironment(name="br", like=model, account=ACCOUNT))
    settings = load_file(stack_file(folder, "br"))
    assert (settings.edge.hosted_zone, settings.edge.domain) == (expected, f"www.{expected}")
    assert settings.notifications.on_call == (f"on-call@{zone}",)


def _broken(text: str) -> Iterator[str]:
    """A file with one mistake: at each key a letter more; and cut off, without its end, in every tenth place."""
    for key in re.finditer(r"^ *[\w:-]+(?=:)", text, re.MULTILINE):
        yield f"{text[: key.end()]}x{text[key.end() :]}"
    yield from (text[:end] for end in range(text.index("10.33.0.0") + 9, len(text), 1000))
    yield from (
        text.replace("10.33.0.0/16", wrong)
        for wrong in ("10.33.0.0", "10.33.0.256/16", "10.33.0.0/166", "[10.33.0.0/16")
    )
    yield f"{text}\n  ]["


def test_a_new_network_overlaps_no_neighbours_whatever_is_wrong_with_its_file(tmp_path: Path) -> None:
    turns, tried = Turns("broken neighbours", 30), 0
    staging = put(values_of("staging"), ("sites", "us-east-1", "cidr"), "10.18.0.0/16")
    text = write(tmp_path, "staging", staging).read_text()
    for number, broken in enumerate(_broken(text)):
        if turns.come():
            folder = project(tmp_path / str(number), values_of("prod"))
            (folder / "Pulumi.staging.yaml").write_text(broken)
            file, _ = make_environment(
                folder, NewEnvironment(name="dev", like="prod", account=ACCOUNT, zone="tienda.cl")
            )
            taken = {"10.16.0.0/16", "10.17.0.0/16", "10.18.0.0/16", "10.33.0.0/16"}
            assert taken.isdisjoint(str(site.cidr) for site in load_file(file).sites.values()), broken
            tried += 1
    assert tried


def test_while_a_neighbour_cannot_be_read_at_all_none_is_made(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", values_of("prod"))
    (folder / "Pulumi.other.yaml").mkdir()
    with pytest.raises(SettingsError, match=r"Pulumi\.other\.yaml\n    given    a directory"):
        make_environment(folder, NewEnvironment(name="dev", like="prod", account=ACCOUNT))


def _fields(section: type[Section], path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    for field in section.model_fields.values():
        place = (*path, str(field.alias))
        yield place, field
        if inner := section_in(field):
            yield from _fields(inner, place)


def test_every_field_that_names_an_account_says_what_becomes_of_it() -> None:
    """Found by the fields' own examples: an ARN of IAM or KMS has an account in it."""
    naming = {path: field for path, field in _fields(Settings) if "arn:aws:" in str(field.examples)}
    assert len(naming) >= 5
    for path, field in naming.items():
        marks = [mark for mark in field.metadata if isinstance(mark, Elsewhere)]
        assert marks in ([Elsewhere.OF_ITS_ACCOUNT], [Elsewhere.ITS_OWN_KEY]), path


def test_every_field_of_domain_names_and_networks_says_what_becomes_of_it() -> None:
    for path, field in _fields(Settings):
        typed = " ".join(map(str, (*types_in(field), *field.metadata)))
        if "_is_name" in typed or "IPv4Network" in typed:
            marks = {mark for mark in field.metadata if isinstance(mark, Elsewhere)}
            assert marks & {Elsewhere.WITHIN_ITS_ZONE, Elsewhere.ITS_OWN_NETWORK, Elsewhere.OF_OTHERS}, path


def test_a_key_of_the_state_is_nobodys_until_it_is_made(tmp_path: Path) -> None:
    own = values_of("prod")
    arn = own["identity"]["pipelines"]["stateKey"].replace("1234abcd-12ab-34cd-56ef-1234567890ab", "mrk-1")
    folder = project(tmp_path / "project", put(own, ("identity", "pipelines", "stateKey"), arn))
    changes = make_environment(folder, NewEnvironment(name="dev", like="prod", account=ACCOUNT))[1]
    pipelines = load_file(stack_file(folder, "dev")).identity.pipelines
    assert pipelines.state_key == f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    assert pipelines.state_bucket == "example-storefront-dev-state"
    (note,) = (one.note for one in changes if one.path[-1] == "stateKey")
    assert note == (
        "no key has this id: make the state's with its bucket, as README.md has them, and write its ARN"
    )


@pytest.mark.parametrize(
    ("bucket", "name"),
    [
        ("state", "an"),
        ("a" * 63, "dev"),
        ("prod", "a"),
        ("x-prod-s3alias-prod", "null"),
        (f"{'b' * 55}.prod", "x-y-z-1"),
    ],
)
def test_each_has_a_bucket_of_its_own(tmp_path: Path, bucket: str, name: str) -> None:
    folder = project(tmp_path / "project", put(values_of("prod"), ("identity", "pipelines", "stateBucket"), bucket))
    make_environment(folder, NewEnvironment(name=name, like="prod", account=ACCOUNT))
    assert load_file(stack_file(folder, name)).identity.pipelines.state_bucket != bucket


def test_what_another_stack_of_the_models_account_kept_is_kept_in_a_new_account(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", values_of("prod"))
    make_environment(
        folder, NewEnvironment(name="shop", like="prod", account="111122223333", kept_elsewhere=[*AccountWide])
    )
    make_environment(folder, NewEnvironment(name="qa", like="shop", account=ACCOUNT))
    assert load_file(stack_file(folder, "qa")).kept_elsewhere == ()
    own = write(folder, "prod", put(values_of("prod"), ("keptElsewhere",), ["cost-monitor"]))
    make_environment(folder, NewEnvironment(name="own", like="prod", account="000000000001"))
    assert load_file(stack_file(folder, "own")).kept_elsewhere == load_file(own).kept_elsewhere != ()


def test_a_refusal_names_the_line_of_the_model_and_the_option(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", values_of("prod"))
    with pytest.raises(SettingsError) as refused:
        make_environment(folder, NewEnvironment(name="shop", like="staging", account=ACCOUNT, kind=Kind.PRODUCTION))
    lines = read_stack_file(folder / "Pulumi.staging.yaml").lines
    by_path = {one.path: one for one in refused.value.problems}
    problem = by_path["database", "instanceClass"]
    assert (problem.line, problem.mend) == (
        lines["database", "instanceClass"],
        "begin with another environment (--like), or leave --kind at test",
    )
    with pytest.raises(
        SettingsError, match=r"--zone\n    given    'example.com': storefront:edge.hostedZone would be"
    ):
        make_environment(folder, NewEnvironment(name="shop", like="prod", account=ACCOUNT, zone="example.com"))
