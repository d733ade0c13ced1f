"""The life of one server: baked as an image, powered off, and on again from the image."""

from __future__ import annotations

import secrets
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from components.servers.delivery import command_document, script
from components.servers.kinds import ServerKind
from tests.ansible import servers
from tests.ansible.gateway.ways import PLACE
from tests.ansible.servers import Applied, Server

# Ansible's own words on each run of this session.
RECAPS: list[str] = []
# What goes unanswered and need not be, by pattern, with the reason.
ASKED_IN_VAIN = {
    r"\d\.debian\.pool\.ntp\.org": "systemd-timesyncd of a fresh Debian, until the playbook has chrony in its place",
}
SERVICES = ("amazon-cloudwatch-agent", "docker", "nginx", "storefront-application", "storefront-tableau-bridge")


@dataclass
class Life:
    """A server that runs, and what was seen on the way there."""

    server: Server
    password: str = field(repr=False)
    runs: dict[str, Applied] = field(default_factory=dict[str, Applied])
    # What ran, and which file of the server's own key was there, when the image was complete.
    started_in_image: set[str] = field(default_factory=set[str])
    files_of_image: frozenset[str] = frozenset()

    def apply(self, phase: str, run: str) -> None:
        """Run the playbook and keep what it says."""
        self._keep(run, self.server.apply(phase))

    def build(self) -> None:
        """Bake the image as Image Builder does, from a server without tools."""
        self._keep("image", self.server.install(script("image_build.sh", {}), "image"))

    def deliver(self, phase: str, run: str) -> None:
        """Bring a server without tools to its playbook as Systems Manager does."""
        _, step = command_document(PLACE, list(ServerKind))["mainSteps"]
        self._keep(run, self.server.install("\n".join(step["inputs"]["runCommand"]), phase))

    def _keep(self, run: str, applied: Applied) -> None:
        self.runs[run] = applied
        RECAPS.append(f"{self.server.kind}, {run}: {applied.recap}")
        assert not self.missing_rows(), f"{self.missing_rows()}\n{applied.done.text}"
        assert applied.changed >= 0

    def missing_rows(self) -> str:
        """What it asked for that no row of the table opens to it; empty: nothing."""
        return self.server.gateway.missing_rows(ASKED_IN_VAIN)

    def look_at_image(self) -> None:
        """Keep what an image that is complete has started and holds."""
        told = self.server.machine.run("systemctl", "is-active", *SERVICES).stdout.split()
        self.started_in_image = {unit for unit, state in zip(SERVICES, told, strict=True) if state == "active"}
        kept = (self.server.root / "etc/storefront").rglob("*")
        self.files_of_image = frozenset(str(path.relative_to(self.server.root)) for path in kept)

    def says(self, text: str, seconds: float = 60) -> bool:
        """Whether its journal has this text, now or soon."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if text in self.server.machine.run("journalctl", "--no-pager").stdout:
                return True
            time.sleep(0.5)
        return False

    def files_with_the_password(self) -> list[str]:
        """Every file of the server's disk that holds the password which is in all of its secrets."""
        root = str(self.server.root)
        search = ["grep", "--recursive", "--files-with-matches", "--fixed-strings", self.password, root]
        found = subprocess.run(search, check=False, capture_output=True, text=True)
        assert found.returncode in {0, 1}, found.stderr
        return found.stdout.splitlines()

    def environments_and_commands(self) -> str:
        """The environment and the command line of every process of the server."""
        return self.server.machine.sh(
            "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'"
        ).stdout


def prepared(kind: str, foundation: Path, name: str | None = None) -> Life:
    """A server that has never been on; `name`: of its folder, if it is not the only one of its kind."""
    folder = foundation / (name or kind)
    folder.mkdir()
    # A hyphen in front would make an option of it wherever it is looked for.
    password = f"P{secrets.token_urlsafe(24)}"
    return Life(servers.prepare(kind, foundation / "base", folder, password), password)
