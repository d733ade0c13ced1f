"""How long prod takes to stand up on AWS, by its dependency graph, and how soon a further server serves.

The graph is the rehearsal's record: what each resource waited for. The durations are a table (durations.py). So the
figure shows whatever is waited for without need; how long AWS really takes is nobody's to promise.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.durations import duration_of
from bench.figure import Figure, Measured, MeasurementError
from bench.scale_out import timelines
from bench.stacks import STACK
from rehearsal.mocks.recorder import ROOT

BOUND = 1.1
_DATABASE = "aws:rds/instance:Instance"


@dataclass(frozen=True)
class Node:
    """One resource: what it waits for, and how long its creation takes."""

    name: str
    type: str
    waits_for: frozenset[str]
    seconds: float
    source: str


@dataclass(frozen=True)
class Step:
    """One resource of the longest chain, and when it stands (seconds from the beginning)."""

    node: Node
    stands_at: float


def measure(*, quick: bool) -> Measured:  # noqa: ARG001 - every measurement is asked alike; a graph is read once
    """Rehearse prod, and add up its longest chain.

    Raises MeasurementError if prod does not stand.
    """
    record = _record()
    nodes = nodes_of(record)
    path = critical_path(nodes)
    growing = timelines(record["resources"])
    lines = [*explanations(path), *(line for timeline in growing for line in timeline.lines())]
    return Measured([*figures(path, nodes), *(timeline.figure for timeline in growing)], lines)


def figures(path: Sequence[Step], nodes: Mapping[str, Node]) -> list[Figure]:
    """Hold the longest chain against the one that cannot be avoided: the database, then its replica."""
    unavoidable = sum(node.seconds for node in nodes.values() if node.type == _DATABASE)
    whole = path[-1].stands_at
    return [
        Figure(
            f"critical path of {STACK}, against database then replica",
            f"{whole / 60:.1f} : {unavoidable / 60:.1f} min",
            whole / unavoidable,
            BOUND,
        )
    ]


def explanations(path: Sequence[Step]) -> list[str]:
    """The chain, a line each, with where each duration comes from."""
    lines = [f"critical path of {STACK}, by the dependencies of its rehearsal:"]
    lines += [
        f"  {step.stands_at / 60:6.1f} min  +{step.node.seconds:5.0f} s  {step.node.name} "
        f"({step.node.type.split(':')[-1]}): {step.node.source}"
        for step in path
    ]
    return lines


def nodes_of(record: Mapping[str, Any]) -> dict[str, Node]:
    """The graph by URN. A component takes no time, and stands when what it waits for does."""
    return {one["urn"]: _node(one) for one in record["resources"]}


def _node(resource: Mapping[str, Any]) -> Node:
    custom = resource["state"] not in {"component", "provider"}
    typical = duration_of(
        resource["type"], replica=resource["type"] == _DATABASE and "replicateSourceDb" in resource["inputs"]
    )
    return Node(
        name=resource["name"],
        type=resource["type"],
        waits_for=frozenset(resource["dependencies"]),
        seconds=typical.seconds if custom else 0.0,
        source=typical.source if custom else "",
    )


def critical_path(nodes: Mapping[str, Node]) -> list[Step]:
    """The chain that ends last, from its first resource on; the record's order is one of creation."""
    stands: dict[str, float] = {}
    behind: dict[str, str | None] = {}
    for urn, node in nodes.items():
        known = [other for other in node.waits_for if other in stands]
        last = max(known, key=lambda other: stands[other], default=None)
        behind[urn] = last
        stands[urn] = (stands[last] if last else 0.0) + node.seconds
    chain: list[Step] = []
    at: str | None = max(stands, key=lambda urn: stands[urn])
    while at is not None:
        chain.append(Step(nodes[at], stands[at]))
        at = behind[at]
    return chain[::-1]


def _record() -> dict[str, Any]:
    command = [str(Path(sys.executable).with_name("storefront")), "rehearse", STACK, "--json"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "record.json"
        done = subprocess.run([*command, str(file)], cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            last = ((done.stderr or done.stdout).strip() or "it said nothing").splitlines()[-1]
            raise MeasurementError(f"critical path: {STACK} ended with status {done.returncode}: {last}")
        return json.loads(file.read_text(encoding="utf-8"))
