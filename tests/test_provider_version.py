"""Holds the provider to the least version that the program needs, wherever a version is named.

A resource is made by the plugin of the SDK's own version. Each row is a behaviour of the provider on which a resource of
the program depends; an older one would still take the program, and do something else.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

from rehearsal.mocks.recorder import ROOT
from tests.access.provider.program import made

PACKAGE = "pulumi-aws"


@dataclass(frozen=True)
class Needs:
    """A type, the least version of the SDK that was seen to do what is needed, what that is, and its source."""

    token: str
    least: str
    why: str
    source: str


NEEDS = (
    Needs(
        "aws:cloudwatch/logDelivery:LogDelivery",
        "7.51",
        "keeps the prefix AWSLogs/<account>/CloudFront/ when a delivery is updated: without it the files go where the "
        "bucket's policy lets nobody write",
        "https://github.com/hashicorp/terraform-provider-aws/pull/46455",
    ),
    Needs(
        "aws:guardduty/detectorFeature:DetectorFeature",
        "7.51",
        "compares additional configurations as a set: in a list each refresh finds another order",
        "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/guardduty/detector_feature.go",
    ),
)
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


LEAST = max(_numbers(one.least) for one in NEEDS)


def test_the_project_takes_no_older_one() -> None:
    wanted: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (ours,) = (one for one in wanted if one.startswith(PACKAGE))
    (least,) = re.findall(r">=([\d.]+)", ours)
    assert _numbers(least) >= LEAST


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_holds_an_older_one(lock: str) -> None:
    for held in re.findall(rf"^{PACKAGE}==([\d.]+)", (ROOT / lock).read_text(), re.MULTILINE):
        assert _numbers(held) >= LEAST


def test_what_is_installed_is_no_older_one() -> None:
    assert _numbers(version(PACKAGE)) >= LEAST


def test_no_file_of_the_program_asks_for_another_version_of_the_plugin() -> None:
    named = [
        path for path in (ROOT / "components").rglob("*.py") if re.search(r"\bversion=[\"']\d", path.read_text())
    ]
    assert named == []
    assert "plugins:" not in Path(ROOT / "Pulumi.yaml").read_text()


@pytest.mark.parametrize("one", NEEDS, ids=lambda one: one.token)
def test_the_program_makes_what_needs_it(one: Needs) -> None:
    assert one.token in made()
    assert one.why
    assert one.source.startswith("https://github.com/hashicorp/terraform-provider-aws/")
