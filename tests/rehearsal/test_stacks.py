"""Proves that both real stacks stand: each is rehearsed by the command that `make rehearse` runs.

What a rehearsal does with a program that is wrong is shown in `test_run` and `test_command`, on a tiny one.
"""

from __future__ import annotations

import re
from html import unescape

import pytest

from rehearsal.mocks.recorder import ROOT
from tests.support.rehearsals import STACKS, rehearsed

# Types that moto lacks and whose emulation is out of proportion: named in every summary.
_LACKING = {
    "aws:accessanalyzer/analyzer:Analyzer",
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor",
    "aws:costexplorer/anomalySubscription:AnomalySubscription",
    *(
        f"aws:imagebuilder/{name[0].lower()}{name[1:]}:{name}"
        for name in (
            "Component",
            "DistributionConfiguration",
            "ImagePipeline",
            "ImageRecipe",
            "InfrastructureConfiguration",
        )
    ),
}
RECORDED: dict[str, set[str]] = {"prod": _LACKING, "staging": _LACKING}

every_stack = pytest.mark.parametrize("stack", STACKS)


def texts(picture: str) -> list[str]:
    """Each line of a picture's text, from top to bottom, less the times."""
    lines: dict[str, str] = {}
    for clip, text in re.findall(r'clip-path="url\(#(rehearsal-line-\d+)\)"[^>]*>([^<]*)<', picture):
        lines[clip] = lines.get(clip, "") + unescape(text).replace("\xa0", " ")
    shown = [text.rstrip() for text in lines.values()]
    first = next(index for index, text in enumerate(shown) if text.startswith("Time "))
    last = next(index for index, text in enumerate(shown) if index > first and "stands" in text)
    return shown[:first] + shown[last:]


@every_stack
def test_the_stack_stands_guarded_and_as_declared(stack: str) -> None:
    assert f"{stack} stands, guarded and as declared" in rehearsed(stack).output
    assert rehearsed(stack).status == 0


@every_stack
def test_all_is_created_but_what_is_listed(stack: str) -> None:
    resources = rehearsed(stack).record["resources"]
    assert {one["state"] for one in resources} <= {"component", "created", "provider", "recorded"}
    assert {one["type"] for one in resources if one["state"] == "recorded"} == RECORDED[stack]


def test_the_readme_shows_what_one_sees() -> None:
    kept = texts((ROOT / "docs/rehearsal.svg").read_text())
    assert "Guardrails" in "\n".join(kept)
    assert kept == texts(rehearsed("prod").picture), "run `make docs` and commit the result"
