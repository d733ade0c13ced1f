"""Proves the command: its exit statuses, its words, what it writes, and that it leaves nothing behind.

It runs as a process of its own, with the real emulator. The project is a tiny one; the real stacks are rehearsed by
`make rehearse`.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from operations.layout import messages
from tests.rehearsal.tiny import children_of, make_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMAND = """
import sys
from pathlib import Path
from rehearsal.command import rehearse

options = dict(keep="--keep" in sys.argv)
for name in ("manifest", "json_file"):
    if name in sys.argv:
        options[name] = Path(sys.argv[sys.argv.index(name) + 1])
if "port" in sys.argv:
    options["port"] = int(sys.argv[sys.argv.index("port") + 1])
sys.exit(rehearse(sys.argv[1], root=Path.cwd(), **options))
"""

STACK = """
import json
import pulumi_aws as aws

home = aws.Provider("home", region="us-west-2", allowed_account_ids=["111122223333"])
index = {"version": 2, "environment": "prod", "account": "111122223333", "serving": "us-west-2", "standby": "us-east-1"}
for section, content in {"index": index, "database": {"of": "database"}}.items():
    aws.ssm.Parameter(section, name=f"/storefront/prod/manifest/{section}", type="String",
                      value=json.dumps(content), opts=pulumi.ResourceOptions(provider=home))
Thing("elsewhere", {"size": 1})
"""

ENDLESS = """
import time
print("here", flush=True)
Thing("first")
while True:
    time.sleep(0.1)
