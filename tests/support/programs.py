"""Whole programs, each run once for all tests: for every file, every process and every session, until a source changes."""

import fcntl
import hashlib
import json
import pickle
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from components.settings import clock
from rehearsal.mocks.recorder import ROOT, Record, run_program

# All that a run depends on: the program, what it packs into archives, its settings, and the libraries.
_SOURCES = (
    "__main__.py",
    "components",
    "functions",
    "manifest",
    "standards",
    "operations",
    "ansible",
    "rehearsal/mocks",
)
_FILES = ("Pulumi.yaml", "Pulumi.*.yaml", "requirements*.lock")
_KEPT = ROOT / ".pytest_cache" / "programs"
# Some three megabytes each: those of a few states of the sources, of which each has some sixty.
_MAX_KEPT = 180


def recorded(stack: str, overrides: Mapping[str, Any] | None = None) -> Record:
    """Return the record of a whole run of the program; `overrides` are laid over the stack's settings.

    Like every record it is shared: nobody changes it. A test that changes what the program finds, such as the time,
    runs the program itself.
    """
    return _recorded(stack, json.dumps(overrides or {}, sort_keys=True))


@cache
def _recorded(stack: str, overrides: str) -> Record:
    _KEPT.mkdir(parents=True, exist_ok=True)
    # Peaks begin and end, so that a program of another day is another one.
    run = f"{_digest_of_sources()} {clock.now():%Y-%m-%d} {stack} {overrides}"
    kept = _KEPT / f"{hashlib.sha256(run.encode()).hexdigest()[:32]}.pickle"
    with kept.with_suffix(".lock").open("w") as lock:
        # Whoever comes meanwhile waits for the first to be done.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.is_file():
            return cast("Record", pickle.loads(kept.read_bytes()))
        record = run_program(stack, json.loads(overrides))
        half = kept.with_suffix(".half")
        half.write_bytes(pickle.dumps(record, pickle.HIGHEST_PROTOCOL))
        half.rename(kept)
        _forget()
        return record


@cache
def _digest_of_sources() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in _sources():
        digest.update(f"{path.relative_to(ROOT)} {path.stat().st_mode}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for name in _SOURCES:
        place = ROOT / name
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)
    for pattern in _FILES:
        yield from sorted(ROOT.glob(pattern))


def _forget() -> None:
    """Remove the oldest records, those that nobody will ask for again."""
    by_age = sorted(_KEPT.glob("*.pickle"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in by_age[_MAX_KEPT:]:
        path.unlink(missing_ok=True)
        path.with_suffix(".lock").unlink(missing_ok=True)
