"""The steps of a re-homing: what is set, imported, refreshed and let go of, as commands and as text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from operations.recovery.rehoming.urns import name_of, type_of


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
        stack, pack = f"-s {self.stack}", "--policy-pack policies"
        return [
            f"pulumi import {stack} --file {file} --generate-code=false --yes",
            *(f"pulumi refresh {stack} --yes --target '{one}'" for one in self.refreshed),
            " \\\n".join([f"pulumi up {stack} {pack}", *(f"  --exclude '{one}'" for one in self.removed)]),
            " \\\n".join([f"pulumi state remove {stack} --force --yes", *(f"  '{one}'" for one in self.removed)]),
            f"pulumi preview {stack} {pack} --expect-no-changes",
        ]


def _exempted(rehoming: Rehoming) -> Iterator[str]:
    if rehoming.exemption:
        yield "   Add to policies/exemptions.yaml; its owner must approve it:"
        yield from (f"     {line}" for line in rehoming.exemption.splitlines())


def text(rehoming: Rehoming, file: str) -> str:
    """Write the steps for the operator."""
    settings = [f"     {line}" for line in rehoming.settings]
    commands = rehoming.commands(file)
    lines = [
        f"1. In Pulumi.{rehoming.stack}.yaml set",
        *settings,
        f"   and check it: storefront config check {rehoming.stack}",
        *_exempted(rehoming),
        *(f"{number}. {command}" for number, command in enumerate(commands, start=2)),
        "",
        f"Step {len(commands)} changes only Pulumi's state. The old resources stay on AWS as evidence.",
    ]
    return "\n".join(lines)
