"""The steps of a re-homing: what is set, imported, refreshed and let go of, as commands and as text."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from operations.recovery.rehoming.urns import name_of, type_of

_PACK = "--policy-pack policies"
# The job's session is the only one that may take the deployment role (README, "On real accounts", step 7).
_SCRIPT = """\
#!/usr/bin/env bash
# Re-homes {stack}. Jobs of the environment {stack} run it: no person takes the deployment role.
set -euo pipefail
case "${{1:-}}" in
  adopt)
{adopt}
    ;;
  update)
{update}
    ;;
  *)
    echo "usage: bash $0 adopt, then, once somebody has read what it shows: bash $0 update" >&2
    exit 2
    ;;
esac
"""


@dataclass(frozen=True, kw_only=True)
class Import:
    """What the recovery made and the program is to take over: a resource, by its URN there and its id on AWS."""

    urn: str
    id: str
    parent: str
    """The URN of the component that it stands under."""
    region: str


@dataclass(frozen=True, kw_only=True)
class Rehoming:
    """Everything that is to be done, in order."""

    stack: str
    provider: str
    """The URN of a region's provider, with `{region}` in it."""
    settings: tuple[str, ...]
    imported: tuple[Import, ...]
    existing: frozenset[str]
    """The URNs of the components among the parents that the program has already."""
    removed: tuple[str, ...]
    """The URNs of what is let go of."""
    refreshed: tuple[str, ...] = field(default=())
    """The URNs of what changed its part and stays."""
    left_by_hand: tuple[str, ...] = field(default=())
    """Patterns of the URNs of what no pipeline may delete: an administrator does, and Pulumi then finds it gone."""
    exemption: str = ""
    """What policies/exemptions.yaml must say of it, as YAML; empty: nothing."""

    def imports(self) -> dict[str, Any]:
        """Return what `pulumi import --file` takes."""
        table = {one.region: self.provider.format(region=one.region) for one in self.imported}
        resources: dict[str, dict[str, Any]] = {}
        for one in self.imported:
            parent = name_of(one.parent)
            if one.parent in self.existing:
                table[parent] = one.parent
            else:
                resources[one.parent] = {"type": type_of(one.parent), "name": parent, "component": True}
        for one in self.imported:
            resources[one.urn] = {
                "type": type_of(one.urn), "name": name_of(one.urn), "id": one.id, "parent": name_of(one.parent),
                "provider": one.region,
            }  # fmt: skip
        return {"nameTable": table, "resources": list(resources.values())}

    def commands(self, file: str) -> list[str]:
        """Return the commands of Pulumi's CLI, in order; `file` is where the imports are."""
        return [
            *self._adopting(file),
            self._but_for_removed("up"),
            *self._letting_go(),
        ]

    def _adopting(self, file: str) -> list[str]:
        return [
            f"pulumi import -s {self.stack} --file {file} --generate-code=false --yes",
            *(
                f"pulumi refresh -s {self.stack} --yes --target '{one}'"
                for one in (*self.refreshed, *self.left_by_hand)
            ),
        ]

    def _but_for_removed(self, command: str) -> str:
        whole = f"pulumi {command} -s {self.stack} {_PACK}"
        return " \\\n".join([whole, *(f"  --exclude '{one}'" for one in self.removed)])

    def _letting_go(self) -> list[str]:
        command = f"pulumi state remove -s {self.stack} --force --yes"
        return [
            " \\\n".join([command, *(f"  '{one}'" for one in self.removed)]),
            f"pulumi preview -s {self.stack} {_PACK} --expect-no-changes",
        ]

    def script(self, file: str) -> str:
        """Return the commands as a job of the pipeline runs them, in two parts: between them a person reads.

        `file` is where the imports are, from the folder of the repository.
        """
        adopt = [*self._adopting(file), self._but_for_removed("preview")]
        update = [self._but_for_removed("up --yes --skip-preview"), *self._letting_go()]
        return _SCRIPT.format(stack=self.stack, adopt=_part(adopt), update=_part(update))


def _part(commands: list[str]) -> str:
    return textwrap.indent("\n".join(commands), "    ")


def _exempted(rehoming: Rehoming) -> Iterator[str]:
    if rehoming.exemption:
        yield "   Add to policies/exemptions.yaml; its owner must approve it:"
        yield from (f"     {line}" for line in rehoming.exemption.splitlines())


def _by_hand(rehoming: Rehoming) -> Iterator[str]:
    if rehoming.left_by_hand:
        yield "   The account's administrator deletes the backup plan of the region that serves no more: no"
        yield "   pipeline may. docs/runbooks/rehoming.md has the commands."


def text(rehoming: Rehoming, file: str, script: str) -> str:
    """Write the steps for the operator; `file` is where the imports are, and `script` what a job runs."""
    stack = rehoming.stack
    settings = [f"     {line}" for line in rehoming.settings]
    commands = rehoming.commands(file)
    lines = [
        f"1. On a branch, in Pulumi.{stack}.yaml set",
        *settings,
        f"   and check it: storefront config check {stack}",
        *_exempted(rehoming),
        f"   Commit it with {file} and {script}.",
        *_by_hand(rehoming),
        f"2. A job of the environment {stack} runs, on that branch: bash {script} adopt",
        "   It imports, and previews the update. Nothing that holds data may be deleted or replaced.",
        f"3. Another runs: bash {script} update",
        "4. Take the two files off the branch, and merge it: the update that follows finds nothing to change.",
        "",
        "The jobs run:",
        *(f"- {command}" for command in commands),
        "",
        "`pulumi state remove` changes only Pulumi's state. The old resources stay on AWS as evidence.",
        "Nobody else takes the deployment role; before it went to the pipeline, its administrator runs the script.",
    ]
    return "\n".join(lines)
