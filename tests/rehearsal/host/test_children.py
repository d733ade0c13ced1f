"""Proves that a rehearsal's processes end with it, whatever they do about it.

That Ctrl-C on the command ends everything is shown in tests/rehearsal/test_command.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from rehearsal.host.children import Children, InterruptedRehearsalError
from rehearsal.host.offline import offline, offline_environment

if TYPE_CHECKING:
    from pathlib import Path

STUBBORN = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
PARENT = "import subprocess, sys, time; c = subprocess.Popen(['sleep', '60']); print(c.pid); time.sleep(60)"


def python(code: str) -> list[str]:
    return [sys.executable, "-u", "-c", code]


def test_a_child_that_does_not_listen_is_ended_by_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rehearsal.host.children.PATIENCE", 0.2)
    children = Children()
    child = children.start(python(STUBBORN), cwd=tmp_path, env=os.environ)
    assert child.first_line(10) == "up"
    children.end()
    assert not child.running()


def test_a_childs_own_children_end_with_it(tmp_path: Path) -> None:
    children = Children()
    child = children.start(python(PARENT), cwd=tmp_path, env=os.environ)
    grandchild = int(child.first_line(10) or "0")
    os.kill(grandchild, 0)
    children.end()
    deadline = 100
    while deadline and _running(grandchild):
        signal.sigtimedwait([], 0.05)
        deadline -= 1
    assert not _running(grandchild)


def _running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - a file of the kernel's
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_after_a_signal_nothing_more_starts_and_the_body_is_not_torn(tmp_path: Path) -> None:
    children, before = Children(), signal.getsignal(signal.SIGTERM)
    with children.heed_signals():
        child = children.start(python(PARENT), cwd=tmp_path, env=os.environ)
        os.kill(os.getpid(), signal.SIGTERM)
        assert child.wait() == -signal.SIGTERM
        with pytest.raises(InterruptedRehearsalError) as caught:
            children.start(python("pass"), cwd=tmp_path, env=os.environ)
    assert caught.value.status == 143
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_a_signal_made_fail_is_told_as_the_signal(tmp_path: Path) -> None:
    """A policy pack that is asked to end before it has begun looks like one that cannot begin."""
    children = Children()

    def begin() -> None:
        child = children.start(python("import time; time.sleep(60)"), cwd=tmp_path, env=os.environ)
        os.kill(os.getpid(), signal.SIGHUP)
        if child.first_line(10) is None:
            raise OSError("it did not start")

    with pytest.raises(InterruptedRehearsalError) as caught, children.heed_signals():
        begin()
    assert caught.value.status == 129


def test_an_error_without_a_signal_stays_what_it_is() -> None:
    with pytest.raises(OSError, match="no space"), Children().heed_signals():
        raise OSError("no space")


def test_output_is_kept_apart(tmp_path: Path) -> None:
    children = Children()
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    child = children.start(python(code), cwd=tmp_path, env=os.environ)
    assert (child.wait(), list(child.output), list(child.errors)) == (3, ["out"], ["err"])


def test_a_child_that_says_nothing_has_no_first_line(tmp_path: Path) -> None:
    child = Children().start(python("pass"), cwd=tmp_path, env=os.environ)
    assert child.first_line(10) is None


def test_offline_hides_accounts_and_proxies_and_puts_them_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "PULUMI_ACCESS_TOKEN", "HTTPS_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "somebody's")
    before = dict(os.environ)
    with offline() as environment:
        assert "somebody's" not in environment.values()
        assert dict(os.environ) == environment
        assert environment["AWS_EC2_METADATA_DISABLED"] == "true"
    assert dict(os.environ) == before
    assert "AWS_PROFILE" not in offline_environment()
