"""A copy of the project in a folder of its own, and the real Pulumi CLI to run it with."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from rehearsal.mocks.recorder import PROJECT, ROOT

PACK = "policies"
TIMEOUT_SECONDS = 600
"""Far above what any one command takes on two cores; it only keeps a hang from lasting for ever."""


@dataclass(frozen=True)
class Outcome:
    """What one command of the CLI did, read from the engine's own events."""

    status: int
    steps: Mapping[str, str]
    """What became of each resource that did not stay as it was: `TYPE NAME` to the engine's operation."""
    violations: tuple[str, ...]
    """The guardrails that refused, each as `NAME: message`."""
    errors: tuple[str, ...]
    text: str

    def assert_ok(self) -> "Outcome":
        """Fail with what the engine said unless the command succeeded."""
        assert self.status == 0, self.said
        return self

    def assert_refused(self, why: str) -> None:
        """Fail unless the command failed, and an error or a guardrail says `why`."""
        assert self.status != 0
        assert why in self.said

    @property
    def said(self) -> str:
        """What guardrails and errors say; the CLI's own words where there are none."""
        return "\n".join([*self.violations, *self.errors]) or self.text[-2000:]


@dataclass(frozen=True)
class Workspace:
    """One stack of a copy of the project, with a backend, a Pulumi home and providers of its own."""

    home: Path
    stack: str
    provider_port: int

    @property
    def tree(self) -> Path:
        """The copy of the project."""
        return self.home / "project"

    def create(self) -> None:
        """Copy the project and make its stack."""
        self.tree.mkdir(parents=True)
        (self.home / "state").mkdir()
        _copy_project(self.tree)
        made = self.pulumi("stack", "init", self.stack)
        assert made.returncode == 0, made.stdout

    def copy(self, home: Path) -> "Workspace":
        """The same project in the same state, to be changed freely."""
        shutil.copytree(self.home, home, symlinks=True, dirs_exist_ok=True)
        return Workspace(home, self.stack, self.provider_port)

    def preview(self, *arguments: str) -> Outcome:
        """Preview, guarded by the policy pack."""
        return self._operate("preview", *arguments)

    def up(self, *arguments: str) -> Outcome:
        """Update, guarded by the policy pack."""
        return self._operate("up", "--yes", *arguments)

    def outcome(self, *arguments: str) -> Outcome:
        """Run any command that tells the engine's events, and read them."""
        return _outcome(self.pulumi(*arguments))

    def destroy(self, *arguments: str) -> Outcome:
        """Try to destroy the whole stack; the CLI takes no policy pack here."""
        return _outcome(self.pulumi("destroy", "-s", self.stack, "--yes", "--json", *arguments))

    def configure(self, path: str, value: object) -> None:
        """Change or add one setting of the stack's file, given by its dotted path."""
        file = self.tree / f"Pulumi.{self.stack}.yaml"
        document = cast("dict[str, Any]", yaml.safe_load(file.read_text()))
        *sections, key = f"{PROJECT}:{path}".split(".")
        place: dict[str, Any] = document["config"]
        for section in sections:
            place = place[section]
        assert place.get(key) != value, f"{path} is {value!r} already: nothing would change"
        place[key] = value
        file.write_text(yaml.safe_dump(document))

    def patch(self, file: str, old: str, new: str) -> None:
        """Change the program: replace the only occurrence of a text in a file."""
        target = self.tree / file
        source = target.read_text()
        assert source.count(old) == 1, f"{file} has {source.count(old)} occurrences of {old!r}, wanted one"
        target.write_text(source.replace(old, new))

    def pulumi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the CLI as it is; errors and output together."""
        return subprocess.run(
            ["pulumi", "--non-interactive", "--color=never", *arguments],
            cwd=self.tree,
            env=self._environment(),
            timeout=TIMEOUT_SECONDS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _operate(self, command: str, *arguments: str) -> Outcome:
        # Pulumi.yaml has every update refresh; a test that is about something else says here that it need not.
        refresh = [] if "--refresh" in arguments else ["--refresh=false"]
        return _outcome(
            self.pulumi(command, "-s", self.stack, "--policy-pack", PACK, "--json", *refresh, *arguments)
        )

    def _environment(self) -> dict[str, str]:
        # Only what a shell has: no credentials, no profile and no configuration of whoever runs the tests.
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        port = self.provider_port
        return {
            **kept,
            # The copy's own program and pack, whatever is installed in the environment that it borrows.
            "PYTHONPATH": str(self.tree),
            "PULUMI_HOME": str(self.home / "pulumi"),
            "PULUMI_BACKEND_URL": f"file://{self.home / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "a passphrase for tests",
            "PULUMI_DEBUG_PROVIDERS": f"aws:{port},random:{port}",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }


def _copy_project(tree: Path) -> None:
    """Copy what git tracks or would track; borrow the virtual environment, which is large and never changes."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    (tree / ".venv").symlink_to(ROOT / ".venv")


def _outcome(done: "subprocess.CompletedProcess[str]") -> Outcome:
    events = list(_events(done.stdout))
    return Outcome(
        status=done.returncode,
        steps=dict(_steps(events)),
        violations=tuple(_violations(events)),
        errors=tuple(_errors(events)),
        text=done.stdout,
    )


def _events(text: str) -> Iterator[dict[str, Any]]:
    """The engine's events, one JSON document a line; other lines are the CLI's own words."""
    for line in text.splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def _steps(events: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for event in events:
        step = event.get("resourcePreEvent", {}).get("metadata")
        if step and step["op"] != "same":
            yield f"{step['type']} {step['urn'].rpartition('::')[2]}", step["op"]


def _violations(events: list[dict[str, Any]]) -> Iterator[str]:
    for event in events:
        policy = event.get("policyEvent")
        if policy and policy["enforcementLevel"] == "mandatory":
            yield f"{policy['policyName']}: {policy['message']}"


def _errors(events: list[dict[str, Any]]) -> Iterator[str]:
    for event in events:
        diagnostic = event.get("diagnosticEvent", {})
        if diagnostic.get("severity") == "error":
            yield diagnostic["message"]
