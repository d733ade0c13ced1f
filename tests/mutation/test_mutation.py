"""Shows that a copy of the project is broken alone, that its tests are asked, and what is said of what they miss."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.mutation import forks
from tests.mutation.choice import broken_before, chosen_for
from tests.mutation.forks import Task
from tests.mutation.mutant import Mutant
from tests.mutation.operators import mutants
from tests.mutation.targets import ROOT
from tests.mutation.trial import allow, attempt
from tests.mutation.verdict import Explanation, Verdict, explanations, parted, report, share, unexplained
from tests.mutation.workspace import Workspace
from tests.rehearsal.tiny import children_of

CRON, TESTS = "standards/cron.py", "tests/components/settings/test_types.py"
PLAIN: dict[str, object] = {"preparing": 1.0, "code": 0, "libraries": []}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    yield workspace
    workspace.clear()


def _mutant(**over: object) -> Mutant:
    plain = {
        "file": CRON,
        "start": 0,
        "end": 1,
        "text": "",
        "line": 5,
        "kind": "k",
        "first": 5,
        "last": 6,
        "at_import": False,
    }
    return Mutant(**plain | over)  # pyright: ignore[reportArgumentType] - the fields are of several types


def _baseline(
    suite: str, lines: dict[str, list[int]], outcomes: tuple[str, ...] = ("passed", "passed")
) -> dict[str, object]:
    tests = [f"{suite}::test_{index}" for index in range(len(outcomes))]
    return {
        **PLAIN,
        "suite": suite,
        "tests": tests,
        "seconds": [2.0, 1.0],
        "outcomes": outcomes,
        "lines": {CRON: lines},
    }


def test_the_tests_of_a_module_notice_that_it_broke_and_the_project_itself_stays_whole(
    workspace: Workspace,
) -> None:
    whole = (ROOT / CRON).read_bytes()
    broken = next(one for one in mutants(CRON, whole) if one.kind == "comparison")
    chosen = chosen_for(broken, [{**_baseline(TESTS, {}), "tests": [], "seconds": [], "outcomes": []}], "")
    tasks = (
        Task(key="broken", work=lambda: attempt(chosen, 100), around=lambda where: where.broken(broken)),
        Task(key="whole", work=lambda: attempt(chosen, 100)),
    )
    answers = dict(forks.run(tasks, [workspace]))
    assert answers["broken"].value["failed"], answers["broken"].output
    assert not answers["whole"].value["failed"], answers["whole"].output
    assert (ROOT / CRON).read_bytes() == whole == (workspace.root / CRON).read_bytes()


def test_what_never_ends_is_cut_off(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.mutation.trial._SECONDS_ASLEEP", 0.2)

    def sleep() -> None:
        allow(0.01)
        time.sleep(60)

    [(_, answer)] = forks.run([Task(key=0, work=sleep)], [workspace])
    assert (answer.value, answer.timed_out) == (None, True)
    assert answer.seconds < 30


def test_the_tests_that_run_the_statement_come_first_and_those_that_fail_anyway_not_at_all() -> None:
    baselines = [
        _baseline("tests/other.py", {"6": [0]}),
        _baseline("tests/mirrored/test.py", {"1": [1], "5": [0]}),
        _baseline("tests/unconcerned.py", {"1": [0]}),
        _baseline("tests/failing.py", {"5": [1]}, ("failed", "skipped")),
    ]
    found = chosen_for(_mutant(), baselines, "tests/mirrored")
    assert [(one.suite, [name.partition("::")[2] for name in one.tests]) for one in found] == [
        ("tests/mirrored/test.py", ["test_0"]),
        ("tests/other.py", ["test_0"]),
        ("tests/mirrored/test.py", ["test_1"]),
        ("tests/failing.py", []),
        ("tests/other.py", ["test_1"]),
    ]
    assert [len(one.left_out) for one in found] == [1, 1, 1, 2, 1]


def test_what_is_broken_before_is_told_and_a_file_of_slow_tests_is_not_broken() -> None:
    slow = {**_baseline("tests/test_slow.py", {}, ()), "code": int(pytest.ExitCode.NO_TESTS_COLLECTED)}
    torn = {**_baseline("tests/test_torn.py", {}, ()), "code": int(pytest.ExitCode.INTERRUPTED)}
    red = _baseline("tests/test_red.py", {}, ("passed", "failed"))
    told = list(broken_before([slow, torn, red]))
    assert told == ["tests/test_torn.py (pytest's exit code 2)", "tests/test_red.py::test_1"]


def test_who_ends_it_ends_its_copies(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.mutation", "policies", "--at-once", "1"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as tool:
        _wait_until(lambda: bool(children_of(tool.pid)))
        (copy,) = children_of(tool.pid)
        tool.terminate()
        assert tool.wait(30) == 128 + signal.SIGTERM
    _wait_until(lambda: not Path(f"/proc/{copy}").exists())
    assert list(tmp_path.iterdir()) == []


def _wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_runs_at_import_is_shown_to_every_file_that_imports_it() -> None:
    baselines = [_baseline("tests/a.py", {"1": []}), _baseline("tests/b.py", {"9": [0]})]
    found = chosen_for(_mutant(at_import=True), baselines, "tests/c")
    assert [(one.suite, len(one.tests)) for one in found] == [
        ("tests/b.py", 1),
        ("tests/b.py", 1),
        ("tests/a.py", 2),
    ]
    assert chosen_for(_mutant(file="components/other.py", at_import=True), baselines, "") == []


def test_what_is_explained_counts_as_a_survivor_and_is_not_tried() -> None:
    source = (ROOT / CRON).read_bytes()
    one, *others = mutants(CRON, source)
    was, becomes = (line[1:].strip() for line in one.diff(source).splitlines())
    known = [Explanation(file=CRON, was=was, becomes=becomes, why="It is all the same.")]
    explained, untried = parted([one, *others], lambda _: source, known)
    assert [(each.mutant, each.killed_by) for each in explained] == [(one, "")]
    assert untried == others


def test_survivors_are_told_with_their_change_and_what_explains_them() -> None:
    source = (ROOT / CRON).read_bytes()
    one, other, *_ = mutants(CRON, source)
    verdicts = [
        Verdict(mutant=one, diff=one.diff(source), killed_by=""),
        Verdict(mutant=other, diff=other.diff(source), killed_by="t"),
    ]
    was = one.diff(source).splitlines()[0][1:].strip()
    known = [Explanation(file=CRON, was=was, why="It is all the same.")]
    assert (unexplained(verdicts, known), share(verdicts)) == ([], 0.5)
    assert unexplained(verdicts, [Explanation(file=CRON, was=was, becomes="else", why="")]) == verdicts[:1]
    text = "\n".join(report(verdicts, known))
    assert f"{CRON}:{one.line}" in text
    assert one.diff(source) in text
    assert "It is all the same." in text
    assert "2 mutants     1 killed  50.0%" in text


def test_every_explanation_is_of_a_change_that_can_be_made() -> None:
    """An explanation whose line is gone explains nothing any more."""
    for known in explanations():
        source = (ROOT / known.file).read_bytes()
        made = (Verdict(mutant=one, diff=one.diff(source), killed_by="") for one in mutants(known.file, source))
        assert any(known.fits(one) for one in made), known
        assert Path(known.file).suffix == ".py"
        assert known.why
