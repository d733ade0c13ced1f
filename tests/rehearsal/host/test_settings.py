"""Proves that a stack's file is read as Pulumi reads it, and that what cannot be read is told in one sentence.

That the texts reach the program is shown in tests/rehearsal/test_run.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rehearsal.host.settings import StackFile, StackFileError

if TYPE_CHECKING:
    from pathlib import Path


def project(root: Path, content: str, *, name: str = "name: storefront\n") -> Path:
    (root / "Pulumi.yaml").write_text(name)
    (root / "Pulumi.prod.yaml").write_text(content)
    return root


@pytest.mark.parametrize(
    ("yaml_text", "text"),
    [
        ("plain", "plain"),
        ('"007"', "007"),
        ("yes", "yes"),
        ("off", "off"),
        ("true", "true"),
        ("False", "false"),
        ("12:30", "12:30"),
        ('"2026-01-31"', "2026-01-31"),
        ("", ""),
        ("42", "42"),
        ("1.5", "1.5"),
        ("[1, a]", '[1,"a"]'),
        ("{b: 1, a: [x]}", '{"a":["x"],"b":1}'),
    ],
)
def test_each_value_becomes_a_text(tmp_path: Path, yaml_text: str, text: str) -> None:
    file = StackFile.read(project(tmp_path, f"config:\n  storefront:key: {yaml_text}\n"), "prod")
    assert file.config == {"storefront:key": text}


def test_a_key_without_namespace_is_the_projects(tmp_path: Path) -> None:
    file = StackFile.read(project(tmp_path, "config:\n  key: a\n  aws:region: b\n"), "prod")
    assert file.config == {"storefront:key": "a", "aws:region": "b"}
    assert json.loads(file.environment()["PULUMI_CONFIG"]) == dict(file.config)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("config: [1]\n", "no mapping under config"),
        ("- 1\n", "given    no mapping\n    allowed  a mapping"),
        ("config:\n  a: [1\n", "Pulumi.prod.yaml:3\n"),
        ("config:\n\ta: 1\n", "Pulumi.prod.yaml:2\n"),
        ("config:\n  storefront:a: 0100\n", "given    0100\n"),
        ("config:\n  storefront:a: {b: [{secure: xyz}]}\n", "storefront:a is encrypted"),
    ],
)
def test_a_malformed_file_is_told(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(StackFileError) as caught:
        StackFile.read(project(tmp_path, content), "prod")
    assert told in str(caught.value)


def test_an_unknown_stack_is_told_with_those_there_are(tmp_path: Path) -> None:
    project(tmp_path, "config: {}\n")
    (tmp_path / "Pulumi.staging.yaml").write_text("config: {}\n")
    with pytest.raises(StackFileError, match=r"no file Pulumi.porduction.yaml\n    allowed  prod, staging"):
        StackFile.read(tmp_path, "porduction")


def test_a_project_without_file_or_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(StackFileError, match=r"Pulumi.yaml\n    given    no such file"):
        StackFile.read(tmp_path, "prod")
    with pytest.raises(StackFileError, match="`name` is missing"):
        StackFile.read(project(tmp_path, "", name="runtime: python\n"), "prod")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (project(tmp_path, "") / "Pulumi.prod.yaml").write_bytes(b"config:\n  a: \xff\xfe\n")
    with pytest.raises(StackFileError, match=r"given    byte 0xff at 13"):
        StackFile.read(tmp_path, "prod")
