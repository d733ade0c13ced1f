"""Tests in several processes: what is costly to make is made in one of them."""

import re
from pathlib import Path

import pytest

from tests import conftest

CONFTEST = Path(__file__).parent / "conftest.py"
APART = ["tests/a/test_a.py", "tests/a/test_b.py"]
TOGETHER = ["tests/access/test_a.py", "tests/access/test_b.py", "tests/rehearsal/test_stacks.py"]
ROOT = CONFTEST.parents[1]
SEVERAL = "import pytest\n@pytest.mark.parametrize('n', range(4))\ndef test_n(n): pass\n"

pytest_plugins = ["pytester"]


def test_a_file_and_what_shares_more_stay_in_one_process(pytester: pytest.Pytester) -> None:
    """A scheduler that loses the groups starts every server and stands every stack up once a process."""
    for place in APART + TOGETHER:
        path = pytester.path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SEVERAL)
    (pytester.path / "tests" / "conftest.py").write_text(CONFTEST.read_text())
    done = pytester.runpytest_subprocess(
        "-v", "--import-mode=importlib", "--rootdir", str(pytester.path), "-n", "2", "--dist", "loadscope",
        "--no-loadscope-reorder",
    )  # fmt: skip
    workers: dict[str, set[str]] = {}
    for worker, place in re.findall(r"\[(gw\d)\].* PASSED (\S+?)::", done.stdout.str()):
        workers.setdefault(place, set()).add(worker)
    assert sorted(workers) == APART + TOGETHER
    assert [len(workers[place]) for place in APART] == [1, 1]
    assert len({worker for some in workers.values() for worker in some}) == 2, "nothing ran side by side"
    assert len({worker for place in TOGETHER for worker in workers[place]}) == 1


def test_what_is_begun_first_is_there() -> None:
    assert [part for part in conftest.FIRST if not list(ROOT.glob(f"{part}*"))] == []


def test_the_longest_are_begun_first_and_a_file_stays_whole(pytester: pytest.Pytester) -> None:
    names = [
        "tests/b/test_b.py",
        "tests/operations/test_c.py",
        "tests/operations/recovery/test_kill_anywhere.py",
        "tests/access/test_a.py",
    ]
    for name in names:
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SEVERAL)
    (pytester.path / "tests" / "conftest.py").write_text(CONFTEST.read_text())
    done = pytester.runpytest_subprocess("-v", "--import-mode=importlib", "--rootdir", str(pytester.path))
    ran = re.findall(r"^(\S+?)::", done.stdout.str(), re.MULTILINE)
    assert ran == [name for name in [names[3], names[2], names[1], names[0]] for _ in range(4)]