"""


def start(project: Path, *arguments: str, temporary: Path | None = None) -> subprocess.Popen[str]:
    """Start the command in the project's folder."""
    environment = {**os.environ, "TMPDIR": str(temporary or project), "COLUMNS": "200"}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(project: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the command to its end: exit status, output, errors."""
    process = start(project, *arguments)
    output, errors = process.communicate(timeout=60)
    return process.returncode, output, errors


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_stack_that_stands(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p", STACK)
    status, output, errors = run(project, "prod", "json_file", "record.json")
    assert (status, errors) == (0, "")
    assert "Resources   3: 2 created, 1 recorded" in output
    assert "recorded, not emulated: test.Thing (1)" in output
    assert "Guardrails  2 of tiny 1.2.3: 2 passed" in output
    assert "prod stands, guarded and as declared" in output
    record = json.loads((project / "record.json").read_text())
    assert record["passed"] is True
    sites = {one["name"]: one["site"] for one in record["resources"]}
    assert sites == {
        "storefront-prod": "",
        "home": "us-west-2",
        "elsewhere": "",
        "index": "us-west-2",
        "database": "us-west-2",
    }
    parameter = next(one for one in record["resources"] if one["name"] == "database")
    assert parameter["inputs"]["name"] == "/storefront/prod/manifest/database"
    assert parameter["read_back"]["differences"] == []


def test_a_kept_emulator_serves_what_was_stood_up(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p", STACK)
    status, output, _ = run(project, "prod", "--keep", "manifest", "manifest.json")
    pid = int(output.rpartition("kill ")[2])
    try:
        assert status == 0
        assert json.loads((project / "manifest.json").read_text()) == {
            "index": {
                "version": 2,
                "environment": "prod",
                "account": "111122223333",
                "serving": "us-west-2",
                "standby": "us-east-1",
            },
            "database": {"of": "database"},
        }
        exports = dict(word.split("=", 1) for word in output.split() if word.startswith("AWS_"))
        session: Any = cast("Any", boto3).Session(
            aws_access_key_id=exports["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=exports["AWS_SECRET_ACCESS_KEY"],
            region_name=exports["AWS_DEFAULT_REGION"],
        )
        client = session.client("ssm", endpoint_url=exports["AWS_ENDPOINT_URL"])
        found = client.get_parameter(Name="/storefront/prod/manifest/database")["Parameter"]
        assert found["Value"] == '{"of": "database"}'
        assert ":111122223333:" in found["ARN"]
    finally:
        os.kill(pid, signal.SIGTERM)


def test_a_stack_that_would_not_stand(tmp_path: Path) -> None:
    status, output, errors = run(make_project(tmp_path / "p", "Thing('big', {'size': 500})\n"), "prod")
    assert (status, errors) == (1, "")
    assert "small-things: big (test:index:Thing): it is 500, more than 100" in output
    assert "prod would not stand" in output


def test_without_manifest_the_file_is_not_written(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p")
    status, _, errors = run(project, "prod", "manifest", "manifest.json")
    assert status == 1
    assert errors.startswith("the stack left no manifest")
    assert not (project / "manifest.json").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("prod", "json_file", "missing/record.json"), "cannot write missing/record.json"),
        (("prod", "manifest", "policies"), "cannot write policies: Is a directory"),
        (("prod", "json_file", "/proc/record.json"), "cannot write /proc/record.json: "),
    ],
)
def test_bad_requests_end_in_one_line(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    status, output, errors = run(make_project(tmp_path / "p"), *arguments)
    assert (status, output) == (2, "")
    assert errors.startswith(told) or told in errors
    assert len(messages(errors)) == 1


def test_a_stack_without_settings_is_told_as_the_settings_tell_it(tmp_path: Path) -> None:
    status, output, errors = run(make_project(tmp_path / "p"), "porduction")
    assert (status, output) == (2, "")
    assert messages(errors)[0] == "Pulumi.porduction.yaml: 1 problem"
    assert "allowed  prod\n" in errors
    assert "Traceback" not in errors


def test_a_port_in_use_is_told(tmp_path: Path, taken_port: int) -> None:
    status, _, errors = run(make_project(tmp_path / "p"), "prod", "port", str(taken_port))
    assert status == 2
    assert errors.startswith(f"port {taken_port} of 127.0.0.1 is in use")
    assert len(messages(errors)) == 1


@pytest.mark.parametrize(
    ("program", "status", "told"),
    [
        ("raise pulumi.RunError('zones: got 1, expected 3')\n", 2, ["zones: got 1, expected 3"]),
        ("raise SystemExit('zones: got 1')\n", 1, ["zones: got 1"]),
        ("def f():\n    raise KeyError('k')\nf()\n", 1, ["KeyError: 'k'", "  at __main__.py", "  at __main__.py"]),
    ],
)
def test_what_the_program_says_is_shown_alone(tmp_path: Path, program: str, status: int, told: list[str]) -> None:
    ended, _, errors = run(make_project(tmp_path / "p", program), "prod")
    assert ended == status
    assert [line.split(":")[0] if " at " in line else line for line in errors.splitlines()] == told


def test_a_broken_pack_is_told_in_one_line(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p", pack="raise ValueError('no examples')\n")
    status, _, errors = run(project, "prod")
    assert status == 1
    assert errors.startswith("the policy pack in policies/ did not start: ValueError: no examples")
    assert len(messages(errors)) == 1


@pytest.mark.parametrize(
    ("signum", "status"),
    [
        (signal.SIGINT, 130),
        pytest.param(signal.SIGTERM, 143, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, 129, marks=pytest.mark.slow),
    ],
)
def test_an_interrupted_rehearsal_leaves_nothing(tmp_path: Path, signum: signal.Signals, status: int) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    process = start(make_project(tmp_path / "p", ENDLESS), "prod", temporary=temporary)
    children = await_children(process, 3)
    process.send_signal(signum)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == status
    assert errors == f"interrupted by {signum.name}: nothing was left running\n"
    assert not [pid for pid in children if os.path.exists(f"/proc/{pid}")]  # noqa: PTH110
    assert list(temporary.iterdir()) == []


def test_what_a_killed_rehearsal_started_ends_with_it(tmp_path: Path) -> None:
    process = start(make_project(tmp_path / "p", ENDLESS), "prod")
    children = await_children(process, 3)
    process.kill()
    process.communicate(timeout=30)
    deadline = time.monotonic() + 20
    while left := [pid for pid in children if os.path.exists(f"/proc/{pid}")]:  # noqa: PTH110
        assert time.monotonic() < deadline, f"{left} outlived the rehearsal"
        time.sleep(0.05)


def test_a_full_disk_costs_one_line_and_neither_the_summary_nor_the_other_files(tmp_path: Path) -> None:
    """/dev/full takes any file's opening, and no byte: as a disk that fills meanwhile."""
    project = make_project(tmp_path / "p", STACK)
    status, output, errors = run(project, "prod", "json_file", "/dev/full", "manifest", "manifest.json")
    assert (status, messages(errors)) == (
        1,
        ["/dev/full was not written: No space left on device; the rest of the rehearsal holds"],
    )
    assert "prod stands, guarded and as declared" in output
    assert set(json.loads((project / "manifest.json").read_text())) == {"index", "database"}


def await_children(process: subprocess.Popen[str], count: int) -> list[int]:
    """Wait until the command has its emulator, its pack and its program running."""
    for _ in range(400):
        found = children_of(process.pid)
        if len(found) == count:
            time.sleep(0.5)
            return found
        time.sleep(0.05)
    message = f"the command started {len(children_of(process.pid))} processes, expected {count}"
    raise AssertionError(message)


@pytest.mark.slow
def test_two_rehearsals_at_once_do_not_meet(tmp_path: Path) -> None:
    processes = [start(make_project(tmp_path / name, STACK), "prod") for name in ("one", "two")]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert all("Resources   3: 2 created, 1 recorded" in output for output in outputs)
