"""A Debian of its own with a real systemd, booted in namespaces by systemd-nspawn; nothing of it outlives this process.

Whatever runs for a machine, systemd-nspawn included, runs in a process namespace of its own. Its first process is
killed by the kernel when this process ends, however that happens (setpriv --pdeathsig, unshare --kill-child), and
then so is the rest of the namespace. The files of a machine lie in a folder that the caller removes. Its network leads
nowhere until a gateway is opened to it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.ansible.gateway import gateway

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

REPOSITORY = Path(__file__).parents[2]
BUNDLE = REPOSITORY / "ansible"
ANSIBLE = "/opt/storefront/ansible"
HOSTNAME = "storefront-test"
SUITE = "bookworm"
ARCHIVE = "http://deb.debian.org/debian"
# Installed Debians, kept from run to run; `make clean` removes them.
KEPT = REPOSITORY / "build/ansible"
# What the cloud images of Ubuntu have and the smallest Debian lacks, the SSH server included.
PACKAGES = (
    "ca-certificates", "cron", "dbus", "iproute2", "openssh-server", "python3", "python3-apt", "python3-venv",
    "sudo", "systemd", "systemd-sysv", "systemd-timesyncd",
)  # fmt: skip
PROGRAMS = {
    "mmdebstrap": "apt-get install mmdebstrap",
    "systemd-nspawn": "apt-get install systemd-container",
    "nsenter": "apt-get install util-linux",
    "setpriv": "apt-get install util-linux",
    "unshare": "apt-get install util-linux",
}
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
}
_BOOT_SECONDS = 120
_STOP_SECONDS = 60


def missing() -> str | None:
    """Why no machine can be had here, or None."""
    lacking = [f"{name} ({how})" for name, how in PROGRAMS.items() if shutil.which(name) is None]
    if lacking:
        return f"not on PATH: {', '.join(lacking)}"
    if os.geteuid() != 0:
        return "not root, and a machine needs namespaces and mounts of its own"
    probe = ["unshare", "--mount", "--pid", "--net", "--fork", "true"]
    if subprocess.run(probe, check=False, capture_output=True).returncode:
        return "this machine lets root make no namespaces"
    if reason := gateway.missing():
        return reason
    try:
        urllib.request.urlopen(f"{ARCHIVE}/dists/{SUITE}/InRelease", timeout=20).close()
    except OSError as error:
        return f"{ARCHIVE} does not answer: {error}"
    return None


class MachineError(Exception):
    """A machine did not come up; the message ends in its last words."""


def _checked(argv: Sequence[str], **variables: str) -> str:
    done = subprocess.run(
        argv, check=False, capture_output=True, text=True, env=os.environ | variables, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        message = f"{' '.join(argv)}: status {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        raise MachineError(message)
    return done.stdout


def build(folder: Path) -> Path:
    """A Debian in `folder`/base, with Ansible from the bundle's own lock file.

    Raises:
        MachineError: a tool failed.
    """
    root = folder / "base"
    recipe = f"{SUITE} {PACKAGES} {(BUNDLE / 'requirements.lock').read_text()}"
    kept = KEPT / f"{hashlib.sha256(recipe.encode()).hexdigest()[:16]}.tar"
    if kept.exists():
        root.mkdir()
        _checked(["tar", "--extract", "--numeric-owner", f"--file={kept}", f"--directory={root}"])
        return root
    _checked([
        "mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, str(root), ARCHIVE,
    ])  # fmt: skip
    _install_ansible(root)
    KEPT.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(f".{os.getpid()}")
    _checked(["tar", "--create", "--numeric-owner", f"--file={partial}", f"--directory={root}", "."])
    partial.rename(kept)
    return root


def wheels() -> Path:
    """The files of the bundle's lock file, kept from run to run; raises MachineError if pip fails."""
    lock = BUNDLE / "requirements.lock"
    kept = KEPT / f"wheels-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if not kept.exists():
        partial = kept.with_suffix(f".{os.getpid()}")
        _checked([
            sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--only-binary=:all:",
            "--python-version=3.11", "-r", str(lock), "-d", str(partial),
        ])  # fmt: skip
        partial.rename(kept)
    return kept


