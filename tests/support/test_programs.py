"""Shows that a program is run once for every process, and anew when a source changes; what it registers is shown elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.mocks.recorder import Record
from tests.support import programs

RECORD = Record((), {"manifest": {}})


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Nothing is kept at first; the program's runs, none of them real."""
    runs: list[tuple[str, object]] = []

    def run(stack: str, overrides: object) -> Record:
        runs.append((stack, overrides))
        return RECORD

    monkeypatch.setattr(programs, "_KEPT", tmp_path / "kept")
    monkeypatch.setattr(programs, "_SOURCES", (str(tmp_path / "source"),))
    monkeypatch.setattr(programs, "ROOT", Path("/"))
    monkeypatch.setattr(programs, "run_program", run)
    (tmp_path / "source").write_text("a")
    _as_another_process()
    return runs


def _as_another_process() -> None:
    programs._recorded.cache_clear()  # pyright: ignore[reportPrivateUsage]
    programs._digest_of_sources.cache_clear()  # pyright: ignore[reportPrivateUsage]


@pytest.fixture(autouse=True, scope="module")
def _forgotten() -> Iterator[None]:
    yield
    _as_another_process()


def test_a_program_runs_once_for_each_stack_and_settings(kept: list[tuple[str, object]]) -> None:
    for _process in range(2):
        _as_another_process()
        for overrides in (None, {}, {"serving": "us-west-2"}):
            assert programs.recorded("prod", overrides) == RECORD
    assert kept == [("prod", {}), ("prod", {"serving": "us-west-2"})]


def test_a_changed_source_is_another_program(kept: list[tuple[str, object]], tmp_path: Path) -> None:
    for text in ("a", "b", "a"):
        (tmp_path / "source").write_text(text)
        _as_another_process()
        programs.recorded("prod")
    assert len(kept) == 2


def test_the_oldest_are_forgotten(
    kept: list[tuple[str, object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_MAX_KEPT", 2)
    for stack in ("one", "two", "three", "four"):
        programs.recorded(stack)
    assert len(kept) == 4
    assert len(list((tmp_path / "kept").glob("*.pickle"))) == 2
