"""Reading: a reader gets the sections that it chose and no others; what cannot be used is told with what to do.

The region is a dictionary here; that the real clients answer so is shown with the commands that read.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from manifest.database import Database
from manifest.document import Document, Sections
from manifest.errors import ManifestError, NoManifestError
from manifest.index import VERSION
from manifest.path import path
from manifest.reading import NAMES_AT_ONCE, read, stored
from manifest.site import Fleet, Site
from rehearsal.mocks.manifest import SERVING, STANDBY, sections


@dataclass
class Region:
    """Parameter Store of one region, and what it was asked for."""

    texts: dict[str, str]
    region: str = STANDBY
    asked: list[list[str]] = field(default_factory=list[list[str]])

    def values(self, names: Sequence[str]) -> Mapping[str, str]:
        """What there is of these."""
        self.asked.append(list(names))
        return {name: self.texts[name] for name in names if name in self.texts}


def region(document: dict[str, Any], environment: str = "prod") -> Region:
    return Region({path(environment, name): json.dumps(content) for name, content in document.items()})


class Chosen(Sections):
    """A reader of two kinds of section."""

    database: Database
    sites: dict[str, Site]


class Fleets(Sections):
    """A reader of what not every site has."""

    fleets: dict[str, Fleet]


def test_a_reader_gets_what_it_chose() -> None:
    found = read(region(sections()), "prod", Chosen)
    identifiers = [one.identifier for one in found.database.instances.every]
    assert identifiers == [f"storefront-prod-us-east-1-database-{suffix}" for suffix in "ab"]
    assert found.sites.keys() == {SERVING, STANDBY}
    assert found.sites[STANDBY].copy_group == "restored-copy"


def test_nothing_else_is_asked_for() -> None:
    """So that a role may be let at some sections alone."""
    source = region(sections())
    read(source, "prod", Chosen)
    asked = {name for names in source.asked for name in names}
    assert asked == {path("prod", one) for one in ("index", "database", f"site-{SERVING}", f"site-{STANDBY}")}


def test_what_it_did_not_choose_may_be_anything() -> None:
    """The program adds sections and keys, and a section that is no use must not keep a failover from another."""
    document = sections()
    document |= {"health": 7, "later": {}}
    document["database"]["later"] = {"of": "another release"}
    document["database"]["instances"]["primary"]["later"] = 1
    assert read(region(document), "prod", Chosen).database.name == "storefront"


def test_all_of_it_is_read_in_turns_that_the_service_allows() -> None:
    source = region(sections())
    assert stored(source, "prod") == sections()
    assert max(len(names) for names in source.asked) <= NAMES_AT_ONCE == 10
    assert read(source, "prod", Document).health.acknowledgement.metric == "Acknowledged"


def test_a_site_without_a_fleet_is_left_out() -> None:
    assert read(region(sections()), "prod", Fleets).fleets.keys() == {SERVING}


def test_a_region_without_a_manifest_is_named() -> None:
    with pytest.raises(NoManifestError) as told:
        read(region(sections(), "staging"), "prod", Chosen)
    assert str(told.value) == (
        "us-west-2 holds no manifest of prod (parameter /storefront/prod/manifest/index); name a region of the stack "
        "with --region or AWS_REGION, see that AWS_PROFILE is for the environment's account, and that prod was "
        "deployed"
    )


def test_an_old_stack_is_to_be_deployed_with_every_problem_told() -> None:
    document = sections()
    del document["database"]["multi_az"]
    document[f"site-{STANDBY}"]["journal"] = 7
    with pytest.raises(ManifestError) as told:
        read(region(document), "prod", Chosen)
    assert str(told.value) == (
        "the manifest of prod in us-west-2 cannot be used; deploy prod with this release (pulumi up -s prod "
        "--policy-pack policies), or use the release that deployed it:\n"
        "  database.multi_az: Field required\n"
        f"  site-{STANDBY}.journal: Input should be a valid string"
    )


@pytest.mark.parametrize(
    ("section", "told"), [("database", "  database: Field required"), (f"site-{STANDBY}", "  site-us-west-2: ")]
)
def test_a_section_that_is_missing_is_named(section: str, told: str) -> None:
    document = sections()
    del document[section]
    with pytest.raises(ManifestError, match=told):
        read(region(document), "prod", Chosen)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"version": VERSION + 1},
            f"has version {VERSION + 1}, this release reads {VERSION}; deploy prod with this",
        ),
        ({"environment": "staging"}, "the manifest of prod in us-west-2 is of staging, not of prod"),
        ({"environment": "alpha"}, "the manifest of prod in us-west-2 is of alpha, not of prod"),
        ({"serving": None}, r"index\.serving: Input should be a valid string"),
    ],
)
def test_another_manifest_than_was_asked_for(changes: dict[str, Any], told: str) -> None:
    document = sections()
    document["index"] |= changes
    with pytest.raises(ManifestError, match=told):
        read(region(document), "prod", Chosen)


def test_a_section_that_is_no_json_is_named() -> None:
    source = region(sections())
    source.texts[path("prod", "database")] = "{"
    with pytest.raises(ManifestError, match="/storefront/prod/manifest/database: no JSON"):
        read(source, "prod", Chosen)


def _file(folder: Path, text: str) -> Path:
    file = folder / "some.json"
    file.write_text(text)
    return file


def test_a_file_is_read_alike(tmp_path: Path) -> None:
    file = _file(tmp_path, json.dumps(sections() | {"later": 1}))
    assert read(file, "prod", Chosen) == read(region(sections()), "prod", Chosen)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '{"stack": "prod", "resources": [], "passed": true}',
            "some.json is no manifest: got an object of passed,",
        ),
        ('{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}', r"an object of a, b, c, d, e, \.\.\., expected"),
        ("{}", "got an empty object, expected the section index with a version"),
        ('{"index": []}', "some.json is no manifest"),
        ("[]", "got list, expected an object of sections"),
        ("{", "cannot be read as a manifest"),
    ],
)
def test_a_mistyped_file_is_no_reason_to_deploy(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ManifestError, match=told) as refusal:
        read(_file(tmp_path, text), "prod", Chosen)
    assert "`storefront rehearse STACK --manifest FILE` wrote, or leave --manifest out" in str(refusal.value)
    assert "pulumi up" not in str(refusal.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"missing\.json: cannot be read as a manifest"):
        read(tmp_path / "missing.json", "prod", Chosen)
