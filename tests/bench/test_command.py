"""Proves what `python -m bench` prints and its exit status, with measurements that are made up."""

from io import StringIO

import pytest
from rich.console import Console

import bench.__main__ as command
from bench.figure import Figure, Measured, MeasurementError


def _measurement(*figures: Figure) -> command.Measurement:
    def measure(*, quick: bool) -> Measured:
        return Measured(figures, [f"quick: {quick}"])

    return measure


def _fails(*, quick: bool) -> Measured:
    raise MeasurementError(f"it crashed, quick {quick}")


KEPT = _measurement(Figure("good", "1 s", 1.0, 1.25))
BROKEN = _measurement(Figure("bad", "2 s", 2.0, 1.25))


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str, **measurements: command.Measurement) -> tuple[int, str]:
    monkeypatch.setattr(command, "MEASUREMENTS", measurements)
    output = StringIO()
    status = command.main(arguments, console=Console(file=output, width=100))
    return status, output.getvalue()


def test_bounds_that_are_kept_end_in_success(monkeypatch: pytest.MonkeyPatch) -> None:
    status, output = _run(monkeypatch, a=KEPT)
    assert status == 0
    assert "kept" in output
    assert "quick: False" in output


def test_a_broken_bound_ends_in_failure_and_the_rest_is_still_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    status, output = _run(monkeypatch, "--quick", a=BROKEN, b=KEPT)
    assert status == 1
    assert "broken" in output
    assert "good" in output
    assert "quick: True" in output


def test_only_what_is_named_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    status, output = _run(monkeypatch, "b", a=BROKEN, b=KEPT)
    assert status == 0
    assert "bad" not in output


def test_a_measurement_that_fails_is_a_failure_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    status, output = _run(monkeypatch, a=_fails, b=KEPT)
    assert status == 1
    assert "it crashed" in output
    assert "good" in output


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        _run(monkeypatch, "speed", a=KEPT)
    assert "nothing is called speed; choose from a" in capsys.readouterr().err
