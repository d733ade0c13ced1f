"""A tiny project to rehearse, and stand-ins for what its resources would be created in."""

from __future__ import annotations

import textwrap
import threading
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from operations.aws import AwsRegion
from rehearsal.host.children import Children
from rehearsal.host.offline import offline_environment
from rehearsal.host.pack import Pack
from rehearsal.host.settings import StackFile
from rehearsal.progress import Progress
from rehearsal.provider import Created, Handler
from rehearsal.provider.embedded import embedded
from rehearsal.run import Foundation, Rehearsal
from rehearsal.scrubber import SecretScrubber

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rehearsal.record import Record, Resource

PROGRAM = """
import pulumi

config = pulumi.Config()

class Thing(pulumi.CustomResource):
    def __init__(self, name, props=None, opts=None):
        given = {"size": None, "made": None, "secretWord": None, **(props or {})}
        super().__init__("test:index:Thing", name, given, opts)

class Box(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("storefront:test:Box", name, {}, opts)
        self.child = Thing(f"{name}-child", {"size": 1}, pulumi.ResourceOptions(parent=self, protect=True))
        self.register_outputs({"child": self.child.id})
"""

PACK = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy, StackValidationPolicy

def small(args, report):
    if args.resource_type == "test:index:Thing" and isinstance(args.props.get("size"), (int, float)):
        if args.props["size"] > 100:
            report("it is %d, more than 100" % args.props["size"])

def few(args, report):
    things = [one for one in args.resources if one.resource_type == "test:index:Thing"]
    if len(things) > 5:
        report("there are %d" % len(things), things[-1].urn)

PolicyPack(
    name="tiny",
    enforcement_level=EnforcementLevel.MANDATORY,
    policies=[
        ResourceValidationPolicy("small-things", "Things are small", small),
        StackValidationPolicy("few-things", "Things are few", few, enforcement_level=EnforcementLevel.ADVISORY),
    ],
)
"""


def make_project(root: Path, program: str = "", *, settings: str = "config: {}\n", pack: str = PACK) -> Path:
    """Write a project with one stack, `prod`; returns its folder."""
    (root / "policies").mkdir(parents=True)
    (root / "Pulumi.yaml").write_text("name: storefront\nruntime: python\n")
    (root / "Pulumi.prod.yaml").write_text(settings)
    (root / "__main__.py").write_text(PROGRAM + textwrap.dedent(program))
    (root / "policies" / "PulumiPolicy.yaml").write_text("runtime: python\nversion: 1.2.3\n")
    (root / "policies" / "__main__.py").write_text(pack)
    return root


@dataclass
class FakeHandler:
    """Creates nothing, and remembers what it was asked to create."""

    outputs: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda _inputs: {}
    live: Callable[[Mapping[str, Any]], dict[str, Any]] = dict
    created: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    regions: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def create(self, aws: AwsRegion, inputs: Mapping[str, Any]) -> Created:
        """Remember the inputs."""
        with self._lock:
            self.created.append(dict(inputs))
            self.regions.append((aws.region, aws.account))
            number = len(self.created)
        return Created(f"id-{number}", dict(self.outputs(inputs)))

    def read(self, aws: AwsRegion, resource_id: str, inputs: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """What the test says stands there."""
        return self.live(inputs)


THING = "test:index:Thing"


def rehearse_project(
    root: Path, handlers: Mapping[str, Handler] | None = None, meanwhile: Callable[[Record], None] | None = None
) -> tuple[Record, SecretScrubber]:
    """Rehearse the project's `prod` without an emulator."""
    stack = StackFile.read(root, "prod")
    environment = offline_environment() | stack.environment()
    children = Children()
    scrubber = SecretScrubber()
    foundation = Foundation(handlers or {}, lambda region, account: embedded("http://127.0.0.1:9", region, account))
    progress = Progress(Console(file=StringIO()))
    try:
        pack = Pack(children, root / "policies", environment)
        rehearsal = Rehearsal(stack, foundation, pack, children, environment, progress, scrubber)
        return rehearsal.run(meanwhile), scrubber
    finally:
        children.end()


def named(record: Record, name: str) -> Resource:
    """The one resource of that name."""
    (found,) = [resource for resource in record.resources if resource.name == name]
    return found


def children_of(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(entry.name))
    return found
