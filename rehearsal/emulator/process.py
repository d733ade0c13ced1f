"""Starts and stops the embedded AWS, and sees to it that none is left behind.

The child watches a pipe whose other end its parent holds and never writes to: when the parent ends, however it
ends, the kernel closes that end and the child leaves. An emulator that is to be kept watches nothing.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rehearsal.emulator.runtime import HOSTS

if TYPE_CHECKING:
    from types import TracebackType

HOST = "127.0.0.1"
_START_SECONDS = 30.0
_STOP_SECONDS = 5.0


class EmulatorError(Exception):
    """The embedded AWS could not do what was asked; the message says what and how to mend it."""


class PortInUseError(EmulatorError):
    """Another process listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} of {HOST} is in use; name another port, or stop what listens there")
        self.port = port


class EmulatorStartError(EmulatorError):
    """The server did not come up; the message ends in its own last words."""


@dataclass
class Emulator:
    """A running embedded AWS. Leaving its `with` block stops it; a kept one only if an error leaves with it."""

    endpoint: str
    port: int
    pid: int
    kept: bool
    hosts: Path
    """Where to write which names functions find on this machine (see `rehearsal.emulator.hosts`)."""
    _process: subprocess.Popen[str] = field(repr=False)
    _lifeline: int | None = field(repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.kept or error is not None:
            self.stop()

    def stop(self) -> None:
        """End the process and wait until it is gone. Stopping twice does no harm."""
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
        end(self._process)
        self.hosts.unlink(missing_ok=True)


def start(port: int | None = None, *, keep: bool = False) -> Emulator:
    """Start the embedded AWS and wait until it answers.

    Args:
        port: where it listens; None takes a free one.
        keep: it outlives this process until somebody calls `stop` or ends the process of its `pid`.

    Raises:
        PortInUseError: another process listens on `port`.
        EmulatorStartError: it did not come up within 30 seconds.
    """
    chosen = _free_port(port)
    # Roles are given AWS's own managed policies, which moto otherwise does not know.
    descriptor, hosts = tempfile.mkstemp(prefix="storefront-hosts-", suffix=".json")
    os.close(descriptor)
    environment = {**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true", HOSTS: hosts}
    watched, held = (None, None) if keep else os.pipe()
    try:
        process = _spawn(chosen, watched, environment)
    except OSError:
        if held is not None:
            os.close(held)
        raise
    finally:
        if watched is not None:
            os.close(watched)
    emulator = Emulator(f"http://{HOST}:{chosen}", chosen, process.pid, keep, Path(hosts), process, held)
    try:
        _await_answer(emulator, process)
    except BaseException:
        emulator.stop()
        raise
    return emulator


def end(process: subprocess.Popen[str]) -> None:
    """Ask a process to end, and insist after five seconds."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stderr is not None:
        process.stderr.close()


def _spawn(port: int, watched: int | None, environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "rehearsal.emulator.server", str(port)]
    if watched is not None:
        command.append(str(watched))
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        pass_fds=() if watched is None else (watched,),
        # Ctrl-C goes to whoever runs the rehearsal; that one stops the emulator when its own work is put away.
        start_new_session=True,
    )


def _free_port(port: int | None) -> int:
    with socket.socket() as probe:
        # As the server will do it: a port that only lingers after an earlier run is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port or 0))
        except OSError as error:
            raise PortInUseError(port or 0) from error
        return int(probe.getsockname()[1])


def _await_answer(emulator: Emulator, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise EmulatorStartError(f"the embedded AWS ended while starting: {_last_words(process)}")
        if _answers(emulator.endpoint):
            return
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    raise EmulatorStartError(f"the embedded AWS did not answer within {_START_SECONDS:.0f} s")


def _answers(endpoint: str) -> bool:
    try:
        # Fixed scheme and host: our own server.
        with urllib.request.urlopen(f"{endpoint}/moto-api/", timeout=5):  # noqa: S310
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def _last_words(process: subprocess.Popen[str]) -> str:
    said = process.stderr.read() if process.stderr else ""
    return said.strip().splitlines()[-1] if said.strip() else f"exit status {process.returncode}, without a word"