def _install_ansible(root: Path) -> None:
    install = (
        f"python3 -m venv {ANSIBLE} && {ANSIBLE}/bin/pip install --quiet --no-index --find-links=/wheels"
        " --require-hashes -r /bundle/requirements.lock"
    )
    mounts = [f"--bind-ro={wheels()}:/wheels", f"--bind-ro={BUNDLE}:/bundle"]
    _checked([*_nspawn(root), *mounts, "--pipe", "/bin/sh", "-c", install])


def _nspawn(root: Path) -> list[str]:
    # Where systemd is not the first process there is no manager to register with or to ask for a unit.
    alone = [] if Path("/run/systemd/system").is_dir() else ["--keep-unit"]
    return [
        "setpriv", "--pdeathsig", "KILL", "unshare", "--pid", "--mount-proc", "--kill-child",
        "systemd-nspawn", "--quiet", "--register=no", *alone,
        f"--directory={root}", f"--machine={HOSTNAME}", "--link-journal=no",
        "--system-call-filter=add_key keyctl bpf",  # what a container engine needs beyond nspawn's own list
    ]  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What a command in the machine said, and its exit status."""

    status: int
    stdout: str
    stderr: str

    @property
    def text(self) -> str:
        """Everything that it said."""
        return self.stdout + self.stderr

    def assert_ok(self) -> Self:
        """Fail with all that it said if it failed."""
        assert self.status == 0, self.text
        return self


@dataclass
class Machine:
    """A booted machine. Leaving its `with` block powers it off; its files stay."""

    root: Path
    log: Path
    # A block device of this machine, and the name that it has there.
    device: tuple[str, str] | None = None
    leader: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        argv = [*_nspawn(self.root), "--boot", "--console=pipe", f"--bind-ro={BUNDLE}:/bundle"]
        argv += [f"--bind={':'.join(self.device)}"] if self.device else []
        argv += ["--private-network", "--resolv-conf=off"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self._await_boot(self._process.pid)
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None and error is None:
            self.run("systemctl", "poweroff")
            deadline = time.monotonic() + _STOP_SECONDS
            while self._process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
        self.end()

    def end(self) -> None:
        """Cut its power, if it is still on."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
        # The last process of its namespace to go: after that nobody writes to its files any more.
        deadline = time.monotonic() + _STOP_SECONDS
        while self.leader and Path(f"/proc/{self.leader}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)

    def _await_boot(self, pid: int) -> None:
        deadline = time.monotonic() + _BOOT_SECONDS
        while time.monotonic() < deadline:
            # unshare, systemd-nspawn, the first process of the machine
            if leaders := [leader for nspawn in _children(pid) for leader in _children(nspawn)]:
                self.leader = leaders[0]
                if self.run("systemctl", "is-system-running", "--wait").stdout.strip() in {"running", "degraded"}:
                    return
            time.sleep(0.1)
        message = f"the machine did not boot within {_BOOT_SECONDS} s:\n{self.log.read_text()[-3000:]}"
        raise MachineError(message)

    def run(self, *argv: str, variables: Mapping[str, str] | None = None, seconds: float = 600) -> Done:
        """Run a command in the machine, as root, from the bundle's root."""
        told = [f"{name}={value}" for name, value in (ENVIRONMENT | dict(variables or {})).items()]
        inside = ["nsenter", f"--target={self.leader}", "--all", "--wdns=/bundle", "env", "-i", *told, *argv]
        done = subprocess.run(
            inside, check=False, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def allow_containers(self) -> None:
        """Let a container engine in it make control groups, which the first version of these forbids to a machine."""
        mounted = self.sh("findmnt --noheadings --types cgroup --output TARGET").stdout.split()
        for path in mounted:
            self.run("mount", "-o", "remount,bind,rw", path).assert_ok()

    def sh(self, script: str) -> Done:
        """Run a line of shell in the machine."""
        return self.run("/bin/sh", "-c", script)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []
