"""How a command ends when something is wrong: in one text, the next command and a status, never in a traceback.

The processes are real, since a full disk, a closed pipe and an interruption are the process's. What each command says
of its own subject is its own tests'.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.commands import app
from operations.command_line import Commands
from operations.recovery.scenarios import Scenario
from operations.terminal import Terminal
from rehearsal.drills.scenarios import REHEARSED

ROOT = Path(__file__).resolve().parents[2]
START = [sys.executable, "-c", "from cli.main import main; main()"]
# Neither the environment nor a profile may name a region.
HERE = {
    **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
    "AWS_CONFIG_FILE": os.devnull,
    "PYTHONPATH": str(ROOT),
}


def _run(*words: str, stdout: int | None = subprocess.PIPE) -> tuple[int, str]:
    done = subprocess.run(
        [*START, *words], cwd=ROOT, env=HERE, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
    )
    return done.returncode, done.stderr


def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        assert _run("config", "check", "prod", stdout=full.fileno()) == (
            1,
            "the output could not be written: No space left on device; free some space, or\n  send it elsewhere\n",
        )


@pytest.mark.parametrize("stderr_too", [False, True])
def test_a_reader_who_has_gone_ends_the_command_in_silence(*, stderr_too: bool) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    stderr = writing if stderr_too else subprocess.PIPE
    try:
        done = subprocess.run(
            [*START, "config", "check", "prod"], cwd=ROOT, env=HERE, stdout=writing, stderr=stderr, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, None if stderr_too else b"")


class _Closed(io.StringIO):
    def write(self, _: str) -> int:
        """Refuse, as a pipe does that nobody reads."""
        raise BrokenPipeError(32, "Broken pipe")


def test_a_table_whose_reader_has_gone_is_no_failure_of_the_command() -> None:
    """Rich has an answer of its own to a closed pipe, with the status that says that a page is on."""
    with pytest.raises(BrokenPipeError):
        Terminal(file=_Closed()).print("x")


@pytest.mark.parametrize(
    "words",
    [
        ("failover", "status", "prod"),
        ("health", "show", "prod"),
        ("dashboards", "render", "prod"),
        ("database", "drift", "prod"),
        ("database", "tune", "prod"),
        ("drill", "clean", "prod"),
        ("edge", "rotate-secret", "prod"),
    ],
)
def test_a_missing_region_is_told_with_the_whole_command(words: tuple[str, ...]) -> None:
    status, said = _run(*words)
    assert (status, said.count("\n")) == (2, 3)
    assert said.endswith(f"\n  storefront {' '.join(words)} --region REGION\n")


def test_an_interruption_while_the_command_loads_is_no_traceback(tmp_path: Path) -> None:
    """The module that loads first sends the signal itself, so that it always comes at that moment.

    A shell has what it starts with `&` ignore this signal, and so would the command within tests that run so.
    """
    slow = tmp_path / "typer"
    slow.mkdir()
    (slow / "__init__.py").write_text(
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\nsignal.raise_signal(signal.SIGINT)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        START,
        cwd=ROOT,
        env={**HERE, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, "interrupted\n")


def _that_raises(error: BaseException) -> typer.Typer:
    commands = typer.Typer(cls=Commands, pretty_exceptions_enable=False)

    @commands.callback()
    def top() -> None:
        """Stand above."""

    @commands.command()
    def fail() -> None:
        """Raise."""
        raise error

    return commands


def test_an_interruption_of_a_command_has_the_shells_status() -> None:
    done = CliRunner().invoke(_that_raises(KeyboardInterrupt()), ["fail"])
    assert (done.exit_code, done.stderr) == (130, "interrupted\n")


def test_a_file_that_cannot_be_used_is_named() -> None:
    done = CliRunner().invoke(_that_raises(NotADirectoryError(20, "Not a directory", "README.md/x")), ["fail"])
    assert (done.exit_code, done.stderr) == (1, "README.md/x: Not a directory; name a path that can be used\n")


def test_a_fault_of_the_program_keeps_its_traceback() -> None:
    for fault in (ValueError("a fault"), OSError(9999, "of no file and no output")):
        assert CliRunner().invoke(_that_raises(fault), ["fail"]).exception is fault


def test_a_drill_that_no_rehearsal_can_hold_is_refused_before_the_work() -> None:
    for scenario in Scenario:
        words = ["drill", "run", "prod", str(scenario), "--target", "rehearsal", "--dry-run"]
        done = CliRunner().invoke(app, words)
        assert (done.exit_code, "would be rehearsed" in done.output) == (
            (0, True) if scenario in REHEARSED else (2, False)
        )


def test_a_target_that_is_none_is_told_with_those_there_are() -> None:
    done = CliRunner().invoke(app, ["drill", "run", "prod", "zone-outage", "--target", "moon"])
    assert done.exit_code == 2
    assert done.output.startswith("--target: got 'moon', expected rehearsal or copy\n")


def test_an_environment_without_a_file_is_told_with_those_there_are_and_the_command_that_makes_it() -> None:
    status, said = _run("config", "check", "nowhere")
    assert (status, "Traceback" in said) == (2, False)
    assert "no file Pulumi.nowhere.yaml" in said
    assert "prod, staging" in said
    assert "storefront environment new nowhere --like prod --account ID" in said
