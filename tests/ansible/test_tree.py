"""Proves what of the bundle can be proven by reading it: its kinds, its variables and their table."""

from __future__ import annotations

import re

import pytest
import yaml

from components.servers.kinds import ServerKind
from tests.ansible.machine import BUNDLE

KINDS = {str(kind) for kind in ServerKind}
ROLES = sorted(path.name for path in (BUNDLE / "roles").iterdir())
# Included by other roles with their own variables; they take none of the platform's by themselves.
INCLUDED = {"artifact", "credential", "inputs"}


def _options(role: str) -> dict[str, dict[str, object]]:
    return yaml.safe_load((BUNDLE / f"roles/{role}/meta/argument_specs.yml").read_text())["argument_specs"]["main"][
        "options"
    ]


def _variables() -> set[str]:
    return {name for role in ROLES for name in _options(role) if name.startswith("storefront_")}


def test_there_is_exactly_one_playbook_per_kind() -> None:
    assert {path.name for path in (BUNDLE / "playbooks").iterdir()} == {f"{kind}.yml" for kind in KINDS}
    assert set(_options("base")["storefront_server_kind"]["choices"]) == KINDS  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_playbook_says_its_kind_and_checks_its_variables_first(kind: str) -> None:
    [play] = yaml.safe_load((BUNDLE / f"playbooks/{kind}.yml").read_text())
    assert play["vars"] == {"playbook_kind": kind}
    assert (play["hosts"], play["connection"]) == ("localhost", "local")
    assert play["roles"] == ["inputs", "base", "cloudwatch_agent", "rds_ca", kind.replace("-", "_")]


def test_inputs_reads_every_role_that_declares_variables() -> None:
    listed = yaml.safe_load((BUNDLE / "roles/inputs/vars/main.yml").read_text())["inputs_roles"]
    assert set(listed) == set(ROLES) - INCLUDED


def test_every_variable_that_a_role_uses_is_declared_and_every_declared_one_is_used() -> None:
    used: set[str] = set()
    for path in (BUNDLE / "roles").rglob("*"):
        if (
            path.is_file()
            and path.suffix in {".yml", ".j2"}
            and path.parent.name != "meta"
            and "inputs" not in path.parts
        ):
            used |= set(re.findall(r"\bstorefront_[a-z0-9_]+", path.read_text()))
    assert used == _variables()


def test_the_table_of_the_page_lists_every_variable() -> None:
    page = (BUNDLE / "README.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `storefront_")]
    assert sorted(name for row in rows for name in re.findall(r"`(storefront_[a-z0-9_]+)`", row)) == sorted(
        _variables()
    )


def test_the_page_names_every_key_that_a_role_fetches() -> None:
    page = (BUNDLE / "README.md").read_text()
    keys: set[str] = set()
    for path in (BUNDLE / "roles").rglob("tasks/*.yml"):
        keys |= set(re.findall(r"artifact_key: (\S+/.+)$", path.read_text(), re.MULTILINE))
    shown = {
        re.sub(r"\{\{ \w+_architecture \}\}", "ARCH", re.sub(r"\{\{ storefront_\w+_version \}\}", "VERSION", key))
        for key in keys
    }
    assert len(shown) == 6
    assert [key for key in shown if f"| `{key}` |" not in page] == []


def test_servers_run_the_ansible_that_is_tested() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^ansible-core==\S+.*", (BUNDLE / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") == pins("../requirements-dev.lock")
