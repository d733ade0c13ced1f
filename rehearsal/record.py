"""What a rehearsal found: every resource, every guardrail's word, and where the time went."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rehearsal.values import mask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rehearsal.scrubber import SecretScrubber


def type_name(token: str) -> str:
    """How a type is called in the SDK: `rds.Instance` of `aws:rds/instance:Instance`."""
    package, module, name = token.split(":")
    return f"{module.split('/')[0] if package == 'aws' else package}.{name}"


class State(StrEnum):
    """What became of a registered resource."""

    COMPONENT = "component"
    PROVIDER = "provider"
    CREATED = "created"
    RECORDED = "recorded"
    """Its type has no creation handler: noted, not created."""
    REFUSED = "refused"
    """A mandatory guardrail was violated, so that the engine would not create it."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """It depends on something that does not stand."""

    @property
    def stands(self) -> bool:
        """Whether others can be built on it."""
        return self in {State.COMPONENT, State.PROVIDER, State.CREATED, State.RECORDED}


class Level(StrEnum):
    """How binding a guardrail is."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    DISABLED = "disabled"


@dataclass(frozen=True)
class Finding:
    """One thing a guardrail reported."""

    guardrail: str
    level: Level
    message: str
    urn: str


@dataclass(frozen=True)
class Guardrail:
    """One policy of the pack, with what it reported over the whole rehearsal."""

    name: str
    level: Level
    severity: str
    description: str


@dataclass(frozen=True)
class Difference:
    """A property that stands in the embedded AWS otherwise than it was declared."""

    path: str
    declared: Any
    live: Any


@dataclass(frozen=True)
class Comparison:
    """A created resource read back: how many of its declared properties were found as declared."""

    equal: int
    differences: tuple[Difference, ...] = ()
    not_compared: tuple[str, ...] = ()
    """Declared properties that the emulated service does not show."""
    error: str = ""

    @property
    def faithful(self) -> bool:
        """Whether what stands is what was declared, as far as the service shows it."""
        return not self.differences and not self.error


@dataclass(frozen=True)
class Options:
    """The resource options that guardrails may look at."""

    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    delete_before_replace: bool | None = None
    additional_secret_outputs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    timeouts: Mapping[str, float] = field(default_factory=dict[str, float])
    """Seconds by operation."""


@dataclass
class Resource:
    """One resource the program registered."""

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    provider: str
    """The URN of its provider; empty for a component and for a default provider."""
    inputs: dict[str, Any]
    options: Options
    dependencies: tuple[str, ...]
    property_dependencies: Mapping[str, tuple[str, ...]]
    region: str = ""
    id: str = ""
    state: State = State.COMPONENT
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    error: str = ""
    findings: list[Finding] = field(default_factory=list[Finding])
    comparison: Comparison | None = None


@dataclass(frozen=True)
class Procedure:
    """One procedure that was rehearsed on what stands: whether it did its work (None: it was not run), and how."""

    name: str
    passed: bool | None
    told: str


@dataclass
class Record:
    """The whole rehearsal of one stack."""

    stack: str
    pack: str
    guardrails: list[Guardrail]
    resources: list[Resource]
    findings: list[Finding]
    """What stack-level guardrails and the run of the pack itself reported; those of a resource are with it."""
    messages: list[str]
    """Warnings of the program."""
    seconds: Mapping[str, float]
    procedures: list[Procedure] = field(default_factory=list[Procedure])

    @property
    def all_findings(self) -> list[Finding]:
        """Everything any guardrail reported, in the order of registration, the stack's own last."""
        return [finding for resource in self.resources for finding in resource.findings] + self.findings

    @property
    def violations(self) -> list[Finding]:
        """The findings that stop a deployment."""
        return [finding for finding in self.all_findings if finding.level is Level.MANDATORY]

    @property
    def failed(self) -> list[Resource]:
        """The resources that do not stand for another reason than a guardrail."""
        return [resource for resource in self.resources if resource.state is State.FAILED]

    @property
    def unfaithful(self) -> list[Resource]:
        """The resources that stand otherwise than declared."""
        return [one for one in self.resources if one.comparison and not one.comparison.faithful]

    @property
    def passed(self) -> bool:
        """Whether the stack would stand, guarded and as declared, and its procedures work on it."""
        broken = [one for one in self.procedures if one.passed is False]
        return not (self.violations or self.failed or self.unfaithful or broken)

    def write(self, path: Path, scrubber: SecretScrubber) -> None:
        """Write the whole record as one JSON document, secrets masked."""
        document = json.dumps(self.document(), indent=2, default=str)
        path.write_text(scrubber.scrub(document) + "\n", encoding="utf-8")

    def document(self) -> dict[str, Any]:
        """The record as plain data, secrets masked."""
        return {
            "stack": self.stack,
            "passed": self.passed,
            "seconds": {name: round(value, 2) for name, value in self.seconds.items()},
            "pack": self.pack,
            "guardrails": [vars(guardrail) for guardrail in self.guardrails],
            "findings": [vars(finding) for finding in self.findings],
            "messages": self.messages,
            "procedures": [vars(procedure) for procedure in self.procedures],
            "resources": [_resource_document(resource) for resource in self.resources],
        }


def _resource_document(resource: Resource) -> dict[str, Any]:
    return {
        "type": resource.type,
        "name": resource.name,
        "urn": resource.urn,
        "parent": resource.parent,
        "site": resource.region,
        "state": resource.state,
        "id": resource.id,
        "protect": resource.options.protect,
        "dependencies": list(resource.dependencies),
        "inputs": mask(resource.inputs),
        "outputs": mask(resource.outputs),
        "policies": [vars(finding) for finding in resource.findings],
        "read_back": _comparison_document(resource.comparison),
        "error": resource.error,
    }


def _comparison_document(comparison: Comparison | None) -> dict[str, Any] | None:
    if comparison is None:
        return None
    return {
        "equal": comparison.equal,
        "differences": [vars(difference) for difference in comparison.differences],
        "not_compared": list(comparison.not_compared),
        "error": comparison.error,
    }
